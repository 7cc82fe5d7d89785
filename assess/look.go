package assess

import (
	"context"
	"os"
	"path/filepath"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/checks"
	"github.com/assay-project/assay/source/declaration"
)

// Looked is what was collected of a product and what the checks said of it,
// before anything is judged.
type Looked struct {
	Input       *check.Input
	Checked     check.Result
	Declaration *assay.Declaration // nil where there is none
	Text        []byte             // of the declaration
	subject     *subject
}

// Close lets go of what the input holds.
func (l *Looked) Close() { l.subject.close() }

// Limits lists what was not read, by the collectors first, then by facts and checks.
func (l *Looked) Limits() []assay.Limit {
	return append(append([]assay.Limit(nil), l.subject.limits...), l.Input.Limits()...)
}

// Look collects what a folder with a declaration names, or a bare image, and
// runs the checks over it.
func Look(ctx context.Context, path string, opts Options) (*Looked, error) {
	var s *subject
	var err error
	if info, statErr := os.Stat(filepath.Join(path, declaration.Name)); statErr == nil && info.Mode().IsRegular() {
		s, err = folder(ctx, path, opts)
	} else {
		s, err = collect(ctx, path, opts)
	}
	if err != nil {
		return nil, err
	}
	s.checked = check.Run(checks.All, s.input)
	if err := ctx.Err(); err != nil {
		s.close()
		return nil, err
	}
	return &Looked{Input: s.input, Checked: s.checked, Declaration: s.declaration, Text: s.text, subject: s}, nil
}
