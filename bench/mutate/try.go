package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// built is the test binary that holds all changes.
type built struct {
	p      *pkg
	dir    string
	binary string
}

func (b *built) remove() { os.RemoveAll(b.dir) }

// build compiles the tests of the package with all changes in it.
func (p *pkg) build(ctx context.Context, all []*mutant) (*built, error) {
	dir, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return nil, err
	}
	b := &built{p: p, dir: dir, binary: filepath.Join(dir, "test")}
	if err := b.compile(ctx, all); err != nil {
		b.remove()
		return nil, err
	}
	return b, nil
}

func (b *built) compile(ctx context.Context, all []*mutant) error {
	replace := map[string]string{}
	put := func(name, text string) error {
		at := filepath.Join(b.dir, filepath.Base(name))
		replace[name] = at
		return os.WriteFile(at, []byte(text), 0o644)
	}
	for _, f := range b.p.files {
		var list []*mutant
		for _, m := range all {
			if m.file == f {
				list = append(list, m)
			}
		}
		if err := put(f.name, f.with(list)); err != nil {
			return err
		}
	}
	if err := put(filepath.Join(b.p.dir, "mutant_in_effect.go"), chosen(b.p.name)); err != nil {
		return err
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	at := filepath.Join(b.dir, "overlay.json")
	if err := os.WriteFile(at, overlay, 0o644); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-overlay", at, "-o", b.binary, b.p.path)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("compile: %w\n%s", err, out)
	}
	return nil
}

// try runs the tests with each change and returns those that nothing noticed.
func (b *built) try(ctx context.Context, list []*mutant, o options) ([]*mutant, error) {
	start := time.Now()
	if out, ok := b.run(ctx, 0, 10*time.Minute, o); !ok {
		return nil, fmt.Errorf("the tests fail without any change:\n%s", out)
	}
	limit := time.Duration(o.factor*float64(time.Since(start))) + 5*time.Second
	fmt.Fprintf(os.Stderr, "without a change the tests take %s; a run may take %s\n", time.Since(start).Round(time.Millisecond), limit.Round(time.Second))
	alive := make([]bool, len(list))
	next := make(chan int)
	var wg sync.WaitGroup
	for range o.parallel {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range next {
				_, alive[i] = b.run(ctx, list[i].id, limit, o)
				if alive[i] {
					fmt.Fprintf(os.Stderr, "%d/%d survived: %s\n", i+1, len(list), list[i])
				}
			}
		}()
	}
	for i := range list {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	wg.Wait()
	var out []*mutant
	for i, m := range list {
		if alive[i] {
			out = append(out, m)
		}
	}
	return out, ctx.Err()
}

// maxKB bounds the memory of a run: a loop without an end may also grow.
const maxKB = 6 << 20

// run runs the tests with one change in effect and tells whether they passed.
func (b *built) run(ctx context.Context, id int, limit time.Duration, o options) (out []byte, passed bool) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	args := append([]string{"-c", fmt.Sprintf("ulimit -v %d; exec \"$0\" \"$@\"", maxKB), b.binary, "-test.failfast", "-test.short"}, strings.Fields(o.args)...)
	cmd := exec.CommandContext(ctx, "sh", args...)
	cmd.Dir = b.p.dir
	cmd.Env = append(os.Environ(), fmt.Sprintf("MUTANT=%d", id), "GOMAXPROCS=1")
	cmd.WaitDelay = time.Second
	var buf bytes.Buffer
	cmd.Stdout, cmd.Stderr = &buf, &buf
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && ctx.Err() == nil {
		fmt.Fprintf(os.Stderr, "mutant %d: %v\n", id, err)
	}
	return buf.Bytes(), err == nil
}
