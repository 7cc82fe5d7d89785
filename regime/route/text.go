package route

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Text prints the plan in 80 columns.
func (p *Plan) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "To sell in %s on %s\n\n", orNone(p.Markets), p.Sell)
	for i, s := range p.Steps {
		step(&b, p.Steps[:i], s)
	}
	if len(p.Steps) > 0 {
		wrap(&b, "", fmt.Sprintf("About %s in all: %s of work and %s of fees; in hand by %s.", euros(p.Euros), many(p.Days, "day"), euros(p.Fees), p.Done))
	} else if len(p.Unreachable) == 0 {
		b.WriteString("Nothing we know of is needed.\n")
	}
	if p.Saved > 0.5 {
		fmt.Fprintf(&b, "That is %s less than doing each part directly.\n", euros(p.Saved))
	}
	goals(&b, "Reached", p.Goals)
	goals(&b, "No way we know of", p.Unreachable)
	goals(&b, "Comes after that day", p.Later)
	if len(p.Notes) > 0 {
		b.WriteByte('\n')
	}
	for _, n := range p.Notes {
		wrap(&b, "", strings.ToUpper(n[:1])+n[1:]+".")
	}
	b.WriteString("\nFees and days are estimates unless a fee says \"read\"; this is no legal advice.\n")
	return b.String()
}

// step prints one step that comes after those before it.
func step(b *strings.Builder, before []Planned, s Planned) {
	wrap(b, "  ", fmt.Sprintf("%d. %s", len(before)+1, s.Do))
	line := fmt.Sprintf("%s to %s, %s", s.Starts, s.Done, many(s.Days, "day"))
	if s.Weeks > 0 {
		line += " and " + many(s.Weeks, "week")
	}
	if s.Fee != nil {
		line += fmt.Sprintf(", fee %s %s (%s)", grouped(s.Fee.Amount), s.Fee.Currency, s.Fee.Confidence)
	}
	wrap(b, "     ", line)
	wrap(b, "     ", "gives "+strings.Join(s.Gives, ", ")+needs(before, s.Step))
	wrap(b, "     ", "papers: "+strings.Join(s.Papers, "; "))
	if s.ValidYears > 0 {
		fmt.Fprintf(b, "     lasts %d years\n", s.ValidYears)
	}
	wrap(b, "     ", "["+s.Source+", "+string(s.Confidence)+"]")
	b.WriteByte('\n')
}

// needs names what a step needs and, where a step before it gives that, which.
func needs(before []Planned, s Step) string {
	var list []string
	for _, need := range s.Needs {
		for i, earlier := range before {
			if slices.Contains(earlier.Gives, need) {
				need += fmt.Sprintf(" (step %d)", i+1)
				break
			}
		}
		list = append(list, need)
	}
	if len(list) == 0 {
		return ""
	}
	return "; needs " + strings.Join(list, ", ")
}

func goals(b *strings.Builder, title string, list []Goal) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", title)
	for _, g := range list {
		text := g.Outcome + " (" + strings.TrimSpace(g.Market+" "+g.Why) + ")"
		if g.Note != "" {
			text += ": " + g.Note
		}
		if len(g.Missing) > 0 {
			text += "; taken to apply, not stated: " + strings.Join(g.Missing, ", ")
		}
		wrap(b, "  ", text)
	}
}

func many(n float64, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%.4g %ss", n, unit)
}

func orNone(markets []string) string {
	if len(markets) == 0 {
		return "no market"
	}
	return strings.ToUpper(strings.Join(markets, ", "))
}

func euros(x float64) string { return "€" + grouped(math.Round(x)) }

// grouped writes a number with thin groups of three digits.
func grouped(x float64) string {
	digits := fmt.Sprintf("%.0f", x)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && digits[i-1] != '-' {
			b.WriteByte(' ')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// wrap writes text in lines of at most 80 columns; lines after the first are
// indented by three more where the text begins with a number.
func wrap(b *strings.Builder, indent, text string) {
	line := indent
	for _, word := range strings.Fields(text) {
		if len([]rune(line))+1+len([]rune(word)) > 80 && strings.TrimSpace(line) != "" {
			b.WriteString(line + "\n")
			line = indent
		}
		if strings.TrimSpace(line) != "" {
			line += " "
		}
		line += word
	}
	b.WriteString(line + "\n")
}
