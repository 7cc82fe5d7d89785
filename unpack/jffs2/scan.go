package jffs2

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// Node types, with the "accurate" bit that NOR flash clears when a node becomes
// obsolete.
const (
	typeDirent   = 0xe001
	typeInode    = 0xe002
	typeMarker   = 0x2003
	typePadding  = 0x2004
	typeSummary  = 0x2006
	typeXattr    = 0xe008
	typeXref     = 0xe009
	accurate     = 0x2000
	headerSize   = 12
	direntSize   = 40
	inodeSize    = 68
	defaultBlock = 64 << 10 // erase block, where nothing tells it
	minBlock     = 4 << 10
	maxBlock     = 1 << 20
)

// crc is the kernel's crc32(0, …): neither seed nor result inverted.
func crc(p []byte) uint32 { return ^crc32.Update(^uint32(0), crc32.IEEETable, p) }

// node is a node whose header checksum agrees.
type node struct {
	at, size int // in the image; size without padding
	kind     uint16
	obsolete bool
	bad      bool // another checksum does not agree
}

// scanner walks the log.
type scanner struct {
	data  []byte
	order binary.ByteOrder
}

func (s *scanner) orderName() string {
	if s.order == binary.LittleEndian {
		return "little-endian"
	}
	return "big-endian"
}

// node reads the header at an offset.
func (s *scanner) node(at int) (node, bool) {
	if at < 0 || len(s.data)-at < headerSize {
		return node{}, false
	}
	h := s.data[at : at+headerSize]
	if s.order.Uint16(h) != 0x1985 {
		return node{}, false
	}
	n := node{at: at, kind: s.order.Uint16(h[2:]) | accurate, obsolete: s.order.Uint16(h[2:])&accurate == 0}
	var head [8]byte
	copy(head[:], h)
	s.order.PutUint16(head[2:], n.kind)
	size := s.order.Uint32(h[4:])
	sum := s.order.Uint32(h[8:])
	if crc(head[:]) != sum && crc(h[:8]) != sum || size < headerSize || int64(size) > int64(len(s.data)-at) {
		return node{}, false
	}
	n.size = int(size)
	n.bad = !n.obsolete && !s.sound(n)
	return n, true
}

// sound checks the checksums behind the header.
func (s *scanner) sound(n node) bool {
	d := s.data[n.at : n.at+n.size]
	switch n.kind {
	case typeDirent:
		return len(d) >= direntSize && crc(d[:32]) == s.order.Uint32(d[32:]) &&
			direntSize+int(d[28]) <= len(d) && crc(d[direntSize:direntSize+int(d[28])]) == s.order.Uint32(d[36:])
	case typeInode:
		if len(d) < inodeSize || crc(d[:60]) != s.order.Uint32(d[64:]) {
			return false
		}
		packed := s.order.Uint32(d[48:])
		return uint64(packed) <= uint64(len(d)-inodeSize) && crc(d[inodeSize:inodeSize+int(packed)]) == s.order.Uint32(d[60:])
	case typeMarker, typePadding, typeSummary, typeXattr, typeXref:
		return true
	}
	return false // a type we do not know; passed over
}

// next returns the first node at or behind an offset. Between nodes lie padding,
// erased flash (0xFF) and the remains of writes that were cut off. It gives up
// after limit bytes that are none of these.
func (s *scanner) next(at, limit int) (node, bool) {
	at = (at + 3) &^ 3
	dirty := 0
	for len(s.data)-at >= headerSize {
		if s.data[at] == 0xff {
			n := erased(s.data[at:])
			at += max(n&^3, 4)
			continue
		}
		if n, ok := s.node(at); ok {
			return n, true
		}
		if dirty += 4; dirty > limit {
			return node{}, false
		}
		at += 4
	}
	return node{}, false
}

// erased is how many 0xFF bytes stand at the start of data.
func erased(data []byte) int {
	const step = 64
	n := 0
	for len(data)-n >= step && bytes.Equal(data[n:n+step], ff[:]) {
		n += step
	}
	for n < len(data) && data[n] == 0xff {
		n++
	}
	return n
}

var ff = func() (b [64]byte) {
	for i := range b {
		b[i] = 0xff
	}
	return b
}()

// extent is how far a log reaches from its first node.
type extent struct{ end, nodes, markers int }

// key is what can occur in one log once only.
type key struct{ ino, version uint32 }

// extent walks the log to its last node. The log ends where a whole erase block
// holds neither nodes nor erased flash, and where another JFFS2 begins behind it:
// then pairs of inode and version come again with other contents.
func (s *scanner) extent() extent {
	var e extent
	block := s.block()
	seen := make(map[key]uint32)
	last, quiet := 0, 0 // end of the last node; where the log went on after erased flash
	for at := 0; ; {
		n, ok := s.next(at, block)
		if !ok {
			break
		}
		if n.at-last >= minBlock && n.at%minBlock == 0 {
			quiet = n.at
		}
		if k, sum, ok := s.key(n); ok {
			if old, again := seen[k]; again && old != sum {
				// Another log. It began at the latest after the last stretch of erased flash.
				return s.cut(e, quiet, n.at, block)
			}
			seen[k] = sum
		}
		e.nodes++
		if n.kind == typeMarker {
			e.markers++
			if n.at-last >= minBlock {
				quiet = n.at
			}
		}
		at = n.at + n.size
		last = at
	}
	e.end = s.roundUp(last, block)
	return e
}

// cut ends an extent at another log's beginning.
func (s *scanner) cut(e extent, quiet, at, block int) extent {
	e.end = at / block * block
	if quiet > 0 {
		e.end = quiet
	}
	if e.end == 0 { // both inside the first block: one log after all, and a strange one
		e.end = at
	}
	return e
}

// roundUp goes on from the last node to the end of its erase block, as far as
// that is erased flash. Zeros may belong to what comes behind: an ext file system
// begins with them.
func (s *scanner) roundUp(last, block int) int {
	last = min(last, len(s.data))
	end := min((last+block-1)/block*block, len(s.data))
	for i := last; i < end; i++ {
		if s.data[i] != 0xff {
			return i
		}
	}
	return end
}

// key returns the pair of inode and version of a sound inode node, with a sum of
// what the node says.
func (s *scanner) key(n node) (key, uint32, bool) {
	if n.kind != typeInode || n.obsolete || n.bad {
		return key{}, 0, false
	}
	d := s.data[n.at:]
	return key{s.order.Uint32(d[12:]), s.order.Uint32(d[16:])}, s.order.Uint32(d[64:]), true
}

// block guesses the erase block size from the distance of clean markers.
func (s *scanner) block() int {
	gcd, first, found := 0, -1, 0
	for at := 0; at < len(s.data) && found < 16; at += minBlock {
		n, ok := s.node(at)
		if !ok || n.kind != typeMarker {
			continue
		}
		if first >= 0 {
			for a, b := gcd, at-first; ; {
				if b == 0 {
					gcd = a
					break
				}
				a, b = b, a%b
			}
		} else {
			first = at
		}
		found++
	}
	if gcd >= minBlock && gcd <= maxBlock && gcd&(gcd-1) == 0 {
		return gcd
	}
	return defaultBlock
}
