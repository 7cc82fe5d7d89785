package oscal

import (
	"fmt"
	"io"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

// WriteResults writes the assessment results: an observation for each of the
// document and for each contradiction, a finding for each provision that was
// judged.
func WriteResults(w io.Writer, doc *assay.Document, _ report.Options) error {
	f, err := newFile(doc)
	if err != nil {
		return err
	}
	r := f.results()
	return write(w, "assessment-results", r, &r.UUID)
}

func (f *file) results() *assessmentResults {
	plan := f.id("plan")
	out := &assessmentResults{Metadata: f.metadata("Assessment of " + markup(f.sum.Name(), "a product") + " against EN 303 645 V" + plain(f.sum.Edition)),
		ImportAP: importAP{Href: "#" + plan, Remarks: "No OSCAL assessment plan exists: the tests are those of the cited specification."}}
	out.Metadata.Roles = []role{{"maker", "Maker of the product"}, {"tester", "Person who tested or judged"}}
	out.Metadata.Parties = f.parties()
	out.Results = []result{f.result()}
	back := &backMatter{Resources: []resource{catalogResource(f.sum.Edition),
		{UUID: plan, Title: "ETSI TS 103 701", Description: "Conformance assessment of the baseline requirements: test cases and units.", Citation: &textual{"ETSI TS 103 701"}}}}
	for _, e := range f.doc.Evidence {
		back.Resources = append(back.Resources, f.evidence(e))
	}
	out.BackMatter = back
	return out
}

// parties are the maker and the people who tested.
func (f *file) parties() []party {
	var out []party
	if name := plain(f.doc.Subject.Manufacturer); name != "" {
		out = append(out, party{UUID: f.id("maker"), Type: "organization", Name: name})
	}
	for _, p := range f.sum.Brief().People {
		out = append(out, party{UUID: f.person(p.Attested), Type: "person", Name: plain(p.By),
			Props: props("role", p.Role, "organisation", p.Organisation, "date", p.Date, "key", p.Key)})
	}
	return out
}

func (f *file) person(a assay.Attested) string {
	return f.id("person", a.By, a.Role, a.Organisation, a.Date, a.Key)
}

func (f *file) result() result {
	r := result{UUID: f.id("result"), Title: "What the evidence supports and refutes", Start: f.at, Remarks: report.Disclaimer,
		Description: fmt.Sprintf("%d refuted, %d supported, %d open, %d not applicable.", f.sum.Counts.Refuted, f.sum.Counts.Supported, f.sum.Counts.Open, f.sum.Counts.NotApplicable),
		LocalDefinitions: localDefinitions{Components: []systemComponent{
			{UUID: f.id("product"), Type: "hardware", Title: markup(f.sum.Name(), "product"), Description: "The product under assessment.", Status: stateStatus{"other"},
				Props: props("model", f.doc.Subject.Model, "version", f.doc.Subject.Version)},
			{UUID: f.id("tool"), Type: "software", Title: markup(f.doc.Tool.Name, "tool"), Description: "The program that answered the questions.", Status: stateStatus{"operational"},
				Props: props("version", f.doc.Tool.Version)}}},
	}
	r.ReviewedControls.Selections = []selection{f.reviewed()}
	for i, o := range f.doc.Observations {
		r.Observations = append(r.Observations, f.observation(i, o))
	}
	for i, c := range f.doc.Contradictions {
		r.Observations = append(r.Observations, f.contradiction(i, c))
	}
	for _, p := range f.sum.Provisions {
		if judged(p) {
			r.Findings = append(r.Findings, f.finding(p))
		}
	}
	for _, p := range f.sum.Brief().People {
		r.Attestations = append(r.Attestations, attestation{ResponsibleParties: []responsible{{"tester", []string{f.person(p.Attested)}}},
			Parts: []part{{Name: "authorization", Prose: markup(report.Who(p.Attested)+": "+report.Count(p.Count, "observation"), "a person")}}})
	}
	return r
}

// judged tells provisions that were assessed and apply.
func judged(p *report.Provision) bool {
	return p.Verdict.Verdict == assay.Pass || p.Verdict.Verdict == assay.Fail || p.Verdict.Verdict == assay.Inconclusive
}

func (f *file) reviewed() selection {
	s := selection{Description: "Excluded are provisions that the maker declares not to apply, and those of which nothing is known."}
	for _, p := range f.sum.Provisions {
		if judged(p) {
			s.Include = append(s.Include, controlRef{Control(p.ID)})
		} else {
			s.Exclude = append(s.Exclude, controlRef{Control(p.ID)})
		}
	}
	if len(s.Include) == 0 {
		s.Description, s.IncludeAll = "Nothing was judged.", &struct{}{}
	}
	return s
}

func (f *file) observation(i int, o assay.Observation) observation {
	out := observation{UUID: f.observed(i), Title: markup(o.About, "observation"), Description: markup(o.Summary, "no summary"), Methods: []string{method(o)}, Types: []string{"finding"},
		Props: props("observation-id", o.ID, "check", o.Check, "question", o.Question, "answer", string(o.Answer), "basis", string(o.Basis)), Collected: f.at,
		Origins: []origin{{[]actor{{"tool", f.id("tool")}}}}, Subjects: []subject{{f.id("product"), "component"}}, Remarks: markup(o.Mend, "")}
	if a := o.Attested; a != nil {
		out.Origins = []origin{{[]actor{{"party", f.person(*a)}}}}
		out.Props = append(out.Props, props("procedure", a.Procedure)...)
	}
	for _, b := range o.Bears {
		out.Props = append(out.Props, props(string(b.Effect), strings.TrimSpace(b.Method+" "+b.Unit+" "+b.Entry))...)
	}
	for _, w := range o.Where {
		e := relevant{Description: markup(strings.TrimSpace(report.Place(w)+" "+report.Quote(w)), "evidence")}
		if w.Evidence != "" && f.holds(w.Evidence) {
			e.Href = "#" + f.id("evidence", w.Evidence)
		}
		out.Relevant = append(out.Relevant, e)
	}
	return out
}

func (f *file) observed(i int) string { return f.id("observation", fmt.Sprint(i)) }

func (f *file) holds(evidence string) bool {
	for _, e := range f.doc.Evidence {
		if e.ID == evidence {
			return true
		}
	}
	return false
}

// method is how OSCAL calls the way an observation came about.
func method(o assay.Observation) string {
	if o.Basis == assay.Tested || o.Basis == assay.Independent {
		return "TEST"
	}
	return "EXAMINE"
}

func (f *file) contradiction(i int, c assay.Contradiction) observation {
	return observation{UUID: f.id("contradiction", fmt.Sprint(i)), Title: "Declared, but observed otherwise", Methods: []string{"EXAMINE"}, Types: []string{"discovery"}, Collected: f.at,
		Description: "Declared: " + markup(c.Declared, "nothing") + ". Observed: " + markup(c.Observed, "nothing"), Props: props("unit", c.Unit, "contradiction", "declared against observed"),
		Origins: []origin{{[]actor{{"tool", f.id("tool")}}}}, Subjects: []subject{{f.id("product"), "component"}}}
}

func (f *file) finding(p *report.Provision) finding {
	out := finding{UUID: f.id("finding", p.ID), Title: markup(p.ID+" "+string(p.State), "finding"), Description: markup(p.Title, p.ID),
		Props:   props("verdict", string(p.Verdict.Verdict), "basis", string(p.Basis), "level", p.Level, "claimed", p.Claimed),
		Target:  target{"objective-id", Objective(p.ID), status(p.Verdict.Verdict)},
		Remarks: markup(p.Reason, "")}
	rests := map[string]bool{}
	for _, id := range p.Verdict.Because {
		rests[id] = true
	}
	for i, o := range f.doc.Observations {
		if rests[o.ID] {
			out.Related = append(out.Related, related{f.observed(i)})
		}
	}
	for _, c := range p.Contradictions {
		for i, all := range f.doc.Contradictions {
			if all.Unit == c.Unit && all.Declared == c.Declared && all.Observed == c.Observed {
				out.Related = append(out.Related, related{f.id("contradiction", fmt.Sprint(i))})
				break
			}
		}
	}
	for _, m := range p.Missing {
		out.Props = append(out.Props, props("missing", m)...)
	}
	return out
}

// status is the state of an objective: OSCAL has two.
func status(j assay.Judgement) objectiveStatus {
	switch j {
	case assay.Pass:
		return objectiveStatus{State: "satisfied", Reason: "pass"}
	case assay.Fail:
		return objectiveStatus{State: "not-satisfied", Reason: "fail"}
	}
	return objectiveStatus{State: "not-satisfied", Reason: "other", Remarks: "Inconclusive: the evidence settles it neither way."}
}
