package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay/regime"
	"github.com/assay-project/assay/regime/crosswalk"
	"github.com/assay-project/assay/report"
)

func mapCommand(s streams) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "map FROM TO",
		Short: "Say what a verdict under one regime means under another",
		Long: `Reads one regime through another, requirement by requirement, with EN 303 645 as
the pivot: whether a pass crosses, a fail crosses, both, or whether the two only
overlap. FROM and TO are regimes ("assay regimes"), or en303645 for the standard
itself.

"assay map guidance [TEXT]" browses the guidance of its time that was mapped to
the UK Code of Practice: by guideline (cop-3, 5.3), body or title.`,
		Example: `  assay map en303645 uk-psti
  assay map sg-cls jp-jc-star
  assay map guidance cop-1
  assay map guidance ENISA --format json`,
		Args:              arguments(2, 2, "two regimes, such as sg-cls jp-jc-star"),
		ValidArgsFunction: completeRegimes,
		RunE: func(_ *cobra.Command, args []string) error {
			m, err := crosswalk.Between(args[0], args[1])
			var unknown *crosswalk.UnknownError
			if errors.As(err, &unknown) {
				return &misuse{err}
			}
			if err != nil {
				return err
			}
			return plain(s, format, (*mapPage)(m))
		},
	}
	plainOrJSON(cmd, &format)
	cmd.AddCommand(guidanceCommand(s))
	return cmd
}

func completeRegimes(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 1 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	words := []string{crosswalk.Pivot + "\tEN 303 645 itself"}
	for _, r := range regime.All().Regimes() {
		if strings.HasPrefix(r.ID, prefix) {
			words = append(words, r.ID+"\t"+r.Title())
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

type mapPage crosswalk.Map

var crossingWords = map[crosswalk.Crossing]string{
	crosswalk.Same: "pass and fail", crosswalk.Pass: "pass", crosswalk.Fail: "fail", crosswalk.Overlaps: "overlaps",
}

// Text prints the map in 80 columns, by the requirements of the second side.
func (m *mapPage) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "What a verdict under %s means under %s\n\n", m.From.Name, m.To.Name)
	last := ""
	for _, l := range m.Links {
		if l.To != last {
			last = l.To
			fmt.Fprintf(&b, "%s  %s\n", l.To, report.Shorten(m.To.Requirements[l.To], 76-len([]rune(l.To))))
		}
		from := l.From
		if len(l.Via) > 0 {
			from += " via " + strings.Join(l.Via, ", ")
		}
		fmt.Fprintf(&b, "  %-13s  %-50s %s\n", crossingWords[l.Crossing], report.Shorten(from, 50), l.Confidence)
	}
	if len(m.Alone) > 0 {
		fmt.Fprintf(&b, "\nNothing of %s speaks to\n", m.From.Name)
		for _, line := range report.Wrap(strings.Join(m.Alone, ", "), 78) {
			fmt.Fprintf(&b, "  %s\n", line)
		}
	}
	n := (*crosswalk.Map)(m).Counts()
	fmt.Fprintf(&b, "\n%s: %d pass and fail, %d pass only, %d fail only, %d overlap\n", report.Count(len(m.Links), "link"),
		n[crosswalk.Same], n[crosswalk.Pass], n[crosswalk.Fail], n[crosswalk.Overlaps])
	return b.String()
}

// guidancePage is what was found in the guidance of its time.
type guidancePage struct {
	Mapping    string                `json:"mapping"`
	Asked      string                `json:"asked,omitempty"`
	References []crosswalk.Reference `json:"references"`
}

func guidanceCommand(s streams) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "guidance [TEXT]",
		Short: "Browse the 1,155 references to guidance that map to the UK Code of Practice",
		Example: `  assay map guidance
  assay map guidance cop-3
  assay map guidance GSMA`,
		Args: arguments(0, 1, "a guideline such as cop-3, or part of the name of a body or document"),
		RunE: func(_ *cobra.Command, args []string) error {
			g := crosswalk.OfItsTime()
			page := &guidancePage{Mapping: g.Meta.Title, Asked: strings.Join(args, " ")}
			page.References = g.Find(page.Asked)
			if len(page.References) == 0 {
				return misused("nothing found for %q: name a guideline (cop-1 to cop-13) or part of a body or document", page.Asked)
			}
			return plain(s, format, page)
		},
	}
	plainOrJSON(cmd, &format)
	return cmd
}

// Text prints the references: all documents with counts where nothing was asked,
// else every section.
func (p *guidancePage) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", report.Shorten(p.Mapping, 80))
	type key struct{ organisation, document string }
	counts := map[key]int{}
	var order []key
	for _, r := range p.References {
		k := key{r.Organisation, r.Document}
		if counts[k]++; counts[k] == 1 {
			order = append(order, k)
		}
	}
	for _, k := range order {
		fmt.Fprintf(&b, "%5d  %s\n       %s\n", counts[k], report.Shorten(k.document, 73), report.Shorten(k.organisation, 73))
		if p.Asked == "" {
			continue
		}
		for _, r := range p.References {
			if r.Organisation == k.organisation && r.Document == k.document {
				fmt.Fprintf(&b, "         %-7s %s\n", r.Guideline, report.Shorten(r.Section, 63))
			}
		}
	}
	fmt.Fprintf(&b, "\n%s in %s\n", report.Count(len(p.References), "reference"), report.Count(len(order), "document"))
	return b.String()
}
