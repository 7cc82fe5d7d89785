// Package settings reads the configuration files that are named on the command
// lines of programs started at boot: what the maker's own programs are told, by
// whichever name he gave the file. It reads lines "name = value" under heads
// "[section]", as most such files are written, and takes no meaning from them; a
// file of another shape gives few settings or none.
package settings

import (
	"bytes"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/boot"
)

// Limits on what is read.
const (
	maxFile     = 256 << 10 // bytes
	maxSettings = 2000      // of a file
	maxFiles    = 500
)

// Setting is one line of a file.
type Setting struct {
	Section string // "" before the first head, in small letters
	Name    string // in small letters
	Value   string
	Line    int
}

// File is a configuration file and the program that is started with it.
type File struct {
	Node     *evidence.Node
	Program  *boot.Program
	Settings []Setting
}

// At returns the place of a setting.
func (f *File) At(s Setting) assay.Where { return f.Node.At(s.Line) }

// Path is where the file lies on the device: "/etc/tubd.conf".
func (f *File) Path() string { return "/" + strings.TrimPrefix(f.Node.Path(), "/") }

// Where is the place of a setting and the chain that starts the program.
func (f *File) Where(s Setting) []assay.Where {
	return append([]assay.Where{f.At(s)}, f.Program.Where()...)
}

// Found is all such files, in the order in which their programs are started.
type Found struct {
	Files []*File
	Graph *boot.Graph
}

// Exercised says what was read, for findings.
func (f *Found) Exercised() map[string]any {
	m := f.Graph.Exercised()
	lines := 0
	for _, file := range f.Files {
		lines += len(file.Settings)
	}
	m["configurations"], m["settings"] = len(f.Files), lines
	return m
}

// Of returns the files of an image.
func Of(in *check.Input) (*Found, error) { return fact.Of(in) }

var fact = check.NewFact("settings", func(in *check.Input) (*Found, error) {
	graph, err := boot.Of(in)
	if err != nil {
		return nil, err
	}
	found := &Found{Graph: graph}
	seen := make(map[string]bool)
	for i := range graph.Programs {
		p := &graph.Programs[i]
		for _, node := range named(in.Device, p) {
			key := p.Path + "\x00" + node.Path()
			if seen[key] {
				continue
			}
			if len(found.Files) == maxFiles {
				in.Limit("configurations of programs started at boot", in.Name, "what stands in the rest is not known", assay.AreaStart)
				return found, nil
			}
			seen[key] = true
			if f := read(in, node, p); f != nil {
				found.Files = append(found.Files, f)
			}
		}
	}
	return found, nil
})

// named are the regular files that a command line names after the program, as a
// word of its own or behind "=".
func named(t *evidence.Tree, p *boot.Program) []*evidence.Node {
	if t == nil || len(p.Argv) < 2 || boot.IsShell(p.Name) {
		return nil
	}
	var out []*evidence.Node
	for _, w := range p.Argv[1:] {
		text := w.Text
		if _, value, ok := strings.Cut(text, "="); ok && strings.HasPrefix(text, "-") {
			text = value
		}
		if !w.Known || !strings.HasPrefix(text, "/") {
			continue
		}
		n, err := t.Resolve(text)
		if err == nil && n.IsRegular() && n.Size > 0 {
			out = append(out, n)
		}
	}
	return out
}

func read(in *check.Input, n *evidence.Node, p *boot.Program) *File {
	if n.Size > maxFile {
		in.Limit("configuration over 256 KiB", n.Path(), "what stands in it is not known", assay.AreaStart)
		return nil
	}
	src, err := n.Bytes(maxFile)
	if err != nil || bytes.IndexByte(src, 0) >= 0 || bytes.HasPrefix(src, []byte("#!")) {
		return nil
	}
	return &File{Node: n, Program: p, Settings: Parse(src)}
}

// Parse reads the settings of a text; what stands behind the first two thousand is
// left out.
func Parse(src []byte) []Setting {
	var out []Setting
	section := ""
	for i, line := range strings.Split(string(src), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.ContainsAny(line[:1], "#;") {
			continue
		}
		if line[0] == '[' {
			if end := strings.IndexByte(line, ']'); end > 0 {
				section = strings.ToLower(strings.TrimSpace(line[1:end]))
			}
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if !ok {
			continue
		}
		if len(out) == maxSettings {
			return out
		}
		value = strings.TrimSpace(value)
		if at := strings.Index(value, " #"); at >= 0 {
			value = strings.TrimSpace(value[:at])
		}
		out = append(out, Setting{Section: section, Name: strings.ToLower(strings.TrimSpace(name)), Value: strings.Trim(value, `"'`), Line: i + 1})
	}
	return out
}
