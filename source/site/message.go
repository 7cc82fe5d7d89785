package site

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http/httputil"
	"net/textproto"
	"strconv"
	"strings"
)

// parse reads an HTTP response as an archive holds it: as it came over the wire,
// or with its codings undone already and the header still naming them.
func (a *answer) parse(block []byte, max int64) error {
	in := bufio.NewReader(bytes.NewReader(block))
	head, err := readHead(in)
	if err != nil {
		return fmt.Errorf("no whole HTTP response: %w", unexpected(err))
	}
	first, rest, _ := strings.Cut(string(head), "\n")
	if a.status, err = parseStatus(strings.TrimRight(first, "\r")); err != nil {
		return err
	}
	fields, err := textproto.NewReader(bufio.NewReader(strings.NewReader(rest))).ReadMIMEHeader()
	if err != nil {
		return fmt.Errorf("the header of the HTTP response cannot be read: %w", err)
	}
	a.header = fields
	body, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	a.body, err = plain(body, fields, max)
	return err
}

// parseStatus reads "HTTP/1.1 200 OK".
func parseStatus(line string) (int, error) {
	version, rest, _ := strings.Cut(line, " ")
	code, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	status, err := strconv.Atoi(code)
	if !strings.HasPrefix(version, "HTTP/") || err != nil || status < 100 || status > 999 {
		return 0, fmt.Errorf("no HTTP response: %q", clip(line))
	}
	return status, nil
}

// plain undoes the codings of a body. Some programs save a body decoded and leave
// the header as it was; so what does not start like its coding is taken as it is.
func plain(body []byte, h map[string][]string, max int64) ([]byte, error) {
	if len(h["Transfer-Encoding"]) > 0 {
		if joined, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(body))); err == nil {
			body = joined
		} else if startsChunked(body) {
			return nil, fmt.Errorf("its chunks are broken: %w", err)
		}
	} else if err := whole(body, h); err != nil {
		return nil, err
	}
	list := codings(h)
	if len(list) == 0 || len(body) == 0 {
		return body, nil
	}
	data, err := undo(bytes.NewReader(body), list, max)
	switch {
	case err == nil:
		return data, nil
	case errors.Is(err, errTooLarge):
		return nil, fmt.Errorf("more than %d MiB when its %s coding is undone", max>>20, strings.Join(list, ", "))
	case !looksCoded(body, list[len(list)-1]):
		return body, nil
	}
	return nil, fmt.Errorf("its %s coding cannot be undone: %w", clip(strings.Join(list, ", ")), err)
}

// whole tells whether as many bytes are there as the header says. More may be
// there: a body that was saved decoded.
func whole(body []byte, h map[string][]string) error {
	if v := h["Content-Length"]; len(v) > 0 && len(codings(h)) == 0 {
		if n, err := strconv.ParseInt(strings.TrimSpace(v[0]), 10, 64); err == nil && n > int64(len(body)) {
			return fmt.Errorf("%d of %d bytes", len(body), n)
		}
	}
	return nil
}

// startsChunked tells whether a body begins with the size of a chunk in a line of
// its own.
func startsChunked(body []byte) bool {
	line, _, found := bytes.Cut(body[:min(len(body), 20)], []byte("\r\n"))
	size, _, _ := bytes.Cut(line, []byte(";"))
	_, err := strconv.ParseUint(string(bytes.TrimSpace(size)), 16, 32)
	return found && err == nil
}

func looksCoded(body []byte, coding string) bool {
	switch coding {
	case "gzip", "x-gzip":
		return bytes.HasPrefix(body, []byte{0x1f, 0x8b})
	case "zstd":
		return bytes.HasPrefix(body, []byte{0x28, 0xb5, 0x2f, 0xfd})
	case "deflate":
		return len(body) >= 2 && body[0]&0x0f == 8 && (int(body[0])<<8|int(body[1]))%31 == 0
	}
	// Brotli has no mark of its own: text that is valid and holds no control
	// characters was decoded before it was saved.
	for _, c := range body[:min(len(body), 512)] {
		if c < '\t' || c > '\r' && c < ' ' || c >= 0x7f {
			return true
		}
	}
	return false
}
