package printed

import (
	"bytes"
	"compress/zlib"
	"crypto/md5"
	"errors"
	"fmt"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// Info is the document information dictionary (ISO 32000-1, 14.3.3).
type Info struct {
	Title, Producer, Keywords string
	At                        time.Time
}

// A File is attached to a PDF.
type File struct {
	Name, What string // "assay-statement.json", and what it is in a few words
	Data       []byte // JSON
}

// ErrShape is returned for a PDF that is not shaped as the two writers here
// shape theirs: a classic cross-reference table and a catalog without names.
var ErrShape = errors.New("unexpected shape of PDF")

var (
	trailerRoot = regexp.MustCompile(`/Root\s+(\d+)\s+0\s+R`)
	trailerInfo = regexp.MustCompile(`/Info\s+(\d+)\s+0\s+R`)
	trailerSize = regexp.MustCompile(`/Size\s+(\d+)`)
	noNames     = regexp.MustCompile(`/Names\s*<<\s*/EmbeddedFiles\s*<<\s*/Names\s*\[\s*\]\s*>>\s*>>`) // fpdf writes one without names
	dates       = regexp.MustCompile(`\(D:\d{14}[+\-Z][0-9']*\)`)
)

// Stamp gives a PDF that one of the writers here made its document information,
// and a file where one is given, by an incremental update (ISO 32000-1, 7.5.6): a
// new dictionary, the file, its specification, and a new catalog. The file is
// listed in the name tree and, as an associated file (PDF 2.0), in the catalog.
// Dates that the first writer left are replaced in place by the given one.
func Stamp(data []byte, about Info, file *File) ([]byte, error) {
	end, err := readTrailer(data)
	if err != nil {
		return nil, err
	}
	stamp := about.At.UTC().Format("20060102150405")
	out := dates.ReplaceAllFunc(data, func(old []byte) []byte { return sameLength(old, stamp) })
	u := &update{out: bytes.NewBuffer(out), offsets: map[int]int{}}
	if !bytes.HasSuffix(out, []byte("\n")) {
		u.out.WriteByte('\n')
	}
	u.object(end.info, fmt.Sprintf("<</Title %s /Producer %s /Creator (assay) /Keywords %s /CreationDate (D:%sZ) /ModDate (D:%sZ)>>",
		text(about.Title), text(about.Producer), text(about.Keywords), stamp, stamp))
	size := end.size
	if file != nil {
		if err := u.attach(data, end, file, stamp); err != nil {
			return nil, err
		}
		size += 2
	}
	return u.finish(end.root, end.info, size, end.xref), nil
}

// trailer is what the end of a PDF says: where its table is, the numbers of its
// catalog and of its information, and the first that is free.
type trailer struct{ xref, root, info, size int }

func readTrailer(data []byte) (trailer, error) {
	at := bytes.LastIndex(data, []byte("startxref"))
	if at < 0 {
		return trailer{}, fmt.Errorf("%w: no startxref", ErrShape)
	}
	fields := strings.Fields(string(data[at+len("startxref"):]))
	if len(fields) == 0 {
		return trailer{}, fmt.Errorf("%w: no offset after startxref", ErrShape)
	}
	xref, err := strconv.Atoi(fields[0])
	if err != nil || xref < 0 || xref >= at || !bytes.HasPrefix(data[xref:], []byte("xref")) {
		return trailer{}, fmt.Errorf("%w: no classic cross-reference table", ErrShape)
	}
	words := string(data[xref:at])
	if cut := strings.Index(words, "trailer"); cut >= 0 {
		words = words[cut:]
	}
	t := trailer{xref, number(trailerRoot, words), number(trailerInfo, words), number(trailerSize, words)}
	if t.root <= 0 || t.size <= 0 || t.size > 1<<20 {
		return trailer{}, fmt.Errorf("%w: trailer without root and size", ErrShape)
	}
	if t.info <= 0 {
		t.info, t.size = t.size, t.size+1
	}
	return t, nil
}

// attach writes the file and a catalog that lists it.
func (u *update) attach(data []byte, end trailer, file *File, stamp string) error {
	catalog, err := dictionary(data, end.root)
	if err != nil {
		return err
	}
	catalog = noNames.ReplaceAllString(catalog, "")
	if strings.Contains(catalog, "/Names") || strings.Contains(catalog, "/AF") {
		return fmt.Errorf("%w: catalog has names already", ErrShape)
	}
	packed, err := deflate(file.Data)
	if err != nil {
		return err
	}
	n, name := end.size, text(file.Name)
	u.object(end.root, fmt.Sprintf("%s\n/Names <</EmbeddedFiles <</Names [%s %d 0 R]>>>> /AF [%d 0 R]>>", strings.TrimSuffix(strings.TrimRight(catalog, " \r\n"), ">>"), name, n, n))
	u.object(n, fmt.Sprintf("<</Type /Filespec /F %s /UF %s /Desc %s /AFRelationship /Data /EF <</F %d 0 R /UF %d 0 R>>>>", name, name, text(file.What), n+1, n+1))
	u.object(n+1, fmt.Sprintf("<</Type /EmbeddedFile /Subtype /application#2Fjson /Filter /FlateDecode /Length %d /Params <</Size %d /CheckSum <%x> /ModDate (D:%sZ)>>>>\nstream\n%s\nendstream",
		len(packed), len(file.Data), md5.Sum(file.Data), stamp, packed)) // MD5 is what ISO 32000-1, 7.11.4 asks for
	return nil
}

// update is an incremental update in the making.
type update struct {
	out     *bytes.Buffer
	offsets map[int]int
}

func (u *update) object(number int, body string) {
	u.offsets[number] = u.out.Len()
	fmt.Fprintf(u.out, "%d 0 obj\n%s\nendobj\n", number, body)
}

func (u *update) finish(root, info, size, previous int) []byte {
	start := u.out.Len()
	u.out.WriteString("xref\n")
	numbers := make([]int, 0, len(u.offsets))
	for n := range u.offsets {
		numbers = append(numbers, n)
	}
	sort.Ints(numbers)
	for _, n := range numbers {
		fmt.Fprintf(u.out, "%d 1\n%010d 00000 n \n", n, u.offsets[n])
	}
	fmt.Fprintf(u.out, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF\n", size, root, info, previous, start)
	return u.out.Bytes()
}

func number(re *regexp.Regexp, s string) int {
	m := re.FindStringSubmatch(s)
	if m == nil {
		return 0
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return 0
	}
	return n
}

// dictionary returns the text of an object that is a dictionary.
func dictionary(data []byte, number int) (string, error) {
	head := fmt.Sprintf("\n%d 0 obj", number)
	at := bytes.Index(data, []byte(head))
	if at < 0 {
		return "", fmt.Errorf("%w: object %d is not there", ErrShape, number)
	}
	rest := data[at+len(head):]
	end := bytes.Index(rest, []byte("endobj"))
	if end < 0 {
		return "", fmt.Errorf("%w: object %d has no end", ErrShape, number)
	}
	body := strings.TrimSpace(string(rest[:end]))
	if !strings.HasPrefix(body, "<<") || !strings.HasSuffix(body, ">>") {
		return "", fmt.Errorf("%w: object %d is no dictionary", ErrShape, number)
	}
	return body, nil
}

// sameLength writes a date over another without moving what follows.
func sameLength(old []byte, stamp string) []byte {
	fresh := []byte("(D:" + stamp + string(old[3+14:]))
	zone := fresh[3+14 : len(fresh)-1]
	for i, c := range zone {
		if c >= '0' && c <= '9' {
			zone[i] = '0'
		}
	}
	if len(zone) > 0 && zone[0] == '-' {
		zone[0] = '+'
	}
	return fresh
}

func deflate(b []byte) ([]byte, error) {
	var packed bytes.Buffer
	w, err := zlib.NewWriterLevel(&packed, zlib.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// text is a text string: ASCII as it is, the rest as UTF-16 (7.9.2.2).
func text(s string) string {
	ascii := true
	for i := range len(s) {
		ascii = ascii && s[i] >= ' ' && s[i] < 0x7f
	}
	if ascii {
		return "(" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(s) + ")"
	}
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	return b.String() + ">"
}
