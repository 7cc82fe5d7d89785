package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/assess"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/record"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/json"
)

func rejudgeCommand(s streams) *cobra.Command {
	var flags judging
	var trusted []string
	cmd := &cobra.Command{
		Use:   "rejudge BUNDLE",
		Short: "Make the document again from a bundle and compare it",
		Long: `Judges the evidence of a bundle again, without the product, and writes the
report of what this version of assay says. Standard error says whether that is
the same, byte for byte, as the document in the bundle; --quiet leaves that out.

Whether a signed result counts as independent depends on whose keys are trusted.
Without --trust these are the keys that the bundle itself names: its maker chose
them. With --trust only the keys you name count.`,
		Example: `  assay rejudge homecam.assay
  assay rejudge homecam.assay --trust lab.pub
  assay rejudge homecam.assay --format json --output again.json`,
		Args:              arguments(1, 1, "a bundle, as made by assay bundle"),
		ValidArgsFunction: only(complete(cobra.ShellCompDirectiveFilterFileExt, "assay")),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.check(1); err != nil {
				return err
			}
			bundle, closeBundle, err := openBundle(args[0])
			if err != nil {
				return err
			}
			defer closeBundle()
			own, err := ownTrust(trusted)
			if err != nil {
				return err
			}
			if !flags.quiet {
				if err := sayTrust(s, bundle, own); err != nil {
					return err
				}
			}
			bar := newProgress(s.err, flags.quiet)
			result, err := assess.Again(cmd.Context(), bundle, assess.Options{Version: version, Trust: own, Progress: bar.step})
			bar.wait()
			if err != nil {
				return err
			}
			if !flags.quiet {
				if err := compare(s, bundle, result); err != nil {
					return err
				}
			}
			return flags.deliver(s, "", "assay rejudge "+quoted(args[0]), result)
		},
	}
	flags.rendering(cmd)
	cmd.Flags().StringArrayVar(&trusted, "trust", nil, "let signatures count by the public key in this `file`, and by no other; repeat for several")
	completeKeys(cmd)
	cmd.Flags().StringVar(&flags.failOn, "fail-on", "any", "exit with status 3 when this `much` is refuted: any, mandatory or never")
	cmd.Flags().BoolVarP(&flags.quiet, "quiet", "q", false, "print nothing but the report")
	return cmd
}

// ownTrust are the keys of who judges; nil where none were named.
func ownTrust(files []string) (*record.Trust, error) {
	if len(files) == 0 {
		return nil, nil
	}
	trust, err := trustOf("", files)
	return &trust, err
}

// sayTrust says whose word makes a signature count, where there is one to count.
func sayTrust(s streams, bundle *evidence.Bundle, own *record.Trust) error {
	say := func(format string, args ...any) { fmt.Fprintln(s.err, report.Plain(fmt.Sprintf(format, args...))) }
	if own != nil {
		say("signatures count by the %s that you named, not by those that the bundle names", report.Count(len(own.Keys), "key"))
		return nil
	}
	trust, err := record.TrustFromBundle(bundle)
	if err != nil {
		return err
	}
	if len(trust.Keys) == 0 {
		return nil
	}
	say("signatures count by keys that the bundle itself names; whose they are it does not show. To decide yourself: --trust FILE")
	for _, k := range trust.Keys {
		say("  %s  %s", k.Key.Fingerprint(), k.Name)
	}
	return nil
}

// compare says whether a document is the one that a bundle holds.
func compare(s streams, bundle *evidence.Bundle, result *assess.Result) error {
	again, err := json.Encode(result.Document)
	if err != nil {
		return err
	}
	if bytes.Equal(again, bundle.Document) {
		fmt.Fprintf(s.err, "identical to the document in the bundle (%s)\n", bundle.Run.Document)
		return nil
	}
	note := ""
	if tool := "assay " + version; tool != bundle.Run.Tool {
		note = fmt.Sprintf(": it was made by %s, this is %s", report.Plain(bundle.Run.Tool), tool)
	}
	fmt.Fprintf(s.err, "differs from the document in the bundle%s\n", note)
	return differences(s, bundle.Document, result.Document)
}

// differences names the verdicts that changed.
func differences(s streams, kept []byte, now *assay.Document) error {
	before, err := json.Read(bytes.NewReader(kept))
	if err != nil {
		return err
	}
	key := func(v assay.Verdict) string { return v.Edition + " " + string(v.Scope) + " " + v.ID + " " + v.Entry }
	old := make(map[string]assay.Judgement)
	for _, v := range before.Verdicts {
		old[key(v)] = v.Verdict
	}
	changed := false
	for _, v := range now.Verdicts {
		if was := old[key(v)]; was != v.Verdict && v.Scope != assay.ScopeUnitResult {
			changed = true
			fmt.Fprintf(s.err, "  %s: %s before, %s now\n", key(v), orNone(report.Plain(string(was))), v.Verdict)
		}
	}
	if !changed {
		fmt.Fprintln(s.err, "  no verdict is another")
	}
	return nil
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// openBundle opens a bundle file; the caller calls the function it returns when
// it has read what it wants.
func openBundle(name string) (*evidence.Bundle, func(), error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, hint(fmt.Errorf("%s: no such file", name), "make one with: assay bundle RUN")
	}
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	bundle, err := evidence.ReadBundle(f, info.Size())
	if err != nil {
		f.Close()
		return nil, nil, hint(fmt.Errorf("%s: %w", name, err), "make one with: assay bundle RUN")
	}
	return bundle, func() { f.Close() }, nil
}
