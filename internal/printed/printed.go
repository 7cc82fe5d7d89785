// Package printed turns HTML pages into PDF by a Chromium that is found on the
// machine, and writes document information and attached files into PDFs.
//
// It promises that the page is printed without network: the browser resolves no
// name and reads one file. A PDF that it prints is tagged for assistive
// technology, or is refused.
package printed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"time"
)

// maxPrinted bounds what is read of a printed file.
const maxPrinted = 64 << 20

// Find returns the path of a Chromium, "" where there is none.
func Find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// ErrNoTags is returned where the browser printed a PDF without tags.
var ErrNoTags = errors.New("printed a PDF without tags")

// HTML prints a page as a tagged PDF. The program runs on a file of its own with
// a profile of its own, both gone afterwards.
func HTML(ctx context.Context, program string, page []byte) ([]byte, error) {
	dir, err := os.MkdirTemp("", "assay-print-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	source, target := filepath.Join(dir, "page.html"), filepath.Join(dir, "page.pdf")
	if err := os.WriteFile(source, page, 0o600); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	args := []string{"--headless", "--disable-gpu", "--disable-extensions", "--disable-background-networking", "--disable-component-update", "--no-first-run",
		"--host-resolver-rules=MAP * ~NOTFOUND",
		"--user-data-dir=" + filepath.Join(dir, "profile"), "--no-pdf-header-footer", "--generate-pdf-document-outline", "--export-tagged-pdf",
		"--print-to-pdf=" + target}
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // it refuses to run as root with one; the page is our own
	}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(source)}
	var told bytes.Buffer
	cmd := exec.CommandContext(ctx, program, append(args, address.String())...)
	cmd.Stderr = &told
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w: %s", filepath.Base(program), err, lastLine(told.Bytes()))
	}
	info, err := os.Stat(target)
	if err != nil {
		return nil, fmt.Errorf("%s wrote nothing: %s", filepath.Base(program), lastLine(told.Bytes()))
	}
	if info.Size() > maxPrinted {
		return nil, fmt.Errorf("%s wrote %d bytes, more than %d", filepath.Base(program), info.Size(), maxPrinted)
	}
	data, err := os.ReadFile(target)
	if err != nil {
		return nil, err
	}
	if !bytes.Contains(data, []byte("/StructTreeRoot")) {
		return nil, fmt.Errorf("%s: %w", filepath.Base(program), ErrNoTags)
	}
	return renumbered(data), nil
}

// nodes are the names that Chromium gives the elements of the structure tree.
var nodes = regexp.MustCompile(`\(node\d{8}\)`)

// renumbered names the elements by their rank: the browser takes the numbers from
// a counter that other threads use too, so that they differ from run to run. Their
// order, which the tree is searched by, stays.
func renumbered(data []byte) []byte {
	rank := map[string]int{}
	for _, n := range nodes.FindAll(data, -1) {
		rank[string(n)] = 0
	}
	for i, n := range slices.Sorted(maps.Keys(rank)) {
		rank[n] = i + 1
	}
	return nodes.ReplaceAllFunc(data, func(n []byte) []byte { return fmt.Appendf(nil, "(node%08d)", rank[string(n)]) })
}

func lastLine(b []byte) string {
	lines := bytes.Split(bytes.TrimSpace(b), []byte("\n"))
	last := string(lines[len(lines)-1])
	if len(last) > 200 {
		last = last[:200]
	}
	return last
}
