package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay/checks"
	"github.com/assay-project/assay/explain"
	"github.com/assay-project/assay/report"
)

func explainCommand(s streams) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "explain ID [CLAUSE]",
		Short: "Say what a provision, test case, check or clause of a law asks, and why",
		Long: `Explains in our own words what an id asks, why it matters, how Assay checks it,
which laws and labels it touches, and where that was read.

ID is a provision (5.1-1), a test case (5.1-1-2), a test unit (5.1-1-2/a), an
IXIT table (1-AuthMech), a question, the name of a check, or a regime (uk-psti);
a regime may be followed by one of its clauses. Ids with brackets have a plain
spelling: sch1-1.2 is sch1-1(2).

Quick guides to what every law asks first: passwords, disclosure, updates.`,
		Example: `  assay explain passwords
  assay explain 5.1-1
  assay explain uk-psti sch1-1.2
  assay explain defaultpassword --format json`,
		Args: arguments(1, 2, "what to explain: a provision such as 5.1-1, a test case such as 5.1-1-2, a regime such as uk-psti"),
		ValidArgsFunction: func(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			var words []string
			for _, c := range explain.New(checks.All).Complete(args, prefix) {
				words = append(words, c[0]+"\t"+report.Plain(report.Shorten(c[1], 60)))
			}
			return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
		},
		RunE: func(_ *cobra.Command, args []string) error {
			page, err := explain.New(checks.All).Find(args...)
			var unknown *explain.UnknownError
			if errors.As(err, &unknown) {
				return &misuse{err}
			}
			if err != nil {
				return err
			}
			return plain(s, format, page)
		},
	}
	plainOrJSON(cmd, &format)
	return cmd
}

func coverageCommand(s streams) *cobra.Command {
	var flags judging
	cmd := &cobra.Command{
		Use:   "coverage [PATH]",
		Short: "Say which test units the checks bear on, and how far one product gets",
		Long: `Counts, from the checks themselves, which test units of TS 103 701 they bear on,
and which rest on the declaration or on a person.

With PATH, a folder with assay.yaml or an image, measures that product: how many
cells of the IXIT can be proposed from evidence, and how many functional and
conceptual test units end in pass or fail.`,
		Example: `  assay coverage
  assay coverage examples/ip-camera
  assay coverage --format json`,
		Args:              arguments(0, 1, "at most one folder with assay.yaml, or image"),
		ValidArgsFunction: only(anyFile),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				return measure(cmd, s, &flags, args[0])
			}
			return plain(s, flags.format, explain.CoverageOf(checks.All))
		},
	}
	plainOrJSON(cmd, &flags.format)
	cmd.Flags().StringVar(&flags.at, "at", "", "judge PATH as of this `day`, as 2026-11-22 (default: today, or SOURCE_DATE_EPOCH)")
	cmd.Flags().BoolVarP(&flags.quiet, "quiet", "q", false, "print no progress")
	return cmd
}

// texter is something that can be read.
type texter interface{ Text() string }

// plain prints a value as text or as JSON.
func plain(s streams, format string, value texter) error {
	switch format {
	case "text":
		_, err := fmt.Fprintln(s.out, strings.TrimRight(value.Text(), "\n"))
		return err
	case "json":
		enc := json.NewEncoder(s.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(value)
	}
	return misused("--format %q: want text or json", format)
}

// plainOrJSON registers -f for commands that print either.
func plainOrJSON(cmd *cobra.Command, format *string) {
	cmd.Flags().StringVarP(format, "format", "f", "text", "`form`: text or json")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"text", "json"}, cobra.ShellCompDirectiveNoFileComp))
}
