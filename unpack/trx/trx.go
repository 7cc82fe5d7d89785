// Package trx unpacks TRX, the update container of Broadcom routers: a header
// with a checksum and up to three (version 1) or four (version 2) parts.
//
// The layout is that of OpenWrt, tools/firmware-utils/src/trx.c.
package trx

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"github.com/assay-project/assay/unpack"
)

// Format is the TRX container.
var Format = &unpack.Format{
	Name:     "trx",
	Doc:      "TRX versions 1 and 2; OpenWrt firmware-utils, trx.c",
	Magics:   []unpack.Magic{{Bytes: []byte("HDR0")}},
	Identify: identify,
	Open:     open,
}

// The checksum covers the image from the flags on.
const checkedFrom = 12

// header is what the parts are found by.
type header struct {
	size  int64
	crc   uint32
	parts []int64
	end   int64 // of the header
}

func parse(data []byte) (header, error) {
	if len(data) < 32 {
		return header{}, unpack.ErrNot
	}
	le := binary.LittleEndian
	h := header{size: int64(le.Uint32(data[4:])), crc: le.Uint32(data[8:])}
	count := 3
	switch version := le.Uint16(data[14:]); version {
	case 1:
	case 2:
		count = 4
	default:
		return header{}, unpack.ErrNot
	}
	h.end = int64(16 + 4*count)
	last := h.end
	for i := range count {
		at := int64(le.Uint32(data[16+4*i:]))
		if at == 0 {
			continue
		}
		if at < last || at >= h.size {
			return header{}, unpack.ErrNot
		}
		h.parts, last = append(h.parts, at), at
	}
	if h.size <= h.end || len(h.parts) == 0 {
		return header{}, unpack.ErrNot
	}
	return h, nil
}

func identify(data []byte) (unpack.Found, error) {
	h, err := parse(data)
	if err != nil {
		return unpack.Found{}, err
	}
	found := unpack.Found{Size: h.size, Proof: unpack.Closed, Note: fmt.Sprintf("version %d, %d parts", binary.LittleEndian.Uint16(data[14:]), len(h.parts))}
	if h.size > int64(len(data)) {
		found.Size, found.Truncated, found.Proof = int64(len(data)), true, unpack.Plausible
		return found, nil
	}
	if ^crc32.ChecksumIEEE(data[checkedFrom:h.size]) == h.crc {
		found.Proof = unpack.Checked
	} else {
		found.Note += ", checksum does not agree"
	}
	return found, nil
}

func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	h, err := parse(data)
	if err != nil {
		return nil, err
	}
	if int64(len(data)) == h.size && ^crc32.ChecksumIEEE(data[checkedFrom:]) != h.crc {
		job.Limit("the checksum of the TRX image does not agree", "its contents may be damaged")
	}
	contents := &unpack.Contents{}
	for i, at := range h.parts {
		end := int64(len(data))
		if i+1 < len(h.parts) {
			end = min(end, h.parts[i+1])
		}
		if at >= end {
			continue
		}
		contents.Parts = append(contents.Parts, unpack.Part{Name: fmt.Sprintf("part%d", i), Data: data[at:end], Offset: at})
	}
	return contents, nil
}
