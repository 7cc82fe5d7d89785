package document

import (
	"strings"
	"testing"
	"time"

	"github.com/assay-project/assay"
)

// clause finds a clause of an assessment to change it.
func clause(a *assay.Document, regime, id string) *assay.RegimeClause {
	for i := range a.Regimes {
		if a.Regimes[i].Regime == regime {
			for j := range a.Regimes[i].Clauses {
				if c := &a.Regimes[i].Clauses[j]; c.ID == id {
					return c
				}
			}
		}
	}
	panic("no clause " + regime + " " + id)
}

// TestRefused takes one fact away, or spoils it, and wants it named.
func TestRefused(t *testing.T) {
	tests := []struct {
		name, kind string
		spoil      func(*Input)
		reason     Reason
		fact       string
	}{
		{"no batch", "uk-psti", func(in *Input) { in.Declaration.Product.Batch = "" }, Missing, "product.batch"},
		{"no type", "uk-psti", func(in *Input) { in.Declaration.Product.Model = "" }, Missing, "product.model"},
		{"no address", "uk-psti", func(in *Input) { in.Declaration.Parties[0].Address = "" }, Missing, "parties[0].address"},
		{"no address of the representative", "uk-psti", func(in *Input) { in.Declaration.Parties[1].Address = "" }, Missing, "parties[1].address"},
		{"no parties", "uk-psti", func(in *Input) { in.Declaration.Parties = nil }, Missing, "parties"},
		{"two makers' names", "uk-psti", func(in *Input) { in.Declaration.Product.Manufacturer = "Someone else" }, Wrong, "product.manufacturer"},
		{"no support period", "uk-psti", func(in *Input) { in.Declaration.Support.Until = "" }, Missing, "support.until"},
		{"support period without sense", "uk-psti", func(in *Input) { in.Declaration.Support.Until = "five years" }, Wrong, "support.until"},
		{"support period over", "uk-psti", func(in *Input) { in.Declaration.Support.Until = "2026-01" }, Expired, "support.until"},
		{"another period published", "uk-psti", func(in *Input) { in.Assessment.Observations[0].Data["until"] = "2029-12-31" }, Wrong, "support.until"},
		{"period found absent", "uk-psti", func(in *Input) { in.Assessment.Observations[0].Answer = assay.No }, Wrong, "support.until"},
		{"period only declared", "uk-psti", func(in *Input) { in.Assessment.Observations = nil }, Unbacked, "support.until"},
		{"period published of some product", "uk-psti", func(in *Input) { in.Assessment.Observations[0].Bears = []assay.Bears{{Effect: assay.Informs}} }, Unbacked, "support.until"},
		{"no signatory", "uk-psti", func(in *Input) { in.Declaration.Signatory.Name = "" }, Missing, "signatory.name"},
		{"no function", "uk-psti", func(in *Input) { in.Declaration.Signatory.Function = "" }, Missing, "signatory.function"},
		{"no place", "uk-psti", func(in *Input) { in.Declaration.Signatory.Place = "" }, Missing, "signatory.place"},
		{"no date", "uk-psti", func(in *Input) { in.Declaration.Signatory.Date = "" }, Missing, "signatory.date"},
		{"date without sense", "uk-psti", func(in *Input) { in.Declaration.Signatory.Date = "soon" }, Wrong, "signatory.date"},
		{"date to come", "uk-psti", func(in *Input) { in.Declaration.Signatory.Date = "2027-01-15" }, Wrong, "signatory.date"},
		{"clause refuted", "uk-psti", func(in *Input) { clause(in.Assessment, "uk-psti", "sch1-1(2)").Verdict = assay.NotMet }, Refuted, "uk-psti sch1-1(2)"},
		{"clause refuted, declared allowed", "uk-psti", func(in *Input) {
			in.Declared = true
			clause(in.Assessment, "uk-psti", "sch1-1(2)").Verdict = assay.NotMet
		}, Refuted, "uk-psti sch1-1(2)"},
		{"clause open", "uk-psti", func(in *Input) { clause(in.Assessment, "uk-psti", "sch1-2(3)").Verdict = assay.Open }, Unbacked, "uk-psti sch1-2(3)"},
		{"clause met by word only", "uk-psti", func(in *Input) { clause(in.Assessment, "uk-psti", "sch1-3(2)").Basis = assay.Declared }, Unbacked, "uk-psti sch1-3(2)"},
		{"nothing looked at", "uk-psti", func(in *Input) { in.Assessment = nil }, Unbacked, "assessment"},
		{"not sold there", "uk-psti", func(in *Input) { in.Declaration.Markets = []string{"eu"} }, Scope, "markets"},
		{"out of scope", "uk-psti", func(in *Input) { in.Assessment.Regimes[0].Verdict = assay.DoesNotApply }, Scope, "facts"},
		{"Australia, clause refuted", "au-statement", func(in *Input) { clause(in.Assessment, "au-smart-devices", "cl4-period").Verdict = assay.NotMet }, Refuted, "au-smart-devices cl4-period"},
		{"Australia, no batch", "au-statement", func(in *Input) { in.Declaration.Product.Batch = "" }, Missing, "product.batch"},
		{"RED, no standard", "eu-doc-red", func(in *Input) { in.Declaration.Conformity.Standards = nil }, Missing, "conformity.standards"},
		{"RED, standard without edition", "eu-doc-red", func(in *Input) { in.Declaration.Conformity.Standards[0].Date = "" }, Missing, "conformity.standards[0].date"},
		{"RED, module A in part", "eu-doc-red", func(in *Input) { in.Declaration.Conformity.Standards[0].InFull = false }, Wrong, "conformity.procedure"},
		{"RED, module B+C without a body", "eu-doc-red", func(in *Input) { in.Declaration.Conformity.Procedure = "module B+C" }, Missing, "parties"},
		{"RED, body without certificate", "eu-doc-red", func(in *Input) {
			in.Declaration.Parties = append(in.Declaration.Parties, assay.Party{Role: "notified_body", Name: "Prüfhaus", Number: "0000"})
		}, Missing, "conformity.certificate"},
		{"RED, applied standard refuted", "eu-doc-red", func(in *Input) { clause(in.Assessment, "en-18031-1", "AUM-5-1").Verdict = assay.NotMet }, Refuted, "en-18031-1 AUM-5-1"},
		{"RED, requirement refuted", "eu-doc-red", func(in *Input) { clause(in.Assessment, "eu-red-da", "3.3(e)").Verdict = assay.NotMet }, Refuted, "eu-red-da 3.3(e)"},
		{"RED simplified, no address", "eu-doc-red-simplified", func(in *Input) { in.Declaration.Conformity.FullTextAt = "" }, Missing, "conformity.full_text_at"},
		{"CRA, Annex I refuted", "eu-doc-cra", func(in *Input) { clause(in.Assessment, "eu-cra", "I.I(2)(d)").Verdict = assay.NotMet }, Refuted, "eu-cra I.I(2)(d)"},
		{"CRA simplified, Annex I refuted", "eu-doc-cra-simplified", func(in *Input) { clause(in.Assessment, "eu-cra", "I.I(2)(d)").Verdict = assay.NotMet }, Refuted, "eu-cra I.I(2)(d)"},
		{"RED, another point's standard in full", "eu-doc-red", func(in *Input) { in.Declaration.Conformity.Standards = in.Declaration.Conformity.Standards[:1] }, Wrong, "conformity.procedure"},
		{"RED, standard named with its edition and refuted", "eu-doc-red", func(in *Input) {
			in.Declaration.Conformity.Standards[0].Name = "EN18031-1:2024"
			clause(in.Assessment, "en-18031-1", "AUM-5-1").Verdict = assay.NotMet
		}, Refuted, "en-18031-1 AUM-5-1"},
		{"RED simplified, no internet address", "eu-doc-red-simplified", func(in *Input) { in.Declaration.Conformity.FullTextAt = "our website" }, Wrong, "conformity.full_text_at"},
		{"RED simplified, clause open", "eu-doc-red-simplified", func(in *Input) { clause(in.Assessment, "eu-red-da", "3.3(d)").Verdict = assay.Open }, Unbacked, "eu-red-da 3.3(d)"},
		{"RED simplified, applied standard refuted", "eu-doc-red-simplified", func(in *Input) { clause(in.Assessment, "en-18031-1", "AUM-5-1").Verdict = assay.NotMet }, Refuted, "en-18031-1 AUM-5-1"},
		{"CRA simplified, nobody signs the full one", "eu-doc-cra-simplified", func(in *Input) { in.Declaration.Signatory.Name = "" }, Missing, "signatory.name"},
		{"CRA, class not declared", "eu-doc-cra", func(in *Input) { in.Declaration.Facts = nil }, Missing, "facts.cra_class_1"},
		{"CRA, class II by module A", "eu-doc-cra", func(in *Input) { in.Declaration.Facts["cra_class_2"] = true }, Wrong, "conformity.procedure"},
		{"CRA, class I by module A with standards of another act", "eu-doc-cra", func(in *Input) { in.Declaration.Facts["cra_class_1"] = true }, Wrong, "conformity.procedure"},
		{"CRA, a clause without a row refuted", "eu-doc-cra", func(in *Input) {
			in.Declared = true
			clause(in.Assessment, "eu-cra", "annexII(8)").Verdict = assay.NotMet
		}, Refuted, "eu-cra annexII(8)"},
		{"PSTI, a duty refuted", "uk-psti", func(in *Input) { clause(in.Assessment, "uk-psti", "act-s11").Verdict = assay.NotMet }, Refuted, "uk-psti act-s11"},
		{"PSTI, refuted without a clause", "uk-psti", func(in *Input) { in.Assessment.Regimes[0].Verdict = assay.NotMet }, Refuted, "uk-psti"},
		{"ICS, provision unanswered", "ics", func(in *Input) { delete(in.Declaration.ICS["3.1.3"].Provisions, "5.6-1") }, Missing, "ics.3.1.3.provisions.5.6-1"},
		{"ICS, N without reason", "ics", func(in *Input) { in.Declaration.ICS["3.1.3"].Provisions["5.6-2"] = assay.ICSAnswer{Support: "N"} }, Missing, "ics.3.1.3.provisions.5.6-2.detail"},
		{"ICS of no edition", "ics", func(in *Input) { in.Declaration.ICS = nil }, Missing, "ics.3.1.3"},
		{"IXIT, table owed", "ixit", func(in *Input) { delete(in.Declaration.IXIT, "1-AuthMech") }, Missing, "ixit.1-AuthMech"},
		{"IXIT, field owed", "ixit", func(in *Input) { in.Declaration.IXIT["1-AuthMech"][0].Fields["Description"] = "" }, Missing, "ixit.1-AuthMech/web.Description"},
		{"security.txt, no contact", "security-txt", func(in *Input) { in.Declaration.Disclosure.Contact = "" }, Missing, "disclosure.contact"},
		{"security.txt, contact without sense", "security-txt", func(in *Input) { in.Declaration.Disclosure.Contact = "the front desk" }, Wrong, "disclosure.contact"},
		{"security.txt, policy over http", "security-txt", func(in *Input) { in.Declaration.Disclosure.PolicyURL = "http://larkspur.example/security" }, Wrong, "disclosure.policy"},
		{"policy, no acknowledgement", "disclosure-policy", func(in *Input) { in.Declaration.Disclosure.AcknowledgedIn = "" }, Missing, "disclosure.acknowledged_in"},
		{"policy, acknowledgement without a time", "disclosure-policy", func(in *Input) { in.Declaration.Disclosure.AcknowledgedIn = "quickly" }, Wrong, "disclosure.acknowledged_in"},
		{"policy, a number of nothing", "disclosure-policy", func(in *Input) { in.Declaration.Disclosure.AcknowledgedIn = "5" }, Wrong, "disclosure.acknowledged_in"},
		{"policy, a number of something else", "disclosure-policy", func(in *Input) { in.Declaration.Disclosure.UpdatesEvery = "no one can say" }, Wrong, "disclosure.updates_every"},
		{"security.txt, policy without a host", "security-txt", func(in *Input) { in.Declaration.Disclosure.PolicyURL = "https:security" }, Wrong, "disclosure.policy"},
		{"policy, no updates", "disclosure-policy", func(in *Input) { in.Declaration.Disclosure.UpdatesEvery = "" }, Missing, "disclosure.updates_every"},
		{"support page, no date", "support-page", func(in *Input) { in.Declaration.Support.Until = "" }, Missing, "support.until"},
		{"support page, another published", "support-page", func(in *Input) { in.Assessment.Observations[0].Data["until"] = "2029-12" }, Wrong, "support.until"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in := whole()
			test.spoil(&in)
			p, problems := Make(test.kind, in)
			if p != nil {
				t.Errorf("%s was made", test.kind)
			}
			named(t, problems, test.reason, test.fact)
			in.Draft = true
			draft, _ := Make(test.kind, in)
			if draft == nil || !draft.Draft || len(draft.Open) != len(problems) {
				t.Errorf("no draft with %d open fields", len(problems))
			}
		})
	}
}

func named(t *testing.T, problems []Problem, reason Reason, fact string) {
	t.Helper()
	for _, p := range problems {
		if p.Reason == reason && p.Fact == fact {
			if p.What == "" || p.Mend == "" && reason != Refuted {
				t.Errorf("%s %s says neither what nor how to mend it: %+v", reason, fact, p)
			}
			return
		}
	}
	t.Errorf("problems %v, want %s %s", problems, reason, fact)
}

func TestReportsNameOpenFields(t *testing.T) {
	in := whole()
	in.Event.Values = nil
	p, problems := Make("cra-notification", in)
	if p == nil || !p.Draft {
		t.Fatal("no draft")
	}
	for _, key := range []string{"vulnerability", "exploit", "measures_taken", "measures_for_users"} {
		named(t, problems, Missing, "event."+key)
	}
	in = whole()
	in.Event.Measure = time.Time{}
	_, problems = Make("cra-final", in)
	named(t, problems, Missing, "measure")
	in = whole()
	in.Event.Aware = time.Time{}
	_, problems = Make("cra-early-warning", in)
	named(t, problems, Missing, "aware")
	in = whole()
	in.At = in.Event.Aware.Add(25 * time.Hour)
	_, problems = Make("cra-early-warning", in)
	named(t, problems, Expired, "due")
}

// TestPaperItselfMayBeMissing: that there is no statement yet does not refuse it.
func TestPaperItselfMayBeMissing(t *testing.T) {
	for kind, c := range map[string][2]string{"uk-psti": {"uk-psti", "act-s9"}, "au-statement": {"au-smart-devices", "act-s16"}, "eu-doc-cra": {"eu-cra", "art28"}} {
		in := whole()
		clause(in.Assessment, c[0], c[1]).Verdict = assay.NotMet
		if p, problems := Make(kind, in); p == nil {
			t.Errorf("%s: %v", kind, problems)
		}
	}
}

// TestLengthsOfTime: what names a time, as makers publish it.
func TestLengthsOfTime(t *testing.T) {
	for _, text := range []string{"5 days", "3 working days", "24h", "48 hours", "a week", "within ten business days", "fortnightly", "every month", "14 calendar days", "every other week", "two weeks"} {
		if !span.MatchString(text) {
			t.Errorf("%q names no time", text)
		}
	}
	for _, text := range []string{"", "5", "soon", "one of these", "today", "promptly, 7/7", "days", "1 handler"} {
		if span.MatchString(text) {
			t.Errorf("%q names a time", text)
		}
	}
}

// TestDraftTextIsMarked: a draft of security.txt says so in its own text, which is
// all that the form txt writes.
func TestDraftTextIsMarked(t *testing.T) {
	in := whole()
	in.Draft, in.Declaration.Disclosure.PolicyURL = true, ""
	p, _ := Make("security-txt", in)
	if p == nil || !strings.HasPrefix(p.Text, "# "+DraftMark+"\n") {
		t.Errorf("draft %+v", p)
	}
	in = whole()
	if p, _ = Make("security-txt", in); p == nil || strings.Contains(p.Text, DraftMark) {
		t.Errorf("complete %+v", p)
	}
	in.Draft = true
	if p, _ = Make("uk-psti", in); p == nil || !p.Draft {
		t.Error("a complete paper asked for as a draft is not marked")
	}
}

func TestTimesOutOfOrder(t *testing.T) {
	in := whole()
	in.Event.Aware = today.Add(time.Hour)
	_, problems := Make("cra-early-warning", in)
	named(t, problems, Wrong, "aware")
	in = whole()
	in.Event.Kind, in.Event.Sent = Incident, in.Event.Aware.Add(-time.Hour)
	_, problems = Make("cra-final", in)
	named(t, problems, Wrong, "sent")
}

func TestIsStandard(t *testing.T) {
	for name, want := range map[string]bool{"EN 18031-1": true, "EN18031-1:2024": true, "ETSI en 18031-1 (2024)": true, "EN 18031-10": false, "EN 18031-2": false, "": false} {
		if got := isStandard(name, "EN 18031-1"); got != want {
			t.Errorf("isStandard(%q) = %v", name, got)
		}
	}
}

func TestUKRoutes(t *testing.T) {
	open := func(in *Input, prefix string) {
		for i := range in.Assessment.Regimes[0].Clauses {
			if c := &in.Assessment.Regimes[0].Clauses[i]; strings.HasPrefix(c.ID, prefix) {
				c.Verdict, c.Basis, c.Route = assay.Open, "", ""
			}
		}
	}
	pass := func(in *Input, id string, basis assay.Basis) {
		in.Assessment.Verdicts = append(in.Assessment.Verdicts, assay.Verdict{Scope: assay.ScopeProvision, Edition: v211, ID: id, Verdict: assay.Pass, Basis: basis})
	}
	tests := []struct {
		name  string
		set   func(*Input)
		says  string
		norm  bool
		wrong []Reason
	}{
		{"Schedule 1", func(*Input) {}, "paragraph 1 (passwords): the requirements of the paragraph itself", false, nil},
		{"the standard", func(in *Input) { open(in, "sch1-2"); pass(in, "5.2-1", assay.Tested) }, ukNorm + " provision 5.2-1", true, nil},
		{"the standard by word only", func(in *Input) { open(in, "sch1-2"); pass(in, "5.2-1", assay.Declared) }, "paragraph 2 (information", false, []Reason{Unbacked}},
		{"5.1-1 without 5.1-2", func(in *Input) { open(in, "sch1-1"); pass(in, "5.1-1", assay.Tested) }, "paragraph 1 (passwords)", false, []Reason{Unbacked}},
		{"5.1-2 by word only", func(in *Input) {
			open(in, "sch1-1")
			pass(in, "5.1-1", assay.Tested)
			pass(in, "5.1-2", assay.Declared)
		}, "paragraph 1 (passwords)", false, []Reason{Unbacked}},
		{"5.1-1 and 5.1-2", func(in *Input) {
			open(in, "sch1-1")
			pass(in, "5.1-1", assay.Tested)
			pass(in, "5.1-2", assay.Observed)
		}, ukNorm + " provision 5.1-1", true, nil},
		{"the standard, with an app", func(in *Input) {
			open(in, "sch1-2")
			pass(in, "5.2-1", assay.Tested)
			in.Declaration.Facts["has_companion_app"] = true
		}, "reads the provisions across to the software", true, nil},
		{"a label of another level", func(in *Input) {
			open(in, "sch1-1")
			in.Declaration.Labels = []assay.HeldLabel{{Regime: labelJP, Level: "STAR-2 (2021)", ValidTo: "2027-12-31"}}
		}, "paragraph 1 (passwords): the requirements of the paragraph itself", false, []Reason{Unbacked}},
		{"5.3-13 alone is not enough", func(in *Input) { open(in, "sch1-3"); pass(in, "5.3-13", assay.Tested) }, ukNorm + " provision 5.3-13", true, []Reason{Unbacked}},
		{"a current label", func(in *Input) {
			open(in, "sch1-1")
			in.Declared = true
			in.Declaration.Labels = []assay.HeldLabel{{Regime: labelSG, Level: "2", Number: "C-1", ValidTo: "2027-12-31"}}
		}, "a current Singapore CLS label (number C-1, valid to 2027-12-31)", false, nil},
		{"an expired label", func(in *Input) {
			open(in, "sch1-1")
			in.Declaration.Labels = []assay.HeldLabel{{Regime: labelJP, Level: "STAR-1", ValidTo: "2026-06-30"}}
			in.Draft = true
		}, "is not relied on: it expired on 2026-06-30", false, []Reason{Unbacked}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in := whole()
			test.set(&in)
			if len(test.wrong) > 0 {
				in.Draft = true
			}
			p, problems := Make("uk-psti", in)
			if p == nil {
				t.Fatalf("no paper: %v", problems)
			}
			var reasons []Reason
			for _, r := range test.wrong {
				if Has(problems, r) {
					reasons = append(reasons, r)
				}
			}
			if len(reasons) != len(test.wrong) || len(test.wrong) == 0 && len(problems) > 0 {
				t.Errorf("problems %v, want reasons %v", problems, test.wrong)
			}
			twin, _, err := Twin(p)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(twin), test.says) {
				t.Errorf("the paper does not say %q", test.says)
			}
			if got := strings.Contains(string(twin), "Standard relied on"); got != test.norm {
				t.Errorf("names a standard: %v, want %v", got, test.norm)
			}
		})
	}
}

// TestUnseen: characters that change what is seen without being seen are refused,
// written out in drafts, and no fact begins a line of its own.
func TestUnseen(t *testing.T) {
	for _, text := range []string{"Home\u202eCam", "a\x07b", "x\u200by", "x\u2066y", "\ufeffx", "x\U000E0041", "a\x1b[31m"} {
		in := whole()
		in.Declaration.Signatory.Function = text
		p, problems := Make("uk-psti", in)
		if p != nil {
			t.Errorf("%q was let through", text)
		}
		named(t, problems, Wrong, "signatory.function")
		in.Draft = true
		p, _ = Make("uk-psti", in)
		twin, _, err := Twin(p)
		if err != nil || strings.IndexFunc(string(twin), unseen) >= 0 || !strings.Contains(p.Signature.Function, "[U+") {
			t.Errorf("%q in a draft: %q, %v", text, p.Signature.Function, err)
		}
	}
	in := whole()
	in.Assessment.Contradictions = []assay.Contradiction{{Unit: "5.1-1-2/a", Declared: "one", Observed: "\u202eevil", Because: []string{"seen"}}}
	if p, problems := Make("ics", in); p == nil {
		t.Errorf("a name in the firmware refuses the ICS: %v", problems)
	} else if twin, _, _ := Twin(p); !strings.Contains(string(twin), "[U+202E]evil") {
		t.Error("a name in the firmware is not written out")
	}
	in = whole()
	in.Declaration.Product.Name, in.Declaration.Signatory.Place = "कैमरा سلام שלום 東京 👨‍👩‍👧 می\u200cخواهم", "Łódź\nDate: 1 January 2020"
	p, problems := Make("uk-psti", in)
	if p == nil || p.Signature.Place != "Łódź Date: 1 January 2020" {
		t.Errorf("%+v, problems %v", p, problems)
	}
}

// TestClassOneByStandards: class I is open to module A where the maker declares that
// harmonised standards are applied in full.
func TestClassOneByStandards(t *testing.T) {
	in := whole()
	in.Declaration.Facts["cra_class_1"], in.Declaration.Facts["harmonised_standards_applied_in_full"] = true, true
	if p, problems := Make("eu-doc-cra", in); p == nil {
		t.Errorf("refused: %v", problems)
	}
}

// TestContactIsEvidence: the technical file holds a contact address only where it
// was seen.
func TestContactIsEvidence(t *testing.T) {
	state := func(in Input) string {
		p, _ := Make("technical-file", in)
		for _, r := range p.Sections[1].Tables[0].Rows {
			if strings.HasPrefix(r.Cells[2], "Evidence of a contact") {
				return r.State
			}
		}
		return "no row"
	}
	in := whole()
	if got := state(in); got != "not_held" {
		t.Errorf("contact only declared: %s", got)
	}
	in.Assessment.Observations = append(in.Assessment.Observations, assay.Observation{ID: "contact-1", Question: "vdp.contact.published", Answer: assay.Yes, Basis: assay.Observed, Summary: "the page names it"})
	if got := state(in); got != "held" {
		t.Errorf("contact seen: %s", got)
	}
}
