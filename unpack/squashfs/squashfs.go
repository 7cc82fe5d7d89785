// Package squashfs reads squashfs 4.0 images, little and big endian, with all six compressors: the root file system of most
// cameras and routers.
//
// The tree is read at once from the metadata; file contents are decoded when they are asked for, block by block and in
// parallel, straight into the caller's memory. A fragment block, which holds the ends of many files, is decoded once and kept
// while its neighbours are read. Memory is bounded by a few blocks per reader and a small cache, whatever the image claims.
//
// Metadata is not believed: every reference is checked against the image, a directory that occurs twice (and so any loop) is
// opened once, names that are none are refused, and each refusal is recorded as a limit while the rest is read.
// Versions 1 to 3 are recognised, sized, and refused by name.
//
// Format: Documentation/filesystems/squashfs.rst of the Linux kernel, and squashfs_fs.h of squashfs-tools 4.6.
package squashfs

import (
	"fmt"

	"github.com/assay-project/assay/unpack"
)

// Format is squashfs as a container format.
var Format = &unpack.Format{
	Name:     "squashfs",
	Doc:      "squashfs 4.0 with gzip, lzma, lzo, xz, lz4 or zstd, little and big endian (Linux, filesystems/squashfs.rst)",
	Magics:   []unpack.Magic{{Bytes: []byte(magicLittle)}, {Bytes: []byte(magicBig)}},
	Identify: identify,
	Open:     open,
}

func identify(data []byte) (unpack.Found, error) {
	sb, err := parseSuperblock(data)
	if err != nil {
		return unpack.Found{}, fmt.Errorf("%w: %w", unpack.ErrNot, err)
	}
	found := unpack.Found{Size: sb.extent(data), Proof: unpack.Plausible, Note: sb.describe()}
	if sb.used > int64(len(data)) {
		found.Size, found.Truncated = int64(len(data)), true
	} else if sb.closes(data) {
		found.Proof = unpack.Closed
	}
	return found, nil
}

func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	sb, err := parseSuperblock(data)
	if err != nil {
		return nil, err
	}
	if sb.major != 4 {
		return nil, fmt.Errorf("squashfs version %d.%d: %w (only 4.0 is)", sb.major, sb.minor, unpack.ErrUnsupported)
	}
	if sb.used < int64(len(data)) {
		data = data[:sb.used]
	}
	img, err := newImage(job, sb, data)
	if err != nil {
		return nil, err
	}
	root, err := img.tree()
	if root == nil {
		return nil, err
	}
	return &unpack.Contents{Root: root, ReadOnly: true}, err
}
