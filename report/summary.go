package report

import (
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// Summary is a document as people read it. It points into the document and must
// not outlive changes to it.
type Summary struct {
	Doc        *assay.Document
	Edition    string          // headline edition of EN 303 645, "3.1.3"
	Overall    assay.Judgement // of the headline edition; "" if none was given
	Counts     Tally           // provisions of the headline edition
	Mandatory  Tally           // the mandatory ones among them
	Clauses    []Clause        // 5.1 to 5.13 and 6, always all fourteen
	Reporting  *Clause         // 5.0 (4 in V2.1.1), nil if no verdict is about it
	Provisions []*Provision    // of the headline edition, in the order of the standard
	Others     []EditionCount  // the other editions judged
	Regimes    []Regime        // laws first; not met, then by declared market

	observations map[string]*assay.Observation
}

// Tally counts by state.
type Tally struct{ Refuted, Supported, Open, NotApplicable int }

// Of is the count of one state.
func (t Tally) Of(s State) int {
	switch s {
	case Refuted:
		return t.Refuted
	case Supported:
		return t.Supported
	case NotApplicable:
		return t.NotApplicable
	}
	return t.Open
}

// Total is the number of all that was counted.
func (t Tally) Total() int { return t.Refuted + t.Supported + t.Open + t.NotApplicable }

func (t *Tally) add(s State) {
	switch s {
	case Refuted:
		t.Refuted++
	case Supported:
		t.Supported++
	case NotApplicable:
		t.NotApplicable++
	default:
		t.Open++
	}
}

// Clause is a row of the baseline.
type Clause struct {
	ID    string
	Title string // as the standard groups it, in our words
	Short string // one or two words
	Tally
	Provisions []*Provision
}

// EditionCount is the tally of an edition that is not the headline.
type EditionCount struct {
	Edition string
	Tally   Tally
	Refuted []string // provision ids
}

// Summarise reads a document. It looks at no clock and never fails: what a
// document does not say is counted as open.
func Summarise(doc *assay.Document) *Summary {
	s := &Summary{Doc: doc, observations: map[string]*assay.Observation{}}
	for i := range doc.Observations {
		s.observations[doc.Observations[i].ID] = &doc.Observations[i]
	}
	s.Edition = headlineEdition(doc)
	s.provisions()
	s.clauses()
	s.others()
	s.Regimes = regimes(doc)
	return s
}

// Observation finds an observation by id; nil if the document has none.
func (s *Summary) Observation(id string) *assay.Observation { return s.observations[id] }

// headlineEdition is the newest edition that was judged; V3.1.3 if none was.
func headlineEdition(doc *assay.Document) string {
	editions := standard.Editions()
	for i := len(editions) - 1; i >= 0; i-- {
		for j := range doc.Verdicts {
			v := &doc.Verdicts[j]
			if v.Scope == assay.ScopeProvision && v.Edition == string(editions[i]) {
				return v.Edition
			}
		}
	}
	return string(standard.V3_1_3)
}

func (s *Summary) provisions() {
	byID := map[string]*Provision{}
	for _, v := range s.Doc.Verdicts {
		if v.Edition != s.Edition {
			continue
		}
		switch v.Scope {
		case assay.ScopeOverall:
			s.Overall = v.Verdict
		case assay.ScopeProvision:
			p := s.provision(v)
			byID[p.ID] = p
			s.Provisions = append(s.Provisions, p)
			s.Counts.add(p.State)
			if v.Level == string(standard.Mandatory) {
				s.Mandatory.add(p.State)
			}
		}
	}
	order := provisionOrder(s.Edition)
	sort.SliceStable(s.Provisions, func(i, j int) bool {
		return order(s.Provisions[i].ID) < order(s.Provisions[j].ID)
	})
	s.cases(byID)
}

// provisionOrder gives the place of a provision in the standard; what the
// standard does not have comes last.
func provisionOrder(edition string) func(id string) int {
	place := map[string]int{}
	all := standard.EN303645().Provisions(standard.Edition(edition))
	for i, p := range all {
		place[p.ID] = i
	}
	return func(id string) int {
		if i, ok := place[id]; ok {
			return i
		}
		return len(all)
	}
}

func (s *Summary) clauses() {
	rows := map[string]*Clause{}
	for _, c := range standard.EN303645().Clauses() {
		row := Clause{ID: c.ID, Title: c.Title, Short: shortTitles[c.ID]}
		if c.ID == "4" || c.ID == "5.0" {
			rows[c.ID] = &row
			continue
		}
		s.Clauses = append(s.Clauses, row)
	}
	for i := range s.Clauses {
		rows[s.Clauses[i].ID] = &s.Clauses[i]
	}
	for _, p := range s.Provisions {
		row := rows[p.Clause]
		if row == nil {
			continue
		}
		row.add(p.State)
		row.Provisions = append(row.Provisions, p)
		if row.ID == "4" || row.ID == "5.0" {
			s.Reporting = row
		}
	}
}

func (s *Summary) others() {
	for _, e := range standard.Editions() {
		count := EditionCount{Edition: string(e)}
		for _, v := range s.Doc.Verdicts {
			if v.Edition != string(e) || v.Scope != assay.ScopeProvision {
				continue
			}
			count.Tally.add(StateOf(v.Verdict))
			if v.Verdict == assay.Fail {
				count.Refuted = append(count.Refuted, v.ID)
			}
		}
		if count.Edition != s.Edition && count.Tally.Total() > 0 {
			s.Others = append(s.Others, count)
		}
	}
}

// Rows are the clauses with reporting in front where it was judged: all that
// the headline counts.
func (s *Summary) Rows() []Clause {
	if s.Reporting == nil {
		return s.Clauses
	}
	return append([]Clause{*s.Reporting}, s.Clauses...)
}

// Name is what the subject is called, without its version.
func (s *Summary) Name() string {
	for _, name := range []string{s.Doc.Subject.Name, s.Doc.Subject.Model} {
		if name != "" {
			return Plain(name)
		}
	}
	return "unnamed subject"
}

// Day is the day the document speaks of, 2006-01-02; "" if it does not say.
func (s *Summary) Day() string {
	day, _, _ := strings.Cut(s.Doc.At, "T")
	return Plain(day)
}
