package assess

import (
	"bytes"
	"context"
	"io"
	"slices"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/source/firmware"
)

// subject is a product on its way through an assessment: what was collected of
// it from however many sources, what is declared, and what the checks said.
type subject struct {
	name     string
	input    *check.Input
	evidence []assay.Evidence
	coverage assay.Coverage
	limits   []assay.Limit
	inputs   []keptInput
	release  []func()

	declaration *assay.Declaration
	text        []byte // of the declaration
	persons     *persons
	checked     check.Result
}

// keptInput is something that was put in, and the means to keep it.
type keptInput struct {
	evidence.RunInput
	open func() (io.ReadCloser, error)
}

// noImage is said where a product is judged without its firmware: nothing that
// is in it could be seen.
var noImage = assay.Limit{
	What: "no firmware image was given", Where: "assay.yaml", Effect: "nothing inside the product was looked at, so nothing passes because nothing was found",
}

// newSubject is a product of which nothing was collected yet.
func newSubject(name string, opts Options) *subject {
	return &subject{name: name, input: &check.Input{Name: name, At: opts.At}}
}

// image collects the firmware at path into a subject.
func (s *subject) image(ctx context.Context, path string, opts Options) error {
	collected, err := firmware.Collect(ctx, path, opts.collecting())
	if err != nil {
		return err
	}
	s.addImage(collected)
	return nil
}

func (s *subject) addImage(collected *firmware.Collected) {
	pages := s.input.Pages
	s.input = collected.Input
	s.input.Pages = pages
	s.evidence = append(s.evidence, collected.Evidence...)
	s.coverage = collected.Coverage
	s.limits = append(s.limits, collected.Limits...)
	s.release = append(s.release, func() { collected.Close() })
	kept := collected.Kept[0]
	input := keptInput{RunInput: evidence.RunInput{Name: kept.Name, Kind: kept.Kind, Evidence: kept.ID, Unread: kept.Unread}, open: kept.Open}
	for _, e := range collected.Evidence {
		if e.ID == kept.ID {
			input.Size = e.Size
		}
	}
	s.inputs = append(s.inputs, input)
}

// models tells the checks by which names pages may speak of the product.
func (s *subject) models(names ...string) {
	for _, n := range names {
		if n != "" && !slices.Contains(s.input.Models, n) {
			s.input.Models = append(s.input.Models, n)
		}
	}
}

// keepBytes adds something that was put in and is held in memory.
func (s *subject) keepBytes(kind, name string, data []byte) {
	s.inputs = append(s.inputs, keptInput{
		RunInput: evidence.RunInput{Name: name, Kind: kind, Evidence: evidence.ID(data), Size: int64(len(data))},
		open:     func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	})
}

func (s *subject) close() {
	for _, f := range s.release {
		f()
	}
}
