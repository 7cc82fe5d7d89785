package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/assay-project/assay/plan"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/standard"
)

// planView says how a plan is shown to a person.
type planView struct {
	width int
	full  bool // with needs and whole sentences
}

var planForms = map[string]func(io.Writer, *plan.Plan, planView) error{
	"text": planText, "json": planJSON, "csv": planCSV, "md": planMarkdown,
}

func planJSON(w io.Writer, p *plan.Plan, _ planView) error {
	data, err := writeJSON(p)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

// planHead is the line that sums an edition up.
func planHead(p *plan.Plan, e plan.EditionPlan) string {
	t := e.Totals
	head := fmt.Sprintf("EN 303 645 V%s by %s: %s with %s (automatic %d, declared %d, person %d); %s of a person's time", e.Edition,
		methodName(e.Method), report.Count(t.Cases, "test case"), report.Count(t.Places[plan.Automatic]+t.Places[plan.Declared]+t.Places[plan.Person], "place"), t.Places[plan.Automatic], t.Places[plan.Declared], t.Places[plan.Person], plan.Duration(t.Minutes))
	if p.Run {
		head += fmt.Sprintf(", %s of it left", plan.Duration(t.Left))
	}
	return head
}

func methodName(id string) string {
	name, version, _ := strings.Cut(id, "/")
	return strings.Replace(strings.ToUpper(name), "TS103701", "TS 103 701", 1) + " V" + version
}

func planText(w io.Writer, p *plan.Plan, view planView) error {
	var b strings.Builder
	if p.Product != "" {
		fmt.Fprintf(&b, "%s\n", report.Plain(p.Product))
	}
	for _, e := range p.Editions {
		for _, line := range report.Wrap(planHead(p, e), view.width) {
			fmt.Fprintf(&b, "%s\n", line)
		}
		provision := ""
		for _, c := range e.Cases {
			if c.Provision != provision {
				provision = c.Provision
				fmt.Fprintf(&b, "\n%s\n", report.Shorten(fmt.Sprintf("%-8s%s (%s)", provision, c.Title, c.Level), view.width))
			}
			planCase(&b, c, view)
		}
		b.WriteString("\n")
	}
	if len(p.Editions) > 1 {
		text := fmt.Sprintf("together, shared work counted once: %s of a person's time", plan.Duration(p.Minutes))
		if p.Run {
			text += fmt.Sprintf(", %s of it left", plan.Duration(p.Left))
		}
		for _, line := range report.Wrap(text, view.width) {
			fmt.Fprintf(&b, "%s\n", line)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func planCase(b *strings.Builder, c plan.Case, view planView) {
	state := string(c.State)
	if c.Verdict != "" && c.State == plan.Done {
		state = string(c.Verdict)
	}
	time := ""
	if c.Minutes > 0 {
		time = plan.Duration(c.Minutes)
	}
	fmt.Fprintf(b, "  %-11s %-22s %-15s %s\n", c.ID, c.Type, state, time)
	if len(c.Units) == 0 {
		fmt.Fprintf(b, "    %s\n", report.Shorten(fmt.Sprintf("%-10s %s", placeOf(c.Place, false), c.Focus), view.width-4))
	}
	for _, u := range c.Units {
		planUnit(b, u, view)
	}
	if c.Why != "" {
		fmt.Fprintf(b, "    %s\n", report.Shorten(string(c.State)+": "+report.Plain(c.Why), view.width-4))
	}
	if view.full {
		planNeeds(b, c, view)
	}
}

// placeOf is the place in a word; a step is preparation.
func placeOf(p plan.Place, step bool) string {
	if step {
		return "prepare"
	}
	return string(p)
}

func planUnit(b *strings.Builder, u plan.Unit, view planView) {
	text := u.Do
	if len(u.Entries) > 0 {
		text = fmt.Sprintf("[%s] %s", report.Count(len(u.Entries), "row"), text)
	}
	if len(u.Checks) > 0 && u.Place == plan.Automatic {
		text = strings.Join(u.Checks, ", ") + ": " + text
	}
	letter := u.ID[strings.LastIndex(u.ID, "/")+1:]
	line := fmt.Sprintf("%s  %-10s %s", letter, placeOf(u.Place, u.Step), report.Plain(text))
	if !view.full {
		fmt.Fprintf(b, "    %s\n", report.Shorten(line, view.width-4))
		return
	}
	fmt.Fprintf(b, "    %s  %-10s %s\n", letter, placeOf(u.Place, u.Step), u.State)
	planField(b, view, "do", u.Do)
	planField(b, view, "over", string(u.Over)+rowsText(u.Entries))
	planField(b, view, "reads", fieldsText(u.Reads))
	planField(b, view, "checks", strings.Join(u.Checks, ", "))
	planField(b, view, "records", strings.Join(u.Records, ", "))
	planField(b, view, "stale", u.Why)
	if u.Minutes > 0 {
		planField(b, view, "time", plan.Duration(u.Minutes))
	}
}

func planField(b *strings.Builder, view planView, name, text string) {
	if text == "" {
		return
	}
	for i, line := range report.Wrap(report.Plain(text), view.width-17) {
		if i > 0 {
			name = ""
		}
		fmt.Fprintf(b, "       %-9s %s\n", name, line)
	}
}

func rowsText(entries []string) string {
	if len(entries) == 0 {
		return ""
	}
	return ": " + strings.Join(entries, ", ")
}

func fieldsText(refs []standard.FieldRef) string {
	var out []string
	for _, r := range refs {
		text := r.Table
		if len(r.Fields) > 0 {
			text += " (" + strings.Join(r.Fields, ", ") + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

func planNeeds(b *strings.Builder, c plan.Case, view planView) {
	if c.Needs == nil {
		return
	}
	planField(b, view, "device", c.Needs.State)
	planField(b, view, "tools", strings.Join(c.Needs.Tools, "; "))
	planField(b, view, "samples", fmt.Sprint(c.Needs.Samples))
	planField(b, view, "ready in", plan.Duration(c.Needs.Minutes))
	planField(b, view, "caution", c.Caution)
}

// planRow is one line of a table: a unit, or a case whose units are not known.
type planRow struct {
	edition string
	c       plan.Case
	u       plan.Unit
}

func planRows(p *plan.Plan) []planRow {
	var rows []planRow
	for _, e := range p.Editions {
		for _, c := range e.Cases {
			if len(c.Units) == 0 {
				rows = append(rows, planRow{e.Edition, c, plan.Unit{Type: standard.UnitType(c.Type), Place: c.Place, Do: c.Focus, State: c.State, Minutes: c.Minutes, Left: c.Left, Records: c.Records}})
			}
			for _, u := range c.Units {
				rows = append(rows, planRow{e.Edition, c, u})
			}
		}
	}
	return rows
}

var planColumns = []string{"edition", "provision", "level", "case", "unit", "type", "place", "checks", "do", "over", "rows", "reads", "device", "tools", "samples", "state", "verdict", "minutes", "minutes left", "records", "why"}

func planCSV(w io.Writer, p *plan.Plan, _ planView) error {
	out := csv.NewWriter(w)
	if err := out.Write(planColumns); err != nil {
		return err
	}
	for _, r := range planRows(p) {
		device, tools, samples := "", "", ""
		if n := r.c.Needs; n != nil {
			device, tools, samples = n.State, strings.Join(n.Tools, "; "), fmt.Sprint(n.Samples)
		}
		why := r.u.Why
		if why == "" {
			why = r.c.Why
		}
		cells := []string{
			r.edition, r.c.Provision, string(r.c.Level), r.c.ID, r.u.ID, string(r.u.Type), placeOf(r.u.Place, r.u.Step), strings.Join(r.u.Checks, " "), r.u.Do, string(r.u.Over),
			strings.Join(r.u.Entries, " "), fieldsText(r.u.Reads), device, tools, samples, string(r.u.State), string(r.u.Verdict),
			fmt.Sprint(r.u.Minutes), fmt.Sprint(r.u.Left), strings.Join(r.u.Records, " "), why,
		}
		for i := range cells {
			cells[i] = spreadsheetSafe(cells[i])
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// spreadsheetSafe keeps a cell from being taken for a formula.
func spreadsheetSafe(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

func planMarkdown(w io.Writer, p *plan.Plan, _ planView) error {
	var b strings.Builder
	b.WriteString("# Test plan")
	if p.Product != "" {
		fmt.Fprintf(&b, ": %s", markdownCell(p.Product))
	}
	b.WriteString("\n")
	for _, e := range p.Editions {
		fmt.Fprintf(&b, "\n## EN 303 645 V%s\n\n%s\n\n| Case | Unit | How | What to do | Over | Device | State | Minutes |\n|---|---|---|---|---|---|---|--:|\n", e.Edition, planHead(p, e))
		for _, r := range planRows(&plan.Plan{Editions: []plan.EditionPlan{e}}) {
			device := ""
			if r.c.Needs != nil {
				device = r.c.Needs.State
			}
			over := string(r.u.Over) + rowsText(r.u.Entries)
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %d |\n", r.c.ID, r.u.ID[strings.LastIndex(r.u.ID, "/")+1:], placeOf(r.u.Place, r.u.Step),
				markdownCell(r.u.Do), markdownCell(over), device, r.u.State, r.u.Minutes)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdownCell makes text safe in a cell of a table.
func markdownCell(text string) string {
	text = report.Plain(text)
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "`", "'", "[", `\[`).Replace(text)
}
