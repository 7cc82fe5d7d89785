package components

import "bytes"

const (
	// maxString is how far a string is followed around an anchor, in bytes.
	maxString = 256
	// maxTries is how many anchors of one rule are tried in one file.
	maxTries = 64
	minWhole = 3 // bytes of the shortest string that is looked at on its own
)

// sighting is what one pass over a file found for one rule.
type sighting struct {
	seen    int // bits of Requires
	barred  bool
	first   int
	anchors []int
}

// Scan finds components in the bytes of a file with that base name, or in a
// blob where the name is empty. It reads the bytes once; only files that a rule
// takes for its own are read again for a version that stands alone.
func (s *RuleSet) Scan(base string, data []byte) []Hit {
	found := make([]*sighting, len(s.Rules))
	fits := make([]int8, len(s.Rules)) // asked once for each rule: 0 not yet, 1 yes, -1 no
	s.finder.each(data, func(id, at int) {
		for _, u := range s.uses[id] {
			i := u.rule.index
			if fits[i] == 0 {
				fits[i] = -1
				if u.rule.fits(base) {
					fits[i], found[i] = 1, &sighting{first: at}
				}
			}
			if fits[i] == 1 {
				found[i].note(u, at, s.finder.size[id])
			}
		}
	})
	var hits []Hit
	for i, r := range s.Rules {
		g := found[i]
		if g == nil {
			if len(r.Anchors)+len(r.Requires) > 0 || base == "" || !r.fits(base) {
				continue
			}
			g = &sighting{}
		}
		hits = append(hits, r.read(base, data, g)...)
	}
	return hits
}

func (g *sighting) note(u use, at, size int) {
	switch u.role {
	case anchors:
		if len(g.anchors) < maxTries {
			g.anchors = append(g.anchors, at)
		}
	case without:
		g.barred = true
	case requires:
		g.seen |= 1 << u.which
	}
}

// read takes the version out of a file that may be the rule's.
func (r *Rule) read(base string, data []byte, g *sighting) []Hit {
	if g.barred || g.seen != 1<<len(r.Requires)-1 {
		return nil
	}
	if r.inString == nil && base != "" && !bytes.HasPrefix(data, []byte("\x7fELF")) {
		return nil // scripts and settings hold the words of the programs they start
	}
	switch {
	case r.inName != nil:
		return r.fromName(base, int64(g.first))
	case r.inString != nil:
		return r.fromStrings(data, g.anchors)
	case r.standalone != nil:
		return r.fromWholeStrings(data, g)
	}
	return []Hit{{Rule: r, Offset: int64(g.first)}}
}

func (r *Rule) fromName(base string, at int64) []Hit {
	m := r.inName.FindStringSubmatch(base)
	if m == nil {
		return nil
	}
	version := m[1]
	if len(r.Releases) > 0 {
		version = r.Releases[version] // empty: a release we do not know
	}
	return []Hit{{Rule: r, Version: version, Offset: at}}
}

// fromStrings applies the pattern to the printable string around each anchor.
func (r *Rule) fromStrings(data []byte, at []int) []Hit {
	var hits []Hit
	have := make(map[string]bool)
	for _, a := range at {
		from, to := around(data, a)
		m := r.inString.FindSubmatch(data[from:to])
		if m == nil || have[string(m[1])] {
			continue
		}
		have[string(m[1])] = true
		hits = append(hits, Hit{Rule: r, Version: string(m[1]), Offset: int64(from)})
	}
	return hits
}

// fromWholeStrings looks for a string that is a version and nothing else. Two
// different ones cancel out: then the version is not known.
func (r *Rule) fromWholeStrings(data []byte, g *sighting) []Hit {
	hit := Hit{Rule: r, Offset: int64(g.first)}
	several := false
	eachString(data, func(at int, text []byte) {
		if len(text) > maxString {
			return
		}
		m := r.standalone.FindSubmatch(text)
		switch {
		case m == nil:
		case hit.Version == "":
			hit.Version, hit.Offset = string(m[1]), int64(at)
		case hit.Version != string(m[1]):
			several = true
		}
	})
	if several {
		hit.Version = ""
	}
	return []Hit{hit}
}

func printable(b byte) bool { return b >= ' ' && b <= '~' || b == '\t' }

// around returns the bounds of the printable run that holds a byte.
func around(data []byte, at int) (int, int) {
	from, to := at, at
	for from > 0 && at-from < maxString && printable(data[from-1]) {
		from--
	}
	for to < len(data) && to-at < maxString && printable(data[to]) {
		to++
	}
	return from, to
}

// eachString calls fn for every printable run of at least minWhole bytes.
func eachString(data []byte, fn func(at int, text []byte)) {
	start := -1
	for i, b := range data {
		if printable(b) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 && i-start >= minWhole {
			fn(start, data[start:i])
		}
		start = -1
	}
	if start >= 0 && len(data)-start >= minWhole {
		fn(start, data[start:])
	}
}
