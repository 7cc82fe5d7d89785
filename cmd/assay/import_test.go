package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/assay-project/assay/evidence"
)

// hostileBundle writes a bundle whose declaration and records name what they like.
func hostileBundle(t *testing.T, source, record string) string {
	t.Helper()
	dir := t.TempDir()
	store := evidence.OpenStore(filepath.Join(dir, "store"))
	put := func(text string) string {
		id, err := store.Put([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	text := "schema: assay.declaration/v1\nproduct: {name: X}\nevidence:\n  - firmware: " + source + "\n"
	run := &evidence.Run{
		Schema: evidence.RunSchema, Tool: "assay test", Document: evidence.ID([]byte("{}")),
		Declaration: &evidence.RunInput{Name: "../../assay.yaml", Kind: "file", Evidence: put(text)},
		Inputs:      []evidence.RunInput{{Name: "../../flash.bin", Kind: "file", Evidence: put("flash")}},
		Records:     []evidence.RunInput{{Name: record, Kind: "record", Evidence: put("no record")}},
	}
	var b bytes.Buffer
	if err := evidence.WriteBundle(&b, run, []byte("{}"), store); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "x.assay")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// Whatever a bundle names, nothing is written outside of the folder.
func TestImportStaysInItsFolder(t *testing.T) {
	for _, tt := range []struct {
		source, record string
		taken          bool
	}{
		{"flash.bin", "records/a.json", true},
		{"flash.bin", "../../a.json", true}, // lands in records/
		{"../flash.bin", "records/a.json", false},
		{"/tmp/flash.bin", "records/a.json", false},
		{"assay.yaml", "records/a.json", false},
		{"flash.bin", "..", true},              // gets a name of ours
		{"flash.bin", "records/.hidden", true}, // likewise
		{"trust/maker.pub", "records/a.json", false},
		{"./Trust/maker.pub", "records/a.json", false},
		{"records/b.json", "records/a.json", false},
		{"origin/o.json", "records/a.json", false},
		{".assay/runs/x", "records/a.json", false},
		{"x\n  - site: x/trust", "records/a.json", false}, // evidence in evidence
	} {
		top := t.TempDir()
		folder := filepath.Join(top, "in", "work")
		err := importBundle(context.Background(), streams{out: io.Discard, err: io.Discard, getenv: os.Getenv}, hostileBundle(t, tt.source, tt.record), folder, nil)
		if (err == nil) != tt.taken {
			t.Errorf("%s, %s: %v, want taken %v", tt.source, tt.record, err, tt.taken)
		}
		if entries, err := os.ReadDir(folder); !tt.taken && err == nil && len(entries) > 0 {
			t.Errorf("%s, %s: what was refused left %v", tt.source, tt.record, entries)
		}
		if trusted, err := os.ReadDir(filepath.Join(folder, "trust")); err == nil {
			t.Errorf("%s, %s: the bundle made itself trusted: %v", tt.source, tt.record, trusted)
		}
		if kept, _ := filepath.Glob(filepath.Join(folder, "records", "[^.]*.json")); tt.taken && len(kept) != 1 {
			t.Errorf("%s, %s: records %v, want one", tt.source, tt.record, kept)
		}
		for _, dir := range []string{top, filepath.Join(top, "in")} {
			entries, err := os.ReadDir(dir)
			if err != nil || len(entries) != 1 {
				t.Errorf("%s, %s: %s holds %v", tt.source, tt.record, dir, entries)
			}
		}
	}
}
