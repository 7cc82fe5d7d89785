package elf

import (
	"strings"
)

const (
	dtNull, dtNeeded, dtHash, dtStrtab, dtSymtab = 0, 1, 4, 5, 6
	dtStrsz, dtSyment, dtSoname, dtRpath         = 10, 11, 14, 15
	dtBindNow, dtRunpath, dtFlags                = 24, 29, 30
	dtGNUHash, dtFlags1, dtMIPSSymtabno          = 0x6ffffef5, 0x6ffffffb, 0x70000011

	dfBindNow = 8
	df1Now    = 1
	df1PIE    = 0x08000000
)

// dynamic reads the dynamic segment: what a loader would.
func (r *reader) dynamic(info *Info) {
	seg, ok := r.find(ptDynamic)
	if !ok {
		return
	}
	tags, lists := r.tags(seg)
	if len(tags) == 0 {
		return
	}
	r.hasDynamic = true
	_, now := tags[dtBindNow]
	r.flags1 = tags[dtFlags1]
	r.bindNow = now || tags[dtFlags]&dfBindNow != 0 || r.flags1&df1Now != 0
	strtab, ok := r.offset(tags[dtStrtab])
	if !ok {
		return
	}
	name := func(at uint64) string {
		if at >= tags[dtStrsz] && tags[dtStrsz] != 0 {
			return ""
		}
		return r.text(strtab + at)
	}
	for _, at := range lists[dtNeeded] {
		if lib := name(at); lib != "" && len(info.Needed) < maxNeeded {
			info.Needed = append(info.Needed, lib)
		}
	}
	if at, ok := tags[dtSoname]; ok {
		info.SONAME = name(at)
	}
	for _, tag := range []uint64{dtRpath, dtRunpath} {
		if at, ok := tags[tag]; ok && name(at) != "" {
			info.RPath = append(info.RPath, strings.Split(name(at), ":")...)
		}
	}
	r.symbols(info, tags, name)
}

// tags returns the last value of each tag and all values in order, because
// DT_NEEDED occurs once for each library.
func (r *reader) tags(seg segment) (map[uint64]uint64, map[uint64][]uint64) {
	entry := uint64(r.pick(8, 16))
	last, all := make(map[uint64]uint64), make(map[uint64][]uint64)
	for i := uint64(0); i < maxDynamic && (i+1)*entry <= seg.size; i++ {
		at := seg.off + i*entry
		if at < seg.off || !r.has(at, entry) {
			break
		}
		tag, value := r.word(at), r.word(at+entry/2)
		if tag == dtNull {
			break
		}
		last[tag] = value
		all[tag] = append(all[tag], value)
	}
	return last, all
}

// symbols lists the undefined dynamic symbols. Their number stands in the hash
// table, on MIPS in a tag of its own, and is never believed beyond the file.
func (r *reader) symbols(info *Info, tags map[uint64]uint64, name func(uint64) string) {
	symtab, ok := r.offset(tags[dtSymtab])
	if !ok {
		return
	}
	size := uint64(r.pick(16, 24))
	count := r.symbolCount(tags, size)
	for i := uint64(1); i < count && i < maxSymbols; i++ {
		at := symtab + i*size
		if !r.has(at, size) {
			return
		}
		section := r.u16(at + uint64(r.pick(14, 6)))
		if section != 0 {
			info.Exports++
			continue
		}
		if sym := name(uint64(r.u32(at))); sym != "" && !info.imports[sym] {
			info.imports[sym] = true
			info.Imports = append(info.Imports, sym)
		}
	}
}

func (r *reader) symbolCount(tags map[uint64]uint64, size uint64) uint64 {
	if n, ok := tags[dtMIPSSymtabno]; ok && r.machine == emMIPS {
		return n
	}
	if at, ok := r.offset(tags[dtHash]); ok && tags[dtHash] != 0 {
		return uint64(r.u32(at + 4)) // nchain
	}
	if at, ok := r.offset(tags[dtGNUHash]); ok && tags[dtGNUHash] != 0 {
		return r.gnuHashCount(at)
	}
	// Linkers put the string table right behind the symbol table.
	if tags[dtStrtab] > tags[dtSymtab] {
		return (tags[dtStrtab] - tags[dtSymtab]) / size
	}
	return 0
}

// gnuHashCount finds the highest symbol of a GNU hash table: the end of the
// chain of the highest bucket. Where no bucket is filled, only undefined
// symbols exist, as many as the table leaves out.
func (r *reader) gnuHashCount(at uint64) uint64 {
	buckets, first, bloom := uint64(r.u32(at)), uint64(r.u32(at+4)), uint64(r.u32(at+8))
	table := at + 16 + bloom*uint64(r.bits/8)
	if buckets > maxSymbols || bloom > maxSymbols || !r.has(table, buckets*4) {
		return 0
	}
	highest := uint64(0)
	for i := uint64(0); i < buckets; i++ {
		highest = max(highest, uint64(r.u32(table+i*4)))
	}
	if highest < first {
		return first
	}
	chains := table + buckets*4
	for i := highest; i < maxSymbols; i++ {
		link := chains + (i-first)*4
		if !r.has(link, 4) || r.u32(link)&1 != 0 {
			return i + 1
		}
	}
	return maxSymbols
}
