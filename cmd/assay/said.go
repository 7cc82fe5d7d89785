package main

import (
	"fmt"
	"io"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

// said lists what pages say, before the provisions that it bears on: what is
// there, what is missing, and of the rest how much there is; with all, each.
func said(w io.Writer, doc *assay.Document, width int, all bool) {
	marks := map[assay.Answer]string{assay.No: "✗", assay.Yes: "✓", assay.Unknown: "?"}
	unknown := 0
	fmt.Fprintln(w, "What the pages say")
	for _, answer := range []assay.Answer{assay.No, assay.Yes, assay.Unknown} {
		for _, o := range doc.Observations {
			switch {
			case o.Answer != answer:
				continue
			case answer == assay.Unknown && !all:
				unknown++
				continue
			}
			for i, line := range report.Wrap(report.Plain(o.Summary), width-4) {
				mark := marks[answer]
				if i > 0 {
					mark = " "
				}
				fmt.Fprintf(w, "  %s %s\n", mark, line)
			}
			if len(o.Where) > 0 && o.Where[0].URL != "" {
				fmt.Fprintf(w, "      %s\n", report.Plain(o.Where[0].URL))
			}
		}
	}
	if unknown > 0 {
		fmt.Fprintf(w, "  ? %d questions have no plain answer in these pages: --all lists them\n", unknown)
	}
	fmt.Fprintln(w)
}
