package text

import (
	"strings"

	"github.com/assay-project/assay/report"
)

// ink is an ANSI colour (ECMA-48 SGR), used only where Options.Colour is set.
type ink string

const (
	none   ink = ""
	bold   ink = "1"
	faint  ink = "2"
	red    ink = "31"
	blue   ink = "34"
	redder ink = "1;31"
)

// inkOf gives the two accents to what is settled; what is open stays plain.
func inkOf(s report.State) ink {
	switch s {
	case report.Refuted:
		return red
	case report.Supported:
		return blue
	case report.NotApplicable:
		return faint
	}
	return none
}

func (p *page) paint(s string, c ink) string {
	if !p.opts.Colour || c == none || s == "" {
		return s
	}
	return "\x1b[" + string(c) + "m" + s + "\x1b[0m"
}

// visible is the width of a line with its colours left out.
func visible(s string) int {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "\x1b[")
		b.WriteString(before)
		if !found {
			return report.Width(b.String())
		}
		_, s, _ = strings.Cut(rest, "m")
	}
}

// pad fills s with spaces to width columns, or cuts it.
func pad(s string, width int) string {
	s = report.Shorten(s, width)
	return s + strings.Repeat(" ", width-report.Width(s))
}
