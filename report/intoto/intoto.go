// Package intoto writes an assessment as an in-toto statement
// (https://in-toto.io/Statement/v1): its subjects are the inputs by their digest,
// its predicate sums up where the product stands, so that a policy can ask "which
// provisions does this image refute" without our document at hand.
//
// The statement is not signed. [Sign] puts it into a DSSE envelope.
package intoto

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/attest"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/json"
)

// Form is the statement.
var Form = &report.Form{Name: "intoto", Doc: "in-toto statement about the inputs, for policies; assay report --sign signs it", Ext: ".intoto.json", Write: Write}

// Assessment is the predicate, of type [attest.AssessmentType].
type Assessment struct {
	Tool           assay.Tool          `json:"tool"`
	At             string              `json:"at,omitempty"` // the day the laws are read for
	Product        Product             `json:"product"`
	Document       attest.Subject      `json:"document"` // the assessment that this sums up
	Standard       string              `json:"standard"`
	Edition        string              `json:"edition"`
	Provisions     map[string][]string `json:"provisions"` // ids by state: refuted, supported, open, n/a
	Mandatory      []string            `json:"mandatory_refuted"`
	Bases          map[string]int      `json:"bases"` // settled provisions by what they rest on
	Contradictions int                 `json:"contradictions"`
	Regimes        []Regime            `json:"regimes"` // those that apply or may
	Limits         int                 `json:"limits"`  // parts that were not read to their end
	Disclaimer     string              `json:"disclaimer"`
}

// Product is what was assessed, as its maker names it.
type Product struct {
	Name         string `json:"name"`
	Manufacturer string `json:"manufacturer,omitempty"`
	Model        string `json:"model,omitempty"`
	Version      string `json:"version,omitempty"`
}

// Regime is where the product stands with one.
type Regime struct {
	ID      string         `json:"id"`
	Kind    string         `json:"kind,omitempty"`
	Verdict assay.Standing `json:"verdict"`
	From    string         `json:"from,omitempty"`
	NotMet  []string       `json:"not_met"`
}

// Write writes the statement about doc. The error is that of w, or says that a
// digest of the document is none.
func Write(w io.Writer, doc *assay.Document, _ report.Options) error {
	s, err := Statement(doc)
	if err != nil {
		return err
	}
	b, err := s.Encode()
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// Sign returns the statement about doc in an envelope signed with the key.
func Sign(doc *assay.Document, key *attest.Key) (*attest.Envelope, error) {
	s, err := Statement(doc)
	if err != nil {
		return nil, err
	}
	return s.Sign(key)
}

// Statement makes the statement about doc. A document without inputs is its own
// subject.
func Statement(doc *assay.Document) (*attest.Statement, error) {
	b, err := json.Encode(doc)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b)
	self := attest.SubjectOf("document.json", "sha256:"+hex.EncodeToString(sum[:]))
	var subjects []attest.Subject
	for _, d := range doc.Subject.Digests {
		if !strings.Contains(d, ":") {
			return nil, fmt.Errorf("write in-toto statement: %q is no digest", report.Plain(d))
		}
		subjects = append(subjects, attest.SubjectOf(nameOf(doc, d), d))
	}
	if len(subjects) == 0 {
		subjects = []attest.Subject{self}
	}
	return attest.NewStatement(attest.AssessmentType, summary(doc, self), subjects...)
}

// nameOf is the file name that an input was given under.
func nameOf(doc *assay.Document, digest string) string {
	for _, e := range doc.Evidence {
		if e.ID == digest && len(e.Places) > 0 {
			return report.Plain(path.Base(e.Places[0].Origin))
		}
	}
	return ""
}

func summary(doc *assay.Document, self attest.Subject) Assessment {
	sum := report.Summarise(doc)
	a := Assessment{Tool: doc.Tool, At: doc.At, Document: self, Standard: "en303645", Edition: sum.Edition, Disclaimer: report.Disclaimer,
		Product:    Product{doc.Subject.Name, doc.Subject.Manufacturer, doc.Subject.Model, doc.Subject.Version},
		Provisions: map[string][]string{}, Mandatory: []string{}, Bases: map[string]int{}, Regimes: []Regime{},
		Contradictions: len(doc.Contradictions), Limits: len(doc.Limits) + len(doc.Errors)}
	for _, s := range report.States() {
		a.Provisions[string(s)] = []string{}
	}
	for _, p := range sum.Provisions {
		a.Provisions[string(p.State)] = append(a.Provisions[string(p.State)], p.ID)
		if p.State == report.Refuted && p.Mandatory() {
			a.Mandatory = append(a.Mandatory, p.ID)
		}
	}
	for _, k := range sum.Brief().Bases {
		a.Bases[string(k.Basis)] = k.Count
	}
	for _, r := range sum.Regimes {
		if r.Verdict == assay.DoesNotApply {
			continue
		}
		a.Regimes = append(a.Regimes, Regime{r.Regime, r.Kind, r.Verdict, r.From, append([]string{}, r.NotMet...)})
	}
	return a
}
