// Package uimage unpacks legacy U-Boot images: a 64-byte header with a checksum
// over itself and one over the data, and in it a kernel, an initial RAM disk, a
// script, or several of them.
//
// The layout is that of U-Boot, include/image.h, struct legacy_img_hdr.
package uimage

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"github.com/assay-project/assay/unpack"
)

// Format is the legacy U-Boot image.
var Format = &unpack.Format{
	Name:     "uimage",
	Doc:      "legacy U-Boot image, include/image.h",
	Magics:   []unpack.Magic{{Bytes: []byte{0x27, 0x05, 0x19, 0x56}}},
	Identify: identify,
	Open:     open,
}

const headerSize = 64

// Image types and compressions that matter here, from include/image.h.
const (
	typeMulti  = 4
	typeScript = 6
)

var types = map[byte]string{1: "standalone", 2: "kernel", 3: "ramdisk", 4: "multi", 5: "firmware", 6: "script", 7: "filesystem", 8: "fdt", 14: "kernel-noload"}
var compressions = map[byte]string{0: "none", 1: "gzip", 2: "bzip2", 3: "lzma", 4: "lzo", 5: "lz4", 6: "zstd"}

func identify(data []byte) (unpack.Found, error) {
	if len(data) < headerSize {
		return unpack.Found{}, unpack.ErrNot
	}
	head := bytes.Clone(data[:headerSize])
	want := binary.BigEndian.Uint32(head[4:])
	clear(head[4:8])
	if crc32.ChecksumIEEE(head) != want {
		return unpack.Found{}, unpack.ErrNot
	}
	size := int64(binary.BigEndian.Uint32(data[12:]))
	name := bytes.TrimRight(data[32:64], "\x00")
	found := unpack.Found{Size: headerSize + size, Proof: unpack.Checked, Note: fmt.Sprintf("%s, %s, %q", label(types, data[30]), label(compressions, data[31]), name)}
	if found.Size > int64(len(data)) {
		found.Size, found.Truncated, found.Proof = int64(len(data)), true, unpack.Plausible
		return found, nil
	}
	if crc32.ChecksumIEEE(data[headerSize:found.Size]) != binary.BigEndian.Uint32(data[24:]) {
		found.Proof, found.Note = unpack.Closed, found.Note+", data checksum does not agree"
	}
	return found, nil
}

func label(names map[byte]string, key byte) string {
	if name, ok := names[key]; ok {
		return name
	}
	return fmt.Sprintf("type %d", key)
}

func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	body := data[headerSize:]
	kind := label(types, data[30])
	if declared := int64(binary.BigEndian.Uint32(data[12:])); declared == int64(len(body)) &&
		crc32.ChecksumIEEE(body) != binary.BigEndian.Uint32(data[24:]) {
		job.Limit("the data checksum of the U-Boot image does not agree", "its contents may be damaged")
	}
	if data[30] == typeMulti || data[30] == typeScript {
		return multi(body, kind)
	}
	return &unpack.Contents{Parts: []unpack.Part{{Data: body, Offset: headerSize, Format: kind}}}, nil
}

// multi reads the table of sizes, ended by zero, in front of the parts; each
// part but the last is padded to four bytes. A script is a table of one.
func multi(body []byte, kind string) (*unpack.Contents, error) {
	var sizes []int64
	pos := int64(0)
	for {
		if int64(len(body))-pos < 4 || len(sizes) > 64 {
			return nil, fmt.Errorf("uimage: table of parts has no end: %w", unpack.ErrTruncated)
		}
		size := int64(binary.BigEndian.Uint32(body[pos:]))
		pos += 4
		if size == 0 {
			break
		}
		sizes = append(sizes, size)
	}
	contents := &unpack.Contents{}
	for i, size := range sizes {
		if size > int64(len(body))-pos {
			return contents, fmt.Errorf("uimage: part %d: %w", i, unpack.ErrTruncated)
		}
		name := fmt.Sprintf("part%d", i)
		if kind == "script" {
			name = ""
		}
		contents.Parts = append(contents.Parts, unpack.Part{Name: name, Data: body[pos : pos+size], Offset: headerSize + pos, Format: kind})
		pos = min((pos+size+3)&^3, int64(len(body)))
	}
	return contents, nil
}
