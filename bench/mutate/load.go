package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
)

// pkg is the package that is changed.
type pkg struct {
	path, dir string
	name      string
	fset      *token.FileSet
	files     []*file
	info      *types.Info
	types     *types.Package
	importer  types.Importer
}

type file struct {
	name, short string
	text        string
	ast         *ast.File
	fset        *token.FileSet
}

func (f *file) at(p token.Pos) int { return f.fset.Position(p).Offset }

func (f *file) line(offset int) int { return 1 + strings.Count(f.text[:offset], "\n") }

type listed struct {
	ImportPath, Dir, Export, Name string
	GoFiles                       []string
	DepOnly                       bool
}

// load lists, parses and type-checks a package.
func load(ctx context.Context, pattern string) (*pkg, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,Name,GoFiles,DepOnly", pattern)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", pattern, err)
	}
	exports := map[string]string{}
	p := &pkg{fset: token.NewFileSet()}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var l listed
		if err := dec.Decode(&l); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		exports[l.ImportPath] = l.Export
		if l.DepOnly {
			continue
		}
		if p.path != "" {
			return nil, fmt.Errorf("%s is more than one package", pattern)
		}
		p.path, p.dir, p.name = l.ImportPath, l.Dir, l.Name
		for _, name := range l.GoFiles {
			if err := p.parse(filepath.Join(l.Dir, name)); err != nil {
				return nil, err
			}
		}
	}
	p.importer = importer.ForCompiler(p.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	p.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: p.importer}
	p.types, err = conf.Check(p.path, p.fset, p.asts(nil, nil), p.info)
	return p, err
}

func (p *pkg) parse(name string) error {
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	f := &file{name: name, short: filepath.Join(filepath.Base(filepath.Dir(name)), filepath.Base(name)), text: string(b), fset: p.fset}
	if f.ast, err = parser.ParseFile(p.fset, name, b, parser.SkipObjectResolution); err != nil {
		return err
	}
	p.files = append(p.files, f)
	return nil
}

// asts returns the files of the package, one of them exchanged.
func (p *pkg) asts(old *file, with *ast.File) []*ast.File {
	var out []*ast.File
	for _, f := range p.files {
		if f == old {
			out = append(out, with)
		} else {
			out = append(out, f.ast)
		}
	}
	return out
}

// zero is the zero value of a type, as it is written in this package; "" where it
// cannot be written.
func (p *pkg) zero(t types.Type) string {
	if t == nil {
		return ""
	}
	if b, ok := t.(*types.Basic); ok && b.Kind() == types.UntypedNil {
		return ""
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsBoolean != 0:
			return "false"
		case u.Info()&types.IsString != 0:
			return `""`
		case u.Info()&types.IsNumeric != 0:
			return "0"
		}
	case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature, *types.Interface:
		return "nil"
	case *types.Struct:
		return types.TypeString(t, func(o *types.Package) string {
			if o == p.types {
				return ""
			}
			return o.Name()
		}) + "{}"
	}
	return ""
}

// mutants lists every change that compiles.
func (p *pkg) mutants() []*mutant {
	var out []*mutant
	for _, f := range p.files {
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			c := &changer{p: p, f: f, fn: fn, seen: map[string]int{}}
			ast.Inspect(fn.Body, c.visit)
			out = append(out, p.compiling(f, c.out)...)
		}
	}
	return out
}

// compiling keeps the changes that compile, tried one by one as they are built.
func (p *pkg) compiling(f *file, list []*mutant) []*mutant {
	var out []*mutant
	for _, m := range list {
		m.id = 1
		text := f.with([]*mutant{m})
		parsed, err := parser.ParseFile(p.fset, f.name, text, parser.SkipObjectResolution)
		if err != nil {
			continue
		}
		chooser, _ := parser.ParseFile(p.fset, "chosen.go", chosen(p.name), parser.SkipObjectResolution)
		conf := types.Config{Importer: p.importer, Error: nil}
		if _, err := conf.Check(p.path, p.fset, append(p.asts(f, parsed), chooser), nil); err == nil {
			out = append(out, m)
		}
	}
	return out
}

// number gives every change its number, from 1.
func (p *pkg) number(all []*mutant) {
	for i, m := range all {
		m.id = i + 1
	}
}

// chosen is the file that tells which change is in effect.
func chosen(name string) string {
	return "package " + name + `

import (
	"os"
	"strconv"
)

var mutantInEffect, _ = strconv.Atoi(os.Getenv("MUTANT"))
`
}

// with is the text of a file with changes in it, each in effect by its number.
func (f *file) with(list []*mutant) string {
	by := map[*ast.FuncDecl][]*mutant{}
	var fns []*ast.FuncDecl
	for _, m := range list {
		if by[m.fn] == nil {
			fns = append(fns, m.fn)
		}
		by[m.fn] = append(by[m.fn], m)
	}
	sort.Slice(fns, func(i, j int) bool { return fns[i].Pos() < fns[j].Pos() })
	var b strings.Builder
	last := 0
	for _, fn := range fns {
		at := f.at(fn.Body.Lbrace) + 1
		b.WriteString(f.text[last:at])
		b.WriteString("\nswitch mutantInEffect {\n")
		for _, m := range by[fn] {
			fmt.Fprintf(&b, "case %d:\n%s\n", m.id, m.body())
			if fn.Type.Results == nil {
				b.WriteString("return\n")
			}
		}
		b.WriteString("}\n")
		last = at
	}
	return b.String() + f.text[last:]
}
