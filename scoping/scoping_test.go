package scoping

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-project/assay/regime"
)

var update = flag.Bool("update", false, "write the golden files")

var day = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

// TestDataResolves looks that every fact, regime, condition and role of the data
// exists.
func TestDataResolves(t *testing.T) {
	if n := len(Questions()); n != 12 {
		t.Errorf("%d questions, want a dozen", n)
	}
	known := func(where string, facts map[string]bool) {
		for name := range facts {
			if _, ok := regime.All().Fact(name); !ok {
				t.Errorf("%s: no fact %q", where, name)
			}
		}
	}
	var roles []string
	for _, q := range Questions() {
		known(q.ID, q.Yes)
		known(q.ID, q.No)
		known(q.ID, q.Unchosen)
		for _, o := range q.Options {
			known(q.ID+"/"+o.Value, o.Facts)
			if q.ID == "role" {
				roles = append(roles, o.Value)
			}
		}
	}
	for _, d := range loaded().duties {
		if _, ok := regime.All().Regime(d.Regime); !ok || !slices.Contains(roles, d.Role) || d.Duty == "" || d.Ref == "" || d.Confidence == "" {
			t.Errorf("duty %+v", d)
		}
	}
	for _, c := range loaded().compulsory {
		r, ok := regime.All().Regime(c.Regime)
		if _, err := regime.ParseCondition(c.When); err != nil || !ok || r.Kind == regime.Law || c.When == "" || c.Note == "" || c.Ref == "" {
			t.Errorf("compulsory %+v: %v", c, err)
		}
	}
	for _, j := range loaded().jobs {
		if _, err := regime.ParseCondition(j.Unless); err != nil || j.Do == "" || Hours([]Job{j}) == 0 {
			t.Errorf("job %+v: %v", j, err)
		}
		for _, id := range j.AskedBy {
			if _, ok := regime.All().Regime(id); !ok {
				t.Errorf("job %s is asked by %q", j.ID, id)
			}
		}
	}
}

func TestBind(t *testing.T) {
	camera := Answers{"kind": {"camera"}, "market": {"uk", "eu"}, "connection": {"wifi"}, "consumer": {"yes"}}
	for _, tt := range []struct {
		name    string
		answers Answers
		at      string
		want    map[string]Standing // "" for: not listed
		future  []string
	}{
		{"camera in UK and EU", camera, "2026-11-24", map[string]Standing{"uk-psti": Binds, "eu-red-da": Binds, "eu-cra": Binds, "us-ca-sb327": Without, "sg-cls": Without, "en-18031-1": Chosen}, []string{"eu-cra"}},
		{"after the CRA took over", camera, "2027-12-11", map[string]Standing{"eu-cra": Binds, "eu-red-da": Without}, nil},
		{"nobody said how it connects", Answers{"market": {"uk"}, "consumer": {"yes"}}, "2026-11-24", map[string]Standing{"uk-psti": May}, nil},
		{"it does not connect", Answers{"market": {"uk", "eu"}, "consumer": {"yes"}, "connection": {"none"}}, "2026-11-24", map[string]Standing{"uk-psti": Without, "eu-cra": Without, "eu-red-da": Without}, nil},
		{"not for consumers", Answers{"market": {"uk"}, "consumer": {"no"}, "connection": {"wifi"}}, "2026-11-24", map[string]Standing{"uk-psti": Without}, nil},
		{"a laptop", Answers{"kind": {"computer"}, "market": {"au"}, "consumer": {"yes"}, "connection": {"wifi"}}, "2026-11-24", map[string]Standing{"au-smart-devices": Without}, nil},
		{"router in the US", Answers{"kind": {"router"}, "market": {"us"}, "consumer": {"yes"}, "connection": {"wifi"}}, "2026-11-24", map[string]Standing{"us-fcc-covered-routers": Binds, "us-ca-sb327": Binds, "us-or-hb2395": Binds}, nil},
		{"camera in the US", Answers{"kind": {"camera"}, "market": {"us"}, "connection": {"wifi"}}, "2026-11-24", map[string]Standing{"us-fcc-covered-routers": Without}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at, err := time.Parse(time.DateOnly, tt.at)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]Standing{}
			var future []string
			for _, b := range Bind(tt.answers, at) {
				got[b.Regime] = b.Standing
				if b.Standing == Binds && b.Future {
					future = append(future, b.Regime)
				}
				if b.Standing == May && len(b.Missing) == 0 {
					t.Errorf("%s may bind, and nothing is missing", b.Regime)
				}
			}
			for id, want := range tt.want {
				if want == Without {
					want = ""
				}
				if got[id] != want {
					t.Errorf("%s: %q, want %q", id, got[id], want)
				}
			}
			if diff := cmp.Diff(tt.future, future); diff != "" {
				t.Errorf("to come (-want +got):\n%s", diff)
			}
		})
	}
}

// TestJobs reads what somebody is told first.
func TestJobs(t *testing.T) {
	base := Answers{"kind": {"camera"}, "market": {"uk", "eu"}, "connection": {"wifi"}, "consumer": {"yes"}}
	for _, tt := range []struct {
		name  string
		more  Answers
		want  []string
		hours int
	}{
		{"maker", Answers{"role": {"maker"}}, []string{"reporting", "passwords", "disclosure", "updates", "look"}, 13},
		{"nobody logs in", Answers{"role": {"maker"}, "login": {"none"}, "market": {"uk"}}, []string{"passwords", "disclosure", "updates", "statement", "look"}, 12},
		{"shop", Answers{"role": {"distributor"}}, []string{"supplier", "pages", "stop"}, 4},
		{"laboratory", Answers{"role": {"laboratory"}}, []string{"look", "plan", "record", "keys"}, 11},
		{"a market without laws in our data", Answers{"role": {"maker"}, "market": {"sg"}}, []string{"passwords", "disclosure", "updates", "look", "prefill"}, 16},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := Answers{}
			for _, from := range []Answers{base, tt.more} {
				for k, v := range from {
					a[k] = v
				}
			}
			s := Of(a, day)
			var got []string
			for _, j := range s.Jobs {
				got = append(got, j.ID)
			}
			if !slices.Equal(got, tt.want) || s.Hours != tt.hours {
				t.Errorf("%v in %d h, want %v in %d", got, s.Hours, tt.want, tt.hours)
			}
		})
	}
}

func TestAnswersAreChecked(t *testing.T) {
	for _, tt := range []struct {
		name string
		a    Answers
		want string // in the error; "" for none
	}{
		{"fine", Answers{"kind": {"camera"}, "consumer": {"no"}}, ""},
		{"no such question", Answers{"colour": {"red"}}, "no question"},
		{"no such option", Answers{"kind": {"submarine"}}, "unknown answer"},
		{"two kinds", Answers{"kind": {"camera", "toy"}}, "one answer"},
		{"nothing and something", Answers{"parts": {"app", "none"}}, "stands alone"},
		{"not yes or no", Answers{"children": {"perhaps"}}, "not yes or no"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.a.Check()
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestFacts(t *testing.T) {
	for _, tt := range []struct {
		name string
		a    Answers
		want map[string]bool
	}{
		{"nothing answered", Answers{}, map[string]bool{}},
		{"a cable has no radio", Answers{"connection": {"ethernet"}}, map[string]bool{"has_radio": false, "ip_capable": true}},
		{"radio wins over cable", Answers{"connection": {"ethernet", "bluetooth"}}, map[string]bool{"has_radio": true, "network_connectable": true}},
		{"toy that somebody says is not for children", Answers{"kind": {"toy"}, "children": {"no"}}, map[string]bool{"is_toy": true, "is_childcare": false}},
		{"log-in over a network", Answers{"connection": {"wifi"}, "login": {"chosen"}}, map[string]bool{"has_network_login": true, "has_preset_passwords": false, "has_passwords": true}},
		{"nobody logs in", Answers{"connection": {"wifi"}, "login": {"none"}}, map[string]bool{"has_network_login": false, "has_user_login": false}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.a.Facts()
			for name, want := range tt.want {
				if v, ok := got[name]; !ok || v != want {
					t.Errorf("%s: %v (stated %v), want %v", name, v, ok, want)
				}
			}
			if len(tt.a) == 0 && len(got) > 0 {
				t.Errorf("facts %v out of nothing", got)
			}
		})
	}
}

func TestText(t *testing.T) {
	a := Answers{"name": {"HomeCam 2"}, "kind": {"camera"}, "market": {"uk", "eu", "sg"}, "role": {"own_brand"}, "connection": {"wifi"}, "consumer": {"yes"},
		"login": {"preset"}, "updates": {"automatic"}, "data": {"personal"}, "children": {"no"}}
	golden(t, "scope.txt", []byte(Of(a, day).Text()))
	golden(t, "assay.yaml", YAML(a, "flash.bin", ""))
	for i, line := range strings.Split(Of(a, day).Text(), "\n") {
		if n := len([]rune(line)); n > 80 {
			t.Errorf("line %d has %d columns", i+1, n)
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// TestMoreAnswersDecideMore: an answer may turn "may" into a yes or a no, and
// never a decided law back into a doubtful one.
func TestMoreAnswersDecideMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Answers{"market": {"uk", "eu", "us", "au", "br", "in", "vn"}}
		before := standings(Bind(a, day))
		for _, q := range Questions() {
			if q.ID == "market" || len(q.Values()) == 0 || !rapid.Bool().Draw(t, q.ID) {
				continue
			}
			a[q.ID] = []string{rapid.SampledFrom(q.Values()).Draw(t, q.ID+" answer")}
			after := standings(Bind(a, day))
			for id, was := range before {
				if was == Binds && after[id] == May {
					t.Fatalf("%s bound, and after %s it only may", id, q.ID)
				}
			}
			before = after
		}
	})
}

func standings(all []Bound) map[string]Standing {
	out := map[string]Standing{}
	for _, b := range all {
		out[b.Regime] = b.Standing
	}
	return out
}

// TestCompulsoryLabel looks that a label without which a router cannot be sold is
// said to bind it, and nothing else.
func TestCompulsoryLabel(t *testing.T) {
	for kind, want := range map[string]Standing{"router": Binds, "camera": Chosen} {
		a := Answers{"kind": {kind}, "market": {"sg"}, "consumer": {"yes"}, "connection": {"wifi"}}
		for _, b := range Bind(a, day) {
			if b.Regime == "sg-cls" && (b.Standing != want || b.Standing == Binds && len(b.Duties) == 0) {
				t.Errorf("%s: %s, want %s; %+v", kind, b.Standing, want, b)
			}
		}
		if text := Of(a, day).Text(); strings.Contains(text, "nothing by these answers") != (want == Chosen) {
			t.Errorf("%s: %s", kind, text)
		}
	}
}
