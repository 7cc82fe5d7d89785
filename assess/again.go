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
// read for, and by which command, the bundle says, and whose signatures count where
// the options do not; only version, trust, limits and progress of these count.
func Again(ctx context.Context, bundle *evidence.Bundle, opts Options) (*Result, error) {
	at, err := time.Parse(time.RFC3339, bundle.Run.At)
	if err != nil {
		return nil, fmt.Errorf("%w: at: %v", evidence.ErrBundle, err)
	}
	opts.At, opts.Command = at, bundle.Run.Command
	subjects, err := recollectAll(ctx, bundle, opts)
	defer func() { closeAll(subjects) }()
	if err != nil {
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

// recollectAll collects the subject of a run and then those that were given
// together with it.
func recollectAll(ctx context.Context, bundle *evidence.Bundle, opts Options) ([]*subject, error) {
	s := newSubject("", opts)
	subjects := []*subject{s}
	if err := redeclare(bundle, s); err != nil {
		return subjects, err
	}
	for _, input := range bundle.Run.Inputs {
		if err := recollect(ctx, bundle, s, input, opts); err != nil {
			return subjects, err
		}
	}
	if s.declaration == nil && len(bundle.Run.Inputs) == 0 {
		return subjects, fmt.Errorf("%w: nothing was put in", evidence.ErrBundle)
	}
	s.complete()
	if s.declaration != nil {
		s.models(s.declaration.Product.Name, s.declaration.Product.Model)
	}
	if err := s.rerecorded(bundle, opts.Trust); err != nil {
		return subjects, err
	}
	for _, input := range bundle.Run.Others {
		other := newSubject("", opts)
		subjects = append(subjects, other)
		if err := recollect(ctx, bundle, other, input, opts); err != nil {
			return subjects, err
		}
	}
	return subjects, nil
}

func recollect(ctx context.Context, bundle *evidence.Bundle, s *subject, input evidence.RunInput, opts Options) error {
	data, err := bundle.Get(input.Evidence, evidence.MaxBundle)
	if err != nil {
		return err
	}
	var collected *firmware.Collected
	switch input.Kind {
	case "site":
		return s.resite(ctx, input, data, bundle.Run.Declaration == nil && len(bundle.Run.Inputs) == 1)
	case "file":
		collected, err = firmware.CollectFile(ctx, input.Name, data, opts.collecting())
	case "folder":
		top, unpackErr := evidence.Unpack(bytes.NewReader(data), maxKept)
		if unpackErr != nil {
			return unpackErr
		}
		collected, err = firmware.CollectFolder(ctx, input.Name, top, input.Unread, opts.collecting())
	default:
		return fmt.Errorf("%w: an input of kind %q", evidence.ErrBundle, input.Kind)
	}
	if err != nil {
		return err
	}
	if s.input.Evidence != "" {
		collected.Close()
		return fmt.Errorf("%w: a second image", evidence.ErrBundle)
	}
	s.addImage(collected)
	if s.name == "" {
		s.name = s.input.Name
	}
	return nil
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
	if s.declaration, err = declaration.Parse(input.Name, text); err != nil {
		return err
	}
	s.name = s.declaration.Product.Name
	return nil
}
