package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/all"
	"github.com/assay-project/assay/report/intoto"
	"github.com/assay-project/assay/report/json"
)

func reportCommand(s streams) *cobra.Command {
	var flags judging
	var sign, passphrase string
	cmd := &cobra.Command{
		Use:   "report DOCUMENT",
		Short: "Show a kept document in another form",
		Long: `Reads a document that an earlier command wrote (a JSON file, the folder of a
run, a folder that holds .assay, whose last run is taken, or - for standard
input) and writes it in another form. Nothing is judged again.

With --sign the in-toto statement is put into a DSSE envelope, signed with a key of
assay key new: it shows who hands on the result, not that the result is true.`,
		Example: `  assay firmware flash.bin -f json -o run.json; assay report run.json -f html -o report.html
  assay report examples/ip-camera --only refuted
  assay report run.json -f markdown > comment.md
  assay report run.json -f intoto --sign lab.pem -o homecam.dsse.json
  ssh lab cat run.json | assay report -`,
		Args:              arguments(1, 1, "a document, the folder of a run, or - for standard input"),
		ValidArgsFunction: only(complete(cobra.ShellCompDirectiveFilterFileExt, "json")),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := flags.check(1); err != nil {
				return err
			}
			if sign != "" && flags.format != intoto.Form.Name {
				return misused("--sign is for --format %s: what is signed is that statement", intoto.Form.Name)
			}
			docs, err := readDocuments(s, args[0])
			if err != nil {
				return err
			}
			if err := flags.holds(len(docs)); err != nil {
				return err
			}
			if sign != "" {
				return flags.signed(s, docs[0], sign, passphrase)
			}
			again := shownAgain{rerun: "assay report " + quoted(args[0])}
			if args[0] == "-" || len(docs) > 1 {
				again.rerun = ""
			}
			return flags.write(s, docs, []shownAgain{again})
		},
	}
	flags.rendering(cmd)
	cmd.Flags().StringVar(&sign, "sign", "", "sign the in-toto statement with the private key in this `file`")
	cmd.Flags().StringVar(&passphrase, "passphrase-file", "", "the passphrase of the key is in the first line of this `file`")
	return cmd
}

// signed writes the in-toto statement about a document in an envelope.
func (j *judging) signed(s streams, doc *assay.Document, name, passphraseFile string) error {
	key, err := readKey(s, name, passphraseFile)
	if err != nil {
		return err
	}
	envelope, err := intoto.Sign(doc, key)
	if err != nil {
		return err
	}
	text, err := envelope.Encode()
	if err != nil {
		return err
	}
	if j.output == "" {
		_, err = s.out.Write(text)
		return err
	}
	return writeFile(j.output, 0o644, func(file *os.File) error {
		_, err := file.Write(text)
		return err
	})
}

// readDocuments reads the documents of a file, of the folder of a run, or of
// standard input.
func readDocuments(s streams, name string) ([]*assay.Document, error) {
	if name == "-" {
		return json.ReadAll(s.in)
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		folder, err := findRun(name)
		if err != nil {
			return nil, err
		}
		name = filepath.Join(folder, "document.json")
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, hint(fmt.Errorf("%s: no such file", name), "make one with: assay firmware IMAGE -f json -o %s", name)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	docs, err := json.ReadAll(f)
	if err != nil {
		return nil, hint(fmt.Errorf("%s: %w", name, err), "give a document that assay wrote with -f json")
	}
	return docs, nil
}

func formNames() []string {
	var names []string
	for _, f := range all.Forms {
		names = append(names, f.Name)
	}
	return names
}

func form(name string) (report.Form, error) {
	for _, f := range all.Forms {
		if f.Name == name {
			return *f, nil
		}
	}
	return report.Form{}, misused("--format %q: want %s", name, strings.Join(formNames(), ", "))
}

// shownAgain is how to see more of a document: a command, and the report for
// people where one was kept.
type shownAgain struct{ rerun, saved string }

// quoted is a name as a POSIX shell takes it.
func quoted(name string) string {
	if name != "" && strings.IndexFunc(name, shellSpecial) < 0 {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}

func shellSpecial(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("/.-_+@:,", r)
}

// near is a path as seen from the working folder where that is shorter.
func near(name string) string {
	here, err := os.Getwd()
	if err != nil || !filepath.IsAbs(name) {
		return name
	}
	if rel, err := filepath.Rel(here, name); err == nil && len(rel) < len(name) {
		return rel
	}
	return name
}

// write writes documents in the form that the flags name, to the file they name
// or to standard output. Again says for each document how to see more of it.
func (j *judging) write(s streams, docs []*assay.Document, again []shownAgain) error {
	f, err := form(j.format)
	if err != nil {
		return err
	}
	if j.output == "" {
		if (f.Ext == ".pdf" || f.Ext == ".xlsx") && isTerminal(s.out) {
			return misused("--format %s is not for a terminal: name a file with -o", f.Name)
		}
		return j.render(s.out, s, f, docs, again)
	}
	return writeFile(j.output, 0o644, func(file *os.File) error { return j.render(file, s, f, docs, again) })
}

func (j *judging) render(w io.Writer, s streams, f report.Form, docs []*assay.Document, again []shownAgain) error {
	if f.Name == "json" && len(docs) > 1 {
		return json.WriteAll(w, docs)
	}
	for i, doc := range docs {
		if i > 0 {
			fmt.Fprintln(w)
		}
		o := report.Options{Width: width(w), Colour: s.colour(w), All: j.all, Only: report.State(j.only)}
		if i < len(again) {
			o.Rerun, o.Saved = again[i].rerun, again[i].saved
		}
		if err := f.Write(w, doc, o); err != nil {
			return err
		}
	}
	return nil
}
