package uimage

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"testing"

	"github.com/assay-project/assay/unpack"
	"github.com/assay-project/assay/unpack/unpacktest"
)

func image(kind, compression byte, body string) []byte {
	h := make([]byte, headerSize)
	be := binary.BigEndian
	be.PutUint32(h, 0x27051956)
	be.PutUint32(h[12:], uint32(len(body)))
	be.PutUint32(h[24:], crc32.ChecksumIEEE([]byte(body)))
	h[30], h[31] = kind, compression
	copy(h[32:], "sample")
	be.PutUint32(h[4:], crc32.ChecksumIEEE(h))
	return append(h, body...)
}

func TestKernel(t *testing.T) {
	data := image(2, 3, "payload")
	found, contents, limits := unpacktest.Open(t, Format, append(data, "behind"...))
	if found.Size != int64(len(data)) || found.Proof != unpack.Checked || found.Note != `kernel, lzma, "sample"` {
		t.Errorf("found %+v", found)
	}
	p := contents.Parts[0]
	if string(p.Data) != "payload" || p.Offset != headerSize || p.Format != "kernel" || len(limits) > 0 {
		t.Errorf("part %+v, limits %q", p, limits)
	}
}

func TestParts(t *testing.T) {
	table := "\x00\x00\x00\x05\x00\x00\x00\x03\x00\x00\x00\x00"
	_, contents, _ := unpacktest.Open(t, Format, image(typeMulti, 0, table+"first\x00\x00\x00two"))
	var got []string
	for _, p := range contents.Parts {
		got = append(got, p.Name+"="+string(p.Data))
	}
	if s := strings.Join(got, " "); s != "part0=first part1=two" {
		t.Errorf("parts %s", s)
	}
}

func TestDamaged(t *testing.T) {
	data := image(2, 0, "payload")
	data[headerSize] ^= 1
	found, _, limits := unpacktest.Open(t, Format, data)
	if found.Proof != unpack.Closed || len(limits) != 1 || !strings.Contains(limits[0], "checksum") {
		t.Errorf("damaged data: %+v, limits %q", found, limits)
	}
	data[40] ^= 1
	if _, err := Format.Identify(data); err == nil {
		t.Error("a damaged header was accepted")
	}
	if found, _ := Format.Identify(image(2, 0, "payload")[:headerSize+3]); !found.Truncated {
		t.Error("an image cut short is not said to be")
	}
	if _, err := Format.Open(unpacktest.Job(), image(typeMulti, 0, string(bytes.Repeat([]byte{0xff}, 400)))); err == nil {
		t.Error("a table of parts without end was accepted")
	}
}

func TestHostile(t *testing.T) {
	unpacktest.Hostile(t, Format, image(2, 3, "payload"))
	unpacktest.Hostile(t, Format, image(typeMulti, 0, "\x00\x00\x00\x05\x00\x00\x00\x03\x00\x00\x00\x00first\x00\x00\x00two"))
}

func FuzzUImage(f *testing.F) {
	unpacktest.Fuzz(f, Format, image(2, 3, "payload"), image(typeMulti, 0, "\x00\x00\x00\x05\x00\x00\x00\x03\x00\x00\x00\x00first\x00\x00\x00two"))
}
