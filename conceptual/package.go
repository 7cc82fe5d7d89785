// Package conceptual judges, on the declaration alone, those test units that TS
// 103 701 settles by judgement of the documentation: the conceptual ones. It does
// what a machine can do of them: it looks cryptography up in a dated, cited list,
// holds how passwords are made against the rules for them, reads intervals, default
// states, guarantees and references. What asks for the quality of a text it leaves
// to a person and says which question is left.
//
// It promises:
//
//   - it is pure: no disk, network or clock; the same declaration gives the same
//     observations in the same order;
//   - a unit is supported only where all of what it asks was evaluated, and refuted
//     only where the declaration plainly says so; a word that is not understood
//     leaves it open;
//   - nothing it says bears on a functional unit: a declaration shows no product.
//
// Every observation has the basis declared and names the line it was read from.
package conceptual

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// Input is what is reviewed. At is the day that dates are held against; the zero
// time leaves questions of date open.
type Input struct {
	Edition     standard.Edition // of EN 303 645
	Declaration *assay.Declaration
	At          time.Time
}

// Prefix begins the check names of all observations of this package.
const Prefix = "conceptual-"

// finding is what a rule has to say about a row, or about a table as a whole.
type finding struct {
	answer  assay.Answer
	effect  assay.Effect
	summary string
	mend    string
	data    map[string]any
}

func supports(format string, args ...any) *finding {
	return &finding{answer: assay.Yes, effect: assay.Supports, summary: fmt.Sprintf(format, args...)}
}

func refutes(mend, format string, args ...any) *finding {
	return &finding{answer: assay.No, effect: assay.Refutes, summary: fmt.Sprintf(format, args...), mend: mend}
}

// leaves is what a person has to settle: the summary becomes what is missing.
func leaves(format string, args ...any) *finding {
	return &finding{answer: assay.Unknown, effect: assay.Informs, summary: fmt.Sprintf(format, args...)}
}

func (f *finding) with(key string, value any) *finding {
	if f.data == nil {
		f.data = make(map[string]any)
	}
	f.data[key] = value
	return f
}

// rule judges one test unit: each row of a table, or, with whole, all at once.
type rule struct {
	check    string // without the prefix
	question string
	unit     string
	table    int // number of the IXIT table whose rows are judged
	row      func(*view, *row) *finding
	whole    func(*view) *finding
}

// Review judges the conceptual units that a declaration has something for. It
// returns nil without a declaration. Provisions answered No or N/A are left out:
// nobody claims what they ask.
func Review(in Input) []assay.Observation {
	if in.Declaration == nil {
		return nil
	}
	v := newView(in)
	var out []assay.Observation
	for i := range rules {
		r := &rules[i]
		if !v.claims(r.unit) {
			continue
		}
		if r.whole != nil {
			if f := r.whole(v); f != nil {
				out = append(out, v.observation(r, v.first(r.table), "", f))
			}
			continue
		}
		for _, at := range v.rows[r.table] {
			if f := r.row(v, at); f != nil {
				out = append(out, v.observation(r, at, v.entry(r.unit, at), f))
			}
		}
	}
	out = append(out, v.papers()...)
	return out
}

// claims tells whether anything that is claimed, or not answered yet, is settled by
// a unit in the edition under review.
func (v *view) claims(unit string) bool {
	for _, p := range v.provisionsOf[unit] {
		switch v.answers[p].Support {
		case "N", "N/A":
		default:
			return true
		}
	}
	return false
}

// entry is the key a result is given for: the row, or nothing for a unit that is
// judged as a whole.
func (v *view) entry(unit string, at *row) string {
	if u, ok := v.std.Unit(standard.TS103701V1, unit); ok && u.Quantifier == standard.AsAWhole {
		return ""
	}
	return at.key
}

// sentence begins a text with a capital and ends it with a stop, as the mends of
// checks do.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

func (v *view) observation(r *rule, at *row, entry string, f *finding) assay.Observation {
	o := assay.Observation{
		Check: Prefix + r.check, Question: r.question, Answer: f.answer, About: entry, Summary: f.summary, Mend: sentence(f.mend),
		Basis: assay.Declared, Where: []assay.Where{v.where(at)}, Data: f.data, Exercised: map[string]any{"declaration": v.declaration.Path},
		WithinBaseline: true,
		Bears:          []assay.Bears{{Method: string(standard.TS103701V1), Unit: r.unit, Entry: entry, Effect: f.effect}},
	}
	o.ID = identify(o)
	return o
}

func (v *view) where(at *row) assay.Where {
	w := assay.Where{Path: v.declaration.Path, Evidence: v.declaration.Evidence}
	if at != nil {
		w.Line = at.entry.Line
	}
	return w
}

// identify gives an observation an id that stays the same from run to run.
func identify(o assay.Observation) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00%s", o.Check, o.Answer, o.About)
	for _, b := range o.Bears {
		fmt.Fprintf(h, "\x00%s\x00%s", b.Unit, b.Effect)
	}
	return o.Check + "-" + hex.EncodeToString(h.Sum(nil))[:8]
}

// Units returns the test units of TS 103 701 V1.1.1 that this package has a rule
// for, sorted.
func Units() []string {
	seen := make(map[string]bool)
	var out []string
	for _, r := range rules {
		if !seen[r.unit] {
			seen[r.unit] = true
			out = append(out, r.unit)
		}
	}
	sort.Strings(out)
	return out
}

// Reads says in words what a check of this package looks at, for "assay explain";
// "" where there is none of that name.
func Reads(check string) string { return docs[strings.TrimPrefix(check, Prefix)] }
