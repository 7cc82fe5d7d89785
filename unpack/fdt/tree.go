package fdt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// Limits of a tree.
const (
	maxDepth = 64
	maxNodes = 100_000
	maxSize  = 256 << 20
)

var errTree = errors.New("not a device tree")

// Tree is a flattened device tree.
type Tree struct {
	Size int // bytes it takes, data outside of it not counted
	Root *Node
}

// Node is a node with its properties and children in the order they stand in.
type Node struct {
	Name     string
	Props    []Prop
	Children []*Node
}

// Prop is a property. Value is shared with the bytes that were parsed.
type Prop struct {
	Name   string
	Value  []byte
	Offset int // of the value in the file
}

// Child returns the child of that name, or nil.
func (n *Node) Child(name string) *Node {
	for _, c := range n.Children {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Prop returns the property of that name, or nil.
func (n *Node) Prop(name string) *Prop {
	for i := range n.Props {
		if n.Props[i].Name == name {
			return &n.Props[i]
		}
	}
	return nil
}

// Text returns a property as text, empty where there is none.
func (n *Node) Text(name string) string {
	p := n.Prop(name)
	if p == nil {
		return ""
	}
	text, _, _ := bytes.Cut(p.Value, []byte{0})
	return string(text)
}

// Number returns a property that is one number.
func (n *Node) Number(name string) (int, bool) {
	p := n.Prop(name)
	if p == nil {
		return 0, false
	}
	return number(p.Value)
}

func (n *Node) walk(visit func(*Node)) {
	visit(n)
	for _, c := range n.Children {
		c.walk(visit)
	}
}

// Tokens of the structure block; Devicetree Specification, 5.4.1.
const (
	tokenBegin = 1
	tokenEnd   = 2
	tokenProp  = 3
	tokenNop   = 4
	tokenDone  = 9
)

// parser walks the structure block.
type parser struct {
	data    []byte // the whole tree
	strings []byte
	at, end int
	nodes   int
}

// Parse reads the device tree at the start of data.
func Parse(data []byte) (*Tree, error) {
	if len(data) < 40 || binary.BigEndian.Uint32(data) != 0xd00dfeed {
		return nil, errTree
	}
	field := func(i int) int { return int(binary.BigEndian.Uint32(data[4*i:])) }
	size, structure, stringsAt, version, last := field(1), field(2), field(3), field(5), field(6)
	stringsSize, structureSize := field(8), field(9)
	if version < 16 || last > 17 || last > version || size < 40 || size > maxSize {
		return nil, errTree
	}
	if size > len(data) {
		return nil, fmt.Errorf("%w: it says %d bytes, there are %d", errTree, size, len(data))
	}
	if version < 17 {
		structureSize = size - structure
	}
	if structure%4 != 0 || structure < 40 || structureSize < 0 || structure+structureSize > size || stringsAt+stringsSize > size {
		return nil, errTree
	}
	p := &parser{data: data[:size], strings: data[stringsAt : stringsAt+stringsSize], at: structure, end: structure + structureSize}
	root, err := p.root()
	if err != nil {
		return nil, err
	}
	return &Tree{Size: size, Root: root}, nil
}

func (p *parser) token() (uint32, error) {
	if p.end-p.at < 4 {
		return 0, fmt.Errorf("%w: no end", errTree)
	}
	t := binary.BigEndian.Uint32(p.data[p.at:])
	p.at += 4
	return t, nil
}

func (p *parser) root() (*Node, error) {
	for {
		t, err := p.token()
		if err != nil {
			return nil, err
		}
		if t == tokenBegin {
			return p.node(0)
		}
		if t != tokenNop {
			return nil, errTree
		}
	}
}

func (p *parser) node(depth int) (*Node, error) {
	if p.nodes++; depth > maxDepth || p.nodes > maxNodes {
		return nil, fmt.Errorf("%w: too large", errTree)
	}
	i := bytes.IndexByte(p.data[p.at:p.end], 0)
	if i < 0 || i > 255 {
		return nil, errTree
	}
	n := &Node{Name: string(p.data[p.at : p.at+i])}
	p.at = (p.at + i + 4) &^ 3
	for {
		t, err := p.token()
		if err != nil {
			return nil, err
		}
		switch t {
		case tokenNop:
		case tokenEnd:
			return n, nil
		case tokenProp:
			prop, err := p.prop()
			if err != nil {
				return nil, err
			}
			n.Props = append(n.Props, prop)
		case tokenBegin:
			child, err := p.node(depth + 1)
			if err != nil {
				return nil, err
			}
			n.Children = append(n.Children, child)
		default:
			return nil, errTree
		}
	}
}

func (p *parser) prop() (Prop, error) {
	if p.end-p.at < 8 {
		return Prop{}, errTree
	}
	size, name := int(binary.BigEndian.Uint32(p.data[p.at:])), int(binary.BigEndian.Uint32(p.data[p.at+4:]))
	p.at += 8
	if size > p.end-p.at || name >= len(p.strings) {
		return Prop{}, errTree
	}
	label, _, ok := bytes.Cut(p.strings[name:], []byte{0})
	if !ok || len(label) > 255 {
		return Prop{}, errTree
	}
	prop := Prop{Name: string(label), Value: p.data[p.at : p.at+size : p.at+size], Offset: p.at}
	p.at = min((p.at+size+3)&^3, p.end)
	return prop, nil
}
