package fdt

import (
	"encoding/binary"
	"os"
	"strings"
	"testing"

	"github.com/assay-project/assay/unpack/unpacktest"
)

// signed.itb was made with dtc: two images, one signature.
func sample(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/signed.itb")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestFIT(t *testing.T) {
	data := sample(t)
	found, contents, _ := unpacktest.Open(t, Format, append(data, "behind"...))
	if found.Size != int64(len(data)) || found.Note != "FIT, 2 images, 1 signatures (sha256,rsa2048)" {
		t.Errorf("found %+v", found)
	}
	var got []string
	for _, p := range contents.Parts {
		got = append(got, p.Name+"/"+p.Format)
	}
	if s := strings.Join(got, " "); s != "/fit kernel-1/kernel fdt-1/flat_dt" {
		t.Errorf("parts %s", s)
	}
	if k := contents.Parts[1]; k.Data[0] != 0x1f || k.Data[7] != 0x88 || data[k.Offset] != 0x1f {
		t.Errorf("kernel %+v", k)
	}
}

func TestUnsigned(t *testing.T) {
	data := []byte(strings.Replace(string(sample(t)), "signature-1", "something-1", 1))
	found, err := Format.Identify(data)
	if err != nil || found.Note != "FIT, 2 images, no signature" {
		t.Errorf("found %+v, %v", found, err)
	}
}

func TestRefused(t *testing.T) {
	data := sample(t)
	binary.BigEndian.PutUint32(data[4:], uint32(len(data)+1))
	if _, err := Format.Identify(data); err == nil {
		t.Error("a tree larger than the bytes was accepted")
	}
}

func TestHostile(t *testing.T) { unpacktest.Hostile(t, Format, sample(t)) }

func FuzzFDT(f *testing.F) { unpacktest.Fuzz(f, Format, sample(f)) }
