package unpack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/evidence"
)

// Input is a run of bytes to unpack.
type Input struct {
	Origin   string // path chain so far, the name of the file for an image
	Evidence string // id of the image the bytes come from
	Data     []byte
	// Depth is how many containers the bytes were taken out of already.
	Depth int
	// Decoded is set where Data has no place of its own in the image.
	Decoded bool
}

// Output is what came out. Trees are not sealed yet.
type Output struct {
	Trees []Tree
	Blobs []*evidence.Blob
	// Regions cover the input's bytes without gap or overlap; empty for decoded input.
	Regions []assay.Region
	// Claims is how many containers were recognised at the top.
	Claims int
}

// Tree is a tree with its place.
type Tree struct {
	*evidence.Tree
	Offset int64 // of the container in the input; -1 where it lies in decoded bytes
}

// Chain adds a step to a path chain: "flash.bin!squashfs@0x240000". The offset
// counts from the start of the run of bytes the container lies in, and is left
// out where it is 0.
func Chain(origin, format string, offset int64) string {
	if offset == 0 {
		return origin + "!" + format
	}
	return origin + "!" + format + "@0x" + strconv.FormatInt(offset, 16)
}

// Unpack finds the containers in the input, opens them, and goes on with what is
// in them, except for the files of trees: those are left to the caller, who
// reads them anyway. Whatever was not read is a limit of the budget.
func Unpack(ctx context.Context, formats []*Format, budget *Budget, in Input) *Output {
	r := &runner{ctx: ctx, formats: formats, budget: budget, evidence: in.Evidence, out: &Output{}}
	r.out.Claims = r.bytes(place{origin: in.Origin, data: in.Data, depth: in.Depth, decoded: in.Decoded})
	return r.out
}

// Sniff reports whether a format recognises the start of data. It is cheap, and
// asks only formats with a magic: a file inside a file system is tried as an
// archive only where it looks like one.
func Sniff(formats []*Format, data []byte) bool {
	for _, f := range formats {
		if !f.Starts(data) {
			continue
		}
		if _, err := safeIdentify(f, data); err == nil {
			return true
		}
	}
	return false
}

// Starts is Sniff by the magics alone, for data that is only the beginning.
func Starts(formats []*Format, data []byte) bool {
	for _, f := range formats {
		if f.Starts(data) {
			return true
		}
	}
	return false
}

// minBlob is the size below which unidentified bytes in an image are counted but
// not kept as a blob: nothing readable fits in.
const minBlob = 16

type runner struct {
	ctx      context.Context
	formats  []*Format
	budget   *Budget
	evidence string
	out      *Output
}

// place is a run of bytes on the way through the containers.
type place struct {
	origin  string
	data    []byte
	base    int64 // offset of data in the run that origin names
	depth   int
	decoded bool   // data has no place in the image
	label   string // what the container around it says it is, "kernel"
}

// bytes unpacks one run of bytes and returns how many containers it found.
func (r *runner) bytes(p place) int {
	job := &Job{Context: r.ctx, Origin: p.origin, Budget: r.budget, base: p.base}
	if p.depth >= r.budget.Limits.Depth {
		job.Limit(fmt.Sprintf("containers nested deeper than %d", r.budget.Limits.Depth), "what is inside was not unpacked")
		r.layout(p, 0, p.data, "data", "nested too deep", false)
		r.unknown(p, []span{{0, int64(len(p.data)), false}})
		return 0
	}
	claims := carve(job, r.formats, p.data)
	if r.ctx.Err() != nil {
		job.Limit("stopped: "+r.ctx.Err().Error(), "the rest was not unpacked")
	}
	pos := int64(0)
	var unknown []span
	for _, c := range claims {
		unknown = append(unknown, r.gap(p, pos, c.Offset)...)
		r.claim(p, c)
		pos = c.End()
	}
	unknown = append(unknown, r.gap(p, pos, int64(len(p.data)))...)
	r.unknown(p, unknown)
	return len(claims)
}

// gap lays out bytes between two containers and returns the unknown stretches.
func (r *runner) gap(p place, from, to int64) []span {
	var unknown []span
	for _, s := range gaps(p.data[from:to], from) {
		data := p.data[s.offset : s.offset+s.size]
		switch {
		case s.fill:
			r.layout(p, s.offset, data, "padding", fmt.Sprintf("0x%02X", data[0]), true)
		case bytes.Equal(data, openwrtMark):
			r.layout(p, s.offset, data, "padding", "OpenWrt's end-of-file-system mark", true)
		default:
			format, note := describe(data)
			if p.label != "" && format == "data" {
				format = p.label
			}
			r.layout(p, s.offset, data, format, note, false)
			unknown = append(unknown, s)
		}
	}
	return unknown
}

func (r *runner) layout(p place, offset int64, data []byte, format, note string, identified bool) {
	if !p.decoded && len(data) > 0 {
		r.out.Regions = append(r.out.Regions, region(r.evidence, data, p.base+offset, format, note, identified))
	}
}

// unknown keeps bytes that no format claimed as blobs. Decoded bytes stay in one
// piece: a kernel is read as a whole, whatever was found inside it.
func (r *runner) unknown(p place, spans []span) {
	if len(spans) == 0 {
		return
	}
	if p.decoded {
		format, _ := describe(p.data)
		if p.label != "" {
			format = p.label
		}
		r.out.Blobs = append(r.out.Blobs, &evidence.Blob{Origin: p.origin, Evidence: r.evidence, Format: format, Offset: -1, Data: p.data})
		return
	}
	for _, s := range spans {
		if s.size < minBlob {
			continue
		}
		data := p.data[s.offset : s.offset+s.size]
		format, _ := describe(data)
		if p.label != "" && format == "data" {
			format = p.label
		}
		origin := p.origin
		if s.size != int64(len(p.data)) || p.base != 0 {
			origin = Chain(p.origin, format, p.base+s.offset)
		}
		r.out.Blobs = append(r.out.Blobs, &evidence.Blob{Origin: origin, Evidence: r.evidence, Format: format, Offset: p.base + s.offset, Data: data})
	}
}

// claim opens a container and goes on with what is in it.
func (r *runner) claim(p place, c *Claim) {
	at := place{
		origin: Chain(p.origin, c.Format.Name, p.base+c.Offset), data: p.data[c.Offset:c.End()], base: p.base + c.Offset,
		depth: p.depth + 1, decoded: p.decoded, label: p.label,
	}
	job := &Job{Context: r.ctx, Origin: at.origin, Budget: r.budget}
	contents, err := c.stream, c.err
	for _, l := range c.met {
		r.budget.Limit(l.What, l.Where, l.Effect, l.Hides...)
	}
	if contents == nil {
		contents, err = safeOpen(c.Format, job, at.data)
	}
	if c.Found.Truncated && !errors.Is(err, ErrBudget) {
		job.Limit("the container says it is larger than the bytes there are", "files that lie behind the end are missing")
	}
	if err != nil {
		job.Limit(reason(err), "what could not be read is missing")
	}
	note := c.Found.Note
	if contents != nil && contents.Note != "" {
		note = contents.Note
	}
	if contents == nil {
		r.layout(at, 0, at.data, c.Format.Name, note, true)
		r.unknownContents(at, c)
		return
	}
	if contents.Root != nil {
		offset := at.base
		if at.decoded {
			offset = -1
		}
		r.out.Trees = append(r.out.Trees, Tree{&evidence.Tree{
			Root: contents.Root, Format: c.Format.Name, Origin: at.origin, Evidence: r.evidence,
			Mount: contents.Mount, ReadOnly: contents.ReadOnly,
		}, offset})
	}
	r.parts(at, c, contents, note)
}

// unknownContents keeps a container that could not be opened as a blob, so that
// its bytes can still be searched.
func (r *runner) unknownContents(at place, c *Claim) {
	offset := at.base
	if at.decoded {
		offset = -1
	}
	r.out.Blobs = append(r.out.Blobs, &evidence.Blob{Origin: at.origin, Evidence: r.evidence, Format: c.Format.Name, Offset: offset, Data: at.data})
}

// parts lays out a container and unpacks its parts. A part with a place in the
// container is laid out itself; what lies between the parts belongs to the
// container.
func (r *runner) parts(at place, c *Claim, contents *Contents, note string) {
	pos := int64(0)
	for _, part := range contents.Parts {
		label := part.Format
		if label == "" && len(contents.Parts) == 1 {
			label = at.label
		}
		in := place{data: part.Data, depth: at.depth, label: label}
		in.origin = at.origin
		if part.Name != "" {
			in.origin += "!" + part.Name
		}
		if part.Offset < pos || !within(at.data, part) {
			in.decoded = true
			r.part(in, part, note)
			continue
		}
		in.base, in.decoded = at.base+part.Offset, at.decoded
		r.layout(at, pos, at.data[pos:part.Offset], c.Format.Name, note, true)
		r.part(in, part, note)
		pos = part.Offset + int64(len(part.Data))
	}
	r.layout(at, pos, at.data[pos:], c.Format.Name, note, true)
}

// within reports whether the part is the very bytes of the container that its
// offset says.
func within(data []byte, part Part) bool {
	n := int64(len(part.Data))
	return n > 0 && part.Offset+n <= int64(len(data)) && &data[part.Offset] == &part.Data[0]
}

// part goes on with a part, or keeps it as it is.
func (r *runner) part(in place, part Part, note string) {
	if !part.Leaf {
		r.bytes(in)
		return
	}
	offset := in.base
	if in.decoded {
		offset = -1
	}
	r.layout(in, 0, in.data, part.Format, note, true)
	r.out.Blobs = append(r.out.Blobs, &evidence.Blob{Origin: in.origin, Evidence: r.evidence, Format: part.Format, Offset: offset, Data: in.data})
}

// openwrtMark ends the root file system of an OpenWrt image: the device makes
// its writable file system from there on.
var openwrtMark = []byte{0xde, 0xad, 0xc0, 0xde}

// reason is an error in a few words for a limit.
func reason(err error) string {
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return "stopped: " + err.Error()
	}
	return err.Error()
}
