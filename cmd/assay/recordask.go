package main

import (
	"context"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/internal/ask"
	"github.com/assay-project/assay/record"
)

// ask asks, at a terminal, for what the flags do not say; elsewhere it names what
// is missing.
func (f *recordFlags) ask(ctx context.Context, s streams, d *assay.Declaration) error {
	type missing struct {
		flag     string
		into     *string
		question ask.Question
	}
	var open []missing
	want := func(flag, title, help string, into *string, options ...string) {
		if *into != "" {
			return
		}
		q := ask.Question{Title: title, Help: help}
		for _, o := range options {
			q.Options = append(q.Options, ask.Option{Value: o, Label: strings.ReplaceAll(o, "_", " ")})
		}
		open = append(open, missing{flag, into, q})
	}
	if f.On == record.OnQuestion {
		want("answer", "What is the answer?", f.Record.ID, &f.answer, "yes", "no", "unknown")
	} else {
		want("result", "What did the test come to?", f.Record.ID, &f.result, "pass", "fail", "inconclusive")
	}
	want("by", "Who tested?", "a name", &f.By)
	want("role", "What is that person to "+d.Product.Name+"?", "", &f.Role, record.Roles()...)
	want("procedure", "How was it done?", "in a sentence or more; @ and a file name for a longer text", &f.Procedure)
	if f.On == record.OnProvision {
		want("covers", "What does the external evidence cover?", "its scope, TS 103 701 clause 4.7", &f.Covers)
	}
	if len(open) == 0 {
		return nil
	}
	if in, ok := s.in.(*os.File); !ok || !term.IsTerminal(int(in.Fd())) || !isTerminal(s.err) {
		var flags []string
		for _, m := range open {
			flags = append(flags, "--"+m.flag)
		}
		return misused("record: %s missing", strings.Join(flags, ", "))
	}
	var questions []ask.Question
	for _, m := range open {
		questions = append(questions, m.question)
	}
	answers, err := ask.Form(ctx, s.in, s.err, plainTerminal(s), questions)
	if err != nil {
		return err
	}
	for i, m := range open {
		*m.into = strings.Join(answers[i], " ")
	}
	return nil
}
