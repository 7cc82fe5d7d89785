// Package ask puts questions to a person at a terminal: a form where the terminal
// can show one, plain lines otherwise (ACCESSIBLE set, or TERM=dumb).
package ask

import (
	"context"
	"errors"
	"io"

	"charm.land/huh/v2"
)

// ErrStopped is returned where the person left before the end.
var ErrStopped = errors.New("stopped: nothing was written")

// A Question is asked of a person. Exactly one of its answers is filled in.
type Question struct {
	Title, Help string
	Options     []Option           // none: a text
	Many        bool               // any of the options, not one
	Check       func(string) error // of a text; nil: anything
	Optional    bool               // an empty text or no option is an answer
}

// Option is one answer to choose.
type Option struct{ Value, Label string }

// Form asks questions one after another and returns an answer list for each. In
// and out are the terminal; plain asks line by line.
func Form(ctx context.Context, in io.Reader, out io.Writer, plain bool, questions []Question) (_ [][]string, err error) {
	defer func() {
		// Line by line, the form library runs past its options at the end of the input.
		if plain && recover() != nil {
			err = ErrStopped
		}
	}()
	texts := make([]string, len(questions))
	lists := make([][]string, len(questions))
	var groups []*huh.Group
	for i, q := range questions {
		groups = append(groups, huh.NewGroup(field(q, &texts[i], &lists[i])))
	}
	form := huh.NewForm(groups...).WithInput(in).WithOutput(out).WithAccessible(plain)
	if err := form.RunWithContext(ctx); err != nil {
		if errors.Is(err, huh.ErrUserAborted) || ctx.Err() != nil {
			return nil, ErrStopped
		}
		return nil, err
	}
	answers := make([][]string, len(questions))
	for i, q := range questions {
		switch {
		case q.Many:
			answers[i] = lists[i]
		case texts[i] != "":
			answers[i] = []string{texts[i]}
		}
	}
	return answers, nil
}

func field(q Question, text *string, list *[]string) huh.Field {
	switch {
	case len(q.Options) == 0:
		return huh.NewInput().Title(q.Title).Description(q.Help).Value(text).Validate(func(s string) error {
			switch {
			case s == "" && !q.Optional:
				return errors.New("an answer is needed; Ctrl-C leaves")
			case q.Check != nil && s != "":
				return q.Check(s)
			}
			return nil
		})
	case q.Many:
		return huh.NewMultiSelect[string]().Title(q.Title).Description(q.Help + " (space marks, enter goes on)").
			Options(options(q)...).Value(list).Validate(func(chosen []string) error {
			if len(chosen) == 0 && !q.Optional {
				return errors.New("mark at least one with space; Ctrl-C leaves")
			}
			return nil
		})
	}
	return huh.NewSelect[string]().Title(q.Title).Description(q.Help).Options(options(q)...).Value(text)
}

func options(q Question) []huh.Option[string] {
	var out []huh.Option[string]
	for _, o := range q.Options {
		out = append(out, huh.NewOption(o.Label, o.Value))
	}
	return out
}
