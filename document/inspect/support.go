package inspect

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/assay-project/assay/prose"
)

var reEnds = regexp.MustCompile(`(?i)\b(until|to|till|through|ends?|ending|expires?|up to|bis|endet|before|by|–|-)\s*(and including\s+|and incl\.\s+|on\s+|the\s+|zum\s+|einschließlich\s+|at\s+|least\s+|mindestens\s+)*$`)
var reStarts = regexp.MustCompile(`(?i)\b(from|since|starting|starts?|beginning|commencing|ab|seit|vom|after|of supply|first supplied)\s*(on\s+|the\s+|dem\s+)*$`)

// supportEnd is the end of a support period as a text gives it.
func supportEnd(s string) (end day, computed bool, ok bool) {
	var ends, plain, starts []day
	for _, d := range days(s) {
		before := s[max(0, d.at-40):d.at]
		switch {
		case reEnds.MatchString(before):
			ends = append(ends, d)
		case reStarts.MatchString(before):
			starts = append(starts, d)
		default:
			plain = append(plain, d)
		}
	}
	switch {
	case len(ends) > 0:
		return ends[len(ends)-1], false, true
	case len(plain) > 0:
		return plain[len(plain)-1], false, true
	}
	if n, _ := length(s); n > 0 && len(starts) > 0 && !starts[0].impossible {
		t := starts[0].first().AddDate(0, n, -1)
		return day{year: t.Year(), month: int(t.Month()), mday: t.Day(), text: t.Format("2006-01-02")}, true, true
	}
	return day{}, false, false
}

var reSupport = regexp.MustCompile(`(?i)support period|period of support|security support\b|security updates?\b.{0,80}\b(until|for|provided|available|supplied)|\b(provide|supply|receive)s?\b.{0,60}security updates?|unterstützungszeitraum|sicherheitsupdates?|sicherheitsaktualisierung`)

// support judges the defined support period: it has an end, which has not passed.
func support(p *paper) finding {
	const next = "ask until which day security updates are supplied"
	places, several := p.ofProduct(p.supportPlaces())
	var ends []finding
	var endDays []day
	var lengthOnly finding
	empty := false
	for _, pl := range places {
		if blank(pl.text) {
			empty = true
			continue
		}
		end, computed, ok := supportEnd(pl.text)
		if !ok {
			if n, text := length(pl.text); n > 0 && lengthOnly.state == "" {
				lengthOnly = present(text, pl.text, pl.page).but(Wrong, fmt.Sprintf("it says %q and no day on which that ends", text), next)
			}
			continue
		}
		f := present("until "+end.String(), pl.text, pl.page)
		if computed {
			f.found += " (reckoned)"
		}
		ends, endDays = append(ends, f), append(endDays, end)
	}
	if len(ends) == 0 {
		switch {
		case lengthOnly.state != "":
			return lengthOnly
		case empty:
			return missing("the place for the support period is empty", next)
		case len(places) > 0:
			return finding{state: Unclear, quote: places[0].text, page: places[0].page, why: "it speaks of support and gives neither a length nor an end that could be read", next: next}
		}
		return missing("no support period is given", next)
	}
	if several && differ(endDays) {
		return ends[0].but(Unclear, "the paper gives several ends, of several products", "say with --product or --model which of them you have, or look at the paper")
	}
	return p.supportState(ends, endDays, next)
}

// supportPlace is a text that may give a support period, with what stands in the
// same row of a table.
type supportPlace struct {
	text, row string
	page      int
}

func (p *paper) supportPlaces() []supportPlace {
	var out []supportPlace
	for _, pr := range p.labelled(kSupport) {
		row := pr.value
		if b := p.blocks[pr.block]; b.Kind == prose.Cell {
			row = p.rowOf(pr.block)
		}
		out = append(out, supportPlace{pr.value, row, pr.page})
	}
	for _, s := range p.sentences {
		if reSupport.MatchString(s.text) {
			out = append(out, supportPlace{s.text, s.text, s.page})
		}
	}
	return out
}

// rowOf returns the text of a table's row.
func (p *paper) rowOf(block int) string {
	at := p.blocks[block]
	var parts []string
	for i := max(0, block-20); i < min(len(p.blocks), block+20); i++ {
		if b := p.blocks[i]; b.Kind == prose.Cell && b.Table == at.Table && b.Row == at.Row {
			parts = append(parts, b.Text)
		}
	}
	return strings.Join(parts, " ")
}

var reTypeCode = regexp.MustCompile(`\b[A-Z]{1,6}[-/ ]?\d+[\w-]*\b|\b[A-Z]{2,6}-[A-Z]{1,6}\d+\b`)

// ofProduct keeps the places that name the product asked about, where some do and
// others name another; several says that different products are named and none is
// known to be the one meant.
func (p *paper) ofProduct(all []supportPlace) (some []supportPlace, several bool) {
	for _, want := range []string{p.ask.Model, p.ask.Product} {
		if plainly(want) == "" {
			continue
		}
		for _, pl := range all {
			if strings.Contains(plainly(pl.row), plainly(want)) {
				some = append(some, pl)
			}
		}
		if len(some) > 0 && len(some) < len(all) && typesNamed(all) > 1 {
			return some, false
		}
		some = nil
	}
	return all, typesNamed(all) > 1
}

// typesNamed counts the places that name a type of their own.
func typesNamed(all []supportPlace) int {
	types := map[string]bool{}
	for _, pl := range all {
		rest := pl.row
		for _, d := range days(rest) {
			rest = strings.Replace(rest, d.text, " ", 1)
		}
		if code := reTypeCode.FindString(rest); code != "" {
			types[code] = true
		}
	}
	return len(types)
}

// differ says whether the ends are not all the same day.
func differ(ds []day) bool {
	for _, d := range ds {
		if !d.last().Equal(ds[0].last()) {
			return true
		}
	}
	return false
}

func (p *paper) supportState(ends []finding, days []day, next string) finding {
	f, end := ends[0], days[0]
	for i := range days {
		if days[i].impossible {
			return ends[i].but(Wrong, fmt.Sprintf("there is no %s", days[i].text), next)
		}
		if !days[i].last().Equal(end.last()) && !days[i].twoWays && !end.twoWays {
			return f.but(Wrong, fmt.Sprintf("it gives two ends: %s and %s", end, days[i]), next)
		}
	}
	if end.twoWays && end.last().Before(p.ask.At) != end.other.Before(p.ask.At) {
		return f.but(Unclear, fmt.Sprintf("%q can be read two ways", end.text), next)
	}
	if end.last().Before(p.ask.At) {
		return f.but(Wrong, fmt.Sprintf("it ended on %s", end.last().Format("2 January 2006")), "ask whether the period was extended, or do not supply the product")
	}
	if issued, _, ok := p.issued(); ok && !issued.impossible && end.last().Before(issued.first()) {
		return f.but(Wrong, fmt.Sprintf("it ends before the paper was issued (%s)", issued), next)
	}
	if d := p.ask.Declaration; d != nil && d.Support.Until != "" && !strings.HasPrefix(end.last().Format("2006-01-02"), d.Support.Until) {
		return f.but(Wrong, fmt.Sprintf("the declaration says %s", d.Support.Until), "ask which of the two holds")
	}
	return f
}
