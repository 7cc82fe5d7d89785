// Package document makes the papers that laws and test laboratories ask of a
// maker: statements and declarations of conformity, the forms of TS 103 701,
// pages to publish, drafts of reports. A paper is first a neutral model, [Paper];
// the packages below it write it as HTML, PDF or DOCX.
//
// It promises that
//
//   - every fact on a paper carries its backing: the observations and verdicts
//     it rests on and how they are known, or that the maker declares it;
//   - no paper is made while a fact that it needs has no value or no backing,
//     or while a clause of the law it is about is refuted: [Make] returns the
//     problems instead, each with what to write and where;
//   - what only the maker can know (its name and address, who signs) may be
//     declared; anything else that is only declared is let through on request
//     and is marked on the paper;
//   - the same input gives the same paper: the day is an argument.
//
// The words on papers are ours. Where a law fixes what a paper holds, the place
// in the law stands beside each field.
package document

import "github.com/assay-project/assay"

// PaperSchema names the shape of a paper as JSON.
const PaperSchema = "assay.paper/v1"

// DeclaredMark is what stands beside a fact that only the maker says.
const DeclaredMark = "declared by the maker"

// DraftMark is what stands across a draft.
const DraftMark = "DRAFT, not for issue"

// Paper is a paper before it has a form. Its JSON is the machine-readable twin
// that travels inside the other forms.
type Paper struct {
	Schema    string     `json:"schema"`
	Kind      string     `json:"kind"`
	Title     string     `json:"title"`
	Law       string     `json:"law,omitempty"`
	Language  string     `json:"language"` // BCP 47
	Draft     bool       `json:"draft"`
	Product   Product    `json:"product"`
	Made      string     `json:"made"` // the day it was made for, 2006-01-02
	Rests     *Rests     `json:"rests_on,omitempty"`
	Lead      []string   `json:"lead,omitempty"`
	Sections  []Section  `json:"sections"`
	Signature *Signature `json:"signature,omitempty"`
	Retention *Retention `json:"retention,omitempty"`
	Notes     []string   `json:"notes,omitempty"`
	Open      []Problem  `json:"open,omitempty"`  // of a draft: what is missing
	Dates     []Due      `json:"dates,omitempty"` // of a report: when it is due
	Text      string     `json:"text,omitempty"`  // of a paper that is a text file: the file
	Public    bool       `json:"public"`          // to be published: shows no backing beside its words
}

// Product is what a paper is about.
type Product struct {
	Name         string `json:"name"`
	Manufacturer string `json:"manufacturer,omitempty"`
	Model        string `json:"model,omitempty"`
	Batch        string `json:"batch,omitempty"`
	Firmware     string `json:"firmware,omitempty"`
}

// Rests says which assessment a paper rests on.
type Rests struct {
	Tool        string `json:"tool"`
	Assessment  string `json:"assessment,omitempty"`  // id of the document's bytes
	At          string `json:"at,omitempty"`          // RFC 3339
	Declaration string `json:"declaration,omitempty"` // id of assay.yaml's bytes
	Edition     string `json:"edition,omitempty"`     // of EN 303 645
}

// Section is a part of a paper. What is empty is not shown.
type Section struct {
	Title  string   `json:"title"`
	Ref    string   `json:"ref,omitempty"` // place in the law
	Text   []string `json:"text,omitempty"`
	Fields []Field  `json:"fields,omitempty"`
	Tables []Table  `json:"tables,omitempty"`
}

// Known is the mark that all fields of a section share, "" where they differ or
// there are none. Forms show it once, at the heading, and beside each field otherwise.
func (s Section) Known() string {
	mark := ""
	for i, f := range s.Fields {
		switch {
		case i == 0:
			mark = f.Backing.Mark()
		case f.Backing.Mark() != mark:
			return ""
		}
	}
	return mark
}

// Beside is the place in the law and the shared mark, as they stand at a heading.
func (s Section) Beside() string {
	mark := s.Known()
	if s.Ref == "" || mark == "" {
		return s.Ref + mark
	}
	return s.Ref + "; " + mark
}

// Field is one fact on a paper.
type Field struct {
	Key      string  `json:"key"` // "support.until"
	Label    string  `json:"label"`
	Value    string  `json:"value"`
	Ref      string  `json:"ref,omitempty"` // place in the law
	Required bool    `json:"required"`
	Backing  Backing `json:"backing"`
}

// Backing is what a fact rests on. A zero Backing is none.
type Backing struct {
	Basis  assay.Basis `json:"basis,omitempty"`
	IDs    []string    `json:"ids,omitempty"`    // observations, verdicts, clauses, evidence
	Source string      `json:"source,omitempty"` // in words: "assay.yaml: support.until"
}

// None says that nothing backs the fact.
func (b Backing) None() bool { return b.Basis == "" }

// Mark is what a reader sees beside the fact.
func (b Backing) Mark() string {
	switch b.Basis {
	case "":
		return "nothing backs it"
	case assay.Declared:
		return DeclaredMark
	case assay.Tested:
		return "tested"
	case assay.Independent:
		return "tested independently"
	}
	return string(b.Basis)
}

// Table is rows under columns.
type Table struct {
	Caption string   `json:"caption,omitempty"`
	Columns []string `json:"columns"`
	Rows    []Row    `json:"rows"`
}

// Row is a row of a table. State is a word for a machine: met, not_met, open,
// held, not_held, declared, contradicted.
type Row struct {
	Cells   []string `json:"cells"`
	State   string   `json:"state,omitempty"`
	Backing *Backing `json:"backing,omitempty"`
}

// Signature is who signs; the line itself stays empty for the hand.
type Signature struct {
	Name     string  `json:"name"`
	Function string  `json:"function"`
	Place    string  `json:"place"`
	Date     string  `json:"date"`
	For      string  `json:"for"`
	Ref      string  `json:"ref,omitempty"`
	Backing  Backing `json:"backing"`
}

// Retention is how long the paper is to be kept.
type Retention struct {
	Until string `json:"until"` // 2006-01-02
	Rule  string `json:"rule"`
	Ref   string `json:"ref"`
}

// Due is a date that a rule sets.
type Due struct {
	What string `json:"what"`
	At   string `json:"at"` // RFC 3339
	Rule string `json:"rule"`
	Ref  string `json:"ref"`
}

// File is a file that a kind gives beside, or instead of, a paper.
type File struct {
	Name string // with / between folders
	Data []byte
}
