package firmware

import (
	"io/fs"

	"github.com/assay-project/assay/evidence"
)

// settleModes marks the modes of a folder as unknown where the copy seems to
// have lost them: git, zip and a copy by an ordinary user keep one mode for
// files, one for programs and one for folders. A real root file system nearly
// always has another one somewhere, /etc/shadow or a set-uid busybox.
func settleModes(t *evidence.Tree) {
	kept := false
	_ = t.Walk(func(p string, n *evidence.Node) error {
		if p != "." && !usual(n.Mode) {
			kept = true
			return fs.SkipAll
		}
		return nil
	})
	if kept {
		return
	}
	_ = t.Walk(func(_ string, n *evidence.Node) error {
		n.ModeUnknown = true
		return nil
	})
}

// usual reports whether a mode is what a file gets from the umask alone.
func usual(m fs.FileMode) bool {
	if m&fs.ModeSymlink != 0 {
		return true
	}
	if m&(fs.ModeSetuid|fs.ModeSetgid|fs.ModeSticky|fs.ModeDevice|fs.ModeNamedPipe) != 0 {
		return false
	}
	switch m.Perm() {
	case 0o644, 0o755, 0o664, 0o775:
		return true
	}
	return false
}
