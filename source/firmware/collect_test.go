package firmware

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/unpack"
)

func write(t *testing.T, dir string, files map[string]string) string {
	t.Helper()
	for name, content := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

var rootFiles = map[string]string{
	"etc/passwd": "root:x:0:0::/:/bin/sh\n", "etc/inittab": "::sysinit:/etc/init.d/rcS\n",
	"etc/init.d/rcS": "#!/bin/sh\nmount -t proc proc /proc\nmount -t jffs2 /dev/mtdblock4 /system\n/system/init.sh &\n",
	"bin/busybox":    "\x7fELF", "system/.keep": "", "proc/.keep": "",
}

func random(n int) []byte {
	data := make([]byte, n)
	rand.New(rand.NewSource(7)).Read(data)
	return data
}

// Every problem is one sentence with the path, and a hint.
func TestProblems(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"text": strings.Repeat("just words\n", 100), "empty": "", "random": string(random(1 << 20))})
	if err := os.Mkdir(filepath.Join(dir, "nothing"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		kind Kind
		says string
	}{
		{"text", Text, "it is a text file"},
		{"empty", Empty, "the file is empty"},
		{"missing", Missing, "no such file"},
		{"nothing", Empty, "the folder is empty"},
		{"random", NoFileSystem, "no file system found in 1 MiB (entropy 8.00: probably encrypted); if you have the unpacked root file system, pass its folder"},
	} {
		_, err := Collect(context.Background(), filepath.Join(dir, c.name), Options{})
		var p *Problem
		if !errors.As(err, &p) {
			t.Errorf("%s: %v, want a problem", c.name, err)
			continue
		}
		if p.Kind != c.kind || !strings.Contains(p.Error(), c.says) || p.Hint == "" || strings.Contains(p.Error(), "\n") {
			t.Errorf("%s: %s %q, want %s %q and a hint", c.name, p.Kind, p, c.kind, c.says)
		}
	}
}

func TestFolderWithoutPermission(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may read everything")
	}
	dir := write(t, t.TempDir(), rootFiles)
	if err := os.Chmod(dir, 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o755)
	_, err := Collect(context.Background(), dir, Options{})
	var p *Problem
	if !errors.As(err, &p) || p.Kind != Unreadable {
		t.Errorf("got %v", err)
	}
}

// A folder is read without following links out of it.
func TestFolder(t *testing.T) {
	dir := write(t, t.TempDir(), rootFiles)
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("not part of the device"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "etc", "shadow")); err != nil {
		t.Skip(err)
	}
	c, err := Collect(context.Background(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	d := c.Input.Device
	if d == nil {
		t.Fatal("no root")
	}
	if n := d.Lookup("etc/shadow"); n == nil || !n.IsLink() || n.Target != outside {
		t.Errorf("etc/shadow is %+v", n)
	}
	if _, err := d.Resolve("/etc/shadow"); err == nil {
		t.Error("a link was followed out of the folder")
	}
	if n := d.Lookup("etc/passwd"); n == nil || !n.ModeUnknown || n.Digest == "" {
		t.Errorf("etc/passwd is %+v: modes that all come from the umask say nothing", n)
	}
	if err := os.Chmod(filepath.Join(dir, "etc", "passwd"), 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := Collect(context.Background(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if again.Input.Device.Lookup("etc/passwd").ModeUnknown {
		t.Error("a mode of its own says that modes were kept")
	}
	if again.Input.Evidence == c.Input.Evidence {
		t.Error("a changed mode gave the same evidence")
	}
}

func tarball(t *testing.T, prefix string, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, name := range sorted(files) {
		content := files[name]
		if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: prefix + name, Mode: 0o644, Size: int64(len(content))}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sorted(m map[string]string) []string {
	tree := evidence.Dir("", 0)
	for name := range m {
		_ = tree.Replace(&evidence.Node{Name: strings.ReplaceAll(name, "/", "\x01")})
	}
	var names []string
	for _, n := range tree.Children() {
		names = append(names, strings.ReplaceAll(n.Name, "\x01", "/"))
	}
	return names
}

// An archive in an archive: the root may lie below a folder, and what is packed
// inside it is unpacked too, and stays apart.
func TestArchiveInArchive(t *testing.T) {
	files := map[string]string{}
	for k, v := range rootFiles {
		files[k] = v
	}
	files["usr/share/update.tar.gz"] = string(tarball(t, "", map[string]string{"key.pem": "inner"}))
	path := filepath.Join(t.TempDir(), "fw.tgz")
	if err := os.WriteFile(path, tarball(t, "squashfs-root/", files), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := Collect(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if c.Input.Device == nil || c.Input.Device.Lookup("etc/passwd") == nil {
		t.Fatal("no root below the folder of the archive")
	}
	if len(c.Input.Loose) != 1 {
		t.Fatalf("%d loose trees, want the inner archive", len(c.Input.Loose))
	}
	n := c.Input.Loose[0].Lookup("key.pem")
	if n == nil {
		t.Fatal("the inner archive was not unpacked")
	}
	if want := "fw.tgz!gzip!tar!/squashfs-root!/usr/share/update.tar.gz!gzip!tar!/key.pem"; n.Origin() != want {
		t.Errorf("origin %s, want %s", n.Origin(), want)
	}
	if n.Tree().Evidence != c.Input.Evidence {
		t.Errorf("evidence %s, want %s", n.Tree().Evidence, c.Input.Evidence)
	}
}

// A limit ends the run in order: what was read stays, what was not is listed.
func TestLimits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fw.tgz")
	if err := os.WriteFile(path, tarball(t, "", rootFiles), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, l := range map[string]unpack.Limits{"files": {Files: 3}, "depth": {Depth: 1}, "stream": {Stream: 1024}, "decoded": {Decoded: 512}} {
		c, err := Collect(context.Background(), path, Options{Limits: l})
		if err != nil {
			continue // nothing at all came out, and the error says so
		}
		if len(c.Limits) == 0 {
			t.Errorf("%s: no limit listed", name)
		}
		c.Close()
	}
}

func TestSameTwice(t *testing.T) {
	dir := write(t, t.TempDir(), rootFiles)
	write(t, dir, map[string]string{"opt/a.tar.gz": string(tarball(t, "", map[string]string{"x": "1"})), "opt/b.tar.gz": string(tarball(t, "", map[string]string{"y": "2"}))})
	describe := func() []string {
		c, err := Collect(context.Background(), dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		out := []string{c.Input.Evidence}
		for _, tree := range c.Input.Trees() {
			out = append(out, tree.Origin, tree.Mount)
			for _, n := range tree.Files() {
				out = append(out, n.Origin()+" "+n.Digest)
			}
		}
		return out
	}
	if diff := cmp.Diff(describe(), describe()); diff != "" {
		t.Errorf("two runs differ:\n%s", diff)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	path := filepath.Join(t.TempDir(), "fw.tgz")
	if err := os.WriteFile(path, tarball(t, "", rootFiles), 0o644); err != nil {
		t.Fatal(err)
	}
	if c, err := Collect(ctx, path, Options{}); err == nil {
		c.Close()
		t.Error("a cancelled run gave no error")
	}
}

// Archives in archives multiply; how many are opened is bounded, and what was
// not is listed.
func TestArchivesAreCounted(t *testing.T) {
	files := map[string]string{}
	for _, name := range []string{"a.tgz", "b.tgz", "c.tgz"} {
		files[name] = string(tarball(t, "", map[string]string{name + ".txt": "1"}))
	}
	path := filepath.Join(t.TempDir(), "fw.tgz")
	if err := os.WriteFile(path, tarball(t, "", files), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := Collect(context.Background(), path, Options{Limits: unpack.Limits{Opened: 2}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if len(c.Limits) != 1 || !strings.Contains(c.Limits[0].What, "2 archives in archives") || !strings.HasSuffix(c.Limits[0].Where, "c.tgz") {
		t.Errorf("limits %+v", c.Limits)
	}
}

// What the limit of decoded bytes kept from being read, the checks cannot read either.
func TestWhatIsOverTheLimitCannotBeRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fw.tar")
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, name := range []string{"a", "b"} {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: 300}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(bytes.Repeat([]byte(name), 300)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), os.WriteFile(path, b.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
	c, err := Collect(context.Background(), path, Options{Limits: unpack.Limits{Decoded: 500}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	files := c.Input.Trees()[0].Files()
	if _, err := files[0].Bytes(1000); err != nil {
		t.Error(err)
	}
	if _, err := files[1].Bytes(1000); !errors.Is(err, unpack.ErrBudget) {
		t.Errorf("the second file: %v, want ErrBudget", err)
	}
}
