package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// ramdisk packs a folder as a uImage with a compressed cpio archive, the root file
// system of devices too small for a flash file system. What lies in FOLDER.modes
// is applied as mksquashfs does: links, devices, modes.
func ramdisk(dir, label string) ([]byte, error) {
	a := &archive{special: make(map[string][]string)}
	text, err := os.ReadFile(dir + ".modes")
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	for _, line := range strings.Split(string(text), "\n") {
		if f := strings.Fields(line); len(f) >= 5 {
			a.special[strings.TrimPrefix(f[0], "/")] = f[1:]
		}
	}
	if err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == dir {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		return a.file(name, filepath.ToSlash(rel), d)
	}); err != nil {
		return nil, err
	}
	if err := a.added(); err != nil {
		return nil, err
	}
	a.entry("TRAILER!!!", 0, nil)
	var out bytes.Buffer
	zip, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := zip.Write(a.buf.Bytes()); err != nil {
		return nil, err
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	return uImage(out.Bytes(), label, 3), nil
}

// archive is a cpio archive in the "new ASCII" form (cpio(5)), files in the order
// of their names, owned by root, all of one time.
type archive struct {
	buf     bytes.Buffer
	special map[string][]string // by name: kind, mode, owner, group and what follows
	inode   int
}

const (
	isDir  = 0o040000
	isFile = 0o100000
	isLink = 0o120000
)

func (a *archive) file(name, rel string, d fs.DirEntry) error {
	mode, data := uint64(isFile|0o644), []byte(nil)
	if d.IsDir() {
		mode = isDir | 0o755
	} else {
		var err error
		if data, err = os.ReadFile(name); err != nil {
			return err
		}
		if info, err := d.Info(); err == nil && info.Mode()&0o100 != 0 {
			mode |= 0o111
		}
	}
	if s := a.special[rel]; s != nil {
		bits, err := strconv.ParseUint(s[1], 8, 16)
		if err != nil {
			return fmt.Errorf("mode of %s: %w", rel, err)
		}
		mode = mode&^0o7777 | bits
		delete(a.special, rel)
	}
	a.entry(rel, mode, data)
	return nil
}

// added enters what only the list of modes has: folders and links. Devices are
// left out; the kernel makes them.
func (a *archive) added() error {
	names := make([]string, 0, len(a.special))
	for name := range a.special {
		names = append(names, name)
	}
	sort.Strings(names) // a folder before what is in it
	for _, name := range names {
		switch s := a.special[name]; s[0] {
		case "d":
			a.entry(name, isDir|0o755, nil)
		case "s":
			if len(s) < 5 {
				return fmt.Errorf("link %s leads nowhere", name)
			}
			a.entry(name, isLink|0o777, []byte(s[4]))
		}
	}
	return nil
}

func (a *archive) entry(name string, mode uint64, data []byte) {
	a.inode++
	fmt.Fprintf(&a.buf, "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", a.inode, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name)+1, 0)
	a.buf.WriteString(path.Clean(name) + "\x00")
	a.pad()
	a.buf.Write(data)
	a.pad()
}

func (a *archive) pad() {
	for a.buf.Len()%4 != 0 {
		a.buf.WriteByte(0)
	}
}
