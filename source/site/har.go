package site

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"strings"
	"time"
)

// maxHAR bounds an HTTP archive: it is one JSON text and read whole.
const maxHAR = 128 << 20

// harEntry is what is read of an entry of an HTTP archive (HAR 1.2, W3C draft).
// Much more stands in one; cookies and requests are not looked at.
type harEntry struct {
	Started string `json:"startedDateTime"`
	Request struct {
		Method string `json:"method"`
		URL    string `json:"url"`
	} `json:"request"`
	Response struct {
		Status  int       `json:"status"`
		Headers harFields `json:"headers"`
		Content struct {
			Size     int64   `json:"size"`
			Type     string  `json:"mimeType"`
			Text     *string `json:"text"`
			Encoding string  `json:"encoding"`
		} `json:"content"`
		Redirect string `json:"redirectURL"`
	} `json:"response"`
}

type harField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// harFields bounds a header before it is decoded: many small fields take far more
// memory than their text.
type harFields []harField

func (f *harFields) UnmarshalJSON(text []byte) error {
	if len(text) > maxRecordHead {
		return fmt.Errorf("a header of more than %d KiB", maxRecordHead>>10)
	}
	return json.Unmarshal(text, (*[]harField)(f))
}

// readHAR reads answers from an HTTP archive.
func readHAR(data []byte, g *gathered) error {
	if len(data) > maxHAR {
		return fmt.Errorf("more than %d MiB", maxHAR>>20)
	}
	har := harReader{dec: json.NewDecoder(bytes.NewReader(data)), into: g}
	if err := har.object(har.top); err != nil {
		return fmt.Errorf("not a HAR file: %w", err)
	}
	if !har.seen {
		return errors.New("not a HAR file: no log")
	}
	if har.version != "1.2" && har.version != "1.1" {
		return fmt.Errorf("HAR version %q, want 1.2", clip(har.version))
	}
	return nil
}

// harReader reads an archive entry by entry, so that only one is held decoded.
type harReader struct {
	dec     *json.Decoder
	into    *gathered
	seen    bool // a log
	version string
	entries int
}

// object reads an object and has each of its values read by key.
func (h *harReader) object(value func(key string) error) error {
	if err := h.delim('{'); err != nil {
		return err
	}
	for h.dec.More() {
		key, err := h.dec.Token()
		if err != nil {
			return err
		}
		if err := value(fmt.Sprint(key)); err != nil {
			return err
		}
	}
	return h.delim('}')
}

func (h *harReader) delim(want json.Delim) error {
	got, err := h.dec.Token()
	if err == nil && got != want {
		err = fmt.Errorf("%v at byte %d, want %s", got, h.dec.InputOffset(), want)
	}
	return err
}

func (h *harReader) top(key string) error {
	if key != "log" {
		return h.pass()
	}
	h.seen = true
	return h.object(h.log)
}

func (h *harReader) log(key string) error {
	switch key {
	case "version":
		return h.dec.Decode(&h.version)
	case "entries":
		if err := h.delim('['); err != nil {
			return err
		}
		for h.dec.More() {
			if err := h.entry(); err != nil {
				return err
			}
		}
		return h.delim(']')
	}
	return h.pass()
}

func (h *harReader) entry() error {
	var e harEntry
	if err := h.dec.Decode(&e); err != nil {
		return err
	}
	if h.entries++; h.entries > h.into.most.records {
		return fmt.Errorf("more than %d entries", h.into.most.records)
	}
	if err := e.take(h.into); err != nil {
		h.into.limits.add(err.Error(), e.Request.URL, notRead)
	}
	return nil
}

// pass passes over a value.
func (h *harReader) pass() error {
	var skipped json.RawMessage
	return h.dec.Decode(&skipped)
}

// take makes an answer of an entry. What has no address on the web, such as data:
// and extension addresses, is passed over.
func (e *harEntry) take(g *gathered) error {
	scheme, _, _ := strings.Cut(strings.ToLower(e.Request.URL), ":")
	switch scheme {
	case "data", "blob", "about", "chrome-extension", "moz-extension", "ws", "wss":
		return nil
	}
	uri, err := parseURL(e.Request.URL)
	switch {
	case err != nil:
		return err
	case e.Request.Method != "GET":
		return fmt.Errorf("an answer to %s, not to GET", clip(e.Request.Method))
	case e.Response.Status < 100 || e.Response.Status > 999:
		return errors.New("there was no answer when it was saved")
	}
	a := &answer{url: uri, status: e.Response.Status, header: e.fields()}
	if at, err := time.Parse(time.RFC3339Nano, e.Started); err == nil {
		a.at = at.UTC()
	}
	if kind, _ := mediaType(a.header); !readable(kind) {
		g.add(a) // to be counted
		return nil
	}
	if a.body, err = e.body(a.header); err != nil {
		return err
	}
	g.add(a)
	return nil
}

// fields returns the header, with type and redirect from where the archive holds
// them beside it.
func (e *harEntry) fields() map[string][]string {
	h := make(map[string][]string)
	for _, f := range e.Response.Headers {
		if !strings.HasPrefix(f.Name, ":") { // :status of HTTP/2
			h[f.Name] = append(h[f.Name], strings.Split(f.Value, "\n")...) // browsers join repeated fields so
		}
	}
	h = normalHeader(h)
	if len(h["Content-Type"]) == 0 && e.Response.Content.Type != "" && e.Response.Content.Type != "x-unknown" {
		h["Content-Type"] = []string{e.Response.Content.Type}
	}
	if len(h["Location"]) == 0 && e.Response.Redirect != "" {
		h["Location"] = []string{e.Response.Redirect}
	}
	return h
}

// body returns the content, which the browser has decoded. Text stands in the
// archive as Unicode, so its charset is now UTF-8 whatever the server said.
func (e *harEntry) body(h map[string][]string) ([]byte, error) {
	content := &e.Response.Content
	if content.Text == nil {
		if content.Size > 0 {
			return nil, errors.New("saved without its content")
		}
		return nil, nil
	}
	switch strings.ToLower(content.Encoding) {
	case "base64":
		data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(*content.Text), ""))
		if err != nil {
			return nil, fmt.Errorf("its content is no base64: %w", err)
		}
		return data, nil
	case "":
		toUTF8(h)
		return []byte(*content.Text), nil
	}
	return nil, fmt.Errorf("content encoding %q is not known", clip(content.Encoding))
}

func toUTF8(h map[string][]string) {
	values := h["Content-Type"]
	if len(values) == 0 {
		return
	}
	kind, params, err := mime.ParseMediaType(values[0])
	if err != nil {
		return
	}
	params["charset"] = "utf-8"
	if text := mime.FormatMediaType(kind, params); text != "" {
		h["Content-Type"] = []string{text}
	}
}
