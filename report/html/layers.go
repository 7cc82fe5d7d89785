package html

import "sort"

// layered places a graph in columns: a node stands in the column of its shortest
// way from a root, long edges pass through empty places, and the order within a
// column follows the neighbours (Sugiyama, Tagawa and Toda 1981, kept small). An
// edge that leads back to the left is laid out as if it led to the right.
type layered struct {
	columns [][]int // places per column, top to bottom; numbers from n on are empty places
	column  []int
	y       []float64
	out, in [][]int // edges between neighbouring columns
	chains  [][]int // per edge: the places it passes through, left to right, ends included
}

// arrange lays out n nodes. Edges are pairs of node numbers; edges of a node to
// itself must have been left out.
func arrange(n int, edges [][2]int, height float64) *layered {
	l := &layered{column: make([]int, n), chains: make([][]int, len(edges))}
	l.assignColumns(n, edges)
	l.route(n, edges)
	for range 6 {
		l.order(l.in, false)
		l.order(l.out, true)
	}
	l.place(height)
	return l
}

// assignColumns walks breadth first from the nodes that nothing starts, then
// from what that did not reach, which lies on circles.
func (l *layered) assignColumns(n int, edges [][2]int) {
	next := make([][]int, n)
	started := make([]bool, n)
	for _, e := range edges {
		next[e[0]] = append(next[e[0]], e[1])
		started[e[1]] = true
	}
	seen := make([]bool, n)
	var queue []int
	visit := func(v, column int) {
		if !seen[v] {
			seen[v], l.column[v] = true, column
			queue = append(queue, v)
		}
	}
	walk := func() {
		for ; len(queue) > 0; queue = queue[1:] {
			for _, to := range next[queue[0]] {
				visit(to, l.column[queue[0]]+1)
			}
		}
	}
	for v := range n {
		if !started[v] {
			visit(v, 0)
		}
	}
	walk()
	for v := range n {
		visit(v, 0)
		walk()
	}
}

func (l *layered) route(n int, edges [][2]int) {
	for v := range n {
		l.put(v, l.column[v])
	}
	for i, e := range edges {
		a, b := e[0], e[1]
		if l.column[b] < l.column[a] {
			a, b = b, a
		}
		chain := []int{a}
		for c := l.column[a] + 1; c < l.column[b]; c++ {
			v := len(l.column)
			l.column = append(l.column, c)
			l.put(v, c)
			chain = append(chain, v)
		}
		l.chains[i] = append(chain, b)
	}
	l.in, l.out = make([][]int, len(l.column)), make([][]int, len(l.column))
	for _, chain := range l.chains {
		if l.column[chain[0]] == l.column[chain[len(chain)-1]] {
			continue // neighbours in one column do not pull
		}
		for k := 1; k < len(chain); k++ {
			l.out[chain[k-1]] = append(l.out[chain[k-1]], chain[k])
			l.in[chain[k]] = append(l.in[chain[k]], chain[k-1])
		}
	}
}

func (l *layered) put(v, column int) {
	for len(l.columns) <= column {
		l.columns = append(l.columns, nil)
	}
	l.columns[column] = append(l.columns[column], v)
}

// order sorts each column by the mean position of its neighbours.
func (l *layered) order(neighbours [][]int, fromRight bool) {
	position := make([]float64, len(l.column))
	for _, col := range l.columns {
		for i, v := range col {
			position[v] = float64(i)
		}
	}
	for k := range l.columns {
		c := k
		if fromRight {
			c = len(l.columns) - 1 - k
		}
		col := l.columns[c]
		mean := map[int]float64{}
		for _, v := range col {
			mean[v] = average(neighbours[v], position, position[v])
		}
		sort.SliceStable(col, func(i, j int) bool { return mean[col[i]] < mean[col[j]] })
		for i, v := range col {
			position[v] = float64(i)
		}
	}
}

func average(of []int, position []float64, otherwise float64) float64 {
	if len(of) == 0 {
		return otherwise
	}
	sum := 0.0
	for _, v := range of {
		sum += position[v]
	}
	return sum / float64(len(of))
}

// place gives each place its height: near its neighbours, never closer than
// height to the one above.
func (l *layered) place(height float64) {
	l.y = make([]float64, len(l.column))
	for _, col := range l.columns {
		for i, v := range col {
			l.y[v] = float64(i) * height
		}
	}
	for range 4 {
		for _, col := range l.columns {
			l.settle(col, l.in, height)
		}
		for i := len(l.columns) - 1; i >= 0; i-- {
			l.settle(l.columns[i], l.out, height)
		}
	}
	top := 0.0
	for i, y := range l.y {
		if i == 0 || y < top {
			top = y
		}
	}
	for i := range l.y {
		l.y[i] -= top
	}
}

// settle moves the places of a column towards the mean of their neighbours and
// spreads those that would overlap evenly around where they want to be.
func (l *layered) settle(col []int, neighbours [][]int, height float64) {
	type block struct{ want, n float64 } // members stand height apart from want
	var blocks []block
	for _, v := range col {
		b := block{average(neighbours[v], l.y, l.y[v]), 1}
		for len(blocks) > 0 {
			last := blocks[len(blocks)-1]
			if last.want+last.n*height <= b.want {
				break
			}
			// Together they stand where their members want to be on average.
			b.want = (last.want*last.n + (b.want-last.n*height)*b.n) / (last.n + b.n)
			b.n += last.n
			blocks = blocks[:len(blocks)-1]
		}
		blocks = append(blocks, b)
	}
	i := 0
	for _, b := range blocks {
		for k := range int(b.n) {
			l.y[col[i]] = b.want + float64(k)*height
			i++
		}
	}
}
