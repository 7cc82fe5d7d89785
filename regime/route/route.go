// Package route finds the cheapest chain of assessments, papers and labels by
// which a product may be sold in a set of markets, with dates.
//
// Steps are data: what each needs and gives, the maker's days, the weeks of
// waiting, fees, from when until when it is open, and how surely that is known.
// The search is exhaustive over the few steps that lead to the goals, so that the
// answer is the cheapest there is in the data; ties go to the sooner route and
// then to the order of ids. It is pure: the day is an argument.
package route

import (
	"embed"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/assay-project/assay/regime"
	"github.com/assay-project/assay/standard/strict"
)

//go:embed data/steps.json
var data embed.FS

// Fee is what an authority, body or laboratory asks.
type Fee struct {
	Amount     float64           `json:"amount"`
	Currency   string            `json:"currency"`
	Confidence regime.Confidence `json:"confidence"`
}

// Step is one thing to do.
type Step struct {
	ID         string            `json:"id"`
	Do         string            `json:"do"`
	Gives      []string          `json:"gives"`
	Needs      []string          `json:"needs,omitempty"`
	Direct     []string          `json:"direct,omitempty"` // steps that have to give what is needed: a paper of one's own
	Days       float64           `json:"days"`             // of the maker's work
	Weeks      float64           `json:"weeks,omitempty"`  // of waiting
	Fee        *Fee              `json:"fee,omitempty"`
	When       string            `json:"when,omitempty"`   // condition over product facts
	Assume     string            `json:"assume,omitempty"` // said where the condition is not known
	Papers     []string          `json:"papers"`
	From       string            `json:"from,omitempty"`
	Until      string            `json:"until,omitempty"`
	ValidYears int               `json:"valid_years,omitempty"`
	Recognises string            `json:"recognises,omitempty"` // the regime it relies on
	Source     string            `json:"source"`
	Confidence regime.Confidence `json:"confidence"`
}

// goal is what a market asks for.
type goal struct {
	Market  string `json:"market"`
	Outcome string `json:"outcome"`
	Regime  string `json:"regime,omitempty"` // whose scope decides; the outcome where empty
	When    string `json:"when,omitempty"`
	From    string `json:"from,omitempty"`
	Label   bool   `json:"label,omitempty"` // nobody has to
	Note    string `json:"note,omitempty"`
}

type book struct {
	About string             `json:"about"`
	Rates map[string]any     `json:"rates"`
	Goals []goal             `json:"goals"`
	Steps []Step             `json:"steps"`
	euros map[string]float64 // from Rates
}

var loaded = sync.OnceValue(func() *book {
	var b book
	text, err := data.ReadFile("data/steps.json")
	if err == nil {
		err = strict.Decode(text, &b)
	}
	if err != nil {
		panic(fmt.Errorf("route: %w", err)) // embedded data: a test loads it
	}
	b.euros = make(map[string]float64)
	for currency, rate := range b.Rates {
		if f, ok := rate.(float64); ok {
			b.euros[currency] = f
		}
	}
	return &b
})

// Markets returns the markets that goals are known for.
func Markets() []string {
	var out []string
	for _, g := range loaded().Goals {
		if !slices.Contains(out, g.Market) {
			out = append(out, g.Market)
		}
	}
	return out
}

// Request is what somebody wants.
type Request struct {
	Markets []string
	Known   regime.Known // product facts; markets are taken from Markets
	At      time.Time    // the day work begins
	Sell    time.Time    // the day of sale the laws are read for; At where zero
	Labels  bool         // the markets' labels too
	Want    []string     // further outcomes, such as "sg-cls/2"
	DayRate float64      // euros for a day of the maker's work
}

// Goal is an outcome to reach and why.
type Goal struct {
	Market  string   `json:"market,omitempty"`
	Outcome string   `json:"outcome"`
	Why     string   `json:"why"` // law, label, asked for
	Missing []string `json:"missing,omitempty"`
	Note    string   `json:"note,omitempty"`
}

// Planned is a step with its dates.
type Planned struct {
	Step
	Euros  float64 `json:"euros"` // fee and days
	Starts string  `json:"starts"`
	Done   string  `json:"done"`
	Unsure string  `json:"unsure,omitempty"` // an assumption made
}

// Plan is the cheapest route.
type Plan struct {
	Markets     []string  `json:"markets"`
	Sell        string    `json:"sell"`
	Goals       []Goal    `json:"goals"`
	Unreachable []Goal    `json:"unreachable"` // no step we know of leads there
	Steps       []Planned `json:"steps"`
	Euros       float64   `json:"euros"`
	Fees        float64   `json:"fees"` // of Euros
	Days        float64   `json:"days"`
	Done        string    `json:"done"` // day everything is in hand
	// Saved is what this costs less than doing everything directly, in euros;
	// negative where one part cannot be had directly.
	Saved float64  `json:"saved"`
	Notes []string `json:"notes"`
	Later []Goal   `json:"later"` // goals of laws that begin after the day of sale
}

// Find plans a route. The error names a market that is not known, or a day rate
// that is none.
func Find(r Request) (*Plan, error) {
	given := !r.Sell.IsZero()
	if !given {
		r.Sell = r.At
	}
	if !(r.DayRate >= 0 && r.DayRate <= maxDayRate) { // NaN is neither
		return nil, fmt.Errorf("a day of work for %v euros: want 0 to %d", r.DayRate, maxDayRate)
	}
	r.Markets = once(r.Markets)
	for _, m := range r.Markets {
		if !slices.Contains(Markets(), m) {
			return nil, fmt.Errorf("no route is known for market %q; known are %s", m, strings.Join(Markets(), ", "))
		}
	}
	s := &search{book: loaded(), request: r, at: r.At.UTC().Format(time.DateOnly), sell: r.Sell.UTC().Format(time.DateOnly), best: math.Inf(1)}
	s.known = withMarkets(r.Known, r.Markets)
	p := &Plan{Markets: r.Markets, Sell: s.sell, Goals: []Goal{}, Unreachable: []Goal{}, Steps: []Planned{}, Notes: []string{}, Later: []Goal{}}
	goals, err := s.goals(p)
	if err != nil {
		return nil, err
	}
	var open []string
	for _, g := range goals {
		if s.reachable(g.Outcome, nil) {
			p.Goals = append(p.Goals, g)
			open = append(open, g.Outcome)
		} else {
			p.Unreachable = append(p.Unreachable, g)
		}
	}
	s.explore(open, nil, 0)
	s.fill(p)
	p.Saved = s.saved(open)
	if given && len(p.Steps) > 0 && p.Done > p.Sell {
		p.Notes = append(p.Notes, "not all of it is in hand on the day of sale, "+p.Sell+": the last is on "+p.Done)
	}
	return p, nil
}

// maxDayRate bounds the euros for a day of work.
const maxDayRate = 100_000

// once leaves out what was named before.
func once(names []string) []string {
	var out []string
	for _, n := range names {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// withMarkets states the facts that the markets decide.
func withMarkets(known regime.Known, markets []string) regime.Known {
	out := make(regime.Known)
	for _, f := range regime.All().Facts() {
		if f.Market == "" {
			continue
		}
		country, _, _ := strings.Cut(f.Market, "-") // sold in the US is sold in its states
		out[f.Name] = slices.Contains(markets, f.Market) || slices.Contains(markets, country) && country != f.Market ||
			f.Market == "eu" && slices.Contains(markets, "de")
	}
	for name, v := range known {
		if f, ok := regime.All().Fact(name); !ok || f.Market == "" {
			out[name] = v
		}
	}
	return out
}

// search looks for the cheapest set of steps.
type search struct {
	book     *book
	request  Request
	at, sell string
	known    regime.Known
	directly bool // without relying on another regime
	best     float64
	bestTime float64
	chosen   []*Step
}

// goals are the outcomes that markets, labels and wishes ask for, each once.
func (s *search) goals(p *Plan) ([]Goal, error) {
	var out []Goal
	add := func(g Goal) {
		if !slices.ContainsFunc(out, func(have Goal) bool { return have.Outcome == g.Outcome }) {
			out = append(out, g)
		}
	}
	for _, g := range s.book.Goals {
		inMarket := slices.Contains(s.request.Markets, g.Market) || g.Market == "eu" && slices.Contains(s.request.Markets, "de")
		if !inMarket || g.Label && !s.request.Labels {
			continue
		}
		goal, applies := s.goal(g)
		switch {
		case !applies:
		case s.later(g):
			p.Later = append(p.Later, goal)
		default:
			add(goal)
		}
	}
	for _, w := range s.request.Want {
		if !slices.ContainsFunc(s.book.Steps, func(x Step) bool { return slices.Contains(x.Gives, w) }) {
			return nil, fmt.Errorf("no step gives %q", w)
		}
		add(Goal{Outcome: w, Why: "asked for"})
	}
	return out, nil
}

// goal tells whether a goal applies by what is known; what is not known counts
// as if it did, and is named.
func (s *search) goal(g goal) (Goal, bool) {
	out := Goal{Market: g.Market, Outcome: g.Outcome, Why: "law", Note: g.Note}
	if g.Label {
		out.Why = "label"
	}
	id := g.Regime
	if id == "" {
		id = g.Outcome
	}
	r, ok := regime.All().Regime(id)
	if !ok {
		return out, false // shipped data: a test looks
	}
	if f := r.InForce; f != nil && f.Until != "" && f.Until < s.sell {
		return out, false
	}
	conditions := []string{g.When}
	if r.Scope != nil {
		conditions = append(conditions, r.Scope.AppliesWhen)
		if holds(r.Scope.NotWhen, s.known) == regime.True && r.Scope.NotWhen != "" {
			return out, false
		}
	}
	for _, text := range conditions {
		c, err := regime.ParseCondition(text)
		if err != nil {
			return out, false
		}
		v, missing := c.Eval(s.known)
		if v == regime.False || g.When != "" && text == g.When && v != regime.True {
			return out, false
		}
		out.Missing = append(out.Missing, missing...)
	}
	return out, true
}

func holds(text string, known regime.Known) regime.Truth {
	c, err := regime.ParseCondition(text)
	if err != nil {
		return regime.Unknown
	}
	v, _ := c.Eval(known)
	return v
}

// later tells whether a goal begins after the day of sale.
func (s *search) later(g goal) bool {
	from := g.From
	if r, ok := regime.All().Regime(g.Outcome); ok && from == "" && r.InForce != nil {
		from = r.InForce.From
	}
	return from > s.sell
}

// open tells whether a step can be taken, and what is assumed for it.
func (s *search) open(x *Step) (bool, string) {
	if x.From != "" && x.From > s.sell || x.Until != "" && x.Until < s.sell {
		return false, ""
	}
	if s.directly && x.Recognises != "" {
		return false, ""
	}
	switch holds(x.When, s.known) {
	case regime.False:
		return false, ""
	case regime.Unknown:
		return x.Assume != "", x.Assume
	}
	return true, ""
}

// ways are the open steps that give an outcome, cheapest first.
func (s *search) ways(outcome string) []*Step {
	var out []*Step
	for i := range s.book.Steps {
		x := &s.book.Steps[i]
		if ok, _ := s.open(x); ok && slices.Contains(x.Gives, outcome) {
			out = append(out, x)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return s.cost(out[i]) < s.cost(out[j]) })
	return out
}

func (s *search) reachable(outcome string, above []string) bool {
	if slices.Contains(above, outcome) {
		return false
	}
	above = append(slices.Clone(above), outcome)
	return slices.ContainsFunc(s.ways(outcome), func(x *Step) bool {
		return !slices.ContainsFunc(x.Needs, func(n string) bool { return !s.reachable(n, above) })
	})
}

func (s *search) cost(x *Step) float64 {
	return x.Days*s.request.DayRate + s.fee(x)
}

func (s *search) fee(x *Step) float64 {
	if x.Fee == nil {
		return 0
	}
	return x.Fee.Amount * s.book.euros[x.Fee.Currency]
}

// explore reaches the open outcomes one by one with every step that gives each,
// and keeps the cheapest set that can be done in some order.
func (s *search) explore(open []string, chosen []*Step, cost float64) {
	if cost > s.best {
		return
	}
	for len(open) > 0 && given(chosen, open[0]) {
		open = open[1:]
	}
	if len(open) == 0 {
		s.keep(chosen, cost)
		return
	}
	for _, x := range s.ways(open[0]) {
		if slices.Contains(chosen, x) {
			continue
		}
		next := append(slices.Clone(open[1:]), x.Needs...)
		s.explore(next, append(slices.Clone(chosen), x), cost+s.cost(x))
	}
}

func given(chosen []*Step, outcome string) bool {
	return slices.ContainsFunc(chosen, func(x *Step) bool { return slices.Contains(x.Gives, outcome) })
}

// keep keeps a set of steps if it can be done and is better than the best.
func (s *search) keep(chosen []*Step, cost float64) {
	order, ok := inOrder(chosen, s.request.At)
	if !ok {
		return
	}
	took := length(order, s.request.At)
	cheaper := cost < s.best-1e-9
	sooner := math.Abs(cost-s.best) <= 1e-9 && took < s.bestTime-1e-9
	if cheaper || sooner {
		s.best, s.bestTime, s.chosen = cost, took, order
	}
}

// inOrder sorts steps so that each comes after those that give what it needs, and
// work does not stand still while something is awaited; false where steps only
// lean on each other.
func inOrder(chosen []*Step, at time.Time) ([]*Step, bool) {
	rest := slices.Clone(chosen)
	sort.Slice(rest, func(i, j int) bool { return rest[i].ID < rest[j].ID })
	var out []*Step
	done := newTimes(at)
	for len(rest) > 0 {
		best := -1
		for i, x := range rest {
			if ready(x, out) && (best < 0 || done.before(x, rest[best])) {
				best = i
			}
		}
		if best < 0 {
			return nil, false
		}
		done.take(rest[best])
		out, rest = append(out, rest[best]), slices.Delete(rest, best, best+1)
	}
	return out, true
}

func ready(x *Step, done []*Step) bool {
	for _, n := range x.Needs {
		if !given(done, n) {
			return false
		}
	}
	for _, id := range x.Direct {
		if !slices.ContainsFunc(done, func(d *Step) bool { return d.ID == id }) {
			return false
		}
	}
	return true
}

// times is a calendar in days from the start: one person works on one step after
// another, and waits beside it.
type times struct {
	from time.Time          // the day work begins
	free float64            // when the next work can begin
	at   map[string]float64 // when an outcome is in hand
	last float64
}

func newTimes(at time.Time) *times { return &times{from: at, at: make(map[string]float64)} }

// start is when work on a step can begin. A paper for a law can be made before the
// law binds; a recognition cannot be used before it is open.
func (t *times) start(x *Step) float64 {
	start := t.free
	if opens, err := time.Parse(time.DateOnly, x.From); err == nil && x.Recognises != "" {
		start = max(start, math.Ceil(opens.Sub(t.from.UTC()).Hours()/24))
	}
	for _, n := range x.Needs {
		start = max(start, t.at[n])
	}
	return start
}

// before puts the step first that can begin first; of two, the one that is then
// waited for longer.
func (t *times) before(x, y *Step) bool {
	if a, b := t.start(x), t.start(y); a != b {
		return a < b
	}
	return x.Weeks > y.Weeks
}

// take does a step and returns when it begins and when it is done. A week has
// five days of work.
func (t *times) take(x *Step) (begins, done float64) {
	begins = t.start(x)
	t.free = begins + x.Days*7/5
	done = t.free + x.Weeks*7
	for _, g := range x.Gives {
		if have, ok := t.at[g]; !ok || done < have {
			t.at[g] = done
		}
	}
	t.last = max(t.last, done)
	return begins, done
}

// length is how many days the steps take in this order.
func length(order []*Step, at time.Time) float64 {
	t := newTimes(at)
	for _, x := range order {
		t.take(x)
	}
	return t.last
}

// fill writes the chosen steps into a plan.
func (s *search) fill(p *Plan) {
	t := newTimes(s.request.At)
	day := func(after float64) string {
		return s.request.At.UTC().AddDate(0, 0, int(math.Ceil(after))).Format(time.DateOnly)
	}
	for _, x := range s.chosen {
		begins, done := t.take(x)
		_, assumed := s.open(x)
		p.Steps = append(p.Steps, Planned{Step: *x, Euros: s.cost(x), Starts: day(begins), Done: day(done), Unsure: assumed})
		p.Euros += s.cost(x)
		p.Fees += s.fee(x)
		p.Days += x.Days
		if assumed != "" {
			p.Notes = append(p.Notes, "assumed: "+assumed)
		}
	}
	p.Done = day(t.last)
}

// saved compares with the cheapest way that relies on no other regime.
func (s *search) saved(open []string) float64 {
	direct := &search{book: s.book, request: s.request, at: s.at, sell: s.sell, known: s.known, best: math.Inf(1), directly: true}
	for _, o := range open {
		if !direct.reachable(o, nil) {
			return -1
		}
	}
	direct.explore(open, nil, 0)
	if len(open) == 0 {
		return 0
	}
	return direct.best - s.best
}
