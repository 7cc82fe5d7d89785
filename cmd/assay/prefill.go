package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/assay-project/assay/assess"
	"github.com/assay-project/assay/prefill"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/source/declaration"
)

// filling are the flags of assay prefill.
type filling struct {
	judging
	accept, replace []string
	interactive     bool
	dryRun          bool
	fresh           string
	name            string
}

func prefillCommand(s streams) *cobra.Command {
	var f filling
	cmd := &cobra.Command{
		Use:   "prefill PATH",
		Short: "Propose cells of the declaration from what was seen of the product",
		Long: `Proposes cells of the IXIT, features and conditions of the ICS and product facts
from evidence: services, accounts, keys, update scripts, components, pages. Each
says where it was seen. What evidence does not state is left to you.

PATH is a folder with assay.yaml, or an image. Nothing is written unless --accept,
--replace or --interactive say so, and then assay.yaml is edited in place: what
was accepted is added, all else stays as it is, and the change is shown. What you
declared is never changed but by --replace with the address of the cell.

An address is TABLE, TABLE/row or TABLE/row/field, such as 28-LogIntf/telnet; or
facts, ics/3.1.3/features and so on. "all" takes everything that is new.`,
		Example: `  assay prefill examples/ip-camera
  assay prefill . --accept 6-SoftComp --accept 28-LogIntf/telnet --dry-run
  assay prefill . --replace 13-SoftServ/telnet/status
  assay prefill flash.bin --new product         # a first assay.yaml`,
		Args:              arguments(1, 1, "a folder with assay.yaml, or an image"),
		ValidArgsFunction: only(anyFile),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.refuse(); err != nil {
				return err
			}
			return f.run(cmd, s, args[0])
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.format, "format", "f", "text", "`form`: text, json or yaml")
	flags.StringArrayVar(&f.accept, "accept", nil, "write what is new at this `address` (all, TABLE, TABLE/row, TABLE/row/field) into assay.yaml")
	flags.StringArrayVar(&f.replace, "replace", nil, "write this `cell` (TABLE/row/field) even where the declaration says something else")
	flags.BoolVarP(&f.interactive, "interactive", "i", false, "ask for each row whether to take it")
	flags.BoolVarP(&f.dryRun, "dry-run", "n", false, "show the change and write nothing")
	flags.StringVar(&f.fresh, "new", "", "write a new assay.yaml with the proposals into this `folder`")
	flags.StringVar(&f.name, "name", "", "`name` of the product, with --new (default: the image's)")
	flags.BoolVar(&f.all, "all", false, "cut no list short (text only)")
	flags.StringVar(&f.at, "at", "", "read certificates as of this `day`, as 2026-11-22 (default: today, or SOURCE_DATE_EPOCH)")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print no progress and no warnings")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"text", "json", "yaml"}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("new", folders)
	return cmd
}

// refuse says which flags do not go together, before any work is done.
func (f *filling) refuse() error {
	writes := len(f.accept)+len(f.replace) > 0 || f.interactive
	switch {
	case f.format != "text" && f.format != "json" && f.format != "yaml":
		return misused("--format %q: want text, json or yaml", f.format)
	case f.fresh != "" && (len(f.replace) > 0 || f.interactive):
		return misused("--new writes a new file: --replace and --interactive are for one that is there")
	case f.name != "" && f.fresh == "":
		return misused("--name is for --new")
	case f.dryRun && !writes && f.fresh == "":
		return misused("--dry-run shows what --accept, --replace, --interactive or --new would write")
	case f.format != "text" && (writes || f.fresh != ""):
		return misused("--format %s prints proposals; it does not go with writing them", f.format)
	}
	for _, address := range f.replace {
		if strings.Count(address, "/") < 1 || address == "all" {
			return misused("--replace %q: name one cell, as 13-SoftServ/telnet/status", address)
		}
	}
	return nil
}

func (f *filling) run(cmd *cobra.Command, s streams, path string) error {
	opts, done, err := f.options(s, "prefill")
	if err != nil {
		return err
	}
	if filepath.Base(path) == declaration.Name && isFile(path) {
		path = filepath.Dir(path)
	}
	looked, err := assess.Look(cmd.Context(), path, opts)
	done()
	if err != nil {
		return err
	}
	defer looked.Close()
	proposals := prefill.Propose(looked.Input, looked.Checked.Observations, looked.Declaration)
	proposals.Limits = looked.Limits()
	f.warn(s, proposals)
	switch {
	case f.fresh != "":
		return f.writeNew(s, path, looked, proposals)
	case len(f.accept)+len(f.replace) > 0 || f.interactive:
		return f.edit(s, path, looked, proposals)
	}
	return f.list(s, path, looked, proposals)
}

// warn says what was not read: a proposal that is missing may lie there.
func (f *filling) warn(s streams, ps *prefill.Proposals) {
	if f.quiet {
		return
	}
	for _, e := range ps.Errors {
		fmt.Fprintln(s.err, report.Plain("assay: "+e.Check+": "+e.Message))
	}
	if n := len(ps.Limits); n > 0 {
		l := ps.Limits[0]
		fmt.Fprintln(s.err, report.Plain(fmt.Sprintf("assay: %d things were not read, the first: %s (%s); all: --format json", n, l.What, l.Effect)))
	}
}

func (f *filling) list(s streams, path string, looked *assess.Looked, ps *prefill.Proposals) error {
	switch f.format {
	case "json":
		enc := json.NewEncoder(s.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(ps)
	case "yaml":
		return writeYAML(s.out, ps)
	}
	if _, err := io.WriteString(s.out, ps.Text(prefill.Shown{Width: width(s.out), All: f.all})); err != nil {
		return err
	}
	next := "assay prefill " + quoted(path) + " --accept all --dry-run"
	if looked.Declaration == nil {
		next = "assay prefill " + quoted(path) + " --new FOLDER"
	}
	_, err := fmt.Fprintf(s.out, "\nNothing was written. To take them: %s\n", next)
	return err
}

// writeYAML prints proposals in the shape that --format json has.
func writeYAML(w io.Writer, ps *prefill.Proposals) error {
	data, err := json.Marshal(ps)
	if err != nil {
		return err
	}
	data, err = yaml.JSONToYAML(data)
	if err != nil {
		return fmt.Errorf("write the proposals as YAML: %w", err)
	}
	_, err = w.Write(data)
	return err
}

// edit writes what was accepted into assay.yaml.
func (f *filling) edit(s streams, path string, looked *assess.Looked, ps *prefill.Proposals) error {
	if looked.Declaration == nil {
		return hint(fmt.Errorf("%s has no %s to write into", path, declaration.Name), "to begin one: assay prefill %s --new FOLDER", quoted(path))
	}
	accepted, err := ps.Select(f.accept)
	if err != nil {
		return &misuse{err}
	}
	replace, err := ps.Select(f.replace)
	if err != nil {
		return &misuse{err}
	}
	left := len(accepted)
	accepted = prefill.Acceptable(accepted)
	left -= len(accepted)
	if f.interactive {
		if accepted, err = askRows(s, ps, accepted); err != nil {
			return err
		}
	}
	edited, err := prefill.Accept(declaration.Name, looked.Text, accepted, replace)
	if err != nil {
		return explainEdit(err)
	}
	name := filepath.Join(path, declaration.Name)
	if err := f.change(s, name, looked.Text, edited); err != nil {
		return err
	}
	if left > 0 && !f.quiet {
		fmt.Fprintf(s.err, "assay: %d of what was named is declared already and was left as it is; to change a cell: --replace TABLE/row/field\n", left)
	}
	return nil
}

func explainEdit(err error) error {
	switch {
	case errors.Is(err, prefill.ErrLayout):
		return hint(err, "write it by hand; the file was left as it is")
	case errors.Is(err, prefill.ErrVerify):
		return hint(err, "accept what it refers to as well, or write it by hand; the file was left as it is")
	}
	return err
}

// change shows what changes and writes it, whole or not at all.
func (f *filling) change(s streams, name string, old, edited []byte) error {
	if bytes.Equal(old, edited) {
		_, err := fmt.Fprintf(s.out, "%s says all of it already.\n", near(name))
		return err
	}
	shown := diff.Diff("a/"+declaration.Name, old, "b/"+declaration.Name, edited)
	if err := printPlain(s.out, shown); err != nil {
		return err
	}
	if f.dryRun {
		_, err := fmt.Fprintln(s.out, "Nothing was written (--dry-run).")
		return err
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	now, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, old) {
		return fmt.Errorf("%s was changed by somebody else meanwhile: nothing was written", name)
	}
	return writeFile(name, info.Mode().Perm(), func(file *os.File) error {
		_, err := file.Write(edited)
		return err
	})
}

// printPlain prints lines without what a terminal would act on.
func printPlain(w io.Writer, text []byte) error {
	for _, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		if _, err := fmt.Fprintln(w, report.Plain(line)); err != nil {
			return err
		}
	}
	return nil
}

// askRows goes through the new rows one by one. Answers are y, n, a (this and all
// that follow) and q (no more); the end of the input is q.
func askRows(s streams, ps *prefill.Proposals, have []prefill.Proposal) ([]prefill.Proposal, error) {
	answers := bufio.NewScanner(s.in)
	taken := append([]prefill.Proposal(nil), have...)
	for _, group := range ps.NewRows() {
		one := prefill.Proposals{Proposals: group}
		fmt.Fprint(s.out, one.Rows(prefill.Shown{Width: width(s.out), All: true}))
		fmt.Fprint(s.out, "Take this? [y]es, [n]o, [a]ll, [q]uit: ")
		answer := "q"
		if answers.Scan() {
			answer = strings.ToLower(strings.TrimSpace(answers.Text()))
		}
		fmt.Fprintln(s.out)
		switch answer {
		case "y", "yes":
			taken = append(taken, group...)
		case "a", "all":
			return append(taken, ps.NewFrom(group[0].Address())...), nil
		case "q", "quit":
			return taken, answers.Err()
		}
	}
	return taken, answers.Err()
}

// writeNew writes a first declaration beside or around an image.
func (f *filling) writeNew(s streams, path string, looked *assess.Looked, ps *prefill.Proposals) error {
	name := filepath.Join(f.fresh, declaration.Name)
	if looked.Declaration != nil {
		return misused("%s has %s already: use --accept", path, declaration.Name)
	}
	if _, err := os.Lstat(name); err == nil {
		return fmt.Errorf("%s is there already and was left as it is", name)
	}
	selectors := f.accept
	if len(selectors) == 0 {
		selectors = []string{"all"}
	}
	accepted, err := ps.Select(selectors)
	if err != nil {
		return &misuse{err}
	}
	product := f.name
	if product == "" {
		product = looked.Input.Name
	}
	image := inside(f.fresh, path)
	text, err := prefill.Fresh(product, image, accepted)
	if err != nil {
		return explainEdit(err)
	}
	if f.dryRun {
		return printPlain(s.out, text)
	}
	if err := os.MkdirAll(f.fresh, 0o755); err != nil {
		return err
	}
	if err := writeFile(name, 0o644, func(file *os.File) error { _, err := file.Write(text); return err }); err != nil {
		return err
	}
	next := "assay check " + quoted(f.fresh)
	if image == "" {
		next = "put the image into that folder and name it under evidence"
	}
	_, err = fmt.Fprintf(s.out, "%s: %d cells proposed from evidence. Read them; then: %s\n", near(name), len(accepted), next)
	return err
}

// inside is a path as written in a declaration of a folder, "" where it lies
// outside of it.
func inside(folder, path string) string {
	from, err := filepath.Abs(folder)
	if err != nil {
		return ""
	}
	to, err := filepath.Abs(path)
	if err != nil {
		return ""
	}
	rel, err := filepath.Rel(from, to)
	if err != nil || rel == "." || !filepath.IsLocal(rel) {
		return ""
	}
	return filepath.ToSlash(rel)
}
