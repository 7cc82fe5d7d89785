package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay/evidence"
)

func bundleCommand(s streams) *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:   "bundle RUN",
		Short: "Put a document and its evidence into one file",
		Long: `Puts a kept run into one file: the document, how it was made, and every piece
of evidence it rests on. Anyone can judge it again with "assay rejudge".

RUN is the folder of a run, as .assay/runs/3f9c2a71…, or a folder that holds
.assay with a single run. The evidence holds the firmware as it was given, with
all secrets in it: send a bundle only to those who may have the firmware.`,
		Example: `  assay bundle examples/ip-camera --output homecam.assay`,
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			folder, err := findRun(args[0])
			if err != nil {
				return err
			}
			if output == "" {
				output = filepath.Base(folder)[:12] + ".assay"
			}
			if err := writeBundle(folder, output); err != nil {
				return err
			}
			fmt.Fprintln(s.out, output)
			return nil
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "file to write (default: the run's digest with .assay)")
	return cmd
}

// findRun returns the folder of a run: the one given, or the only one kept below it.
func findRun(name string) (string, error) {
	if isFile(filepath.Join(name, "run.json")) {
		return filepath.Abs(name)
	}
	for _, below := range []string{filepath.Join(name, ".assay", "runs"), filepath.Join(name, "runs")} {
		entries, err := os.ReadDir(below)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		if len(entries) == 1 {
			return filepath.Abs(filepath.Join(below, entries[0].Name()))
		}
		if len(entries) > 1 {
			return "", misused("%s holds %s: name one of them", below, plural(len(entries), "run"))
		}
	}
	return "", hint(fmt.Errorf("%s: no kept run there", name), "make one with: assay check FOLDER, or assay firmware IMAGE --out FOLDER")
}

func writeBundle(folder, output string) (err error) {
	head, err := os.ReadFile(filepath.Join(folder, "run.json"))
	if err != nil {
		return err
	}
	run, err := evidence.ParseRun(head)
	if err != nil {
		return fmt.Errorf("%s: %w", folder, err)
	}
	document, err := os.ReadFile(filepath.Join(folder, "document.json"))
	if err != nil {
		return err
	}
	store := evidence.OpenStore(filepath.Join(folder, "..", "..", "evidence"))
	return writeFile(output, func(f *os.File) error { return evidence.WriteBundle(f, run, document, store) })
}

// writeFile writes a file that appears whole or not at all.
func writeFile(name string, write func(*os.File) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if err := write(tmp); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Chmod(0o644); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}
