package inspect

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/assay-project/assay/prose/html"
	"github.com/assay-project/assay/prose/pdf"
	"github.com/assay-project/assay/prose/plain"
)

// twinName is the file that papers made by Assay carry (package document).
const twinName = "assay-statement.json"

var errEmpty = errors.New("the file is empty")

// read tells a file's form by its first bytes and reads its text.
func read(data []byte) (*document, error) {
	head := bytes.ToLower(data[:min(len(data), 1024)])
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return nil, errEmpty
	case bytes.Contains(head, []byte("%pdf-")):
		return readPDF(data)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return readOffice(data)
	case bytes.Contains(head, []byte("<html")) || bytes.Contains(head, []byte("<!doctype html")):
		t, err := html.Read(data, "", html.Limits{})
		if err != nil {
			return nil, fmt.Errorf("read HTML: %w", err)
		}
		return &document{format: "html", text: t}, nil
	}
	t, err := plain.Read(apart(data), "", plain.Limits{})
	if errors.Is(err, plain.ErrBinary) {
		return nil, errors.New("it is neither PDF, HTML, DOCX, ODT nor plain text")
	}
	if err != nil {
		return nil, fmt.Errorf("read text: %w", err)
	}
	return &document{format: "text", text: t}, nil
}

// apart puts an empty line after each line that ends before it is full: on a form
// typed in plain text a line is a thing of its own, not a part of a paragraph.
func apart(data []byte) []byte {
	lines := bytes.Split(data, []byte("\n"))
	longest := 0
	for _, l := range lines {
		longest = max(longest, min(len(l), 100))
	}
	var out bytes.Buffer
	for _, l := range lines {
		out.Write(l)
		out.WriteByte('\n')
		if len(bytes.TrimSpace(l))*10 < longest*7 {
			out.WriteByte('\n')
		}
	}
	return out.Bytes()
}

func readPDF(data []byte) (*document, error) {
	t, err := pdf.Read(data, pdf.Limits{})
	if err != nil {
		return nil, err
	}
	d := &document{format: "pdf", text: t}
	attached, err := pdf.Attachments(data, pdf.Limits{})
	if err != nil {
		return d, nil // said in Unread already
	}
	for _, a := range attached {
		switch {
		case a.Err != nil:
			t.Unread = append(t.Unread, a.Err.Error())
		case a.Name == twinName:
			d.twin = a.Data
		default:
			t.Unread = append(t.Unread, fmt.Sprintf("the attached file %.80q (%d bytes)", strings.ToValidUTF8(a.Name, "�"), len(a.Data)))
		}
	}
	return d, nil
}
