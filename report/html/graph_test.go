package html

import (
	"fmt"
	"testing"

	"github.com/assay-project/assay"
)

// chainOf is a graph of n nodes, each starting the next and the one after, with a way back.
func chainOf(n int) assay.Boot {
	var b assay.Boot
	for i := range n {
		b.Nodes = append(b.Nodes, assay.BootNode{ID: fmt.Sprintf("/bin/p%03d", i), Label: fmt.Sprintf("/bin/p%03d", i)})
		for _, to := range []int{i + 1, i + 2} {
			if to < n {
				b.Edges = append(b.Edges, assay.BootEdge{From: b.Nodes[i].ID, To: fmt.Sprintf("/bin/p%03d", to)})
			}
		}
	}
	if n > 0 {
		b.Edges = append(b.Edges, assay.BootEdge{From: b.Nodes[n-1].ID, To: b.Nodes[0].ID}, assay.BootEdge{From: b.Nodes[0].ID, To: b.Nodes[0].ID})
	}
	return b
}

func TestNodesDoNotOverlap(t *testing.T) {
	for _, n := range []int{1, 2, 5, 30, 60} {
		p := bootPicture(&assay.Document{Boot: chainOf(n)})
		for i, a := range p.Nodes {
			for _, b := range p.Nodes[:i] {
				if a.X == b.X && a.Y-b.Y < rowHeight-1 && b.Y-a.Y < rowHeight-1 {
					t.Errorf("%d nodes: %s and %s overlap at (%g, %g)", n, a.Label, b.Label, a.X, a.Y)
				}
			}
			if a.X < 0 || a.Y < 0 || a.Y > p.Height || a.X > p.Width {
				t.Errorf("%d nodes: %s lies outside the picture", n, a.Label)
			}
		}
		if len(p.Nodes) != n {
			t.Errorf("got %d nodes, want %d", len(p.Nodes), n)
		}
	}
}

func TestColumnsAreShortestWays(t *testing.T) {
	l := arrange(6, [][2]int{{0, 1}, {1, 2}, {2, 3}, {3, 1}, {0, 3}, {4, 5}, {5, 4}}, rowHeight)
	for v, want := range []int{0, 1, 2, 1, 0, 1} {
		if l.column[v] != want {
			t.Errorf("node %d in column %d, want %d", v, l.column[v], want)
		}
	}
}

func TestLargeGraphIsFolded(t *testing.T) {
	boot := assay.Boot{Nodes: []assay.BootNode{{ID: "init"}}}
	for i := range 300 {
		id := fmt.Sprintf("/bin/p%03d", i)
		boot.Nodes = append(boot.Nodes, assay.BootNode{ID: id})
		boot.Edges = append(boot.Edges, assay.BootEdge{From: "init", To: id})
	}
	doc := &assay.Document{Boot: boot, Services: []assay.Service{{Name: "x", Product: "p007", Address: "0.0.0.0:80", Protocol: "tcp"}}}
	p := bootPicture(doc)
	if len(p.Nodes) != 2 || p.Folded != 299 {
		t.Errorf("got %d nodes and %d folded, want init and the service, and 299", len(p.Nodes), p.Folded)
	}
	if p.Nodes[1].Address != "tcp/80" {
		t.Errorf("got address %q, want tcp/80", p.Nodes[1].Address)
	}
}

func TestLargeGraphWithoutServices(t *testing.T) {
	boot := chainOf(200)
	boot.Edges = boot.Edges[:len(boot.Edges)-2] // without the way back, node 0 is a root
	if p := bootPicture(&assay.Document{Boot: boot}); len(p.Nodes) == 0 || len(p.Nodes) > mostNodes {
		t.Errorf("got %d nodes, want some and at most %d", len(p.Nodes), mostNodes)
	}
}
