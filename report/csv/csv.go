// Package csv writes an assessment as one flat table for spreadsheets and
// scripts (RFC 4180, with a header and CRLF). Column row tells the kinds of rows
// apart: verdict, regime, clause, observation, contradiction, component, limit,
// next. Columns that a kind does not have are empty.
//
// A cell that a spreadsheet would take for a formula gets an apostrophe in
// front: names from an image are hostile.
package csv

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

// Form is the flat table.
var Form = &report.Form{Name: "csv", Doc: "one flat table for spreadsheets and scripts", Ext: ".csv", Write: Write}

// Columns are the columns of every row, in order.
var Columns = []string{
	"row", "standard", "edition", "scope", "id", "entry", "level", "title", "verdict", "basis", "claimed", "answer",
	"about", "summary", "where", "because", "missing", "mend", "from", "confidence", "source",
}

// A row holds cells by column.
type row map[string]string

// Write writes the table of doc. The error is that of w.
func Write(w io.Writer, doc *assay.Document, _ report.Options) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(Columns); err != nil {
		return err
	}
	for _, r := range rows(doc) {
		cells := make([]string, len(Columns))
		for i, name := range Columns {
			cells[i] = cell(r[name])
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// cell shows what cannot be seen and takes the sting out of a formula
// (OWASP, CSV injection).
func cell(s string) string {
	s = report.Plain(s)
	if s != "" && strings.ContainsRune("=+-@\t\r|%", rune(s[0])) {
		return "'" + s
	}
	return s
}

func rows(doc *assay.Document) []row {
	out := []row{{"row": "subject", "title": doc.Subject.Name, "about": doc.Subject.Model, "source": doc.Subject.Manufacturer,
		"id": doc.Subject.Version, "because": list(doc.Subject.Digests), "from": doc.At}}
	for _, v := range doc.Verdicts {
		out = append(out, row{"row": "verdict", "standard": v.Standard, "edition": v.Edition, "scope": string(v.Scope), "id": v.ID, "entry": v.Entry,
			"level": v.Level, "title": v.Title, "verdict": string(v.Verdict), "basis": string(v.Basis), "claimed": v.Claimed,
			"summary": v.Reason, "because": list(v.Because), "missing": list(v.Missing)})
	}
	for _, r := range doc.Regimes {
		out = append(out, row{"row": "regime", "standard": r.Regime, "title": r.Name, "level": r.Kind, "verdict": string(r.Verdict), "summary": r.Reason, "from": r.From})
		for _, c := range r.Clauses {
			out = append(out, row{"row": "clause", "standard": r.Regime, "id": c.ID, "title": c.Title, "verdict": string(c.Verdict), "basis": string(c.Basis),
				"scope": string(c.Route), "because": list(c.Because), "missing": c.Remainder, "from": c.From, "confidence": c.Confidence, "source": c.Source})
		}
	}
	for _, o := range doc.Observations {
		out = append(out, row{"row": "observation", "id": o.ID, "standard": o.Check, "scope": o.Question, "answer": string(o.Answer), "about": o.About, "summary": o.Summary,
			"basis": string(o.Basis), "where": places(o.Where), "mend": o.Mend, "because": bearings(o.Bears)})
	}
	for _, c := range doc.Contradictions {
		out = append(out, row{"row": "contradiction", "id": c.Unit, "title": c.Declared, "summary": c.Observed, "because": list(c.Because)})
	}
	for _, c := range doc.Components {
		out = append(out, row{"row": "component", "id": c.PURL, "title": c.Name, "about": c.Version, "confidence": c.Confidence, "summary": c.How, "where": places(c.Where), "source": c.CPE})
	}
	for _, l := range doc.Limits {
		out = append(out, row{"row": "limit", "title": l.What, "where": l.Where, "summary": l.Effect})
	}
	for _, n := range doc.Next {
		out = append(out, row{"row": "next", "title": n.Do, "summary": n.Effort, "because": list(n.Settles)})
	}
	return out
}

func list(items []string) string { return strings.Join(items, "; ") }

func places(all []assay.Where) string {
	var out []string
	for _, w := range all {
		out = append(out, report.Place(w))
	}
	return list(out)
}

func bearings(all []assay.Bears) string {
	var out []string
	for _, b := range all {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", b.Effect, b.Unit, b.Entry)))
	}
	return list(out)
}
