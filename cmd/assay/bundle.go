package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay/attest"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/record"
	"github.com/assay-project/assay/report"
	documents "github.com/assay-project/assay/report/json"
	"github.com/assay-project/assay/source/declaration"
)

func bundleCommand(s streams) *cobra.Command {
	var output, sign, passphrase string
	cmd := &cobra.Command{
		Use:   "bundle RUN",
		Short: "Put a document and its evidence into one file",
		Long: `Puts a kept run into one file: the document, how it was made, and every piece
of evidence it rests on. Anyone can judge it again with "assay rejudge".

RUN is the folder of a run, as .assay/runs/3f9c2a71…, or a folder that holds
.assay, of which the run made last is taken. The evidence holds the firmware as
it was given, with all secrets in it: send a bundle only to those who may have
the firmware.

With --sign the bundle says who hands it on: the signature covers the document and,
by their digests, all evidence. "assay bundle verify" looks whether it holds, and
"assay import" unpacks a bundle to work on.`,
		Example: `  assay bundle examples/ip-camera --output homecam.assay
  assay bundle work --sign lab.pem --output homecam-lab.assay`,
		Args:              arguments(1, 1, "the folder of a run, or a folder that holds .assay"),
		ValidArgsFunction: only(folders),
		RunE: func(_ *cobra.Command, args []string) error {
			folder, err := findRun(args[0])
			if err != nil {
				return err
			}
			if output == "" {
				output = filepath.Base(folder) + ".assay"
			}
			var key *attest.Key
			if sign != "" {
				if key, err = readKey(s, sign, passphrase); err != nil {
					return err
				}
			}
			if err := writeBundle(s, folder, output, key); err != nil {
				return err
			}
			fmt.Fprintln(s.out, output)
			return nil
		},
	}
	cmd.Flags().StringVar(&sign, "sign", "", "sign with the private key in this `file`")
	cmd.Flags().StringVar(&passphrase, "passphrase-file", "", "the passphrase of the key is in the first line of this `file`")
	cmd.AddCommand(bundleVerifyCommand(s))
	cmd.Flags().StringVarP(&output, "output", "o", "", "`file` to write, whole or not at all (default: the run's name with .assay)")
	return cmd
}

// findRun returns the folder of a run: the one given, or the one below it that was
// made last. Every check keeps a run, so there are soon several.
func findRun(name string) (string, error) {
	if isFile(filepath.Join(name, "run.json")) {
		return filepath.Abs(name)
	}
	for _, below := range []string{filepath.Join(name, ".assay", "runs"), filepath.Join(name, "runs")} {
		last, err := lastRun(below)
		if err != nil {
			return "", err
		}
		if last != "" {
			return filepath.Abs(filepath.Join(below, last))
		}
	}
	return "", hint(fmt.Errorf("%s: no kept run there", name), "make one with: assay check FOLDER, or assay firmware IMAGE --out FOLDER")
}

// lastRun names the run that was written last into a folder of runs; "" where
// there is none. Of those written at once it is the first by name.
func lastRun(runs string) (string, error) {
	entries, err := os.ReadDir(runs)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	last := ""
	var when time.Time
	for _, e := range entries {
		info, err := os.Stat(filepath.Join(runs, e.Name(), "run.json"))
		if err == nil && (last == "" || info.ModTime().After(when)) {
			last, when = e.Name(), info.ModTime()
		}
	}
	return last, nil
}

func writeBundle(s streams, folder, output string, key *attest.Key) (err error) {
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
	product := filepath.Join(folder, "..", "..", "..")
	if err := completeRun(s, product, run); err != nil {
		return err
	}
	var seal []byte
	if key != nil {
		doc, err := documents.Read(bytes.NewReader(document))
		if err != nil {
			return err
		}
		if seal, err = attest.SealBundle(run, document, doc.Subject.Name, key); err != nil {
			return err
		}
	}
	store := evidence.OpenStore(filepath.Join(folder, "..", "..", "evidence"))
	// Only its owner reads it: the firmware is in it, with its secrets.
	return writeFile(output, 0o600, func(f *os.File) error { return evidence.WriteSignedBundle(f, run, document, seal, store) })
}

// completeRun adds to a run where its folder came from, and says where records
// were entered that the run does not know.
func completeRun(s streams, product string, run *evidence.Run) error {
	if !isFile(filepath.Join(product, declaration.Name)) {
		return nil
	}
	var err error
	if len(run.Origins) == 0 {
		if run.Origins, err = originsOf(product); err != nil {
			return err
		}
	}
	set, err := record.Load(product)
	if err != nil {
		return err
	}
	known := make(map[string]bool)
	for _, input := range run.Records {
		known[input.Evidence] = true
	}
	newer := 0
	for _, r := range set.Records {
		if !known[r.Evidence] {
			newer++
		}
	}
	if newer > 0 {
		fmt.Fprintf(s.err, "warning: %s not in this run and not in the bundle; judge again with: assay check %s\n", report.Count(newer, "record")+" of the folder", quoted(near(product)))
	}
	return nil
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
