package unpack

import "bytes"

// magicIndex finds the next place where any magic stands, in one pass: a table
// over the first two bytes says which magics are possible at a position.
type magicIndex struct {
	slot  [1 << 16]uint8 // 0 for none, else 1 + place in lists
	lists [][]entry
}

type entry struct {
	bytes  []byte
	offset int64
	format *Format
}

func newMagicIndex(formats []*Format) *magicIndex {
	x := &magicIndex{}
	for _, f := range formats {
		if f.WholeOnly {
			continue
		}
		for _, m := range f.Magics {
			if len(m.Bytes) >= 2 {
				x.add(entry{m.Bytes, int64(m.Offset), f})
			}
		}
	}
	return x
}

func (x *magicIndex) add(e entry) {
	key := uint16(e.bytes[0])<<8 | uint16(e.bytes[1])
	if x.slot[key] == 0 {
		if len(x.lists) == 255 {
			panic("unpack: more than 255 different magics") // a mistake of the program, not of the input
		}
		x.lists = append(x.lists, nil)
		x.slot[key] = uint8(len(x.lists))
	}
	list := &x.lists[x.slot[key]-1]
	*list = append(*list, e)
}

// hit is a place where a container may start.
type hit struct {
	start  int64
	format *Format
}

// next returns the first position at or behind from where magics stand, and the
// starts they point at, none of them before floor; -1 where there is none.
func (x *magicIndex) next(data []byte, from, floor int64) (int64, []hit) {
	for i := from; i+1 < int64(len(data)); i++ {
		s := x.slot[uint16(data[i])<<8|uint16(data[i+1])]
		if s == 0 {
			continue
		}
		var hits []hit
		for _, e := range x.lists[s-1] {
			if start := i - e.offset; start >= floor && bytes.HasPrefix(data[i:], e.bytes) {
				hits = append(hits, hit{start, e.format})
			}
		}
		if len(hits) > 0 {
			return i, hits
		}
	}
	return -1, nil
}

// search walks the places of one run of bytes where a container may start.
type search struct {
	data    []byte
	index   *magicIndex
	aligned aligned
	// The next place with a magic that is known already.
	at   int64
	hits []hit
}

func newSearch(formats []*Format, data []byte) *search {
	return &search{data: data, index: newMagicIndex(formats), aligned: newAligned(formats)}
}

// next returns the first position at or behind from where something may start at
// or behind floor, with what may; nil where nothing is left.
func (s *search) next(from, floor int64) (int64, []hit) {
	if s.at >= 0 && (s.at < from || len(s.hits) == 0 || s.hits[0].start < floor) {
		s.at, s.hits = s.index.next(s.data, from, floor)
	}
	round := s.aligned.next(from, floor)
	if round < 0 || round >= int64(len(s.data)) {
		return s.at, s.hits
	}
	switch {
	case s.at < 0 || round < s.at:
		return round, s.aligned.at(round)
	case round == s.at:
		return round, append(s.aligned.at(round), s.hits...)
	}
	return s.at, s.hits
}

// aligned holds the formats that stand at round offsets and have no magic.
type aligned struct{ formats []*Format }

func newAligned(formats []*Format) aligned {
	var a aligned
	for _, f := range formats {
		if f.Align > 0 && !f.WholeOnly {
			a.formats = append(a.formats, f)
		}
	}
	return a
}

// next returns the first round offset at or behind both, or -1.
func (a aligned) next(from, floor int64) int64 {
	next := int64(-1)
	for _, f := range a.formats {
		at := (max(from, floor) + f.Align - 1) / f.Align * f.Align
		if next < 0 || at < next {
			next = at
		}
	}
	return next
}

// at returns the formats to be asked at a round offset.
func (a aligned) at(offset int64) []hit {
	var hits []hit
	for _, f := range a.formats {
		if offset%f.Align == 0 {
			hits = append(hits, hit{offset, f})
		}
	}
	return hits
}
