package tplink

import (
	"crypto/md5"
	"encoding/binary"
	"testing"

	"github.com/assay-project/assay/unpack"
	"github.com/assay-project/assay/unpack/unpacktest"
)

// image builds firmware with a kernel of 64 bytes and something behind it.
func image(version byte) []byte {
	data := make([]byte, headerSize+64+32)
	be := binary.BigEndian
	data[0] = version
	at, sum := 0x7c, 0x4c
	if version == 1 {
		copy(data[4:], "OpenWrt")
		copy(data[28:], "r1")
	} else {
		at, sum = 0x70, 0x40
		copy(data[4:], "ver. 2.0\x00\xff\xff")
		be.PutUint16(data[0x8c:], 0x55aa)
	}
	for i, v := range []uint32{uint32(len(data)), headerSize, 64, headerSize + 64, 32} {
		be.PutUint32(data[at+4*i:], v)
	}
	copy(data[headerSize:], "kernel")
	copy(data[headerSize+64:], "rootfs")
	copy(data[sum:], salts[0])
	digest := md5.Sum(data)
	copy(data[sum:], digest[:])
	return data
}

func TestParts(t *testing.T) {
	for _, version := range []byte{1, 2, 3} {
		data := image(version)
		found, contents, _ := unpacktest.Open(t, Format, append(data, "behind"...))
		if found.Size != int64(len(data)) || found.Proof != unpack.Checked {
			t.Errorf("version %d: %+v", version, found)
		}
		if p := contents.Parts; len(p) != 2 || string(p[0].Data[:6]) != "kernel" || len(p[0].Data) != 64 || string(p[1].Data[:6]) != "rootfs" {
			t.Errorf("version %d: parts %+v", version, p)
		}
	}
}

// The dump of a kernel partition ends before the root file system.
func TestKernelAlone(t *testing.T) {
	data := image(3)[:headerSize+64]
	found, contents, _ := unpacktest.Open(t, Format, data)
	if found.Truncated || found.Size != int64(len(data)) || len(contents.Parts) != 1 {
		t.Errorf("%+v, %d parts", found, len(contents.Parts))
	}
}

func TestHostile(t *testing.T) {
	unpacktest.Hostile(t, Format, image(1))
	unpacktest.Hostile(t, Format, image(3))
}

func FuzzTPLink(f *testing.F) { unpacktest.Fuzz(f, Format, image(1), image(2), image(3)) }
