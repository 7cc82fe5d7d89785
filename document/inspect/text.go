package inspect

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay/report"
)

// presentIndent leaves room for the longest id of an item.
const presentIndent = 24

var marks = map[State]string{Present: "✓", Missing: "✗", Wrong: "✗", Unclear: "?"}

// Text is the report for reading, 80 columns wide: what is wrong or missing first,
// then what needs an eye, then what is there.
func (r *Report) Text() string {
	var b strings.Builder
	line := func(indent int, s string) {
		pad := strings.Repeat(" ", indent)
		for _, l := range report.Wrap(report.Plain(s), 80-indent) {
			b.WriteString(pad + l + "\n")
		}
	}
	head := r.File + " · " + r.Format
	if r.Pages > 0 {
		head += " · " + report.Count(r.Pages, "page")
	}
	line(0, head)
	if len(r.Judgements) == 0 {
		line(0, "unknown: nothing could be judged")
	}
	for _, j := range r.Judgements {
		j.write(&b, line)
	}
	r.rest(&b, line)
	return b.String()
}

func (j *Judgement) write(b *strings.Builder, line func(int, string)) {
	count := map[State]int{}
	for _, i := range j.Items {
		count[i.State]++
	}
	line(0, fmt.Sprintf("%s, %s", j.Title, j.Law))
	line(2, "recognised by "+j.How)
	var parts []string
	for _, s := range []State{Wrong, Missing, Unclear, Present} {
		if count[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count[s], s))
		}
	}
	line(0, string(j.Overall)+": "+strings.Join(parts, " · "))
	for _, s := range []State{Wrong, Missing, Unclear} {
		for _, i := range j.Items {
			if i.State == s {
				b.WriteString("\n")
				i.write(line)
			}
		}
	}
	b.WriteString("\n")
	for _, i := range j.Items {
		if i.State == Present {
			for n, l := range report.Wrap(report.Plain(i.Found+onPage(i.Page)), 80-presentIndent) {
				lead := ""
				if n == 0 {
					lead = marks[Present] + " " + i.ID
				}
				fmt.Fprintf(b, "%-*s%s\n", presentIndent, lead, l)
			}
		}
	}
	b.WriteString("\n")
}

func (i *Item) write(line func(int, string)) {
	head := fmt.Sprintf("%s %s: %s", marks[i.State], i.State, i.Asks)
	if i.Ref != "" {
		head += " (" + i.Ref + ")"
	}
	line(0, head)
	line(4, i.Why)
	if i.Quote != "" {
		line(4, "“"+i.Quote+"”"+onPage(i.Page))
	} else if i.Page > 0 {
		line(4, strings.TrimPrefix(onPage(i.Page), ", "))
	}
	if i.Next != "" {
		line(4, "next: "+i.Next)
	}
}

func onPage(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", page %d", n)
}

func (r *Report) rest(b *strings.Builder, line func(int, string)) {
	for _, list := range []struct {
		title string
		lines []string
	}{{"Not read", r.Unread}, {"Notes", r.Notes}} {
		if len(list.lines) == 0 {
			continue
		}
		line(0, list.title)
		for _, u := range list.lines {
			line(2, u)
		}
		b.WriteString("\n")
	}
	if r.Next != "" {
		line(0, "Next: "+r.Next)
		b.WriteString("\n")
	}
	line(0, "This says what stands on the paper, not whether it is true.")
}
