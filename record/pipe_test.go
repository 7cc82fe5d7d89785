//go:build unix

package record

import (
	"path/filepath"
	"syscall"
	"testing"
)

// TestPipeAmongRecords looks that a pipe is passed over, not waited for.
func TestPipeAmongRecords(t *testing.T) {
	dir := folder(t, map[string]*Record{"a.json": lab()}, nil)
	if err := syscall.Mkfifo(filepath.Join(dir, Folder, "b.json"), 0o600); err != nil {
		t.Skip("no pipes here: ", err)
	}
	if s := load(t, dir); len(s.Records) != 1 || len(s.Problems) != 1 || s.Problems[0].What != "not a regular file" {
		t.Errorf("records %d, problems %+v", len(s.Records), s.Problems)
	}
}
