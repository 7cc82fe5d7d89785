// Package checktest runs a check on a small device written as a txtar archive
// and compares what it says with what is expected. A case is one file:
//
//	A sentence that says what the case shows.
//	-- etc/passwd --
//	root:$1$abc$…:0:0::/:/bin/sh
//	-- mode --
//	4755 root usr/sbin/update.sh
//	link bin/sh busybox
//	-- want --
//	yes root@/etc/passwd refutes
//
// A line "squashfs" among the modes makes the device one that cannot be written.
//
// Each line of want is "answer about effect", where effect is the strongest
// effect of the observation's bearings ("none" without any) and about is "-"
// where it is empty. A file name that ends in ".hex" or ".b64" is decoded and
// loses that ending.
//
// A case may hold web pages, in the order they were collected, with what the
// server said beside them where that matters:
//
//	-- page/https/example.com/security/index.html --
//	<title>Report a vulnerability</title> …
//	-- page/https/example.com/security/index.html.headers --
//	Status: 403
//	Final: https://example.com/login
//	Asked: yes
//	Content-Type: text/html; charset=utf-8
//
// Without headers a page answers 200, was found by following a link, and has the
// media type of its ending: .txt, .pdf, else HTML. A name that ends in "/index.html"
// is the address without it. A case of pages alone has no device. The lines of a
// file "models" are the names of the product.
package checktest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
)

// At is the day that tests are run for.
var At = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// Run runs a check on every testdata/*.txtar beside the test.
func Run(t *testing.T, c *check.Check) {
	t.Helper()
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no testdata/*.txtar for check %s (%v)", c.Name, err)
	}
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := Lines(check.Run([]*check.Check{c}, Input(t, archive)))
			if diff := cmp.Diff(want(archive), got); diff != "" {
				t.Errorf("%s (want -, got +):\n%s", strings.TrimSpace(string(archive.Comment)), diff)
			}
		})
	}
}

// Lines renders a result as the want section of a case does.
func Lines(res check.Result) []string {
	lines := []string{}
	for _, o := range res.Observations {
		about := o.About
		if about == "" {
			about = "-"
		}
		lines = append(lines, fmt.Sprintf("%s %s %s", o.Answer, about, strongest(o.Bears)))
	}
	for _, e := range res.Errors {
		lines = append(lines, "error "+e.Message)
	}
	return lines
}

func strongest(bears []assay.Bears) string {
	rank := map[assay.Effect]int{assay.Informs: 1, assay.Supports: 2, assay.Refutes: 3}
	best := assay.Effect("none")
	for _, b := range bears {
		if rank[b.Effect] > rank[best] {
			best = b.Effect
		}
	}
	return string(best)
}

func want(archive *txtar.Archive) []string {
	lines := []string{}
	for _, f := range archive.Files {
		if f.Name != "want" {
			continue
		}
		for _, line := range strings.Split(string(f.Data), "\n") {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

// Input builds the device of a case. Files whose name starts with "blob/" become
// blobs, with the rest of the name as format.
func Input(t testing.TB, archive *txtar.Archive) *check.Input {
	t.Helper()
	tree := &evidence.Tree{Root: evidence.Dir("", 0o755), Format: "folder", Origin: "case", Mount: "/"}
	in := &check.Input{Name: "case", At: At, Device: tree}
	for _, f := range archive.Files {
		name, data := decode(t, f)
		switch {
		case name == "want" || name == "mode":
		case name == "models":
			in.Models = strings.Split(strings.TrimSpace(string(data)), "\n")
		case strings.HasPrefix(name, "page/"):
			addPage(t, in, archive, name, data)
		case strings.HasPrefix(name, "blob/"):
			in.Blobs = append(in.Blobs, &evidence.Blob{Origin: "case!" + name, Format: name[strings.LastIndexAny(name, "/!")+1:], Offset: -1, Data: data})
		default:
			n := node(t, tree.Root, name)
			n.Content, n.Size = evidence.Bytes(data), int64(len(data))
			n.Digest = "sha256:" + fmt.Sprintf("%x", sha256.Sum256(data))
		}
	}
	for _, f := range archive.Files {
		if f.Name == "mode" {
			modes(t, tree.Root, string(f.Data))
			if strings.Contains("\n"+string(f.Data), "\nsquashfs\n") {
				tree.Format, tree.ReadOnly = "squashfs", true
			}
		}
	}
	tree.Seal(nil)
	if len(in.Pages) > 0 && len(tree.Root.Children()) == 0 {
		in.Device, in.NoImage = nil, true
	}
	return in
}

func decode(t testing.TB, f txtar.File) (string, []byte) {
	t.Helper()
	ext := path.Ext(f.Name)
	text := strings.Join(strings.Fields(string(f.Data)), "")
	var data []byte
	var err error
	switch ext {
	case ".hex":
		data, err = hex.DecodeString(text)
	case ".b64":
		data, err = base64.StdEncoding.DecodeString(text)
	default:
		return f.Name, f.Data
	}
	if err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	return strings.TrimSuffix(f.Name, ext), data
}

// node returns the node at a path, made as a regular file with its folders
// where it is not there.
func node(t testing.TB, root *evidence.Node, name string) *evidence.Node {
	t.Helper()
	at := root
	parts := strings.Split(path.Clean(name), "/")
	for i, part := range parts {
		next := at.Child(part)
		if next == nil {
			next = &evidence.Node{Name: part, Mode: 0o644}
			if i < len(parts)-1 {
				next = evidence.Dir(part, 0o755)
			}
			if err := at.Add(next); err != nil {
				t.Fatal(err)
			}
		}
		at = next
	}
	return at
}

// modes applies lines such as "4755 root:root usr/bin/su", "dir 0777 tmp" and
// "link bin/sh busybox".
func modes(t testing.TB, root *evidence.Node, text string) {
	t.Helper()
	for _, line := range strings.Split(text, "\n") {
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0:
		case fields[0] == "squashfs" && len(fields) == 1: // see Input
		case fields[0] == "unknown" && len(fields) == 1:
			unknownModes(root)
		case len(fields) != 3:
			t.Fatalf("mode line %q: want three fields", line)
		case fields[0] == "link":
			n := node(t, root, fields[1])
			n.Mode, n.Target = fs.ModeSymlink|0o777, fields[2]
		case fields[0] == "dir":
			n := node(t, root, fields[2])
			n.Mode = fs.ModeDir | perm(t, fields[1])
		default:
			n := node(t, root, fields[2])
			n.Mode = n.Mode&fs.ModeType | perm(t, fields[0])
			if fields[1] != "root" {
				n.UID = 1000
			}
		}
	}
}

func unknownModes(n *evidence.Node) {
	n.ModeUnknown = true
	for _, c := range n.Children() {
		unknownModes(c)
	}
}

func perm(t testing.TB, octal string) fs.FileMode {
	t.Helper()
	bits, err := strconv.ParseUint(octal, 8, 16)
	if err != nil {
		t.Fatal(err)
	}
	mode := fs.FileMode(bits & 0o777)
	for bit, flag := range map[uint64]fs.FileMode{0o4000: fs.ModeSetuid, 0o2000: fs.ModeSetgid, 0o1000: fs.ModeSticky} {
		if bits&bit != 0 {
			mode |= flag
		}
	}
	return mode
}
