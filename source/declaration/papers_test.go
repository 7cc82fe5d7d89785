package declaration

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

const papers = `product: {name: X, batch: all}
decisions:
  - regime: en-18031-1
    rule: ACM-1
    about: web log-in
    answers: [yes, no, true]
    reason: every user has a role
  - {regime: en-18031-1, rule: ACM-1, about: serial console, answers: [no]}
parties:
  - {role: manufacturer, name: Larkspur Ltd, address: "1 Mill Lane, Leeds, UK", contact: info@larkspur.example}
  - {role: notified_body, name: Body GmbH, number: "0123"}
signatory: {name: A. Person, function: head of product, place: Leeds, date: 2027-01-15}
evidence:
  - firmware: flash.bin
  - site: pages/site.warc
  - site: ./pages/
`

func TestPapers(t *testing.T) {
	d, err := Parse("a.yaml", []byte(papers))
	if err != nil {
		t.Fatal(err)
	}
	for _, diff := range []string{
		cmp.Diff([]assay.Decision{
			{Regime: "en-18031-1", Rule: "ACM-1", About: "web log-in", Answers: []bool{true, false, true}, Reason: "every user has a role", Line: 3},
			{Regime: "en-18031-1", Rule: "ACM-1", About: "serial console", Answers: []bool{false}, Line: 8}}, d.Decisions),
		cmp.Diff([]assay.Party{
			{Role: "manufacturer", Name: "Larkspur Ltd", Address: "1 Mill Lane, Leeds, UK", Contact: "info@larkspur.example"},
			{Role: "notified_body", Name: "Body GmbH", Number: "0123"}}, d.Parties),
		cmp.Diff(assay.Signatory{Name: "A. Person", Function: "head of product", Place: "Leeds", Date: "2027-01-15"}, d.Signatory),
		cmp.Diff([]assay.EvidenceSource{{Kind: "firmware", Path: "flash.bin", Line: 14}, {Kind: "site", Path: "pages/site.warc", Line: 15}, {Kind: "site", Path: "pages", Line: 16}}, d.Sources),
	} {
		if diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestPaperProblems(t *testing.T) {
	const named = "product: {name: X}\n"
	for _, tt := range []struct{ name, in, want string }{
		{"decision without a rule", "decisions:\n  - {regime: en-18031-1, about: x, answers: [yes]}\n", `a.yaml:3:6: "rule" is missing`},
		{"decision without answers", "decisions:\n  - {regime: en-18031-1, rule: ACM-1, about: x}\n", `"answers" is missing`},
		{"decision with an empty list", "decisions:\n  - {regime: en-18031-1, rule: ACM-1, about: x, answers: []}\n", `a.yaml:3:58: no answers; answer the questions in turn: [yes, no]`},
		{"decision with an answer that is none", "decisions:\n  - {regime: en-18031-1, rule: ACM-1, about: x, answers: [maybe]}\n", `"maybe" is not true or false`},
		{"decision with one answer and no list", "decisions:\n  - {regime: en-18031-1, rule: ACM-1, about: x, answers: yes}\n", `a value where a list is needed`},
		{"regime that is none", "decisions:\n  - {regime: EN 18031, rule: ACM-1, about: x, answers: [yes]}\n", `a.yaml:3:14: "EN 18031" cannot be a regime; an id is in small letters with dashes, such as en-18031-1`},
		{"rule that is none", "decisions:\n  - {regime: en-18031-1, rule: \"*\", about: x, answers: [yes]}\n", `"*" cannot be a rule; write its id, such as ACM-1`},
		{"decided twice", "decisions:\n  - {regime: r, rule: A, about: x, answers: [yes]}\n  - {regime: r, rule: A, about: x, answers: [no]}\n", `a.yaml:4:6: r A for "x" is decided in line 3 already; keep one`},
		{"decision that is a word", "decisions: [x]\n", `a.yaml:2:13: a value where keys are needed`},
		{"unknown key of a decision", "decisions:\n  - {regime: r, rule: A, about: x, answers: [yes], reson: x}\n", `unknown key "reson"; did you mean "reason"?`},
		{"role of a party", "parties:\n  - {role: maker, name: X}\n", `unknown role of a party "maker"; known: manufacturer, authorised_representative, importer, distributor, notified_body`},
		{"party without a name", "parties:\n  - {role: importer}\n", `"name" is missing`},
		{"number beside another role", "parties:\n  - {role: importer, name: X, number: \"0123\"}\n", `a number beside the role importer; remove it, or write role: notified_body`},
		{"number of a body", "parties:\n  - {role: notified_body, name: X, number: 12}\n", `"12" is no number of a notified body; it has four digits, such as 0123; quote it`},
		{"day of a signature", "signatory: {date: 15.01.2027}\n", `"15.01.2027" is no date; write a day such as 2027-06-30`},
		{"month of a signature", "signatory: {date: 2027-01}\n", `"2027-01" is no date`},
		{"unknown key of a signatory", "signatory: {nam: X}\n", `unknown key "nam"; did you mean "name"?`},
		{"site out of the folder", "evidence:\n  - site: ../pages\n", `a.yaml:3:11: "../pages" leaves the folder of the declaration`},
		{"site and firmware in one", "evidence:\n  - {site: a, firmware: b}\n", `firmware and site in one evidence entry; write a - before each`},
		{"neither", "evidence:\n  - {}\n", `an evidence entry without a path; write firmware: flash.bin, or site: site.warc`},
		{"a web address is no path", "evidence:\n  - site: /srv/pages\n", `leaves the folder`},
	} {
		_, err := Parse("a.yaml", []byte(named+tt.in))
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Count(err.Error(), "\n") > 0 {
			t.Errorf("%s: got %v\nwant %s", tt.name, err, tt.want)
		}
	}
}

// The pro forma lets table 15 name several types of one interface.
func TestSeveralValues(t *testing.T) {
	for in, want := range map[string]string{
		"network": "network", "[network, logical]": "network, logical", "'network, physical'": "network, physical", "network/logical": "network, logical", "[network, network]": "network",
	} {
		d, err := Parse("a.yaml", []byte("product: {name: X}\nixit:\n  15-Intf:\n    - {id: a, type: "+in+"}\n"))
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if got := d.IXIT["15-Intf"][0].Fields["Type"]; got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"type: [network, air]":           `"air" is no value of Type`,
		"status: [enabled, disabled]":    `"enabled, disabled" is no value of Status`,
		"type: [network, {logical: no}]": "where a value is needed",
	} {
		if _, err := Parse("a.yaml", []byte("product: {name: X}\nixit:\n  15-Intf:\n    - {id: a, "+in+"}\n")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", in, err, want)
		}
	}
}

// Every closed value of the 29 tables is taken in its spelling and no other word is.
func TestEveryClosedValue(t *testing.T) {
	n := 0
	for _, table := range tablesOfStandard() {
		for _, f := range table.Fields {
			if !f.ValuesClosed {
				continue
			}
			for _, v := range append([]string{"none of these"}, f.Values...) {
				row := "{id: a, " + Spelling(f.Name) + ": " + v + "}"
				if table.Single() {
					row = "{" + Spelling(f.Name) + ": " + v + "}"
				} else {
					row = "[" + row + "]"
				}
				_, err := Parse("a.yaml", []byte("product: {name: X}\nixit:\n  "+table.Key+": "+row+"\n"))
				if (err != nil) != (v == "none of these") {
					t.Errorf("%s %s %q: got %v", table.Key, f.Name, v, err)
				}
			}
			n++
		}
	}
	if n != 14 {
		t.Errorf("%d fields with closed values, want 14", n)
	}
}

func tablesOfStandard() []*standard.IXITTable { return standard.EN303645().Tables() }
