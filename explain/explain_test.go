package explain

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/regime"
	"github.com/assay-project/assay/standard"
	"github.com/google/go-cmp/cmp"
)

// someChecks stand for the shipped ones, which this package does not import.
var someChecks = []*check.Check{
	{
		Name: "defaultpassword", Doc: "Whether an account opens with a published default password. It hashes a fixed list.", Question: "auth.default-password.shared",
		Bears: []check.Bearing{{Unit: "5.1-1-2/c", On: assay.Yes, Effect: assay.Refutes}, {Unit: "5.4-3-2/a", On: assay.Yes, Effect: assay.Informs}},
	},
	{
		Name: "telnetatboot", Doc: "Whether Telnet is started at boot.", Question: "service.telnet.at-boot",
		Bears: []check.Bearing{{Unit: "5.6-1-2/b", On: assay.Yes, Effect: assay.Refutes}},
	},
	{
		Name: "securechannel", Doc: "Whether links are protected.", Question: "crypto.best-practice",
		Bears: []check.Bearing{{Unit: "5.5-1-2/a", On: assay.No, Effect: assay.Refutes}, {Method: "ts103701/2.1.1", Unit: "5.6-4A-1", On: assay.Yes, Effect: assay.Supports}},
	},
}

func TestReasons(t *testing.T) {
	r, err := loadReasons()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range standard.EN303645().Clauses() {
		if x := r[c.ID]; x.Why == "" || x.Source == "" || x.Confidence == "" {
			t.Errorf("clause %s: no reason with source and confidence", c.ID)
		}
	}
	if len(r) != len(standard.EN303645().Clauses()) {
		t.Errorf("%d reasons for %d clauses", len(r), len(standard.EN303645().Clauses()))
	}
}

func TestFind(t *testing.T) {
	b := New(someChecks)
	for _, tt := range []struct {
		words    string
		kind, id string
		says     []string
	}{
		{"5.1-1", "provision", "5.1-1", []string{"Mirai", "defaultpassword", "yes refutes 5.1-1-2/c", "uk-psti sch1-1.2", "only where !has_companion_app", "M F (a)"}},
		{"6-1", "provision", "6.1", nil},
		{"5.3-4a", "provision", "5.3-4A", []string{"was 5.3-4 in V2.1.1"}},
		{"5.3-4", "provision", "5.3-4", []string{"became 5.3-4A, 5.3-4B in V3.1.3"}},
		{"5.4-1", "provision", "5.4-1", []string{"TS V1.1.1"}},
		{"5.9-2", "provision", "5.9-2", []string{"no check bears on it yet; to look for:"}},
		{"5.1-1-2", "test_case", "5.1-1-2", []string{"5.1-1-2/a", "with care", "all states except factory default"}},
		{"5.3-4A-1", "test_case", "5.3-4A-1", []string{"5.3-4-1/a"}},
		{"4-1-1", "test_case", "4-1-1", nil},
		{"5.1-1-2/c", "test_unit", "5.1-1-2/c", []string{"what is declared with what is observed", "1-AuthMech"}},
		{"5.9-2-1/a", "test_unit", "5.9-2-1/a", []string{"applies"}},
		{"28-ExtAPI", "ixit_table", "28-LogIntf", []string{"called 28-ExtAPI"}},
		{"ixit 28-logintf", "ixit_table", "28-LogIntf", nil},
		{"5.1", "clause", "5.1", []string{"5.1-2A"}},
		{"auth.default-password.shared", "question", "auth.default-password.shared", []string{"The good answer is no", "yes refutes", "uk-psti"}},
		{"service.telnet.at-boot", "question", "service.telnet.at-boot", []string{"telnetatboot", "A question of our own"}},
		{"telnetatboot", "check", "telnetatboot", []string{"5.6-1-2/b"}},
		{"uk-psti", "regime", "uk-psti", []string{"2024-04-29", "sch1-1.3.a", "jp-jc-star", "Traps"}},
		{"UK-PSTI", "regime", "uk-psti", nil},
		{"gcli", "regime", "gcli", []string{"not taken apart yet"}},
		{"uk-psti|sch1-1.2", "requirement", "sch1-1(2)", []string{"type: sch1-1.2", "auth.default-password.shared", "defaultpassword", "SI 2023/1007"}},
		{"uk-psti|sch1-1(2)", "requirement", "sch1-1(2)", nil},
		{"sch1-1.2", "requirement", "sch1-1(2)", nil},
		{"eu-cra|I.I.2.d", "requirement", "I.I(2)(d)", []string{"a fail fails it"}},
		{"de-bsi-tr-03183-1|ER|1.1", "requirement", "ER 1.1", nil},
		{"sg-cls|L1", "requirement", "L1", []string{"L1-5.1-1"}},
	} {
		words := strings.Split(tt.words, "|")
		p, err := b.Find(words...)
		if err != nil {
			t.Errorf("Find(%q): %v", words, err)
			continue
		}
		text := strings.Join(strings.Fields(p.Text()), " ")
		if p.Kind != tt.kind || p.ID != tt.id {
			t.Errorf("Find(%q) = %s %s, want %s %s", words, p.Kind, p.ID, tt.kind, tt.id)
		}
		for _, s := range tt.says {
			if !strings.Contains(text, s) {
				t.Errorf("Find(%q) does not say %q:\n%s", words, s, p.Text())
			}
		}
	}
}

func TestUnknown(t *testing.T) {
	b := New(someChecks)
	for _, tt := range []struct{ words, want string }{
		{"uk-psit", "uk-psti"}, {"5.1-l", "5.1-1"}, {"telnetboot", "telnetatboot"}, {"uk-psti|sch1-1.9", "sch1-1.2"},
		{"auth.default-pasword.shared", "auth.default-password.shared"}, {"28-LogInt", "28-LogIntf"},
		{"xyzzyxyzzy", "try a provision such as 5.1-1"}, {strings.Repeat("x", 5000), "nothing is known"},
		{"nowhere|a", "nothing is known"},
	} {
		_, err := b.Find(strings.Split(tt.words, "|")...)
		var u *UnknownError
		if !errors.As(err, &u) || !strings.Contains(err.Error(), tt.want) || len(err.Error()) > 400 {
			t.Errorf("Find(%.40q) = %v, want an unknown id with %q", tt.words, err, tt.want)
		}
	}
	if _, err := b.Find("AUM-1-1"); err == nil || !strings.Contains(err.Error(), "say which: en-18031-1, en-18031-2, en-18031-3") {
		t.Errorf("Find(AUM-1-1) = %v, want the regimes that have it", err)
	}
	if _, err := b.Find(); err == nil {
		t.Error("Find() = nil, want an error")
	}
}

// TestEveryIDExplains asks for everything there is: each has a page with a source,
// no line is wider than a terminal unless it is one word, and JSON holds it.
func TestEveryIDExplains(t *testing.T) {
	b := New(someChecks)
	asks := [][]string{}
	for _, id := range b.ids() {
		asks = append(asks, []string{id})
	}
	for _, r := range regime.All().Regimes() {
		for _, q := range r.Requirements {
			asks = append(asks, []string{r.ID, regime.Plain(q.ID)})
		}
	}
	for _, words := range asks {
		p, err := b.Find(words...)
		if err != nil {
			t.Errorf("Find(%q): %v", words, err)
			continue
		}
		if len(p.Sources) == 0 && p.Kind != "question" && p.Kind != "check" {
			t.Errorf("%q: no source", words)
		}
		for _, line := range strings.Split(p.Text(), "\n") {
			if utf8.RuneCountInString(line) > Width && strings.Contains(strings.TrimSpace(line), " ") {
				t.Errorf("%q: line of %d columns: %s", words, utf8.RuneCountInString(line), line)
			}
		}
		if _, err := json.Marshal(p); err != nil {
			t.Errorf("%q: %v", words, err)
		}
	}
}

func TestPagesAreTheSameEveryTime(t *testing.T) {
	for _, words := range [][]string{{"5.1-1"}, {"uk-psti"}, {"uk-psti", "sch1-1.3.a"}, {"5.5-1-2"}} {
		a, _ := New(someChecks).Find(words...)
		b, _ := New(someChecks).Find(words...)
		if d := cmp.Diff(a, b); d != "" {
			t.Errorf("%q:\n%s", words, d)
		}
	}
}

func TestComplete(t *testing.T) {
	b := New(someChecks)
	for _, tt := range []struct {
		before []string
		prefix string
		first  string // "" where nothing is to come
	}{
		{nil, "", "disclosure"}, {nil, "5.1-1", "5.1-1"}, {nil, "5.1-1-", "5.1-1-1"}, {nil, "uk-p", "uk-psti"}, {nil, "UK", "uk-psti"},
		{nil, "default", "defaultpassword"}, {nil, "zzz", ""}, {[]string{"uk-psti"}, "sch1-1.2", "sch1-1.2"},
		{[]string{"uk-psti"}, "", "sch1-1.2"}, {[]string{"5.1-1"}, "", ""}, {[]string{"uk-psti", "x"}, "", ""},
	} {
		got := b.Complete(tt.before, tt.prefix)
		if first := append(got, [2]string{})[0][0]; first != tt.first {
			t.Errorf("after %q, %q completes to %q first, want %q", tt.before, tt.prefix, first, tt.first)
		}
		for _, c := range got {
			if !strings.HasPrefix(c[0], strings.ToLower(tt.prefix)) && !strings.HasPrefix(c[0], tt.prefix) {
				t.Errorf("%q does not begin with %q", c[0], tt.prefix)
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	b := New(someChecks)
	for _, s := range []string{"5.1-1", "uk-psti sch1-1(2)", "", "\x00", "5.1-1-2/z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := b.Find(strings.Fields(s)...)
		if (p == nil) == (err == nil) {
			t.Errorf("Find(%q) = %v, %v", s, p, err)
		}
		if p != nil {
			_ = p.Text()
		}
	})
}
