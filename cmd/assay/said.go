package main

import (
	"fmt"
	"io"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/standard"
)

// said lists what pages say, before the provisions that it bears on: what is
// amiss, what is well, and of the rest how much there is; with all, each.
func said(w io.Writer, doc *assay.Document, width int, all bool) {
	byMark := make(map[string][]assay.Observation)
	for _, o := range doc.Observations {
		mark := markOf(o)
		byMark[mark] = append(byMark[mark], o)
	}
	fmt.Fprintln(w, "What the pages say")
	for _, mark := range []string{"✗", "✓", "?"} {
		if mark == "?" && !all {
			if n := len(byMark[mark]); n > 0 {
				fmt.Fprintf(w, "  ? %d questions have no plain answer in these pages: --all lists them\n", n)
			}
			break
		}
		for _, o := range byMark[mark] {
			sayOne(w, mark, o, width)
		}
	}
	fmt.Fprintln(w)
}

// markOf says how an answer stands to the one that the question's data calls good;
// where they have none, something to mend is amiss.
func markOf(o assay.Observation) string {
	q, known := standard.EN303645().Question(o.Question)
	switch {
	case o.Answer == assay.Unknown:
		return "?"
	case known && string(o.Answer) == q.Good, !known && o.Mend == "", o.Question == "docs.sensors.named" && o.Answer == assay.Yes:
		return "✓" // a sensor that is named is amiss only where it is not declared
	}
	return "✗"
}

func sayOne(w io.Writer, mark string, o assay.Observation, width int) {
	for i, line := range report.Wrap(report.Plain(o.Summary), width-4) {
		if i > 0 {
			mark = " "
		}
		fmt.Fprintf(w, "  %s %s\n", mark, line)
	}
	if len(o.Where) > 0 && o.Where[0].URL != "" {
		fmt.Fprintf(w, "      %s\n", report.Plain(o.Where[0].URL))
	}
}
