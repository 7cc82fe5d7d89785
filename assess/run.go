package assess

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/html"
	documents "github.com/assay-project/assay/report/json"
)

// piece is something that a run needs to be repeated.
type piece struct {
	id   string
	open func() (io.ReadCloser, error)
}

// recordRun notes how a document came to be.
func recordRun(s *subject, doc *assay.Document, all []*subject, opts Options) (*Result, error) {
	text, err := documents.Encode(doc)
	if err != nil {
		return nil, fmt.Errorf("encode document of %s: %w", s.name, err)
	}
	result := &Result{Document: doc, Run: &evidence.Run{
		Schema: evidence.RunSchema, Tool: "assay " + opts.Version, Command: opts.Command, At: stamp(opts.At), Document: evidence.ID(text),
	}}
	if s.declaration != nil {
		result.Run.Declaration = &evidence.RunInput{Name: s.declaration.Path, Kind: "file", Evidence: evidence.ID(s.text), Size: int64(len(s.text))}
		result.keepBytes(evidence.ID(s.text), s.text)
	}
	for _, other := range all {
		for _, input := range other.inputs {
			result.pieces = append(result.pieces, piece{input.Evidence, input.open})
			if other == s {
				result.Run.Inputs = append(result.Run.Inputs, input.RunInput)
			} else {
				result.Run.Others = append(result.Run.Others, input.RunInput)
			}
		}
	}
	result.keepPersons(s.persons)
	return result, nil
}

func (r *Result) keepBytes(id string, data []byte) {
	r.pieces = append(r.pieces, piece{id, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }})
}

// runName is how many hex digits of a document's digest name its run: enough to
// tell runs apart, few enough to be typed.
const runName = 16

// Keep writes document, report and evidence below a folder, as
// DIR/evidence/… and DIR/runs/<start of the document's digest>/…, and returns the
// folder of the run. What is there already is left as it is.
func (r *Result) Keep(dir string) (string, error) {
	store := evidence.OpenStore(filepath.Join(dir, "evidence"))
	for _, p := range r.pieces {
		if err := keepPiece(store, p); err != nil {
			return "", err
		}
	}
	folder := filepath.Join(dir, "runs", r.Run.Document[len("sha256:"):][:runName])
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", fmt.Errorf("keep run: %w", err)
	}
	for name, write := range map[string]func(io.Writer) error{
		"document.json": func(w io.Writer) error { return documents.Form.Write(w, r.Document, report.Options{}) },
		"report.html":   func(w io.Writer) error { return html.Form.Write(w, r.Document, report.Options{}) },
		"run.json":      r.writeRun,
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			return "", fmt.Errorf("keep %s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), b.Bytes(), 0o644); err != nil {
			return "", fmt.Errorf("keep run: %w", err)
		}
	}
	return folder, nil
}

func keepPiece(store *evidence.Store, p piece) error {
	r, err := p.open()
	if err != nil {
		return fmt.Errorf("keep evidence %s: %w", p.id, err)
	}
	defer r.Close()
	return store.PutReader(p.id, r)
}

func (r *Result) writeRun(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(r.Run)
}
