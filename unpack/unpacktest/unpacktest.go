// Package unpacktest holds what every container format must keep to, whatever it
// is given: no panic, sizes inside the bytes there are, trees without impossible
// names, memory in proportion. A format's tests call Hostile with a small sample
// of its own making, and its fuzz target calls Fuzz.
package unpacktest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand"
	"runtime"
	"strings"
	"testing"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/unpack"
)

// limits are tight, so that a format which ignores them is found out.
var limits = unpack.Limits{Depth: 8, Decoded: 256 << 20, Held: 32 << 20, Stream: 16 << 20, Ratio: 1000, Files: 20_000}

// maxAlloc is how much memory one small input may take in all, freed or not.
const maxAlloc = 384 << 20

// Job returns a job with tight limits.
func Job() *unpack.Job {
	return &unpack.Job{Context: context.Background(), Origin: "test.bin", Budget: unpack.NewBudget(limits)}
}

// Open identifies a container at the start of data and opens it.
func Open(t testing.TB, f *unpack.Format, data []byte) (unpack.Found, *unpack.Contents, []string) {
	t.Helper()
	found, err := f.Identify(data)
	if err != nil {
		t.Fatalf("identify: %v", err)
	}
	job := Job()
	contents, err := f.Open(job, extent(found, data))
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	var met []string
	for _, l := range job.Budget.Met() {
		met = append(met, l.What)
	}
	return found, contents, met
}

func extent(found unpack.Found, data []byte) []byte {
	if found.Size == 0 {
		return data
	}
	return data[:found.Size]
}

// Lines describes a tree, a line for each node: path, mode, owner, and content in
// quotes, link target or device number.
func Lines(t testing.TB, root *evidence.Node) string {
	t.Helper()
	var b strings.Builder
	tree := &evidence.Tree{Root: root}
	_ = tree.Walk(func(p string, n *evidence.Node) error {
		fmt.Fprintf(&b, "%s %s %d:%d", p, n.Mode, n.UID, n.GID)
		switch {
		case n.IsRegular():
			data, err := evidence.ReadContent(n.Content, 1<<20)
			if err != nil {
				t.Errorf("%s: %v", p, err)
			}
			if len(data) > 64 {
				fmt.Fprintf(&b, " %d bytes", len(data))
			} else {
				fmt.Fprintf(&b, " %q", data)
			}
		case n.IsLink():
			fmt.Fprintf(&b, " -> %s", n.Target)
		case n.Mode&fs.ModeDevice != 0:
			fmt.Fprintf(&b, " %d,%d", n.Major, n.Minor)
		}
		b.WriteByte('\n')
		return nil
	})
	return b.String()
}

// Try does to data what a run does, and returns what is wrong with the format.
func Try(f *unpack.Format, data []byte) (err error) {
	defer func() {
		if r := recover(); r != nil {
			buf := make([]byte, 4<<10)
			err = fmt.Errorf("panic: %v\n%s", r, buf[:runtime.Stack(buf, false)])
		}
	}()
	found, not := f.Identify(data)
	if not != nil {
		return nil
	}
	if found.Size < 0 || found.Size > int64(len(data)) {
		// A claim that does not fit is refused by the carver; formats should not make one.
		return fmt.Errorf("identify says %d bytes, there are %d", found.Size, len(data))
	}
	if found.Proof == 0 {
		return errors.New("identify gives no proof")
	}
	contents, err := f.Open(Job(), extent(found, data))
	if contents == nil {
		if err == nil {
			return errors.New("open gives neither contents nor an error")
		}
		return nil
	}
	return check(contents)
}

// check reads everything in the contents.
func check(c *unpack.Contents) error {
	for _, p := range c.Parts {
		if p.Offset < -1 {
			return fmt.Errorf("part %q at offset %d", p.Name, p.Offset)
		}
	}
	if c.Root == nil {
		return nil
	}
	tree := &evidence.Tree{Root: c.Root}
	left := int64(64 << 20)
	return tree.Walk(func(p string, n *evidence.Node) error {
		if n.IsRegular() != (n.Content != nil) && n.Size > 0 {
			return fmt.Errorf("%s: mode %v and content %v", p, n.Mode, n.Content)
		}
		if n.Content == nil || left <= 0 {
			return nil
		}
		data, err := evidence.ReadContent(n.Content, 4<<20)
		if int64(len(data)) > 4<<20 {
			return fmt.Errorf("%s: %d bytes, asked for %d", p, len(data), 4<<20)
		}
		if err == nil && int64(len(data)) != n.Size {
			return fmt.Errorf("%s: %d bytes, says %d", p, len(data), n.Size)
		}
		left -= int64(len(data)) + 1024
		if r, err := n.Content.Open(); err == nil {
			_, _ = io.CopyN(io.Discard, r, 64<<10)
			r.Close()
		}
		return nil
	})
}

// Hostile cuts the sample short and damages it, at many places.
func Hostile(t *testing.T, f *unpack.Format, sample []byte) {
	t.Helper()
	if err := Try(f, sample); err != nil {
		t.Fatalf("the sample itself: %v", err)
	}
	tries := 0
	try := func(what string, data []byte) {
		tries++
		if err := Try(f, data); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	step := max(1, len(sample)/150)
	for n := 0; n < len(sample); n += step {
		try(fmt.Sprintf("cut to %d bytes", n), sample[:n:n])
	}
	r := rand.New(rand.NewSource(1))
	step = max(1, len(sample)/400)
	for at := 0; at < len(sample) && !t.Failed(); at += step {
		i := at
		if step > 1 {
			i = min(at+r.Intn(step), len(sample)-1)
		}
		for _, b := range []byte{0, 0xff, sample[i] ^ 1, sample[i] ^ 0x80, sample[i] + 1} {
			data := append([]byte(nil), sample...)
			data[i] = b
			try(fmt.Sprintf("byte %d set to %#02x", i, b), data)
		}
	}
	for k := range 300 {
		data := append([]byte(nil), sample...)
		for range 1 + r.Intn(8) {
			i := r.Intn(len(data))
			n := min(1+r.Intn(8), len(data)-i)
			for j := range n {
				data[i+j] = byte(r.Intn(256))
			}
		}
		try(fmt.Sprintf("damage %d", k), data)
	}
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / uint64(tries); each > maxAlloc/16 {
		t.Errorf("%d MiB allocated for each of %d damaged inputs", each>>20, tries)
	}
}

// Fuzz is the body of a format's fuzz target.
func Fuzz(f *testing.F, format *unpack.Format, seeds ...[]byte) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<20 {
			return
		}
		if err := Try(format, data); err != nil {
			t.Fatal(err)
		}
	})
}
