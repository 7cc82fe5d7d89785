package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSiteLive visits a server on loopback as a user would, and reads what that
// saved once the server is gone.
func TestSiteLive(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			fmt.Fprint(w, `<html><a href="/security">Security</a>`)
		case "/security":
			fmt.Fprint(w, `<html><h1>Report a vulnerability</h1>`)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	saved := filepath.Join(t.TempDir(), "site.warc")
	assay := func(args ...string) (int, string, string) {
		var out, err bytes.Buffer
		env := map[string]string{"SOURCE_DATE_EPOCH": "1795348800"}
		status := run(context.Background(), streams{in: strings.NewReader(""), out: &out, err: &err, getenv: func(k string) string { return env[k] }}, args)
		return status, out.String(), err.String()
	}
	status, out, stderr := assay("site", server.URL, "--loopback", "--interval", "0s", "--save", saved, "--fail-on", "never")
	if status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	for _, want := range []string{"200  " + server.URL + "/security", "404  " + server.URL + "/.well-known/security.txt"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("progress lacks %q:\n%s", want, stderr)
		}
	}
	if !strings.Contains(out, "127.0.0.1.warc") {
		t.Errorf("report:\n%s", out)
	}
	first, err := os.ReadFile(saved)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(first, []byte("WARC-Date: 2026-11-22T")) {
		t.Error("pages are not stamped with SOURCE_DATE_EPOCH")
	}
	address := server.URL
	server.Close()
	if status, out, stderr := assay("site", saved, "--format", "json", "--fail-on", "never"); status != 0 || !strings.Contains(out, "site.warc!"+address+"/security") {
		t.Errorf("status %d, %s", status, stderr)
	}
	if status, _, stderr := assay("site", address, "--loopback"); status != statusFailed || !strings.Contains(stderr, "is this machine online") {
		t.Errorf("the server is gone: status %d, %s", status, stderr)
	}
}
