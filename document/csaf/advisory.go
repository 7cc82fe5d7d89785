package csaf

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/assay-project/assay/document"
	"github.com/assay-project/assay/internal/yamlfile"
)

// MaxBytes bounds the bytes of one advisory.
const MaxBytes = 4 << 20

// maxShort bounds the bytes of one in the short form.
const maxShort = 256 << 10

// Advisory is the short form of an advisory, as YAML or JSON.
type Advisory struct {
	ID              string     `yaml:"id"`
	Title           string     `yaml:"title"`
	Status          string     `yaml:"status"` // draft, interim or final; final where left out
	Summary         string     `yaml:"summary"`
	Revisions       []Revision `yaml:"revisions"` // oldest first
	Vulnerabilities []Flaw     `yaml:"vulnerabilities"`
	References      []string   `yaml:"references"`
}

// Revision is one edition of an advisory.
type Revision struct {
	Date    string `yaml:"date"` // 2026-11-20 or RFC 3339
	Number  string `yaml:"number"`
	Summary string `yaml:"summary"`
}

// Flaw is one vulnerability of the product. Affected and Fixed are firmware
// versions.
type Flaw struct {
	CVE         string   `yaml:"cve"`
	Title       string   `yaml:"title"`
	Description string   `yaml:"description"`
	CVSS        string   `yaml:"cvss"` // vector, CVSS:3.1/…
	Affected    []string `yaml:"affected"`
	Fixed       []string `yaml:"fixed"`
	NotAffected []string `yaml:"not_affected"`
	Remedy      string   `yaml:"remedy"`
	RemedyURL   string   `yaml:"remedy_url"`
	Exploited   bool     `yaml:"exploited"`
}

// read makes a document of a source and validates it.
func read(p Publisher, product document.Product, source document.File, at time.Time) ([]byte, entry, error) {
	if len(source.Data) > MaxBytes {
		return nil, entry{}, fmt.Errorf("it has %d bytes, more than %d", len(source.Data), MaxBytes)
	}
	data := source.Data
	var probe struct {
		Document json.RawMessage `json:"document"`
	}
	if json.Unmarshal(data, &probe) != nil || probe.Document == nil {
		var a Advisory
		if err := yamlfile.Read(data, maxShort, &a); err != nil {
			return nil, entry{}, fmt.Errorf("it cannot be read: %w", err)
		}
		doc, err := a.document(p, product)
		if err != nil {
			return nil, entry{}, err
		}
		if data, err = encode(doc); err != nil {
			return nil, entry{}, err
		}
	}
	if wrong := Validate(data); len(wrong) > 0 {
		return nil, entry{}, fmt.Errorf("%s", strings.Join(wrong, "; "))
	}
	return data, entryOf(data, at), nil
}

func entryOf(data []byte, at time.Time) entry {
	var d shape
	_ = json.Unmarshal(data, &d) // validated before
	t := d.Document.Tracking
	e := entry{id: t.ID, title: d.Document.Title, summary: d.Document.Title, initial: at, current: at}
	for _, n := range d.Document.Notes {
		if n.Category == "summary" {
			e.summary = n.Text
			break
		}
	}
	if when, err := time.Parse(time.RFC3339, t.Initial); err == nil {
		e.initial = when
	}
	if when, err := time.Parse(time.RFC3339, t.Current); err == nil {
		e.current = when
	}
	e.path = e.initial.UTC().Format("2006") + "/" + FileName(t.ID)
	return e
}

var notInName = regexp.MustCompile(`[^+\-a-z0-9]+`)

// FileName is the name of a document by its tracking id (section 5.1).
func FileName(id string) string {
	return notInName.ReplaceAllString(strings.ToLower(id), "_") + ".json"
}

func dateOf(text string) (string, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return stamp(t), nil
		}
	}
	return "", fmt.Errorf("date %q: want a day as 2026-11-20 or a time", text)
}

// document is the CSAF document of the short form, profile csaf_security_advisory
// (section 4.4).
func (a *Advisory) document(p Publisher, product document.Product) (map[string]any, error) {
	if a.ID == "" || a.Title == "" || len(a.Revisions) == 0 || len(a.Vulnerabilities) == 0 {
		return nil, fmt.Errorf("an advisory needs id, title, revisions and vulnerabilities")
	}
	if product.Name == "" || product.Manufacturer == "" {
		return nil, fmt.Errorf("the declaration names no product and manufacturer")
	}
	status := a.Status
	if status == "" {
		status = "final"
	}
	var history []any
	var dates []string
	for _, r := range a.Revisions {
		date, err := dateOf(r.Date)
		if err != nil {
			return nil, err
		}
		dates = append(dates, date)
		history = append(history, map[string]any{"date": date, "number": r.Number, "summary": r.Summary})
	}
	summary := a.Summary
	if summary == "" {
		summary = a.Title
	}
	last := a.Revisions[len(a.Revisions)-1]
	head := map[string]any{
		"category": "csaf_security_advisory", "csaf_version": "2.0", "lang": "en", "title": a.Title,
		"distribution": map[string]any{"tlp": map[string]any{"label": "WHITE"}},
		"notes":        []any{map[string]any{"category": "summary", "text": summary, "title": "Summary"}},
		"publisher":    p.json(),
		"references":   a.references(p, dates[0]),
		"tracking": map[string]any{"id": a.ID, "status": status, "version": last.Number, "initial_release_date": dates[0], "current_release_date": dates[len(dates)-1],
			"revision_history": history, "generator": map[string]any{"engine": map[string]any{"name": "assay"}}},
	}
	tree := newTree(product)
	var flaws []any
	for _, f := range a.Vulnerabilities {
		flaw, err := f.document(tree)
		if err != nil {
			return nil, err
		}
		flaws = append(flaws, flaw)
	}
	return map[string]any{"document": head, "product_tree": tree.document(), "vulnerabilities": flaws}, nil
}

func (a *Advisory) references(p Publisher, first string) []any {
	year, _, _ := strings.Cut(first, "-")
	list := []any{map[string]any{"category": "self", "summary": "This advisory as CSAF", "url": p.Base + "/white/" + year + "/" + FileName(a.ID)}}
	for _, r := range a.References {
		list = append(list, map[string]any{"category": "external", "summary": r, "url": r})
	}
	return list
}

func (f *Flaw) document(t *tree) (map[string]any, error) {
	if len(f.Affected)+len(f.Fixed)+len(f.NotAffected) == 0 {
		return nil, fmt.Errorf("%s%s names no version: write affected, fixed or not_affected", f.CVE, f.Title)
	}
	affected, fixed := t.versions(f.Affected), t.versions(f.Fixed)
	status := map[string]any{}
	put(status, "known_affected", affected)
	put(status, "fixed", fixed)
	put(status, "known_not_affected", t.versions(f.NotAffected))
	text := f.Description
	if text == "" {
		text = f.Title
	}
	if text == "" {
		return nil, fmt.Errorf("%s has no description", or(f.CVE, "a vulnerability"))
	}
	flaw := map[string]any{"notes": []any{map[string]any{"category": "description", "text": text}}, "product_status": status}
	if f.CVE != "" {
		flaw["cve"] = f.CVE
	}
	if f.Title != "" {
		flaw["title"] = f.Title
	}
	if f.Remedy != "" && len(affected) > 0 {
		remedy := map[string]any{"category": "mitigation", "details": f.Remedy, "product_ids": affected}
		if len(fixed) > 0 {
			remedy["category"] = "vendor_fix"
		}
		if f.RemedyURL != "" {
			remedy["url"] = f.RemedyURL
		}
		flaw["remediations"] = []any{remedy}
	}
	if f.CVSS != "" && len(affected) > 0 {
		score, severity, err := Score(f.CVSS)
		if err != nil {
			return nil, err
		}
		flaw["scores"] = []any{map[string]any{"products": affected, "cvss_v3": map[string]any{
			"version": strings.TrimPrefix(f.CVSS[:8], "CVSS:"), "vectorString": f.CVSS, "baseScore": score, "baseSeverity": severity}}}
	}
	if f.Exploited && len(affected) > 0 {
		flaw["threats"] = []any{map[string]any{"category": "exploit_status", "details": "It is actively exploited.", "product_ids": affected}}
	}
	return flaw, nil
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func put(m map[string]any, key string, ids []string) {
	if len(ids) > 0 {
		m[key] = ids
	}
}

// tree is the product tree: vendor, product, versions in the order first named.
type tree struct {
	product document.Product
	order   []string
}

func newTree(p document.Product) *tree { return &tree{product: p} }

// versions gives the product ids of versions.
func (t *tree) versions(versions []string) []string {
	var ids []string
	for _, v := range versions {
		v = strings.TrimSpace(v)
		if !slices.Contains(t.order, v) {
			t.order = append(t.order, v)
		}
		if id := t.id(v); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (t *tree) id(version string) string {
	name := t.product.Model
	if name == "" {
		name = t.product.Name
	}
	return strings.Join(strings.Fields(name), "-") + ":" + version
}

func (t *tree) document() map[string]any {
	var versions []any
	for _, v := range t.order {
		full := map[string]any{"name": strings.TrimSpace(t.product.Name + " " + t.product.Model + " firmware " + v), "product_id": t.id(v)}
		category := "product_version"
		if strings.ContainsAny(v, "<>|=*") {
			category = "product_version_range"
			v = rangeOf(v)
		}
		if t.product.Model != "" {
			full["product_identification_helper"] = map[string]any{"model_numbers": []any{t.product.Model}}
		}
		versions = append(versions, map[string]any{"category": category, "name": v, "product": full})
	}
	return map[string]any{"branches": []any{map[string]any{"category": "vendor", "name": t.product.Manufacturer, "branches": []any{
		map[string]any{"category": "product_name", "name": t.product.Name, "branches": versions}}}}}
}

// rangeOf writes a range in vers (section 3.1.2.3.2).
func rangeOf(v string) string {
	if strings.HasPrefix(v, "vers:") {
		return v
	}
	var constraints []string
	for _, c := range strings.Split(v, "|") {
		c = strings.TrimSpace(c)
		if bare := strings.TrimLeft(c, "<>=!"); bare != c { // "< 2.0" is "<2.0"; words in between are left for Validate to name
			c = c[:len(c)-len(bare)] + strings.TrimSpace(bare)
		}
		constraints = append(constraints, c)
	}
	return "vers:generic/" + strings.Join(constraints, "|")
}
