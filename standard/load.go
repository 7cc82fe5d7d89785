package standard

import (
	"embed"
	"fmt"
	"sync"

	"github.com/assay-project/assay/standard/strict"
)

//go:embed data/*.json
var data embed.FS

// EditionInfo is what is known of an edition of EN 303 645 as a whole.
type EditionInfo struct {
	Version Edition        `json:"version"`
	Date    string         `json:"date"`
	Counts  map[string]int `json:"counts"`
	Note    string         `json:"note,omitempty"`
	Source  []string       `json:"source,omitempty"`
}

// enFile is data/en303645.json.
type enFile struct {
	Standard         string                    `json:"standard"`
	Title            string                    `json:"title"`
	Editions         []EditionInfo             `json:"editions"`
	About            string                    `json:"about"`
	Generated        string                    `json:"generated"`
	ConfidenceValues map[string]string         `json:"confidence_values"`
	StatusNotation   map[string]string         `json:"ics_status_notation"`
	SupportValues    map[string]string         `json:"ics_support_values"`
	Notes            []string                  `json:"ics_notes"`
	Conditions       map[Edition][]Condition   `json:"conditions"`
	Features         map[Edition][]Condition   `json:"features"`
	Clauses          []Clause                  `json:"clauses"`
	VersionMap       []renumberingRow          `json:"version_map"`
	AutomationLegend map[string]string         `json:"automation_legend"`
	AutomationCounts map[Edition]automationSum `json:"automation_counts"`
	Subsets          []Subset                  `json:"subsets"`
	TableA1          []Condition               `json:"ts103701_v1_1_1_conditions"`
	Terms            []Term                    `json:"terms"`
	TermsNote        string                    `json:"terms_note"`
	DetailRules      detailRules               `json:"ics_detail_rules"`
	ChangeKinds      map[string]string         `json:"change_kinds"`
	Provisions       []*Provision              `json:"provisions"`
}

type renumberingRow struct {
	From *string  `json:"from"`
	To   []string `json:"to"`
}

type automationSum struct {
	Primary                    map[string]int `json:"primary"`
	DecisivePossible           map[string]int `json:"decisive_possible"`
	AnyContribution            map[string]int `json:"any_contribution"`
	OnlyE                      int            `json:"only_e"`
	AtLeastOneDecisive         int            `json:"at_least_one_automatic_decisive"`
	IndicatorOnly              int            `json:"automatic_indicator_only"`
	MandatoryWithAutomaticDecs int            `json:"mandatory_with_automatic_decisive"`
}

type detailRules struct {
	Y  string `json:"Y"`
	N  string `json:"N"`
	NA string `json:"N/A"`
	Origin
}

// tsFile is data/ts103701.json: what both method editions share.
type tsFile struct {
	Standard        string          `json:"standard"`
	Title           string          `json:"title"`
	Editions        []*Method       `json:"editions"`
	About           string          `json:"about"`
	Generated       string          `json:"generated"`
	Terms           []Term          `json:"terms"`
	Fields          []icsField      `json:"ics_fields"`
	Workbook        workbook        `json:"workbook_layout"`
	VerdictRules    []VerdictRule   `json:"verdict_rules"`
	Unsourced       []string        `json:"unsourced"`
	Tables          []*IXITTable    `json:"ixit_tables"`
	VerdictFold     VerdictFold     `json:"verdict_fold"`
	Method          Procedure       `json:"method"`
	IXITRules       []IXITRule      `json:"ixit_rules"`
	UnitVocabulary  UnitVocabulary  `json:"unit_vocabulary"`
	Scope           []ScopeNote     `json:"test_group_scope"`
	Inconsistencies []Inconsistency `json:"inconsistencies_v1_1_1"`
	RequiredIXIT    []RequiredIXIT  `json:"required_ixit_v1_1_1"`
}

type icsField struct {
	Name     string    `json:"name"`
	Meaning  string    `json:"meaning"`
	Versions []Edition `json:"versions"`
	Origin
}

type workbook struct {
	Note    string   `json:"note"`
	Sheets  []string `json:"sheets"`
	Columns []string `json:"ics_columns"`
	Origin
}

type caseFile struct {
	Method MethodID    `json:"method"`
	Cases  []*TestCase `json:"test_cases"`
}

// sourceFile is data/sources.json.
type sourceFile struct {
	About   string `json:"about"`
	Sources []struct {
		Key  string `json:"key"`
		Text string `json:"text"`
	} `json:"sources"`
}

type questionFile struct {
	About     string      `json:"about"`
	AsOf      string      `json:"as_of"`
	Questions []*Question `json:"questions"`
}

// load decodes everything that is embedded. The bytes are part of the program, so
// what fails here fails in every test: callers turn the error into a panic.
func load() (*Standard, error) {
	var s Standard
	var q questionFile
	var src sourceFile
	cases := map[MethodID]*caseFile{TS103701V1: {}, TS103701V2: {}}
	for _, f := range []struct {
		name string
		into any
	}{
		{"en303645.json", &s.en}, {"ts103701.json", &s.ts}, {"questions.json", &q}, {"sources.json", &src}, {"readings.json", &s.read},
		{"ts103701-1.1.1.json", cases[TS103701V1]}, {"ts103701-2.1.1.json", cases[TS103701V2]},
	} {
		b, err := data.ReadFile("data/" + f.name)
		if err != nil {
			return nil, fmt.Errorf("standard: %w", err)
		}
		if err := strict.Decode(b, f.into); err != nil {
			return nil, fmt.Errorf("standard: read %s: %w", f.name, err)
		}
	}
	s.questions = q.Questions
	s.sources = map[string]string{}
	for _, x := range src.Sources {
		if s.sources[x.Key] != "" {
			return nil, fmt.Errorf("standard: source %s stands twice", x.Key)
		}
		s.sources[x.Key] = x.Text
	}
	if err := s.index(cases); err != nil {
		return nil, err
	}
	return &s, s.read.resolve(&s)
}

// index resolves ids once; a second row with the same id is an error.
func (s *Standard) index(cases map[MethodID]*caseFile) error {
	s.provisions, s.tables, s.question = map[string]*Provision{}, map[string]*IXITTable{}, map[string]*Question{}
	for _, p := range s.en.Provisions {
		for _, id := range append([]string{p.ID}, p.Aliases...) {
			if s.provisions[id] != nil {
				return fmt.Errorf("standard: provision %s stands twice", id)
			}
			s.provisions[id] = p
		}
	}
	for _, m := range s.ts.Editions {
		f := cases[m.ID]
		if f == nil || f.Method != m.ID {
			return fmt.Errorf("standard: no cases for method %s", m.ID)
		}
		if err := m.index(f.Cases); err != nil {
			return err
		}
	}
	for _, t := range s.ts.Tables {
		s.tables[t.Key] = t
		s.tables[t.KeyIn(TS103701V1)] = t
	}
	for _, q := range s.questions {
		if s.question[q.Key] != nil {
			return fmt.Errorf("standard: question %s stands twice", q.Key)
		}
		s.question[q.Key] = q
	}
	return nil
}

func (m *Method) index(cases []*TestCase) error {
	m.cases, m.byID, m.units = cases, map[string]*TestCase{}, map[string]*TestUnit{}
	for _, c := range cases {
		if m.byID[c.ID] != nil {
			return fmt.Errorf("standard: case %s of %s stands twice", c.ID, m.ID)
		}
		m.byID[c.ID], c.Method = c, m.ID
		for i := range c.Units {
			u := &c.Units[i]
			if m.units[u.ID] != nil {
				return fmt.Errorf("standard: unit %s of %s stands twice", u.ID, m.ID)
			}
			m.units[u.ID] = u
		}
	}
	return nil
}

var loaded = sync.OnceValue(func() *Standard {
	s, err := load()
	if err != nil {
		panic(err) // embedded data: cannot depend on any input, and a test loads it
	}
	return s
})

// EN303645 returns the standard with its method. It is decoded once, at first use.
func EN303645() *Standard { return loaded() }
