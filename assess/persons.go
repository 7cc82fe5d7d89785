package assess

import (
	"fmt"

	"github.com/assay-project/assay/conceptual"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/record"
	"github.com/assay-project/assay/standard"
)

// persons is what people tested or judged of a product, and whose signatures
// count.
type persons struct {
	set   *record.Set
	trust record.Trust
}

// recorded reads the records and the trusted keys of a folder with a declaration.
func (s *subject) recorded(dir string) error {
	set, err := record.Load(dir)
	if err != nil {
		return err
	}
	trust, err := record.LoadTrust(dir)
	if err != nil {
		return fmt.Errorf("read trusted keys: %w", err)
	}
	s.persons = &persons{set, trust}
	return nil
}

// rerecorded reads them from a bundle, but for the keys where whoever judges names
// those.
func (s *subject) rerecorded(bundle *evidence.Bundle, own *record.Trust) error {
	set, err := record.FromBundle(bundle)
	if err != nil {
		return err
	}
	if own != nil {
		s.persons = &persons{set, *own}
		return nil
	}
	trust, err := record.TrustFromBundle(bundle)
	if err != nil {
		return err
	}
	s.persons = &persons{set, trust}
	return nil
}

// read adds what follows from the declaration alone: the conceptual units that a
// machine can judge, of both editions. What both say is said once.
func (s *subject) read(opts Options) {
	known := make(map[string]bool)
	for _, edition := range []standard.Edition{standard.V3_1_3, standard.V2_1_1} {
		for _, o := range conceptual.Review(conceptual.Input{Edition: edition, Declaration: s.declaration, At: opts.At}) {
			if !known[o.ID] {
				known[o.ID] = true
				s.checked.Observations = append(s.checked.Observations, o)
			}
		}
	}
}

// hear adds what persons said to what the checks said.
func (s *subject) hear(opts Options) {
	if s.persons == nil {
		return
	}
	state := record.State{Declaration: s.declaration, Files: record.FilesOf(s.input.Trees()), At: opts.At, Observations: s.checked.Observations}
	record.AddPages(state.Files, s.input.Pages)
	for _, in := range s.inputs {
		state.Images = append(state.Images, in.Evidence)
	}
	observations, limits := s.persons.set.Observations(s.persons.trust, state)
	s.checked.Observations = append(s.checked.Observations, observations...)
	s.limits = append(s.limits, limits...)
	s.evidence = append(s.evidence, s.persons.set.Evidence()...)
}

// keepPersons adds records, attached files and trusted keys to what a run keeps.
func (r *Result) keepPersons(p *persons) {
	if p == nil {
		return
	}
	for _, kept := range p.set.Kept() {
		r.Run.Records = append(r.Run.Records, kept.RunInput)
		r.pieces = append(r.pieces, piece{kept.Evidence, kept.Open})
	}
	for _, kept := range p.trust.Kept() {
		r.Run.Trust = append(r.Run.Trust, kept.RunInput)
		r.pieces = append(r.pieces, piece{kept.Evidence, kept.Open})
	}
}
