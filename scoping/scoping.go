// Package scoping answers "where do I begin": from a dozen plain answers about a
// product it says which laws bind whom as what and from when, which of them are
// unsure and what fact would settle it, what the first jobs are, and writes the
// declaration that everything else starts from.
//
// It is pure: questions, duties and jobs are embedded data with their sources;
// whether a law applies is judged by package regime on the same facts that the
// declaration states. What nobody answered stays unknown and is named.
package scoping

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/regime"
	"github.com/assay-project/assay/standard/strict"
)

//go:embed data/*.json
var data embed.FS

// Kind is how a question is answered.
type Kind string

const (
	Text  Kind = "text"
	One   Kind = "one"   // one of the options
	Many  Kind = "many"  // any of the options
	YesNo Kind = "yesno" // yes or no
)

// A Question is one plain question. Facts are those of package regime.
type Question struct {
	ID      string          `json:"id"`
	Ask     string          `json:"ask"`
	Help    string          `json:"help"`
	Kind    Kind            `json:"kind"`
	Options []Option        `json:"options,omitempty"`
	Yes     map[string]bool `json:"yes,omitempty"`
	No      map[string]bool `json:"no,omitempty"`
	// Unchosen are facts that follow where the question was answered and no
	// chosen option says otherwise.
	Unchosen map[string]bool `json:"unchosen,omitempty"`
}

// An Option is one answer to choose.
type Option struct {
	Value string          `json:"value"`
	Label string          `json:"label"`
	Facts map[string]bool `json:"facts,omitempty"`
	Alone bool            `json:"alone,omitempty"` // excludes the others
}

// Answers are what was answered, by the id of the question. A question that is
// not in it was not answered. Texts and single choices are lists of one; yes and
// no are written as such.
type Answers map[string][]string

type questionFile struct {
	About     string     `json:"about"`
	Questions []Question `json:"questions"`
}

type dutyFile struct {
	About      string       `json:"about"`
	Duties     []Duty       `json:"duties"`
	Compulsory []compulsory `json:"compulsory"`
}

// compulsory is a label that some products cannot be sold without.
type compulsory struct {
	Regime     string            `json:"regime"`
	When       string            `json:"when"` // condition over product facts
	Note       string            `json:"note"`
	Ref        string            `json:"ref"`
	Confidence regime.Confidence `json:"confidence"`
}

type jobFile struct {
	About string `json:"about"`
	Jobs  []Job  `json:"jobs"`
}

type book struct {
	questions  []Question
	duties     []Duty
	compulsory []compulsory
	jobs       []Job
}

var loaded = sync.OnceValue(func() *book {
	var q questionFile
	var d dutyFile
	var j jobFile
	for name, into := range map[string]any{"questions": &q, "duties": &d, "jobs": &j} {
		b, err := data.ReadFile("data/" + name + ".json")
		if err == nil {
			err = strict.Decode(b, into)
		}
		if err != nil {
			panic(fmt.Errorf("scoping: %s: %w", name, err)) // embedded data: a test loads it
		}
	}
	return &book{q.Questions, d.Duties, d.Compulsory, j.Jobs}
})

// Questions returns the questions in the order they are asked.
func Questions() []Question { return loaded().questions }

// Check refuses answers that no question or option knows, and combinations that
// exclude each other.
func (a Answers) Check() error {
	for id, given := range a {
		i := slices.IndexFunc(Questions(), func(q Question) bool { return q.ID == id })
		if i < 0 {
			return fmt.Errorf("no question %q", id)
		}
		if err := Questions()[i].check(given); err != nil {
			return err
		}
	}
	return nil
}

func (q *Question) check(given []string) error {
	if len(given) > 1 && q.Kind != Many {
		return fmt.Errorf("%s: one answer, not %d", q.ID, len(given))
	}
	for _, g := range given {
		switch q.Kind {
		case YesNo:
			if g != "yes" && g != "no" {
				return fmt.Errorf("%s: %q is not yes or no", q.ID, g)
			}
		case One, Many:
			o := q.option(g)
			if o == nil {
				return fmt.Errorf("%s: unknown answer %q; known are %s", q.ID, g, strings.Join(q.Values(), ", "))
			}
			if o.Alone && len(given) > 1 {
				return fmt.Errorf("%s: %q stands alone", q.ID, g)
			}
		}
	}
	return nil
}

func (q *Question) option(value string) *Option {
	for i := range q.Options {
		if q.Options[i].Value == value {
			return &q.Options[i]
		}
	}
	return nil
}

// Values are what can be answered, for a question with options.
func (q *Question) Values() []string {
	if q.Kind == YesNo {
		return []string{"yes", "no"}
	}
	var out []string
	for _, o := range q.Options {
		out = append(out, o.Value)
	}
	return out
}

// Facts are the product facts that the answers state. A fact that one option
// affirms is not taken back by another.
func (a Answers) Facts() map[string]bool {
	facts := make(map[string]bool)
	state := func(more map[string]bool) {
		for name, v := range more {
			facts[name] = facts[name] || v
		}
	}
	for i := range Questions() {
		q := &Questions()[i]
		given := a[q.ID]
		if len(given) == 0 {
			continue
		}
		for _, g := range given {
			switch {
			case q.Kind == YesNo && g == "yes":
				state(q.Yes)
			case q.Kind == YesNo:
				state(q.No)
			default:
				if o := q.option(g); o != nil {
					state(o.Facts)
				}
			}
		}
		state(q.Unchosen)
	}
	// A toy or a thing to look after children is one, whoever answers the last
	// question; and nobody logs in over a network that is not there.
	if facts["has_network_interface"] && facts["has_user_login"] {
		facts["has_network_login"] = true
	}
	return facts
}

// one returns a single answer.
func (a Answers) one(id string) string {
	if len(a[id]) == 0 {
		return ""
	}
	return a[id][0]
}

// Declaration is what the answers say of the product.
func (a Answers) Declaration() *assay.Declaration {
	return &assay.Declaration{
		Product: assay.Product{Name: a.one("name"), Manufacturer: a.one("maker"), Kind: a.one("kind")},
		Roles:   a["role"], Markets: a["market"], Facts: a.Facts(),
	}
}

// factMeaning says in words what a product fact means.
func factMeaning(name string) string {
	f, ok := regime.All().Fact(name)
	if !ok || f.Meaning == "" {
		return strings.ReplaceAll(name, "_", " ")
	}
	return f.Meaning
}
