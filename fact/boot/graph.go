package boot

import (
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/fact/services/daemons"
)

const maxEdges = 2000

// edge is one call as the graph shows it.
type edge struct {
	from, to   string
	where      assay.Where
	condition  string
	fromWhere  assay.Where
	conditions bool // the condition is one of all calls between the two
}

// link notes the calls along a chain; the condition belongs to the last of them.
func (d *device) link(steps []Step, condition string) {
	if len(d.edges) > maxEdges {
		return
	}
	for i := 1; i < len(steps); i++ {
		e := edge{from: steps[i-1].Path, to: steps[i].Path, where: steps[i].Where, fromWhere: steps[i-1].Where}
		if i == len(steps)-1 {
			e.condition, e.conditions = condition, true
		}
		d.edges = append(d.edges, e)
	}
}

// graph draws tables, scripts and the programs that stay.
func (d *device) graph() assay.Boot {
	for i := range d.g.Programs {
		if p := &d.g.Programs[i]; p.drawn() && len(p.Chain) > 0 {
			steps := append(append([]Step(nil), p.Chain...), Step{Path: p.id(), Label: p.Name, Where: p.place()})
			d.link(steps, p.Condition())
		}
	}
	nodes, edges := make(map[string]assay.BootNode), make(map[[2]string]*assay.BootEdge)
	sure := make(map[[2]string]bool)
	for _, e := range d.edges {
		if e.from == e.to {
			continue
		}
		node(nodes, e.from, e.fromWhere)
		node(nodes, e.to, e.where)
		key := [2]string{e.from, e.to}
		if edges[key] == nil {
			edges[key] = &assay.BootEdge{From: e.from, To: e.to}
		}
		switch {
		case !e.conditions || sure[key]:
		case e.condition == "":
			sure[key], edges[key].Condition = true, ""
		case edges[key].Condition == "":
			edges[key].Condition = e.condition
		}
	}
	return sorted(nodes, edges)
}

func node(nodes map[string]assay.BootNode, id string, where assay.Where) {
	if _, ok := nodes[id]; ok {
		return
	}
	n := assay.BootNode{ID: id, Label: strings.TrimPrefix(id, "run:")}
	if where.Path != "" {
		w := where
		w.Line = 0
		n.Where = &w
	}
	nodes[id] = n
}

func sorted(nodes map[string]assay.BootNode, edges map[[2]string]*assay.BootEdge) assay.Boot {
	out := assay.Boot{Nodes: []assay.BootNode{}, Edges: []assay.BootEdge{}}
	for _, n := range nodes {
		out.Nodes = append(out.Nodes, n)
	}
	for _, e := range edges {
		out.Edges = append(out.Edges, *e)
	}
	sort.Slice(out.Nodes, func(i, j int) bool { return out.Nodes[i].ID < out.Nodes[j].ID })
	sort.Slice(out.Edges, func(i, j int) bool {
		if out.Edges[i].From != out.Edges[j].From {
			return out.Edges[i].From < out.Edges[j].From
		}
		return out.Edges[i].To < out.Edges[j].To
	})
	return out
}

// drawn says whether a program belongs into the picture: it stays, or it is
// known to listen. Tools that end by themselves would hide the rest.
func (p *Program) drawn() bool {
	return p.Stays || p.TTY != "" || daemons.Lookup(p.Name) != nil
}

func (p *Program) id() string {
	if p.TTY != "" {
		return "run:" + p.Name + " on " + p.TTY
	}
	return "run:" + p.Name
}

func (p *Program) place() assay.Where {
	if p.Node == nil {
		return assay.Where{}
	}
	return p.Node.At(0)
}
