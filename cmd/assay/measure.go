package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay/assess"
	"github.com/assay-project/assay/prefill"
	"github.com/assay-project/assay/source/declaration"
)

// measure says how far the evidence carries one product: cells of the IXIT that
// are proposed from it, and test units that end in pass or fail.
func measure(cmd *cobra.Command, s streams, flags *judging, path string) error {
	opts, done, err := flags.options(s, "coverage")
	if err != nil {
		return err
	}
	if filepath.Base(path) == declaration.Name && isFile(path) {
		path = filepath.Dir(path)
	}
	measured, err := measured(cmd, path, opts)
	done()
	if err != nil {
		return err
	}
	return plain(s, flags.format, measured)
}

func measured(cmd *cobra.Command, path string, opts assess.Options) (*prefill.Measurement, error) {
	looked, err := assess.Look(cmd.Context(), path, opts)
	if err != nil {
		return nil, err
	}
	defer looked.Close()
	assessed := assess.Image
	if looked.Declaration != nil {
		assessed = assess.Folder
	}
	result, err := assessed(cmd.Context(), path, opts)
	if err != nil {
		return nil, err
	}
	defer result.Close()
	proposals := prefill.Propose(looked.Input, looked.Checked.Observations, looked.Declaration)
	return prefill.Measure(proposals, result.Document, looked.Declaration), nil
}
