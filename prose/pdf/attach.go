package pdf

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/assay-project/assay/prose"
)

// Attachment is a file within a paper (ISO 32000-1 clause 7.11.4).
type Attachment struct {
	Name         string // as written: it may hold slashes and worse
	Description  string
	Type         string // media type, "" where none is given
	Relationship string // Data, Source, Alternative … of ISO 32000-2; "" where none is given
	Data         []byte
	Err          error // why there are no data
}

// Attachments lists the files embedded in a paper, in the order of its table of
// names, then of what refers to them elsewhere.
func Attachments(data []byte, limits Limits) ([]Attachment, error) {
	p, err := Open(data, limits)
	if err != nil {
		return nil, err
	}
	return p.Attachments(), nil
}

const maxAttachments = 1000

type fileWalk struct {
	p    *Paper
	seen map[ref]bool
	left int64
	out  []Attachment
}

// Attachments lists the files embedded in the paper.
func (p *Paper) Attachments() []Attachment {
	w := &fileWalk{p: p, seen: map[ref]bool{}, left: p.f.budget.limits.Attachments}
	w.names(p.f.dictOf(p.catalog["Names"])["EmbeddedFiles"], 0)
	for _, v := range p.f.list(p.catalog["AF"]) {
		w.file(v, "")
	}
	for _, pg := range p.pages() {
		for _, v := range p.f.list(pg.dict["AF"]) {
			w.file(v, "")
		}
		for _, v := range p.f.list(pg.dict["Annots"]) {
			if a := p.f.dictOf(v); p.f.resolve(a["Subtype"]) == name("FileAttachment") {
				w.file(a["FS"], "")
			}
		}
	}
	return w.out
}

func (w *fileWalk) names(v any, depth int) {
	f := w.p.f
	if r, is := v.(ref); is {
		if w.seen[r] {
			return
		}
		w.seen[r] = true
	}
	d := f.dictOf(v)
	if d == nil || depth > maxNesting || f.budget.operate(1) != nil {
		return
	}
	list := f.list(d["Names"])
	for i := 0; i+1 < len(list); i += 2 {
		w.file(list[i+1], f.text(list[i]))
	}
	for _, kid := range f.list(d["Kids"]) {
		w.names(kid, depth+1)
	}
}

func (w *fileWalk) file(v any, listed string) {
	f := w.p.f
	if r, is := v.(ref); is {
		if w.seen[r] {
			return
		}
		w.seen[r] = true
	}
	d := f.dictOf(v)
	if d == nil || len(w.out) >= maxAttachments {
		return
	}
	a := Attachment{Name: f.text(first(d, "UF", "F")), Description: f.text(d["Desc"])}
	if a.Name == "" {
		a.Name = listed
	}
	rel, _ := f.resolve(d["AFRelationship"]).(name)
	a.Relationship = string(rel)
	s, is := f.resolve(first(f.dictOf(d["EF"]), "F", "UF")).(*stream)
	if !is {
		a.Err = errNoFile
		w.out = append(w.out, a)
		return
	}
	kind, _ := f.resolve(s.dict["Subtype"]).(name)
	a.Type = string(kind)
	data, err := f.decode(s)
	switch {
	case err != nil:
		a.Err = fmt.Errorf("attachment %.80q: %w", a.Name, err)
	case int64(len(data)) > w.left:
		a.Err = fmt.Errorf("attachment %.80q: more than %d bytes are attached: %w", a.Name, f.budget.limits.Attachments, ErrLimit)
	default:
		a.Data = data
		w.left -= int64(len(data))
	}
	w.out = append(w.out, a)
}

var reTitle = regexp.MustCompile(`(?s)<dc:title>.*?<rdf:li[^>]*>([^<]{1,500})</rdf:li>`)

// metadataTitle reads the title of the XMP metadata where the older table of
// information has none.
func (p *Paper) metadataTitle() string {
	s, is := p.f.resolve(p.catalog["Metadata"]).(*stream)
	if !is {
		return ""
	}
	data, err := p.f.decode(s)
	if err != nil {
		return ""
	}
	m := reTitle.FindSubmatch(data[:min(len(data), 1<<20)])
	if m == nil {
		return ""
	}
	return prose.Fold(unescape.Replace(string(m[1])))
}

var unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'", "&amp;", "&")
