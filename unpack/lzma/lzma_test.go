package lzma

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	oracle "github.com/ulikunitz/xz/lzma"

	"github.com/assay-project/assay/unpack"
)

// sample returns n bytes that are text, runs, noise and repeats from far back, by a fixed seed.
func sample(n int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	var out []byte
	for len(out) < n {
		switch r.IntN(5) {
		case 0:
			out = fmt.Appendf(out, "line %d: %s\n", r.IntN(1000), strings.Repeat("ab", r.IntN(9)))
		case 1:
			out = append(out, bytes.Repeat([]byte{byte(r.IntN(256))}, r.IntN(700))...)
		case 2:
			for range r.IntN(300) {
				out = append(out, byte(r.Uint32()))
			}
		default:
			if len(out) > 0 {
				from := r.IntN(len(out))
				out = append(out, out[from:min(len(out), from+r.IntN(400))]...)
			}
		}
	}
	return out[:n]
}

// encode makes an LZMA-alone stream with the oracle.
func encode(t testing.TB, data []byte, p Props, size, marker bool) []byte {
	t.Helper()
	var buf bytes.Buffer
	cfg := oracle.WriterConfig{Properties: &oracle.Properties{LC: int(p.LC), LP: int(p.LP), PB: int(p.PB)}, EOSMarker: marker, DictCap: 1 << 16}
	if size {
		cfg.SizeInHeader, cfg.Size = true, int64(len(data))
	}
	w, err := cfg.NewWriter(&buf)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func encode2(t testing.TB, data []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	w, err := oracle.Writer2Config{DictCap: 1 << 16}.NewWriter2(&buf)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestDecodeAlone(t *testing.T) {
	trailer := []byte("what follows the stream")
	for _, p := range []Props{{3, 0, 2}, {0, 0, 0}, {8, 4, 4}, {0, 4, 0}, {4, 0, 4}, {1, 2, 3}} {
		for _, n := range []int{1, 2, 100, 5000, 200_000} {
			for _, mode := range []struct{ size, marker bool }{{true, false}, {false, true}, {true, true}} {
				t.Run(fmt.Sprintf("%+v/%d/%+v", p, n, mode), func(t *testing.T) {
					data := sample(n)
					src := encode(t, data, p, mode.size, mode.marker)
					out, end, err := DecodeAlone([]byte("kept"), append(bytes.Clone(src), trailer...), 1<<20)
					if err != nil {
						t.Fatal(err)
					}
					if string(out[:4]) != "kept" || !bytes.Equal(out[4:], data) {
						t.Errorf("decoded %d bytes differ from %d", len(out)-4, len(data))
					}
					if want := (End{Read: len(src), Marker: mode.marker, Clean: true}); end != want {
						t.Errorf("end: got %+v, want %+v", end, want)
					}
				})
			}
		}
	}
}

func TestDecodeIntoRoomGiven(t *testing.T) {
	data := sample(50_000)
	src := encode(t, data, Props{3, 0, 2}, true, false)
	room := make([]byte, len(data)+10)
	for i := range room {
		room[i] = 0xaa
	}
	out, _, err := DecodeAlone(room[:0:len(data)], src, len(data))
	if err != nil || &out[0] != &room[0] || !bytes.Equal(out, data) {
		t.Errorf("not decoded in place: %v", err)
	}
	if !bytes.Equal(room[len(data):], bytes.Repeat([]byte{0xaa}, 10)) {
		t.Error("wrote behind the capacity it was given")
	}
}

func TestLimits(t *testing.T) {
	data := sample(100_000)
	for _, mode := range []struct{ size, marker bool }{{true, false}, {false, true}} {
		src := encode(t, data, Props{3, 0, 2}, mode.size, mode.marker)
		for _, max := range []int{0, 1, 4096, 99_999} {
			out, _, err := DecodeAlone(nil, src, max)
			if !errors.Is(err, ErrTooLarge) || !bytes.Equal(out, data[:len(out)]) || len(out) > max || len(out)+maxLen < max {
				t.Errorf("%+v, max %d: got %d bytes and %v, want nearly %d and ErrTooLarge", mode, max, len(out), err, max)
			}
		}
		if out, _, err := DecodeAlone(nil, src, 100_000); err != nil || !bytes.Equal(out, data) {
			t.Errorf("%+v: max of exactly the size: %v", mode, err)
		}
	}
}

// maxLen is the longest match: a decoder stopped by its limit may lack one.
const maxLen = 273

func TestTruncatedKeepsWhatWasDecoded(t *testing.T) {
	data := sample(100_000)
	src := encode(t, data, Props{3, 0, 2}, true, false)
	for _, n := range []int{0, 1, 12, 13, 17, 18, 19, 100, len(src) / 2, len(src) - 1} {
		out, end, err := DecodeAlone(nil, src[:n], 1<<20)
		if !errors.Is(err, ErrTruncated) {
			t.Errorf("%d bytes: got %v, want ErrTruncated", n, err)
		}
		if len(out) > 2 && !bytes.Equal(out[:len(out)-2], data[:len(out)-2]) {
			t.Errorf("%d bytes: %d decoded, wrong", n, len(out)) // the last symbol may be made of missing bytes
		}
		if end.Read > n {
			t.Errorf("%d bytes: %d read", n, end.Read)
		}
	}
	if out, _, _ := DecodeAlone(nil, src[:len(src)/2], 1<<20); len(out) < 30_000 {
		t.Errorf("half of the stream gave %d bytes only", len(out))
	}
}

func TestCorrupt(t *testing.T) {
	data := sample(3000)
	src := encode(t, data, Props{3, 0, 2}, true, false)
	longer := bytes.Clone(src)
	longer[5]-- // states one byte less than there is
	if out, end, err := DecodeAlone(nil, longer, 1<<20); err == nil && (end.Clean || len(out) != len(data)-1) {
		t.Errorf("stated size too small: %d bytes, %+v", len(out), end)
	}
	for name, head := range map[string][]byte{
		"properties": {225, 0, 0, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"size":       {0x5d, 0, 0, 1, 0, 5, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0},
		"first byte": {0x5d, 0, 0, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0},
	} {
		if _, _, err := DecodeAlone(nil, head, 100); !errors.Is(err, ErrHeader) {
			t.Errorf("%s: got %v, want ErrHeader", name, err)
		}
	}
	// A first symbol that is a match points before the start.
	if _, _, err := DecodeRaw(nil, []byte{0, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0}, Props{3, 0, 2}, 100, 100); !errors.Is(err, ErrCorrupt) {
		t.Errorf("match at the start: got %v, want ErrCorrupt", err)
	}
}

func TestDecode2(t *testing.T) {
	for _, n := range []int{0, 1, 1000, 70_000, 3_000_000} {
		data := sample(n)
		src := encode2(t, data)
		out, end, err := Decode2(nil, append(bytes.Clone(src), "rest"...), 1<<22)
		if err != nil || !bytes.Equal(out, data) || end.Read != len(src) {
			t.Errorf("%d bytes: decoded %d, read %d of %d: %v", n, len(out), end.Read, len(src), err)
		}
		if n > 0 {
			if _, _, err := Decode2(nil, src, n-1); !errors.Is(err, ErrTooLarge) {
				t.Errorf("%d bytes: limit: got %v, want ErrTooLarge", n, err)
			}
		}
		if out, _, err := Decode2(nil, src[:len(src)-1], 1<<22); !errors.Is(err, ErrTruncated) || !bytes.Equal(out, data) {
			t.Errorf("%d bytes: no end byte: got %d bytes, %v; want all and ErrTruncated", n, len(out), err)
		}
	}
}

func TestDecode2RefusesChunksOutOfOrder(t *testing.T) {
	for name, src := range map[string][]byte{
		"stored without dictionary reset":  {2, 0, 0, 'a', 0},
		"coded without reset":              {0x80, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0},
		"coded after stored without props": {1, 0, 0, 'a', 0xa0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0},
		"reserved control byte":            {1, 0, 0, 'a', 3, 0, 0},
		"lc and lp over four":              {0xe0, 0, 0, 0, 5, 8, 0, 0, 0, 0, 0, 0},
		"chunk too short for its coder":    {0xe0, 0, 0, 0, 3, 0x5d, 0, 0, 0, 0, 0},
	} {
		if _, _, err := Decode2(nil, src, 100); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: got %v, want ErrCorrupt", name, err)
		}
	}
}

func TestFormat(t *testing.T) {
	data := sample(100_000)
	src := encode(t, data, Props{3, 0, 2}, false, true)
	found, err := Format.Identify(src)
	if err != nil {
		t.Fatal(err)
	}
	job := &unpack.Job{Context: t.Context(), Origin: "t", Budget: unpack.NewBudget(unpack.Limits{})}
	contents, err := Format.Open(job, append(bytes.Clone(src), 0xff, 0xff))
	if err != nil || found.Size != 0 || contents.Size != int64(len(src)) || !bytes.Equal(contents.Parts[0].Data, data) {
		t.Errorf("found %+v, got %v", found, err)
	}
	if contents, err := Format.Open(job, src[:len(src)*9/10]); err == nil || contents == nil || !errors.Is(err, unpack.ErrTruncated) {
		t.Errorf("truncated: got %v, want part of it and ErrTruncated", err)
	}
	for name, bytes := range map[string][]byte{
		"text": []byte("root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1"), "zeros": make([]byte, 4096), "empty": nil,
	} {
		if _, err := Format.Identify(bytes); !errors.Is(err, unpack.ErrNot) {
			t.Errorf("%s: got %v, want ErrNot", name, err)
		}
	}
}

func FuzzDecodeAlone(f *testing.F) {
	data := sample(600)
	f.Add(encode(f, data, Props{3, 0, 2}, true, false))
	f.Add(encode(f, data, Props{0, 2, 1}, false, true))
	f.Add([]byte{0x5d, 0, 0, 1, 0, 255, 255, 255, 255, 255, 255, 255, 255, 0, 1, 2, 3, 4, 5})
	f.Fuzz(func(t *testing.T, src []byte) {
		const max = 1 << 16
		out, end, err := DecodeAlone(nil, src, max)
		if len(out) > max || end.Read > len(src)+HeaderSize {
			t.Fatalf("%d bytes from %d, limit %d", len(out), end.Read, max)
		}
		if err != nil || !end.Clean {
			return
		}
		r, err := oracle.NewReader(bytes.NewReader(src))
		if err != nil {
			return
		}
		want, err := io.ReadAll(io.LimitReader(r, max+1))
		if err == nil && !bytes.Equal(out, want) {
			t.Fatalf("differs from the oracle: %d bytes, want %d", len(out), len(want))
		}
	})
}

func FuzzDecode2(f *testing.F) {
	f.Add(encode2(f, sample(600)))
	f.Add([]byte{1, 0, 1, 'a', 'b', 2, 0, 0, 'c', 0})
	f.Fuzz(func(t *testing.T, src []byte) {
		const max = 1 << 16
		out, end, err := Decode2([]byte("kept"), src, max)
		if len(out) > max+4 || end.Read > len(src) || string(out[:4]) != "kept" {
			t.Fatalf("%d bytes from %d, limit %d", len(out), end.Read, max)
		}
		if err != nil {
			return
		}
		r, err := oracle.Reader2Config{DictCap: 1 << 17}.NewReader2(bytes.NewReader(src))
		if err != nil {
			return
		}
		want, err := io.ReadAll(io.LimitReader(r, max+1))
		if err == nil && !bytes.Equal(out[4:], want) {
			t.Fatalf("differs from the oracle: %d bytes, want %d", len(out)-4, len(want))
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	data := sample(4 << 20)
	src := encode(b, data, Props{3, 0, 2}, true, false)
	room := make([]byte, 0, len(data))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := DecodeAlone(room, src, len(data)); err != nil {
			b.Fatal(err)
		}
	}
}
