package main

import (
	"os"
	"testing"
)

// TestPagesAreFresh compares the pages with what the code says now.
func TestPagesAreFresh(t *testing.T) {
	for name, page := range pages {
		have, err := os.ReadFile("../" + name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		if string(have) != string(page()) {
			t.Errorf("doc/%s.md is behind the code: run go generate", name)
		}
	}
}
