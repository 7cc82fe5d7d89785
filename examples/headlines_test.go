package examples

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/source/declaration"
	"github.com/assay-project/assay/standard"
	"github.com/assay-project/assay/verdict"
)

// headline is what made products of a kind known, by the provision of V3.1.3 that
// forbids it, with what shows it: the check and what its finding is about, or the
// field of a unit that the declaration itself fails.
type headline struct{ provision, check, about, flaw string }

// weak are the products, all that is refuted of them in each edition, and the
// headlines' flaws among it. What only a live device shows stands in the comment
// at the head of each assay.yaml.
var weak = []struct {
	folder  string
	v3, v2  []string
	differs []string // unit and row of each contradiction
	reports []headline
}{
	{
		folder:  "baby-monitor",
		v3:      []string{"5.1-1", "5.1-4", "5.1-5", "5.2-1", "5.5-1", "5.5-4", "5.5-5", "5.5-6", "5.5-7", "5.8-1", "5.8-2"},
		v2:      []string{"5.1-1", "5.1-4", "5.1-5", "5.2-1", "5.5-1", "5.5-4", "5.5-5", "5.5-6", "5.5-7", "5.8-1", "5.8-2"},
		differs: []string{"5.1-1-2/a 1 entry in 1-AuthMech", "5.1-1-2/b 1-AuthMech/viewer", "5.1-4-2/b 1-AuthMech/viewer", "5.2-1-2/a 2-UserInfo", "5.4-3-1/a 3 entries in 10-SecParam", "5.5-1-2/a 11-SecComMech/page", "5.5-1-2/a 11-SecComMech/stream", "5.5-4-2/a 13-SoftServ/stream", "5.5-4-2/c 13-SoftServ/page", "5.5-4-2/c 13-SoftServ/stream"},
		reports: []headline{
			{"5.1-1", "passwordprinted", "viewer@/etc/lighttpd/htpasswd", "a password that the manual prints for all units"},
			{"5.1-1", "passwordprinted", "service@/etc/lighttpd/htpasswd", "a hidden user whose password is printed too"},
			{"5.1-4", "passwordreplaceable", "viewer@/etc/lighttpd/htpasswd", "a password that cannot be changed"},
			{"5.5-1", "serviceencrypted", "tcp/554", "a stream in clear"},
			{"5.5-7", "serviceencrypted", "tcp/80", "the Wi-Fi password in clear at set-up"},
			{"5.8-2", "serviceencrypted", "tcp/554", "pictures of a child in clear"},
			{"5.5-4", "serviceneedslogin", "tcp/554", "a stream without log-in"},
			{"5.2-1", "pagegone", "", "nobody to tell"},
		},
	},
	{
		folder:  "hot-tub",
		v3:      []string{"5.1-1", "5.2-1", "5.4-3", "5.4-4", "5.5-1", "5.5-4", "5.5-5", "5.5-6", "5.5-7", "5.6-2"},
		v2:      []string{"5.1-1", "5.2-1", "5.4-3", "5.4-4", "5.5-1", "5.5-4", "5.5-5", "5.5-6", "5.5-7", "5.6-2"},
		differs: []string{"5.2-1-2/a 2-UserInfo", "5.5-1-2/a 11-SecComMech/ap", "5.5-1-2/a 11-SecComMech/https"},
		reports: []headline{
			{"5.1-1", "conceptual-passwords", "", "one static credential for all"},
			{"5.4-3", "conceptual-parameters", "", "which is hard-coded and used as it is"},
			{"5.4-4", "conceptual-parameters", "", "and guards the link to the cloud"},
			{"5.5-4", "serviceneedslogin", "/usr/sbin/tubd", "control by whoever connects"},
			{"5.5-1", "accesspointopen", "/etc/hostapd.conf", "an open access point that is declared to have WPA2"},
			{"5.2-1", "pagegone", "", "nobody to tell"},
		},
	},
	{
		folder:  "child-watch",
		v3:      []string{"5.2-1", "5.3-13", "5.5-1", "5.8-1", "5.8-2", "6.1"},
		v2:      []string{"5.2-1", "5.3-13", "5.5-1", "5.8-1", "5.8-2", "6.1"},
		differs: []string{"5.2-1-2/a 2-UserInfo", "5.3-13-2/a 2-UserInfo", "5.5-1-2/a 11-SecComMech/report", "6-1-2/a 2-UserInfo"},
		reports: []headline{
			{"5.5-1", "serverinclear", "http://gate.osprey-lane.example:8001", "data sent in clear"},
			{"5.8-1", "serverinclear", "http://gate.osprey-lane.example:8001", "personal data in clear"},
			{"5.8-2", "serverinclear", "http://gate.osprey-lane.example:8001", "where a child is, in clear"},
			{"6.1", "pagegone", "", "no word on what is done with a child's data"},
			{"5.2-1", "pagegone", "", "nobody to tell"},
		},
	},
}

func TestHeadlines(t *testing.T) {
	for _, w := range weak {
		t.Run(w.folder, func(t *testing.T) {
			doc, _ := judge(t, w.folder)
			for edition, want := range map[standard.Edition][]string{standard.V3_1_3: w.v3, standard.V2_1_1: w.v2} {
				if diff := cmp.Diff(want, failed(doc, edition)); diff != "" {
					t.Errorf("V%s refuted (want -, got +):\n%s", edition, diff)
				}
			}
			for _, f := range w.reports {
				ids := refuting(doc, f.provision)
				if !slices.ContainsFunc(doc.Observations, func(o assay.Observation) bool {
					return o.Check == f.check && (f.about == "" || o.About == f.about) && slices.Contains(ids, o.ID)
				}) {
					t.Errorf("%s: %s (%s %s) is not among the reasons of a fail", f.provision, f.flaw, f.check, f.about)
				}
			}
			var differs []string
			for _, c := range doc.Contradictions {
				row, _, _ := strings.Cut(c.Declared, ":")
				differs = append(differs, c.Unit+" "+row)
			}
			slices.Sort(differs)
			if diff := cmp.Diff(w.differs, differs); diff != "" {
				t.Errorf("contradictions (want -, got +):\n%s", diff)
			}
			standing(t, w.folder, doc)
		})
	}
}

// failed are the provisions refuted in an edition, in order.
func failed(doc *assay.Document, e standard.Edition) []string {
	var ids []string
	for _, v := range doc.Verdicts {
		if v.Scope == assay.ScopeProvision && v.Edition == string(e) && v.Verdict == assay.Fail {
			ids = append(ids, v.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// standing wants the ICS of both editions to hold as a form: a maker who believes
// what he writes fills it in right.
func standing(t *testing.T, folder string, doc *assay.Document) {
	t.Helper()
	d, _, err := declaration.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []standard.Edition{standard.V3_1_3, standard.V2_1_1} {
		ics := verdict.Judge(verdict.Input{Edition: e, Declaration: d, Observations: doc.Observations}).ICS
		if ics.Valid == nil || !*ics.Valid || len(ics.Missing) > 0 {
			t.Errorf("V%s: the ICS does not hold: %q, missing %q", e, ics.Reasons, ics.Missing)
		}
	}
}

// TestMendedHeadlines: nothing of the mended products is refuted or contradicted,
// and the UK's law is not.
func TestMendedHeadlines(t *testing.T) {
	for _, folder := range []string{"baby-monitor-hardened", "hot-tub-hardened", "child-watch-hardened"} {
		t.Run(folder, func(t *testing.T) {
			doc, measured := judge(t, folder)
			for _, v := range doc.Verdicts {
				if v.Verdict == assay.Fail {
					t.Errorf("refuted: V%s %s %s %s because %v", v.Edition, v.Scope, v.ID, v.Entry, v.Because)
				}
			}
			for _, c := range doc.Contradictions {
				t.Errorf("contradiction: declared %s, observed %s", c.Declared, c.Observed)
			}
			for _, r := range doc.Regimes {
				if r.Regime == "uk-psti" && r.Verdict == assay.NotMet {
					t.Errorf("UK PSTI is not met")
				}
			}
			for _, e := range measured.Units {
				if e.Type == string(standard.Functional) && e.Pass < 5 {
					t.Errorf("V%s: %d functional units pass, want at least 5", e.Edition, e.Pass)
				}
			}
			standing(t, folder, doc)
		})
	}
}

// TestPersons: what laboratory and maker tried of the mended tub still counts, and
// carries provisions that no image and no page can.
func TestPersons(t *testing.T) {
	doc, _ := judge(t, "hot-tub-hardened")
	bases := make(map[assay.Basis]int)
	for _, o := range doc.Observations {
		if o.Attested != nil {
			bases[o.Basis]++
		}
	}
	if bases[assay.Independent] < 12 || bases[assay.Tested] < 3 {
		t.Errorf("results of persons by basis: %v, want 12 independent and 3 tested; changed firmware or declaration makes them stale (assay status)", bases)
	}
	passed := make(map[string]bool)
	for _, v := range doc.Verdicts {
		if v.Scope == assay.ScopeProvision && v.Edition == string(standard.V3_1_3) && v.Verdict == assay.Pass {
			passed[v.ID] = true
		}
	}
	for _, id := range []string{"5.1-1", "5.1-2", "5.2-1", "5.2-3", "5.3-2", "5.3-13", "5.3-16"} {
		if !passed[id] {
			t.Errorf("%s is not supported, though persons tried what machines cannot", id)
		}
	}
}
