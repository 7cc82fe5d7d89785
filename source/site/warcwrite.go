package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/assay-project/assay"
)

// noteURI is the target of the record that holds what is no page: what was not
// read, and what the pages were collected for.
const noteURI = "urn:assay:collected"

// note is the block of that record.
type note struct {
	Product Product       `json:"product"`
	Limits  []assay.Limit `json:"limits"`
}

// warcDate is the form of WARC-Date: RFC 3339 in UTC with as many digits of a
// second as are known (WARC 1.1 clause 5.4). The year 1 stands for "not known".
func warcDate(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

// writeWARC writes answers in normal form: a record that says what the file is,
// a response for each answer with its codings undone, a record with limits. All
// of it follows from the arguments.
func writeWARC(answers []*answer, product Product, limits []assay.Limit) []byte {
	var b bytes.Buffer
	var last time.Time
	for _, a := range answers {
		if a.at.After(last) {
			last = a.at
		}
	}
	record(&b, "warcinfo", "", last, "application/warc-fields", []byte("software: assay\r\nformat: WARC File Format 1.1\r\n"))
	for _, a := range answers {
		var extra []string
		if a.asked {
			extra = append(extra, "Assay-Asked: yes")
		}
		record(&b, "response", a.url, a.at, "application/http; msgtype=response", a.message(),
			append(extra, "WARC-Payload-Digest: sha256:"+digest(a.body))...)
	}
	if limits == nil {
		limits = []assay.Limit{}
	}
	text, err := json.Marshal(note{product, limits})
	if err != nil { // strings only: cannot be
		text = []byte("{}")
	}
	record(&b, "metadata", noteURI, last, "application/json", text)
	return b.Bytes()
}

// record writes one record. Its id is made of what it holds, in the form of a
// UUID of version 8 (RFC 9562).
func record(b *bytes.Buffer, kind, uri string, at time.Time, contentType string, block []byte, extra ...string) {
	date, sum := warcDate(at), digest(block)
	id := sha256.Sum256([]byte(kind + "\x00" + uri + "\x00" + date + "\x00" + sum))
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80
	fmt.Fprintf(b, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:%x-%x-%x-%x-%x>\r\nWARC-Date: %s\r\n", kind, id[:4], id[4:6], id[6:8], id[8:10], id[10:16], date)
	if uri != "" {
		fmt.Fprintf(b, "WARC-Target-URI: %s\r\n", uri)
	}
	fmt.Fprintf(b, "Content-Type: %s\r\nWARC-Block-Digest: sha256:%s\r\n", contentType, sum)
	for _, line := range extra {
		b.WriteString(line + "\r\n")
	}
	fmt.Fprintf(b, "Content-Length: %d\r\n\r\n", len(block))
	b.Write(block)
	b.WriteString("\r\n\r\n")
}

// message is an answer as HTTP/1.1 says it.
func (a *answer) message() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %03d %s\r\n", a.status, http.StatusText(a.status))
	for _, name := range sorted(a.header) {
		for _, v := range a.header[name] {
			fmt.Fprintf(&b, "%s: %s\r\n", name, v)
		}
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n", len(a.body))
	b.Write(a.body)
	return b.Bytes()
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
