// Package fdt reads flattened device trees, and U-Boot's FIT images, which are
// device trees with kernels and file systems in them. The parts of a FIT are
// unpacked; the tree itself is kept, because it says whether the image is signed.
//
// The layout is that of the Devicetree Specification 0.4, chapter 5, and of
// U-Boot, doc/usage/fit/source_file_format.rst.
package fdt

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-project/assay/unpack"
)

// Format is the flattened device tree, FIT images included.
var Format = &unpack.Format{
	Name:     "fdt",
	Doc:      "flattened device tree and FIT image; Devicetree Specification 0.4, U-Boot source_file_format",
	Magics:   []unpack.Magic{{Bytes: []byte{0xd0, 0x0d, 0xfe, 0xed}}},
	Identify: identify,
	Open:     open,
}

func identify(data []byte) (unpack.Found, error) {
	t, err := Parse(data)
	if err != nil {
		return unpack.Found{}, fmt.Errorf("%w: %w", unpack.ErrNot, err)
	}
	found := unpack.Found{Size: int64(t.Size), Proof: unpack.Closed}
	found.Note = t.describe()
	images := t.images()
	if images == nil {
		return found, nil
	}
	found.Note = fmt.Sprintf("FIT, %d images, %s", len(images), t.signatures())
	for _, i := range images {
		if i.err == nil {
			found.Size = max(found.Size, int64(i.end))
		}
	}
	if found.Size > int64(len(data)) {
		found.Size, found.Truncated, found.Proof = int64(len(data)), true, unpack.Plausible
	}
	return found, nil
}

func clip(s string) string { return s[:min(len(s), 64)] }

func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	t, err := Parse(data)
	if err != nil {
		return nil, err
	}
	images := t.images()
	if images == nil {
		return &unpack.Contents{Parts: []unpack.Part{{Data: data[:t.Size], Offset: 0, Format: "fdt", Leaf: true}}}, nil
	}
	contents := &unpack.Contents{Parts: []unpack.Part{{Data: data[:t.Size], Offset: -1, Format: "fit", Leaf: true}}}
	for _, i := range images {
		if i.err == nil && i.end > len(data) {
			i.err = unpack.ErrTruncated
		}
		if i.err == nil {
			i.verify(job, data[i.start:i.end])
		}
		if i.err != nil {
			job.Limit(fmt.Sprintf("FIT image %q: %v", clip(i.name), i.err), "it was not unpacked")
			continue
		}
		contents.Parts = append(contents.Parts, unpack.Part{Name: strings.ReplaceAll(clip(i.name), "!", "_"), Data: data[i.start:i.end], Offset: int64(i.start), Format: i.kind})
	}
	return contents, nil
}

// image is a node under /images of a FIT.
type image struct {
	name, kind string
	start, end int // in the file
	node       *Node
	err        error
}

// images returns the images of a FIT in the order of their data, nil for a plain
// device tree.
func (t *Tree) images() []image {
	folder := t.Root.Child("images")
	if folder == nil {
		return nil
	}
	images := []image{}
	for _, n := range folder.Children {
		i := image{name: n.Name, kind: n.Text("type"), node: n}
		size, sized := n.Number("data-size")
		switch {
		case n.Prop("data") != nil:
			p := n.Prop("data")
			i.start, i.end = p.Offset, p.Offset+len(p.Value)
		case sized:
			i.start, i.err = t.external(n)
			i.end = i.start + size
		default:
			i.err = fmt.Errorf("%w: no data", unpack.ErrUnsupported)
		}
		images = append(images, i)
	}
	slices.SortStableFunc(images, func(a, b image) int { return cmp.Compare(a.start, b.start) })
	return images
}

// external is where data outside the tree starts: counted from behind the tree,
// or from the start of the file.
func (t *Tree) external(n *Node) (int, error) {
	if at, ok := n.Number("data-position"); ok {
		return at, nil
	}
	if at, ok := n.Number("data-offset"); ok {
		return (t.Size+3)&^3 + at, nil
	}
	return 0, fmt.Errorf("%w: size of data without its place", unpack.ErrUnsupported)
}

// signatures says which signature nodes a FIT has.
func (t *Tree) signatures() string {
	var algos []string
	count := 0
	t.Root.walk(func(n *Node) {
		if strings.HasPrefix(n.Name, "signature") && n.Prop("value") != nil {
			if count++; count <= 4 {
				algos = append(algos, clip(n.Text("algo")))
			}
		}
	})
	if count == 0 {
		return "no signature"
	}
	return fmt.Sprintf("%d signatures (%s)", count, strings.Join(algos, ", "))
}

// number reads a big-endian number of four or eight bytes.
func number(b []byte) (int, bool) {
	switch len(b) {
	case 4:
		return int(binary.BigEndian.Uint32(b)), true
	case 8:
		n := binary.BigEndian.Uint64(b)
		return int(n), n < 1<<40
	}
	return 0, false
}
