package verdict

import (
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// spoken in every field: words that make a row say something definite, so that an
// observation can deny it.
const definite = "password (set by user), random and unique for each unit, automatic, can be switched off, encrypted with TLS, hashed with sha-256, open to root only, " +
	"replaced at first start, covers kernel, software and image, OpenSSL 3.0.13"

// inFull is a declaration that claims all of an edition and says something definite
// in every field of one row of every table.
func inFull(t testing.TB, e standard.Edition) *assay.Declaration {
	t.Helper()
	d := claiming(t, e, "", nil)
	for _, table := range standard.EN303645().Tables() {
		row := assay.IXITEntry{ID: "r", Fields: map[string]string{}}
		for _, f := range table.Fields {
			row.Fields[f.Name] = definite
			if f.ValuesClosed {
				row.Fields[f.Name] = f.Values[0]
			}
			if _, refers := standard.EN303645().Reference(table, f.Name); refers {
				row.Fields[f.Name] = "r"
			}
			if f.Name == "Status" {
				row.Fields[f.Name] = "disabled"
			}
		}
		if table.Single() {
			row.ID = ""
		} else {
			row.Observed = []string{"tcp/1"}
		}
		d.IXIT[table.Key] = []assay.IXITEntry{row}
	}
	return d
}

// Every functional unit that holds the declaration against the product makes a
// contradiction of what denies the declaration, and does not pass.
func TestEveryComparingUnitContradicts(t *testing.T) {
	std := standard.EN303645()
	m, _ := std.Method(standard.TS103701V1)
	n := 0
	for _, u := range m.Units() {
		if !u.DeclaredVsObserved {
			continue
		}
		n++
		if u.Type != standard.Functional {
			t.Errorf("%s compares and is not functional", u.ID)
		}
		o := denying(u)
		for _, e := range standard.Editions() {
			r := Judge(Input{Edition: e, Declaration: inFull(t, e), Observations: []assay.Observation{o}})
			if unitVerdict(r, u.ID, "*") == "none" {
				if e == standard.V2_1_1 {
					t.Errorf("%s is not judged", u.ID)
				}
				continue // no case of this edition uses it
			}
			if len(r.Contradictions) == 0 {
				t.Errorf("V%s, %s (%s): nothing contradicts", e, u.ID, u.SettledBy)
				continue
			}
			c := r.Contradictions[0]
			if c.Declared == "" || c.Observed != o.Summary || c.Unit == "" || len(c.Because) != 1 || c.Because[0] != o.ID {
				t.Errorf("V%s, %s: %+v", e, u.ID, c)
			}
			if got := unitVerdict(r, u.ID, "*"); got == assay.Pass {
				t.Errorf("V%s, %s passes all the same", e, u.ID)
			}
			do := false
			for _, step := range r.Next {
				do = do || strings.HasPrefix(step.Do, "correct what ") || strings.HasPrefix(step.Do, "declare ")
			}
			if !do {
				t.Errorf("V%s, %s: no step says what settles the contradiction", e, u.ID)
			}
		}
	}
	if n != 73 {
		t.Errorf("%d units compare, want 73", n)
	}
}

// denying is an observation that denies what a unit compares: something there that
// is not declared, or the declared row found otherwise.
func denying(u *standard.TestUnit) assay.Observation {
	if u.SettledBy == standard.NothingUndeclared {
		return saw("o", assay.Yes, "tcp/9999", assay.Informs, u.ID)
	}
	about := "tcp/1"
	if u.Quantifier == standard.AsAWhole {
		about = ""
	}
	return with(saw("o", assay.Yes, about, assay.Refutes, u.ID), func(o *assay.Observation) {
		o.Data = map[string]any{"name": "OpenSSL", "version": "1.0.2"}
		switch u.ID {
		case "5.4-1-2/a":
			o.Check = "secretsreadable"
		}
	})
}

// What is not said is not contradicted, and a review of the declaration contradicts
// nothing.
func TestNothingSaidNothingContradicted(t *testing.T) {
	const unit = "5.4-2-2/a"
	full := "ixit: {10-SecParam: [{id: k, description: a fixed identity, protection_scheme: resin, observed: [tcp/1]}]}"
	bare := "ixit: {10-SecParam: [{id: k, observed: [tcp/1]}]}"
	two := "ixit: {10-SecParam: [{id: k, description: x}, {id: l, description: y}]}"
	one := "ixit: {10-SecParam: [{id: k, description: x}]}"
	bad := saw("o", assay.No, "tcp/1", assay.Refutes, unit)
	general := saw("o", assay.No, "", assay.Refutes, unit)
	for _, tt := range []struct {
		name, said string
		obs        assay.Observation
		declared   string
	}{
		{"said", full, bad, `10-SecParam/k: Description "a fixed identity", Protection Scheme "resin"`},
		{"not said", bare, bad, ""},
		{"of the whole, two rows", two, general, "2 entries in 10-SecParam: k, l"},
		{"of the whole, one row", one, general, `10-SecParam/k: Description "x"`},
		{"of the whole, no row", "ixit: {10-SecParam: []}", general, ""},
		{"merely declared", full, with(bad, func(o *assay.Observation) { o.Basis = assay.Declared }), ""},
		{"not known", full, with(bad, func(o *assay.Observation) { o.Answer = assay.Unknown }), ""},
		{"supports", full, saw("o", assay.No, "tcp/1", assay.Supports, unit), ""},
	} {
		r := Judge(Input{Edition: standard.V2_1_1, Declaration: said(t, tt.said), Observations: []assay.Observation{tt.obs}})
		got := ""
		if len(r.Contradictions) > 0 {
			got = r.Contradictions[0].Declared
		}
		if got != tt.declared || len(r.Contradictions) > 1 {
			t.Errorf("%s: got %q (%d), want %q", tt.name, got, len(r.Contradictions), tt.declared)
		}
	}
	if r := Judge(Input{Edition: standard.V2_1_1, Observations: []assay.Observation{bad}}); len(r.Contradictions) != 0 {
		t.Error("contradicted without a declaration")
	}
	long := strings.Repeat("long words ", 30)
	r := Judge(Input{Edition: standard.V2_1_1, Declaration: said(t, "ixit: {10-SecParam: [{id: k, description: '"+long+"', observed: [tcp/1]}]}"), Observations: []assay.Observation{bad}})
	if got := r.Contradictions[0].Declared; len(got) > 130 || !strings.HasSuffix(got, `…"`) {
		t.Errorf("got %q, want it cut", got)
	}
}

// One observation that refutes several units of a row is one contradiction.
func TestOneObservationOneContradiction(t *testing.T) {
	d := inFull(t, standard.V2_1_1)
	r := Judge(Input{Edition: standard.V2_1_1, Declaration: d, Observations: []assay.Observation{saw("o", assay.Yes, "tcp/1", assay.Refutes, "5.1-1-2/c", "5.1-2-2/a", "5.1-3-2/a")}})
	if len(r.Contradictions) != 1 || r.Contradictions[0].Unit != "5.1-1-2/c" {
		t.Errorf("got %+v", r.Contradictions)
	}
}
