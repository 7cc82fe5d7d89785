package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay/document"
	"github.com/assay-project/assay/report"
)

// standing says whether a kind can be made now.
type paperStanding struct {
	Kind     string             `json:"kind"`
	Title    string             `json:"title"`
	Needs    []string           `json:"needs"`
	Can      string             `json:"can,omitempty"` // yes, refused, not asked, on an event; "" where nothing was judged
	Problems []document.Problem `json:"problems,omitempty"`
}

func documentListCommand(s streams) *cobra.Command {
	var flags papering
	cmd := &cobra.Command{
		Use:   "list [FOLDER]",
		Short: "List the kinds of papers, what each needs, and whether it can be made",
		Example: `  assay document list
  assay document list examples/ip-camera --declared`,
		Args:              arguments(0, 1, "a folder with assay.yaml"),
		ValidArgsFunction: only(folders),
		RunE: func(cmd *cobra.Command, args []string) error {
			if flags.format != "text" && flags.format != "json" {
				return misused("--format %q: want text or json", flags.format)
			}
			var b *basis
			if len(args) > 0 {
				var err error
				if b, err = flags.read(cmd.Context(), s, folderOf(args)); err != nil {
					return err
				}
			}
			return flags.list(cmd, s, b)
		},
	}
	flags.listing(cmd)
	cmd.Flags().StringVarP(&flags.format, "format", "f", "text", "`form`: text or json")
	return cmd
}

// listing registers the flags that list and all share.
func (p *papering) listing(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&p.at, "at", "", "make it as of this `day`, as 2026-11-22 (default: today, or SOURCE_DATE_EPOCH)")
	f.StringVar(&p.run, "run", "", "take this kept `run` instead of judging anew")
	f.BoolVar(&p.declared, "declared", false, "let facts through that only the maker declares, each marked so")
	f.BoolVarP(&p.quiet, "quiet", "q", false, "print no progress and no warnings")
}

func (p *papering) list(cmd *cobra.Command, s streams, b *basis) error {
	var list []paperStanding
	for _, k := range allKinds() {
		st := paperStanding{Kind: k.Name, Title: k.Title, Needs: k.Needs}
		if b != nil {
			var err error
			if st.Can, st.Problems, err = p.can(b, k); err != nil {
				return err
			}
		}
		list = append(list, st)
	}
	if p.format == "json" {
		e := json.NewEncoder(s.out)
		e.SetIndent("", "  ")
		return e.Encode(list)
	}
	for _, st := range list {
		fmt.Fprintf(s.out, "%-22s %s\n", st.Kind, st.Title)
		printUnder(s, "needs "+strings.Join(st.Needs, "; "))
		if st.Can != "" {
			printUnder(s, canWord(st))
		}
	}
	if b != nil {
		fmt.Fprintf(s.out, "\nReasons: assay document KIND %s\n", quoted(near(b.folder)))
	}
	return nil
}

// printUnder prints text below the title of a kind.
func printUnder(s streams, text string) {
	for _, line := range report.Wrap(text, width(s.out)-23) {
		fmt.Fprintf(s.out, "%22s %s\n", "", line)
	}
}

func canWord(st paperStanding) string {
	switch st.Can {
	case "refused":
		return "refused: " + report.Count(len(st.Problems), "reason") + ", first: " + report.Plain(st.Problems[0].What)
	case "not asked":
		return "not asked: " + report.Plain(st.Problems[0].What)
	case "on an event":
		return "on an event: a draft with the open fields named"
	}
	return "can be made"
}

// can says whether a kind can be made now.
func (p *papering) can(b *basis, k document.Kind) (string, []document.Problem, error) {
	if k.Report {
		return "on an event", nil, nil
	}
	var problems []document.Problem
	var err error
	switch k.Name {
	case "sbom":
		_, problems, err = p.bill(b)
	case "csaf":
		_, problems, err = p.provider(b)
	default:
		_, problems = document.Make(k.Name, b.in)
	}
	switch {
	case err != nil:
		return "", nil, err
	case document.Has(problems, document.Scope):
		var scope []document.Problem
		for _, problem := range problems {
			if problem.Reason == document.Scope {
				scope = append(scope, problem)
			}
		}
		return "not asked", scope, nil
	case len(problems) > 0:
		return "refused", problems, nil
	}
	return "yes", nil, nil
}

func documentAllCommand(s streams) *cobra.Command {
	var flags papering
	var forms string
	cmd := &cobra.Command{
		Use:   "all [FOLDER]",
		Short: "Make every paper that can be made, and list those refused with reasons",
		Example: `  assay document all examples/ip-camera -o papers/ --declared
  assay document all . -o papers/ --format html,pdf,docx`,
		Args:              arguments(0, 1, "a folder with assay.yaml"),
		ValidArgsFunction: only(folders),
		RunE: func(cmd *cobra.Command, args []string) error {
			if flags.output == "" {
				return misused("all: name a folder for the papers with -o")
			}
			wanted := strings.Split(forms, ",")
			for _, f := range wanted {
				if f != "html" && f != "pdf" && f != "docx" && f != "json" && f != "markdown" {
					return misused("--format %q: want html, pdf, docx, json or markdown, with commas between", f)
				}
			}
			b, err := flags.read(cmd.Context(), s, folderOf(args))
			if err != nil {
				return err
			}
			return flags.everything(cmd, s, b, wanted)
		},
	}
	flags.listing(cmd)
	f := cmd.Flags()
	f.StringVarP(&flags.output, "output", "o", "", "`folder` for the papers")
	f.StringVarP(&forms, "format", "f", "html", "`forms`, with commas between: html, pdf, docx, json, markdown")
	f.BoolVar(&flags.safeHarbour, "safe-harbour", false, "disclosure-policy: promise not to pursue who reports in good faith")
	f.StringVar(&flags.base, "base-url", "", "csaf: `URL` where the folder will lie")
	f.BoolVar(&flags.tagged, "tagged", false, "pdf: fail rather than write one that is not tagged")
	_ = cmd.RegisterFlagCompletionFunc("output", folders)
	return cmd
}

// mostReasons are shown of one kind where many are listed.
const mostReasons = 20

// everything writes every paper that can be made. It ends as refuted where a law
// that asks for a paper is.
func (p *papering) everything(cmd *cobra.Command, s streams, b *basis, forms []string) error {
	refuted, written, unmade := false, 0, 0
	var refused bytes.Buffer
	for _, k := range allKinds() {
		can, problems, err := p.can(b, k)
		if err != nil {
			return err
		}
		switch can {
		case "on an event":
			continue
		case "not asked":
			fmt.Fprintf(&refused, "%s: not asked: %s\n", k.Name, report.Plain(problems[0].What))
			continue
		case "refused":
			refuted = refuted || document.Has(problems, document.Refuted)
			fmt.Fprintf(&refused, "%s: refused: %s\n", k.Name, report.Count(len(problems), "reason"))
			printProblems(&refused, problems[:min(len(problems), mostReasons)])
			if more := len(problems) - mostReasons; more > 0 {
				fmt.Fprintf(&refused, "  … %d more: assay document %s %s\n", more, k.Name, quoted(near(b.folder)))
			}
			continue
		}
		names, failed, err := p.writeAll(cmd, s, b, k, forms)
		for _, name := range names {
			fmt.Fprintln(s.out, near(name))
			written++
		}
		for _, f := range failed {
			fmt.Fprintf(&refused, "%s: not made: %s\n", k.Name, report.Plain(f.Error()))
			unmade++
		}
		if err != nil {
			return err
		}
	}
	if _, err := s.err.Write(refused.Bytes()); err != nil {
		return err
	}
	if refuted {
		return errRefuted
	}
	if unmade > 0 {
		return hint(fmt.Errorf("%s could not be made", report.Count(unmade, "file")), "see above; other forms may do")
	}
	if written == 0 {
		return hint(fmt.Errorf("no paper could be made"), "mend what is named above")
	}
	return nil
}

// writeAll writes one kind in all forms that fit it and returns the names, and
// what hindered a form: another form, or kind, may do all the same. The last error
// is that nothing can be written.
func (p *papering) writeAll(cmd *cobra.Command, s streams, b *basis, k document.Kind, forms []string) (names []string, failed []error, err error) {
	folder := p.output
	switch k.Name {
	case "csaf":
		folder, forms = filepath.Join(p.output, k.Name), []string{"folder"}
	case "sbom":
		forms = []string{"json"}
	case "security-txt":
		forms = []string{"txt"}
	}
	for _, form := range forms {
		files, _, err := p.make(cmd.Context(), s, b, k.Name, form)
		switch {
		case cmd.Context().Err() != nil:
			return names, failed, cmd.Context().Err()
		case err != nil:
			failed = append(failed, err)
			continue
		case form == "folder":
			names = append(names, folder+string(filepath.Separator))
		default:
			files[0].Name = fileName(k.Name, form)
			names = append(names, filepath.Join(folder, files[0].Name))
		}
		if err := writeFiles(folder, files); err != nil {
			return names[:len(names)-1], failed, err
		}
	}
	return names, failed, nil
}
