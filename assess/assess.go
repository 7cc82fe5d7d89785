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
	"github.com/assay-project/assay/source/firmware"
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

// subject is a product on its way through an assessment.
type subject struct {
	name        string
	collected   *firmware.Collected
	declaration *assay.Declaration
	text        []byte // of the declaration
	checked     check.Result
}

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

// Folder assesses the product that a folder with a declaration describes.
func Folder(ctx context.Context, dir string, opts Options) (*Result, error) {
	declared, text, err := declaration.Load(dir)
	if err != nil {
		return nil, err
	}
	if len(declared.Sources) != 1 {
		return nil, fmt.Errorf("%s: it names %d images under evidence: want one, or the folder that holds the dumps of one device",
			filepath.Join(dir, declaration.Name), len(declared.Sources))
	}
	s, err := collect(ctx, filepath.Join(dir, filepath.FromSlash(declared.Sources[0].Path)), opts)
	if err != nil {
		return nil, err
	}
	s.declaration, s.text = declared, text
	results, err := judgeAll(ctx, []*subject{s}, opts)
	if err != nil {
		return nil, err
	}
	return results[0], nil
}

func closeAll(subjects []*subject) {
	for _, s := range subjects {
		s.collected.Close()
	}
}

func collect(ctx context.Context, path string, opts Options) (*subject, error) {
	collected, err := firmware.Collect(ctx, path, opts.collecting())
	if err != nil {
		return nil, err
	}
	return &subject{name: collected.Input.Name, collected: collected}, nil
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
	s.checked = check.Run(checks.All, s.collected.Input)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return record(s, document(s, opts), all, opts)
}

// introduce tells each input of the others, so that a check can see what two
// images share.
func introduce(subjects []*subject) {
	for _, s := range subjects {
		for _, other := range subjects {
			if other != s {
				s.collected.Input.Others = append(s.collected.Input.Others, other.collected.Input)
			}
		}
	}
}

// stamp returns a time as it stands in documents.
func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }
