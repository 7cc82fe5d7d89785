package main

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay/regime"
	"github.com/assay-project/assay/regime/calendar"
	"github.com/assay-project/assay/report"
)

// regimeList is the answer of assay regimes.
type regimeList struct {
	At      string           `json:"at"`
	Regimes []calendar.Entry `json:"regimes"`
}

func regimesCommand(s streams) *cobra.Command {
	var flags judging
	var kind, market string
	cmd := &cobra.Command{
		Use:   "regimes",
		Short: "List the laws, labels, standards and codes, as of a day",
		Long: `Lists every regime that an assessment is read through: where it applies, whether
it counts on the day, how many of its requirements are known and how many of
them meet EN 303 645. "assay explain ID" shows one; "assay regimes diff" says
what changes between two days.`,
		Example: `  assay regimes
  assay regimes --kind law --at 2028-01-01
  assay regimes --market Singapore --format json
  assay regimes diff 2026-01-01 2028-01-01`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			at, err := flags.day(s)
			if err != nil {
				return err
			}
			l := &regimeList{At: at.Format(time.DateOnly), Regimes: []calendar.Entry{}}
			for _, e := range calendar.On(at) {
				if (kind == "" || string(e.Kind) == kind) && strings.Contains(strings.ToLower(e.Jurisdiction+" "+e.Regime), strings.ToLower(market)) {
					l.Regimes = append(l.Regimes, e)
				}
			}
			if len(l.Regimes) == 0 {
				return noRegime(kind, market)
			}
			return plain(s, flags.format, l)
		},
	}
	cmd.Flags().StringVar(&kind, "kind", "", "only this `kind`: law, label, standard, code, guidance, framework")
	cmd.Flags().StringVar(&market, "market", "", "only where the jurisdiction or the id holds this `text`")
	cmd.Flags().StringVar(&flags.at, "at", "", "as of this `day`, as 2026-11-22 (default: today, or SOURCE_DATE_EPOCH)")
	plainOrJSON(cmd, &flags.format)
	_ = cmd.RegisterFlagCompletionFunc("kind", cobra.FixedCompletions([]string{"law", "label", "standard", "code", "guidance", "framework"}, cobra.ShellCompDirectiveNoFileComp))
	cmd.AddCommand(regimesDiffCommand(s))
	return cmd
}

// Text prints the list in 80 columns, by kind.
func (l *regimeList) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-44s%-22s%s\n", "As of "+l.At, "counts", "EN 303 645")
	kind := regime.Kind("")
	for _, e := range l.Regimes {
		if e.Kind != kind {
			kind = e.Kind
			fmt.Fprintf(&b, "\n%s\n", kind)
		}
		meets := fmt.Sprintf("%d of %d", e.Mapped, e.Requirements)
		if e.Requirements == 0 {
			meets = "–"
		}
		fmt.Fprintf(&b, "  %-23s %-17s %-21s %s\n", e.Regime, report.Shorten(e.Jurisdiction, 17), when(e), meets)
	}
	fmt.Fprintf(&b, "\n%s; assay explain ID shows one.\n", report.Count(len(l.Regimes), "regime"))
	return b.String()
}

func when(e calendar.Entry) string {
	switch e.State {
	case calendar.NotYet:
		return "from " + e.From
	case calendar.Ended:
		return "until " + e.Until
	case calendar.InForce:
		if e.Until != "" {
			return "now, until " + e.Until
		}
		return "since " + e.From
	}
	return "–"
}

// regimeChanges is the answer of assay regimes diff.
type regimeChanges struct {
	From    string            `json:"from"`
	To      string            `json:"to"`
	Changes []calendar.Change `json:"changes"`
}

func regimesDiffCommand(s streams) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "diff DAY DAY",
		Short: "Say what changes in the law between two days",
		Example: `  assay regimes diff 2026-01-01 2028-01-01
  assay regimes diff 2025-11-24 2026-11-24 --format json`,
		Args: arguments(2, 2, "two days, as 2026-01-01 2028-01-01"),
		RunE: func(_ *cobra.Command, args []string) error {
			days := make([]time.Time, 2)
			for i, text := range args {
				day, err := time.Parse(time.DateOnly, text)
				if err != nil {
					return misused("%q is no day: want one as 2026-01-01", text)
				}
				days[i] = day
			}
			if days[1].Before(days[0]) {
				return misused("the earlier day comes first: assay regimes diff %s %s", args[1], args[0])
			}
			return plain(s, format, &regimeChanges{From: args[0], To: args[1], Changes: append([]calendar.Change{}, calendar.Between(days[0], days[1])...)})
		},
	}
	plainOrJSON(cmd, &format)
	return cmd
}

// Text prints the changes by day in 80 columns.
func (c *regimeChanges) Text() string {
	var b strings.Builder
	if len(c.Changes) == 0 {
		return fmt.Sprintf("Nothing we know of changes between %s and %s.\n", c.From, c.To)
	}
	date := ""
	for _, x := range c.Changes {
		if x.Date != date {
			date = x.Date
			fmt.Fprintf(&b, "%s\n", date)
		}
		for i, line := range report.Wrap(strings.ReplaceAll(x.What, "_", " "), 53) {
			name := ""
			if i == 0 {
				name = x.Regime
			}
			fmt.Fprintf(&b, "  %-24s %s\n", name, line)
		}
	}
	unsure := map[string]bool{}
	for _, x := range c.Changes {
		if x.Confidence != "read" {
			unsure[x.Regime] = true
		}
	}
	if len(unsure) > 0 {
		var ids []string
		for id := range unsure {
			ids = append(ids, id)
		}
		sort.Strings(ids)
		b.WriteByte('\n')
		for _, line := range report.Wrap("Not read at the source, so check before you rely on it: "+strings.Join(ids, ", ")+".", 80) {
			fmt.Fprintln(&b, line)
		}
	}
	return b.String()
}

// noRegime names what was asked for and is not there.
func noRegime(kind, market string) error {
	what := ""
	if kind != "" {
		what += fmt.Sprintf(" of kind %q", kind)
	}
	if market != "" {
		what += fmt.Sprintf(" for %q", market)
	}
	return hint(misused("no regime%s", what), "kinds are law, label, standard, code, guidance, framework; jurisdictions stand in: assay regimes")
}
