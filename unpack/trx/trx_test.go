package trx

import (
	"encoding/binary"
	"hash/crc32"
	"testing"

	"github.com/assay-project/assay/unpack"
	"github.com/assay-project/assay/unpack/unpacktest"
)

// image builds a TRX with parts of 16 bytes each.
func image(version uint16, parts int) []byte {
	slots := 2 + int(version)
	size := 16 + 4*slots
	data := make([]byte, size+16*parts)
	le := binary.LittleEndian
	copy(data, "HDR0")
	le.PutUint32(data[4:], uint32(len(data)))
	le.PutUint16(data[14:], version)
	for i := range parts {
		le.PutUint32(data[16+4*i:], uint32(size+16*i))
		copy(data[size+16*i:], "part "+string(rune('0'+i)))
	}
	le.PutUint32(data[8:], ^crc32.ChecksumIEEE(data[12:]))
	return data
}

func TestParts(t *testing.T) {
	for version, parts := range map[uint16]int{1: 3, 2: 4} {
		data := image(version, parts)
		found, contents, _ := unpacktest.Open(t, Format, append(data, "behind"...))
		if found.Size != int64(len(data)) || found.Proof != unpack.Checked || len(contents.Parts) != parts {
			t.Fatalf("version %d: %+v, %d parts", version, found, len(contents.Parts))
		}
		for i, p := range contents.Parts {
			if len(p.Data) != 16 || string(p.Data[:6]) != "part "+string(rune('0'+i)) {
				t.Errorf("version %d, part %d: %q", version, i, p.Data)
			}
		}
	}
}

func TestDamaged(t *testing.T) {
	data := image(1, 2)
	data[len(data)-1] ^= 1
	if found, err := Format.Identify(data); err != nil || found.Proof != unpack.Closed {
		t.Errorf("wrong checksum: %+v, %v", found, err)
	}
	data = image(1, 2)
	data[14] = 9
	if _, err := Format.Identify(data); err == nil {
		t.Error("version 9 was accepted")
	}
}

func TestHostile(t *testing.T) {
	unpacktest.Hostile(t, Format, image(1, 3))
	unpacktest.Hostile(t, Format, image(2, 4))
}

func FuzzTRX(f *testing.F) { unpacktest.Fuzz(f, Format, image(1, 3), image(2, 4)) }
