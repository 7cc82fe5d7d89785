package xz

import (
	"errors"
	"fmt"

	"github.com/assay-project/assay/unpack"
)

// Format is the .xz container. Its extent is known without decoding, so it can be placed exactly in a larger image.
var Format = &unpack.Format{
	Name:     "xz",
	Doc:      "xz streams with LZMA2, delta and BCJ filters (The .xz File Format 1.1.0)",
	Magics:   []unpack.Magic{{Bytes: []byte(Magic)}},
	Identify: identify,
	Open:     open,
	Stream:   true,
}

var checkNames = map[byte]string{CheckNone: "no check", CheckCRC32: "CRC-32", CheckCRC64: "CRC-64", CheckSHA256: "SHA-256"}

// identify believes the header's checksum. Where the walk does not reach the footer, the stream is cut off at the end of the
// bytes, or damaged; the damaged one is left to decoding to judge.
func identify(data []byte) (unpack.Found, error) {
	if _, err := openStream(data); err != nil {
		return unpack.Found{}, fmt.Errorf("%w: %w", unpack.ErrNot, err)
	}
	n, size, err := Extent(data)
	switch {
	case errors.Is(err, ErrTruncated):
		return unpack.Found{Size: int64(len(data)), Truncated: true, Proof: unpack.Plausible}, nil
	case err != nil:
		return unpack.Found{Proof: unpack.Plausible}, nil
	}
	check := checkNames[data[7]]
	if check == "" {
		check = fmt.Sprintf("check of reserved kind %d", data[7])
	}
	return unpack.Found{Size: int64(n), Proof: unpack.Checked, Note: fmt.Sprintf("%d bytes decoded, %s", size, check)}, nil
}

func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	limit := job.Budget.StreamMax(int64(len(data)))
	out, end, err := Decode(nil, data, int(limit))
	switch {
	case errors.Is(err, ErrTooLarge):
		err = fmt.Errorf("%w: %w", unpack.ErrBudget, err)
	case errors.Is(err, ErrTruncated):
		err = fmt.Errorf("%w: %w", unpack.ErrTruncated, err)
	}
	if err == nil && end.Unverified && end.Check != CheckNone {
		job.Limit(fmt.Sprintf("xz check of reserved kind %d", end.Check), "the decoded data were not verified")
	}
	if held := job.Budget.Hold(int64(len(out))); held != nil && err == nil {
		err = held
	}
	return &unpack.Contents{Size: int64(end.Read), Parts: []unpack.Part{{Data: out, Offset: -1}}}, err
}
