package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay/internal/ask"
	"github.com/assay-project/assay/scoping"
	"github.com/assay-project/assay/source/declaration"
)

// initFlags are the answers and what to do with them.
type initFlags struct {
	judging
	answers  map[string]*[]string
	texts    map[string]*string
	firmware string
	site     string
	dry      bool
	force    bool
}

func initCommand(s streams) *cobra.Command {
	flags := initFlags{answers: map[string]*[]string{}, texts: map[string]*string{}}
	cmd := &cobra.Command{
		Use:   "init [FOLDER]",
		Short: "Begin: a dozen questions, which laws bind you, the first five jobs",
		Long: `Asks a dozen plain questions about a product, says which laws bind you as what
and from when, names the first five jobs with their hours, and writes a commented
assay.yaml into FOLDER (default: here), which everything else starts from.

At a terminal it asks; in a script each answer is a flag, and what is not given
stays unknown. --dry-run writes nothing.`,
		Example: `  assay init homecam
  assay init --name "HomeCam 2" --kind camera --role maker --market uk,eu \
    --connection wifi --login preset --parts app,cloud --updates automatic
  assay init --kind router --market us,br --dry-run --format json`,
		Args:              arguments(0, 1, "the folder to begin in"),
		ValidArgsFunction: only(folders),
		RunE: func(cmd *cobra.Command, args []string) error {
			folder := "."
			if len(args) == 1 {
				folder = args[0]
			}
			return flags.run(cmd.Context(), s, folder)
		},
	}
	flags.declare(cmd)
	return cmd
}

// declare registers a flag for each question.
func (f *initFlags) declare(cmd *cobra.Command) {
	set := cmd.Flags()
	for _, q := range scoping.Questions() {
		values := q.Values()
		usage := strings.TrimSuffix(q.Ask, "?")
		switch q.Kind {
		case scoping.Many:
			f.answers[q.ID] = set.StringSlice(q.ID, nil, usage+": any of "+strings.Join(values, ", "))
		case scoping.Text:
			f.texts[q.ID] = set.String(q.ID, "", usage)
		default:
			f.texts[q.ID] = set.String(q.ID, "", usage+": "+strings.Join(values, ", "))
		}
		if len(values) > 0 {
			_ = cmd.RegisterFlagCompletionFunc(q.ID, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
		}
	}
	set.StringVar(&f.firmware, "firmware", "", "firmware image to name under evidence, relative to the folder")
	set.StringVar(&f.site, "site", "", "saved pages to name under evidence, relative to the folder")
	set.BoolVar(&f.dry, "dry-run", false, "say what binds you and write nothing")
	set.BoolVar(&f.force, "force", false, "replace an assay.yaml that is there")
	set.StringVar(&f.at, "at", "", "read the laws as of this `day`, as 2026-11-22 (default: today, or SOURCE_DATE_EPOCH)")
	set.StringVarP(&f.format, "format", "f", "text", "`form`: text or json")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"text", "json"}, cobra.ShellCompDirectiveNoFileComp))
}

func (f *initFlags) run(ctx context.Context, s streams, folder string) error {
	if f.format != "text" && f.format != "json" {
		return misused("--format %q: want text or json", f.format)
	}
	name := filepath.Join(folder, declaration.Name)
	if !f.dry && !f.force && isFile(name) {
		return hint(misused("%s is there already", name), "check it with: assay check %s; --force replaces it", quoted(folder))
	}
	at, err := f.day(s)
	if err != nil {
		return err
	}
	answers, err := f.answered(ctx, s)
	if err != nil {
		return err
	}
	text, err := f.text(answers)
	if err != nil {
		return err
	}
	scope := scoping.Of(answers, at)
	if f.format == "json" {
		enc := json.NewEncoder(s.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		err = enc.Encode(scope)
	} else {
		_, err = fmt.Fprint(s.out, scope.Text())
	}
	if err != nil || f.dry {
		return err
	}
	if err := f.write(name, text); err != nil {
		return err
	}
	fmt.Fprintf(s.err, "wrote %s; next: assay check %s\n", name, quoted(folder))
	return nil
}

// text is the declaration that the answers give.
func (f *initFlags) text(answers scoping.Answers) ([]byte, error) {
	for _, given := range [][2]string{{"firmware", f.firmware}, {"site", f.site}} {
		if given[1] != "" && !filepath.IsLocal(given[1]) {
			return nil, hint(misused("--%s %q leaves the folder of the declaration", given[0], given[1]), "put the file beside assay.yaml and give its name")
		}
	}
	text := scoping.YAML(answers, filepath.ToSlash(f.firmware), filepath.ToSlash(f.site))
	if _, err := declaration.Parse(declaration.Name, text); err != nil {
		return nil, fmt.Errorf("what was answered gives no declaration: %w", err)
	}
	return text, nil
}

func (f *initFlags) write(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return writeFile(name, 0o644, func(out *os.File) error {
		_, err := out.Write(text)
		return err
	})
}

// answered takes the answers from flags, and at a terminal asks for all where no
// flag gave any.
func (f *initFlags) answered(ctx context.Context, s streams) (scoping.Answers, error) {
	answers := make(scoping.Answers)
	for id, list := range f.answers {
		if len(*list) > 0 {
			answers[id] = *list
		}
	}
	for id, text := range f.texts {
		if *text != "" {
			answers[id] = []string{*text}
		}
	}
	if len(answers) == 0 {
		if !atTerminal(s) {
			return nil, hint(misused("no answers, and no terminal to ask at"), `give them as flags: assay init --kind camera --market uk,eu --role maker`)
		}
		return askScope(ctx, s)
	}
	if err := answers.Check(); err != nil {
		return nil, &misuse{err}
	}
	return answers, nil
}

// atTerminal tells whether a person can be asked.
func atTerminal(s streams) bool {
	in, ok := s.in.(*os.File)
	return ok && isTerminal(in) && isTerminal(s.err)
}

// plainTerminal tells whether questions come line by line.
func plainTerminal(s streams) bool {
	return s.getenv("ACCESSIBLE") != "" || s.getenv("TERM") == "dumb"
}

func askScope(ctx context.Context, s streams) (scoping.Answers, error) {
	var questions []ask.Question
	for _, q := range scoping.Questions() {
		question := ask.Question{Title: q.Ask, Help: q.Help, Many: q.Kind == scoping.Many, Optional: q.Kind == scoping.Many}
		for _, o := range q.Options {
			question.Options = append(question.Options, ask.Option{Value: o.Value, Label: o.Label})
		}
		if q.Kind == scoping.YesNo {
			question.Options = []ask.Option{{Value: "yes", Label: "yes"}, {Value: "no", Label: "no"}, {Value: "", Label: "I do not know"}}
		}
		questions = append(questions, question)
	}
	given, err := ask.Form(ctx, s.in, s.err, plainTerminal(s), questions)
	if err != nil {
		return nil, err
	}
	answers := make(scoping.Answers)
	for i, q := range scoping.Questions() {
		if len(given[i]) > 0 {
			answers[q.ID] = given[i]
		}
	}
	if err := answers.Check(); err != nil {
		return nil, &misuse{err}
	}
	return answers, nil
}
