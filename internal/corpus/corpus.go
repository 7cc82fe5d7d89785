// Package corpus finds the real inputs that tests may use when they are there.
// They are vendors' files and never part of the repository, so every test that
// wants one is skipped with a reason where it is absent.
package corpus

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Dir returns the corpus folder: $ASSAY_CORPUS, else shared/corpus beside the
// module. It is empty where neither exists.
func Dir() string {
	if dir := os.Getenv("ASSAY_CORPUS"); dir != "" {
		return dir
	}
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		return ""
	}
	dir := filepath.Join(filepath.Dir(file), "..", "..", "..", "shared", "corpus")
	if _, err := os.Stat(dir); err != nil {
		return ""
	}
	return dir
}

// Path returns the path of a corpus file and skips the test where it is absent.
func Path(t testing.TB, elem ...string) string {
	t.Helper()
	dir := Dir()
	if dir == "" {
		t.Skip("no corpus: set ASSAY_CORPUS to a folder with firmware/")
	}
	path := filepath.Join(append([]string{dir}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("not in the corpus: %v", err)
	}
	return path
}

// Containers returns a folder with the synthetic root file system packed in
// every container format (the corpus's make-containers.sh), from
// $ASSAY_CONTAINERS, and skips the test where it is absent.
func Containers(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("ASSAY_CONTAINERS")
	if dir == "" {
		dir = filepath.Join(os.TempDir(), "containers")
	}
	if _, err := os.Stat(filepath.Join(dir, "TREE.sha256")); err != nil {
		t.Skip("no containers: run make-containers.sh of the corpus and set ASSAY_CONTAINERS")
	}
	return dir
}
