package main

import (
	"fmt"
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
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.check(); err != nil {
				return err
			}
			opts, done, err := flags.options(s, "check")
			if err != nil {
				return err
			}
			declared := isFile(filepath.Join(args[0], declaration.Name))
			keep := flags.out
			var result *assess.Result
			if declared {
				result, err = assess.Folder(cmd.Context(), args[0], opts)
				if keep == "" {
					keep = filepath.Join(args[0], ".assay")
				}
			} else {
				result, err = assess.Image(cmd.Context(), args[0], opts)
			}
			done()
			if err != nil {
				return err
			}
			return flags.deliver(s, keep, result)
		},
	}
	flags.register(cmd)
	return cmd
}

// deliver keeps results where a folder is named, writes the report and returns
// the status as an error.
func (j *judging) deliver(s streams, keep string, results ...*assess.Result) error {
	defer results[0].Close()
	var kept []string
	if keep != "" {
		for _, r := range results {
			name, err := r.Keep(keep)
			if err != nil {
				return err
			}
			kept = append(kept, name)
		}
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

// plural returns "1 image" or "3 images".
func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
