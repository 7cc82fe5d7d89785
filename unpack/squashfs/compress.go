package squashfs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"

	"github.com/assay-project/assay/unpack"
	"github.com/assay-project/assay/unpack/lzma"
	"github.com/assay-project/assay/unpack/lzo"
	"github.com/assay-project/assay/unpack/xz"
)

var errBlock = errors.New("corrupt block")

// decompressor appends the decoded src to dst within its capacity; more output is an error.
type decompressor func(dst, src []byte) ([]byte, error)

func newDecompressor(id uint16) (decompressor, error) {
	var first decompressor
	switch id {
	case compGzip:
		first = inflate
	case compLZMA:
		first = decodeLZMA
	case compLZO:
		first = decodeLZO
	case compXZ:
		first = decodeXZ
	case compLZ4:
		first = decodeLZ4
	case compZstd:
		first = decodeZstd
	default:
		return nil, fmt.Errorf("squashfs compressor %d: %w", id, unpack.ErrUnsupported)
	}
	return func(dst, src []byte) ([]byte, error) {
		out, err := first(dst, src)
		if err == nil {
			return out, nil
		}
		if other := sniff(src); other != nil {
			if again, err := other(dst, src); err == nil {
				return again, nil
			}
		}
		return out, err
	}, nil
}

// sniff names the compressor a block looks like. Vendors patched LZMA and xz into kernels without a new identifier, so the
// superblock may say gzip where every block is something else.
func sniff(src []byte) decompressor {
	switch {
	case bytes.HasPrefix(src, []byte(xz.Magic)):
		return decodeXZ
	case bytes.HasPrefix(src, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return decodeZstd
	case len(src) > 2 && src[0] == 0x78 && (int(src[0])<<8+int(src[1]))%31 == 0:
		return inflate
	}
	if _, err := lzma.ParseHeader(src); err == nil {
		return decodeLZMA
	}
	return nil
}

func room(dst []byte) int { return cap(dst) - len(dst) }

func decodeXZ(dst, src []byte) ([]byte, error) {
	out, _, err := xz.Decode(dst, src, room(dst))
	return out, err
}

func decodeLZMA(dst, src []byte) ([]byte, error) {
	out, _, err := lzma.DecodeAlone(dst, src, room(dst))
	return out, err
}

func decodeLZO(dst, src []byte) ([]byte, error) {
	out, _, err := lzo.Decode(dst, src, room(dst))
	return out, err
}

func decodeLZ4(dst, src []byte) ([]byte, error) {
	n, err := lz4.UncompressBlock(src, dst[len(dst):cap(dst)])
	if err != nil {
		return dst, fmt.Errorf("%w: %w", errBlock, err)
	}
	return dst[:len(dst)+n], nil
}

// zstdDecoder serves all images: DecodeAll takes no state from one call to the next.
var zstdDecoder = sync.OnceValues(func() (*zstd.Decoder, error) {
	return zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecodeAllCapLimit(true), zstd.WithDecoderMaxMemory(64<<20), zstd.WithDecoderLowmem(true))
})

func decodeZstd(dst, src []byte) ([]byte, error) {
	d, err := zstdDecoder()
	if err != nil {
		return dst, err
	}
	out, err := d.DecodeAll(src, dst)
	if err != nil {
		return dst, fmt.Errorf("%w: %w", errBlock, err)
	}
	return out, nil
}

var inflaters sync.Pool // of io.ReadCloser that are zlib.Resetter

func inflate(dst, src []byte) ([]byte, error) {
	r, err := borrowInflater(src)
	if err != nil {
		return dst, fmt.Errorf("%w: %w", errBlock, err)
	}
	defer inflaters.Put(r)
	at := len(dst)
	dst = dst[:cap(dst)]
	for {
		var n int
		if at < len(dst) {
			n, err = r.Read(dst[at:])
		} else {
			var extra [1]byte
			if n, err = r.Read(extra[:]); n > 0 {
				return dst[:at], fmt.Errorf("%w: longer than a block", errBlock)
			}
		}
		at += n
		if err == io.EOF {
			return dst[:at], nil
		}
		if err != nil {
			return dst[:at], fmt.Errorf("%w: %w", errBlock, err)
		}
	}
}

func borrowInflater(src []byte) (io.ReadCloser, error) {
	in := bytes.NewReader(src)
	if r, ok := inflaters.Get().(io.ReadCloser); ok {
		return r, r.(zlib.Resetter).Reset(in, nil)
	}
	return zlib.NewReader(in)
}
