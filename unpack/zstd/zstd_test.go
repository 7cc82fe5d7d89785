package zstd

import (
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/assay-project/assay/unpack/unpacktest"
)

func pack(t testing.TB, s string) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	return w.EncodeAll([]byte(s), nil)
}

var sample = strings.Repeat("hello, device\n", 50)

func TestFrames(t *testing.T) {
	data := append(pack(t, sample), pack(t, "and more")...)
	data = append(data, 0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 'x', 'y', 'z') // to be skipped
	found, contents, _ := unpacktest.Open(t, Format, append(data, "behind it"...))
	if got, want := string(contents.Parts[0].Data), sample+"and more"; got != want || found.Size != int64(len(data)) {
		t.Errorf("decoded %q from %d bytes, want %d", got, found.Size, len(data))
	}
	data[10] ^= 0xff
	if _, err := Format.Open(unpacktest.Job(), data); err == nil {
		t.Error("damaged data were accepted")
	}
}

func TestHostile(t *testing.T) { unpacktest.Hostile(t, Format, pack(t, sample)) }

func FuzzZstd(f *testing.F) { unpacktest.Fuzz(f, Format, pack(f, sample)) }
