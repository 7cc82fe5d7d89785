// Package html writes a paper as one HTML file that needs nothing else: style
// inside, no script that runs, no request to any place. It prints on A4. The
// machine-readable twin is inside, as data of a script element that no browser
// runs, and a line at the foot gives its digest.
package html

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/document"
)

//go:embed page.gohtml
var page string

//go:embed style.css
var style string

// TwinID is the id of the script element that holds the twin.
const TwinID = "assay-statement"

var shape = template.Must(template.New("page").Funcs(template.FuncMap{
	"mark":   func(b document.Backing) string { return b.Mark() },
	"state":  stateClass,
	"mono":   isDigest,
	"chunks": chunks,
	"day":    document.LongDay,
}).Parse(page))

// view is what the template sees.
type view struct {
	*document.Paper
	Style   template.CSS
	Twin    template.HTML
	TwinID  string
	Digest  string
	Draft   string
	IsDraft bool
	Backed  []backed
}

// backed is a line of the appendix: what a fact rests on.
type backed struct{ Label, How, From string }

// Write writes a paper.
func Write(w io.Writer, p *document.Paper) error {
	twin, digest, err := document.Twin(p)
	if err != nil {
		return err
	}
	v := view{Paper: p, Style: template.CSS(style), Twin: script(twin), TwinID: TwinID, Digest: digest, Draft: document.DraftMark, IsDraft: p.Draft}
	if !p.Public {
		v.Backed = appendix(p)
	}
	var b bytes.Buffer
	if err := shape.Execute(&b, v); err != nil {
		return fmt.Errorf("write %s as HTML: %w", p.Kind, err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// script makes the twin safe to stand in a script element: json escapes <, > and &.
func script(twin []byte) template.HTML {
	return template.HTML(`<script type="application/json" id="` + TwinID + `">` + string(twin) + `</script>`)
}

// appendix lists what the facts of fields and rows rest on, where that is more
// than the mark beside them says.
func appendix(p *document.Paper) []backed {
	var list []backed
	add := func(label string, b document.Backing) {
		if len(b.IDs) > 0 && b.Basis != assay.Declared {
			list = append(list, backed{label, b.Mark(), strings.Join(b.IDs, ", ")})
		}
	}
	for _, s := range p.Sections {
		for _, f := range s.Fields {
			add(f.Label, f.Backing)
		}
		for _, t := range s.Tables {
			for _, r := range t.Rows {
				if r.Backing != nil && len(r.Cells) > 0 {
					add(strings.TrimSpace(t.Caption+" "+r.Cells[0]), *r.Backing)
				}
			}
		}
	}
	return list
}

func stateClass(state string) string {
	switch state {
	case "met", "held":
		return "good"
	case "not_met", "contradicted":
		return "bad"
	case "open", "not_held":
		return "open"
	}
	return ""
}

// isDigest knows a SHA-256 in hexadecimal, which is set in a narrow face.
func isDigest(s string) bool {
	s = strings.TrimPrefix(s, "sha256:")
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

// chunks breaks a digest where a line may break.
func chunks(s string) []string {
	var parts []string
	for len(s) > 16 {
		parts, s = append(parts, s[:16]), s[16:]
	}
	return append(parts, s)
}
