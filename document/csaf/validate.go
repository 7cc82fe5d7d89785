package csaf

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// shape is what of a document the tests read.
type shape struct {
	Document struct {
		Category    string `json:"category"`
		CSAFVersion string `json:"csaf_version"`
		Title       string `json:"title"`
		Publisher   struct {
			Category  string `json:"category"`
			Name      string `json:"name"`
			Namespace string `json:"namespace"`
		} `json:"publisher"`
		Notes      []note `json:"notes"`
		References []struct {
			Summary string `json:"summary"`
			URL     string `json:"url"`
		} `json:"references"`
		Tracking struct {
			ID       string     `json:"id"`
			Status   string     `json:"status"`
			Version  string     `json:"version"`
			Initial  string     `json:"initial_release_date"`
			Current  string     `json:"current_release_date"`
			Revision []revision `json:"revision_history"`
		} `json:"tracking"`
		Distribution struct {
			TLP struct {
				Label string `json:"label"`
			} `json:"tlp"`
		} `json:"distribution"`
	} `json:"document"`
	Tree *struct {
		Branches []branch `json:"branches"`
		Names    []named  `json:"full_product_names"`
		Groups   []struct {
			ID       string   `json:"group_id"`
			Products []string `json:"product_ids"`
		} `json:"product_groups"`
		Relations []struct {
			Product named `json:"full_product_name"`
		} `json:"relationships"`
	} `json:"product_tree"`
	Flaws []flawShape `json:"vulnerabilities"`
}

type note struct {
	Category string `json:"category"`
	Text     string `json:"text"`
}

type revision struct {
	Date    string `json:"date"`
	Number  string `json:"number"`
	Summary string `json:"summary"`
}

type named struct {
	ID   string `json:"product_id"`
	Name string `json:"name"`
}

type branch struct {
	Category string   `json:"category"`
	Name     string   `json:"name"`
	Branches []branch `json:"branches"`
	Product  *named   `json:"product"`
}

type flawShape struct {
	CVE          string              `json:"cve"`
	Notes        []note              `json:"notes"`
	Status       map[string][]string `json:"product_status"`
	Remediations []struct {
		Category string   `json:"category"`
		Details  string   `json:"details"`
		Products []string `json:"product_ids"`
		Groups   []string `json:"group_ids"`
		URL      string   `json:"url"`
	} `json:"remediations"`
	Scores []struct {
		Products []string `json:"products"`
		V3       *struct {
			Vector   string  `json:"vectorString"`
			Score    float64 `json:"baseScore"`
			Severity string  `json:"baseSeverity"`
		} `json:"cvss_v3"`
	} `json:"scores"`
	Threats []struct {
		Products []string `json:"product_ids"`
	} `json:"threats"`
}

var (
	cveID      = regexp.MustCompile(`^CVE-[0-9]{4}-[0-9]{4,}$`)
	integer    = regexp.MustCompile(`^(0|[1-9][0-9]*)$`)
	semver     = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)
	categories = map[string]bool{"csaf_base": true, "csaf_security_advisory": true, "csaf_vex": true, "csaf_informational_advisory": true, "csaf_security_incident_response": true}
	statuses   = map[string]bool{"first_affected": true, "first_fixed": true, "fixed": true, "known_affected": true, "known_not_affected": true, "last_affected": true, "recommended": true, "under_investigation": true}
	against    = map[string]string{"first_affected": "affected", "known_affected": "affected", "last_affected": "affected", "known_not_affected": "not affected", "first_fixed": "fixed", "fixed": "fixed", "under_investigation": "under investigation"}
)

// Validate runs these mandatory tests of CSAF 2.0 over a document and says in
// sentences what fails: fields that are required (3.2, and 4.1, 4.4, 4.5 for the
// profiles), 6.1.1 and 6.1.2 (product ids are defined, once), 6.1.6 (no
// contradicting status), 6.1.7 (one score per product), 6.1.8 and 6.1.9 (CVSS 3
// vectors are valid and agree with their score), 6.1.14 and 6.1.16 (history is
// sorted, its last is the version), 6.1.17 and 6.1.18 (versions of drafts and
// releases), 6.1.21 and 6.1.22 (no revision missing or twice), 6.1.23 (no CVE
// twice), 6.1.27 for security advisory and VEX, 6.1.31 (a version is no range); and of
// the schema that texts are there, addresses are addresses and lists name nothing
// twice. It is not the whole of section 6.
func Validate(data []byte) []string {
	var d shape
	if err := json.Unmarshal(data, &d); err != nil {
		return []string{"it is no CSAF document: " + err.Error()}
	}
	v := &validation{doc: &d, products: map[string]bool{}}
	v.head()
	v.tracking()
	v.tree()
	for i := range d.Flaws {
		v.flaw(i, &d.Flaws[i])
	}
	return v.wrong
}

type validation struct {
	doc      *shape
	products map[string]bool
	cves     map[string]bool
	wrong    []string
}

func (v *validation) fail(format string, args ...any) {
	v.wrong = append(v.wrong, fmt.Sprintf(format, args...))
}

func (v *validation) head() {
	d := &v.doc.Document
	for _, field := range []struct{ name, value string }{{"document.title", d.Title}, {"document.publisher.name", d.Publisher.Name}, {"document.publisher.namespace", d.Publisher.Namespace},
		{"document.publisher.category", d.Publisher.Category}, {"document.tracking.id", d.Tracking.ID}} {
		if strings.TrimSpace(field.value) == "" {
			v.fail("%s is missing", field.name)
		}
	}
	if d.Tracking.ID != strings.TrimSpace(d.Tracking.ID) || strings.ContainsAny(d.Tracking.ID, "\r\n") {
		v.fail("tracking id %q begins or ends with a space, or has two lines", d.Tracking.ID)
	}
	v.notes("the document", d.Notes)
	v.address("publisher.namespace", d.Publisher.Namespace)
	for _, r := range d.References {
		v.address("reference", r.URL)
		if r.Summary == "" {
			v.fail("reference %s has no summary", r.URL)
		}
	}
	if d.CSAFVersion != "2.0" {
		v.fail("csaf_version is %q, not 2.0", d.CSAFVersion)
	}
	if !categories[d.Category] {
		v.fail("unknown category %q", d.Category)
	}
	if label := d.Distribution.TLP.Label; label != "" && label != "WHITE" {
		v.fail("TLP label %s: only WHITE is published here", label)
	}
	if d.Category == "csaf_security_advisory" || d.Category == "csaf_vex" {
		if v.doc.Tree == nil {
			v.fail("%s needs a product tree (6.1.27)", d.Category)
		}
		if len(v.doc.Flaws) == 0 {
			v.fail("%s needs vulnerabilities (6.1.27)", d.Category)
		}
	}
}

func (v *validation) notes(where string, list []note) {
	for _, n := range list {
		if n.Text == "" || n.Category == "" {
			v.fail("%s has a note without text or category", where)
		}
	}
}

func (v *validation) address(what, text string) {
	if u, err := url.Parse(text); text != "" && (err != nil || !u.IsAbs()) {
		v.fail("%s %q is no address: write https://…", what, text)
	}
}

func (v *validation) tracking() {
	t := &v.doc.Document.Tracking
	if t.Status != "draft" && t.Status != "interim" && t.Status != "final" {
		v.fail("status %q: want draft, interim or final", t.Status)
	}
	initial, current := v.date("initial_release_date", t.Initial), v.date("current_release_date", t.Current)
	if current.Before(initial) {
		v.fail("the current release is older than the first")
	}
	if len(t.Revision) == 0 {
		v.fail("the revision history is empty")
		return
	}
	last := time.Time{}
	seen := map[string]bool{}
	for i, r := range t.Revision {
		when := v.date("revision "+r.Number, r.Date)
		if when.Before(last) {
			v.fail("the revision history is not in order of dates (6.1.14)")
		}
		last = when
		if !integer.MatchString(r.Number) && !semver.MatchString(r.Number) {
			v.fail("revision number %q is neither an integer nor a semantic version", r.Number)
		}
		if seen[r.Number] {
			v.fail("revision %s is there twice (6.1.22)", r.Number)
		}
		seen[r.Number] = true
		if n, err := strconv.Atoi(r.Number); err == nil && i > 0 && integer.MatchString(t.Revision[i-1].Number) {
			if before, _ := strconv.Atoi(t.Revision[i-1].Number); n != before+1 {
				v.fail("revision %d follows %d (6.1.21)", n, before)
			}
		}
		if r.Summary == "" {
			v.fail("revision %s has no summary", r.Number)
		}
	}
	version := t.Revision[len(t.Revision)-1].Number
	if t.Version != version {
		v.fail("version %q is not that of the last revision, %q (6.1.16)", t.Version, version)
	}
	if !current.Equal(last) && !current.IsZero() {
		v.fail("the current release date is not that of the last revision")
	}
	if t.Status != "draft" && (t.Version == "0" || strings.HasPrefix(t.Version, "0.") || strings.Contains(t.Version, "-")) {
		v.fail("version %s is that of a draft, the status is %s (6.1.17, 6.1.18)", t.Version, t.Status)
	}
}

func (v *validation) date(what, text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		v.fail("%s %q is no time", what, text)
	}
	return t
}

func (v *validation) tree() {
	if v.doc.Tree == nil {
		return
	}
	define := func(n named) {
		switch {
		case n.ID == "" || n.Name == "":
			v.fail("a product has no id or no name")
		case v.products[n.ID]:
			v.fail("product id %s is defined twice (6.1.2)", n.ID)
		}
		v.products[n.ID] = true
	}
	var walk func(list []branch, depth int)
	walk = func(list []branch, depth int) {
		for i := range list {
			if depth > 30 {
				v.fail("the product tree is deeper than 30")
				return
			}
			if list[i].Product != nil {
				define(*list[i].Product)
			}
			v.version(&list[i])
			walk(list[i].Branches, depth+1)
		}
	}
	walk(v.doc.Tree.Branches, 0)
	for _, n := range v.doc.Tree.Names {
		define(n)
	}
	for _, r := range v.doc.Tree.Relations {
		define(r.Product)
	}
	for _, g := range v.doc.Tree.Groups {
		v.known("product group "+g.ID, g.Products)
	}
}

var (
	constraint = regexp.MustCompile(`^(?:\*|(?:<=?|>=?|!=|=)?[^<>=!|*\s]+)$`)
	rangeWords = regexp.MustCompile(`(?i)[<>]|\b(?:after|all|before|earlier|later|prior|versions)\b`)
)

// version looks at the name of a branch (sections 3.1.2.2 and 3.1.2.3).
func (v *validation) version(b *branch) {
	switch {
	case b.Name == "":
		v.fail("a %s has no name", strings.ReplaceAll(b.Category, "_", " "))
	case b.Category == "product_version" && rangeWords.MatchString(b.Name):
		v.fail("version %q is a range in words: write it as <2.0.0 (6.1.31)", b.Name)
	case b.Category == "product_version_range" && strings.HasPrefix(b.Name, "vers:"):
		_, constraints, _ := strings.Cut(b.Name, "/")
		for _, c := range strings.Split(constraints, "|") {
			if !constraint.MatchString(c) {
				v.fail("%q is no range: write it as <2.0.0 or >=1.0|<1.5", b.Name)
				return
			}
		}
	}
}

func (v *validation) known(where string, ids []string) {
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			v.fail("%s names product %s twice", where, id)
		}
		if !v.products[id] {
			v.fail("%s names product %s, which is not in the tree (6.1.1)", where, id)
		}
	}
}

func (v *validation) flaw(i int, f *flawShape) {
	name := f.CVE
	if name == "" {
		name = fmt.Sprintf("vulnerability %d", i+1)
	} else if !cveID.MatchString(f.CVE) {
		v.fail("%q is no CVE id", f.CVE)
	} else if v.cves[f.CVE] {
		v.fail("%s is there twice (6.1.23)", f.CVE)
	}
	if v.cves == nil {
		v.cves = map[string]bool{}
	}
	v.cves[f.CVE] = f.CVE != ""
	if len(f.Notes) == 0 {
		v.fail("%s has no notes (6.1.27)", name)
	}
	if len(f.Status) == 0 {
		v.fail("%s has no product status (6.1.27)", name)
	}
	v.notes(name, f.Notes)
	v.status(name, f.Status)
	for _, r := range f.Remediations {
		v.address(name+" remediation", r.URL)
		v.known(name+" remediation", r.Products)
		if r.Details == "" || len(r.Products)+len(r.Groups) == 0 {
			v.fail("%s has a remediation without details or products", name)
		}
	}
	for _, t := range f.Threats {
		v.known(name+" threat", t.Products)
	}
	scored := map[string]bool{}
	for _, s := range f.Scores {
		v.known(name+" score", s.Products)
		if s.V3 == nil {
			continue
		}
		for _, id := range s.Products {
			if scored[id] {
				v.fail("%s scores %s twice (6.1.7)", name, id)
			}
			scored[id] = true
		}
		score, severity, err := Score(s.V3.Vector)
		switch {
		case err != nil:
			v.fail("%s: %v (6.1.8)", name, err)
		case score != s.V3.Score || severity != s.V3.Severity:
			v.fail("%s: %s is %.1f %s, not %.1f %s (6.1.9)", name, s.V3.Vector, score, severity, s.V3.Score, s.V3.Severity)
		}
	}
}

func (v *validation) status(name string, status map[string][]string) {
	groups := map[string]string{}
	kinds := make([]string, 0, len(status))
	for kind := range status {
		kinds = append(kinds, kind)
	}
	sort.Strings(kinds)
	for _, kind := range kinds {
		if !statuses[kind] {
			v.fail("%s: unknown product status %q", name, kind)
			continue
		}
		v.known(name, status[kind])
		group := against[kind]
		for _, id := range status[kind] {
			if group != "" && groups[id] != "" && groups[id] != group {
				v.fail("%s: %s is %s and %s (6.1.6)", name, id, groups[id], group)
			}
			if group != "" {
				groups[id] = group
			}
		}
	}
}
