package evidence

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/assay-project/assay"
)

// RunSchema names the shape of [Run].
const RunSchema = "assay.run/v1"

// Run says how a document came to be: what was put in and with which options.
// With the evidence it names, the document can be made again, without the
// product and by a stranger.
type Run struct {
	Schema      string     `json:"schema"`
	Tool        string     `json:"tool"`    // "assay 0.1.0"
	Command     string     `json:"command"` // check or firmware
	At          string     `json:"at"`      // RFC 3339
	Declaration *RunInput  `json:"declaration,omitempty"`
	Inputs      []RunInput `json:"inputs"`
	// Others are images that were given together with this one: needed to repeat
	// what they share.
	Others []RunInput `json:"others,omitempty"`
	// Records are what persons tested or judged, with the files they attach; Trust
	// is the public keys whose signatures counted for the document.
	Records []RunInput `json:"records,omitempty"`
	Trust   []RunInput `json:"trust,omitempty"`
	// Origins are heads of bundles that this one was made from: run.json,
	// document.json and signature.json of a maker whose bundle a laboratory took up.
	Origins  []RunInput `json:"origins,omitempty"`
	Document string     `json:"document"` // id of the document's bytes
}

// RunInput is one thing that was put in. A folder is kept as a tar of what was
// read from it, in a form that is the same for the same folder.
type RunInput struct {
	Name     string `json:"name"`
	Kind     string `json:"kind"` // file, folder
	Evidence string `json:"evidence"`
	Size     int64  `json:"size"`
	// Unread is what of a folder could not be read from the disk.
	Unread []assay.Limit `json:"unread,omitempty"`
}

// Encode returns the bytes of run.json.
func (r *Run) Encode() ([]byte, error) {
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	return append(data, '\n'), nil
}

// maxRun bounds run.json; a run has a handful of inputs and perhaps some hundred
// records.
const maxRun = 8 << 20

// ParseRun reads run.json strictly.
func ParseRun(data []byte) (*Run, error) {
	if len(data) > maxRun {
		return nil, fmt.Errorf("run: %w", ErrTooLarge)
	}
	var run Run
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&run); err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	if run.Schema != RunSchema {
		return nil, fmt.Errorf("run: schema %q, want %q: made by another version", clip(run.Schema), RunSchema)
	}
	return &run, nil
}

// Pieces returns the ids of all evidence that a run needs, without repeats, in
// the order it names them.
func (r *Run) Pieces() []string {
	seen := make(map[string]bool)
	var ids []string
	add := func(in RunInput) {
		if in.Evidence != "" && !seen[in.Evidence] {
			seen[in.Evidence] = true
			ids = append(ids, in.Evidence)
		}
	}
	if r.Declaration != nil {
		add(*r.Declaration)
	}
	for _, list := range [][]RunInput{r.Inputs, r.Others, r.Records, r.Trust, r.Origins} {
		for _, in := range list {
			add(in)
		}
	}
	return ids
}
