package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
)

// writer makes small papers for tests: objects in order, then a table of where
// they are.
type writer struct {
	objects []string // from number 1
	trailer string
}

// add adds an object and returns its number.
func (w *writer) add(format string, args ...any) int {
	w.objects = append(w.objects, fmt.Sprintf(format, args...))
	return len(w.objects)
}

func (w *writer) stream(dict, data string) int {
	return w.add("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

func deflated(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.String()
}

// bytes writes the file with a plain cross-reference table.
func (w *writer) bytes() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	offsets := make([]int, len(w.objects))
	for i, o := range w.objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(w.objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(w.objects)+1, w.trailer, at)
	return b.Bytes()
}

// packed writes the file with all objects but streams in an object stream, and a
// cross-reference stream with a PNG predictor.
func (w *writer) packed() []byte {
	var b, head, body bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	type row struct{ kind, a, b int }
	rows := make([]row, len(w.objects)+3)
	holder, n := len(w.objects)+1, 0
	for i, o := range w.objects {
		if strings.Contains(o, "endstream") {
			rows[i+1] = row{1, b.Len(), 0}
			fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
			continue
		}
		fmt.Fprintf(&head, "%d %d ", i+1, body.Len())
		body.WriteString(o + " ")
		rows[i+1] = row{2, holder, n}
		n++
	}
	rows[holder] = row{1, b.Len(), 0}
	inner := deflated(head.String() + body.String())
	fmt.Fprintf(&b, "%d 0 obj\n<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n", holder, n, head.Len(), len(inner), inner)
	rows[holder+1] = row{1, b.Len(), 0}
	var table, above []byte
	for _, r := range rows {
		line := []byte{byte(r.kind), byte(r.a >> 8), byte(r.a), byte(r.b)}
		table = append(table, 2) // up
		for i := range line {
			up := byte(0)
			if above != nil {
				up = above[i]
			}
			table = append(table, line[i]-up)
		}
		above = line
	}
	at := b.Len()
	data := deflated(string(table))
	fmt.Fprintf(&b, "%d 0 obj\n<< /Type /XRef /Size %d /Root 1 0 R /W [1 2 1] /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 4 >> /Length %d >>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n",
		holder+1, len(rows), len(data), data, at)
	return b.Bytes()
}

// onePage starts a paper with one page that has the given contents, in Helvetica
// as F1. Objects 1 to 5 are catalogue, pages, page, font and contents.
func onePage(contents string) *writer { return pageWith("", "", contents) }

// pageWith adds entries to the catalogue and to the page.
func pageWith(catalog, page, contents string) *writer {
	w := &writer{}
	w.add("<< /Type /Catalog /Pages 2 0 R %s >>", catalog)
	w.add("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	w.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R %s >>", page)
	w.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	w.stream("", contents)
	return w
}

// show writes one line of text at a place.
func show(x, y int, s string) string {
	return fmt.Sprintf("BT /F1 10 Tf %d %d Td (%s) Tj ET\n", x, y, s)
}
