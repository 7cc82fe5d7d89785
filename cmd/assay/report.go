package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/all"
	"github.com/assay-project/assay/report/json"
)

func reportCommand(s streams) *cobra.Command {
	var flags judging
	cmd := &cobra.Command{
		Use:   "report DOCUMENT",
		Short: "Show a kept document in another form",
		Long: `Reads a document that an earlier command wrote (a JSON file, the folder of a
run, or - for standard input) and writes it in another form. Nothing is judged again.`,
		Example: `  assay firmware flash.bin -f json -o run.json; assay report run.json -f html -o report.html
  assay report .assay/runs/3f9c2a71 --only refuted`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := flags.check(); err != nil {
				return err
			}
			docs, err := readDocuments(s, args[0])
			if err != nil {
				return err
			}
			return flags.write(s, docs, nil)
		},
	}
	flags.rendering(cmd)
	return cmd
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

// write writes documents in the form that the flags name, to the file they name
// or to standard output. Kept holds the file of each document where it was kept.
func (j *judging) write(s streams, docs []*assay.Document, kept []string) error {
	f, err := form(j.format)
	if err != nil {
		return err
	}
	if j.output == "" {
		return j.render(s.out, s, f, docs, kept)
	}
	return writeFile(j.output, func(file *os.File) error { return j.render(file, s, f, docs, kept) })
}

func (j *judging) render(w io.Writer, s streams, f report.Form, docs []*assay.Document, kept []string) error {
	if f.Name == "json" && len(docs) > 1 {
		return json.WriteAll(w, docs)
	}
	if len(docs) > 1 && f.Name != "text" {
		return misused("--format %s holds one document, not %d: give one image, or use text or json", f.Name, len(docs))
	}
	for i, doc := range docs {
		if i > 0 {
			fmt.Fprintln(w)
		}
		o := report.Options{Width: width(w), Colour: s.colour(w), All: j.all, Only: report.State(j.only)}
		if i < len(kept) {
			o.Rerun = "assay report " + kept[i]
			o.Saved = filepath.Join(kept[i], "report.html")
		}
		if err := f.Write(w, doc, o); err != nil {
			return err
		}
	}
	return nil
}
