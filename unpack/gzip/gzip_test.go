package gzip

import (
	"bytes"
	"compress/gzip"
	"errors"
	"strings"
	"testing"

	"github.com/assay-project/assay/unpack"
	"github.com/assay-project/assay/unpack/unpacktest"
)

func pack(t testing.TB, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Name = "name.txt"
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var sample = strings.Repeat("hello, device\n", 50)

func TestMembersInARow(t *testing.T) {
	data := append(pack(t, sample), pack(t, "and more")...)
	_, contents, _ := unpacktest.Open(t, Format, append(data, "behind it"...))
	if got, want := string(contents.Parts[0].Data), sample+"and more"; got != want {
		t.Errorf("decoded %q", got)
	}
	if contents.Size != int64(len(data)) {
		t.Errorf("size %d, want %d", contents.Size, len(data))
	}
}

func TestDamaged(t *testing.T) {
	data := pack(t, sample)
	data[len(data)-6] ^= 1 // CRC-32
	if _, err := Format.Open(unpacktest.Job(), data); err == nil {
		t.Error("a wrong CRC-32 was accepted")
	}
	if _, err := Format.Open(unpacktest.Job(), data[:len(data)-20]); !errors.Is(err, unpack.ErrTruncated) {
		t.Errorf("cut short: %v", err)
	}
}

func TestBomb(t *testing.T) {
	data := pack(t, strings.Repeat("\x00", 20<<20))
	_, err := Format.Open(unpacktest.Job(), data)
	if !errors.Is(err, unpack.ErrBudget) {
		t.Errorf("20 MiB out of %d bytes: %v", len(data), err)
	}
}

func TestHostile(t *testing.T) { unpacktest.Hostile(t, Format, pack(t, sample)) }

func FuzzGzip(f *testing.F) { unpacktest.Fuzz(f, Format, pack(f, sample)) }
