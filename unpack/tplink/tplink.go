// Package tplink unpacks the firmware headers of TP-Link routers, versions 1 to
// 3: a block of 512 bytes that says where kernel and root file system lie, with
// an MD5 over all of it.
//
// The layouts are those of OpenWrt, tools/firmware-utils/src/mktplinkfw.c and
// mktplinkfw2.c.
package tplink

import (
	"bytes"
	"crypto/md5"
	"encoding/binary"
	"fmt"

	"github.com/assay-project/assay/unpack"
)

// Format is the TP-Link firmware header.
var Format = &unpack.Format{
	Name: "tplink",
	Doc:  "TP-Link firmware header, versions 1 to 3; OpenWrt firmware-utils, mktplinkfw.c and mktplinkfw2.c",
	Magics: []unpack.Magic{
		{Bytes: []byte("\x01\x00\x00\x00TP-LINK")}, {Bytes: []byte("\x01\x00\x00\x00OpenWrt")},
		{Bytes: []byte("\x02\x00\x00\x00ver")}, {Bytes: []byte("\x03\x00\x00\x00ver")},
		{Bytes: []byte("\x02\x00\x00\x00\x00\x00\x00\x00")}, {Bytes: []byte("\x03\x00\x00\x00\x00\x00\x00\x00")},
	},
	Identify: identify,
	Open:     open,
}

const headerSize = 0x200

// salts stand in the place of the MD5 while it is computed: of images without
// and with a boot loader.
var salts = [][]byte{
	{0xdc, 0xd7, 0x3a, 0xa5, 0xc3, 0x95, 0x98, 0xfb, 0xdd, 0xf9, 0xe7, 0xf4, 0x0e, 0xae, 0x47, 0x38},
	{0x8c, 0xef, 0x33, 0x5b, 0xd5, 0xc5, 0xce, 0xfa, 0xa7, 0x9c, 0x28, 0xda, 0xb2, 0xe9, 0x0f, 0x42},
}

// header is what is used of the fields.
type header struct {
	version                 byte
	size                    int64
	kernel, kernelSize      int64
	rootfs, rootfsSize      int64
	boot, bootSize          int64
	md5                     int // offset of the field
	vendor, firmwareVersion string
}

func parse(data []byte) (header, error) {
	if len(data) < headerSize {
		return header{}, unpack.ErrNot
	}
	field := func(at int) int64 { return int64(binary.BigEndian.Uint32(data[at:])) }
	h := header{version: data[0]}
	at := 0x7c
	switch h.version {
	case 1:
		h.md5, h.vendor, h.firmwareVersion = 0x4c, text(data[4:28]), text(data[28:64])
	case 2, 3:
		at, h.md5, h.firmwareVersion = 0x70, 0x40, text(data[4:52])
		if binary.BigEndian.Uint16(data[0x8c:]) != 0x55aa {
			return header{}, unpack.ErrNot
		}
	default:
		return header{}, unpack.ErrNot
	}
	h.size, h.kernel, h.kernelSize, h.rootfs, h.rootfsSize = field(at), field(at+4), field(at+8), field(at+12), field(at+16)
	h.boot, h.bootSize = field(at+20), field(at+24)
	sane := h.size > headerSize && h.kernel >= headerSize && h.kernelSize > 0 && h.kernel+h.kernelSize <= h.size && h.rootfs <= h.size
	if !sane || !printable(h.vendor) || !printable(h.firmwareVersion) {
		return header{}, unpack.ErrNot
	}
	return h, nil
}

func text(b []byte) string {
	if i := bytes.IndexAny(b, "\x00\xff"); i >= 0 {
		b = b[:i]
	}
	return string(b)
}

func printable(s string) bool {
	for _, r := range s {
		if r < ' ' || r > '~' {
			return false
		}
	}
	return true
}

func identify(data []byte) (unpack.Found, error) {
	h, err := parse(data)
	if err != nil {
		return unpack.Found{}, err
	}
	found := unpack.Found{Size: h.size, Proof: unpack.Closed, Note: fmt.Sprintf("version %d, %q", h.version, h.vendor+h.firmwareVersion)}
	switch have := int64(len(data)); {
	case h.size <= have:
		if h.agrees(data[:h.size]) {
			found.Proof = unpack.Checked
		} else {
			found.Note += ", MD5 does not agree"
		}
	case h.kernel+h.kernelSize <= have && h.rootfs >= have:
		// The dump of the kernel partition alone.
		found.Size = h.kernel + h.kernelSize
		found.Note += ", root file system not in these bytes"
	default:
		found.Size, found.Truncated, found.Proof = have, true, unpack.Plausible
	}
	return found, nil
}

// agrees checks the MD5 over the image.
func (h *header) agrees(data []byte) bool {
	want := data[h.md5 : h.md5+md5.Size]
	for _, salt := range salts {
		sum := md5.New()
		sum.Write(data[:h.md5])
		sum.Write(salt)
		sum.Write(data[h.md5+md5.Size:])
		if bytes.Equal(sum.Sum(nil), want) {
			return true
		}
	}
	return false
}

// open takes kernel and what follows it apart. OpenWrt puts the root file system
// right behind the kernel, whatever the header says, so all of the rest is one
// part to be searched.
func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	h, err := parse(data)
	if err != nil {
		return nil, err
	}
	have := int64(len(data))
	if have == h.size && !h.agrees(data) {
		job.Limit("the MD5 of the TP-Link image does not agree", "its contents may be damaged")
	}
	if h.kernel >= have {
		return nil, unpack.ErrTruncated
	}
	end := min(h.kernel+h.kernelSize, have)
	contents := &unpack.Contents{Parts: []unpack.Part{{Name: "kernel", Data: data[h.kernel:end], Offset: h.kernel, Format: "kernel"}}}
	if end < have {
		contents.Parts = append(contents.Parts, unpack.Part{Name: "rootfs", Data: data[end:], Offset: end})
	}
	return contents, nil
}
