package components

// finder finds many literals in one pass (Aho and Corasick, 1975). Bytes that
// occur in no literal share one class, which keeps the table small enough for
// the cache of a processor.
type finder struct {
	class [256]uint8
	width int
	next  []uint16 // state*width + class
	out   [][]uint16
	size  []int // length of each literal
}

// newFinder prepares a search. Literals must not be empty and have less than
// 65,536 bytes together; the embedded rules are tested for it.
func newFinder(literals []string) *finder {
	f := &finder{width: 1}
	for _, l := range literals {
		f.size = append(f.size, len(l))
		for i := 0; i < len(l); i++ {
			if f.class[l[i]] == 0 && f.width < 255 {
				f.class[l[i]] = uint8(f.width)
				f.width++
			}
		}
	}
	f.grow()
	for id, l := range literals {
		f.insert(uint16(id), l)
	}
	f.link()
	return f
}

func (f *finder) grow() uint16 {
	f.next = append(f.next, make([]uint16, f.width)...)
	f.out = append(f.out, nil)
	return uint16(len(f.out) - 1)
}

func (f *finder) insert(id uint16, literal string) {
	state := uint16(0)
	for i := 0; i < len(literal); i++ {
		c := int(f.class[literal[i]])
		to := f.next[int(state)*f.width+c]
		if to == 0 {
			to = f.grow()
			f.next[int(state)*f.width+c] = to
		}
		state = to
	}
	f.out[state] = append(f.out[state], id)
}

// link turns the trie into an automaton, breadth first.
func (f *finder) link() {
	fail := make([]uint16, len(f.out))
	var queue []uint16
	for c := 0; c < f.width; c++ {
		if to := f.next[c]; to != 0 {
			queue = append(queue, to)
		}
	}
	for len(queue) > 0 {
		state := queue[0]
		queue = queue[1:]
		f.out[state] = append(f.out[state], f.out[fail[state]]...)
		for c := 0; c < f.width; c++ {
			at := int(state)*f.width + c
			back := f.next[int(fail[state])*f.width+c]
			if to := f.next[at]; to != 0 {
				fail[to] = back
				queue = append(queue, to)
			} else {
				f.next[at] = back
			}
		}
	}
}

// each calls hit with the number and the first byte of every literal found.
func (f *finder) each(data []byte, hit func(id, at int)) {
	state := 0
	for i, b := range data {
		state = int(f.next[state*f.width+int(f.class[b])])
		if state != 0 && len(f.out[state]) > 0 {
			for _, id := range f.out[state] {
				hit(int(id), i+1-f.size[id])
			}
		}
	}
}
