package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/assay-project/assay/assess"
	"github.com/assay-project/assay/report"
)

// options returns the options of an assessment and a function that ends its
// progress, to be called before anything else is printed.
func (j *judging) options(s streams, command string) (assess.Options, func(), error) {
	at, err := j.day(s)
	if err != nil {
		return assess.Options{}, nil, err
	}
	p := newProgress(s.err, j.quiet)
	return assess.Options{At: at, Version: version, Command: command, Progress: p.step}, p.wait, nil
}

// progress shows how far long work is: a bar per stage on a terminal, a line per
// stage elsewhere, nothing when quiet.
type progress struct {
	w     io.Writer
	quiet bool
	bars  *mpb.Progress // nil where there is no terminal

	mu    sync.Mutex
	stage string
	bar   *mpb.Bar
}

func newProgress(w io.Writer, quiet bool) *progress {
	p := &progress{w: w, quiet: quiet}
	if !quiet && isTerminal(w) {
		p.bars = mpb.New(mpb.WithOutput(w), mpb.WithWidth(40))
	}
	return p
}

// step says that a stage has done so many of total bytes; total is 0 where it is
// not known.
func (p *progress) step(stage string, done, total int64) {
	if p.quiet {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if stage != p.stage {
		p.begin(stage)
	}
	if p.bar != nil {
		p.bar.SetTotal(total, false)
		p.bar.SetCurrent(done)
	}
}

// begin starts the bar of a stage. Its total grows as more is found to be done,
// so the bar ends when the next stage begins and not by itself.
func (p *progress) begin(stage string) {
	p.stage = stage
	if p.bars == nil {
		fmt.Fprintf(p.w, "%s …\n", stage)
		return
	}
	p.finish()
	started := time.Now()
	p.bar = p.bars.AddBar(0,
		mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Name(stage, decor.WC{W: 7, C: decor.DindentRight})),
		mpb.AppendDecorators(decor.Any(func(at decor.Statistics) string { return left(at, time.Since(started)) })),
	)
}

// left says how many bytes are done of how many, and how long the rest will
// take; nothing where the total is not known.
func left(at decor.Statistics, spent time.Duration) string {
	if at.Total <= 0 {
		return ""
	}
	text := fmt.Sprintf(" %s of %s", report.Bytes(at.Current), report.Bytes(at.Total))
	if at.Current > 0 && at.Current < at.Total {
		rest := time.Duration(float64(spent) * float64(at.Total-at.Current) / float64(at.Current))
		text += fmt.Sprintf(", %s left", rest.Round(time.Second))
	}
	return text
}

func (p *progress) finish() {
	if p.bar != nil {
		p.bar.SetTotal(-1, true)
		p.bar = nil
	}
}

// wait ends what is shown.
func (p *progress) wait() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.finish()
	if p.bars != nil {
		p.bars.Wait()
	}
}
