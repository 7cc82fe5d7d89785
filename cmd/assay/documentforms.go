package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/assay-project/assay/document"
	"github.com/assay-project/assay/document/csaf"
	"github.com/assay-project/assay/document/docx"
	paperhtml "github.com/assay-project/assay/document/html"
	"github.com/assay-project/assay/document/markdown"
	"github.com/assay-project/assay/document/pdf"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/report/cyclonedx"
	"github.com/assay-project/assay/standard"
)

// paperForms are the forms of papers; txt is for security-txt, ics for reports.
var paperForms = []string{"html", "pdf", "docx", "json", "markdown", "txt", "ics"}

var formOfExtension = map[string]string{".html": "html", ".htm": "html", ".pdf": "pdf", ".docx": "docx", ".json": "json", ".md": "markdown", ".txt": "txt", ".ics": "ics"}

// form is the form that the flags ask for, checked against the kind.
func (p *papering) form(kind string) (string, error) {
	switch kind {
	case "sbom":
		if p.format != "" && p.format != "json" {
			return "", misused("--format %q: sbom is JSON; see also assay report -f cyclonedx", p.format)
		}
		return "json", nil
	case "csaf":
		if p.format != "" {
			return "", misused("--format %q: csaf is a folder of files", p.format)
		}
		if p.output == "" {
			return "", misused("csaf is a folder: name it with -o")
		}
		return "folder", nil
	}
	form := p.format
	if extension := strings.ToLower(filepath.Ext(p.output)); form == "" && extension != "" && !p.toFolder() {
		if form = formOfExtension[extension]; form == "" {
			return "", misused("-o %s: no form ends in %s; name one with --format: %s", p.output, extension, strings.Join(paperForms, ", "))
		}
	}
	if form == "" {
		form = defaultForm(kind)
	}
	if p.edition != "" && !slices.Contains(standard.Editions(), standard.Edition(strings.TrimPrefix(strings.ToUpper(p.edition), "V"))) {
		return "", misused("--edition %q: want 2.1.1 or 3.1.3", p.edition)
	}
	return form, fits(kind, form)
}

// toFolder says whether -o names a folder: one that is there, or a name that ends
// as folders do.
func (p *papering) toFolder() bool {
	if strings.HasSuffix(p.output, "/") || strings.HasSuffix(p.output, string(filepath.Separator)) {
		return true
	}
	info, err := os.Stat(p.output)
	return err == nil && info.IsDir()
}

// extensionOf is how the file of a form ends.
func extensionOf(form string) string {
	if form == "markdown" {
		return ".md"
	}
	return "." + form
}

// fileName is how the file of a kind is called in a folder.
func fileName(kind, form string) string {
	switch kind {
	case "sbom":
		return "sbom.cdx.json"
	case "security-txt":
		if form == "txt" {
			return "security.txt"
		}
	}
	return kind + extensionOf(form)
}

func defaultForm(kind string) string {
	if kind == "security-txt" {
		return "txt"
	}
	return "html"
}

func fits(kind, form string) error {
	k, _ := document.KindOf(kind)
	switch {
	case !slices.Contains(paperForms, form):
		return misused("--format %q: want %s", form, strings.Join(paperForms, ", "))
	case form == "txt" && kind != "security-txt":
		return misused("--format txt is for security-txt")
	case form == "ics" && !k.Report:
		return misused("--format ics is for the reports of the CRA")
	}
	return nil
}

// make makes what a kind gives: one file without a name, or the files of a
// folder. No file and problems is a refusal.
func (p *papering) make(ctx context.Context, s streams, b *basis, kind, form string) ([]document.File, []document.Problem, error) {
	switch kind {
	case "sbom":
		return p.bill(b)
	case "csaf":
		return p.provider(b)
	}
	paper, problems := document.Make(kind, b.in)
	if paper == nil {
		return nil, problems, nil
	}
	data, err := p.render(ctx, s, b, paper, form)
	if err != nil {
		return nil, nil, err
	}
	return []document.File{{Data: data}}, problems, nil
}

func (p *papering) render(ctx context.Context, s streams, b *basis, paper *document.Paper, form string) ([]byte, error) {
	var out bytes.Buffer
	var err error
	switch form {
	case "html":
		err = paperhtml.Write(&out, paper)
	case "docx":
		err = docx.Write(&out, paper, b.in.At)
	case "markdown":
		err = markdown.Write(&out, paper)
	case "json":
		twin, _, twinErr := document.Twin(paper)
		return twin, twinErr
	case "txt":
		return []byte(paper.Text), nil
	case "ics":
		if len(paper.Dates) == 0 {
			return nil, hint(errors.New("a calendar of no date: no clock runs yet"), "say when you became aware: --aware 2026-11-24T09:00Z")
		}
		return document.Calendar(paper, b.in.At), nil
	case "pdf":
		var made pdf.Made
		made, err = pdf.Write(ctx, &out, paper, pdf.Options{Chromium: s.getenv("ASSAY_CHROMIUM"), Tagged: p.tagged, At: b.in.At})
		if err == nil && !made.Tagged && !p.quiet {
			fmt.Fprintf(s.err, "the PDF of %s is not tagged: %s\n", paper.Kind, made.Note)
		}
		if errors.Is(err, pdf.ErrNoChromium) {
			err = hint(err, "install Chromium for a tagged PDF, or leave out --tagged")
		}
	}
	return out.Bytes(), err
}

func (p *papering) bill(b *basis) ([]document.File, []document.Problem, error) {
	if len(b.in.Assessment.Components) == 0 {
		return nil, []document.Problem{{Reason: document.Missing, Fact: "components", What: "no component was found", Mend: "name the firmware under evidence", Where: "assay.yaml: evidence"}}, nil
	}
	var out bytes.Buffer
	if err := cyclonedx.Write(&out, b.in.Assessment); err != nil {
		return nil, nil, err
	}
	return []document.File{{Data: out.Bytes()}}, nil, nil
}

func (p *papering) provider(b *basis) ([]document.File, []document.Problem, error) {
	publisher, problems := csaf.PublisherOf(b.in.Declaration, p.base)
	if len(problems) > 0 {
		return nil, problems, nil
	}
	sources, err := p.advisoryFiles(b.folder)
	if err != nil {
		return nil, nil, err
	}
	files, problems := csaf.Provider(publisher, productOf(b.in.Declaration), sources, b.in.At)
	return files, problems, nil
}

// advisoryFiles reads the advisories beside the declaration, in the order of
// their names, and those named by flags.
func (p *papering) advisoryFiles(folder string) ([]document.File, error) {
	names, err := filepath.Glob(filepath.Join(escapeGlob(folder), "advisories", "*"))
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	var sources []document.File
	for _, name := range append(names, p.advisories...) {
		switch filepath.Ext(name) {
		case ".yaml", ".yml", ".json":
		default:
			continue
		}
		if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
			return nil, fmt.Errorf("%s: an advisory is a regular file", name) // a pipe would never end
		}
		data, err := readAtMost(name, csaf.MaxBytes+1)
		if err != nil {
			return nil, err
		}
		sources = append(sources, document.File{Name: near(name), Data: data})
	}
	return sources, nil
}

func escapeGlob(name string) string {
	return strings.NewReplacer(`*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(name)
}

func readAtMost(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most))
}

// technicalFolder is where a maker keeps the files of the technical file.
const technicalFolder = "technical-file"

// heldFiles lists the files of the technical file with their digests.
func heldFiles(folder string) ([]document.Held, error) {
	entries, err := os.ReadDir(filepath.Join(folder, technicalFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var held []document.Held
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		digest, size, err := digestOf(filepath.Join(folder, technicalFolder, e.Name()))
		if err != nil {
			return nil, err
		}
		item, _, _ := strings.Cut(e.Name(), ".")
		held = append(held, document.Held{Item: item, Name: technicalFolder + "/" + e.Name(), Digest: digest, Size: size})
	}
	return held, nil
}

func digestOf(name string) (string, int64, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	sum := sha256.New()
	size, err := io.Copy(sum, f)
	return fmt.Sprintf("sha256:%x", sum.Sum(nil)), size, err
}

func evidenceID(data []byte) string { return evidence.ID(data) }

// readEvent reads what flags and the event file say of an event. Flags win.
func (p *papering) readEvent() (*document.Event, error) {
	e := &document.Event{Kind: document.Vulnerability}
	if p.event != "" {
		data, err := readAtMost(p.event, document.MaxEvent+1)
		if err != nil {
			return nil, err
		}
		if e, err = document.ReadEvent(data); err != nil {
			return nil, hint(fmt.Errorf("%s: %w", p.event, err), "write one text a line, such as member_states: DE, FR")
		}
	}
	if p.incident {
		e.Kind = document.Incident
	}
	for _, t := range []struct {
		flag, text string
		to         *time.Time
	}{{"aware", p.aware, &e.Aware}, {"measure", p.measure, &e.Measure}, {"sent", p.sent, &e.Sent}} {
		if t.text == "" {
			continue
		}
		when, err := document.ClockTime(t.text)
		if err != nil {
			return nil, misused("--%s: %v", t.flag, err)
		}
		*t.to = when
	}
	return e, nil
}
