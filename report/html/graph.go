package html

import (
	"fmt"
	"path"
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

// Measures of the boot graph. Labels are set in a fixed-width font of 11 units,
// so that their length is known.
const (
	mostNodes   = 60
	charWidth   = 6.65
	labelChars  = 22
	noteChars   = 28
	noteWidth   = 5.3
	rowHeight   = 34.0
	columnGap   = 46.0
	graphMargin = 16.0
)

// picture is the graph of what starts what, drawn.
type picture struct {
	Width, Height float64
	Wide          bool
	Nodes         []drawnNode
	Edges         []drawnEdge
	Folded        int // nodes that are not drawn
	Summary       string
}

type drawnNode struct {
	X, Y    float64
	TextX   float64
	Label   string
	Title   string
	Kind    string // service, plain
	Address string // of a service, or the condition it stands under
}

type drawnEdge struct {
	Path        string
	Conditional bool
	Back        bool // drawn from the right to the left
}

// bootPicture draws the graph; nil where there is none.
func bootPicture(doc *assay.Document) *picture {
	if len(doc.Boot.Nodes) == 0 {
		return nil
	}
	answering := answeringNodes(doc)
	keep := fold(doc.Boot, answering)
	var nodes []assay.BootNode
	number := map[string]int{}
	for _, n := range doc.Boot.Nodes {
		if keep[n.ID] {
			number[n.ID] = len(nodes)
			nodes = append(nodes, n)
		}
	}
	var edges [][2]int
	var conditions []string
	for _, e := range doc.Boot.Edges {
		a, okA := number[e.From]
		b, okB := number[e.To]
		if okA && okB && a != b {
			edges, conditions = append(edges, [2]int{a, b}), append(conditions, e.Condition)
		}
	}
	p := draw(nodes, edges, conditions, answering)
	p.Folded = len(doc.Boot.Nodes) - len(nodes)
	p.Summary = fmt.Sprintf("%s and %s; %s marked as network services. The table below lists every edge.",
		report.Count(len(nodes), "program or script"), report.Count(len(edges), "start"), report.Count(marked(nodes, answering), "node"))
	return p
}

func marked(nodes []assay.BootNode, answering map[string]string) int {
	n := 0
	for _, node := range nodes {
		if answering[node.ID] != "" {
			n++
		}
	}
	return n
}

// answeringNodes finds the nodes that are network services: by the name of their
// program, else by the place that starts them. The value is the address.
func answeringNodes(doc *assay.Document) map[string]string {
	out := map[string]string{}
	for _, s := range doc.Services {
		address := s.Address
		if _, port, ok := strings.Cut(address, ":"); ok && s.Protocol != "" {
			address = s.Protocol + "/" + port
		}
		if address == "" {
			address = s.Name
		}
		for _, n := range doc.Boot.Nodes {
			if runs(n, s) {
				out[n.ID] = report.Plain(address)
			}
		}
	}
	return out
}

// runs tells whether a node is the program of a service.
func runs(n assay.BootNode, s assay.Service) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(n.ID, "run:"), " ")
	program := path.Base(first)
	for _, name := range append(strings.Fields(s.Product), s.Name, s.Name+"d") {
		if name != "" && program == path.Base(name) {
			return true
		}
	}
	return len(s.StartedBy) > 0 && s.StartedBy[len(s.StartedBy)-1] == n.ID
}

// fold chooses what is drawn: all nodes, or where there are too many the
// shortest ways that lead to network services.
func fold(b assay.Boot, answering map[string]string) map[string]bool {
	keep := map[string]bool{}
	if len(b.Nodes) <= mostNodes {
		for _, n := range b.Nodes {
			keep[n.ID] = true
		}
		return keep
	}
	parent := shortestWays(b)
	ids := make([]string, 0, len(answering))
	for id := range answering {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	for _, n := range b.Nodes { // fill up with roots where no service was recognised
		if len(ids) == 0 && parent[n.ID] == n.ID && len(keep) < mostNodes {
			keep[n.ID] = true
		}
	}
	for _, id := range ids {
		var way []string
		for at := id; at != "" && len(way) < mostNodes; at = parent[at] {
			way = append(way, at)
			if parent[at] == at {
				break
			}
		}
		if len(keep)+len(way) > mostNodes {
			break
		}
		for _, at := range way {
			keep[at] = true
		}
	}
	return keep
}

// shortestWays gives each reachable node the one before it, breadth first from
// the roots; a root stands before itself.
func shortestWays(b assay.Boot) map[string]string {
	next := map[string][]string{}
	started := map[string]bool{}
	for _, e := range b.Edges {
		next[e.From] = append(next[e.From], e.To)
		started[e.To] = true
	}
	parent := map[string]string{}
	var queue []string
	for _, n := range b.Nodes {
		if !started[n.ID] {
			parent[n.ID] = n.ID
			queue = append(queue, n.ID)
		}
	}
	for i := 0; i < len(queue); i++ {
		for _, to := range next[queue[i]] {
			if _, seen := parent[to]; !seen {
				parent[to] = queue[i]
				queue = append(queue, to)
			}
		}
	}
	return parent
}

func draw(nodes []assay.BootNode, edges [][2]int, conditions []string, answering map[string]string) *picture {
	l := arrange(len(nodes), edges, rowHeight)
	p := &picture{}
	labels, note := labels(nodes), notes(edges, conditions)
	for i, n := range nodes {
		d := drawnNode{Y: round(l.y[i] + graphMargin), Label: labels[i], Title: report.Plain(n.ID), Kind: "plain", Address: note[i]}
		if a := answering[n.ID]; a != "" {
			d.Kind = "service"
			d.Address = strings.TrimSuffix(a+" · "+note[i], " · ")
		}
		d.Address = report.Shorten(d.Address, noteChars)
		p.Nodes = append(p.Nodes, d)
	}
	x, width := columnsAt(p.Nodes, l)
	for i := range p.Nodes {
		d := &p.Nodes[i]
		d.X = round(x[l.column[i]])
		d.TextX = round(d.X + 9)
		p.Height = max(p.Height, d.Y+graphMargin+8)
	}
	p.Width, p.Height = round(width), round(p.Height)
	p.Wide = p.Width > 700
	for i, e := range edges {
		p.Edges = append(p.Edges, drawnEdge{edgePath(l.chains[i], l, x, p.Nodes), conditions[i] != "", l.column[e[1]] < l.column[e[0]]})
	}
	return p
}

// notes says below a node on which condition it is started, where all that
// start it ask for one.
func notes(edges [][2]int, conditions []string) map[int]string {
	free := map[int]bool{}
	out := map[int]string{}
	for i, e := range edges {
		switch {
		case conditions[i] == "":
			free[e[1]] = true
		case out[e[1]] == "":
			out[e[1]] = report.Plain(conditions[i])
		default:
			out[e[1]] = "on several conditions"
		}
	}
	for v := range free {
		delete(out, v)
	}
	return out
}

// columnsAt gives each column its left edge, and the width of them all.
func columnsAt(nodes []drawnNode, l *layered) (x []float64, width float64) {
	widths := make([]float64, len(l.columns))
	for i, n := range nodes {
		c := l.column[i]
		widths[c] = max(widths[c], 14+charWidth*float64(report.Width(n.Label)), 14+noteWidth*float64(report.Width(n.Address)))
	}
	at := graphMargin
	for _, w := range widths {
		x = append(x, at)
		at += w + columnGap
	}
	return x, at - columnGap + graphMargin
}

// labels names nodes by their file name, with the folder before it where two
// would read the same.
func labels(nodes []assay.BootNode) []string {
	times := map[string]int{}
	short := make([]string, len(nodes))
	for i, n := range nodes {
		short[i] = report.Plain(n.Label)
		if short[i] == "" {
			short[i] = report.Plain(n.ID)
		}
		if strings.Contains(short[i], "/") && !strings.Contains(short[i], " ") {
			short[i] = path.Base(short[i])
		}
		times[short[i]]++
	}
	for i, n := range nodes {
		if times[short[i]] > 1 && strings.Contains(n.ID, "/") {
			short[i] = path.Base(path.Dir(report.Plain(n.ID))) + "/" + short[i]
		}
		short[i] = report.Shorten(short[i], labelChars)
	}
	return short
}

// edgePath is a smooth line through the places of an edge, from the end of the
// first label to the mark of the last.
func edgePath(chain []int, l *layered, x []float64, nodes []drawnNode) string {
	var b strings.Builder
	if last := chain[len(chain)-1]; l.column[chain[0]] == l.column[last] { // a bow on the left
		cx := round(x[l.column[last]] - 5)
		return fmt.Sprintf("M%g %gC%g %g %g %g %g %g", cx, nodes[chain[0]].Y, cx-12, nodes[chain[0]].Y, cx-12, nodes[last].Y, cx, nodes[last].Y)
	}
	for k, v := range chain {
		cx, cy := x[l.column[v]]-5, l.y[v]+graphMargin
		if k == 0 {
			start := nodes[v].TextX + charWidth*float64(report.Width(nodes[v].Label)) + 5
			fmt.Fprintf(&b, "M%g %g", round(start), round(cy))
			if end := x[l.column[v]+1] - columnGap; end > start {
				fmt.Fprintf(&b, "H%g", round(end))
			}
			continue
		}
		from := chain[k-1]
		fy := l.y[from] + graphMargin
		sx := x[l.column[v]] - columnGap
		if k > 1 { // through an empty place
			fmt.Fprintf(&b, "H%g", round(sx))
		}
		mid := (sx + cx) / 2
		fmt.Fprintf(&b, "C%g %g %g %g %g %g", round(mid), round(fy), round(mid), round(cy), round(cx), round(cy))
	}
	return b.String()
}
