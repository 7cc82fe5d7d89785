package lzo

import (
	"errors"
	"fmt"
	"strings"

	"github.com/assay-project/assay/unpack"
)

// Format is the lzop file: one or more members, each a file.
var Format = &unpack.Format{
	Name:     "lzop",
	Doc:      "lzop file of LZO1X blocks (lzop 1.04)",
	Magics:   []unpack.Magic{{Bytes: []byte(Magic)}},
	Identify: identify,
	Open:     open,
	Stream:   true,
}

func identify(data []byte) (unpack.Found, error) {
	h, err := ParseHeader(data)
	if err != nil && !errors.Is(err, ErrUnsupported) {
		return unpack.Found{}, fmt.Errorf("%w: %w", unpack.ErrNot, err)
	}
	if err != nil {
		return unpack.Found{Proof: unpack.Plausible}, nil // Open says what is not supported
	}
	found := unpack.Found{Proof: unpack.Checked, Note: fmt.Sprintf("named %.64q", h.Name)}
	var total int64
	for at := 0; ; {
		n, size, err := Extent(data[at:])
		if errors.Is(err, ErrTruncated) {
			found.Size, found.Truncated, found.Proof = int64(len(data)), true, unpack.Plausible
			return found, nil
		}
		if err != nil {
			return unpack.Found{Proof: unpack.Plausible}, nil
		}
		total += size
		if at += n; !strings.HasPrefix(string(data[at:min(len(data), at+len(Magic))]), Magic) {
			found.Size = int64(at)
			found.Note = fmt.Sprintf("%d bytes decoded, named %.64q", total, h.Name)
			return found, nil
		}
	}
}

func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	contents := &unpack.Contents{}
	for at := 0; ; {
		h, err := ParseHeader(data[at:])
		if err != nil {
			return contents, explain(err)
		}
		out, n, err := DecodeMember(nil, data[at:], int(job.Budget.StreamMax(int64(len(data)-at))))
		if len(out) > 0 {
			contents.Parts = append(contents.Parts, unpack.Part{Name: safeName(h.Name), Data: out, Offset: -1})
		}
		if held := job.Budget.Hold(int64(len(out))); held != nil && err == nil {
			err = held
		}
		at += n
		contents.Size = int64(at)
		if err != nil {
			return contents, explain(err)
		}
		if !strings.HasPrefix(string(data[at:min(len(data), at+len(Magic))]), Magic) {
			return contents, nil
		}
	}
}

// safeName keeps a stored name that is one; lzop stores the last element of a path.
func safeName(name string) string {
	if strings.ContainsAny(name, "/\\\x00!") || name == ".." || name == "." {
		return ""
	}
	return name
}

func explain(err error) error {
	switch {
	case errors.Is(err, ErrTooLarge):
		return fmt.Errorf("%w: %w", unpack.ErrBudget, err)
	case errors.Is(err, ErrTruncated):
		return fmt.Errorf("%w: %w", unpack.ErrTruncated, err)
	case errors.Is(err, ErrUnsupported):
		return fmt.Errorf("%w: %w", unpack.ErrUnsupported, err)
	}
	return err
}
