// Package components lists the software an image is made of: from the package
// databases that are in it, and by rules kept as data (rules.json) that know how
// common embedded components show their version in a file.
//
// A rule never goes by a version string alone. It is anchored to a file name, to
// a whole string of the program's own, or to strings that only this component
// holds, because firmware is full of other programs' version strings: OpenSSH
// lists a dozen old OpenSSH releases, and code that speaks to Samba names Samba
// 3.0.23. What two sources say of one component and version is one entry with
// all places. A component whose version could not be read keeps an empty one.
package components

import (
	"errors"
	"fmt"
	"sort"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
)

// maxPlaces is how many places of one component are kept; more are counted.
const maxPlaces = 32

// Inventory is what is known of the software of an image.
type Inventory struct {
	// Components are in the order of name and version.
	Components []assay.Component
	// Databases are the package databases that were read, by path chain.
	Databases []string
	// Files and Blobs say how much was searched.
	Files, Blobs int
}

// Of returns the inventory of an image. Its entries fit the document's
// components as they are.
func Of(in *check.Input) (*Inventory, error) { return inventory.Of(in) }

var inventory = check.NewFact("components", func(in *check.Input) (*Inventory, error) {
	rules, err := embedded()
	if err != nil {
		return nil, err
	}
	inv := &Inventory{}
	book := newBook(rules)
	for _, n := range in.Files() {
		data, err := n.Bytes(check.MaxRead)
		if err != nil && !errors.Is(err, evidence.ErrTooLarge) {
			continue // the unpacker has recorded that these bytes cannot be read
		}
		inv.Files++
		if db := databaseAt(n.Path()); db != nil {
			inv.Databases = append(inv.Databases, n.Origin())
			packages, cut := db.read(data)
			if cut {
				in.Limit("a package database with more than "+fmt.Sprint(maxPackages)+" packages", n.Origin(), "later packages are left out", assay.AreaComponents)
			}
			for _, p := range packages {
				book.addPackage(p, db.name, n.At(p.Line))
			}
			continue
		}
		if rpmAt(n.Path()) {
			in.Limit("an rpm database", n.Origin(), "the packages it lists are not among the components", assay.AreaComponents)
		}
		for _, hit := range rules.Scan(n.Name, data) {
			book.addHit(hit, n.AtOffset(hit.Offset))
		}
	}
	for _, b := range in.Blobs {
		inv.Blobs++
		for _, hit := range rules.Scan("", b.Data) {
			book.addHit(hit, b.At(hit.Offset))
		}
	}
	inv.Components = book.entries()
	return inv, nil
})

// book gathers entries: one for each name and version.
type book struct {
	rules *RuleSet
	held  map[string]*entry
}

type entry struct {
	assay.Component
	rank    int
	sources []string
	more    int
}

func newBook(rules *RuleSet) *book { return &book{rules: rules, held: make(map[string]*entry)} }

var ranks = map[string]int{"low": 1, "medium": 2, "high": 3}

func (b *book) add(c assay.Component, source string, where assay.Where) {
	key := c.Name + "\x00" + c.Version
	e := b.held[key]
	if e == nil {
		e = &entry{Component: c}
		e.Where = nil
		b.held[key] = e
	}
	if ranks[c.Confidence] > e.rank {
		e.rank, e.Confidence = ranks[c.Confidence], c.Confidence
	}
	if len(c.PURL) > len(e.PURL) {
		e.PURL = c.PURL // the one that says which package it came in
	}
	if e.CPE == "" {
		e.CPE = c.CPE
	}
	e.addSource(source)
	e.addPlace(where)
}

func (e *entry) addSource(source string) {
	for _, s := range e.sources {
		if s == source {
			return
		}
	}
	e.sources = append(e.sources, source)
}

func (e *entry) addPlace(where assay.Where) {
	for _, w := range e.Where {
		if w.Path == where.Path && w.Line == where.Line {
			return
		}
	}
	if len(e.Where) == maxPlaces {
		e.more++
		return
	}
	e.Where = append(e.Where, where)
}

func (b *book) addHit(hit Hit, where assay.Where) {
	r := hit.Rule
	c := assay.Component{Name: r.Name, Version: hit.Version, PURL: purl(r.Name, hit.Version, "", ""), CPE: cpe(r.CPE, hit.Version), Confidence: r.Confidence}
	if hit.Version == "" {
		c.Confidence = "low"
	}
	b.add(c, r.how(), where)
}

// addPackage files a package under the component it is built from: the
// packages libopenssl and openssl-util are both OpenSSL.
func (b *book) addPackage(p Package, database string, where assay.Where) {
	name, template := b.rules.componentOf(p.Name)
	version := upstream(p.Version)
	if name == "linux" {
		version = kernelVersion(version)
	}
	b.add(assay.Component{Name: name, Version: version, PURL: purl(name, version, database, p.Name+" "+p.Version), CPE: cpe(template, version), Confidence: "high"},
		database+" database", where)
}

// entries returns the components in a fixed order. A sighting without a version
// is dropped where the same component was seen with one.
func (b *book) entries() []assay.Component {
	versioned := make(map[string]bool)
	for _, e := range b.held {
		if e.Version != "" {
			versioned[e.Name] = true
		}
	}
	var all []assay.Component
	for _, e := range b.held {
		if e.Version == "" && versioned[e.Name] {
			continue
		}
		c := e.Component
		c.How = e.how()
		all = append(all, c)
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].Name != all[j].Name {
			return all[i].Name < all[j].Name
		}
		return all[i].Version < all[j].Version
	})
	return all
}

func (e *entry) how() string {
	text := ""
	for i, s := range e.sources {
		if i > 0 {
			text += ", "
		}
		text += s
	}
	if e.more > 0 {
		text += fmt.Sprintf(" (and %d more places)", e.more)
	}
	return text
}
