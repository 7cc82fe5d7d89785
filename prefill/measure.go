package prefill

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// Measurement says how far evidence carried one product: how many cells of the
// IXIT it proposes, and how many test units end in pass or fail.
type Measurement struct {
	Subject  string `json:"subject"`
	Fields   int    `json:"fields"`         // of the 29 tables of TS 103 701 V1.1.1; those counted below
	Touched  int    `json:"fields_touched"` // with at least one proposed cell
	Tables   int    `json:"tables_touched"`
	Rows     int    `json:"rows"`           // proposed or declared
	Cells    int    `json:"cells"`          // fields of those rows and of the records, but for the id
	Proposed int    `json:"cells_proposed"` // with evidence
	Cited    int    `json:"cells_cited"`    // of the proposed ones, with a place
	Declared int    `json:"cells_declared"`
	Newer    int    `json:"cells_newer"`       // proposed in fields that only V2.1.1 has
	Features int    `json:"features_proposed"` // features and conditions of the ICS, product facts
	Units    []Ends `json:"units"`
}

// Ends counts the units of one kind in one edition.
type Ends struct {
	Edition string `json:"edition"`
	Type    string `json:"type"` // functional, conceptual
	Total   int    `json:"total"`
	Pass    int    `json:"pass"`
	Fail    int    `json:"fail"`
	// Cited are those of Pass and Fail that rest on an observation.
	Cited int `json:"cited"`
}

// Percent is the share of units that end in pass or fail, in whole percent.
func (e Ends) Percent() int {
	if e.Total == 0 {
		return 0
	}
	return 100 * (e.Pass + e.Fail) / e.Total
}

// Measure counts what was proposed and what the document of the same product
// comes to.
func Measure(ps *Proposals, doc *assay.Document, d *assay.Declaration) *Measurement {
	m := &Measurement{Subject: doc.Subject.Name}
	m.cells(ps, d)
	for _, e := range []standard.Edition{standard.V3_1_3, standard.V2_1_1} {
		for _, kind := range []standard.UnitType{standard.Functional, standard.Conceptual} {
			m.Units = append(m.Units, ends(doc, e, kind))
		}
	}
	return m
}

func (m *Measurement) cells(ps *Proposals, d *assay.Declaration) {
	touched, tables := make(map[string]bool), make(map[string]bool)
	rows := make(map[string]map[string]bool)
	for _, p := range ps.Proposals {
		switch {
		case !p.IXIT():
			m.Features++
			continue
		case rows[p.Table] == nil:
			rows[p.Table] = make(map[string]bool)
		}
		rows[p.Table][p.Row], tables[p.Table] = true, true
		if p.Field == "observed" {
			continue // binds the row; no field of the pro forma
		}
		if t, _ := standard.EN303645().Table(p.Table); !older(t)[p.Field] {
			m.Newer++
			continue
		}
		touched[p.Table+"/"+p.Field] = true
		m.Proposed++
		if len(p.Where) > 0 {
			m.Cited++
		}
	}
	m.Touched, m.Tables = len(touched), len(tables)
	for _, t := range standard.EN303645().Tables() {
		own := older(t)
		m.Fields += len(own)
		have := rows[t.Key]
		if have == nil {
			have = make(map[string]bool)
		}
		for _, e := range declaredRows(d, t).rows {
			have[e.ID] = true
			for name := range e.Fields {
				if own[spelling(name)] {
					m.Declared++
				}
			}
		}
		if t.Single() {
			m.Cells += len(own)
			continue
		}
		m.Rows += len(have)
		m.Cells += len(have) * (len(own) - 1)
	}
}

// older are the fields that TS 103 701 V1.1.1 prints, as assay.yaml writes them.
func older(t *standard.IXITTable) map[string]bool {
	out := make(map[string]bool)
	for _, f := range t.Fields {
		if f.Required != "" {
			out[spelling(f.Name)] = true
		}
	}
	return out
}

// ends folds the results of each unit over its entries. A unit of which one entry
// fails ends in fail; it ends in pass where something passes and nothing is open.
func ends(doc *assay.Document, edition standard.Edition, kind standard.UnitType) Ends {
	out := Ends{Edition: string(edition), Type: string(kind)}
	results := make(map[string][]assay.Verdict)
	for _, v := range doc.Verdicts {
		if v.Scope == assay.ScopeUnitResult && v.Edition == string(edition) {
			results[v.ID] = append(results[v.ID], v)
		}
	}
	method, _ := standard.EN303645().Method(standard.TS103701V1)
	for _, c := range method.Cases() {
		for i := range c.Units {
			u := &c.Units[i]
			if u.Type != kind {
				continue
			}
			out.Total++ // steps too, which never end in either: all units are what is divided by
			if u.SettledBy == standard.Step {
				continue
			}
			out.count(u, results[u.ID])
		}
	}
	return out
}

func (e *Ends) count(u *standard.TestUnit, results []assay.Verdict) {
	var pass, fail, open int
	cited := false
	for _, v := range results {
		switch v.Verdict {
		case assay.Pass:
			pass++
		case assay.Fail:
			fail++
		case assay.NotApplicable:
			continue
		default:
			open++
			continue
		}
		cited = cited || len(v.Because) > 0
	}
	switch {
	case u.Quantifier == standard.OneEntrySuffices && pass > 0, fail == 0 && open == 0 && pass > 0:
		e.Pass++
	case fail > 0:
		e.Fail++
	default:
		return
	}
	if cited {
		e.Cited++
	}
}

// Text prints the measurement.
func (m *Measurement) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", clean(m.Subject))
	fmt.Fprintf(&b, "IXIT cells proposed  %d of %d (%d fields × rows), %s; %d cite where they were seen\n", m.Proposed, m.Cells, m.Fields, percent(m.Proposed, m.Cells), m.Cited)
	fmt.Fprintf(&b, "                     in %d of 29 tables, %d of %d fields, %d rows\n", m.Tables, m.Touched, m.Fields, m.Rows)
	fmt.Fprintf(&b, "                     and %d in fields that only the newer pro forma has\n", m.Newer)
	fmt.Fprintf(&b, "IXIT cells declared  %d\n", m.Declared)
	fmt.Fprintf(&b, "features, facts      %d proposed\n\n", m.Features)
	b.WriteString("Test units of TS 103 701 V1.1.1 that end in pass or fail\n")
	b.WriteString("EN 303 645  units        pass  fail  of     share  citing evidence\n")
	for _, e := range m.Units {
		fmt.Fprintf(&b, "V%-11s%-12s%5d %5d  %-5d%6s  %d\n", e.Edition, e.Type, e.Pass, e.Fail, e.Total, percent(e.Pass+e.Fail, e.Total), e.Cited)
	}
	return b.String()
}

func percent(n, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(of))
}
