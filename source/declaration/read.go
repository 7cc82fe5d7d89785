package declaration

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/assay-project/assay"
)

// Name is the file a declaration is read from.
const Name = "assay.yaml"

// Parse reads the bytes of a declaration. Path is what its errors name. The
// error is of type [Problems]; it touches no disk, so evidence need not exist.
func Parse(path string, data []byte) (*assay.Declaration, error) {
	d, _, err := parse(path, data)
	if err != nil {
		return nil, err
	}
	return d, nil
}

func parse(path string, data []byte) (*assay.Declaration, *complaints, error) {
	c := &complaints{path: path}
	tree := readTree(data, c)
	if tree == nil {
		return nil, c, c.err()
	}
	var form Form
	decode(tree, reflect.ValueOf(&form).Elem(), "", c)
	sum := sha256.Sum256(data)
	d := build(form, c)
	d.Path, d.Evidence = path, "sha256:"+hex.EncodeToString(sum[:])
	return d, c, c.err()
}

// Load reads assay.yaml in a folder and looks that each evidence source is
// there and inside the folder, symbolic links followed. It returns the bytes
// read as well, for keeping as evidence. Errors are [Problems], or wrap
// fs.ErrNotExist where the folder has no assay.yaml.
func Load(folder string) (*assay.Declaration, []byte, error) {
	root, err := os.OpenRoot(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("%s: no such folder; name the one that holds %s", folder, Name)
	}
	if err != nil {
		return nil, nil, err // says open and the folder itself
	}
	defer root.Close()
	data, err := readFile(root)
	if err != nil {
		return nil, nil, fmt.Errorf("read %s in %s: %w", Name, folder, err)
	}
	d, c, err := parse(Name, data)
	if d == nil {
		return nil, nil, err
	}
	for _, s := range d.Sources {
		if err := reachable(root, s.Path); err != nil {
			c.add(s.Line, 1, "paths are relative to "+Name+" and stay in its folder", "evidence %q: %v", s.Path, err)
		}
	}
	if err := c.err(); err != nil {
		return nil, nil, err
	}
	return d, data, nil
}

func readFile(root *os.Root) ([]byte, error) {
	info, err := root.Stat(Name) // before it is opened: a pipe would wait for a writer
	if err == nil && !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	if err != nil {
		return nil, err
	}
	f, err := root.Open(Name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, MaxBytes+1))
}

func reachable(root *os.Root, name string) error {
	_, err := root.Stat(filepath.FromSlash(name))
	var at *fs.PathError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such file or folder")
	case errors.As(err, &at):
		return at.Err
	}
	return err
}

// build turns the form into the project's words and resolves its ids.
func build(f Form, c *complaints) *assay.Declaration {
	d := &assay.Declaration{
		Product: assay.Product(f.Product), Roles: f.Roles, Markets: f.Markets,
		Support: assay.SupportPeriod(f.Support), Facts: f.Facts,
		Disclosure: assay.Disclosure{PolicyURL: f.Disclosure.Policy, Contact: f.Disclosure.Contact,
			AcknowledgedIn: f.Disclosure.AcknowledgedIn, UpdatesEvery: f.Disclosure.UpdatesEvery},
		ICS: make(map[string]assay.ICS), IXIT: make(map[string][]assay.IXITEntry),
	}
	for _, l := range f.Labels {
		d.Labels = append(d.Labels, assay.HeldLabel(l))
	}
	for _, edition := range sortedKeys(f.ICS) {
		if f.ICS[edition].at.kind == mapping {
			d.ICS[edition] = readICS(edition, f.ICS[edition], c)
		}
	}
	for _, key := range sortedKeys(f.IXIT) {
		if rows := readTable(key, f.IXIT[key], c); rows != nil {
			d.IXIT[key] = rows
		}
	}
	checkReferences(f, d, c)
	for _, p := range f.Parties {
		d.Parties = append(d.Parties, assay.Party(p))
	}
	d.Signatory = assay.Signatory(f.Signatory)
	d.Conformity = conformity(f.Conformity)
	d.Decisions = decisions(f.Decisions, c)
	for _, e := range f.Evidence {
		if kind, p := localPath(e, c); p != "" {
			d.Sources = append(d.Sources, assay.EvidenceSource{Kind: kind, Path: p, Line: e.at.line})
		}
	}
	return d
}

func conformity(f ConformityForm) assay.Conformity {
	c := assay.Conformity{Procedure: f.Procedure, Certificate: f.Certificate, FullTextAt: f.FullTextAt, PlacedOn: f.PlacedOn, Accessories: f.Accessories}
	for _, s := range f.Standards {
		c.Standards = append(c.Standards, assay.AppliedStandard(s))
	}
	return c
}

func (f *DecisionForm) decode(n *node, c *complaints) {
	f.at = n
	decodeStruct(n, reflect.ValueOf(f).Elem(), c)
}

func (f *EvidenceForm) decode(n *node, c *complaints) {
	f.at = n
	decodeStruct(n, reflect.ValueOf(f).Elem(), c)
}

// localPath gives the kind of a source and its path in clean form. It refuses a
// path that leaves the folder.
func localPath(e EvidenceForm, c *complaints) (kind, clean string) {
	kind, written := "firmware", e.Firmware
	switch {
	case e.Firmware == "" && e.Site == "":
		c.at(e.at, "write firmware: flash.bin, or site: site.warc", "an evidence entry without a path")
		return "", ""
	case e.Firmware != "" && e.Site != "":
		c.at(e.at, "write a - before each", "firmware and site in one evidence entry")
		return "", ""
	case e.Site != "":
		kind, written = "site", e.Site
	}
	clean = path.Clean(written)
	if strings.Contains(written, `\`) || path.IsAbs(clean) || !filepath.IsLocal(filepath.FromSlash(clean)) {
		c.at(e.at.get(kind), "put the file beside "+Name+" and write its name, with / between folders", "%q leaves the folder of the declaration", shorten(written))
		return "", ""
	}
	return kind, clean
}
