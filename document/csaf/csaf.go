// Package csaf makes the folder of a CSAF 2.0 provider: provider-metadata.json,
// a ROLIE feed, index.txt and changes.csv, and per advisory the document with its
// SHA-256 and SHA-512 (OASIS CSAF 2.0, sections 4, 5 and 7). An advisory is given
// in the short form of [Advisory], or as a CSAF document of its own.
//
// Every document is put through [Validate], the part of the mandatory tests of
// section 6.1 that its comment lists; one that fails is not written. Signatures
// are left to the maker: this program holds no OpenPGP key.
package csaf

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"sort"
	"strings"
	"time"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/document"
)

// MaxAdvisories bounds the advisories of one folder.
const MaxAdvisories = 10_000

// Publisher is who publishes advisories.
type Publisher struct {
	Name      string // in full
	Namespace string // URL of the maker's own site
	Contact   string
	Base      string // URL where the folder will lie
}

// PublisherOf takes the publisher from a declaration. Base may be empty: then it
// is /.well-known/csaf on the host of the disclosure policy.
func PublisherOf(d *assay.Declaration, base string) (Publisher, []document.Problem) {
	var problems []document.Problem
	p := Publisher{Name: d.Product.Manufacturer, Contact: d.Disclosure.Contact, Base: strings.TrimSuffix(base, "/")}
	for _, party := range d.Parties {
		if party.Role == "manufacturer" {
			p.Name = party.Name
			break
		}
	}
	u, err := url.Parse(d.Disclosure.PolicyURL)
	if err == nil && u.Scheme == "https" && u.Host != "" {
		p.Namespace = "https://" + u.Host
		if p.Base == "" {
			p.Base = p.Namespace + "/.well-known/csaf"
		}
	}
	missing := func(fact, what, write string) {
		problems = append(problems, document.Problem{Reason: document.Missing, Fact: fact, What: what, Mend: write, Where: "assay.yaml: " + fact, Clause: "CSAF 2.0 section 7.1"})
	}
	if b, err := url.Parse(p.Base); base != "" && (err != nil || b.Scheme != "https" || b.Host == "") {
		problems = append(problems, document.Problem{Reason: document.Wrong, Fact: "base-url", What: fmt.Sprintf("%q is no https address", base), Mend: "write where the folder will lie: --base-url https://example.com/.well-known/csaf", Clause: "CSAF 2.0 section 7.1.3"})
	}
	if p.Name == "" {
		missing("product.manufacturer", "the publisher has no name", "write the manufacturer's name")
	}
	if p.Namespace == "" {
		missing("disclosure.policy", "the publisher has no https site", "write the https address of the disclosure policy")
	}
	if p.Contact == "" {
		missing("disclosure.contact", "the publisher has no contact", "write a mail address or page for reports")
	}
	return p, problems
}

// Provider makes the files of the folder, in the order of their names. Each
// source is the bytes of one advisory; its name is for messages.
func Provider(p Publisher, product document.Product, sources []document.File, at time.Time) ([]document.File, []document.Problem) {
	var problems []document.Problem
	if len(sources) > MaxAdvisories {
		return nil, []document.Problem{{Reason: document.Wrong, Fact: "advisories", What: fmt.Sprintf("%d advisories, more than %d", len(sources), MaxAdvisories)}}
	}
	var files []document.File
	var entries []entry
	seen := map[string]string{}
	for _, source := range sources {
		data, e, err := read(p, product, source, at)
		switch {
		case err != nil:
		case seen[FileName(e.id)] != "":
			err = fmt.Errorf("its id %s, or the file name of it, is that of %s too", e.id, seen[FileName(e.id)])
		case e.current.After(at):
			err = fmt.Errorf("it is dated %s, after %s, the time the folder is made for", stamp(e.current), stamp(at))
		}
		if err != nil {
			problems = append(problems, document.Problem{Reason: document.Wrong, Fact: source.Name, What: err.Error(), Mend: "correct the advisory", Where: source.Name, Clause: "CSAF 2.0"})
			continue
		}
		seen[FileName(e.id)] = source.Name
		entries = append(entries, e)
		files = append(files, withDigests("white/"+e.path, data)...)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	sort.Slice(entries, func(i, j int) bool {
		if !entries[i].current.Equal(entries[j].current) {
			return entries[i].current.After(entries[j].current)
		}
		return entries[i].path < entries[j].path
	})
	feed, err := p.feed(entries, at)
	if err != nil {
		return nil, []document.Problem{{Reason: document.Wrong, Fact: "feed", What: err.Error()}}
	}
	metadata, err := p.metadata(at)
	if err != nil {
		return nil, []document.Problem{{Reason: document.Wrong, Fact: "provider-metadata.json", What: err.Error()}}
	}
	files = append(files,
		document.File{Name: "provider-metadata.json", Data: metadata},
		document.File{Name: "white/" + feedName, Data: feed},
		document.File{Name: "white/index.txt", Data: index(entries)},
		document.File{Name: "white/changes.csv", Data: changes(entries)},
		document.File{Name: "README.txt", Data: p.readme(len(entries))})
	sort.Slice(files, func(i, j int) bool { return files[i].Name < files[j].Name })
	return files, nil
}

const feedName = "csaf-feed-tlp-white.json"

// entry is what the lists say of one advisory.
type entry struct {
	id, title, summary, path string // path is YEAR/FILE, below the folder of its TLP label
	initial, current         time.Time
}

// withDigests is a file with the two digests that stand beside it (section 7.1.18, 7.1.19).
func withDigests(name string, data []byte) []document.File {
	base := path.Base(name)
	return []document.File{
		{Name: name, Data: data},
		{Name: name + ".sha256", Data: fmt.Appendf(nil, "%x  %s\n", sha256.Sum256(data), base)},
		{Name: name + ".sha512", Data: fmt.Appendf(nil, "%x  %s\n", sha512.Sum512(data), base)},
	}
}

func (p Publisher) json() map[string]any {
	return map[string]any{"category": "vendor", "name": p.Name, "namespace": p.Namespace, "contact_details": p.Contact}
}

// metadata is provider-metadata.json (section 7.1.7). The role is csaf_provider:
// a trusted provider signs its documents.
func (p Publisher) metadata(at time.Time) ([]byte, error) {
	return encode(map[string]any{
		"canonical_url": p.Base + "/provider-metadata.json", "metadata_version": "2.0", "role": "csaf_provider",
		"last_updated": stamp(at), "list_on_CSAF_aggregators": true, "mirror_on_CSAF_aggregators": true,
		"publisher": p.json(), "public_openpgp_keys": []any{},
		"distributions": []any{
			map[string]any{"directory_url": p.Base + "/white/"},
			map[string]any{"rolie": map[string]any{"feeds": []any{map[string]any{"summary": "Advisories of " + p.Name, "tlp_label": "WHITE", "url": p.Base + "/white/" + feedName}}}},
		},
	})
}

// feed is a ROLIE feed (RFC 8322; section 7.1.15).
func (p Publisher) feed(entries []entry, at time.Time) ([]byte, error) {
	self := p.Base + "/white/" + feedName
	list := []any{}
	updated := at
	for i, e := range entries {
		if i == 0 {
			updated = e.current
		}
		address := p.Base + "/white/" + e.path
		list = append(list, map[string]any{
			"id": e.id, "title": e.title, "published": stamp(e.initial), "updated": stamp(e.current),
			"link":    []any{link("self", address), link("hash", address+".sha256"), link("hash", address+".sha512")},
			"content": map[string]any{"type": "application/json", "src": address},
			"format":  map[string]any{"schema": "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json", "version": "2.0"},
			"summary": map[string]any{"content": e.summary},
		})
	}
	return encode(map[string]any{"feed": map[string]any{
		"id": "csaf-feed-tlp-white", "title": "Security advisories of " + p.Name, "updated": stamp(updated),
		"link":     []any{link("self", self)},
		"category": []any{map[string]any{"scheme": "urn:ietf:params:rolie:category:information-type", "term": "csaf"}},
		"entry":    list,
	}})
}

func link(rel, href string) map[string]any { return map[string]any{"rel": rel, "href": href} }

// index lists the documents, one on a line (section 7.1.12).
func index(entries []entry) []byte {
	var paths []string
	for _, e := range entries {
		paths = append(paths, e.path+"\n")
	}
	sort.Strings(paths)
	return []byte(strings.Join(paths, ""))
}

// changes lists the documents with their last change, newest first (section 7.1.13).
func changes(entries []entry) []byte {
	var b bytes.Buffer
	for _, e := range entries {
		fmt.Fprintf(&b, "%q,%q\n", e.path, stamp(e.current))
	}
	return b.Bytes()
}

func (p Publisher) readme(advisories int) []byte {
	return fmt.Appendf(nil, `%d advisories. Put this folder at %s/ over https, and let
.well-known/csaf/provider-metadata.json answer on your main host. Add to security.txt:

  CSAF: %s/provider-metadata.json

Not signed: to become a trusted provider, sign each advisory with OpenPGP
(gpg --armor --detach-sign FILE gives FILE.asc), add your key to
public_openpgp_keys and set the role to csaf_trusted_provider.
`, advisories, p.Base, p.Base)
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}
