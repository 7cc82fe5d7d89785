package lz4

import (
	"bytes"
	"strings"
	"testing"

	"github.com/pierrec/lz4/v4"

	"github.com/assay-project/assay/unpack/unpacktest"
)

func pack(t testing.TB, s string, options ...lz4.Option) []byte {
	t.Helper()
	var b bytes.Buffer
	w := lz4.NewWriter(&b)
	if err := w.Apply(options...); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var sample = strings.Repeat("hello, device\n", 50)

func TestFrames(t *testing.T) {
	for name, options := range map[string][]lz4.Option{
		"frame": nil, "sums": {lz4.BlockChecksumOption(true), lz4.ChecksumOption(true)}, "size": {lz4.SizeOption(uint64(len(sample)))},
		"legacy": {lz4.LegacyOption(true)},
	} {
		data := pack(t, sample, options...)
		found, contents, _ := unpacktest.Open(t, Format, append(data, 0, 0, 0, 0, 1))
		if got := string(contents.Parts[0].Data); got != sample || found.Size != int64(len(data)) {
			t.Errorf("%s: decoded %d bytes from %d, want %d from %d", name, len(got), found.Size, len(sample), len(data))
		}
	}
}

// Behind a legacy frame, Linux puts the decoded size.
func TestKernel(t *testing.T) {
	data := pack(t, sample, lz4.LegacyOption(true))
	found, err := Format.Identify(append(data, 0xbc, 2, 0, 0))
	if err != nil || found.Size != int64(len(data)) {
		t.Errorf("size %d, want %d: %v", found.Size, len(data), err)
	}
}

func TestHostile(t *testing.T) {
	unpacktest.Hostile(t, Format, pack(t, sample))
	unpacktest.Hostile(t, Format, pack(t, sample, lz4.LegacyOption(true)))
}

func FuzzLZ4(f *testing.F) {
	unpacktest.Fuzz(f, Format, pack(f, sample), pack(f, sample, lz4.LegacyOption(true)))
}
