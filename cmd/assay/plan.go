package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/assess"
	"github.com/assay-project/assay/checks"
	"github.com/assay-project/assay/conceptual"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/plan"
	"github.com/assay-project/assay/record"
	documents "github.com/assay-project/assay/report/json"
	"github.com/assay-project/assay/source/declaration"
	"github.com/assay-project/assay/standard"
)

// planFlags say which part of a plan is shown, and how.
type planFlags struct {
	format, output, edition, unit string
	open                          bool
	trust                         []string
}

func planCommand(s streams) *cobra.Command {
	var f planFlags
	cmd := &cobra.Command{
		Use:   "plan [FOLDER]",
		Short: "Print the test plan: every test case, how it is settled, what it takes",
		Long: `Prints the test plan of a product by TS 103 701: all 132 test cases for EN 303 645
V3.1.3 and all 109 for V2.1.1. Of each unit it says whether checks settle it
(automatic), the declaration is read by machine (declared) or a person tests or
judges (person); over which rows of the IXIT it runs; what state of the device, tools
and samples it needs; how long that takes; and, where the product was assessed, what
is done, open or stale.

Without FOLDER, or without an assay.yaml in it, it is the plan of any product. Times
are estimates of our own, for one person who knows the product.`,
		Example: `  assay plan
  assay plan homecam --open --edition 3.1.3
  assay plan homecam --format csv --output plan.csv
  assay plan homecam --unit 5.1-1-2`,
		Args:              arguments(0, 1, "the folder with assay.yaml"),
		ValidArgsFunction: only(folders),
		RunE: func(cmd *cobra.Command, args []string) error {
			folder := "."
			if len(args) == 1 {
				folder = args[0]
			}
			return f.run(cmd.Context(), s, folder, len(args) == 1)
		},
	}
	set := cmd.Flags()
	set.StringVarP(&f.format, "format", "f", "text", "`form`: text, json, csv or md")
	set.StringVarP(&f.output, "output", "o", "", "write to this `file`, whole or not at all")
	set.StringVar(&f.edition, "edition", "all", "`edition` of EN 303 645: 3.1.3, 2.1.1 or all")
	set.StringVar(&f.unit, "unit", "", "only this unit, case or provision, in full")
	set.BoolVar(&f.open, "open", false, "only what is open or stale")
	set.StringArrayVar(&f.trust, "trust", nil, "trust the public key in this `file`, beside those in FOLDER/trust")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"text", "json", "csv", "md"}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("edition", cobra.FixedCompletions([]string{"3.1.3", "2.1.1", "all"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (f *planFlags) run(ctx context.Context, s streams, folder string, named bool) error {
	write, ok := planForms[f.format]
	if !ok {
		return misused("--format %q: want text, json, csv or md", f.format)
	}
	editions, err := editionsOf(f.edition)
	if err != nil {
		return err
	}
	in := plan.Input{Editions: editions, Checks: checks.All, Reviewed: conceptual.Units()}
	if isFile(filepath.Join(folder, declaration.Name)) {
		p, err := productAt(ctx, s, folder, f.trust, true)
		if err != nil {
			return err
		}
		in.Declaration, in.Document, in.Records = p.state.Declaration, p.kept, p.standings
		if p.kept != nil && !sameInputs(p.kept, p.state) {
			fmt.Fprintf(s.err, "the kept run is of another image or declaration; make a new one with: assay check %s\n", quoted(folder))
		}
	} else if named {
		return hint(fmt.Errorf("%s: no %s there", folder, declaration.Name), "write one with: assay init %s", quoted(folder))
	}
	p := f.choose(plan.Make(in))
	if f.unit != "" && len(p.Editions) == 0 {
		return hint(misused("--unit %q: no such unit, case or provision in the plan", f.unit), "list them with: assay plan")
	}
	show := planView{width: width(s.out), full: f.unit != ""}
	if f.output == "" {
		return write(s.out, p, show)
	}
	show.width = 100
	return writeFile(f.output, 0o644, func(out *os.File) error { return write(out, p, show) })
}

func editionsOf(name string) ([]standard.Edition, error) {
	switch name {
	case "all":
		return []standard.Edition{standard.V3_1_3, standard.V2_1_1}, nil
	case string(standard.V3_1_3), string(standard.V2_1_1):
		return []standard.Edition{standard.Edition(name)}, nil
	}
	return nil, misused("--edition %q: want 3.1.3, 2.1.1 or all", name)
}

// choose leaves in a plan what the flags ask for. Totals stay those of the whole.
func (f *planFlags) choose(p *plan.Plan) *plan.Plan {
	if !f.open && f.unit == "" {
		return p
	}
	var editions []plan.EditionPlan
	for _, e := range p.Editions {
		var cases []plan.Case
		for _, c := range e.Cases {
			if f.keeps(c) {
				cases = append(cases, c)
			}
		}
		if e.Cases = cases; len(cases) > 0 || f.unit == "" {
			editions = append(editions, e)
		}
	}
	p.Editions = editions
	return p
}

func (f *planFlags) keeps(c plan.Case) bool {
	if f.open && c.State != plan.Open && c.State != plan.Stale {
		return false
	}
	if f.unit == "" || f.unit == c.ID || f.unit == c.Provision {
		return true
	}
	for _, u := range c.Units {
		if u.ID == f.unit {
			return true
		}
	}
	return false
}

// product is what is known of the product in a folder without judging it anew.
type product struct {
	state     record.State
	set       *record.Set
	trust     record.Trust
	standings []record.Standing
	kept      *assay.Document // of the newest kept run, nil without one
	keptName  string
}

// productAt reads the records and the newest run of a folder, and looks at the
// product where records have to be held against it.
func productAt(ctx context.Context, s streams, folder string, trusted []string, quiet bool) (*product, error) {
	d, _, err := declaration.Load(folder)
	if err != nil {
		return nil, err
	}
	p := &product{state: record.State{Declaration: d}}
	if p.set, err = record.Load(folder); err != nil {
		return nil, err
	}
	if p.trust, err = trustOf(folder, trusted); err != nil {
		return nil, err
	}
	if p.kept, p.keptName, err = newestRun(folder); err != nil {
		return nil, err
	}
	if len(p.set.Records) > 0 || p.kept != nil {
		at, err := (&judging{}).day(s)
		if err != nil {
			return nil, err
		}
		now, err := lookAt(ctx, s, folder, at, quiet)
		if err != nil {
			return nil, err
		}
		p.state = now.State
	}
	p.standings = p.set.Standings(p.trust, p.state)
	return p, nil
}

// trustOf gathers the keys in FOLDER/trust and those that flags name.
func trustOf(folder string, files []string) (record.Trust, error) {
	trust := record.Trust{}
	if folder != "" {
		var err error
		if trust, err = record.LoadTrust(folder); err != nil {
			return record.Trust{}, hint(err, "leave only public keys in %s", quoted(filepath.Join(folder, record.TrustFolder)))
		}
	}
	for _, name := range files {
		data, err := readSmall(name)
		if err != nil {
			return record.Trust{}, err
		}
		if err := trust.Add(name, data); err != nil {
			return record.Trust{}, hint(err, "name the .pub file that assay key new wrote")
		}
	}
	return trust, nil
}

// newestRun returns the document of the run in FOLDER/.assay that was made last;
// nil where there is none.
func newestRun(folder string) (*assay.Document, string, error) {
	runs := filepath.Join(folder, ".assay", "runs")
	newest, err := lastRun(runs)
	if err != nil || newest == "" {
		return nil, "", err
	}
	f, err := os.Open(filepath.Join(runs, newest, "document.json"))
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	doc, err := documents.Read(f)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", filepath.Join(runs, newest), err)
	}
	return doc, newest, nil
}

// sameInputs tells whether a document was made of the image and declaration that
// are there now.
func sameInputs(doc *assay.Document, now record.State) bool {
	if doc.Declared == nil || now.Declaration == nil || doc.Declared.Evidence != now.Declaration.Evidence {
		return false
	}
	for _, id := range now.Images {
		if !strings.Contains(strings.Join(doc.Subject.Digests, " "), id) {
			return false
		}
	}
	return true
}

func writeJSON(value any) ([]byte, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(value)
	return []byte(b.String()), err
}

// storeOf is the evidence kept in a folder.
func storeOf(folder string) *evidence.Store {
	return evidence.OpenStore(filepath.Join(folder, ".assay", "evidence"))
}

// assessNow judges the product in a folder as it is now, keeping nothing.
func assessNow(ctx context.Context, s streams, folder string, quiet bool) (*assay.Document, error) {
	at, err := (&judging{}).day(s)
	if err != nil {
		return nil, err
	}
	bar := newProgress(s.err, quiet)
	result, err := assess.Folder(ctx, folder, assess.Options{At: at, Version: version, Command: "check", Progress: bar.step})
	bar.wait()
	if err != nil {
		return nil, err
	}
	defer result.Close()
	return result.Document, nil
}
