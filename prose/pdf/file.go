package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// entry says where an object is: at an offset, or the index-th of an object
// stream.
type entry struct {
	offset    int
	gen       int
	container int // number of the object stream, 0 where it stands on its own
	index     int
	free      bool
}

// file finds objects (ISO 32000-1 clause 7.5). Its cross-reference table is
// believed until it is found wrong; then the file is searched for objects.
type file struct {
	data    []byte
	budget  *budget
	entries map[int]entry
	trailer dict
	cache   map[int]any
	open    map[int]bool // being resolved: a loop
	holders map[int][]any
	numbers map[int][]int // of the objects in an object stream
	crypt   *crypt
	rebuilt bool
	limit   error // first limit met
}

var errNotPDF = errors.New("it is no PDF: no object was found in it")

func openFile(data []byte, b *budget) (*file, error) {
	if len(data) > b.limits.Bytes {
		return nil, fmt.Errorf("%d bytes, of which %d are allowed: %w", len(data), b.limits.Bytes, ErrLimit)
	}
	head := bytes.Index(data[:min(len(data), 1024)], []byte("%PDF-"))
	if head < 0 {
		return nil, errors.New("it is no PDF: it does not start with %PDF-")
	}
	f := &file{data: data[head:], budget: b}
	f.reset()
	// The key comes first: the catalogue may lie in a stream that is encrypted.
	found := f.readTables()
	if found {
		if err := f.unlock(); err != nil {
			return nil, err
		}
	}
	if !found || !f.rooted() {
		f.rebuild()
		if err := f.unlock(); err != nil {
			return nil, err
		}
	}
	if len(f.entries) == 0 {
		return nil, errNotPDF
	}
	if !f.rooted() && f.limit != nil {
		return nil, f.limit
	}
	if !f.rooted() {
		return nil, errors.New("it has no catalogue of pages, nor could one be found by searching")
	}
	return f, nil
}

func (f *file) reset() {
	f.entries, f.trailer = map[int]entry{}, dict{}
	f.cache, f.open = map[int]any{}, map[int]bool{}
	f.holders, f.numbers = map[int][]any{}, map[int][]int{}
}

// rooted says whether the trailer leads to pages.
func (f *file) rooted() bool {
	return f.dictOf(f.dictOf(f.trailer["Root"])["Pages"]) != nil
}

// note keeps the first limit met, so that it is said once.
func (f *file) note(err error) {
	if f.limit == nil && errors.Is(err, ErrLimit) {
		f.limit = err
	}
}

func (f *file) lexer(at int) *lexer {
	return &lexer{data: f.data, pos: at, spend: f.budget.value}
}

// readTables follows the tables from the end of the file; false where they are
// not as they should be.
func (f *file) readTables() bool {
	tail := f.data[max(0, len(f.data)-4096):]
	i := bytes.LastIndex(tail, []byte("startxref"))
	if i < 0 {
		return false
	}
	l := &lexer{data: tail, pos: i + len("startxref"), spend: f.budget.value}
	v, _ := l.next()
	at, ok := v.(int)
	seen := map[int]bool{}
	for ok && !seen[at] && len(seen) < 1000 {
		seen[at] = true
		t, good := f.readTable(at)
		if !good {
			return false
		}
		for k, v := range t { // the newest trailer wins
			if _, has := f.trailer[k]; !has {
				f.trailer[k] = v
			}
		}
		if hybrid, is := t["XRefStm"].(int); is && !seen[hybrid] {
			seen[hybrid] = true
			f.readTable(hybrid)
		}
		switch prev := t["Prev"].(type) {
		case int:
			at = prev
		case float64:
			at = int(prev)
		default:
			ok = false
		}
	}
	return len(seen) > 0 && len(f.entries) > 0
}

// readTable reads a table or a cross-reference stream and returns its trailer.
func (f *file) readTable(at int) (dict, bool) {
	if at < 0 || at >= len(f.data) {
		return nil, false
	}
	l := f.lexer(at)
	v, err := l.next()
	if err != nil {
		return nil, false
	}
	if v == keyword("xref") {
		return f.readRows(l)
	}
	if _, is := v.(int); !is {
		return nil, false
	}
	_, object, err := f.objectAt(at)
	s, is := object.(*stream)
	if err != nil || !is {
		return nil, false
	}
	s.sealed = false // these never are
	return s.dict, f.readXRefStream(s)
}

func (f *file) readRows(l *lexer) (dict, bool) {
	for {
		v, err := l.next()
		if err != nil {
			return nil, false
		}
		if v == keyword("trailer") {
			t, err := l.object()
			d, is := t.(dict)
			return d, err == nil && is
		}
		first, ok1 := v.(int)
		c, err := l.next()
		count, ok2 := c.(int)
		if err != nil || !ok1 || !ok2 || count < 0 {
			return nil, false
		}
		for i := range count {
			offset, err1 := l.next()
			gen, err2 := l.next()
			kind, err3 := l.next()
			o, ok1 := offset.(int)
			g, ok2 := gen.(int)
			if err1 != nil || err2 != nil || err3 != nil || !ok1 || !ok2 {
				return nil, false
			}
			f.add(first+i, entry{offset: o, gen: g, free: kind != keyword("n")})
		}
	}
}

// add keeps an entry unless a newer table had one.
func (f *file) add(num int, e entry) {
	if _, has := f.entries[num]; !has && num >= 0 {
		f.entries[num] = e
	}
}

func (f *file) readXRefStream(s *stream) bool {
	data, err := f.decode(s)
	if err != nil {
		f.note(err)
		return false
	}
	var width [3]int
	w := f.list(s.dict["W"])
	for i := range min(len(w), 3) {
		width[i], _ = w[i].(int)
		if width[i] < 0 || width[i] > 8 {
			return false
		}
	}
	size := width[0] + width[1] + width[2]
	if size == 0 {
		return false
	}
	total, _ := s.dict["Size"].(int)
	index := f.list(s.dict["Index"])
	if len(index) < 2 {
		index = []any{0, total}
	}
	for i := 0; i+1 < len(index); i += 2 {
		num, _ := index[i].(int)
		count, _ := index[i+1].(int)
		for ; count > 0 && len(data) >= size; count-- {
			if f.budget.value(1) != nil {
				return false
			}
			f.add(num, xrefEntry(data, width))
			data, num = data[size:], num+1
		}
	}
	return true
}

func xrefEntry(row []byte, width [3]int) entry {
	var field [3]int
	field[0] = 1 // where its width is 0
	for i, at := 0, 0; i < 3; i++ {
		if width[i] > 0 {
			field[i] = 0
		}
		for range width[i] {
			field[i] = field[i]<<8 | int(row[at])
			at++
		}
	}
	switch field[0] {
	case 1:
		return entry{offset: field[1], gen: field[2]}
	case 2:
		return entry{container: field[1], index: field[2]}
	}
	return entry{free: true}
}

// objectAt reads "12 0 obj …" and returns its number.
func (f *file) objectAt(at int) (ref, any, error) {
	if at < 0 || at >= len(f.data) {
		return ref{}, nil, fmt.Errorf("offset %d is outside the file", at)
	}
	l := f.lexer(at)
	num, err1 := l.next()
	gen, err2 := l.next()
	word, err3 := l.next()
	if err := errors.Join(err1, err2, err3); err != nil {
		return ref{}, nil, err
	}
	n, ok1 := num.(int)
	g, ok2 := gen.(int)
	if !ok1 || !ok2 || word != keyword("obj") {
		return ref{}, nil, fmt.Errorf("no object at offset %d", at)
	}
	id := ref{n, g}
	v, err := l.object()
	if err != nil {
		return id, nil, err
	}
	d, is := v.(dict)
	if !is {
		return id, v, nil
	}
	back := l.pos
	if word, err := l.next(); err != nil || word != keyword("stream") {
		l.pos = back
		return id, d, nil
	}
	return id, &stream{dict: d, raw: f.streamBytes(d, l.pos), id: id, sealed: true}, nil
}

// streamBytes returns what stands between stream and endstream. The length is
// believed if endstream follows it.
func (f *file) streamBytes(d dict, at int) []byte {
	if at < len(f.data) && f.data[at] == '\r' {
		at++
	}
	if at < len(f.data) && f.data[at] == '\n' {
		at++
	}
	rest := f.data[min(at, len(f.data)):]
	if n, ok := f.resolve(d["Length"]).(int); ok && n >= 0 && n <= len(rest) {
		after := bytes.TrimLeft(rest[n:min(n+24, len(rest))], "\r\n \t\x00")
		if bytes.HasPrefix(after, []byte("endstream")) || bytes.HasPrefix(after, []byte("endobj")) {
			return rest[:n]
		}
	}
	if i := bytes.Index(rest, []byte("endstream")); i >= 0 {
		rest = rest[:i]
	} else if i := bytes.Index(rest, []byte("endobj")); i >= 0 {
		rest = rest[:i]
	}
	return bytes.TrimSuffix(bytes.TrimSuffix(rest, []byte("\n")), []byte("\r"))
}

// resolve follows references. What is not there, or leads back to itself, is
// null, as the standard has it (clause 7.3.10).
func (f *file) resolve(v any) any {
	for range 32 {
		r, is := v.(ref)
		if !is {
			return v
		}
		v = f.object(r.num)
	}
	return nil
}

func (f *file) object(num int) any {
	if v, ok := f.cache[num]; ok {
		return v
	}
	if f.open[num] {
		return nil
	}
	f.open[num] = true
	v := f.load(num)
	delete(f.open, num)
	f.cache[num] = v
	return v
}

func (f *file) load(num int) any {
	e, ok := f.entries[num]
	if !ok || e.free {
		return nil
	}
	if e.container > 0 {
		return f.contained(e.container, num, e.index)
	}
	id, v, err := f.objectAt(e.offset)
	if err == nil && id.num == num {
		if f.crypt != nil {
			v = f.crypt.strings(v, id, 0)
		}
		return v
	}
	f.note(err)
	if f.rebuilt || f.limit != nil {
		return nil
	}
	f.mend()
	return f.load(num)
}

// contained reads an object of an object stream (clause 7.5.7).
func (f *file) contained(container, num, index int) any {
	values, ok := f.holders[container]
	if !ok {
		values = f.openHolder(container)
		f.holders[container] = values
	}
	numbers := f.numbers[container]
	if index >= 0 && index < len(values) && numbers[index] == num {
		return values[index]
	}
	for i, n := range numbers {
		if n == num {
			return values[i]
		}
	}
	return nil
}

func (f *file) openHolder(container int) []any {
	if f.entries[container].container != 0 { // one may not hold another
		return nil
	}
	s, is := f.object(container).(*stream)
	if !is {
		return nil
	}
	data, err := f.decode(s)
	if err != nil {
		f.note(err)
		return nil
	}
	count, _ := f.resolve(s.dict["N"]).(int)
	start, _ := f.resolve(s.dict["First"]).(int)
	head := &lexer{data: data, spend: f.budget.value}
	var values []any
	var numbers []int
	for range count {
		n, err1 := head.next()
		o, err2 := head.next()
		num, ok1 := n.(int)
		offset, ok2 := o.(int)
		if err1 != nil || err2 != nil || !ok1 || !ok2 {
			break
		}
		var v any
		if at := start + offset; at >= 0 && at < len(data) {
			l := &lexer{data: data, pos: at, spend: f.budget.value}
			v, err = l.object()
			f.note(err)
		}
		values, numbers = append(values, v), append(numbers, num)
	}
	f.numbers[container] = numbers
	return values
}

// mend adds what a search finds to tables that were found wrong.
func (f *file) mend() {
	trailer, crypt := f.trailer, f.crypt
	f.rebuild()
	for k, v := range trailer {
		if _, has := f.trailer[k]; !has {
			f.trailer[k] = v
		}
	}
	f.crypt = crypt
}

var (
	reObject  = regexp.MustCompile(`(\d{1,10})[ \t\r\n]+(\d{1,5})[ \t\r\n]+obj\b`)
	reTrailer = regexp.MustCompile(`\btrailer\b`)
)

// rebuild searches the file for objects; the last of a number counts, as an
// update is written behind.
func (f *file) rebuild() {
	f.rebuilt = true
	f.reset()
	for _, m := range reObject.FindAllSubmatchIndex(f.data, f.budget.limits.Values) {
		num, err := strconv.Atoi(string(f.data[m[2]:m[3]]))
		if err == nil && f.budget.value(1) == nil {
			f.entries[num] = entry{offset: m[0]}
		}
	}
	for _, m := range reTrailer.FindAllIndex(f.data, 1000) {
		v, err := f.lexer(m[1]).object()
		if d, is := v.(dict); err == nil && is {
			for k, v := range d {
				f.trailer[k] = v
			}
		}
	}
	f.searchHolders()
}

// searchHolders looks through the found objects for object streams, for
// cross-reference streams, which stand in for trailers, and for the catalogue.
func (f *file) searchHolders() {
	var catalogue any
	for _, num := range sortedKeys(f.entries) {
		_, v, err := f.objectAt(f.entries[num].offset)
		if err != nil {
			f.note(err)
			continue
		}
		d, _ := v.(dict)
		s, isStream := v.(*stream)
		if isStream {
			d = s.dict
		}
		switch d["Type"] {
		case name("Catalog"):
			catalogue = ref{num, 0}
		case name("XRef"):
			for _, k := range []name{"Root", "Info", "Encrypt", "ID"} {
				if x, has := d[k]; has {
					f.trailer[k] = x
				}
			}
		case name("ObjStm"):
			if f.crypt != nil || f.trailer["Encrypt"] != nil {
				continue // read below, once the key is known
			}
			f.openAll(num)
		}
	}
	if f.dictOf(f.trailer["Root"]) == nil && catalogue != nil {
		f.trailer["Root"] = catalogue
	}
	if f.dictOf(f.trailer["Root"]) == nil {
		for _, num := range sortedKeys(f.entries) {
			if d, is := f.object(num).(dict); is && d["Type"] == name("Catalog") {
				f.trailer["Root"] = ref{num, 0}
			}
		}
	}
}

func (f *file) openAll(container int) {
	f.holders[container] = f.openHolder(container)
	for i, num := range f.numbers[container] {
		if _, has := f.entries[num]; !has {
			f.entries[num] = entry{container: container, index: i}
		}
	}
}
