package report

// LimitGroup is what was not read for one reason and with one effect, however
// many times.
type LimitGroup struct {
	What, Effect string
	Where        []string // the places that are said, in the order of the document, each once
	Count        int      // of limits
}

// Title is what was not read, with how many times where it is more than once.
func (g LimitGroup) Title() string {
	if g.Count < 2 {
		return g.What
	}
	return g.What + " (" + Count(g.Count, "time") + ")"
}

// Limits are the limits of the document, those of one kind together, in the order
// of the first of each.
func (s *Summary) Limits() []LimitGroup {
	type kind struct{ what, effect string }
	var out []LimitGroup
	at := map[kind]int{}
	placed := map[[3]string]bool{}
	for _, l := range s.Doc.Limits {
		i, ok := at[kind{l.What, l.Effect}]
		if !ok {
			i = len(out)
			at[kind{l.What, l.Effect}] = i
			out = append(out, LimitGroup{What: l.What, Effect: l.Effect})
		}
		out[i].Count++
		if place := [3]string{l.What, l.Effect, l.Where}; l.Where != "" && !placed[place] {
			placed[place] = true
			out[i].Where = append(out[i].Where, l.Where)
		}
	}
	return out
}
