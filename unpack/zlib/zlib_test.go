package zlib

import (
	"bytes"
	"compress/zlib"
	"strings"
	"testing"

	"github.com/assay-project/assay/unpack/unpacktest"
)

func pack(t testing.TB, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var sample = strings.Repeat("hello, device\n", 50)

func TestStream(t *testing.T) {
	data := pack(t, sample)
	_, contents, _ := unpacktest.Open(t, Format, data)
	if got := string(contents.Parts[0].Data); got != sample || contents.Size != int64(len(data)) {
		t.Errorf("decoded %q from %d bytes of %d", got, contents.Size, len(data))
	}
	data[len(data)-1] ^= 1
	if _, err := Format.Open(unpacktest.Job(), data); err == nil {
		t.Error("a wrong Adler-32 was accepted")
	}
	if !Format.WholeOnly {
		t.Error("zlib must not be carved: its header is two bytes")
	}
}

func TestHostile(t *testing.T) { unpacktest.Hostile(t, Format, pack(t, sample)) }

func FuzzZlib(f *testing.F) { unpacktest.Fuzz(f, Format, pack(f, sample)) }
