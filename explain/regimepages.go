package explain

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/regime"
	"github.com/assay-project/assay/standard"
)

// edgeRows lists what a provision does to regimes: first what carries a verdict,
// then what only touches it, regime by regime.
func (b *Book) edgeRows(x *standard.Provision) []Row {
	var carry, touch []Row
	for _, r := range b.regimes.Regimes() {
		var touches []string
		for i := range r.Edges {
			e := &r.Edges[i]
			if e.Granularity != "provision" || !speaksOf(e, x) {
				continue
			}
			if e.Relation == regime.IntersectsWith {
				touches = append(touches, regime.Plain(e.Requirement))
				continue
			}
			carry = append(carry, Row{r.ID + " " + regime.Plain(e.Requirement), direction(e)})
		}
		if len(touches) > 0 {
			touch = append(touch, Row{r.ID, "overlaps in part: " + strings.Join(touches, ", ")})
		}
	}
	return append(append(carry, touch...), b.wholeClauseRow(x)...)
}

// wholeClauseRow names the regimes whose source relates the clause as a whole.
func (b *Book) wholeClauseRow(x *standard.Provision) []Row {
	var ids []string
	for _, r := range b.regimes.Regimes() {
		for i := range r.Edges {
			if e := &r.Edges[i]; e.Granularity == "clause" && e.Provision == x.Clause {
				ids = append(ids, r.ID)
				break
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return []Row{{"", fmt.Sprintf("The whole of clause %s is related, and nothing crosses, in: %s", x.Clause, strings.Join(ids, ", "))}}
}

func speaksOf(e *regime.Edge, x *standard.Provision) bool {
	if e.Provision == x.ID {
		return true
	}
	for _, id := range e.ProvisionV3 {
		if id == x.ID {
			return true
		}
	}
	return false
}

// inAny tells whether a verdict crosses in any edition of EN 303 645.
func inAny(carries func(assay.Judgement, standard.Edition) bool, v assay.Judgement) bool {
	for _, ed := range standard.Editions() {
		if carries(v, ed) {
			return true
		}
	}
	return false
}

// direction says what crosses an edge, and on which terms.
func direction(e *regime.Edge) string {
	var what string
	pass, fail := inAny(e.Carries, assay.Pass), inAny(e.Carries, assay.Fail)
	switch {
	case pass && fail:
		what = "a pass meets it and a fail fails it"
	case pass:
		what = "a pass meets it"
	case fail:
		what = "a fail fails it"
	case e.Granularity == "provision" && e.Relation != regime.IntersectsWith:
		return "nothing crosses: a modelled product tells the two apart (doc/mappings.md)"
	default:
		return "overlaps in part; nothing crosses"
	}
	if len(e.Editions) > 0 {
		var eds []string
		for _, ed := range e.Editions {
			eds = append(eds, "V"+string(ed))
		}
		what += " (" + strings.Join(eds, ", ") + ")"
	}
	if e.PassWhen != "" {
		what += ", only where " + e.PassWhen
	}
	return what + " [" + string(e.Confidence) + "]"
}

func (b *Book) regimePage(r *regime.Regime) *Page {
	p := newPage("regime", r.ID, r.Name, fmt.Sprintf("%s of %s (%s). Binds %s.", title(string(r.Kind)), r.Jurisdiction, r.Issuer, strings.TrimSuffix(r.Binds, ".")))
	p.section("Standing", b.standingRows(r))
	var reqs []Row
	for _, q := range r.Requirements {
		text := q.Title
		if q.Level != "" {
			text += " (" + q.Level + ")"
		}
		if !q.Mandatory {
			text += " (not mandatory)"
		}
		reqs = append(reqs, Row{regime.Plain(q.ID), text})
	}
	p.section("Requirements", orNone(reqs, "not taken apart yet"))
	p.section("Duties beside the requirements", ownDuties(r.Rules()))
	p.section("How it is judged", judgedRows(r))
	p.section("Rules", rulesOverview(r.Rules()))
	p.section("Recognises", b.recognitionRows(r))
	p.section("Papers it wants", listRows(r.Documents))
	if r.ID == b.regimes.PSTI().Regime {
		p.section("Traps", listRows(b.regimes.PSTI().Traps))
	}
	p.source(r.Source, string(r.Confidence))
	return p
}

func title(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func listRows(list []string) []Row {
	var out []Row
	for _, s := range list {
		out = append(out, Row{"", s})
	}
	return out
}

func (b *Book) standingRows(r *regime.Regime) []Row {
	rows := []Row{{"status", r.Status}}
	if f := r.InForce; f != nil {
		text := f.From
		if f.Until != "" {
			text += " until " + f.Until
		}
		text += ", counted by " + f.CountedBy
		if f.Note != "" {
			text += "; " + f.Note
		}
		rows = append(rows, Row{"in force", text})
	}
	if r.Scope != nil {
		text := r.Scope.AppliesWhen
		if r.Scope.NotWhen != "" {
			text += "; not where " + r.Scope.NotWhen
		}
		rows = append(rows, Row{"in scope where", text}, Row{"scope", r.Scope.Note + " [" + string(r.Scope.Confidence) + "]"})
	}
	for _, x := range []struct{ label, text string }{
		{"levels", strings.Join(r.Tiers, "; ")}, {"validity", r.Validity}, {"fees", r.Fees}, {"penalties", r.Penalties}, {"note", r.Note},
	} {
		if x.text != "" {
			rows = append(rows, Row{x.label, x.text})
		}
	}
	return rows
}

// judgedRows counts what could settle the requirements.
func judgedRows(r *regime.Regime) []Row {
	var pass, fail, overlap int
	for i := range r.Edges {
		e := &r.Edges[i]
		if inAny(e.Carries, assay.Pass) {
			pass++
		}
		if inAny(e.Carries, assay.Fail) {
			fail++
		}
		if e.Relation == regime.IntersectsWith {
			overlap++
		}
	}
	var rows []Row
	if f := r.Rules(); f != nil {
		rows = append(rows, Row{"by rules", fmt.Sprintf("%d rules; the edges below speak only where these are silent", len(f.Rules))})
	}
	if len(r.Edges) > 0 {
		rows = append(rows, Row{"from EN 303 645", fmt.Sprintf("%d edges over which a pass crosses, %d a fail, %d that overlap and carry nothing", pass, fail, overlap)})
	}
	if r.ClauseFold != "" {
		rows = append(rows, Row{"from EN 303 645", "folded clause by clause from the provisions of V" + string(r.ClauseFold)})
	}
	return rows
}

func (b *Book) recognitionRows(r *regime.Regime) []Row {
	var out []Row
	for _, rec := range r.Recognitions {
		out = append(out, Row{rec.Recognises, recognitionText(&rec)})
	}
	for _, other := range b.regimes.Regimes() {
		for _, rec := range other.Recognitions {
			if rec.Recognises == r.ID {
				out = append(out, Row{"by " + other.ID, recognitionText(&rec)})
			}
		}
	}
	return out
}

func recognitionText(rec *regime.Recognition) string {
	text := fmt.Sprintf("%s: %s; since %s; condition: %s [%s]", rec.Level, rec.Effect, rec.Since, rec.Condition, rec.Confidence)
	if len(rec.Gives) == 0 {
		text += " (meets no requirement by itself)"
	}
	return text
}

func (b *Book) requirementPage(r *regime.Regime, q *regime.Requirement) *Page {
	p := newPage("requirement", q.ID, r.Title()+": "+q.Title, q.Summary)
	if plain := regime.Plain(q.ID); plain != q.ID {
		p.Plain = plain
	}
	p.section("Standing", b.requirementRows(r, q))
	p.section("Rules", rulesOf(r, q, p))
	var edges []Row
	clauses := map[string]bool{}
	for _, e := range r.EdgesOf(q.ID) {
		text := direction(e)
		if e.Granularity == "clause" {
			text = "the source relates the whole clause; nothing crosses [" + string(e.Confidence) + "]"
		} else if x, ok := b.std.Provision(e.Provision); ok {
			clauses[x.Clause] = true
		}
		if e.Audit != nil {
			text += ". " + e.Audit.Why
		}
		edges = append(edges, Row{e.Provision, text})
		p.source(e.Source, string(e.Confidence))
	}
	if len(clauses) == 1 {
		for c := range clauses {
			p.why(c)
		}
	}
	p.section("Read from EN 303 645", edges)
	p.section("How Assay looks at it", orNone(b.checksFor(r, q), "no check bears on it yet"))
	var beyond []Row
	for _, x := range r.Beyond {
		if x.Requirement == q.ID {
			beyond = append(beyond, Row{"", x.Note})
		}
	}
	p.section("Beyond EN 303 645", beyond)
	var recs []Row
	for i := range r.Recognitions {
		if rec := &r.Recognitions[i]; oneOf(rec.Gives, q.ID) {
			recs = append(recs, Row{rec.Recognises, recognitionText(rec)})
		}
	}
	p.section("Also met by", recs)
	confidence := q.Confidence
	if confidence == "" {
		confidence = r.Confidence
	}
	p.source(r.Source, string(confidence))
	return p
}

func (b *Book) requirementRows(r *regime.Regime, q *regime.Requirement) []Row {
	var rows []Row
	binding := "mandatory"
	if !q.Mandatory {
		binding = "not mandatory"
	}
	if q.Alternative {
		binding += ", one of several ways"
	}
	rows = append(rows, Row{"regime", r.ID + ", " + string(r.Kind) + ", " + binding})
	if q.Level != "" {
		rows = append(rows, Row{"level", q.Level})
	}
	from := q.AppliesFrom
	if from == "" && r.InForce != nil {
		from = r.InForce.From
	}
	if from != "" {
		rows = append(rows, Row{"from", from})
	}
	if q.AppliesWhen != "" {
		rows = append(rows, Row{"applies where", q.AppliesWhen})
	}
	if len(q.FoldOf) > 0 {
		rows = append(rows, Row{"stands with", strings.Join(q.FoldOf, ", ")})
	}
	return rows
}

// checksFor lists the checks that reach a requirement: by a question of its rules,
// or through a provision whose verdict crosses.
func (b *Book) checksFor(r *regime.Regime, q *regime.Requirement) []Row {
	questions, units := map[string]bool{}, map[string]bool{}
	if f := r.Rules(); f != nil {
		for _, rule := range f.Of(q.ID) {
			questions[rule.Question] = true
			for i := range rule.EvaluatedBy {
				e := &rule.EvaluatedBy[i]
				if !inAny(e.Carries, assay.Pass) && !inAny(e.Carries, assay.Fail) {
					continue
				}
				b.unitsOf(e, units)
			}
		}
	}
	for _, e := range r.EdgesOf(q.ID) {
		x, ok := b.std.Provision(e.Provision)
		if !ok || e.Relation == regime.IntersectsWith || e.Granularity != "provision" {
			continue
		}
		for id := range b.unitsOfProvision(x) {
			units[id] = true
		}
	}
	var out []Row
	for _, c := range b.checks {
		if questions[c.Question] {
			out = append(out, Row{c.Name, firstSentence(c.Doc) + " (directly)"})
		} else if bearsOn(c, units) {
			out = append(out, Row{c.Name, firstSentence(c.Doc)})
		}
	}
	return out
}

// unitsOf adds the test units behind a rule's evaluation.
func (b *Book) unitsOf(e *regime.Evaluated, units map[string]bool) {
	for _, id := range e.IDs() {
		if x, ok := b.std.Provision(id); ok {
			for u := range b.unitsOfProvision(x) {
				units[u] = true
			}
		}
	}
}

func bearsOn(c *check.Check, units map[string]bool) bool {
	for _, bear := range c.Bears {
		if units[bear.Unit] {
			return true
		}
	}
	return false
}

func (b *Book) checkPage(c *check.Check) *Page {
	p := newPage("check", c.Name, "Check: "+c.Name, strings.Join(strings.Fields(c.Doc), " "))
	rows := []Row{{"question", c.Question}}
	if q, ok := b.std.Question(c.Question); ok {
		rows = append(rows, Row{"asks", q.Ask + " The good answer is " + q.Good + "."})
	}
	p.section("Question", rows)
	var bears []Row
	seen := map[string]bool{}
	var provisions []*standard.Provision
	for _, bear := range c.Bears {
		text := fmt.Sprintf("%s %s", bear.On, bear.Effect)
		if x, what := b.bearingTarget(bear); x != nil {
			text += ": " + what
			if !seen[x.ID] {
				seen[x.ID] = true
				provisions = append(provisions, x)
			}
		}
		bears = append(bears, Row{bear.Unit, text})
	}
	p.section("Bears on", bears)
	var list []Row
	for _, x := range provisions {
		list = append(list, Row{x.ID, x.Title()})
		_, r := x.Newest()
		b.origin(p, r.Origin)
	}
	p.section("Provisions", list)
	p.section("Settles directly", b.ruleRows(c.Question))
	return p
}

// bearingTarget finds the provision a bearing is about and says what the unit is for.
func (b *Book) bearingTarget(bear check.Bearing) (*standard.Provision, string) {
	method := standard.MethodID(bear.Method)
	if method == "" {
		method = check.DefaultMethod
	}
	caseID, _, _ := strings.Cut(bear.Unit, "/")
	c, ok := b.std.Case(method, caseID)
	if !ok {
		return nil, ""
	}
	x, _ := b.std.Provision(c.Provision)
	if u, ok := b.std.Unit(method, bear.Unit); ok {
		return x, u.Purpose
	}
	return x, c.Focus
}

func oneOf(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
