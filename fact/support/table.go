package support

import (
	"strings"

	"github.com/assay-project/assay/fact/site"
	"github.com/assay-project/assay/prose"
	"github.com/assay-project/assay/prose/phrase"
	"github.com/assay-project/assay/prose/when"
)

// grid is a table by row and column.
type grid struct {
	cells map[[2]int]*cell
	rows  int
	wide  int
}

type cell struct {
	text  string
	block int
	named string // the heading of its column
}

// maxSide bounds the rows and columns that are read of a table.
const maxSide = 3000

func grids(p *site.Page) []*grid {
	var all []*grid
	byNumber := make(map[int]*grid)
	for i := range p.Text.Blocks {
		b := &p.Text.Blocks[i]
		if b.Kind != prose.Cell || b.Table == 0 || b.Hidden || b.Row > maxSide || b.Column > maxSide {
			continue
		}
		g := byNumber[b.Table]
		if g == nil {
			g = &grid{cells: make(map[[2]int]*cell)}
			byNumber[b.Table] = g
			all = append(all, g)
		}
		at := [2]int{b.Row, b.Column}
		if c := g.cells[at]; c != nil {
			c.text += " " + b.Text
		} else {
			g.cells[at] = &cell{b.Text, i, b.Name}
		}
		g.rows, g.wide = max(g.rows, b.Row), max(g.wide, b.Column)
	}
	return all
}

func (g *grid) at(row, column int) *cell { return g.cells[[2]int{row, column}] }

// tables reads each table the way it lies: a column of ends beside a column of
// models, a row of ends below a row of models, or terms with their values.
func tables(p *site.Page) []*Period {
	var all []*Period
	for _, g := range grids(p) {
		switch {
		case len(g.columns(1)) > 0 && g.rows > 1 && g.modelColumn() > 0:
			all = append(all, g.byColumn(p)...)
		default:
			all = append(all, g.byRow(p)...)
		}
	}
	return all
}

// endHeading tells the heading of a column or row that holds ends.
func endHeading(s string) bool {
	return len(strings.Fields(s)) <= 12 && phrases.Has("column.end", s) && !phrases.Has("column.not", s)
}

// columns returns the columns whose heading in a row says that they hold ends.
func (g *grid) columns(row int) []int {
	var out []int
	for c := 1; c <= g.wide; c++ {
		if h := g.at(row, c); h != nil && endHeading(h.text) {
			out = append(out, c)
		}
	}
	return out
}

// modelColumn returns the first column that holds models: one whose heading says
// so, else the first with other headings than ends.
func (g *grid) modelColumn() int {
	for c := 1; c <= g.wide; c++ {
		if h := g.at(1, c); h != nil && !endHeading(h.text) && phrases.Has("column.model", h.text) {
			return c
		}
	}
	if h := g.at(1, 1); h == nil || !endHeading(h.text) {
		return 1
	}
	return 0
}

func (g *grid) byColumn(p *site.Page) []*Period {
	var all []*Period
	models := g.modelColumn()
	for _, c := range g.columns(1) {
		model := ""
		for r := 2; r <= g.rows; r++ {
			// a cell that reaches over several rows stands in the first
			if m := g.at(r, models); m != nil {
				model = m.text
			}
			if v := g.at(r, c); v != nil {
				all = append(all, value(p, v, model, g.at(1, c).text))
			}
		}
	}
	return all
}

// byRow reads rows whose first cell says that ends stand in the others, with the
// models at the head of the columns, or the page's own product.
func (g *grid) byRow(p *site.Page) []*Period {
	var all []*Period
	only := g.product()
	for r := 1; r <= g.rows; r++ {
		head := g.at(r, 1)
		if head == nil || !endHeading(head.text) {
			continue
		}
		for c := 2; c <= g.wide; c++ {
			v := g.at(r, c)
			if v == nil {
				continue
			}
			model := only
			if h := g.at(1, c); r > 1 && h != nil && g.wide > 2 {
				model = h.text
			}
			all = append(all, value(p, v, model, head.text))
		}
	}
	return all
}

// product returns what a list of terms says the product is: "Model: HC2".
func (g *grid) product() string {
	for r := 1; r <= g.rows && g.wide == 2; r++ {
		if head, v := g.at(r, 1), g.at(r, 2); head != nil && v != nil && len(strings.Fields(head.text)) <= 3 && phrases.Has("column.model", head.text) {
			return v.text
		}
	}
	return ""
}

// value reads what stands where an end should.
func value(p *site.Page, v *cell, model, heading string) *Period {
	quote := heading + ": " + v.text
	if model != "" {
		quote = model + ": " + quote
	}
	period := &Period{Model: model, Page: p, Where: p.Quote(v.block, quote), Kind: NoDate, block: v.block, quote: quote, inTable: true}
	words := phrase.Read(v.text)
	m, hedged := phrases.FindIn("lasts", words)
	if dates := when.Dates(v.text); len(dates) > 0 {
		// "2024-01-01 to 2028-12-31": the last is the end
		period.Date = dates[len(dates)-1]
		period.Kind = kindOf(period.Date)
		switch {
		case len(dates) > 2 || softened.MatchString(strings.ToLower(v.text)):
			period.Kind = Aim
		case !bare(v.text, dates):
			period.doubt()
		}
		return period
	}
	if hedged && m.Mood != phrase.Plain {
		period.Kind = Aim
		return period
	}
	if found := spans.FindString(words.String()); found != "" {
		if span, ok := when.ReadSpan(found); ok {
			period.Kind, period.Span = Length, span
			if s, ok := phrases.FindIn("starts", words); ok {
				period.Start = s.Text
			}
		}
	}
	return period
}
