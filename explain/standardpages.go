package explain

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay/standard"
)

// origin puts the sources of a row on the page.
func (b *Book) origin(p *Page, o standard.Origin) {
	for _, k := range o.Source {
		c := string(o.Confidence)
		p.source(b.std.Source(k), c)
	}
}

func (b *Book) clausePage(c standard.Clause) *Page {
	p := newPage("clause", c.ID, "EN 303 645 clause "+c.ID+": "+c.Title)
	p.why(c.ID)
	var list []Row
	for _, x := range b.std.All() {
		if x.Clause == c.ID {
			list = append(list, Row{x.ID, x.Title() + " (" + levels(x) + ")"})
			_, r := x.Newest()
			b.origin(p, r.Origin)
		}
	}
	p.section("Provisions", list)
	return p
}

// levels says how binding a provision is, in each edition that has it.
func levels(p *standard.Provision) string {
	var out []string
	for _, e := range p.Versions {
		r, _ := p.In(e)
		out = append(out, fmt.Sprintf("V%s %s", e, r.Level))
	}
	if len(out) == 2 && p.Readings[p.Versions[0]].Level == p.Readings[p.Versions[1]].Level {
		return string(p.Readings[p.Versions[0]].Level)
	}
	return strings.Join(out, ", ")
}

func (b *Book) provisionPage(x *standard.Provision) *Page {
	clause, _ := b.std.Clause(x.Clause)
	edition, newest := x.Newest()
	p := newPage("provision", x.ID, fmt.Sprintf("EN 303 645 provision, clause %s: %s", clause.ID, clause.Title), newest.Summary)
	if first := x.Versions[0]; first != edition && x.Readings[first].Summary != newest.Summary {
		p.Asks = append(p.Asks, fmt.Sprintf("In V%s: %s", first, x.Readings[first].Summary))
	}
	p.why(x.Clause)
	p.section("Editions", b.editionRows(x))
	p.section("How Assay looks at it", b.checkRows(b.unitsOfProvision(x)))
	if len(p.Sections) < 2 {
		p.section("How Assay looks at it", []Row{{"", "no check bears on it yet; to look for: " + x.Automation.Check}})
	}
	p.section("Test cases", b.caseRows(x))
	p.section("To fill in (TS 103 701 V1.1.1, where claimed)", b.ixitRows(x))
	p.section("Regimes it touches", b.edgeRows(x))
	for _, e := range x.Versions {
		r, _ := x.In(e)
		b.origin(p, r.Origin)
	}
	return p
}

func (b *Book) editionRows(x *standard.Provision) []Row {
	var out []Row
	for _, e := range x.Versions {
		r, _ := x.In(e)
		text := string(r.Level) + ", status " + r.Status.Printed
		if r.Status.Text != "" {
			text += ": " + r.Status.Text
		}
		if r.Change != "" {
			text += ". Change: " + r.Change
		}
		out = append(out, Row{"V" + string(e), text})
	}
	if x.TableA1 != nil && x.TableA1.Differs {
		text := "status " + x.TableA1.Status.Printed
		if x.TableA1.Status.Text != "" {
			text += ": " + x.TableA1.Status.Text
		}
		out = append(out, Row{"TS V1.1.1", text + " (its own table, which decides where N/A is open)"})
	}
	if len(x.SupersededBy) > 0 {
		out = append(out, Row{"became", strings.Join(x.SupersededBy, ", ") + " in V3.1.3"})
	}
	if len(x.Replaces) > 0 {
		out = append(out, Row{"was", strings.Join(x.Replaces, ", ") + " in V2.1.1"})
	}
	return out
}

// unitsOfProvision returns the ids that a bearing on the provision can have: its
// cases and units in both method editions, stand-ins included.
func (b *Book) unitsOfProvision(x *standard.Provision) map[string]bool {
	ids := map[string]bool{}
	for _, m := range b.std.Methods() {
		for _, c := range m.CasesOf(x.ID) {
			ids[c.ID] = true
			for _, u := range b.std.UnitsOf(c) {
				ids[u.ID] = true
			}
		}
	}
	return ids
}

// checkRows lists the checks that bear on any of the units, and how.
func (b *Book) checkRows(units map[string]bool) []Row {
	var out []Row
	for _, c := range b.checks {
		var how []string
		for _, bear := range c.Bears {
			if units[bear.Unit] {
				how = append(how, fmt.Sprintf("%s %s %s", bear.On, bear.Effect, bear.Unit))
			}
		}
		if len(how) > 0 {
			out = append(out, Row{c.Name, firstSentence(c.Doc) + " (" + strings.Join(how, ", ") + ")"})
		}
	}
	return out
}

func firstSentence(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if i := strings.Index(s, ". "); i >= 0 {
		return s[:i+1]
	}
	return s
}

func (b *Book) caseRows(x *standard.Provision) []Row {
	var out []Row
	for _, m := range b.std.Methods() {
		for _, c := range m.CasesOf(x.ID) {
			text := c.PassCriterion
			if text == "" {
				text = c.Focus
			}
			if c.Usable == standard.NotUsable {
				text += " No units known."
			}
			out = append(out, Row{c.ID + " V" + m.Version, c.Type + ": " + text})
		}
	}
	return out
}

func (b *Book) ixitRows(x *standard.Provision) []Row {
	var out []Row
	for _, ref := range b.std.RequiredIXIT(x.ID) {
		key := ref.Table
		if t, ok := b.std.Table(key); ok {
			key = t.Key
		}
		out = append(out, Row{key, strings.Join(ref.Fields, ", ")})
	}
	return out
}

func (b *Book) casePage(v1, v2 *standard.TestCase) *Page {
	c := v1
	if c == nil {
		c = v2
	}
	p := newPage("test_case", c.ID, "TS 103 701 test case of provision "+c.Provision+", "+c.Type)
	if x, ok := b.std.Provision(c.Provision); ok {
		p.why(x.Clause)
	}
	if v1 != nil {
		p.Asks = append(p.Asks, v1.PassCriterion)
		p.section("Test units (V1.1.1)", b.unitRows(b.std.UnitsOf(v1)))
		b.origin(p, v1.Origin)
	}
	if v2 != nil {
		p.Asks = append(p.Asks, "V2.1.1: "+v2.Focus)
		rows := []Row{{"relation", v2.Relation}, {"provision", "change: " + v2.ChangeKind + ", " + b.std.ChangeKind(v2.ChangeKind)}}
		rows = append(rows, Row{"stand-ins", standIns(v2)})
		if v2.Caution != "" {
			rows = append(rows, Row{"caution", v2.Caution})
		}
		p.section("In V2.1.1 (its text was not seen)", rows)
		if v1 == nil {
			p.section("Test units of V1.1.1 that stand in", b.unitRows(b.std.UnitsOf(v2)))
		}
		b.origin(p, v2.Origin)
	}
	units := map[string]bool{c.ID: true}
	for _, u := range b.std.UnitsOf(c) {
		units[u.ID] = true
	}
	p.section("How Assay looks at it", orNone(b.checkRows(units), "no check bears on it yet"))
	p.section("How far it goes", b.scopeRows(c))
	return p
}

func orNone(list []Row, none string) []Row {
	if len(list) == 0 {
		return []Row{{"", none}}
	}
	return list
}

func standIns(c *standard.TestCase) string {
	if c.Usable == standard.NotUsable || len(c.Nearest) == 0 {
		return "no unit of V1.1.1 stands in"
	}
	return fmt.Sprintf("units of V1.1.1 case %s: %s", strings.Join(c.Nearest, ", "), c.Usable)
}

func (b *Book) unitRows(units []standard.CaseUnit) []Row {
	var out []Row
	for _, u := range units {
		text := fmt.Sprintf("%s: %s. (%s, %s)", u.Purpose, strings.TrimSuffix(u.Tester, "."), u.Type, b.settled(u.TestUnit))
		out = append(out, Row{u.ID, text})
	}
	return out
}

func (b *Book) settled(u *standard.TestUnit) string {
	return b.std.UnitVocabulary().SettledBy[u.SettledBy]
}

func (b *Book) scopeRows(c *standard.TestCase) []Row {
	var out []Row
	for _, n := range b.std.Scope(c.TestGroup) {
		out = append(out, Row{"", n.Note})
	}
	return out
}

func (b *Book) unitPage(m standard.MethodID, u *standard.TestUnit) *Page {
	c, _ := b.std.Case(m, u.CaseID())
	p := newPage("test_unit", u.ID, fmt.Sprintf("TS 103 701 V1.1.1 test unit of case %s, %s: %s", c.ID, u.Type, u.Purpose), u.Tester+".")
	if x, ok := b.std.Provision(c.Provision); ok {
		p.why(x.Clause)
	}
	rows := []Row{{"runs over", string(u.Quantifier)}, {"settled by", b.settled(u)}}
	if u.DeclaredVsObserved {
		rows = append(rows, Row{"compares", "what is declared with what is observed"})
	}
	for _, ref := range u.IXIT {
		rows = append(rows, Row{"reads", ref.Table + ": " + strings.Join(ref.Fields, ", ")})
	}
	for _, r := range b.std.Reused(u) {
		rows = append(rows, Row{"applies", r.ID + ": " + r.Purpose})
	}
	p.section("How it works", rows)
	p.section("How Assay looks at it", orNone(b.checkRows(map[string]bool{u.ID: true}), "no check bears on it; "+restsOn(u)))
	var stands []Row
	for _, v2 := range b.std.CasesUsing(c.ID) {
		stands = append(stands, Row{v2.ID, string(v2.Usable)})
	}
	p.section("Stands in for cases of V2.1.1", stands)
	p.section("What the case needs", []Row{{c.ID, c.PassCriterion}})
	b.origin(p, c.Origin)
	return p
}

// restsOn says what a unit that no check bears on rests on.
func restsOn(u *standard.TestUnit) string {
	switch {
	case u.SettledBy == standard.Step:
		return "it is a step without an outcome of its own"
	case u.SettledBy == standard.Lookup:
		return "it reads the declaration"
	case u.Type == standard.Conceptual:
		return "a person judges the declared design"
	}
	return "a person tries the product"
}

func (b *Book) tablePage(t *standard.IXITTable) *Page {
	p := newPage("ixit_table", t.Key, "IXIT table "+t.Key+": "+t.Title, "Lists "+t.Lists+"; "+t.Layout+".")
	if t.Renamed {
		p.Asks = append(p.Asks, "In TS 103 701 V1.1.1 it is called "+t.KeyIn(standard.TS103701V1)+".")
	}
	var fields []Row
	for _, f := range t.Fields {
		fields = append(fields, Row{f.Name, fieldText(f)})
	}
	p.section("Fields", fields)
	p.section("Used by test cases of V1.1.1", []Row{{"", strings.Join(t.UsedByV1, ", ")}})
	b.origin(p, t.Origin)
	return p
}

func fieldText(f standard.IXITField) string {
	if f.Enter == "" {
		return "seen in V2.1.1 only; what to enter is not known"
	}
	text := f.Enter
	if len(f.Values) > 0 {
		lead := "for example: "
		if f.ValuesClosed {
			lead = "one of: "
		}
		text += "; " + lead + strings.Join(f.Values, ", ")
	}
	if f.Condition != "" {
		text += "; owed where " + f.Condition
	}
	return text
}

func (b *Book) questionPage(key string, q *standard.Question) *Page {
	p := newPage("question", key, "Question that a check answers: "+key)
	if q != nil {
		p.Asks = append(p.Asks, q.Ask+" The good answer is "+q.Good+".")
		p.section("Asked by", []Row{{"", strings.Join(q.AskedBy, ", ")}})
		b.origin(p, q.Origin)
	} else {
		p.Asks = append(p.Asks, "A question of our own: no regime taken apart so far asks it in these words. What is good is said by the bearings below.")
	}
	var checks []Row
	for _, c := range b.checks {
		if c.Question == key {
			checks = append(checks, Row{c.Name, firstSentence(c.Doc)})
		}
	}
	p.section("Answered by", orNone(checks, "no check yet"))
	p.section("Settles directly", b.ruleRows(key))
	return p
}
