// Package ext unpacks the second, third and fourth extended file systems of
// Linux: block maps and extents, inline data, 64-bit and flexible block groups,
// directories read in a line, whatever index they have. The journal is not
// replayed, which is a limit when it should be.
//
// The layout is that of Linux, Documentation/filesystems/ext4.
package ext

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"github.com/assay-project/assay/unpack"
)

// Format is the extended file system.
var Format = &unpack.Format{
	Name:     "ext",
	Doc:      "ext2, ext3 and ext4; Linux Documentation/filesystems/ext4",
	Magics:   []unpack.Magic{{Offset: superOffset + 56, Bytes: []byte{0x53, 0xef}}},
	Identify: identify,
	Open:     open,
}

const (
	superOffset = 1024
	superSize   = 1024
)

// Features that change the layout; the "incompatible" and "read-only" sets.
const (
	featCompression = 0x1
	featRecover     = 0x4
	featJournalDev  = 0x8
	featMetaGroups  = 0x10
	featExtents     = 0x40
	feat64Bit       = 0x80
	featDirData     = 0x1000
	featInline      = 0x8000
	featEncrypt     = 0x10000

	// known are the incompatible features that are read, or refused by name. Of
	// those without a constant, none changes where things lie: file types, mount
	// protection, flexible groups, attributes in inodes, checksum seeds, large and
	// case-folded directories.
	known = featCompression | 0x2 | featRecover | featJournalDev | featMetaGroups | featExtents | feat64Bit | 0x100 | 0x200 | 0x400 |
		featDirData | 0x2000 | 0x4000 | featInline | featEncrypt | 0x20000

	roClusters  = 0x200 // "bigalloc": groups are counted in clusters
	roChecksums = 0x400
	journal     = 0x4 // of the compatible set
)

// super is what is used of the superblock.
type super struct {
	blockSize      int64
	blocks         int64
	firstBlock     int64
	perGroup       int64 // inodes
	inodes         int64
	inodeSize      int64
	descriptorSize int64
	groupBlocks    int64
	copies         [2]int64 // groups with copies of the superblock, where there are two at most
	firstMeta      int64    // first block of descriptors that stands in its own groups
	compat         uint32
	incompat       uint32
	readOnly       uint32
	checked        bool
}

// parse reads the superblock and checks that its numbers close: as many inodes
// as the groups hold.
func parse(data []byte) (super, error) {
	if len(data) < superOffset+superSize {
		return super{}, unpack.ErrNot
	}
	b := data[superOffset : superOffset+superSize]
	le := binary.LittleEndian
	if le.Uint16(b[56:]) != 0xef53 || le.Uint16(b[90:]) != 0 || le.Uint32(b[24:]) > 6 { // a copy in a later group says which
		return super{}, unpack.ErrNot
	}
	s := super{
		blockSize: 1024 << le.Uint32(b[24:]), blocks: int64(le.Uint32(b[4:])), firstBlock: int64(le.Uint32(b[20:])),
		perGroup: int64(le.Uint32(b[40:])), inodes: int64(le.Uint32(b)), inodeSize: 128, descriptorSize: 32,
	}
	if le.Uint32(b[76:]) > 0 { // dynamic revision
		s.inodeSize = int64(le.Uint16(b[88:]))
		s.compat, s.incompat, s.readOnly = le.Uint32(b[92:]), le.Uint32(b[96:]), le.Uint32(b[100:])
	}
	if s.incompat&feat64Bit != 0 {
		s.blocks |= int64(le.Uint32(b[0x150:])) << 32
		s.descriptorSize = max(32, int64(le.Uint16(b[254:])))
	}
	s.groupBlocks = int64(le.Uint32(b[32:]))
	mostBlocks, first := 8*s.blockSize, int64(0)
	if s.readOnly&roClusters != 0 {
		if le.Uint32(b[28:]) > 20 || le.Uint32(b[28:]) < le.Uint32(b[24:]) {
			return super{}, unpack.ErrNot
		}
		mostBlocks <<= le.Uint32(b[28:]) - le.Uint32(b[24:]) // a bit of the map for a cluster
	} else if s.blockSize == 1024 {
		first = 1
	}
	s.copies = [2]int64{int64(le.Uint32(b[0x24c:])), int64(le.Uint32(b[0x250:]))}
	s.firstMeta = 1 << 40
	if s.incompat&featMetaGroups != 0 {
		s.firstMeta = int64(le.Uint32(b[260:]))
	}
	sane := s.groupBlocks > 0 && s.groupBlocks <= mostBlocks && s.blocks > s.firstBlock && s.blocks < 1<<40 && s.firstBlock == first &&
		s.perGroup > 0 && s.perGroup <= 8*s.blockSize && s.inodeSize >= 128 && s.inodeSize <= s.blockSize && s.inodeSize&(s.inodeSize-1) == 0 &&
		s.descriptorSize <= 1024
	if !sane {
		return super{}, unpack.ErrNot
	}
	groups := (s.blocks - s.firstBlock + s.groupBlocks - 1) / s.groupBlocks
	if s.inodes != groups*s.perGroup {
		return super{}, unpack.ErrNot
	}
	if s.readOnly&roChecksums != 0 {
		if ^crc32.Checksum(b[:0x3fc], crc32.MakeTable(crc32.Castagnoli)) != le.Uint32(b[0x3fc:]) {
			return super{}, unpack.ErrNot
		}
		s.checked = true
	}
	return s, nil
}

func (s super) kind() string {
	switch {
	case s.incompat&(featExtents|feat64Bit) != 0:
		return "ext4"
	case s.compat&journal != 0:
		return "ext3"
	}
	return "ext2"
}

func identify(data []byte) (unpack.Found, error) {
	s, err := parse(data)
	if err != nil {
		return unpack.Found{}, err
	}
	found := unpack.Found{Size: s.blocks * s.blockSize, Proof: unpack.Closed, Note: fmt.Sprintf("%s, %d KiB blocks, %d inodes", s.kind(), s.blockSize>>10, s.inodes)}
	if s.checked {
		found.Proof = unpack.Checked
	}
	if found.Size > int64(len(data)) {
		found.Size, found.Truncated, found.Proof = int64(len(data)), true, unpack.Plausible
	}
	return found, nil
}

func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	s, err := parse(data)
	if err != nil {
		return nil, err
	}
	for _, f := range []struct {
		bit  uint32
		name string
	}{{featCompression, "compression"}, {featJournalDev, "journal device"}, {featDirData, "data in directory entries"}} {
		if s.incompat&f.bit != 0 {
			return nil, fmt.Errorf("%s with %s: %w", s.kind(), f.name, unpack.ErrUnsupported)
		}
	}
	if more := s.incompat &^ known; more != 0 {
		return nil, fmt.Errorf("%s with features %#x: %w", s.kind(), more, unpack.ErrUnsupported)
	}
	if s.incompat&featRecover != 0 {
		job.Limit("the file system was not unmounted; its journal is not replayed", "the last changes may be missing")
	}
	w := &walker{job: job, vol: &volume{super: s, data: data}, placed: make(map[uint32]bool)}
	root, err := w.root()
	w.report()
	return &unpack.Contents{Root: root}, err
}
