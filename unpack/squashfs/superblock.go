package squashfs

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

const (
	magicLittle = "hsqs"
	magicBig    = "sqsh"

	superblockSize = 96
	metaSize       = 8192 // decoded size of a metadata block
	padTo          = 4096 // mksquashfs pads images for loop devices
	none           = 1<<64 - 1
)

// Compressor identifiers of the superblock.
const (
	compGzip = iota + 1
	compLZMA
	compLZO
	compXZ
	compLZ4
	compZstd
)

var compressorNames = [...]string{"", "gzip", "lzma", "lzo", "xz", "lz4", "zstd"}

// superblock holds the fields of version 4; of older versions only the first line is set.
type superblock struct {
	order        binary.ByteOrder
	major, minor uint16
	inodes       uint32
	blockSize    int64
	used         int64 // bytes of the image without padding

	modified   time.Time
	fragments  uint32
	compressor uint16
	flags      uint16
	ids        uint16
	root       uint64
	idTable    uint64
	xattrTable uint64
	inodeTable uint64
	dirTable   uint64
	fragTable  uint64
	export     uint64
}

var errSuperblock = errors.New("not a squashfs superblock")

// parseSuperblock reads and checks the superblock at the start of data.
func parseSuperblock(data []byte) (*superblock, error) {
	if len(data) < superblockSize {
		return nil, fmt.Errorf("%w: %d bytes", errSuperblock, len(data))
	}
	sb := &superblock{}
	switch string(data[:4]) {
	case magicLittle:
		sb.order = binary.LittleEndian
	case magicBig:
		sb.order = binary.BigEndian
	default:
		return nil, fmt.Errorf("%w: magic % x", errSuperblock, data[:4])
	}
	sb.inodes = sb.order.Uint32(data[4:])
	sb.major, sb.minor = sb.order.Uint16(data[28:]), sb.order.Uint16(data[30:])
	if sb.inodes == 0 {
		return nil, fmt.Errorf("%w: no inodes", errSuperblock)
	}
	if sb.major >= 1 && sb.major <= 3 {
		return sb, sb.parseOld(data)
	}
	if sb.major != 4 || sb.minor != 0 {
		return nil, fmt.Errorf("%w: version %d.%d", errSuperblock, sb.major, sb.minor)
	}
	sb.parse4(data)
	return sb, sb.check()
}

// parseOld finds the size of an image of version 1 to 3, whose packed superblocks share the beginning.
func (sb *superblock) parseOld(data []byte) error {
	blockLog := sb.order.Uint16(data[34:])
	sb.blockSize = int64(sb.order.Uint16(data[32:]))
	sb.used = int64(sb.order.Uint32(data[8:]))
	if sb.major > 1 {
		sb.blockSize = int64(sb.order.Uint32(data[51:]))
	}
	if sb.major == 3 {
		sb.used = int64(sb.order.Uint64(data[63:]))
	}
	if sb.minor > 1 || blockLog < 9 || blockLog > 20 || sb.blockSize != 1<<blockLog || sb.used < superblockSize || sb.used >= 1<<40 {
		return fmt.Errorf("%w: version %d.%d, block size %d, %d bytes", errSuperblock, sb.major, sb.minor, sb.blockSize, sb.used)
	}
	return nil
}

func (sb *superblock) parse4(data []byte) {
	u32, u16, u64 := sb.order.Uint32, sb.order.Uint16, sb.order.Uint64
	sb.modified = time.Unix(int64(u32(data[8:])), 0).UTC()
	sb.blockSize = int64(u32(data[12:]))
	sb.fragments = u32(data[16:])
	sb.compressor = u16(data[20:])
	if u16(data[22:]) > 20 || sb.blockSize != 1<<u16(data[22:]) {
		sb.blockSize = 0
	}
	sb.flags = u16(data[24:])
	sb.ids = u16(data[26:])
	sb.root = u64(data[32:])
	sb.used = int64(u64(data[40:]))
	for i, to := range []*uint64{&sb.idTable, &sb.xattrTable, &sb.inodeTable, &sb.dirTable, &sb.fragTable, &sb.export} {
		*to = u64(data[48+8*i:])
	}
}

// check refuses what no writer of version 4 makes: the tables stand in a fixed order after the data, and end the image.
func (sb *superblock) check() error {
	if sb.blockSize < 4096 {
		return fmt.Errorf("%w: block size", errSuperblock)
	}
	if sb.used < superblockSize || sb.used >= 1<<48 {
		return fmt.Errorf("%w: %d bytes used", errSuperblock, sb.used)
	}
	if sb.ids == 0 || sb.compressor == 0 {
		return fmt.Errorf("%w: %d ids, compressor %d", errSuperblock, sb.ids, sb.compressor)
	}
	at := uint64(superblockSize)
	for _, table := range []uint64{sb.inodeTable, sb.dirTable, sb.fragTable, sb.export, sb.idTable, sb.xattrTable} {
		if table == none {
			continue
		}
		if table < at || table >= uint64(sb.used) {
			return fmt.Errorf("%w: table at %#x, expected between %#x and %#x", errSuperblock, table, at, sb.used)
		}
		at = table
	}
	if sb.inodeTable == none || sb.dirTable == none || sb.idTable == none || sb.root>>16 >= sb.dirTable-sb.inodeTable {
		return fmt.Errorf("%w: root inode %#x outside its table", errSuperblock, sb.root)
	}
	return nil
}

// extent is the size with the zero padding mksquashfs adds, as far as it is there.
func (sb *superblock) extent(data []byte) int64 {
	padded := (sb.used + padTo - 1) &^ (padTo - 1)
	if padded > int64(len(data)) {
		return sb.used
	}
	for _, c := range data[sb.used:padded] {
		if c != 0 {
			return sb.used
		}
	}
	return padded
}

// closes reports whether the last table ends where the image does: the id table, or that of the extended attributes.
func (sb *superblock) closes(data []byte) bool {
	if sb.major != 4 {
		return false
	}
	if sb.xattrTable == none {
		return sb.idTable+8*uint64((int(sb.ids)*4+metaSize-1)/metaSize) == uint64(sb.used)
	}
	if sb.xattrTable+16 > uint64(len(data)) {
		return false
	}
	count := uint64(sb.order.Uint32(data[sb.xattrTable+8:]))
	return sb.xattrTable+16+8*((count*16+metaSize-1)/metaSize) == uint64(sb.used)
}

func (sb *superblock) describe() string {
	endian := "little-endian"
	if sb.order == binary.BigEndian {
		endian = "big-endian"
	}
	if sb.major != 4 {
		return fmt.Sprintf("%d.%d %s, %d inodes", sb.major, sb.minor, endian, sb.inodes)
	}
	return fmt.Sprintf("4.0 %s, %s, %d KiB blocks, %d inodes", endian, compressorName(sb.compressor), sb.blockSize>>10, sb.inodes)
}

func compressorName(id uint16) string {
	if id == 0 || int(id) >= len(compressorNames) {
		return fmt.Sprintf("compressor %d", id)
	}
	return compressorNames[id]
}
