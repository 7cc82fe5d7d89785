package checktest

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"net/textproto"
	"path"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
)

const headersEnding = ".headers"

// addPage adds the page of a file "page/scheme/host/path", with what its headers
// file says.
func addPage(t testing.TB, in *check.Input, archive *txtar.Archive, name string, body []byte) {
	t.Helper()
	if strings.HasSuffix(name, headersEnding) {
		return
	}
	scheme, rest, _ := strings.Cut(strings.TrimPrefix(name, "page/"), "/")
	address := scheme + "://" + strings.TrimSuffix(rest, "/index.html")
	p := &evidence.Page{
		URL: address, Final: address, Status: 200, Type: typeOf(name), Body: body,
		Digest: fmt.Sprintf("sha256:%x", sha256.Sum256(body)), Origin: "case!" + address, Header: make(map[string][]string),
	}
	for _, f := range archive.Files {
		if f.Name == name+headersEnding {
			readHeaders(t, p, string(f.Data))
		}
	}
	in.Pages = append(in.Pages, p)
}

func typeOf(name string) string {
	switch path.Ext(name) {
	case ".txt":
		return "text/plain"
	case ".pdf":
		return "application/pdf"
	}
	return "text/html"
}

// readHeaders reads "Name: value" lines. Status, URL, Final, Via and Asked are
// about the answer; the others are kept as headers of it.
func readHeaders(t testing.TB, p *evidence.Page, text string) {
	t.Helper()
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		name, value, ok := strings.Cut(lines.Text(), ":")
		value = strings.TrimSpace(value)
		if !ok {
			if strings.TrimSpace(lines.Text()) != "" {
				t.Fatalf("header line %q: want Name: value", lines.Text())
			}
			continue
		}
		switch name = textproto.CanonicalMIMEHeaderKey(name); name {
		case "Status":
			status, err := strconv.Atoi(value)
			if err != nil {
				t.Fatalf("Status: %v", err)
			}
			p.Status = status
		case "Url":
			p.URL = value
		case "Final":
			p.Final = value
		case "Via":
			p.Via = append(p.Via, value)
		case "Asked":
			p.Asked = value == "yes"
		case "Content-Type":
			kind, parameters, _ := strings.Cut(value, ";")
			p.Type = strings.ToLower(strings.TrimSpace(kind))
			if _, charset, ok := strings.Cut(parameters, "charset="); ok {
				p.Charset = strings.Trim(charset, `" `)
			}
			p.Header[name] = append(p.Header[name], value)
		default:
			p.Header[name] = append(p.Header[name], value)
		}
	}
}
