package conceptual

import (
	_ "embed"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/assay-project/assay/standard/strict"
)

//go:embed data/cryptography.json
var cryptographyData []byte

// Status is what the list says of an algorithm, protocol or key length.
type Status string

// Weigh is for a person: catalogues differ, or too little is named.
const (
	Accepted   Status = "accepted"
	Weigh      Status = "weigh"
	Deprecated Status = "deprecated"
	NoCrypto   Status = "none"
)

// Catalogue is the dated list that cryptography is looked up in.
type Catalogue struct {
	About   string       `json:"about"`
	AsOf    string       `json:"as_of"` // 2006-01-02
	Sources []Source     `json:"sources"`
	Items   []Mechanism  `json:"items"`
	Sized   []SizedEntry `json:"sized"`
	Neutral []string     `json:"neutral"` // abbreviations that name no mechanism
	Doubt   []string     `json:"doubt"`   // words that leave open what is in use

	spelled   []spelling
	neutral   map[string]bool
	doubtForm *regexp.Regexp
}

// Source is where rows of the list come from, read on a day.
type Source struct {
	Key        string `json:"key"`
	Text       string `json:"text"`
	Read       string `json:"read"` // 2006-01-02
	Confidence string `json:"confidence"`
	Note       string `json:"note,omitempty"`
}

// Mechanism is one row: an algorithm, mode or protocol version.
type Mechanism struct {
	Name       string   `json:"name"`
	Spellings  []string `json:"spellings"` // atoms with a space between: "tls 1.2", "sha 256"
	Status     Status   `json:"status"`
	Why        string   `json:"why"`
	Gives      string   `json:"gives,omitempty"`  // aead, mode, hash, curve
	Needs      string   `json:"needs,omitempty"`  // what has to be named beside it
	Attack     bool     `json:"attack,omitempty"` // a feasible attack on it is published
	Source     []string `json:"source"`
	Confidence string   `json:"confidence"`
}

// SizedEntry is an algorithm whose status depends on the length of its key.
type SizedEntry struct {
	Name       string   `json:"name"`
	Spellings  []string `json:"spellings"`
	Unit       string   `json:"unit"`
	Sizes      []int    `json:"sizes,omitempty"` // the only ones there are
	Least      int      `json:"least,omitempty"`
	Most       int      `json:"most,omitempty"`
	Steps      []Step   `json:"steps"`
	Needs      string   `json:"needs,omitempty"`
	Why        string   `json:"why"`
	Source     []string `json:"source"`
	Confidence string   `json:"confidence"`
}

// Step is the status from a key length on.
type Step struct {
	From   int    `json:"from"`
	Status Status `json:"status"`
}

type spelling struct {
	atoms     []string
	mechanism *Mechanism
	sized     *SizedEntry
}

// Cryptography returns the list, decoded once.
func Cryptography() *Catalogue { return catalogue() }

var catalogue = sync.OnceValue(func() *Catalogue {
	c, err := readCatalogue(cryptographyData)
	if err != nil {
		panic(err) // embedded data: cannot depend on any input, and a test loads it
	}
	return c
})

func readCatalogue(data []byte) (*Catalogue, error) {
	c := &Catalogue{neutral: make(map[string]bool)}
	if err := strict.Decode(data, c); err != nil {
		return nil, fmt.Errorf("conceptual: read the list of cryptography: %w", err)
	}
	seen := make(map[string]string)
	enter := func(name, text string, s spelling) error {
		s.atoms = atomsOf(text)
		key := strings.Join(s.atoms, " ")
		if seen[key] != "" {
			return fmt.Errorf("conceptual: %q stands for %s and %s", text, seen[key], name)
		}
		seen[key] = name
		c.spelled = append(c.spelled, s)
		return nil
	}
	for i := range c.Items {
		for _, text := range c.Items[i].Spellings {
			if err := enter(c.Items[i].Name, text, spelling{mechanism: &c.Items[i]}); err != nil {
				return nil, err
			}
		}
	}
	for i := range c.Sized {
		for _, text := range c.Sized[i].Spellings {
			if err := enter(c.Sized[i].Name, text, spelling{sized: &c.Sized[i]}); err != nil {
				return nil, err
			}
		}
	}
	for _, w := range c.Neutral {
		c.neutral[w] = true
	}
	var parts []string
	for _, d := range c.Doubt {
		parts = append(parts, regexp.QuoteMeta(d))
	}
	c.doubtForm = regexp.MustCompile(`(?i)\b(` + strings.Join(parts, "|") + `)\b`)
	return c, nil
}

// atomsOf cuts a text into runs of letters and numbers: "TLSv1.2" is tlsv, 1.2;
// "AES256-GCM" is aes, 256, gcm.
func atomsOf(text string) []string { return atomForm.FindAllString(strings.ToLower(text), -1) }

var atomForm = regexp.MustCompile(`[a-z]+|[0-9]+(?:\.[0-9]+)?`)

// longest returns the longest spelling that begins at an atom.
func (c *Catalogue) longest(atoms []string, at int) (spelling, bool) {
	best, ok := spelling{}, false
	for _, s := range c.spelled {
		if len(s.atoms) > len(best.atoms) && at+len(s.atoms) <= len(atoms) && equal(s.atoms, atoms[at:at+len(s.atoms)]) {
			best, ok = s, true
		}
	}
	return best, ok
}

func equal(a, b []string) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// fits tells whether a number can be a key length of the algorithm.
func (s *SizedEntry) fits(n int) bool {
	if len(s.Sizes) > 0 {
		for _, x := range s.Sizes {
			if x == n {
				return true
			}
		}
		return false
	}
	return n >= s.Least && n <= s.Most
}

func (s *SizedEntry) status(n int) Status {
	out := Weigh
	for _, step := range s.Steps {
		if n >= step.From {
			out = step.Status
		}
	}
	return out
}

func number(atom string) (int, bool) {
	n, err := strconv.Atoi(atom)
	return n, err == nil
}
