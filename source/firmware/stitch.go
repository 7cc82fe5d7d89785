package firmware

import (
	"fmt"
	"path"
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/evidence"
)

// rootScore says how much a tree looks like the root of a device; 0 when it does
// not. A root has /etc and programs or libraries, and something that only a root
// has: other trees hold /etc and /bin too, as a camera's /system.
func rootScore(t *evidence.Tree) int {
	has := func(name string) bool { return t.Lookup(name) != nil }
	if !has("etc") || !(has("bin") || has("sbin") || has("lib") || has("init")) {
		return 0
	}
	score := 0
	for _, name := range []string{"dev", "proc", "sys", "tmp", "var", "usr", "root", "home", "mnt", "sbin", "bin", "lib", "linuxrc", "init"} {
		if has(name) {
			score++
		}
	}
	for _, name := range []string{"etc/inittab", "etc/passwd", "etc/fstab", "etc/init.d", "bin/sh", "bin/busybox", "sbin/init"} {
		if has(name) {
			score += 2
		}
	}
	if score < 4 {
		return 0
	}
	return score
}

// chosenRoot returns the tree that the device view is built on, or nil: one that
// is no file of another tree, with the highest score, the first of equals.
func (c *collection) chosenRoot() *found {
	var best *found
	var most int
	for _, nested := range []bool{false, true} {
		for _, f := range c.found {
			if f.nested == nested {
				if s := rootScore(f.tree); s > most {
					best, most = f, s
				}
			}
		}
		if best != nil {
			return best
		}
	}
	return nil
}

// archiveFormat are the formats that no device mounts.
var archiveFormat = map[string]bool{"folder": true, "tar": true, "zip": true, "cpio": true}

// fit is a tree that may belong at a mount point.
type fit struct {
	tree  *found
	mount int
	score int
	why   string
}

// Weights of what speaks for a mount point.
const (
	forName      = 40 // the dump or partition is named like the folder
	forPartition = 40 // the partition table says so
	forReference = 5  // a script names a path that is in the tree, each
	maxReference = 6  // so many of these count
	forKind      = 10 // a mount line of that kind of file system
)

// stitch sets the mount points and returns all trees, the root first.
func (c *collection) stitch() []*evidence.Tree {
	var trees []*evidence.Tree
	root := c.chosenRoot()
	if root != nil {
		root.tree.Mount = "/"
		trees = append(trees, root.tree)
		c.place(root)
	}
	for _, f := range c.found {
		if f != root {
			trees = append(trees, f.tree)
		}
	}
	return trees
}

// place guesses where the other trees are mounted.
func (c *collection) place(root *found) {
	var others []*found
	for _, f := range c.found {
		if f != root && !f.nested && !archiveFormat[f.tree.Format] {
			others = append(others, f)
		}
	}
	if len(others) == 0 {
		return
	}
	refs := make(map[string]bool)
	lines := c.lines(root, others, refs)
	mounts := distinct(lines, root, refs)
	table := c.partitions()
	var fits []fit
	for i := range mounts {
		for _, f := range others {
			if s, why := weigh(mounts[i], f, refs, table); s > 0 {
				fits = append(fits, fit{f, i, s, why})
			}
		}
	}
	sort.SliceStable(fits, func(i, j int) bool { return fits[i].score > fits[j].score })
	c.settleFits(fits, mounts, others)
}

// lines gathers mount lines and paths from the scripts of the root, then of the
// other trees.
func (c *collection) lines(root *found, others []*found, refs map[string]bool) []mountLine {
	var lines []mountLine
	for _, f := range append([]*found{root}, others...) {
		scripts(f.tree, func(text string) {
			lines = append(lines, mountLines(text)...)
			references(text, refs)
		})
	}
	return lines
}

// distinct keeps the first line of each folder, and adds the empty folders of
// the root that scripts look into: a program may do the mounting.
func distinct(lines []mountLine, root *found, refs map[string]bool) []mountLine {
	var mounts []mountLine
	seen := make(map[string]bool)
	for _, m := range lines {
		if !seen[m.dir] {
			seen[m.dir] = true
			mounts = append(mounts, m)
		}
	}
	named := make(map[string]bool)
	for ref := range refs {
		for dir := path.Dir(ref); dir != "/"; dir = path.Dir(dir) {
			named[dir] = true
		}
	}
	_ = root.tree.Walk(func(p string, n *evidence.Node) error {
		dir := "/" + p
		if n.IsDir() && len(n.Children()) == 0 && named[dir] && !seen[dir] {
			mounts = append(mounts, mountLine{dir: dir})
		}
		return nil
	})
	return mounts
}

// weigh says how well a tree fits a mount point, 0 for not at all.
func weigh(m mountLine, f *found, refs map[string]bool, table []partition) (int, string) {
	score, why := 0, ""
	if m.device != "" {
		if m.kind != "" && m.kind != "auto" && m.kind != f.tree.Format && !extOf(m.kind, f.tree.Format) {
			return 0, ""
		}
		score, why = forKind, "a mount line of its kind"
	}
	hits := 0
	for ref := range refs {
		if rest, ok := strings.CutPrefix(ref, m.dir+"/"); ok && f.tree.Lookup(rest) != nil {
			hits++
		}
	}
	if m.device == "" && hits < 2 {
		return 0, ""
	}
	if hits > 0 {
		score += forReference * min(hits, maxReference)
		why = fmt.Sprintf("%d paths that scripts name", hits)
	}
	if name := strings.TrimSuffix(f.file, path.Ext(f.file)); name != "" && strings.EqualFold(name, path.Base(m.dir)) {
		score, why = score+forName, "the name of the dump"
	}
	if n := m.partition(); n >= 0 && f.partition(table) == n {
		score, why = score+forPartition, "the partition table"
	}
	return score, why
}

func extOf(kind, format string) bool {
	return format == "ext" && (kind == "ext2" || kind == "ext3" || kind == "ext4")
}

// settleFits gives each tree and each mount point to the best fit. The kind of
// file system alone is enough only where it leaves no choice.
func (c *collection) settleFits(fits []fit, mounts []mountLine, others []*found) {
	used := make(map[int]bool)
	for _, f := range fits {
		if f.tree.tree.Mount != "" || used[f.mount] {
			continue
		}
		if f.score <= forKind {
			if rootScore(f.tree.tree) > 0 || !onlyChoice(f, fits, used) {
				continue
			}
		}
		f.tree.tree.Mount = mounts[f.mount].dir
		used[f.mount] = true
	}
	for _, f := range others {
		if f.tree.Mount == "" && len(mounts) > 0 && len(f.tree.Root.Children()) > 0 {
			c.budget.Limit("where the device mounts this file system is not known", f.tree.Origin, "scripts are not followed into it", assay.AreaStart)
		}
	}
}

// onlyChoice reports whether no other tree fits the mount point, and no other
// mount point the tree.
func onlyChoice(f fit, fits []fit, used map[int]bool) bool {
	for _, g := range fits {
		if g == f || used[g.mount] || g.tree.tree.Mount != "" {
			continue
		}
		if g.mount == f.mount || g.tree == f.tree {
			return false
		}
	}
	return true
}
