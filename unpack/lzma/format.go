package lzma

import (
	"errors"
	"fmt"
	"math/bits"

	"github.com/assay-project/assay/unpack"
)

// Format is the LZMA-alone stream. Its header has no magic and no checksum, so it is asked at the start of a run of bytes
// only (the payload a uImage header delimits, a file), and believed when the stream decodes to a clean end.
var Format = &unpack.Format{
	Name:     "lzma",
	Doc:      "LZMA-alone stream with its 13-byte header (7-Zip's LZMA specification)",
	Identify: identify,
	Open:     open,
	Stream:   true,
}

// minDamaged is how much a damaged stream must have decoded to be believed: arbitrary bytes fail within a few hundred, when
// the first match points before the start.
const minDamaged = 32 << 10

func identify(data []byte) (unpack.Found, error) {
	h, err := ParseHeader(data)
	if err != nil {
		return unpack.Found{}, fmt.Errorf("%w: %w", unpack.ErrNot, err)
	}
	// Encoders write dictionaries of 2^n or 2^n + 2^(n-1) bytes, at least 4 KiB; xz knows the same rule.
	if d := h.Dict; d < 1<<12 || d != 1<<32-1 && bits.OnesCount32(d) != 1 && (bits.OnesCount32(d) != 2 || d&(d>>1) == 0) {
		return unpack.Found{}, fmt.Errorf("%w: dictionary of %d bytes", unpack.ErrNot, d)
	}
	if h.Size == 0 || h.Props.LC+h.Props.LP > 4 {
		return unpack.Found{}, unpack.ErrNot
	}
	return unpack.Found{Proof: unpack.Plausible}, nil
}

func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	limit := job.Budget.StreamMax(int64(len(data)))
	out, end, err := DecodeAlone(nil, data, int(limit))
	if err == nil && !end.Clean {
		err = fmt.Errorf("%w: it goes on behind its stated size", ErrCorrupt)
	}
	switch {
	case err != nil && len(out) < minDamaged:
		return nil, fmt.Errorf("%w: %w", unpack.ErrNot, err)
	case errors.Is(err, ErrTooLarge):
		err = fmt.Errorf("lzma: %w: %w", unpack.ErrBudget, err)
	case errors.Is(err, ErrTruncated):
		err = fmt.Errorf("lzma: %w: %w", unpack.ErrTruncated, err)
	case err != nil:
		err = fmt.Errorf("lzma: %w", err)
	}
	if held := job.Budget.Hold(int64(len(out))); held != nil && err == nil {
		err = held
	}
	return &unpack.Contents{Size: int64(end.Read), Parts: []unpack.Part{{Data: out, Offset: -1}}}, err
}
