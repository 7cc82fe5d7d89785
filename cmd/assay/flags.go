package main

import (
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

// judging are the flags of every command that judges.
type judging struct {
	format string
	output string // file for the report, "" for standard output
	out    string // folder to keep document and evidence in
	at     string
	failOn string
	only   string
	all    bool
	quiet  bool
}

func (j *judging) register(cmd *cobra.Command) {
	j.rendering(cmd)
	f := cmd.Flags()
	f.StringVar(&j.out, "out", "", "keep document and evidence in this `folder`")
	_ = cmd.RegisterFlagCompletionFunc("out", folders)
	f.StringVar(&j.at, "at", "", "read the laws as of this `day`, as 2026-11-22 (default: today, or SOURCE_DATE_EPOCH)")
	f.StringVar(&j.failOn, "fail-on", "any", "exit with status 3 when this `much` is refuted: any, mandatory or never")
	f.BoolVarP(&j.quiet, "quiet", "q", false, "print no progress and no warnings")
	_ = cmd.RegisterFlagCompletionFunc("fail-on", cobra.FixedCompletions([]string{"any", "mandatory", "never"}, cobra.ShellCompDirectiveNoFileComp))
}

// rendering registers the flags that say how a document is shown.
func (j *judging) rendering(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&j.format, "format", "f", "text", "`form` of the report: "+strings.Join(formNames(), ", "))
	f.StringVarP(&j.output, "output", "o", "", "write the report to this `file`, whole or not at all")
	f.StringVar(&j.only, "only", "", "show only what is in this `state`: refuted, supported or open (text only)")
	f.BoolVar(&j.all, "all", false, "cut no list short (text and markdown)")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formNames(), cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("only", cobra.FixedCompletions([]string{"refuted", "supported", "open"}, cobra.ShellCompDirectiveNoFileComp))
}

// check refuses values that no command takes, before any work is done for them.
func (j *judging) check(images int) error {
	if _, err := form(j.format); err != nil {
		return err
	}
	if err := j.holds(images); err != nil {
		return err
	}
	if j.format != "text" && (j.only != "" || j.all && j.format != "markdown") {
		return misused("--all and --only are for --format text (and --all for markdown): %s always holds everything", j.format)
	}
	switch j.failOn {
	case "", "any", "mandatory", "never":
	default:
		return misused("--fail-on %q: want any, mandatory or never", j.failOn)
	}
	switch j.only {
	case "", "refuted", "supported", "open":
	default:
		return misused("--only %q: want refuted, supported or open", j.only)
	}
	return nil
}

// holds refuses a form that cannot hold so many documents.
func (j *judging) holds(documents int) error {
	if documents > 1 && j.format != "text" && j.format != "json" {
		return misused("--format %s holds one document, not %d: give one image, or use text or json", j.format, documents)
	}
	return nil
}

// day returns the time that the laws are read for: --at, else SOURCE_DATE_EPOCH
// (seconds since 1970, reproducible-builds.org), else now.
func (j *judging) day(s streams) (time.Time, error) {
	if j.at != "" {
		for _, layout := range []string{time.DateOnly, time.RFC3339} {
			if at, err := time.Parse(layout, j.at); err == nil {
				return at.UTC(), nil
			}
		}
		return time.Time{}, misused("--at %q: want a day as 2026-11-22 or a time as 2026-11-22T10:00:00Z", j.at)
	}
	if epoch := s.getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return time.Time{}, misused("SOURCE_DATE_EPOCH %q: want seconds since 1970", epoch)
		}
		return time.Unix(seconds, 0).UTC(), nil
	}
	return time.Now().UTC().Truncate(time.Second), nil
}

// status returns errRefuted where a document holds what --fail-on names. A
// contradiction counts as refuted, and so does an ICS that does not hold: by the
// standard the overall verdict is then FAIL, whatever was found.
func (j *judging) status(docs ...*assay.Document) error {
	for _, doc := range docs {
		sum := report.Summarise(doc)
		switch {
		case j.failOn == "never":
		case len(doc.Contradictions) > 0,
			doc.Declared != nil && doc.Declared.ICSValid != nil && !*doc.Declared.ICSValid,
			sum.Mandatory.Refuted > 0,
			j.failOn != "mandatory" && sum.Counts.Refuted > 0:
			return errRefuted
		}
	}
	return nil
}
