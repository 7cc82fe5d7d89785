// Package firmware collects a firmware image: a file, an unpacked folder, a
// folder of partition dumps, or an archive of any of these. It reads it once,
// unpacks it into virtual trees, digests every file, and guesses which partition
// the device mounts where, so that a script in one can be followed into another.
//
// It writes nothing, follows no link out of the folder it was given, and lists
// what it did not read.
package firmware

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/unpack"
	"github.com/assay-project/assay/unpack/all"
)

// DefaultCache is how many bytes of decoded files are kept for the checks.
const DefaultCache = 96 << 20

// Options say how to collect. The zero value is what the command uses.
type Options struct {
	Limits unpack.Limits
	Cache  int64     // bytes; DefaultCache when 0
	At     time.Time // handed on to the checks
	// Formats are those looked for; all of them when nil.
	Formats []*unpack.Format
	// Progress is told how far a stage is, in bytes; total is 0 where it is not
	// known. It is called from one goroutine at a time.
	Progress func(stage string, done, total int64)
}

func (o Options) withDefaults() Options {
	if o.Formats == nil {
		o.Formats = all.Formats
	}
	if o.Cache == 0 {
		o.Cache = DefaultCache
	}
	if o.Progress == nil {
		o.Progress = func(string, int64, int64) {}
	}
	return o
}

// Stages of a collection, in order.
const (
	StageRead   = "read"
	StageUnpack = "unpack"
	StageDigest = "digest"
)

// Collected is what came of an image.
type Collected struct {
	Input *check.Input
	// Evidence are the inputs: the image, or the folder and the dumps in it.
	Evidence []assay.Evidence
	Coverage assay.Coverage // Bytes, BytesIdentified and Files are set
	Limits   []assay.Limit
	// Kept is what must be kept to collect the same again: the file as it was
	// given, or the folder in its packed form.
	Kept []Kept

	unmap []func()
}

// Close releases the mapped input. Nothing of the collection may be read after.
func (c *Collected) Close() {
	for _, f := range c.unmap {
		f()
	}
	c.unmap = nil
}

// Kept is something to be kept, under the digest of the bytes that Open gives.
type Kept struct {
	Name string // without any folder above it
	Kind string // file, folder
	ID   string
	Open func() (io.ReadCloser, error)
	// Unread is what of a folder could not be read from the disk.
	Unread []assay.Limit
}

// Problem is why nothing could be collected: one sentence, and what to try.
type Problem struct {
	Path string
	Kind Kind
	Says string // one sentence without the path
	Hint string // what to try; may be empty
	Err  error  // the cause, where there is one
}

// Kind tells problems apart.
type Kind string

// Kinds of problem.
const (
	Missing      Kind = "missing"
	Unreadable   Kind = "unreadable"
	Empty        Kind = "empty"
	Text         Kind = "text"
	NoFileSystem Kind = "no-file-system"
	NotAFile     Kind = "not-a-file"
	TooLarge     Kind = "too-large"
)

func (p *Problem) Error() string {
	msg := p.Path + ": " + p.Says
	if p.Hint != "" {
		msg += "; " + p.Hint
	}
	return msg
}

func (p *Problem) Unwrap() error { return p.Err }

// Collect reads the file or folder at path. Its errors are a *Problem where the
// input is at fault.
func Collect(ctx context.Context, path string, opts Options) (*Collected, error) {
	opts = opts.withDefaults()
	info, err := os.Stat(path)
	if err != nil {
		return nil, statProblem(path, err)
	}
	c := newCollection(ctx, path, opts)
	switch {
	case info.IsDir():
		err = c.folder(path)
	case info.Mode().IsRegular():
		err = c.image(path)
	default:
		err = &Problem{Path: path, Kind: NotAFile, Says: "is neither a file nor a folder", Hint: "copy the flash to a file first"}
	}
	if err != nil {
		c.result.Close()
		return nil, err
	}
	c.finish()
	return c.result, nil
}

// CollectFile collects the bytes of a file that an earlier run kept. Name is the
// file's name, which origins start with.
func CollectFile(ctx context.Context, name string, data []byte, opts Options) (*Collected, error) {
	return again(ctx, name, opts, func(c *collection) error { return c.imageBytes(name, data, digest(data)) })
}

// CollectFolder collects a folder that an earlier run kept (evidence.Pack).
// Unread is what could not be read of it then.
func CollectFolder(ctx context.Context, name string, top *evidence.Node, unread []assay.Limit, opts Options) (*Collected, error) {
	return again(ctx, name, opts, func(c *collection) error {
		for _, l := range unread {
			c.budget.Limit(l.What, l.Where, l.Effect, l.Hides...)
		}
		return c.folderTree(top)
	})
}

func again(ctx context.Context, name string, opts Options, run func(*collection) error) (*Collected, error) {
	c := newCollection(ctx, name, opts.withDefaults())
	c.name, c.result.Input.Name = name, name
	if err := run(c); err != nil {
		c.result.Close()
		return nil, err
	}
	c.finish()
	return c.result, nil
}

func statProblem(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &Problem{Path: path, Kind: Missing, Says: "there is no such file or folder", Hint: "check the path", Err: err}
	case errors.Is(err, fs.ErrPermission):
		return &Problem{Path: path, Kind: Unreadable, Says: "it may not be read", Hint: "change its permissions, or run as a user who may", Err: err}
	}
	return fmt.Errorf("look at %s: %w", path, err)
}

// collection is a run.
type collection struct {
	ctx    context.Context
	opts   Options
	name   string
	budget *unpack.Budget
	cache  *evidence.Cache
	result *Collected
	found  []*found
	blobs  []*evidence.Blob
	claims int
	// folderID sets the evidence of a folder once its files are digested.
	folderID func()
}

// found is a tree with what is known about where it came from.
type found struct {
	tree   *evidence.Tree
	offset int64  // in the image; -1 where it was decoded or is a folder
	nested bool   // out of a file of another tree
	file   string // name of the dump, where the input is a folder of them
}

func newCollection(ctx context.Context, path string, opts Options) *collection {
	name := filepath.Base(path)
	if abs, err := filepath.Abs(path); err == nil {
		name = filepath.Base(abs)
	}
	return &collection{
		ctx: ctx, opts: opts, name: name, budget: unpack.NewBudget(opts.Limits), cache: evidence.NewCache(opts.Cache),
		result: &Collected{Input: &check.Input{Name: name, At: opts.At}},
	}
}

// image collects a single file.
func (c *collection) image(path string) error {
	data, id, err := c.load(path)
	if err != nil {
		return err
	}
	return c.imageBytes(path, data, id)
}

func (c *collection) imageBytes(path string, data []byte, id string) error {
	c.result.Input.Evidence = id
	c.result.Kept = append(c.result.Kept, Kept{Name: c.name, Kind: "file", ID: id, Open: evidence.Bytes(data).Open})
	c.evidence(assay.Evidence{ID: id, Kind: "image", Size: int64(len(data)), Places: []assay.EvidencePlace{{Origin: c.name}}})
	c.unpack(c.name, "", id, data)
	if len(c.found) == 0 && c.claims == 0 {
		return nothing(path, data)
	}
	return c.trees()
}

// load reads a file and digests it.
func (c *collection) load(path string) ([]byte, string, error) {
	data, unmap, err := readFile(path)
	if err != nil {
		return nil, "", err
	}
	if unmap != nil {
		c.result.unmap = append(c.result.unmap, unmap)
	}
	if len(data) == 0 {
		return nil, "", &Problem{Path: path, Kind: Empty, Says: "the file is empty", Hint: "pass a firmware image or the folder of an unpacked root file system"}
	}
	c.opts.Progress(StageRead, int64(len(data)), int64(len(data)))
	return data, digest(data), nil
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func (c *collection) evidence(e assay.Evidence) { c.result.Evidence = append(c.result.Evidence, e) }

// unpack opens what is in the bytes of one file.
func (c *collection) unpack(origin, file, id string, data []byte) {
	c.opts.Progress(StageUnpack, 0, int64(len(data)))
	out := unpack.Unpack(c.ctx, c.opts.Formats, c.budget, unpack.Input{Origin: origin, Evidence: id, Data: data})
	for _, t := range out.Trees {
		c.add(&found{tree: t.Tree, offset: t.Offset, file: file})
	}
	c.blobs = append(c.blobs, out.Blobs...)
	c.result.Input.Regions = append(c.result.Input.Regions, out.Regions...)
	c.claims += out.Claims
	c.result.Coverage.Bytes += int64(len(data))
	for _, r := range out.Regions {
		if r.Identified {
			c.result.Coverage.BytesIdentified += r.Size
		}
	}
	c.opts.Progress(StageUnpack, int64(len(data)), int64(len(data)))
}

// add takes in a tree. Roots that lie below the top of an archive, as in a tar
// of "squashfs-root/…", become trees of their own.
func (c *collection) add(f *found) {
	if archiveFormat[f.tree.Format] && rootScore(f.tree) == 0 {
		for _, t := range detach(f.tree) {
			below := *f
			below.tree = t
			c.found = append(c.found, &below)
		}
		if len(f.tree.Files()) == 0 && len(f.tree.Root.Children()) == 0 {
			return
		}
	}
	c.found = append(c.found, f)
}

// trees digests the files of all trees and unpacks the archives among them, and
// those in these.
func (c *collection) trees() error {
	for from := 0; from < len(c.found); {
		batch := c.found[from:]
		from = len(c.found)
		archives, err := c.digest(batch)
		if err != nil {
			return err
		}
		if c.folderID != nil {
			c.folderID()
			c.folderID = nil
		}
		for _, a := range archives {
			c.nested(a)
		}
	}
	return c.ctx.Err() // what was given up half-way must not pass for a result
}

// finish makes the result of what was found.
func (c *collection) finish() {
	in := c.result.Input
	trees := c.stitch()
	in.Device = evidence.Stitch(trees)
	for _, t := range trees {
		if in.Device == nil || t.Mount == "" {
			in.Loose = append(in.Loose, t)
		}
	}
	in.Blobs = c.blobs
	for _, t := range in.Trees() {
		c.result.Coverage.Files += len(t.Files())
	}
	c.result.Limits = append(c.result.Limits, c.budget.Met()...)
}
