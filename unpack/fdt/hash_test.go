package fdt

import (
	"bytes"
	"strings"
	"testing"

	"github.com/assay-project/assay/unpack/unpacktest"
)

// Digests of "abc", from RFC 1321, FIPS 180-4 and the CRC-32 of ISO 3309.
func TestDigest(t *testing.T) {
	for algo, want := range map[string][]byte{
		"crc32": {0x35, 0x24, 0x41, 0xc2}, "md5": {0x90, 0x01, 0x50, 0x98}, "sha1": {0xa9, 0x99, 0x3e, 0x36},
		"sha256": {0xba, 0x78, 0x16, 0xbf}, "sha384": {0xcb, 0x00, 0x75, 0x3f}, "sha512": {0xdd, 0xaf, 0x35, 0xa1},
	} {
		if got := digest(algo, []byte("abc")); !bytes.HasPrefix(got, want) {
			t.Errorf("digest(%s) = %x, want it to start with %x", algo, got, want)
		}
	}
	if got := digest("rot13", []byte("abc")); got != nil {
		t.Errorf("digest of an unknown algorithm = %x, want none", got)
	}
}

func TestDamagedImageIsListed(t *testing.T) {
	data := sample(t)
	_, contents, _ := unpacktest.Open(t, Format, data)
	damaged := bytes.Clone(data)
	damaged[contents.Parts[1].Offset] ^= 1
	_, _, limits := unpacktest.Open(t, Format, damaged)
	if got := strings.Join(limits, "; "); !strings.Contains(got, "sha256 does not agree") {
		t.Errorf("limits %q, want one that says the hash does not agree", got)
	}
}

// A boot loader's own tree says which keys it demands.
func TestDescribe(t *testing.T) {
	prop := func(name, value string) Prop { return Prop{Name: name, Value: []byte(value + "\x00")} }
	root := &Node{Props: []Prop{prop("model", "Lark 2"), prop("compatible", "acme,lark")}, Children: []*Node{
		{Name: "chosen", Props: []Prop{prop("bootargs", "console=ttyS0")}},
		{Name: "signature", Children: []*Node{{Name: "key-a", Props: []Prop{prop("required", "conf")}}, {Name: "key-b"}}},
	}}
	want := `device tree, "Lark 2", "acme,lark", bootargs "console=ttyS0", 2 keys to verify FIT images, 1 required`
	if got := (&Tree{Root: root}).describe(); got != want {
		t.Errorf("describe() = %s, want %s", got, want)
	}
}
