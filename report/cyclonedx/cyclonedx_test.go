package cyclonedx

import (
	"bytes"
	"strings"
	"testing"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"github.com/assay-project/assay"
)

func document() *assay.Document {
	offset := int64(4096)
	return &assay.Document{
		Schema: assay.Schema, At: "2026-11-22T00:00:00Z", Tool: assay.Tool{Name: "assay", Version: "0.1"},
		Subject: assay.Subject{Name: "Larkspur HomeCam 2", Manufacturer: "Larkspur", Version: "1.4.2", Digests: []string{"sha256:" + strings.Repeat("ab", 32)}},
		Components: []assay.Component{
			{Name: "busybox", Version: "1.22.1", PURL: "pkg:generic/busybox@1.22.1?opkg=busybox%401.22.1-3", CPE: "cpe:2.3:a:busybox:busybox:1.22.1:*:*:*:*:*:*:*",
				Confidence: "high", How: "version string in the file, opkg database", Where: []assay.Where{{Path: "flash.bin!squashfs@0x1000!/bin/busybox", Offset: &offset}, {Path: "usr/lib/opkg/status", Line: 7}}},
			{Name: "libnl", PURL: "pkg:generic/libnl", Confidence: "low"},
			{Name: "libnl", PURL: "pkg:generic/libnl", Confidence: "low"},
		},
	}
}

func TestWrite(t *testing.T) {
	var first, second bytes.Buffer
	for _, b := range []*bytes.Buffer{&first, &second} {
		if err := Write(b, document()); err != nil {
			t.Fatal(err)
		}
	}
	if first.String() != second.String() {
		t.Error("the same document gave different bytes")
	}
	var bom cdx.BOM
	if err := cdx.NewBOMDecoder(&first, cdx.BOMFileFormatJSON).Decode(&bom); err != nil {
		t.Fatal(err)
	}
	if bom.SpecVersion != cdx.SpecVersion1_6 || bom.Metadata.Timestamp != "2026-11-22T00:00:00Z" || bom.Metadata.Component.Name != "Larkspur HomeCam 2" {
		t.Errorf("head: got version %v, time %q, subject %q", bom.SpecVersion, bom.Metadata.Timestamp, bom.Metadata.Component.Name)
	}
	refs := make(map[string]bool)
	for _, c := range *bom.Components {
		if refs[c.BOMRef] {
			t.Errorf("reference %q twice", c.BOMRef)
		}
		refs[c.BOMRef] = true
	}
	got := (*bom.Components)[0]
	if got.Evidence == nil || got.Evidence.Occurrences == nil || len(*got.Evidence.Occurrences) != 2 || got.CPE == "" {
		t.Errorf("busybox: got %+v", got)
	}
}

func TestWriteEmpty(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, &assay.Document{Schema: assay.Schema}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), `"specVersion": "1.6"`) {
		t.Errorf("got %s", b.String())
	}
}
