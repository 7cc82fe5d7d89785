package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/assess"
	"github.com/assay-project/assay/document"
	"github.com/assay-project/assay/internal/spelling"
	"github.com/assay-project/assay/report"
	documents "github.com/assay-project/assay/report/json"
	"github.com/assay-project/assay/source/declaration"
)

// papering are the flags of the commands that make papers.
type papering struct {
	judging
	run         string
	declared    bool
	draft       bool
	edition     string
	safeHarbour bool
	base        string
	advisories  []string
	event       string
	incident    bool
	aware       string
	measure     string
	sent        string
	tagged      bool
}

func documentCommand(s streams) *cobra.Command {
	var flags papering
	cmd := &cobra.Command{
		Use:   "document KIND [FOLDER]",
		Short: "Make the papers that laws ask for, from declaration and evidence",
		Long: `Makes a paper of a product: a statement or declaration of conformity, the forms
of TS 103 701, security.txt, pages to publish, a CSAF folder, drafts of CRA
reports. FOLDER holds assay.yaml; the working folder where left out.

Every fact carries its backing. A paper is refused while a fact is missing or
nothing shows it, or while its law is refuted; what is missing is named. With
--declared, what only the maker says is let through and marked so; with --draft
a marked draft is made whatever is missing.`,
		Example: `  assay document list examples/ip-camera
  assay document uk-psti examples/ip-camera --declared -o statement.pdf
  assay document all . -o papers/
  assay document cra-early-warning . --aware 2026-11-24T09:00Z --format ics`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && !slices.Contains(kindNames(), args[0]) {
				near := spelling.Nearest(args[0], kindNames())
				if near != "" {
					return misused("document %q: no such kind of paper; did you mean %s?", args[0], near)
				}
				return misused("document %q: no such kind of paper; see assay document list", args[0])
			}
			return arguments(1, 2, "a kind of paper (see assay document list)")(cmd, args)
		},
		ValidArgsFunction: only(cobra.FixedCompletions(kindNames(), cobra.ShellCompDirectiveNoFileComp)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return flags.one(cmd.Context(), s, args[0], folderOf(args[1:]))
		},
	}
	flags.register(cmd)
	cmd.AddCommand(documentListCommand(s), documentAllCommand(s), documentCheckCommand(s))
	return cmd
}

func (p *papering) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&p.format, "format", "f", "", "`form`: "+strings.Join(paperForms, ", ")+" (default: by the name of -o, else html)")
	f.StringVarP(&p.output, "output", "o", "", "write to this `file`, or folder, whole or not at all")
	f.StringVar(&p.at, "at", "", "make it as of this `day`, as 2026-11-22 (default: today, or SOURCE_DATE_EPOCH)")
	f.StringVar(&p.run, "run", "", "take this kept `run` instead of judging anew")
	f.BoolVar(&p.declared, "declared", false, "let facts through that only the maker declares, each marked so")
	f.BoolVar(&p.draft, "draft", false, "make a marked draft whatever is missing or refuted")
	f.StringVar(&p.edition, "edition", "", "`edition` of EN 303 645 for ics and ixit: 2.1.1 or 3.1.3 (default: the newest declared)")
	f.BoolVar(&p.safeHarbour, "safe-harbour", false, "disclosure-policy: promise not to pursue who reports in good faith")
	f.BoolVar(&p.tagged, "tagged", false, "pdf: fail rather than write one that is not tagged")
	f.StringVar(&p.base, "base-url", "", "csaf: `URL` where the folder will lie")
	f.StringArrayVar(&p.advisories, "advisory", nil, "csaf: an advisory `file` beside those in advisories/")
	f.StringVar(&p.event, "event", "", "cra-…: `file` with what is known of the event (YAML)")
	f.BoolVar(&p.incident, "incident", false, "cra-…: it is a severe incident, not an exploited vulnerability")
	f.StringVar(&p.aware, "aware", "", "cra-…: `time` of awareness, as 2026-11-24T09:00Z")
	f.StringVar(&p.measure, "measure", "", "cra-final: `time` a corrective measure was available")
	f.StringVar(&p.sent, "sent", "", "cra-final: `time` the 72-hour notification was sent")
	f.BoolVarP(&p.quiet, "quiet", "q", false, "print no progress and no warnings")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(paperForms, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("edition", cobra.FixedCompletions([]string{"2.1.1", "3.1.3"}, cobra.ShellCompDirectiveNoFileComp))
}

func folderOf(args []string) string {
	if len(args) == 0 {
		return "."
	}
	if filepath.Base(args[0]) == declaration.Name && isFile(args[0]) {
		return filepath.Dir(args[0])
	}
	return args[0]
}

// otherKinds are not papers but files that reports and packages below document make.
var otherKinds = []document.Kind{
	{Name: "sbom", Title: "Software bill of materials, CycloneDX 1.6", Needs: []string{"firmware to look at"}},
	{Name: "csaf", Title: "CSAF 2.0 provider folder", Needs: []string{"maker, contact, address of the disclosure policy", "advisories/ beside assay.yaml"}},
}

func allKinds() []document.Kind { return append(document.Kinds(), otherKinds...) }

func kindNames() []string {
	var names []string
	for _, k := range allKinds() {
		names = append(names, k.Name)
	}
	return names
}

// basis is what papers of one product are made from.
type basis struct {
	folder string
	in     document.Input
}

// read reads the declaration, judges the product or takes a kept run, and looks
// what is held beside the declaration.
func (p *papering) read(ctx context.Context, s streams, folder string) (*basis, error) {
	opts, done, err := p.options(s, "check")
	if err != nil {
		return nil, err
	}
	decl, _, err := declaration.Load(folder)
	if errors.Is(err, os.ErrNotExist) {
		return nil, hint(fmt.Errorf("%s: no %s there", folder, declaration.Name), "papers need a declaration: make one with assay init")
	}
	if err != nil {
		return nil, err
	}
	b := &basis{folder: folder, in: document.Input{Declaration: decl, At: opts.At, Declared: p.declared, Draft: p.draft, Edition: p.edition, SafeHarbour: p.safeHarbour}}
	if b.in.Held, err = heldFiles(folder); err != nil {
		return nil, err
	}
	if b.in.Event, err = p.readEvent(); err != nil {
		return nil, err
	}
	if p.run != "" {
		return b, b.kept(s, p.run)
	}
	return b, b.judged(ctx, opts, done)
}

// judged judges the product anew and keeps the run, so that what a paper cites
// can be looked up.
func (b *basis) judged(ctx context.Context, opts assess.Options, done func()) error {
	result, err := assess.Folder(ctx, b.folder, opts)
	done()
	if err != nil {
		return err
	}
	defer result.Close()
	if _, err := result.Keep(filepath.Join(b.folder, ".assay")); err != nil {
		return err
	}
	b.in.Assessment, b.in.AssessmentID = result.Document, result.Run.Document
	return nil
}

func (b *basis) kept(s streams, run string) error {
	docs, err := readDocuments(s, run)
	if err != nil {
		return err
	}
	if len(docs) != 1 {
		return misused("--run %s holds %s: a paper is about one", run, report.Count(len(docs), "document"))
	}
	doc := docs[0]
	if doc.Declared == nil || doc.Declared.Evidence != b.in.Declaration.Evidence {
		return hint(fmt.Errorf("%s was made from another declaration than %s has now", run, filepath.Join(b.folder, declaration.Name)), "judge it anew: leave out --run")
	}
	text, err := documents.Encode(doc)
	if err != nil {
		return err
	}
	b.in.Assessment, b.in.AssessmentID = doc, evidenceID(text)
	return nil
}

// one makes one paper.
func (p *papering) one(ctx context.Context, s streams, kind, folder string) error {
	form, err := p.form(kind)
	if err != nil {
		return err
	}
	b, err := p.read(ctx, s, folder)
	if err != nil {
		return err
	}
	made, problems, err := p.make(ctx, s, b, kind, form)
	if err != nil {
		return err
	}
	if made == nil {
		return refuse(s, kind, problems)
	}
	if len(problems) > 0 && !p.quiet {
		fmt.Fprintf(s.err, "draft: %s open\n", report.Count(len(problems), "field"))
		printProblems(s.err, problems)
	}
	return p.deliverPaper(s, kind, form, made)
}

// deliverPaper writes one file to the output, or several to a folder.
func (p *papering) deliverPaper(s streams, kind, form string, files []document.File) error {
	if len(files) == 1 && files[0].Name == "" {
		if p.output == "" {
			_, err := s.out.Write(files[0].Data)
			return err
		}
		if p.toFolder() {
			files[0].Name = fileName(kind, form)
			return writeFiles(p.output, files)
		}
		return writeFile(p.output, 0o644, func(f *os.File) error { _, err := f.Write(files[0].Data); return err })
	}
	folder := p.output
	if folder == "" {
		return misused("%s is a folder: name it with -o", kind)
	}
	return writeFiles(folder, files)
}

func writeFiles(folder string, files []document.File) error {
	for _, f := range files {
		name := filepath.Join(folder, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return hint(err, "name a folder that may be written to")
		}
		if err := writeFile(name, 0o644, func(file *os.File) error { _, err := io.Copy(file, bytes.NewReader(f.Data)); return err }); err != nil {
			return err
		}
	}
	return nil
}

// refuse says why there is no paper. The status is that of a refutation where
// the law itself is refuted.
func refuse(s streams, kind string, problems []document.Problem) error {
	fmt.Fprintf(s.err, "assay: %s is refused: %s\n", kind, report.Count(len(problems), "reason"))
	printProblems(s.err, problems)
	if document.Has(problems, document.Refuted) {
		return errRefuted
	}
	return hint(fmt.Errorf("no %s was written", kind), "mend what is named above, or see it as it stands with --draft")
}

func printProblems(w io.Writer, problems []document.Problem) {
	for _, p := range problems {
		for i, line := range report.Wrap(report.Plain(p.String()), 96) {
			lead := "  "
			if i > 0 {
				lead = "    "
			}
			fmt.Fprintln(w, lead+line)
		}
	}
}

// productOf is the product as papers name it.
func productOf(d *assay.Declaration) document.Product {
	p := document.Product{Name: d.Product.Name, Manufacturer: d.Product.Manufacturer, Model: d.Product.Model, Batch: d.Product.Batch, Firmware: d.Product.Firmware}
	for _, party := range d.Parties {
		if party.Role == "manufacturer" {
			p.Manufacturer = party.Name
			break
		}
	}
	return p
}
