package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/report"
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
		Example:           `  assay bundle examples/ip-camera --output homecam.assay`,
		Args:              arguments(1, 1, "the folder of a run, or a folder that holds .assay with a single run"),
		ValidArgsFunction: only(folders),
		RunE: func(_ *cobra.Command, args []string) error {
			folder, err := findRun(args[0])
			if err != nil {
				return err
			}
			if output == "" {
				output = filepath.Base(folder) + ".assay"
			}
			if err := writeBundle(folder, output); err != nil {
				return err
			}
			fmt.Fprintln(s.out, output)
			return nil
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "`file` to write, whole or not at all (default: the run's name with .assay)")
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
			return "", misused("%s holds %s: name one of them", below, report.Count(len(entries), "run"))
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
	// Only its owner reads it: the firmware is in it, with its secrets.
	return writeFile(output, 0o600, func(f *os.File) error { return evidence.WriteBundle(f, run, document, store) })
}

// writeFile writes a file that appears whole or not at all. What is there and is
// no regular file (/dev/stdout, a pipe) is written to and stays what it is; a
// link stays a link.
func writeFile(name string, mode fs.FileMode, write func(*os.File) error) error {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return writeInto(name, write)
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return hint(fmt.Errorf("write %s: %w", name, errors.Unwrap(err)), "name a folder that exists and may be written to")
	}
	defer os.Remove(tmp.Name())
	if err := write(tmp); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Chmod(mode); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}

func writeInto(name string, write func(*os.File) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
