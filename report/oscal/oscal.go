// Package oscal writes an assessment in OSCAL 1.2 (NIST), as JSON: assessment
// results here; catalog, component definition and mapping collection for the
// packages beside it, which are forms of their own.
//
// It promises identifiers that stay the same: every UUID is of version 5 (RFC
// 9562) and made of what it names, that of a whole file of all its content, so
// that the same document gives the same bytes. OSCAL knows two states of an
// objective, satisfied and not-satisfied. What the evidence leaves open is
// written as not-satisfied with the reason "other" and told apart by the property
// "verdict" in our namespace; what was not assessed, or does not apply, has no
// finding and is listed among the excluded controls.
package oscal

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	stdjson "encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/json"
	"github.com/assay-project/assay/report/markdown"
	"github.com/assay-project/assay/standard"
)

// Version is the release of OSCAL whose models are written.
const Version = "1.2.2"

// Namespace qualifies the properties that OSCAL has no name for. It names them
// and need not lead anywhere on the web.
const Namespace = "https://assay-project.github.io/ns/oscal"

// Form is the assessment results.
var Form = &report.Form{Name: "oscal", Doc: "OSCAL 1.2 assessment results", Ext: ".oscal.json", Write: WriteResults}

// space is the UUID namespace of everything written here.
var space = uuid5([16]byte{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}, Namespace) // of URLs, RFC 9562 section 6.6

func uuid5(space [16]byte, name string) [16]byte {
	h := sha1.New() // what version 5 is made with
	h.Write(space[:])
	io.WriteString(h, name)
	var u [16]byte
	copy(u[:], h.Sum(nil))
	u[6], u[8] = u[6]&0x0f|0x50, u[8]&0x3f|0x80
	return u
}

// id is the UUID of what the parts name together.
func id(parts ...string) string {
	u := uuid5(space, strings.Join(parts, "\x00"))
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// file is one OSCAL document being made of an assessment.
type file struct {
	sum    *report.Summary
	doc    *assay.Document
	digest string // of the assessment document
	at     string
}

func newFile(doc *assay.Document) (*file, error) {
	b, err := json.Encode(doc)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b)
	f := &file{sum: report.Summarise(doc), doc: doc, digest: hex.EncodeToString(sum[:]), at: when(doc.At)}
	if f.at == "" {
		f.at = "1970-01-01T00:00:00Z" // a document without a day is still one document
	}
	return f, nil
}

// id is the UUID of something within the assessment.
func (f *file) id(parts ...string) string { return id(append([]string{f.digest}, parts...)...) }

// when is a time as OSCAL takes it, "" for what is none.
func when(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2999 {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

// dayOr is the beginning of a day, 2006-01-02 or 2006-01, as OSCAL takes it.
func dayOr(day, otherwise string) string {
	for _, form := range []string{"2006-01-02", "2006-01"} {
		if t, err := time.Parse(form, day); err == nil {
			return t.Format("2006-01-02T15:04:05Z")
		}
	}
	return otherwise
}

func (f *file) metadata(title string) metadata {
	return metadata{Title: title, LastModified: f.at, Version: f.digest[:12], OSCALVersion: Version, Remarks: report.Disclaimer,
		Props: props("made-by", f.doc.Tool.Name+" "+f.doc.Tool.Version, "assessment-digest", "sha256:"+f.digest)}
}

// props makes properties of pairs of name and value; what has no value is left
// out.
func props(pairs ...string) []prop {
	var out []prop
	for i := 0; i+1 < len(pairs); i += 2 {
		if v := plain(pairs[i+1]); v != "" {
			out = append(out, prop{Name: pairs[i], NS: Namespace, Value: v})
		}
	}
	return out
}

// plain is a text where OSCAL takes no markup: one line without space at its ends.
func plain(s string) string { return strings.TrimSpace(report.Plain(s)) }

// markup is a text where OSCAL takes Markdown; otherwise stands for none.
func markup(s, otherwise string) string {
	if s = markdown.Escape(report.Plain(s)); s == "" {
		return otherwise
	}
	return s
}

var notToken = regexp.MustCompile(`[^\pL\pN.\-]`)

// token makes a name that XML takes without a colon: signs it does not take are
// written as their number, so that two ids do not become one.
func token(prefix, s string) string {
	return prefix + notToken.ReplaceAllStringFunc(report.Plain(s), func(c string) string { return fmt.Sprintf("_%x", []rune(c)[0]) })
}

// Control is the id of a provision in the catalog, Objective that of the part
// that findings are about.
func Control(provision string) string   { return token("en303645-", provision) }
func Objective(provision string) string { return Control(provision) + "_obj" }

// catalogOf names the catalog of an edition: its UUID does not depend on any
// assessment.
func catalogOf(edition string) string { return id("catalog", edition) }

// catalogResource is the catalog in the back matter of another file.
func catalogResource(edition string) resource {
	return resource{UUID: catalogOf(edition), Title: "EN 303 645 V" + plain(edition) + ", provisions as controls, in our words",
		Description: "Written by `assay report -f oscal-catalog`.", Rlinks: []rlink{{Href: "catalog.oscal.json", MediaType: "application/oscal.catalog+json"}}}
}

// evidence is a piece of evidence in the back matter, named by its digest (RFC
// 6920), so that its link leads nowhere but says which bytes are meant.
func (f *file) evidence(e assay.Evidence) resource {
	r := resource{UUID: f.id("evidence", e.ID), Title: markup(e.Kind, "evidence")}
	for i, p := range e.Places {
		if i == 0 {
			r.Description = markup(p.Origin, "")
		}
	}
	r.Props = props("size", fmt.Sprint(e.Size), "collected", e.Collected)
	if digest, ok := strings.CutPrefix(e.ID, "sha256:"); ok {
		if raw, err := hex.DecodeString(digest); err == nil && len(raw) == sha256.Size {
			r.Rlinks = []rlink{{Href: "ni:///sha-256;" + base64.RawURLEncoding.EncodeToString(raw), Hashes: []hash{{"SHA-256", digest}}}}
			return r
		}
	}
	r.Citation = &textual{markup(e.ID, "evidence without a digest")}
	return r
}

// write writes one OSCAL document under its name. Its own UUID is made of its
// content, which is encoded once without it.
func write[T any](w io.Writer, name string, content *T, uuid *string) error {
	*uuid = ""
	bare, err := stdjson.Marshal(content)
	if err != nil {
		return fmt.Errorf("write OSCAL %s: %w", name, err)
	}
	*uuid = id(name, string(bare))
	var b bytes.Buffer
	e := stdjson.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(map[string]*T{name: content}); err != nil {
		return fmt.Errorf("write OSCAL %s: %w", name, err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

func editionOf(sum *report.Summary) standard.Edition { return standard.Edition(sum.Edition) }
