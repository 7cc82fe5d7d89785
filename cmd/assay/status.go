package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay/checks"
	"github.com/assay-project/assay/conceptual"
	"github.com/assay-project/assay/plan"
	"github.com/assay-project/assay/report"
)

func statusCommand(s streams) *cobra.Command {
	var format string
	var trust []string
	var quiet bool
	cmd := &cobra.Command{
		Use:   "status [FOLDER]",
		Short: "Say what still holds, what a change made stale, and what is left",
		Long: `Holds the records and the last kept run of a product against its firmware and
declaration as they are now. A record is stale only where something it depends on has
changed: a file of the firmware that it rests on, a row of the IXIT, an answer of the
ICS. What checks do is done again on the spot; nothing is kept.

Then it says what is left of the test plan, how long that takes, and what to do next.`,
		Example: `  assay status homecam
  assay status --format json`,
		Args:              arguments(0, 1, "the folder with assay.yaml"),
		ValidArgsFunction: only(folders),
		RunE: func(cmd *cobra.Command, args []string) error {
			folder := "."
			if len(args) == 1 {
				folder = args[0]
			}
			status, err := statusOf(cmd.Context(), s, folder, trust, quiet)
			if err != nil {
				return err
			}
			return plain(s, format, status)
		},
	}
	plainOrJSON(cmd, &format)
	cmd.Flags().StringArrayVar(&trust, "trust", nil, "trust the public key in this `file`, beside those in FOLDER/trust")
	completeKeys(cmd)
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "print no progress")
	return cmd
}

// shownStatus is a status that can be read.
type shownStatus struct {
	*plan.Status
	Problems []string `json:"problems,omitempty"` // records that were not used
	folder   string
}

func statusOf(ctx context.Context, s streams, folder string, trust []string, quiet bool) (*shownStatus, error) {
	now, err := assessNow(ctx, s, folder, quiet)
	if err != nil {
		return nil, err
	}
	p, err := productAt(ctx, s, folder, trust, true)
	if err != nil {
		return nil, err
	}
	editions, err := editionsOf("all")
	if err != nil {
		return nil, err
	}
	made := plan.Make(plan.Input{Editions: editions, Checks: checks.All, Reviewed: conceptual.Units(), Declaration: p.state.Declaration, Document: now, Records: p.standings})
	out := &shownStatus{folder: folder, Status: plan.StatusOf(plan.Change{
		Plan: made, Records: p.standings, Now: now, State: p.state, Before: p.kept, BeforeName: p.keptName,
	})}
	for _, l := range p.set.Problems {
		out.Problems = append(out.Problems, l.Where+": "+l.What+"; "+l.Effect)
	}
	return out, nil
}

// Text is the status as lines.
func (s *shownStatus) Text() string {
	var b strings.Builder
	say := func(format string, args ...any) { hanging(&b, report.Plain(fmt.Sprintf(format, args...))) }
	say("%s", s.Product)
	say("results of persons: %s", s.Headline())
	for _, h := range s.Stale {
		say("  stale  %-12s %-12s %s, %s: %s", h.On, h.Says, h.By, h.Date, strings.Join(h.Why, "; "))
	}
	for _, h := range s.Valid {
		say("  valid  %-12s %-12s %s, %s, %s", h.On, h.Says, h.By, h.Date, h.Signed)
	}
	for _, p := range s.Problems {
		say("  not used  %s", p)
	}
	b.WriteString("\n")
	s.runText(say)
	b.WriteString("\n")
	for _, l := range s.Left {
		say("V%s: %d cases done, %d open, %d stale, %d not claimed or not applicable; open units: %d automatic, %d declared, %d a person's; %s left",
			l.Edition, l.Done, l.Open, l.Stale, l.Aside, l.Units[plan.Automatic], l.Units[plan.Declared], l.Units[plan.Person], plan.Duration(l.Minutes))
	}
	say("together, shared work counted once: %s left", plan.Duration(s.Minutes))
	if len(s.Next) > 0 {
		b.WriteString("\nNext, cheapest first\n")
		for i, n := range s.Next[:min(len(s.Next), 5)] {
			say("  %d. %s  (%s)", i+1, n.Do, n.Effort)
		}
	}
	b.WriteString("\n")
	say("The whole list: assay plan %s --open", quoted(s.folder))
	return b.String()
}

func (s *shownStatus) runText(say func(string, ...any)) {
	k := s.Kept
	switch {
	case k == nil:
		say("no run is kept; make one with: assay check %s", quoted(s.folder))
		return
	case k.Current:
		say("the kept run %s is of what is here now", k.Name)
		return
	}
	changed := "what was recorded"
	if len(k.Changed) > 0 {
		changed = strings.Join(k.Changed, " and ")
	}
	say("since the kept run %s: %s changed; %d observations rest on files that did not, %d have to be made again: assay check %s", k.Name, changed, k.Untouched, k.Touched, quoted(s.folder))
	for i, m := range k.Moved {
		if i == 10 {
			say("  and %d more cases", len(k.Moved)-i)
			return
		}
		say("  V%s %s: %s before, %s now", m.Edition, m.Case, m.Before, m.Now)
	}
}

// hanging prints a line in 80 columns; what does not fit goes below it, two
// columns further in. Columns set with spaces stay.
func hanging(b *strings.Builder, line string) {
	const width = 80
	indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
	rest := indent + "  "
	for report.Width(line) > width {
		cut := -1
		for i := len(indent) + 1; i < len(line) && report.Width(line[:i]) <= width; i++ {
			if line[i] == ' ' {
				cut = i
			}
		}
		if cut < 0 {
			break
		}
		fmt.Fprintln(b, strings.TrimRight(line[:cut], " "))
		line, indent = rest+strings.TrimLeft(line[cut:], " "), rest
	}
	fmt.Fprintln(b, line)
}
