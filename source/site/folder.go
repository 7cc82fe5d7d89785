package site

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"strings"
	"time"
)

// IndexName is the file of a folder of saved pages that says where each came from.
const IndexName = "site.json"

const (
	maxIndex = 4 << 20
	maxFiles = 20_000 // of a folder
)

// folderIndex is the shape of that file.
type folderIndex struct {
	Pages []indexEntry `json:"pages"`
}

// indexEntry is one answer: a file of the folder, or none where there was no
// content, and what the server said with it.
type indexEntry struct {
	File     string `json:"file"`     // path below the folder, with slashes
	URL      string `json:"url"`      // where it was
	Status   int    `json:"status"`   // 200 where left out
	Type     string `json:"type"`     // Content-Type; else by the file's ending
	Fetched  string `json:"fetched"`  // RFC 3339, or a day as 2006-01-02
	Location string `json:"location"` // of a redirect
	Asked    bool   `json:"asked"`    // named by a person
}

// readIndex reads and checks site.json strictly.
func readIndex(data []byte) (*folderIndex, error) {
	if len(data) > maxIndex {
		return nil, fmt.Errorf("%s: more than %d MiB", IndexName, maxIndex>>20)
	}
	var index folderIndex
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&index); err != nil {
		return nil, fmt.Errorf("%s: %w", IndexName, err)
	}
	for i, e := range index.Pages {
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("%s: page %d: %w", IndexName, i+1, err)
		}
	}
	return &index, nil
}

func (e *indexEntry) check() error {
	if _, err := parseURL(e.URL); err != nil {
		return err
	}
	if e.Status != 0 && (e.Status < 100 || e.Status > 999) {
		return fmt.Errorf("status %d", e.Status)
	}
	if e.File != "" && !fs.ValidPath(e.File) {
		return fmt.Errorf("file %q: want a path below the folder", clip(e.File))
	}
	if _, err := fetched(e.Fetched); err != nil {
		return err
	}
	return nil
}

func fetched(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("fetched %q: want a day as 2026-11-22 or a time as 2026-11-22T10:00:00Z", clip(text))
}

// readFolder reads saved pages from a folder: those that its index lists, or,
// where it has none, every file by its path. No symbolic link is followed.
func readFolder(ctx context.Context, dir string, g *gathered) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	data, err := readFile(root, IndexName, maxIndex)
	if errors.Is(err, fs.ErrNotExist) {
		return readPaths(ctx, root, g)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", IndexName, err)
	}
	index, err := readIndex(data)
	if err != nil {
		return err
	}
	return readIndexed(ctx, root, index, g)
}

// readFile reads a regular file of at most max bytes.
func readFile(root *os.Root, name string, max int64) ([]byte, error) {
	info, err := root.Lstat(name)
	switch {
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, errors.New("a symbolic link, which is not followed")
	case !info.Mode().IsRegular():
		return nil, errors.New("not a regular file")
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, max+1))
	if err == nil && int64(len(data)) > max {
		err = fmt.Errorf("more than %d MiB", max>>20)
	}
	return data, err
}

// bare takes the name of the system call from an error.
func bare(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("there is no such file")
	}
	return err
}

func readIndexed(ctx context.Context, root *os.Root, index *folderIndex, g *gathered) error {
	listed := map[string]bool{IndexName: true}
	for i := range index.Pages {
		if err := ctx.Err(); err != nil {
			return err
		}
		e := &index.Pages[i]
		listed[e.File] = true
		a, err := e.answer(root, g.most.page)
		if err != nil {
			g.limits.add(err.Error(), e.URL, notRead)
			continue
		}
		g.add(a)
	}
	return walk(ctx, root, g, func(name string) {
		if !listed[name] {
			g.limits.add("not listed in "+IndexName, name, notRead)
		}
	})
}

func (e *indexEntry) answer(root *os.Root, max int64) (*answer, error) {
	uri, err := parseURL(e.URL)
	if err != nil {
		return nil, err
	}
	a := &answer{url: uri, asked: e.Asked, status: e.Status, header: make(map[string][]string)}
	if a.at, err = fetched(e.Fetched); err != nil {
		return nil, err
	}
	if a.status == 0 {
		a.status = 200
	}
	if e.File != "" {
		if a.body, err = readFile(root, e.File, max); err != nil {
			return nil, fmt.Errorf("file %s: %w", e.File, bare(err))
		}
	}
	if kind := e.Type; kind != "" {
		a.header["Content-Type"] = []string{kind}
	} else if kind := typeOf(e.File); e.File != "" {
		a.header["Content-Type"] = []string{kind}
	}
	if e.Location != "" {
		a.header["Location"] = []string{e.Location}
	}
	return a, nil
}

// readPaths takes the address of each file from its path, as wget and browsers'
// savers lay them out: host/path, "index.html" standing for its folder.
func readPaths(ctx context.Context, root *os.Root, g *gathered) error {
	return walk(ctx, root, g, func(name string) {
		uri, err := urlOf(name)
		if err != nil {
			g.limits.add(err.Error(), name, notRead)
			return
		}
		body, err := readFile(root, name, g.most.page)
		if err != nil {
			g.limits.add(err.Error(), name, notRead)
			return
		}
		a := &answer{url: uri, status: 200, body: body, header: make(map[string][]string)}
		a.header["Content-Type"] = []string{typeOf(name)}
		g.add(a)
	})
}

// walk calls visit for every file in the order of names.
func walk(ctx context.Context, root *os.Root, g *gathered, visit func(name string)) error {
	files := 0
	return fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if ctxErr := ctx.Err(); ctxErr != nil {
			return ctxErr
		}
		switch {
		case err != nil && name == ".":
			return err
		case err != nil:
			g.limits.add(err.Error(), name, notRead)
			return nil
		case d.IsDir():
			return nil
		}
		if files++; files > maxFiles {
			g.limits.add(fmt.Sprintf("more than %d files", maxFiles), name, "this file and those after it were not read")
			return fs.SkipAll
		}
		if d.Type()&fs.ModeSymlink != 0 {
			g.limits.add("a symbolic link, which is not followed", name, notRead)
			return nil
		}
		visit(name)
		return nil
	})
}

// urlOf gives the address that a path stands for: "example.com/security/index.html"
// is https://example.com/security/, "example.com+8443" a host with its port.
func urlOf(name string) (string, error) {
	host, rest, found := strings.Cut(name, "/")
	host = strings.Replace(host, "+", ":", 1)
	if !found || !looksLikeHost(host) {
		return "", errors.New("no " + IndexName + " says where it is from, and its path does not start with a host as example.com/")
	}
	query := ""
	if before, after, ok := strings.Cut(rest, "?"); ok {
		rest, query = before, after
	}
	if base := path.Base(rest); base == "index.html" || base == "index.htm" {
		rest = strings.TrimSuffix(rest, base)
	}
	u := url.URL{Scheme: "https", Host: host, Path: "/" + rest, RawQuery: query}
	return parseURL(u.String())
}

func looksLikeHost(host string) bool {
	name, port, hasPort := strings.Cut(host, ":")
	if hasPort && (port == "" || strings.Trim(port, "0123456789") != "") {
		return false
	}
	if name != "localhost" && !strings.Contains(strings.Trim(name, "."), ".") || strings.HasPrefix(name, ".") {
		return false
	}
	return strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789.-") == ""
}

// typeOf is the media type of a file by its ending: those that are read.
func typeOf(name string) string {
	name, _, _ = strings.Cut(name, "?")
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm", ".xhtml", ".php", ".asp", ".aspx", ".jsp":
		return "text/html"
	case ".txt", ".text", ".sig":
		return "text/plain"
	case ".md", ".markdown":
		return "text/markdown"
	case ".pdf":
		return "application/pdf"
	case ".asc":
		return "application/pgp-keys"
	case ".json":
		return "application/json"
	case ".xml":
		return "application/xml"
	case ".docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case ".odt":
		return "application/vnd.oasis.opendocument.text"
	case ".css":
		return "text/css"
	case ".js", ".mjs":
		return "text/javascript"
	case ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".ico", ".avif":
		return "image/" + strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	case ".woff", ".woff2", ".ttf":
		return "font/" + strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	case ".mp4", ".webm":
		return "video/" + strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	case "":
		return "text/html" // a page saved under its own path
	}
	return "application/octet-stream"
}
