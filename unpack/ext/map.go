package ext

import (
	"encoding/binary"
	"fmt"
	"sort"
)

// span is a run of blocks of a file.
type span struct {
	logical, count int64
	physical       int64 // 0: allocated and never written, reads as zeros
}

const (
	maxExtentDepth = 5
	extentMagic    = 0xf30a
)

// mapper gathers the runs of one file. visits bounds the blocks it looks at: a
// damaged map may lead in circles.
type mapper struct {
	v      *volume
	spans  []span
	last   int64 // blocks of the file
	visits int64
	room   int64 // blocks of the volume that the file may still have
}

// spans returns the runs of blocks of a file in the order of the file.
func (v *volume) spans(i *inode) ([]span, error) {
	m := &mapper{v: v, last: (i.size + v.blockSize - 1) / v.blockSize, visits: int64(len(v.data))/v.blockSize + 1, room: v.blocks}
	var err error
	if i.is(flagExtents) {
		err = m.extents(i.area(), maxExtentDepth)
	} else {
		err = m.direct(i.area())
	}
	sort.SliceStable(m.spans, func(a, b int) bool { return m.spans[a].logical < m.spans[b].logical })
	return m.spans, err
}

func (m *mapper) visit() error {
	if m.visits--; m.visits < 0 {
		return fmt.Errorf("%w: block map leads in a circle", errCorrupt)
	}
	return nil
}

func (m *mapper) extents(node []byte, depth int) error {
	le := binary.LittleEndian
	entries, below := int(le.Uint16(node[2:])), int(le.Uint16(node[6:]))
	if le.Uint16(node) != extentMagic || below > depth || 12+12*entries > len(node) {
		return fmt.Errorf("%w: extent node", errCorrupt)
	}
	for k := range entries {
		e := node[12+12*k:]
		logical := int64(le.Uint32(e))
		if below > 0 {
			if err := m.visit(); err != nil {
				return err
			}
			block, err := m.v.block(int64(le.Uint32(e[4:])) | int64(le.Uint16(e[8:]))<<32)
			if err != nil {
				return err
			}
			if err := m.extents(block, below-1); err != nil {
				return err
			}
			continue
		}
		count, physical := int64(le.Uint16(e[4:])), int64(le.Uint16(e[6:]))<<32|int64(le.Uint32(e[8:]))
		if count > 32768 { // not written yet
			count, physical = count-32768, 0
		}
		if err := m.add(logical, physical, count); err != nil {
			return err
		}
	}
	return nil
}

// add takes a run. No block belongs to a file twice, so that all runs together
// are no larger than the volume, however often a damaged map names them.
func (m *mapper) add(logical, physical, count int64) error {
	if logical >= m.last || count == 0 {
		return nil
	}
	count = min(count, m.last-logical)
	if physical < 0 || physical+count > m.v.blocks {
		return fmt.Errorf("%w: blocks %d to %d of %d", errCorrupt, physical, physical+count, m.v.blocks)
	}
	if m.room -= count; m.room < 0 {
		return fmt.Errorf("%w: more blocks than the file system has", errCorrupt)
	}
	if n := len(m.spans); n > 0 && physical > 0 {
		if s := &m.spans[n-1]; s.physical > 0 && s.logical+s.count == logical && s.physical+s.count == physical {
			s.count += count
			return nil
		}
	}
	if int64(len(m.spans)) > int64(len(m.v.data))/m.v.blockSize { // the volume may say it is larger than it is
		return fmt.Errorf("%w: more runs of blocks than blocks", errCorrupt)
	}
	m.spans = append(m.spans, span{logical, count, physical})
	return nil
}

// direct reads the block map of ext2: 12 blocks, then one, two and three levels
// of blocks of numbers.
func (m *mapper) direct(area []byte) error {
	le := binary.LittleEndian
	logical := int64(0)
	for k := range 12 {
		if p := int64(le.Uint32(area[4*k:])); p != 0 {
			if err := m.add(logical, p, 1); err != nil {
				return err
			}
		}
		logical++
	}
	width := int64(1)
	for level := range 3 {
		width *= m.v.blockSize / 4
		if logical >= m.last {
			return nil
		}
		if p := int64(le.Uint32(area[48+4*level:])); p != 0 {
			if err := m.indirect(p, level, logical); err != nil {
				return err
			}
		}
		logical += width
	}
	return nil
}

func (m *mapper) indirect(number int64, level int, logical int64) error {
	if err := m.visit(); err != nil {
		return err
	}
	block, err := m.v.block(number)
	if err != nil {
		return err
	}
	width := int64(1)
	for range level {
		width *= m.v.blockSize / 4
	}
	for ; len(block) >= 4 && logical < m.last; block, logical = block[4:], logical+width {
		p := int64(binary.LittleEndian.Uint32(block))
		if p == 0 {
			continue
		}
		if level == 0 {
			if err := m.add(logical, p, 1); err != nil {
				return err
			}
			continue
		}
		if err := m.indirect(p, level-1, logical); err != nil {
			return err
		}
	}
	return nil
}
