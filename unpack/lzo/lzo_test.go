package lzo

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/assay-project/assay/unpack"
)

//go:generate sh testdata/make.sh

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func numbers() []byte {
	var b []byte
	for i := range 2000 {
		b = fmt.Appendf(b, "%d\n", i+1)
	}
	return b
}

func noise() []byte {
	b, s := make([]byte, 700), uint32(1)
	for i := range b {
		s = (s*1103515245 + 12345) & 0x7fffffff
		b[i] = byte(s >> 16)
	}
	return b
}

// TestDecodeInstructions has one stream for each kind of instruction of the format description.
func TestDecodeInstructions(t *testing.T) {
	const end = "\x11\x00\x00"
	for name, c := range map[string]struct{ src, want string }{
		"empty":                       {end, ""},
		"first literals":              {"\x15abcd" + end, "abcd"},
		"first literals, few":         {"\x13ab" + end, "ab"},
		"match of 2 after 1 literal":  {"\x12a\x01\x00b" + end, "aaab"},
		"long literal run":            {"\x00\x01" + "0123456789abcdefghi" + end, "0123456789abcdefghi"},
		"match of 2 within 1 KiB":     {"\x14abc\x08\x00" + end, "abcab"},
		"match of 3 from 2 KiB":       {run(2100) + "\x00\x00" + end, repeat(2100) + repeat(2100)[2100-2049:2100-2049+3]},
		"match within 2 KiB":          {"\x15abcd\x6c\x00" + end, "abcdabcd"},
		"match within 16 KiB":         {"\x15abcd\x24\x0c\x00" + end, "abcdabcdab"},
		"long match, overlapping":     {"\x12a\x20\x01\x00\x00" + end, "a" + string(bytes.Repeat([]byte("a"), 34))},
		"match with literals behind":  {"\x15abcd\x6e\x00xy" + end, "abcdabcdxy"},
		"match of 2 after 3 literals": {"\x15abcd\x6f\x00xyz\x00\x00" + end, "abcdabcdxyzzz"},
	} {
		got, n, err := Decode([]byte("kept"), append([]byte(c.src), "rest"...), 1<<16)
		if err != nil || string(got) != "kept"+c.want || n != len(c.src) {
			t.Errorf("%s: got %q, %d of %d bytes read, %v; want %q", name, got[4:], n, len(c.src), err, c.want)
		}
	}
}

func repeat(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * 7)
	}
	return string(b)
}

// run is an instruction for a run of n literals.
func run(n int) string {
	n -= 18
	b := []byte{0}
	for ; n > 255; n -= 255 {
		b = append(b, 0)
	}
	return string(append(b, byte(n))) + repeat(n+18+255*(len(b)-1))
}

func TestDecodeRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		src  string
		max  int
		want error
	}{
		"nothing":                {"", 10, ErrTruncated},
		"no end marker":          {"\x15abcd", 10, ErrTruncated},
		"literals missing":       {"\x15ab", 10, ErrTruncated},
		"zeros only":             {string(make([]byte, 500)), 1 << 20, ErrTruncated},
		"match before the start": {"\x15abcd\x6c\x7f\x11\x00\x00", 10, ErrCorrupt},
		"end marker with length": {"\x15abcd\x12\x00\x00", 10, ErrCorrupt},
		"literals over the max":  {"\x15abcd\x11\x00\x00", 3, ErrTooLarge},
		"match over the max":     {"\x12a\x20\x00\x00\x00\x00\x00\x01\x00\x00\x11\x00\x00", 100, ErrTooLarge},
	} {
		got, n, err := Decode(nil, []byte(c.src), c.max)
		if !errors.Is(err, c.want) || len(got) > c.max || n > len(c.src) {
			t.Errorf("%s: got %q, %d read, %v; want %v", name, got, n, err, c.want)
		}
	}
}

func TestLzop(t *testing.T) {
	for name, want := range map[string][][]byte{
		"fast.lzo": {numbers()}, "best-crc.lzo": {numbers()}, "mixed.lzo": {numbers(), noise(), numbers()},
	} {
		src := read(t, name)
		found, err := Format.Identify(append(bytes.Clone(src), 0xff, 0xff))
		if err != nil || found.Size != int64(len(src)) || found.Proof != unpack.Checked {
			t.Errorf("%s: identified %+v, %v; want %d bytes", name, found, err, len(src))
		}
		contents, err := Format.Open(newJob(t), src)
		if err != nil || len(contents.Parts) != len(want) {
			t.Errorf("%s: %d parts, want %d: %v", name, len(contents.Parts), len(want), err)
			continue
		}
		for i, part := range contents.Parts {
			if !bytes.Equal(part.Data, want[i]) {
				t.Errorf("%s: part %d differs", name, i)
			}
		}
		if got := contents.Parts[0].Name; got != "numbers" {
			t.Errorf("%s: got name %q", name, got)
		}
	}
}

func newJob(t *testing.T) *unpack.Job {
	return &unpack.Job{Context: t.Context(), Origin: "t", Budget: unpack.NewBudget(unpack.Limits{})}
}

func TestLzopDamaged(t *testing.T) {
	src := read(t, "best-crc.lzo")
	for i := range src {
		bad := bytes.Clone(src)
		bad[i] ^= 0x20
		if out, _, err := DecodeMember(nil, bad, 1<<20); err == nil && !bytes.Equal(out, numbers()) {
			t.Errorf("byte %d changed: wrong data without error", i)
		}
		out, n, err := DecodeMember(nil, src[:i], 1<<20)
		if err == nil || n > i || !bytes.HasPrefix(numbers(), out) {
			t.Errorf("first %d bytes: %d decoded, %d read, %v", i, len(out), n, err)
		}
	}
	if _, _, err := DecodeMember(nil, src, 100); !errors.Is(err, ErrTooLarge) {
		t.Errorf("limit: got %v, want ErrTooLarge", err)
	}
	if found, err := identify(src[:len(src)-10]); err != nil || !found.Truncated {
		t.Errorf("truncated: %+v, %v", found, err)
	}
	if _, err := identify([]byte("\x89LZO\x00\r\n\x1a\nnot a header that sums up")); !errors.Is(err, unpack.ErrNot) {
		t.Errorf("magic only: got %v, want ErrNot", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("\x15abcd\x6f\x00xyz\x00\x00\x11\x00\x00"))
	f.Add([]byte("\x12a\x20\x01\x00\x00\x11\x00\x00"))
	f.Add([]byte(run(40) + "\x18\x00\x00\x11\x00\x00"))
	f.Fuzz(func(t *testing.T, src []byte) {
		const max = 1 << 16
		out, n, err := Decode([]byte("kept"), src, max)
		if len(out) > max+4 || n > len(src) || string(out[:4]) != "kept" {
			t.Fatalf("%d bytes from %d of %d, %v", len(out), n, len(src), err)
		}
		room := make([]byte, len(out)-4, len(out)+4)
		again, m, err2 := Decode(room[:0:len(out)-4], src, max)
		if err == nil && (err2 != nil || m != n || !bytes.Equal(again, out[4:])) {
			t.Fatalf("differs with exact room: %v", err2)
		}
	})
}

func FuzzLzop(f *testing.F) {
	for _, name := range []string{"fast.lzo", "best-crc.lzo", "mixed.lzo"} {
		f.Add(read(f, name))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		const max = 1 << 16
		out, n, err := DecodeMember(nil, src, max)
		if len(out) > max || n > len(src) {
			t.Fatalf("%d bytes from %d of %d, %v", len(out), n, len(src), err)
		}
		if m, size, err2 := Extent(src); err == nil && (err2 != nil || m != n || size != int64(len(out))) {
			t.Fatalf("decoded %d bytes from %d, extent says %d from %d: %v", len(out), n, size, m, err2)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	src := read(b, "best-crc.lzo")
	h, err := ParseHeader(src)
	if err != nil {
		b.Fatal(err)
	}
	c, err := h.readChunk(src, h.Size)
	if err != nil {
		b.Fatal(err)
	}
	room := make([]byte, 0, c.size)
	b.SetBytes(int64(c.size))
	for b.Loop() {
		if _, _, err := Decode(room, c.data, c.size); err != nil {
			b.Fatal(err)
		}
	}
}
