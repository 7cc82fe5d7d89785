// Mutate changes a package in one place at a time and sees whether its own tests
// notice. It promises that every change it counts compiles, that a change counts as
// killed only where the tests failed or did not come to an end, and that the same
// seed draws the same sample.
//
//	go run ./bench/mutate ./regime
//	go run ./bench/mutate -sample 300 -seed 2 ./verdict
//
// All changes are compiled into one test binary, and an environment variable chooses
// which of them is in effect: the package is built once, not once for each change.
// Changes that cannot make a difference stand in equivalent.txt, each with a reason,
// and are not counted.
package main

import (
	"context"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/signal"
	"sort"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

type options struct {
	sample     int
	seed       uint64
	parallel   int
	only       string
	equivalent string
	list       bool
	atLeast    float64
	args       string
	factor     float64
}

func run(ctx context.Context, args []string) error {
	var o options
	f := flag.NewFlagSet("mutate", flag.ContinueOnError)
	f.IntVar(&o.sample, "sample", 0, "try this many changes, drawn by -seed; 0: all")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the sample")
	f.IntVar(&o.parallel, "parallel", 2, "test binaries at a time")
	f.StringVar(&o.only, "only", "", "try only changes whose place or name contains one of these, separated by commas")
	f.StringVar(&o.equivalent, "equivalent", "bench/mutate/equivalent.txt", "changes that make no difference")
	f.BoolVar(&o.list, "list", false, "list the changes, try none")
	f.Float64Var(&o.atLeast, "at-least", 0, "fail where fewer percent are killed")
	f.StringVar(&o.args, "args", "", "further arguments of the test binary")
	f.Float64Var(&o.factor, "factor", 5, "a run may take this many times as long as without a change")
	if err := f.Parse(args); err != nil {
		return err
	}
	if f.NArg() != 1 {
		return fmt.Errorf("want one package, such as ./regime")
	}
	p, err := load(ctx, f.Arg(0))
	if err != nil {
		return err
	}
	known, err := readEquivalent(o.equivalent)
	if err != nil {
		return err
	}
	all := p.mutants()
	p.number(all)
	chosen, left := choose(all, known, o)
	fmt.Fprintf(os.Stderr, "%s: %d changes compile, %d make no difference by %s, %d to try\n", p.path, len(all), left, o.equivalent, len(chosen))
	if o.list {
		for _, m := range chosen {
			fmt.Println(m)
		}
		return nil
	}
	start := time.Now()
	b, err := p.build(ctx, all)
	if err != nil {
		return err
	}
	defer b.remove()
	survived, err := b.try(ctx, chosen, o)
	if err != nil {
		return err
	}
	report(chosen, survived, len(all)-left, time.Since(start))
	if share := percent(len(chosen)-len(survived), len(chosen)); share < o.atLeast {
		return fmt.Errorf("%.1f %% killed, want %.1f %%", share, o.atLeast)
	}
	return nil
}

// choose leaves out what makes no difference and draws the sample.
func choose(all []*mutant, known map[string]bool, o options) (chosen []*mutant, left int) {
	for _, m := range all {
		if known[m.key()] {
			left++
		} else if matches(m, o.only) {
			chosen = append(chosen, m)
		}
	}
	if o.sample > 0 && o.sample < len(chosen) {
		r := rand.New(rand.NewPCG(o.seed, 0))
		r.Shuffle(len(chosen), func(i, j int) { chosen[i], chosen[j] = chosen[j], chosen[i] })
		chosen = chosen[:o.sample]
		sort.Slice(chosen, func(i, j int) bool { return chosen[i].id < chosen[j].id })
	}
	return chosen, left
}

func matches(m *mutant, only string) bool {
	for _, part := range strings.Split(only, ",") {
		if strings.Contains(m.String(), part) {
			return true
		}
	}
	return false
}

func report(chosen, survived []*mutant, of int, took time.Duration) {
	for _, m := range survived {
		fmt.Println("survived:", m)
	}
	killed, n := len(chosen)-len(survived), len(chosen)
	fmt.Printf("killed %d of %d (%.1f %%)", killed, n, percent(killed, n))
	if n < of && n > 0 {
		// Wilson's interval, narrowed because a large part of a finite whole was tried.
		share, z := float64(killed)/float64(n), 1.96*math.Sqrt(float64(of-n)/float64(of-1))
		middle := (share + z*z/2/float64(n)) / (1 + z*z/float64(n))
		half := z * math.Sqrt(share*(1-share)/float64(n)+z*z/4/float64(n)/float64(n)) / (1 + z*z/float64(n))
		fmt.Printf(", a sample of %d; 95 %% confidence: %.1f to %.1f %%", of, 100*(middle-half), 100*(middle+half))
	}
	fmt.Printf(" in %s\n", took.Round(time.Second))
}

func percent(a, b int) float64 {
	if b == 0 {
		return 100
	}
	return 100 * float64(a) / float64(b)
}

// readEquivalent reads lines "key: reason"; a line without a reason is an error.
func readEquivalent(name string) (map[string]bool, error) {
	b, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for i, line := range strings.Split(string(b), "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, reason, ok := strings.Cut(line, " :: ")
		if !ok || strings.TrimSpace(reason) == "" {
			return nil, fmt.Errorf("%s:%d: want CHANGE :: REASON", name, i+1)
		}
		out[strings.TrimSpace(key)] = true
	}
	return out, nil
}
