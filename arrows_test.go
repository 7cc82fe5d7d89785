package assay

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/assay-project/assay"

// mayImport says which folders of the project the packages of a folder may
// import; "" is this package, the words. What is not listed is a crossed arrow.
// A folder may always import itself. doc/design.md says why they point this way.
var mayImport = map[string][]string{
	"":           {},
	"evidence":   {""},
	"standard":   {""},
	"check":      {"", "evidence", "standard"},
	"prose":      {""},
	"fact":       {"", "evidence", "standard", "check", "prose"},
	"checks":     {"", "evidence", "standard", "check", "fact", "prose"},
	"unpack":     {"", "evidence"},
	"source":     {"", "evidence", "standard", "check", "unpack", "prose", "internal/reach"},
	"verdict":    {"", "standard", "check"},
	"regime":     {"", "standard", "verdict"},
	"attest":     {"", "evidence"},
	"record":     {"", "evidence", "standard", "attest"},
	"conceptual": {"", "standard", "check"},
	"prefill":    {"", "evidence", "standard", "check", "fact", "source", "regime"},
	"plan":       {"", "evidence", "standard", "check", "verdict", "record"},
	"report":     {"", "standard", "check", "verdict", "regime", "attest"},
	"document":   {"", "evidence", "standard", "prose", "regime", "verdict", "report", "attest", "internal/reach"},
	"explain":    {"", "standard", "check", "regime"},
	"scoping":    {"", "standard", "regime"},
	"assess":     {"", "evidence", "standard", "check", "fact", "checks", "unpack", "source", "conceptual", "record", "verdict", "regime", "report"},
	"cmd": {"", "evidence", "standard", "check", "fact", "checks", "unpack", "source", "conceptual", "attest", "record", "prefill", "plan", "verdict", "regime", "report",
		"document", "explain", "scoping", "assess", "doc"},
	"doc":      {"", "source", "standard", "check", "checks", "unpack"},
	"examples": {""},
	"internal": {""},
	"bench":    {"", "evidence", "unpack", "source", "assess"},
}

// untouched lists what the judging half must not import: it reads what was kept
// and is repeated later from the same bytes.
var untouched = map[string][]string{
	"check":      {"net", "net/http", "os", "os/exec", "syscall", "math/rand"},
	"fact":       {"net", "net/http", "os", "os/exec", "syscall", "math/rand"},
	"checks":     {"net", "net/http", "os", "os/exec", "syscall", "math/rand"},
	"verdict":    {"net", "net/http", "os", "os/exec", "syscall", "math/rand"},
	"regime":     {"net", "net/http", "os", "os/exec", "syscall", "math/rand"},
	"conceptual": {"net", "net/http", "os", "os/exec", "syscall", "math/rand"},
	"prose":      {"net", "net/http", "os", "os/exec", "syscall", "math/rand"},
	"":           {"net", "net/http", "os", "os/exec", "syscall", "math/rand", "io"},
}

// testFolders are for tests: any test may import them, and they may import
// testing and what they need of the file system.
var testFolders = map[string]bool{"internal/corpus": true, "check/checktest": true}

func TestImportsPointOneWay(t *testing.T) {
	for _, file := range goFiles(t) {
		folder := path.Dir(file)
		if folder == "." {
			folder = ""
		}
		if testFolders[folder] || strings.HasSuffix(file, "_test.go") {
			continue
		}
		top, known := topOf(folder)
		if !known {
			t.Errorf("%s: folder %q has no row in mayImport", file, folder)
			continue
		}
		for _, imported := range imports(t, file) {
			checkArrow(t, file, top, imported)
		}
	}
}

func checkArrow(t *testing.T, file, top, imported string) {
	t.Helper()
	rest, ours := strings.CutPrefix(imported, module)
	if !ours {
		for _, banned := range untouched[top] {
			if imported == banned {
				t.Errorf("%s imports %s: what %s reads was kept before; it touches no network, disk or clock", file, imported, top)
			}
		}
		return
	}
	target, known := topOf(strings.TrimPrefix(rest, "/"))
	if target == top {
		return
	}
	for _, ok := range mayImport[top] {
		if known && ok == target {
			return
		}
	}
	if strings.HasPrefix(target, "internal") && target != "internal/reach" {
		return
	}
	t.Errorf("%s imports %q: arrow %s -> %s is crossed (see doc/design.md, Layout)", file, imported, top, target)
}

// topOf returns the row of mayImport that a folder belongs to.
func topOf(folder string) (string, bool) {
	if folder == "internal/reach" {
		return folder, true
	}
	top, _, _ := strings.Cut(folder, "/")
	_, ok := mayImport[top]
	return top, ok
}

// TestJudgingHasNoClock looks for time.Now and its kin in the judging half.
func TestJudgingHasNoClock(t *testing.T) {
	clock := map[string]bool{"Now": true, "Since": true, "Until": true, "After": true, "Tick": true}
	for _, file := range goFiles(t) {
		top, _ := topOf(path.Dir(file))
		if _, judges := untouched[top]; !judges || strings.HasSuffix(file, "_test.go") || path.Dir(file) == "." {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "time" && clock[sel.Sel.Name] {
					t.Errorf("%s calls time.%s: the time is an argument", file, sel.Sel.Name)
				}
			}
			return true
		})
	}
}

func goFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && name != ".") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(name, ".go") {
			files = append(files, filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(files)
	return files
}

func imports(t *testing.T, file string) []string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, spec := range tree.Imports {
		value, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, value)
	}
	return paths
}

// TestListsAreCurrent says which generated list lacks a folder, or has one too many.
func TestListsAreCurrent(t *testing.T) {
	for _, list := range []struct{ dir, variable, file string }{
		{"checks", "Check", "checks/list.go"},
		{"unpack", "Format", "unpack/all/list.go"},
	} {
		text, err := os.ReadFile(list.file)
		if err != nil {
			t.Fatal(err)
		}
		folders, err := filepath.Glob(list.dir + "/*/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range folders {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			pkg := filepath.Base(filepath.Dir(file))
			declared := strings.Contains(string(source), "\nvar "+list.variable+" = ")
			if declared && !strings.Contains(string(text), "\t"+pkg+"."+list.variable+",") {
				t.Errorf("%s lacks %s: run go generate", list.file, pkg)
			}
		}
	}
}
