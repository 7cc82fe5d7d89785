// Package support reads from a maker's pages until when products get security
// updates: in sentences, in lists of terms and in tables, per model where models
// are named.
//
// An end is a date with at least month and year. A length of time ("five years
// from purchase") is kept as such and is no end, and a date that can be read in
// two ways (03/04/2028) is not chosen between.
package support

import (
	_ "embed"
	"regexp"
	"strings"
	"time"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/site"
	"github.com/assay-project/assay/prose"
	"github.com/assay-project/assay/prose/phrase"
	"github.com/assay-project/assay/prose/when"
)

//go:embed phrases.txt
var phraseText string

var phrases = phrase.Load(phraseText)

// Kind is what a page says of a period.
type Kind string

const (
	End       Kind = "end"       // a date with month and year, or finer
	YearOnly  Kind = "year"      // a year
	Ambiguous Kind = "ambiguous" // a date that can be read in two ways
	Length    Kind = "length"    // a length of time, with or without its start
	Aim       Kind = "aim"       // any of these, hedged or denied
	Unsure    Kind = "unsure"    // any of these, on a condition, for a price, or perhaps of something else
	NoDate    Kind = "no_date"   // the place for a date holds something else: "tbd", a dash
)

// Period is what one place of a page says.
type Period struct {
	Model string // as named there; "" where none is
	Kind  Kind
	Date  when.Date
	Span  when.Span
	Start string // what a length begins with; "" where that is not said
	Page  *site.Page
	Where assay.Where
	block int
	quote string // the sentence, or the row of the table
	// inTable is set where Model is what a table names beside the end.
	inTable bool
}

// Found is what the pages show.
type Found struct {
	Site    *site.Site
	Periods []*Period
	// Walled are pages on support periods that are not open to anyone.
	Walled []*site.Page
	// Sales are pages that offer a product for sale.
	Sales []*site.Page
	// Subject are the names of the product under assessment; empty where unknown.
	Subject []string
}

var fact = check.NewFact("support", compute)

// Of returns what is said of support periods.
func Of(in *check.Input) (*Found, error) { return fact.Of(in) }

func compute(in *check.Input) (*Found, error) {
	pages, err := site.Of(in)
	if err != nil {
		return nil, err
	}
	found := &Found{Site: pages, Subject: in.Models}
	for _, p := range pages.Pages {
		switch {
		case p.State == site.Wall && found.about(p):
			found.Walled = append(found.Walled, p)
		case p.State == site.Read || p.State == site.Partly:
			if sells(p) {
				found.Sales = append(found.Sales, p)
			}
			if p.English() {
				found.Periods = append(found.Periods, read(p)...)
			}
		}
	}
	return found, nil
}

// about tells whether a page that cannot be read is one on support periods, by
// its address or by what links to it say.
func (found *Found) about(p *site.Page) bool {
	return phrases.Has("title", addressWords(p.Page.URL)) || found.Site.LinkedAs(p, phrases, "title")
}

func addressWords(address string) string {
	path := strings.TrimPrefix(site.PathOf(address), "/")
	path = strings.TrimSuffix(strings.TrimSuffix(path, ".html"), ".pdf")
	return strings.NewReplacer("/", " ", "_", "-").Replace(strings.ToLower(path))
}

// read takes tables first, then sentences of blocks that are in no table.
func read(p *site.Page) []*Period {
	all := tables(p)
	told := false
	for _, line := range p.Lines(true) {
		if p.Text.Blocks[line.Block].Table != 0 || line.Headed && told || asks(line) {
			continue
		}
		period := sentence(p, line)
		if told = period != nil; told {
			all = append(all, period)
		}
	}
	if _, back := p.Near(phrases, "takeback"); back {
		for _, period := range all {
			period.doubt()
		}
	}
	return once(all)
}

// asks tells a question, or a line behind a heading that is one and holds the date.
func asks(line site.Line) bool {
	return strings.HasSuffix(line.Text, "?") || line.Headed && strings.HasSuffix(line.Context, "?") && len(when.Dates(line.Context)) > 0
}

// doubt takes what is said for what a person must look at.
func (p *Period) doubt() {
	if p.Kind == End || p.Kind == Length || p.Kind == YearOnly {
		p.Kind = Unsure
	}
}

// once leaves out what a place says twice.
func once(all []*Period) []*Period {
	var out []*Period
	type key struct {
		model, date string
		kind        Kind
		line        int
	}
	seen := make(map[key]bool)
	for _, p := range all {
		k := key{p.Model, p.Date.String() + p.Span.String(), p.Kind, p.Where.Line}
		if !seen[k] {
			seen[k] = true
			out = append(out, p)
		}
	}
	return out
}

// sentence reads an end, else a length of time, from a sentence.
func sentence(p *site.Page, line site.Line) *Period {
	period := &Period{Page: p, Where: p.Quote(line.Block, line.Text), Model: modelOf(line), block: line.Block, quote: line.Text}
	if m, ok := phrases.FindIn("ends", line.Words); ok && !phrases.Has("ends.not", m.Around) {
		if d, ok := firstDate(line.Text, m.Date); ok {
			period.Date = d
			period.Kind = kindOf(d)
			if m.Mood != phrase.Plain {
				period.Kind = Aim
			}
			if _, unsure := phrases.FindIn("ends.unsure", line.Words); unsure || edition.MatchString(line.Text) {
				period.doubt()
			}
			return period
		}
	}
	m, ok := phrases.FindIn("lasts", line.Words)
	if !ok || phrases.Has("lasts.not", line.Words.String()) {
		return nil
	}
	span, ok := when.ReadSpan(m.Time)
	if !ok || span.Unit != "month" && span.Unit != "year" {
		return nil
	}
	period.Kind, period.Span = Length, span
	if m.Mood != phrase.Plain {
		period.Kind = Aim
	}
	if s, ok := phrases.FindIn("starts", line.Words); ok {
		period.Start = s.Text
	}
	return period
}

// edition is a version of software, whose end is not that of the product.
var edition = regexp.MustCompile(`(?i)\b(?:firmware|version|release|software|v)\s?\d+(?:\.|\b)`)

func kindOf(d when.Date) Kind {
	switch {
	case d.Ambiguous:
		return Ambiguous
	case d.Precision == when.Year:
		return YearOnly
	}
	return End
}

var (
	// joined stands between the first and the last day of a period.
	joined = regexp.MustCompile(`^[ ,]*(?:-|–|to|until|till|through|up to|and ends on|and ends)[ ,]*$`)
	// begun stands before a first day.
	begun = regexp.MustCompile(`\b(?:from|since|starts|starting|begins|beginning|began|after)\b`)
)

// firstDate returns the date that words behind "until" begin with, at most a few
// words in, as it stands in the sentence. Of a first and a last day it is the last;
// a first day alone is no end.
func firstDate(text, behind string) (when.Date, bool) {
	found := when.Dates(behind)
	if len(found) == 0 || strings.Count(strings.TrimSpace(behind[:found[0].Start]), " ") > 3 {
		return when.Date{}, false
	}
	d := found[0]
	if len(found) > 1 && joined.MatchString(behind[d.End:found[1].Start]) {
		d = found[1]
	} else if begun.MatchString(behind[:d.Start]) {
		return when.Date{}, false
	}
	for _, whole := range when.Dates(text) {
		if whole.Year == d.Year && whole.Precision == d.Precision && whole.Month == d.Month && whole.Day == d.Day {
			d.Text = whole.Text
			break
		}
	}
	return d, true
}

// modelOf names what a line is about: what stands before a colon in a list
// ("HomeCam 2: until …"), else its heading where that is no title of the matter.
func modelOf(line site.Line) string {
	if before, _, ok := strings.Cut(line.Text, ": "); ok && len(strings.Fields(before)) <= 6 && !phrases.Has("column.end", before) && !phrases.Has("title", before) {
		return before
	}
	if line.Context != "" && !phrases.Has("title", line.Context) && !phrases.Has("column.end", line.Context) && hasDigit(line.Context) {
		return line.Context
	}
	return ""
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

func sells(p *site.Page) bool {
	for i := range p.Text.Blocks {
		b := &p.Text.Blocks[i]
		if !b.Hidden && !b.Aside && (b.Kind == prose.Field || len(b.Text) < 60) && phrases.Has("sells", b.Text) {
			return true
		}
	}
	return false
}

// Ended tells whether a period's last day lies before a time.
func (p *Period) Ended(at time.Time) bool {
	return p.Kind == End && !at.IsZero() && p.Date.Last().AddDate(0, 0, 1).Before(at)
}
