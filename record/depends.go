package record

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/standard"
)

// Depends is the ground a result stands on. While all of it is as it was, the
// result holds.
type Depends struct {
	// Images are the inputs that were there. Where Files names what the result
	// rests on, another image in which these files are the same will do.
	Images []Pin `json:"images,omitempty"`
	Files  []Pin `json:"files,omitempty"`
	// Complete is set where Files are all that the checks of the units rest on:
	// one more, such as the script of a new service, makes the result stale.
	Complete bool `json:"files_complete,omitempty"`
	// Paper is set where the declaration alone was judged: then no image counts.
	Paper bool  `json:"declaration_only,omitempty"`
	Rows  []Row `json:"rows,omitempty"`
	// Tables are the IXIT tables that were judged as a whole: a row more makes the
	// result stale.
	Tables []string `json:"tables,omitempty"`
	// Answers are the ICS answers of the provisions concerned.
	Answers []Answer `json:"answers,omitempty"`
}

// Pin is a thing with its digest. The name of a file is its path in the image,
// with the containers it stands in and without their places: "/etc/shadow",
// "/opt/app.zip!/config"; that of a page is its address.
type Pin struct {
	Name   string `json:"name"`
	Digest string `json:"digest"`
}

// Row is an IXIT row, or those fields of it that a unit reads.
type Row struct {
	Key    string   `json:"key"`              // "28-LogIntf/web"
	Fields []string `json:"fields,omitempty"` // none: all of it
	Digest string   `json:"digest"`
}

// Answer is an answer of the ICS.
type Answer struct {
	Edition   string `json:"edition"`
	Provision string `json:"provision"`
	Support   string `json:"support"`
}

func (d Depends) pins() int {
	return len(d.Images) + len(d.Files) + len(d.Rows) + len(d.Tables) + len(d.Answers)
}

// State is the product as it is now, to hold records against.
type State struct {
	Declaration *assay.Declaration  // may be nil
	Images      []string            // evidence ids of the inputs
	Files       map[string][]string // digests of files and pages by the name of a [Pin]
	At          time.Time           // the day of the assessment; zero: not looked at
	// Observations are those of the checks: which files a unit rests on now.
	Observations []assay.Observation
}

// FilesOf returns the digests of the files of trees by their path, for a State.
// One path may have several: two copies of a system in one image.
func FilesOf(trees []*evidence.Tree) map[string][]string {
	files := make(map[string][]string)
	for _, t := range trees {
		for _, n := range t.Files() {
			name := PathOf(n.Origin())
			if n.Digest != "" && name != "" && !contains(files[name], n.Digest) {
				files[name] = append(files[name], n.Digest)
			}
		}
	}
	return files
}

// AddPages adds the digests of pages to those of files.
func AddPages(files map[string][]string, pages []*evidence.Page) {
	for _, p := range pages {
		if p.Digest != "" && !contains(files[p.URL], p.Digest) {
			files[p.URL] = append(files[p.URL], p.Digest)
		}
	}
}

// NameOf is the name of what a place is in, as in a [Pin]: the address of a page,
// the path of a file, "" for anything else.
func NameOf(w assay.Where) string {
	if w.URL != "" {
		return w.URL
	}
	return PathOf(w.Path)
}

// PathOf is the path of a file without where its containers lie, which changes
// from one image to the next: "/app.zip!/x" of "flash.bin!squashfs@0x4!/app.zip!zip@0x0!/x".
// It is "" for a place that is no file in a tree.
func PathOf(chain string) string {
	parts := strings.Split(chain, "!")
	var paths []string
	for _, p := range parts[1:] {
		if strings.HasPrefix(p, "/") {
			paths = append(paths, p)
		}
	}
	if len(parts) < 2 || !strings.HasPrefix(parts[len(parts)-1], "/") {
		return ""
	}
	return strings.Join(paths, "!")
}

// Ground gathers what a result for a thing depends on. Observations are those of
// the product as it is now: where all that bear on the units concerned cite
// files, these files are the ground, else the whole image.
func Ground(on On, id string, edition standard.Edition, entries []string, now State, images []Pin, observations []assay.Observation) Depends {
	units := unitsOf(on, id, edition)
	d := Depends{Images: images, Paper: onPaper(on, id, edition)}
	if !d.Paper {
		d.Files = cited(units, observations)
		d.Complete = len(d.Files) > 0
	} else {
		d.Images = nil
	}
	if now.Declaration != nil {
		tables := caseTables(on, id, edition)
		d.Rows = rowsOf(units, tables, entries, now.Declaration)
		if !searches(on, units) {
			d.Tables = wholeTables(units, tables, entries)
		}
		d.Answers = answersOf(on, id, now.Declaration)
	}
	return d
}

// onPaper tells whether what is recorded is judged on the declaration alone.
func onPaper(on On, id string, edition standard.Edition) bool {
	r := &Record{On: on, ID: id, Edition: string(edition)}
	return on != OnQuestion && r.Conceptual()
}

// unitsOf are the test units that a result speaks of, the ones it reuses among them.
func unitsOf(on On, id string, edition standard.Edition) []*standard.TestUnit {
	std := standard.EN303645()
	var units []*standard.TestUnit
	add := func(u *standard.TestUnit) {
		units = append(append(units, u), std.Reused(u)...)
	}
	ofCase := func(c *standard.TestCase) {
		for _, u := range std.UnitsOf(c) {
			add(u.TestUnit)
		}
	}
	switch on {
	case OnUnit:
		if u, ok := std.Unit(standard.TS103701V1, id); ok {
			add(u)
		}
	case OnCase:
		if c, ok := std.Case(standard.MethodFor(edition), id); ok {
			ofCase(c)
		}
	case OnProvision:
		if m, ok := std.Method(standard.MethodFor(edition)); ok {
			for _, c := range m.CasesOf(id) {
				ofCase(c)
			}
		}
	}
	return units
}

// cited are the files that the observations bearing on units rest on: nil where
// one of them rests on something else, or none is there.
func cited(units []*standard.TestUnit, observations []assay.Observation) []Pin {
	concerned := make(map[string]bool)
	for _, u := range units {
		concerned[u.ID] = true
	}
	found := make(map[Pin]bool)
	for _, o := range observations {
		if o.Attested != nil || o.Basis == assay.Declared || !bearsOn(o, concerned) {
			continue
		}
		for _, w := range o.Where {
			pin := Pin{Name: NameOf(w), Digest: w.Evidence}
			if pin.Name == "" || !evidence.ValidID(pin.Digest) {
				return nil
			}
			found[pin] = true
		}
	}
	return SortPins(found)
}

// SortPins returns the pins of a set in order.
func SortPins(set map[Pin]bool) []Pin {
	var pins []Pin
	for p := range set {
		pins = append(pins, p)
	}
	sort.Slice(pins, func(i, j int) bool {
		if pins[i].Name != pins[j].Name {
			return pins[i].Name < pins[j].Name
		}
		return pins[i].Digest < pins[j].Digest
	})
	return pins
}

func bearsOn(o assay.Observation, units map[string]bool) bool {
	for _, b := range o.Bears {
		if units[b.Unit] {
			return true
		}
	}
	return false
}

// fieldsOf are the fields of a table that units read; nil stands for all.
func fieldsOf(units []*standard.TestUnit, table *standard.IXITTable) (fields []string, reads bool) {
	for _, u := range units {
		for _, ref := range u.IXIT {
			if t, ok := standard.EN303645().Table(ref.Table); !ok || t != table {
				continue
			}
			if len(ref.Fields) == 0 {
				return nil, true
			}
			reads = true
			for _, f := range ref.Fields {
				if !contains(fields, f) {
					fields = append(fields, f)
				}
			}
		}
	}
	sort.Strings(fields)
	return fields, reads
}

// caseTables are the tables of a case that no known unit stands for.
func caseTables(on On, id string, edition standard.Edition) []string {
	if c, ok := standard.EN303645().Case(standard.MethodFor(edition), id); ok && on == OnCase {
		return c.IXIT
	}
	return nil
}

// searches tells whether a result is that of a search for what is not declared:
// that more is declared now takes nothing from it.
func searches(on On, units []*standard.TestUnit) bool {
	return on == OnUnit && len(units) > 0 && units[0].SettledBy == standard.NothingUndeclared
}

// namedTables are the tables that rows stand in.
func namedTables(entries []string) map[string]bool {
	named := make(map[string]bool)
	for _, e := range entries {
		table, _, _ := strings.Cut(e, "/")
		named[table] = true
	}
	return named
}

// wholeTables are the tables that are read and of which no row was named.
func wholeTables(units []*standard.TestUnit, tables, entries []string) []string {
	named := namedTables(entries)
	var out []string
	for _, table := range standard.EN303645().Tables() {
		_, reads := fieldsOf(units, table)
		for _, key := range keysOf(table) {
			reads = reads || contains(tables, key)
		}
		for _, key := range keysOf(table) {
			if reads && !named[key] {
				out = append(out, key)
			}
		}
	}
	return out
}

// rowsOf pins the rows named, and of the tables that none of them stands in but
// that the units read, every row.
func rowsOf(units []*standard.TestUnit, tables, entries []string, d *assay.Declaration) []Row {
	whole := wholeTables(units, tables, entries)
	var rows []Row
	for _, table := range standard.EN303645().Tables() {
		fields, _ := fieldsOf(units, table)
		for _, key := range keysOf(table) {
			for _, e := range d.IXIT[key] {
				name := rowKey(key, e)
				if contains(entries, name) || contains(whole, key) {
					rows = append(rows, Row{Key: name, Fields: fields, Digest: rowDigest(e, fields)})
				}
			}
		}
	}
	return rows
}

func keysOf(t *standard.IXITTable) []string {
	if old := t.KeyIn(standard.TS103701V1); old != t.Key {
		return []string{t.Key, old}
	}
	return []string{t.Key}
}

func rowKey(table string, e assay.IXITEntry) string { return strings.TrimSuffix(table+"/"+e.ID, "/") }

// rowDigest is the digest of a row's id and fields in canonical JSON: keys in
// order, no space, nothing escaped that need not be.
func rowDigest(e assay.IXITEntry, fields []string) string {
	kept := make(map[string]string)
	for name, text := range e.Fields {
		if len(fields) == 0 || contains(fields, name) {
			kept[name] = text
		}
	}
	text, err := json.Marshal(struct { // a map of strings always has a form
		ID     string            `json:"id"`
		Fields map[string]string `json:"fields"`
	}{e.ID, kept})
	if err != nil {
		return ""
	}
	return evidence.ID(text)
}

func answersOf(on On, id string, d *assay.Declaration) []Answer {
	std := standard.EN303645()
	var out []Answer
	for _, edition := range standard.Editions() {
		ics, given := d.ICS[string(edition)]
		if !given {
			continue
		}
		for _, p := range std.Provisions(edition) {
			if a, ok := ics.Provisions[p.ID]; ok && concerns(on, id, edition, p) {
				out = append(out, Answer{Edition: string(edition), Provision: p.ID, Support: a.Support})
			}
		}
	}
	return out
}

// concerns tells whether a result for an id speaks of a provision.
func concerns(on On, id string, edition standard.Edition, p *standard.Provision) bool {
	if on == OnProvision {
		return p.ID == id
	}
	caseID, _, _ := strings.Cut(id, "/")
	m, ok := standard.EN303645().Method(standard.MethodFor(edition))
	if !ok || on == OnQuestion {
		return false
	}
	for _, c := range m.CasesOf(p.ID) {
		if c.ID == caseID || on == OnUnit && contains(c.Nearest, caseID) {
			return true
		}
	}
	return false
}

// Stale says what of a record's ground has changed, in words; nothing where it
// still holds.
func (r *Record) Stale(now State) []string {
	var why []string
	if d := now.Declaration; d != nil {
		models := r.Product.Model != "" && d.Product.Model != ""
		switch {
		case models && r.Product.Model != d.Product.Model:
			why = append(why, fmt.Sprintf("recorded for model %s", r.Product.Model))
		case !models && r.Product.Name != d.Product.Name:
			why = append(why, fmt.Sprintf("recorded for product %q", r.Product.Name))
		case r.Product.Hardware != d.Product.Hardware:
			why = append(why, fmt.Sprintf("recorded for hardware %q", r.Product.Hardware))
		}
	}
	why = append(why, r.Depends.staleImage(r.Product, now)...)
	why = append(why, r.joined(now)...)
	if now.Declaration != nil {
		why = append(why, r.Depends.staleRows(now.Declaration)...)
	}
	return why
}

// staleImage compares the files that are the ground, else the image, else the
// version that is declared.
func (d Depends) staleImage(p Product, now State) []string {
	switch {
	case d.Paper:
		return nil
	case len(d.Files) > 0:
		return d.staleFiles(now)
	}
	for _, image := range d.Images {
		switch {
		case len(now.Images) == 0:
			return []string{"the image it was recorded for is not here: " + image.Name}
		case !contains(now.Images, image.Digest):
			return []string{image.Name + " changed"}
		}
	}
	if len(d.Images) == 0 && now.Declaration != nil && p.Firmware != now.Declaration.Product.Firmware {
		return []string{fmt.Sprintf("recorded for firmware %q", p.Firmware)}
	}
	return nil
}

func (d Depends) staleFiles(now State) []string {
	same := sameImages(d.Images, now)
	var why []string
	for _, f := range d.Files {
		digests := now.Files[f.Name]
		switch {
		case same && strings.HasPrefix(f.Name, "/"):
		case len(digests) == 0:
			why = append(why, f.Name+" is gone")
		case !contains(digests, f.Digest):
			why = append(why, f.Name+" changed")
		}
	}
	return once(why)
}

// joined says which files the checks of the units rest on now besides those that
// were there: what was tested may be no more than a part of what there is.
func (r *Record) joined(now State) []string {
	d := r.Depends
	if !d.Complete || d.Paper || sameImages(d.Images, now) {
		return nil
	}
	known := make(map[string]bool)
	for _, f := range d.Files {
		known[f.Name] = true
	}
	var why []string
	for _, f := range cited(unitsOf(r.On, r.ID, standard.Edition(r.Edition)), now.Observations) {
		if !known[f.Name] {
			why = append(why, f.Name+" counts now too")
		}
	}
	return once(why)
}

func sameImages(images []Pin, now State) bool {
	for _, image := range images {
		if !contains(now.Images, image.Digest) {
			return false
		}
	}
	return len(images) > 0
}

func (d Depends) staleRows(declared *assay.Declaration) []string {
	now := make(map[string]assay.IXITEntry)
	for table, entries := range declared.IXIT {
		for _, e := range entries {
			now[rowKey(table, e)] = e
		}
	}
	var why []string
	for _, row := range d.Rows {
		e, ok := now[row.Key]
		switch {
		case !ok:
			why = append(why, "IXIT "+row.Key+" is gone")
		case rowDigest(e, row.Fields) != row.Digest:
			why = append(why, "IXIT "+row.Key+" changed")
		}
	}
	pinned := make(map[string]bool)
	for _, row := range d.Rows {
		pinned[row.Key] = true
	}
	for _, table := range d.Tables {
		for _, e := range declared.IXIT[table] {
			if key := rowKey(table, e); !pinned[key] {
				why = append(why, "IXIT "+key+" is new")
			}
		}
	}
	for _, a := range d.Answers {
		if support := declared.ICS[a.Edition].Provisions[a.Provision].Support; support != a.Support {
			why = append(why, fmt.Sprintf("the ICS answer to %s changed from %s to %s", a.Provision, a.Support, orNone(support)))
		}
	}
	return once(why)
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func once(list []string) []string {
	var out []string
	for _, s := range list {
		if !contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
