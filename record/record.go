// Package record keeps what a person tested or judged: a result for a test unit,
// a test case, a provision (external evidence) or a neutral question, with who,
// when, how, and the files that show it, signed or not. It reads the records of a
// folder back, says which of them still hold for the product as it is now, and
// turns them into observations.
//
// It promises that an invalid signature is never taken and never passed over in
// silence, that nobody but a holder of a trusted key counts as independent of the
// maker, that a result whose ground has changed carries nothing, and that what it
// does not use it lists as a limit. What a person wrote is not checked by it: a
// record shows that somebody said so.
//
// A record is an in-toto statement of the predicate type attest.TestRecordType,
// in a DSSE envelope where it is signed. doc/testing.md describes it.
package record

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/standard"
)

// Check is the name under which records stand among observations, and Question
// the one that a result for a unit, case or provision answers.
const (
	Check    = "record"
	Question = "record.unit"
)

// Result is what a test came to (TS 103 701 clause 4.6).
type Result string

const (
	Pass         Result = "pass"
	Fail         Result = "fail"
	Inconclusive Result = "inconclusive"
)

// On says what a record is about.
type On string

const (
	OnUnit      On = "unit"      // 5.1-1-2/a
	OnCase      On = "case"      // 5.1-1-2
	OnProvision On = "provision" // 5.1-1, by external evidence (TS 103 701 clause 4.7)
	OnQuestion  On = "question"  // data.minimal
)

// Roles are what a person can be to the product. Only a laboratory or a
// certification body can be independent of the maker.
func Roles() []string {
	return []string{"maker", "own_brand", "importer", "distributor", "laboratory", "certification_body", "authority", "researcher"}
}

// Record is one result. Texts are as the person wrote them.
type Record struct {
	Product      Product      `json:"product"`
	On           On           `json:"on"`
	ID           string       `json:"id"`
	Edition      string       `json:"edition"`           // of EN 303 645
	Entries      []string     `json:"entries,omitempty"` // IXIT rows it holds for, "28-LogIntf/web"; none: as a whole
	Result       Result       `json:"result,omitempty"`
	Answer       assay.Answer `json:"answer,omitempty"` // to a question
	About        string       `json:"about,omitempty"`  // of a question: the fact key
	By           string       `json:"by"`
	Role         string       `json:"role"`
	Organisation string       `json:"organisation,omitempty"`
	Date         string       `json:"date"` // 2006-01-02
	Procedure    string       `json:"procedure"`
	Tested       bool         `json:"tested,omitempty"`      // a question was answered by trying the product
	Independent  bool         `json:"independent,omitempty"` // the person says to be independent of the maker
	Covers       string       `json:"covers,omitempty"`      // scope of external evidence
	Note         string       `json:"note,omitempty"`
	Files        []File       `json:"files,omitempty"`
	Depends      Depends      `json:"depends"`
	Replaces     []string     `json:"replaces,omitempty"` // ids of earlier records
	Tool         string       `json:"tool"`
	Key          []byte       `json:"key,omitempty"` // SubjectPublicKeyInfo of who signs; empty where nobody does
}

// Product is what was tested.
type Product struct {
	Name     string `json:"name"`
	Model    string `json:"model,omitempty"`
	Firmware string `json:"firmware,omitempty"`
	Hardware string `json:"hardware,omitempty"`
}

// File is an attached file, kept in the store of evidence.
type File struct {
	Name     string `json:"name"`
	Evidence string `json:"evidence"`
	Size     int64  `json:"size"`
}

// Limits of one record.
const (
	MaxBytes   = 1 << 20
	maxText    = 32 << 10
	maxWord    = 512
	maxFiles   = 100
	maxEntries = 2_000
	maxPins    = 20_000
)

// Validate says what of a record is missing or cannot be, in one error.
func (r *Record) Validate() error {
	var wrong []error
	add := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	r.validateWhat(add)
	for _, f := range []struct{ name, value string }{{"by", r.By}, {"procedure", r.Procedure}, {"tool", r.Tool}} {
		if strings.TrimSpace(f.value) == "" {
			add("%s is missing", f.name)
		}
	}
	if !contains(Roles(), r.Role) {
		add("role %q: want one of %s", clip(r.Role), strings.Join(Roles(), ", "))
	}
	if _, err := time.Parse(time.DateOnly, r.Date); err != nil {
		add("date %q: want a day as 2026-11-22", clip(r.Date))
	}
	if r.Independent && r.Role != "laboratory" && r.Role != "certification_body" {
		add("independent: that is for a laboratory or a certification body, not for the role %q", clip(r.Role))
	}
	r.validateSizes(add)
	return errors.Join(wrong...)
}

// validateWhat looks at what the record is about and what it says of that.
func (r *Record) validateWhat(add func(string, ...any)) {
	std := standard.EN303645()
	method := r.Method()
	if method == "" {
		add("edition %q: want one of %v", clip(r.Edition), standard.Editions())
		return
	}
	known := false
	switch r.On {
	case OnUnit:
		var u *standard.TestUnit
		if u, known = std.Unit(standard.TS103701V1, r.ID); known && u.SettledBy == standard.Step {
			add("%s is a step of a test and has no result of its own", r.ID)
		}
		if known && len(r.Entries) > 0 && (u.SettledBy == standard.NothingUndeclared || u.Quantifier == standard.AsAWhole) {
			add("%s is judged as a whole, not entry by entry", r.ID)
		}
	case OnCase:
		_, known = std.Case(method, r.ID)
	case OnProvision:
		var p *standard.Provision
		if p, known = std.Provision(r.ID); known {
			_, known = p.In(standard.Edition(r.Edition))
			known = known && p.ID == r.ID
		}
		if strings.TrimSpace(r.Covers) == "" {
			add("external evidence for a provision needs its scope (TS 103 701 clause 4.7)")
		}
	case OnQuestion:
		_, known = std.Question(r.ID)
	default:
		add("on %q: want unit, case, provision or question", clip(string(r.On)))
		return
	}
	if r.On != OnUnit && len(r.Entries) > 0 {
		add("a %s is judged as a whole, not entry by entry", r.On)
	}
	if !known {
		add("there is no %s %q in EN 303 645 V%s", r.On, clip(r.ID), r.Edition)
	}
	if r.On == OnQuestion {
		if r.Result != "" || r.Answer != assay.Yes && r.Answer != assay.No && r.Answer != assay.Unknown {
			add("a question is answered yes, no or unknown, not %q", clip(string(r.Answer)))
		}
		return
	}
	if r.Answer != "" || r.Result != Pass && r.Result != Fail && r.Result != Inconclusive {
		add("result %q: want pass, fail or inconclusive", clip(string(r.Result)))
	}
}

func (r *Record) validateSizes(add func(string, ...any)) {
	for _, text := range []string{r.Procedure, r.Note, r.Covers} {
		if len(text) > maxText || !utf8.ValidString(text) {
			add("a text is longer than %d bytes or no UTF-8", maxText)
		}
	}
	for _, word := range []string{r.By, r.Organisation, r.About, r.Tool, r.Product.Name, r.Product.Model, r.Product.Firmware, r.Product.Hardware} {
		if len(word) > maxWord || !utf8.ValidString(word) {
			add("%q is longer than %d bytes or no UTF-8", clip(word), maxWord)
		}
	}
	if len(r.Files) > maxFiles || len(r.Entries) > maxEntries || len(r.Replaces) > maxFiles || r.Depends.pins() > maxPins {
		add("it names more than is taken: %d files, %d entries, %d inputs", len(r.Files), len(r.Entries), r.Depends.pins())
	}
	for _, f := range r.Files {
		if !evidence.ValidID(f.Evidence) || f.Name == "" || len(f.Name) > maxWord || f.Size < 0 {
			add("file %q: want a name, a size and an evidence id", clip(f.Name))
		}
	}
	for _, id := range r.Replaces {
		if !evidence.ValidID(id) {
			add("replaces %q: want an evidence id", clip(id))
		}
	}
	for _, e := range r.Entries {
		if e == "" || len(e) > maxWord {
			add("entry %q: want a row as 28-LogIntf/web", clip(e))
		}
	}
}

// Method is the method edition that judges the record's edition, "" for an
// edition that is not known.
func (r *Record) Method() standard.MethodID {
	for _, e := range standard.Editions() {
		if string(e) == r.Edition {
			return standard.MethodFor(e)
		}
	}
	return ""
}

// Conceptual tells whether what was recorded is judged on the declaration, not
// tried on the product.
func (r *Record) Conceptual() bool {
	std := standard.EN303645()
	switch r.On {
	case OnUnit:
		u, ok := std.Unit(standard.TS103701V1, r.ID)
		return ok && u.Type == standard.Conceptual
	case OnCase:
		c, ok := std.Case(r.Method(), r.ID)
		return ok && c.Type == string(standard.Conceptual)
	case OnQuestion:
		return !r.Tested
	}
	return false
}

// What finds out what an id names: a unit, a case or a provision of an edition,
// or a question. It returns "" for none of them.
func What(id string, edition standard.Edition) On {
	std := standard.EN303645()
	if _, ok := std.Unit(standard.TS103701V1, id); ok {
		return OnUnit
	}
	if _, ok := std.Case(standard.MethodFor(edition), id); ok {
		return OnCase
	}
	if p, ok := std.Provision(id); ok {
		if _, in := p.In(edition); in {
			return OnProvision
		}
	}
	if _, ok := std.Question(id); ok {
		return OnQuestion
	}
	return ""
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func clip(s string) string {
	if len(s) > 64 {
		return s[:64] + "…"
	}
	return s
}
