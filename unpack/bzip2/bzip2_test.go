package bzip2

import (
	"encoding/hex"
	"testing"

	"github.com/assay-project/assay/unpack/unpacktest"
)

// sample is "hello, device\n" through bzip2 -9.
func sample(t testing.TB) []byte {
	t.Helper()
	data, err := hex.DecodeString("425a6839314159265359d0e7846f0000045180001040040e64810020003100d34d04034640a446127973478bb9229c28486873c23780")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestStreamsInARow(t *testing.T) {
	one := sample(t)
	two := append(append([]byte(nil), one...), one...)
	for name, c := range map[string]struct {
		data, want string
		size       int
	}{
		"one":             {string(one), "hello, device\n", len(one)},
		"two":             {string(two), "hello, device\nhello, device\n", len(two)},
		"followed":        {string(one) + "\xff\xff\xff", "hello, device\n", len(one)},
		"followed by two": {string(two) + "\x00\x00\x00\x00", "hello, device\nhello, device\n", len(two)},
	} {
		_, contents, _ := unpacktest.Open(t, Format, []byte(c.data))
		if got := string(contents.Parts[0].Data); got != c.want || contents.Size != int64(c.size) {
			t.Errorf("%s: %q from %d bytes, want %q from %d", name, got, contents.Size, c.want, c.size)
		}
	}
}

func TestHostile(t *testing.T) { unpacktest.Hostile(t, Format, sample(t)) }

func FuzzBzip2(f *testing.F) { unpacktest.Fuzz(f, Format, sample(f)) }
