package schema

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// Source is what reflection cannot see of a package: comments and constants.
type Source struct {
	Docs   map[string]string   // by "Type" and "Type.Field"
	Values map[string][]string // texts of the constants of a named type, in order
}

// ReadSource reads the Go files of a folder, tests left out.
func ReadSource(dir string) (*Source, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	s := &Source{Docs: make(map[string]string), Values: make(map[string][]string)}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments)
		if err != nil {
			return nil, fmt.Errorf("read source for the schema: %w", err)
		}
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok {
				s.declaration(g)
			}
		}
	}
	return s, nil
}

func (s *Source) declaration(g *ast.GenDecl) {
	for _, spec := range g.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			doc := spec.Doc
			if doc == nil {
				doc = g.Doc
			}
			s.note(spec.Name.Name, doc)
			if t, ok := spec.Type.(*ast.StructType); ok {
				s.fields(spec.Name.Name, t)
			}
		case *ast.ValueSpec:
			if g.Tok == token.CONST {
				s.constant(spec)
			}
		}
	}
}

func (s *Source) fields(name string, t *ast.StructType) {
	for _, f := range t.Fields.List {
		for _, n := range f.Names {
			s.note(name+"."+n.Name, f.Doc)
			s.note(name+"."+n.Name, f.Comment)
		}
	}
}

func (s *Source) note(key string, doc *ast.CommentGroup) {
	if text := strings.Join(strings.Fields(doc.Text()), " "); text != "" {
		s.Docs[key] = strings.ReplaceAll(strings.ReplaceAll(text, "[", ""), "]", "")
	}
}

func (s *Source) constant(spec *ast.ValueSpec) {
	t, ok := spec.Type.(*ast.Ident)
	if !ok {
		return
	}
	for _, v := range spec.Values {
		if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil {
				s.Values[t.Name] = append(s.Values[t.Name], text)
			}
		}
	}
}
