package assess

import (
	"context"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/source/site"
)

// Site assesses what a maker says in public, without a declaration and without
// the product.
func Site(ctx context.Context, collected *site.Collected, opts Options) (*Result, error) {
	s := newSubject(collected.Kept.Name, opts)
	s.addSite(collected)
	s.onlySite(collected)
	results, err := judgeAll(ctx, []*subject{s}, opts)
	if err != nil {
		return nil, err
	}
	return results[0], nil
}

// site collects the saved pages at path into a subject.
func (s *subject) site(ctx context.Context, path string) error {
	collected, err := site.Open(ctx, path, site.Options{})
	if err != nil {
		return err
	}
	s.addSite(collected)
	return nil
}

// resite collects the pages that a run kept into a subject. Where they are all
// that was put in, they stand for the product again.
func (s *subject) resite(ctx context.Context, input evidence.RunInput, data []byte, alone bool) error {
	collected, err := site.OpenBytes(ctx, input.Name, data, site.Options{})
	if err != nil {
		return err
	}
	s.addSite(collected)
	if alone {
		s.onlySite(collected)
	}
	return nil
}

func (s *subject) addSite(collected *site.Collected) {
	s.input.Pages = append(s.input.Pages, collected.Pages...)
	s.evidence = append(s.evidence, collected.Evidence...)
	s.limits = append(s.limits, collected.Limits...)
	s.keepBytes(collected.Kept.Kind, collected.Kept.Name, collected.Kept.Data)
}

// onlySite makes pages stand for a product of which nothing else is there.
func (s *subject) onlySite(collected *site.Collected) {
	s.name = collected.Kept.Name
	if p := collected.Product; p.Name != "" {
		s.name = p.Name
		if p.Model != "" {
			s.name += " " + p.Model
		}
	}
	s.models(collected.Product.Name, collected.Product.Model)
	s.input.Name, s.input.Evidence, s.input.NoImage = s.name, collected.Kept.ID, true
	s.limits = append(s.limits, assay.Limit{What: noImage.What, Where: collected.Kept.Name, Effect: noImage.Effect})
}
