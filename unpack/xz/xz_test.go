package xz

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	oracle "github.com/ulikunitz/xz"

	"github.com/assay-project/assay/internal/corpus"
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

func encode(t testing.TB, data []byte, cfg oracle.WriterConfig) []byte {
	t.Helper()
	var buf bytes.Buffer
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

func text(n int) []byte {
	var b []byte
	for i := 0; len(b) < n; i++ {
		b = fmt.Appendf(b, "%d squared is %d\n", i, i*i)
	}
	return b[:n]
}

func TestFilters(t *testing.T) {
	want := read(t, "branches.bin")
	for name, end := range map[string]End{
		"x86": {Check: CheckCRC32}, "powerpc": {Check: CheckCRC32}, "ia64": {Check: CheckCRC32}, "arm": {Check: CheckCRC32},
		"armthumb": {Check: CheckCRC32}, "sparc": {Check: CheckCRC32}, "arm64": {Check: CheckCRC32},
		"delta": {Check: CheckSHA256}, "x86-delta": {Check: CheckNone, Unverified: true}, "blocks": {Check: CheckCRC64, Blocks: 2},
	} {
		src := read(t, name+".xz")
		end.Read, end.Streams, end.Blocks = len(src), 1, max(end.Blocks, 1)
		for _, tail := range []string{"", "\x00\x00\x00\x00", "other bytes"} { // with and without a footer at the very end
			got, gotEnd, err := Decode([]byte("kept"), append(bytes.Clone(src), tail...), 1<<20)
			if err != nil || !bytes.Equal(got, append([]byte("kept"), want...)) {
				t.Errorf("%s with %q behind: %d bytes, want %d: %v", name, tail, len(got)-4, len(want), err)
			}
			if gotEnd != end {
				t.Errorf("%s with %q behind: got %+v, want %+v", name, tail, gotEnd, end)
			}
		}
	}
}

func TestAgainstOracle(t *testing.T) {
	for _, check := range []byte{oracle.CRC32, oracle.CRC64, oracle.SHA256} {
		for _, n := range []int{0, 1, 1000, 300_000} {
			data := text(n)
			src := encode(t, data, oracle.WriterConfig{CheckSum: check, BlockSize: 100_000, DictCap: 1 << 16})
			got, end, err := Decode(nil, src, n)
			if err != nil || !bytes.Equal(got, data) || end.Read != len(src) || end.Check != check {
				t.Errorf("check %d, %d bytes: got %d, %+v, %v", check, n, len(got), end, err)
			}
			packed, size, err := Extent(append(bytes.Clone(src), "rest"...))
			if err != nil || packed != len(src) || size != int64(n) {
				t.Errorf("check %d, %d bytes: extent %d of %d, %d bytes, %v", check, n, packed, len(src), size, err)
			}
			if n > 0 {
				if _, _, err := Decode(nil, src, n-1); !errors.Is(err, ErrTooLarge) {
					t.Errorf("limit: got %v, want ErrTooLarge", err)
				}
			}
		}
	}
}

func TestStreamsInARow(t *testing.T) {
	one, two := encode(t, text(500), oracle.WriterConfig{}), encode(t, text(900), oracle.WriterConfig{})
	src := append(bytes.Clone(one), make([]byte, 8)...)
	src = append(src, two...)
	want := append(text(500), text(900)...)
	got, end, err := Decode(nil, append(src, 0, 0, 0, 0), 1<<20)
	if err != nil || !bytes.Equal(got, want) || end.Streams != 2 || end.Read != len(src) {
		t.Errorf("got %d bytes, %+v, %v", len(got), end, err)
	}
	if n, size, err := Extent(src); n != len(src) || size != 1400 || err != nil {
		t.Errorf("extent: %d, %d, %v; want %d, 1400", n, size, err, len(src))
	}
}

// TestEveryByteMatters flips each byte in turn: the format has no byte outside some check.
func TestEveryByteMatters(t *testing.T) {
	for _, name := range []string{"blocks.xz", "delta.xz"} {
		src := read(t, name)
		for i := range src {
			bad := bytes.Clone(src)
			bad[i] ^= 0x10
			if out, _, err := Decode(nil, bad, 1<<20); err == nil {
				t.Errorf("%s: byte %d changed, %d bytes decoded without error", name, i, len(out))
			}
		}
	}
}

func TestTruncatedKeepsWhatWasDecoded(t *testing.T) {
	data := text(500_000)
	src := encode(t, data, oracle.WriterConfig{BlockSize: 100_000, DictCap: 1 << 16})
	for n := 0; n < len(src); n += 997 {
		out, end, err := Decode(nil, src[:n], 1<<20)
		if !errors.Is(err, ErrTruncated) || end.Read > n {
			t.Fatalf("%d of %d bytes: got %+v, %v, want ErrTruncated", n, len(src), end, err)
		}
		if !bytes.Equal(out[:max(0, len(out)-2)], data[:max(0, len(out)-2)]) {
			t.Fatalf("%d of %d bytes: wrong data", n, len(src))
		}
		if _, _, err := Extent(src[:n]); !errors.Is(err, ErrTruncated) {
			t.Fatalf("%d of %d bytes: extent: got %v, want ErrTruncated", n, len(src), err)
		}
	}
	if out, _, _ := Decode(nil, src[:len(src)/2], 1<<20); len(out) < 200_000 {
		t.Errorf("half of the stream gave %d bytes only", len(out))
	}
}

func TestFormat(t *testing.T) {
	data := text(10_000)
	src := encode(t, data, oracle.WriterConfig{})
	found, err := Format.Identify(append(bytes.Clone(src), bytes.Repeat([]byte{0xff}, 100)...))
	if err != nil || found.Size != int64(len(src)) || found.Proof != unpack.Checked || found.Truncated {
		t.Errorf("identify: %+v, %v, want %d bytes", found, err, len(src))
	}
	job := &unpack.Job{Context: t.Context(), Origin: "t", Budget: unpack.NewBudget(unpack.Limits{})}
	contents, err := Format.Open(job, src)
	if err != nil || !bytes.Equal(contents.Parts[0].Data, data) {
		t.Errorf("open: %v", err)
	}
	found, err = Format.Identify(src[:len(src)-1])
	if err != nil || !found.Truncated {
		t.Errorf("truncated: %+v, %v", found, err)
	}
	if _, err := Format.Identify([]byte(Magic + "this is only the magic number")); !errors.Is(err, unpack.ErrNot) {
		t.Errorf("magic only: got %v, want ErrNot", err)
	}
}

// TestContainerOfTheCorpus decodes the cpio archive both as xz and as LZMA and wants the bytes of the gzip one from gzip -d.
func TestContainerOfTheCorpus(t *testing.T) {
	dir := corpus.Containers(t)
	src, err := os.ReadFile(filepath.Join(dir, "initramfs-xz.bin"))
	if err != nil {
		t.Skip(err)
	}
	want, err := exec.Command("xz", "-dc", filepath.Join(dir, "initramfs-xz.bin")).Output()
	if err != nil {
		t.Skipf("no xz: %v", err)
	}
	got, end, err := Decode(nil, src, 1<<28)
	if err != nil || !bytes.Equal(got, want) || end.Read != len(src) {
		t.Errorf("got %d bytes, want %d: %+v, %v", len(got), len(want), end, err)
	}
}

func FuzzDecode(f *testing.F) {
	names, _ := filepath.Glob("testdata/*.xz")
	for _, name := range names {
		f.Add(read(f, strings.TrimPrefix(name, "testdata/")))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		const max = 1 << 16
		out, end, err := Decode(nil, src, max)
		if len(out) > max || end.Read > len(src) {
			t.Fatalf("%d bytes from %d, limit %d", len(out), end.Read, max)
		}
		if err != nil {
			return
		}
		n, size, err := Extent(src)
		if err != nil || n != end.Read || size != int64(len(out)) {
			t.Fatalf("decoded %d bytes from %d, extent says %d from %d: %v", len(out), end.Read, size, n, err)
		}
	})
}

// FuzzFilters undoes every filter on any bytes.
func FuzzFilters(f *testing.F) {
	f.Add(read(f, "branches.bin"), uint32(0))
	f.Add([]byte{0xe8, 0xe8, 0xe8, 0xff, 0xff, 0xff, 0, 0, 0xe9, 0, 0, 0, 0}, uint32(16))
	f.Fuzz(func(t *testing.T, data []byte, start uint32) {
		for kind := int64(idDelta); kind <= idARM64; kind++ {
			b := bytes.Clone(data)
			filter{kind: kind, distance: int(start%256) + 1, start: start &^ 15}.undo(b)
			if len(b) > 0 && kind == idDelta && b[0] != data[0] {
				t.Fatal("delta changed the first byte")
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	data := text(8 << 20)
	src := encode(b, data, oracle.WriterConfig{BlockSize: 1 << 20, DictCap: 1 << 20})
	room := make([]byte, 0, len(data))
	b.SetBytes(int64(len(data)))
	b.Run("ours", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			if _, _, err := Decode(room, src, len(data)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("ulikunitz", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			r, err := oracle.NewReader(bytes.NewReader(src))
			if err != nil {
				b.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, r); err != nil {
				b.Fatal(err)
			}
		}
	})
}
