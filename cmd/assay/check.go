package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/assess"
	"github.com/assay-project/assay/source/declaration"
)

func checkCommand(s streams) *cobra.Command {
	var flags judging
	cmd := &cobra.Command{
		Use:   "check PATH",
		Short: "Judge a product: a folder with assay.yaml, or just an image",
		Long: `Judges a product. PATH is a folder with a declaration (assay.yaml), which names
the firmware and says what the maker claims; or a firmware image, an archive or
an unpacked root file system without a declaration.

With a declaration, evidence and document are kept beside it, in .assay. For a
bare image nothing is written unless --out names a folder.`,
		Example: `  assay check examples/ip-camera
  assay check flash.bin --format html --output report.html
  assay check . --fail-on mandatory --format junit   # in CI`,
		Args:              arguments(1, 1, "a folder with assay.yaml, or an image"),
		ValidArgsFunction: only(anyFile),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.check(1); err != nil {
				return err
			}
			opts, done, err := flags.options(s, "check")
			if err != nil {
				return err
			}
			path, keep := args[0], flags.out
			if filepath.Base(path) == declaration.Name && isFile(path) {
				path = filepath.Dir(path) // the declaration stands for its folder
			}
			var result *assess.Result
			if isFile(filepath.Join(path, declaration.Name)) {
				result, err = assess.Folder(cmd.Context(), path, opts)
				if keep == "" {
					keep = filepath.Join(path, ".assay")
				}
			} else {
				result, err = assess.Image(cmd.Context(), path, opts)
			}
			done()
			if err != nil {
				return err
			}
			return flags.deliver(s, keep, "assay check "+quoted(args[0]), result)
		},
	}
	flags.register(cmd)
	return cmd
}

// deliver keeps results where a folder is named, writes the report and returns
// the status as an error. Rerun is a command that shows more of the same where
// nothing is kept.
func (j *judging) deliver(s streams, keep, rerun string, results ...*assess.Result) error {
	defer results[0].Close()
	var kept []shownAgain
	if keep != "" {
		for _, r := range results {
			name, err := r.Keep(keep)
			if err != nil {
				return err
			}
			kept = append(kept, shownAgain{rerun: "assay report " + quoted(near(name)), saved: near(filepath.Join(name, "report.html"))})
		}
	} else if len(results) == 1 && rerun != "" {
		kept = []shownAgain{{rerun: rerun}}
	}
	docs := make([]*assay.Document, len(results))
	for i, r := range results {
		docs[i] = r.Document
	}
	if err := j.write(s, docs, kept); err != nil {
		return err
	}
	return j.status(docs...)
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}
