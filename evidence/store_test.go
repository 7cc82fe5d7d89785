package evidence

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type opener string

func (o opener) Open() (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader(string(o))), nil
}

func TestStore(t *testing.T) {
	dir := t.TempDir()
	store := OpenStore(dir)
	id, err := store.Put([]byte("flash"))
	if err != nil {
		t.Fatal(err)
	}
	if data, err := store.Get(id, 100); err != nil || string(data) != "flash" {
		t.Errorf("Get = %q, %v", data, err)
	}
	if _, err := store.Get(id, 2); !errors.Is(err, ErrTooLarge) {
		t.Errorf("Get of more than asked for = %v, want ErrTooLarge", err)
	}
	if _, err := store.Get(ID([]byte("none")), 100); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Get of what is not kept = %v, want ErrNotExist", err)
	}
	for _, bad := range []string{"", "sha256:../../etc/passwd", "md5:00", strings.ToUpper(id)} {
		if _, err := store.Get(bad, 100); err == nil {
			t.Errorf("Get(%q) was taken", bad)
		}
	}
	if err := store.PutReader(id[:len(id)-1]+"0", strings.NewReader("flash")); err == nil && !strings.HasSuffix(id, "0") {
		t.Error("bytes were kept under the digest of others")
	}
	hex := id[len("sha256:"):]
	if err := os.WriteFile(filepath.Join(dir, "sha256", hex[:2], hex[2:]), []byte("flush"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Get(id, 100); !errors.Is(err, ErrDigest) {
		t.Errorf("Get of changed bytes = %v, want ErrDigest", err)
	}
}

// bundle returns a bundle of one piece and the run it was made from.
func bundle(t testing.TB) ([]byte, *Run) {
	t.Helper()
	store := OpenStore(t.TempDir())
	id, err := store.Put([]byte("flash"))
	if err != nil {
		t.Fatal(err)
	}
	document := []byte("{}\n")
	run := &Run{Schema: RunSchema, Tool: "assay test", Command: "firmware", At: "2026-11-22T00:00:00Z",
		Inputs: []RunInput{{Name: "flash.bin", Kind: "file", Evidence: id, Size: 5}}, Document: ID(document)}
	var b bytes.Buffer
	if err := WriteBundle(&b, run, document, store); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), run
}

func TestBundleRoundTrip(t *testing.T) {
	data, run := bundle(t)
	again, _ := bundle(t)
	if !bytes.Equal(data, again) {
		t.Error("the same run bundled twice gave different bytes")
	}
	b, err := ReadBundle(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if piece, err := b.Get(run.Inputs[0].Evidence, 100); err != nil || string(piece) != "flash" {
		t.Errorf("Get = %q, %v", piece, err)
	}
	if _, err := b.Get(ID([]byte("none")), 100); !errors.Is(err, ErrBundle) {
		t.Errorf("Get of a missing piece = %v, want ErrBundle", err)
	}
}

func FuzzReadBundle(f *testing.F) {
	data, _ := bundle(f)
	f.Add(data)
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := ReadBundle(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		for _, id := range b.Run.Pieces() {
			_, _ = b.Get(id, 1<<20)
		}
	})
}

func FuzzUnpack(f *testing.F) {
	var packed bytes.Buffer
	if err := Pack(&packed, sample(f).Root); err != nil {
		f.Fatal(err)
	}
	f.Add(packed.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		root, err := Unpack(bytes.NewReader(data), 1<<20)
		if err == nil {
			_ = Pack(io.Discard, root)
		}
	})
}

// Pieces larger than they may be, twice there or with another name than a
// digest are refused.
func TestBundleRefuses(t *testing.T) {
	whole, run := bundle(t)
	b, err := ReadBundle(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Get(run.Inputs[0].Evidence, 4); !errors.Is(err, ErrTooLarge) {
		t.Errorf("5 bytes where 4 may be = %v, want ErrTooLarge", err)
	}
	id := strings.TrimPrefix(run.Inputs[0].Evidence, "sha256:")
	for _, name := range []string{"evidence/" + id, "evidence/../../x", "evidence/x", "../run.json"} {
		data := added(t, whole, name)
		if _, err := ReadBundle(bytes.NewReader(data), int64(len(data))); !errors.Is(err, ErrBundle) {
			t.Errorf("with another %s: %v, want ErrBundle", name, err)
		}
	}
}

// added is a bundle with one entry more.
func added(t *testing.T, whole []byte, name string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range r.File {
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Create(name); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSignedBundle(t *testing.T) {
	store := OpenStore(t.TempDir())
	var ids []string
	for _, text := range []string{"flash", "record", "key", "head"} {
		id, err := store.Put([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	run := &Run{Schema: RunSchema, Document: ID([]byte("{}")), Inputs: []RunInput{{Name: "flash.bin", Kind: "file", Evidence: ids[0]}},
		Records: []RunInput{{Name: "records/a.json", Kind: "record", Evidence: ids[1]}}, Trust: []RunInput{{Name: "trust/a.pub", Kind: "key", Evidence: ids[2]}},
		Origins: []RunInput{{Name: "origin/x/run.json", Kind: "run", Evidence: ids[3]}}}
	var b bytes.Buffer
	if err := WriteSignedBundle(&b, run, []byte("{}"), []byte("seal"), store); err != nil {
		t.Fatal(err)
	}
	got, err := ReadBundle(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	head, err := run.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if string(got.Signature) != "seal" || !bytes.Equal(got.RunBytes, head) {
		t.Errorf("signature %q, run %q", got.Signature, got.RunBytes)
	}
	if err := got.Verify(); err != nil {
		t.Error(err)
	}
	for i, want := range []string{"flash", "record", "key", "head"} {
		var out bytes.Buffer
		if err := got.Copy(&out, ids[i], 100); err != nil || out.String() != want {
			t.Errorf("Copy = %q, %v; want %q", out.String(), err, want)
		}
	}
	if err := got.Copy(io.Discard, ids[0], 2); !errors.Is(err, ErrTooLarge) {
		t.Errorf("Copy of more than asked for = %v, want ErrTooLarge", err)
	}
	if err := got.Copy(io.Discard, ID([]byte("none")), 100); !errors.Is(err, ErrBundle) {
		t.Errorf("Copy of what is not there = %v, want ErrBundle", err)
	}

	var twice bytes.Buffer
	zw := zip.NewWriter(&twice)
	for _, name := range []string{"run.json", "document.json", "run.json"} {
		data := head
		if name == "document.json" {
			data = []byte("{}")
		}
		if err := writeEntry(zw, name, bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadBundle(bytes.NewReader(twice.Bytes()), int64(twice.Len())); !errors.Is(err, ErrBundle) {
		t.Errorf("two heads: %v, want ErrBundle", err)
	}
}
