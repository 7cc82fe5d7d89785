package assess

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/checks"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/source/declaration"
)

// Result is one assessment: the document, how it came to be, and the means to
// keep what it rests on.
type Result struct {
	Document *assay.Document
	Run      *evidence.Run
	pieces   []piece
	close    func()
}

// Close lets go of what the input holds. Keep is not to be called after it.
// Results of one call share what they hold: closing one closes all.
func (r *Result) Close() { r.close() }

// Image assesses one image, archive or folder without a declaration.
func Image(ctx context.Context, path string, opts Options) (*Result, error) {
	results, err := Images(ctx, []string{path}, opts)
	if err != nil {
		return nil, err
	}
	return results[0], nil
}

// Images assesses images without a declaration, one result each in the order
// given. What they have in common is said in each document.
func Images(ctx context.Context, paths []string, opts Options) ([]*Result, error) {
	var subjects []*subject
	for _, path := range paths {
		s, err := collect(ctx, path, opts)
		if err != nil {
			closeAll(subjects)
			return nil, err
		}
		subjects = append(subjects, s)
	}
	return judgeAll(ctx, subjects, opts)
}

// Folder assesses the product that a folder with a declaration describes: its
// image, its saved pages and what persons recorded of it.
func Folder(ctx context.Context, dir string, opts Options) (*Result, error) {
	s, err := folder(ctx, dir, opts)
	if err != nil {
		return nil, err
	}
	results, err := judgeAll(ctx, []*subject{s}, opts)
	if err != nil {
		return nil, err
	}
	return results[0], nil
}

func folder(ctx context.Context, dir string, opts Options) (*subject, error) {
	declared, text, err := declaration.Load(dir)
	if err != nil {
		return nil, err
	}
	s := newSubject(declared.Product.Name, opts)
	s.declaration, s.text = declared, text
	images := 0
	for _, source := range declared.Sources {
		path := filepath.Join(dir, filepath.FromSlash(source.Path))
		switch source.Kind {
		case "firmware":
			if images++; images > 1 {
				err = fmt.Errorf("%s:%d: a second image under evidence: want one, or the folder that holds the dumps of one device",
					filepath.Join(dir, declaration.Name), source.Line)
			} else {
				err = s.image(ctx, path, opts)
			}
		case "site":
			err = s.site(ctx, path)
		}
		if err != nil {
			s.close()
			return nil, err
		}
	}
	s.complete()
	s.models(declared.Product.Name, declared.Product.Model)
	if err := s.recorded(dir); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// complete gives a subject without an image the identity of its declaration.
func (s *subject) complete() {
	if s.input.Evidence != "" {
		return
	}
	s.limits = append(s.limits, noImage)
	s.input.NoImage = true
	if s.declaration != nil {
		s.input.Evidence = s.declaration.Evidence
	}
}

func closeAll(subjects []*subject) {
	for _, s := range subjects {
		s.close()
	}
}

func collect(ctx context.Context, path string, opts Options) (*subject, error) {
	s := newSubject("", opts)
	if err := s.image(ctx, path, opts); err != nil {
		return nil, err
	}
	s.name = s.input.Name
	return s, nil
}

// judgeAll runs the checks over every subject, each knowing the others, and
// judges them one by one.
func judgeAll(ctx context.Context, subjects []*subject, opts Options) ([]*Result, error) {
	introduce(subjects)
	var results []*Result
	for _, s := range subjects {
		result, err := assessOne(ctx, s, subjects, opts)
		if err != nil {
			closeAll(subjects)
			return nil, err
		}
		result.close = func() { closeAll(subjects) }
		results = append(results, result)
	}
	return results, nil
}

// assessOne runs the checks over one of several subjects and judges it.
func assessOne(ctx context.Context, s *subject, all []*subject, opts Options) (*Result, error) {
	opts.step("check", 0, 0)
	s.checked = check.Run(checks.All, s.input)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.read(opts)
	s.hear(opts)
	return recordRun(s, document(s, opts), all, opts)
}

// introduce tells each input of the others, so that a check can see what two
// images share.
func introduce(subjects []*subject) {
	for _, s := range subjects {
		for _, other := range subjects {
			if other != s {
				s.input.Others = append(s.input.Others, other.input)
			}
		}
	}
}

// stamp returns a time as it stands in documents.
func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }
