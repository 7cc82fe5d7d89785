package unpack

import (
	"context"
	"io/fs"
	"strings"
	"testing"

	"github.com/assay-project/assay/evidence"
)

func TestBuilder(t *testing.T) {
	budget := NewBudget(Limits{})
	b := NewBuilder(&Job{Context: context.Background(), Origin: "a.tar", Budget: budget})
	file := func() *evidence.Node { return &evidence.Node{Mode: 0o644, Content: evidence.Bytes("x")} }
	for _, put := range []struct {
		path string
		node *evidence.Node
	}{
		{"./a/b/file", file()},
		{"a", evidence.Dir("", 0o700)},
		{"/absolute", file()},
		{"link", &evidence.Node{Mode: fs.ModeSymlink, Target: "/etc"}},
		{"link/below", file()},
		{"absolute/below", file()},
		{"a/../../up", file()},
		{"bad\x00name", file()},
		{strings.Repeat("n", 300), file()},
		{strings.Repeat("d/", maxDeep) + "deep", file()},
	} {
		if err := b.Put(put.path, put.node); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Link("hard", "a/b/file"); err != nil {
		t.Fatal(err)
	}
	if err := b.Link("dangling", "nowhere"); err != nil {
		t.Fatal(err)
	}
	b.Finish()
	tree := &evidence.Tree{Root: b.Root}
	for path, want := range map[string]bool{"a/b/file": true, "absolute": true, "link": true, "hard": true, "link/below": false, "up": false, "dangling": false} {
		if got := tree.Lookup(path) != nil; got != want {
			t.Errorf("%s in the tree: %v, want %v", path, got, want)
		}
	}
	if mode := tree.Lookup("a").Mode.Perm(); mode != 0o700 {
		t.Errorf("mode of a, listed after what is in it: %v", mode)
	}
	if met := budget.Met(); len(met) != 1 || !strings.HasPrefix(met[0].What, "7 entries refused") {
		t.Errorf("limits %v", met)
	}
}

func TestUnixMode(t *testing.T) {
	for unix, want := range map[uint32]string{
		0o100644: "-rw-r--r--", 0o104755: "urwxr-xr-x", 0o041777: "dtrwxrwxrwx", 0o120777: "Lrwxrwxrwx", 0o020600: "Dcrw-------",
		0o060600: "Drw-------", 0o010600: "prw-------", 0o140600: "Srw-------", 0o102755: "grwxr-xr-x", 0o070600: "?rw-------",
	} {
		if got := UnixMode(unix).String(); got != want {
			t.Errorf("%o is %s, want %s", unix, got, want)
		}
	}
}
