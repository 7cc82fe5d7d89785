package assess

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/source/declaration"
	"github.com/assay-project/assay/source/firmware"
)

// maxKept bounds the bytes of a kept folder.
const maxKept = 4 << 30

// Again makes the document of a bundle from its evidence. What day the laws are
// read for, and by which command, the bundle says; only version, limits and
// progress of the options count.
func Again(ctx context.Context, bundle *evidence.Bundle, opts Options) (*Result, error) {
	at, err := time.Parse(time.RFC3339, bundle.Run.At)
	if err != nil {
		return nil, fmt.Errorf("%w: at: %v", evidence.ErrBundle, err)
	}
	opts.At, opts.Command = at, bundle.Run.Command
	if len(bundle.Run.Inputs) != 1 {
		return nil, fmt.Errorf("%w: %d inputs", evidence.ErrBundle, len(bundle.Run.Inputs))
	}
	var subjects []*subject
	defer func() { closeAll(subjects) }()
	for _, input := range append(append([]evidence.RunInput(nil), bundle.Run.Inputs...), bundle.Run.Others...) {
		s, err := recollect(ctx, bundle, input, opts)
		if err != nil {
			return nil, err
		}
		subjects = append(subjects, s)
	}
	if err := redeclare(bundle, subjects[0]); err != nil {
		return nil, err
	}
	introduce(subjects)
	result, err := assessOne(ctx, subjects[0], subjects, opts)
	if err != nil {
		return nil, err
	}
	result.close = func() {} // the bundle keeps its evidence itself
	return result, nil
}

func recollect(ctx context.Context, bundle *evidence.Bundle, input evidence.RunInput, opts Options) (*subject, error) {
	data, err := bundle.Get(input.Evidence, evidence.MaxBundle)
	if err != nil {
		return nil, err
	}
	var collected *firmware.Collected
	switch input.Kind {
	case "file":
		collected, err = firmware.CollectFile(ctx, input.Name, data, opts.collecting())
	case "folder":
		top, unpackErr := evidence.Unpack(bytes.NewReader(data), maxKept)
		if unpackErr != nil {
			return nil, unpackErr
		}
		collected, err = firmware.CollectFolder(ctx, input.Name, top, input.Unread, opts.collecting())
	default:
		return nil, fmt.Errorf("%w: an input of kind %q", evidence.ErrBundle, input.Kind)
	}
	if err != nil {
		return nil, err
	}
	return &subject{name: collected.Input.Name, collected: collected}, nil
}

// redeclare gives a subject the declaration that the bundle holds, if any.
func redeclare(bundle *evidence.Bundle, s *subject) error {
	input := bundle.Run.Declaration
	if input == nil {
		return nil
	}
	text, err := bundle.Get(input.Evidence, declaration.MaxBytes)
	if err != nil {
		return err
	}
	s.text = text
	s.declaration, err = declaration.Parse(input.Name, text)
	return err
}
