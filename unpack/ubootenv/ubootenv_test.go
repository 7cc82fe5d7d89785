package ubootenv

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/unpack/unpacktest"
)

// environment builds one of the given size, with a flag byte if start is 5.
func environment(size, start int, order binary.ByteOrder, vars string) []byte {
	data := make([]byte, size)
	copy(data[start:], vars)
	if start == 5 {
		data[4] = 1
	}
	order.PutUint32(data, crc32.ChecksumIEEE(data[start:]))
	return data
}

const vars = "bootdelay=1\x00bootargs=console=ttyS1 root=/dev/mtdblock2\x00empty=\x00\x00"

func TestEnvironment(t *testing.T) {
	want := []Variable{{"bootdelay", "1"}, {"bootargs", "console=ttyS1 root=/dev/mtdblock2"}, {"empty", ""}}
	for _, size := range []int{1 << 10, 4 << 10, 64 << 10, 128 << 10} {
		for _, start := range []int{4, 5} {
			data := environment(size, start, binary.LittleEndian, vars)
			found, contents, _ := unpacktest.Open(t, Format, append(data, bytes.Repeat([]byte{0xff}, 8192)...))
			if found.Size != int64(size) || !contents.Parts[0].Leaf {
				t.Errorf("size %d, start %d: %+v", size, start, found)
			}
			if diff := cmp.Diff(want, Parse(contents.Parts[0].Data)); diff != "" {
				t.Errorf("size %d, start %d (-want +got):\n%s", size, start, diff)
			}
		}
	}
	if _, err := Format.Identify(environment(4096, 4, binary.BigEndian, vars)); err != nil {
		t.Errorf("big-endian: %v", err)
	}
}

func TestDamaged(t *testing.T) {
	data := environment(4096, 4, binary.LittleEndian, vars)
	data[10] ^= 1
	if _, err := Format.Identify(data); err == nil {
		t.Error("a wrong CRC-32 was accepted")
	}
	if got := Parse([]byte("short")); got != nil {
		t.Errorf("variables out of nothing: %v", got)
	}
}

func TestHostile(t *testing.T) {
	unpacktest.Hostile(t, Format, environment(1024, 4, binary.LittleEndian, vars))
}

func FuzzUBootEnv(f *testing.F) {
	unpacktest.Fuzz(f, Format, environment(1024, 4, binary.LittleEndian, vars), environment(1024, 5, binary.BigEndian, vars))
}
