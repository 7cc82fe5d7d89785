package verdict

import (
	"sort"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// bearing is what one observation does to one unit, bound to an entry.
type bearing struct {
	obs    *assay.Observation
	effect assay.Effect
	entry  string // "" for the unit as a whole
	row    *row   // nil where nothing declares the entry
	judged bool   // a judgement of the declared design, by a person or by a review of the declaration
}

func (b bearing) unknown() bool { return b.obs.Answer == assay.Unknown }

func (b bearing) refutes() bool { return b.effect == assay.Refutes && !b.unknown() }

// book keeps observations by the unit they bear on.
type book struct {
	observations []assay.Observation // copies, entries bound
	units        map[string][]bearing
	cases        map[string][]bearing // on cases, by directKey
	groups       map[string][]bearing // on provisions of the edition judged
	seen         map[string]bool      // fact keys that collectors saw
	byID         map[string]*assay.Observation
}

// newBook copies the observations, puts them in the order of their ids and
// binds every bearing. The order they came in is lost on purpose.
func newBook(j *judge, all []assay.Observation) *book {
	b := &book{observations: make([]assay.Observation, len(all)), units: make(map[string][]bearing),
		cases: make(map[string][]bearing), groups: make(map[string][]bearing), seen: make(map[string]bool), byID: make(map[string]*assay.Observation)}
	copy(b.observations, all)
	order := make([]*assay.Observation, len(all))
	for i := range b.observations {
		o := &b.observations[i]
		o.Bears = append([]assay.Bears{}, o.Bears...)
		order[i], b.byID[o.ID] = o, o
	}
	for _, key := range j.in.Seen {
		b.seen[key] = true
	}
	sort.SliceStable(order, func(x, y int) bool { return order[x].ID < order[y].ID })
	for _, o := range order {
		for i := range o.Bears {
			b.enter(j, o, &o.Bears[i])
		}
	}
	return b
}

func (b *book) enter(j *judge, o *assay.Observation, bears *assay.Bears) {
	u, ok := j.std.Unit(standard.MethodID(bears.Method), bears.Unit)
	if !ok {
		b.enterDirect(j, o, bears)
		return
	}
	tables := tablesOf(u)
	if u.Quantifier == standard.AsAWhole && bears.Entry == "" {
		tables = nil // judged as a whole: there is one result
	}
	bound := j.tables.bound(tables, o, bears)
	bound.judged = judged(o, u.Type == standard.Conceptual)
	bound.effect = j.tables.compared(u, bound)
	bears.Effect = bound.effect
	b.units[u.ID] = append(b.units[u.ID], bound)
}

// bound finds the entry a bearing is about and writes it back. A check may
// have named one itself; then it stands.
func (t *tables) bound(keys []string, o *assay.Observation, bears *assay.Bears) bearing {
	out := bearing{obs: o, effect: bears.Effect}
	k := kindOf(o.About)
	table := t.entryTable(keys, k)
	switch {
	case bears.Entry != "":
		out.row = t.byKey[bears.Entry]
	case k == whole || table == "":
		return out
	default:
		if out.row = t.bind(table, o); out.row != nil {
			bears.Entry = out.row.key
		} else {
			bears.Entry = t.name(table, k) + "/observed:" + o.About
		}
	}
	out.entry = bears.Entry
	return out
}

// entryTable chooses the table whose rows a unit runs over: the first with
// rows, or the first of them that lists things of the kind observed.
func (t *tables) entryTable(keys []string, k factKind) string {
	fits := map[factKind][]int{
		service: {13, allInterfaces, 11, 27, logicalInterfaces, 7}, account: {1}, secret: {10}, console: {allInterfaces},
	}
	first := ""
	for _, key := range keys {
		table, ok := t.std.Table(key)
		if !ok || table.Single() {
			continue
		}
		if first == "" {
			first = key
		}
		for _, n := range fits[k] {
			if n == table.Number {
				return key
			}
		}
	}
	return first
}

func tablesOf(u *standard.TestUnit) []string {
	var keys []string
	for _, ref := range u.IXIT {
		keys = append(keys, ref.Table)
	}
	return keys
}

// reached tells whether a search saw what a row declares: one of its fact keys
// is among those seen, or something observed binds to it. What the observation
// does to the unit judged plays no part, but one that refutes anything does not
// count here: evidence of failure must never help to a pass.
func (j *judge) reached(r *row) bool {
	return j.sees(r, func(o *assay.Observation) bool { return o.Answer != assay.Unknown && !refutesAnything(o) })
}

// seen tells whether anything at all was observed of a row.
func (j *judge) seen(r *row) bool {
	return j.sees(r, func(*assay.Observation) bool { return true })
}

func (j *judge) sees(r *row, counts func(*assay.Observation) bool) bool {
	for _, key := range r.entry.Observed {
		if j.book.seen[key] {
			return true
		}
	}
	for i := range j.book.observations {
		o := &j.book.observations[i]
		if o.Basis != assay.Declared && kindOf(o.About) != whole && counts(o) && j.tables.bind(r.table, o) == r {
			return true
		}
	}
	return false
}

func refutesAnything(o *assay.Observation) bool {
	for _, b := range o.Bears {
		if b.Effect == assay.Refutes {
			return true
		}
	}
	return false
}
