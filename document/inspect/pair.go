package inspect

import (
	"regexp"
	"strings"

	"github.com/assay-project/assay/prose"
)

// pairs gathers what the paper labels: form fields, rows of tables, "label:
// value", and headings with what follows them.
func (p *paper) gather() {
	p.fieldPairs()
	p.tablePairs()
	p.inlinePairs()
	p.headingPairs()
	p.surround()
}

func (p *paper) add(label, value string, block int, field bool) {
	keys := keysOf(label)
	if len(keys) == 0 || len(p.pairs) > 20_000 {
		return
	}
	b := p.blocks[block]
	p.pairs = append(p.pairs, pair{keys: keys, label: strings.Trim(prose.Fold(label), " :"), value: prose.Fold(value), page: b.Page, block: block, field: field})
}

func (p *paper) fieldPairs() {
	for i, b := range p.blocks {
		if b.Kind == prose.Field {
			p.add(readable(b.Name), b.Text, i, true)
			p.printedLabel(i)
		}
	}
}

// printedLabel finds the label of a filled field in the line that ends with what
// was typed: names of fields often say nothing ("text7").
func (p *paper) printedLabel(field int) {
	value := p.blocks[field].Text
	if len(value) < 3 || len(keysOf(readable(p.blocks[field].Name))) > 0 {
		return
	}
	for i, b := range p.blocks {
		label, ends := strings.CutSuffix(b.Text, value)
		if ends && b.Kind != prose.Field && i != field && len(label) > 2 && isLabel(reLetterNumber.ReplaceAllString(label, "")) {
			p.add(reLetterNumber.ReplaceAllString(label, ""), value, i, true)
			return
		}
	}
}

// reLetterNumber matches the numbering of a form by letters.
var reLetterNumber = regexp.MustCompile(`^\(?[A-Z][.)]\s+`)

// tablePairs reads rows whose first cell is a label, tables whose first row is
// labels, and rows that alternate label and value.
func (p *paper) tablePairs() {
	for i := 0; i < len(p.blocks); {
		if p.blocks[i].Kind != prose.Cell {
			i++
			continue
		}
		j := i
		for j < len(p.blocks) && p.blocks[j].Kind == prose.Cell && p.blocks[j].Table == p.blocks[i].Table {
			j++
		}
		p.table(i, j)
		i = j
	}
}

// cell is a cell of a table, whose text may stand in several blocks.
type cell struct {
	text          string
	block, column int
}

// rows gathers the cells of the blocks from and before to.
func (p *paper) rows(from, to int) [][]cell {
	var rows [][]cell
	for i := from; i < to; i++ {
		b := p.blocks[i]
		if i == from || b.Row != p.blocks[i-1].Row {
			rows = append(rows, nil)
		}
		row := &rows[len(rows)-1]
		if n := len(*row) - 1; n >= 0 && (*row)[n].column == b.Column {
			(*row)[n].text = strings.TrimRight((*row)[n].text, ", ") + glue((*row)[n].text) + b.Text
			continue
		}
		*row = append(*row, cell{b.Text, i, b.Column})
	}
	return rows
}

// glue is what joins two lines of a cell: a label goes on, a value's lines are
// parted.
func glue(before string) string {
	if strings.HasSuffix(before, ":") || isLabel(before) {
		return " "
	}
	return ", "
}

func (p *paper) table(from, to int) {
	rows := p.rows(from, to)
	if head := rows[0]; len(rows) > 1 && len(head) > 1 && allLabels(head) && !alternates(rows) {
		for _, row := range rows[1:] {
			for _, c := range row {
				for _, h := range head {
					if h.column == c.column {
						p.add(h.text, c.text, c.block, false)
					}
				}
			}
		}
		return
	}
	for n, row := range rows {
		p.row(row)
		if n > 0 {
			p.caption(rows[n-1], row)
		}
	}
}

func allLabels(row []cell) bool {
	for _, c := range row {
		if !isLabel(c.text) {
			return false
		}
	}
	return true
}

// alternates says whether every row starts with a label: then the first row is
// one of them.
func alternates(rows [][]cell) bool {
	labelled := 0
	for _, row := range rows {
		if isLabel(row[0].text) {
			labelled++
		}
	}
	return labelled*2 > len(rows) && len(rows) > 1 && labelled > 1
}

var reOnlyNumber = regexp.MustCompile(`^\(?[0-9a-z]{1,2}(\.[0-9]{1,2})*[.)]*$`)

func (p *paper) row(row []cell) {
	if len(row) > 2 && reOnlyNumber.MatchString(strings.ToLower(row[0].text)) {
		row = row[1:]
	}
	switch {
	case len(row) < 2:
		return
	case len(row) == 4 && isLabel(row[0].text) && isLabel(row[2].text):
		p.add(row[0].text, row[1].text, row[1].block, false)
		p.add(row[2].text, row[3].text, row[3].block, false)
		return
	case !isLabel(row[0].text):
		return
	}
	var parts []string
	for _, c := range row[1:] {
		parts = append(parts, c.text)
	}
	p.add(row[0].text, strings.Join(parts, ", "), row[1].block, false)
}

// caption reads a row of labels that stand under what they name, as on the lines
// of a signature.
func (p *paper) caption(above, row []cell) {
	if !allLabels(row) || allLabels(above) {
		return
	}
	for _, c := range row {
		for _, a := range above {
			if a.column == c.column && !isLabel(a.text) {
				p.add(c.text, a.text, a.block, false)
			}
		}
	}
}

var reInline = regexp.MustCompile(`(?:^|[\s(;,|])((?:\(?[0-9a-z]{1,2}[.)]\)?\s+)?[A-ZÄÖÜ][\p{L}/&,()' -]{1,90}?(?:\s?\b[Nn]os?\.)?|(?:address|batch|model|type|name|function|place|date|serial|position)[\p{L} ]{0,20}):\s`)

// inlinePairs finds "Label: value" within a block; a value ends where the next
// known label starts.
func (p *paper) inlinePairs() {
	for i, b := range p.blocks {
		if b.Kind == prose.Field || len(b.Text) > 4000 {
			continue
		}
		marks := reInline.FindAllStringSubmatchIndex(b.Text+" ", 50)
		var known [][2]int // label start, value start
		for _, m := range marks {
			label := b.Text[m[2]:m[3]]
			start := m[2]
			// The label may be the last words of what was caught.
			for len(keysOf(label)) == 0 || len(known) > 0 && len(strings.Fields(label)) > 6 {
				cut := strings.IndexByte(label, ' ')
				if cut < 0 {
					break
				}
				label, start = label[cut+1:], start+cut+1
			}
			if len(keysOf(label)) > 0 {
				known = append(known, [2]int{start, m[1]})
			}
		}
		for n, k := range known {
			end := len(b.Text)
			if n+1 < len(known) {
				end = known[n+1][0]
			}
			label := b.Text[k[0] : k[1]-1]
			if v := min(k[1], len(b.Text)); v < end {
				p.add(label, strings.Trim(b.Text[v:end], " ;,|("), i, false)
			} else {
				p.add(label, "", i, false)
			}
		}
	}
}

// headingPairs reads a block that is only a label together with what follows it,
// until the next label or heading.
func (p *paper) headingPairs() {
	for i, b := range p.blocks {
		if b.Kind == prose.Field || b.Kind == prose.Cell || b.Kind == prose.Picture || !isLabel(b.Text) || strings.Contains(strings.TrimRight(b.Text, ": "), ": ") {
			continue
		}
		colon := strings.HasSuffix(b.Text, ":")
		if b.Kind != prose.Heading && !colon && !p.shortLine(i) {
			continue
		}
		var parts []string
		first := -1
		for j := i + 1; j < len(p.blocks) && j <= i+6; j++ {
			n := p.blocks[j]
			if n.Kind == prose.Picture || n.Aside {
				continue
			}
			if n.Kind == prose.Heading || n.Kind == prose.Field || n.Kind == prose.Cell || isLabel(n.Text) && len(parts) > 0 || isLabel(n.Text) && strings.HasSuffix(n.Text, ":") {
				break
			}
			if before, _, is := strings.Cut(n.Text, ": "); is && len(keysOf(before)) > 0 || len(parts) > 0 && len(n.Text) > 120 {
				break
			}
			parts = append(parts, n.Text)
			if first < 0 {
				first = j
			}
		}
		if len(parts) > 0 {
			p.add(b.Text, strings.Join(parts, ", "), first, false)
		}
	}
	p.underlined()
}

// shortLine says whether a block is a short line of its own.
func (p *paper) shortLine(i int) bool {
	return len(p.blocks[i].Text) < 60
}

var reUnder = regexp.MustCompile(`^\((.{3,60})\)$`)

// underlined reads captions that stand in brackets under what they name:
// "Jane Smith" over "(name and function)".
func (p *paper) underlined() {
	for i := 1; i < len(p.blocks); i++ {
		m := reUnder.FindStringSubmatch(p.blocks[i].Text)
		if m == nil || len(keysOf(m[1])) == 0 || p.blocks[i-1].Kind == prose.Picture {
			continue
		}
		p.add(m[1], p.blocks[i-1].Text, i-1, false)
	}
}
