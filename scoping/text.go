package scoping

import (
	"fmt"
	"strings"
	"time"
)

// Scope is the answer to "where do I begin", as JSON and as text.
type Scope struct {
	At    string   `json:"at"`
	Facts Answered `json:"answers"`
	Bound []Bound  `json:"bound"`
	Jobs  []Job    `json:"jobs"`
	Hours int      `json:"hours"`
}

// Answered are the answers as given.
type Answered = Answers

// Of makes the scope of a product on a day.
func Of(a Answers, at time.Time) *Scope {
	all := Bind(a, at)
	jobs := Jobs(a, all)
	return &Scope{At: at.UTC().Format(time.DateOnly), Facts: a, Bound: all, Jobs: jobs, Hours: Hours(jobs)}
}

// Text prints the scope in 80 columns.
func (s *Scope) Text() string {
	var b strings.Builder
	s.laws(&b)
	s.jobs(&b)
	b.WriteString("\nThis reads laws for you; it is not legal advice.\n")
	return b.String()
}

func (s *Scope) laws(b *strings.Builder) {
	for _, part := range []struct {
		title string
		takes func(Bound) bool
	}{
		{"What binds you on " + s.At, func(x Bound) bool { return x.Standing == Binds && !x.Future }},
		{"What will bind you", func(x Bound) bool { return x.Standing == Binds && x.Future }},
		{"What may bind you: a fact is missing", func(x Bound) bool { return x.Standing == May }},
	} {
		var rows []Bound
		for _, x := range s.Bound {
			if part.takes(x) {
				rows = append(rows, x)
			}
		}
		if len(rows) == 0 {
			if strings.HasSuffix(part.title, s.At) {
				fmt.Fprintf(b, "%s\n  nothing by these answers\n", part.title)
			}
			continue
		}
		fmt.Fprintf(b, "%s\n", part.title)
		for _, x := range rows {
			s.law(b, x)
		}
		b.WriteByte('\n')
	}
	s.offered(b)
}

func (s *Scope) law(b *strings.Builder, x Bound) {
	when := ""
	if x.From != "" {
		when = "from " + x.From
	}
	if x.Until != "" {
		when += " until " + x.Until
	}
	fmt.Fprintf(b, "  %-44s %s\n", shorten(x.Name, 44), when)
	if len(x.Missing) > 0 {
		wrap(b, "    ", "not stated: "+meanings(x.Missing))
	}
	if x.Note != "" {
		wrap(b, "    ", x.Note)
	}
	for _, d := range x.Duties {
		as := ""
		if d.As != "" {
			as = "as " + d.As + ": "
		}
		sure := ""
		if d.Confidence != "read" {
			sure = ", " + string(d.Confidence)
		}
		wrap(b, "    ", as+d.Duty+" ["+d.Ref+sure+"]")
	}
	if len(x.Duties) == 0 {
		wrap(b, "    ", "what it asks of this role is not in our data: assay explain "+x.Regime)
	}
}

func (s *Scope) offered(b *strings.Builder) {
	var names []string
	for _, x := range s.Bound {
		if x.Standing == Chosen && x.Kind == "label" {
			names = append(names, x.Name)
		}
	}
	if len(names) > 0 {
		wrap(b, "", "Labels you may ask for: "+strings.Join(names, ", ")+".")
		b.WriteByte('\n')
	}
}

func (s *Scope) jobs(b *strings.Builder) {
	if len(s.Jobs) == 0 {
		return
	}
	fmt.Fprintf(b, "The first %d jobs, about %d hours\n", len(s.Jobs), s.Hours)
	for i, j := range s.Jobs {
		text := fmt.Sprintf("%d. %s (%s h)", i+1, j.Do, j.Hours)
		hang(b, "  ", "     ", text)
		why := j.Why
		if len(j.AskedBy) > 0 {
			why += "; asked by " + strings.Join(j.AskedBy, ", ")
		}
		wrap(b, "     ", why)
		fmt.Fprintf(b, "     %s\n", j.Command)
	}
}

func shorten(s string, width int) string {
	if r := []rune(s); len(r) > width {
		return string(r[:width-1]) + "…"
	}
	return s
}

func meanings(facts []string) string {
	var out []string
	for _, f := range facts {
		text := f
		if why := strings.TrimPrefix(strings.TrimSpace(meant(f, 0)), "# "); why != "" {
			text += " (" + why + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// wrap writes text in lines of at most 80 columns, each indented.
func wrap(b *strings.Builder, indent, text string) { hang(b, indent, indent, text) }

// hang wraps a text whose first line is indented otherwise than the rest.
func hang(b *strings.Builder, first, rest, text string) {
	const width = 80
	line := first
	for _, word := range strings.Fields(text) {
		if len([]rune(line))+1+len([]rune(word)) > width && strings.TrimSpace(line) != "" {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = rest
		}
		if strings.TrimSpace(line) != "" {
			line += " "
		}
		line += word
	}
	b.WriteString(line + "\n")
}
