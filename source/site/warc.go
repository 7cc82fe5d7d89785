package site

import (
	"bufio"
	"bytes"
	"crypto/md5"  //nolint:gosec // of archives, against damage and not against forgery
	"crypto/sha1" //nolint:gosec // the usual digest of WARC files
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

// maxRecordHead bounds the header of a WARC record and that of an HTTP message.
const maxRecordHead = 256 << 10

// maxNote bounds the record of what an earlier run did not read: more than it
// ever writes.
const maxNote = 2 << 20

// warcRecord is one record of a WARC file (ISO 28500, WARC 1.0 and 1.1).
type warcRecord struct {
	kind, uri, date string
	header          textproto.MIMEHeader
	length          int64
}

// readWARC reads answers from a WARC file. A file that ends early or turns bad
// gives what stands before that, and a limit; it is an error only if its first
// record cannot be read.
func readWARC(r io.Reader, name string, g *gathered) error {
	in := bufio.NewReaderSize(&capReader{from: r, left: g.most.archive}, 64<<10)
	for n := 0; ; n++ {
		rec, err := nextRecord(in)
		if err == io.EOF {
			if n == 0 {
				return errors.New("an empty file")
			}
			return nil
		}
		if err == nil && n >= g.most.records {
			err = fmt.Errorf("more than %d records", g.most.records)
		}
		var block []byte
		if err == nil {
			block, err = readBlock(in, rec, g)
		}
		if err == nil {
			// A block that does not end where it should is not the one that was saved.
			if err = endRecord(in); err == nil || err == io.EOF {
				rec.take(block, g)
			}
		}
		if err != nil && n == 0 && !errors.Is(err, errTooLarge) {
			return fmt.Errorf("first record: %w", err)
		}
		if err != nil {
			g.limits.add(fmt.Sprintf("record %d: %v", n+1, unexpected(err)), name, "what follows in the file was not read")
			return nil
		}
	}
}

// unexpected gives a short name to the ways in which a file ends early.
func unexpected(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errors.New("the file is cut short")
	case errors.Is(err, errTooLarge):
		return errors.New("the file is larger than what is read of one")
	}
	return err
}

// nextRecord reads the header of the next record; io.EOF at the clean end.
func nextRecord(in *bufio.Reader) (*warcRecord, error) {
	head, err := readHead(in)
	if err != nil {
		return nil, err
	}
	first, rest, _ := strings.Cut(string(head), "\n")
	switch version := strings.TrimRight(first, "\r"); version {
	case "WARC/1.0", "WARC/1.1":
	default:
		return nil, fmt.Errorf("starts with %q, want WARC/1.0 or WARC/1.1", clip(version))
	}
	fields, err := textproto.NewReader(bufio.NewReader(strings.NewReader(rest))).ReadMIMEHeader()
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	rec := &warcRecord{kind: strings.ToLower(fields.Get("WARC-Type")), uri: fields.Get("WARC-Target-URI"), date: fields.Get("WARC-Date"), header: fields}
	rec.uri = strings.TrimSuffix(strings.TrimPrefix(rec.uri, "<"), ">") // WARC 1.0 as wget writes it
	if rec.length, err = strconv.ParseInt(fields.Get("Content-Length"), 10, 64); err != nil || rec.length < 0 {
		return nil, fmt.Errorf("Content-Length %q", clip(fields.Get("Content-Length")))
	}
	if rec.kind == "" {
		return nil, errors.New("no WARC-Type")
	}
	return rec, nil
}

// readHead reads up to and with the first empty line.
func readHead(in *bufio.Reader) ([]byte, error) {
	var head []byte
	for {
		line, err := in.ReadSlice('\n')
		head = append(head, line...)
		switch {
		case len(head) > maxRecordHead:
			return nil, fmt.Errorf("a header of more than %d KiB", maxRecordHead>>10)
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err == io.EOF && len(head) == 0:
			return nil, io.EOF
		case err == io.EOF:
			return nil, io.ErrUnexpectedEOF
		case err != nil:
			return nil, err
		case len(bytes.TrimRight(line, "\r\n")) == 0:
			return head, nil
		}
	}
}

func endRecord(in *bufio.Reader) error {
	var end [4]byte
	if _, err := io.ReadFull(in, end[:]); err != nil {
		return err
	}
	if string(end[:]) != "\r\n\r\n" {
		return errors.New("no empty lines at its end: its Content-Length is wrong")
	}
	return nil
}

// readBlock reads the block of a record that is about a page and passes over that
// of any other; it is nil then.
func readBlock(in *bufio.Reader, rec *warcRecord, g *gathered) ([]byte, error) {
	why := rec.unread()
	if why == "" && rec.uri == noteURI && rec.length > maxNote {
		why = "the record of what was not read is too long"
	}
	if why == "" && rec.length > g.most.page+maxRecordHead {
		why = fmt.Sprintf("more than %d MiB", g.most.page>>20)
	}
	if why != "" {
		if why != "-" {
			g.limits.add(why, rec.uri, notRead)
		}
		return nil, skip(in, rec.length)
	}
	block, err := io.ReadAll(io.LimitReader(in, rec.length))
	if err == nil && int64(len(block)) < rec.length {
		err = io.ErrUnexpectedEOF
	}
	return block, err
}

// take takes in what a block holds.
func (rec *warcRecord) take(block []byte, g *gathered) {
	if block == nil {
		return
	}
	err := rec.verify(block)
	switch {
	case err != nil:
	case rec.uri == noteURI:
		err = takeNote(block, g)
	default:
		err = rec.takeAnswer(block, g)
	}
	if err != nil {
		g.limits.add(err.Error(), rec.uri, notRead)
	}
}

func skip(in io.Reader, n int64) error {
	done, err := io.Copy(io.Discard, io.LimitReader(in, n))
	if err == nil && done < n {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// unread says why a record is not read; "-" where it is about no page.
func (rec *warcRecord) unread() string {
	if rec.uri == noteURI && rec.kind == "metadata" {
		return ""
	}
	web := strings.HasPrefix(strings.ToLower(rec.uri), "http:") || strings.HasPrefix(strings.ToLower(rec.uri), "https:")
	switch rec.kind {
	case "warcinfo", "request", "metadata":
		return "-"
	case "response", "resource":
		if !web {
			return "-" // a name server's answer, the log of a program
		}
		if why := rec.header.Get("WARC-Truncated"); why != "" {
			return "was cut short when it was saved (" + why + ")"
		}
		if s := rec.header.Get("WARC-Segment-Number"); s != "" {
			return "a record in segments"
		}
		return ""
	case "revisit":
		return "a revisit record: its content is in another file or record"
	}
	return fmt.Sprintf("a record of type %q", clip(rec.kind))
}

// verify compares the digest of a block with the one of its header, where there
// is one of a kind that is known.
func (rec *warcRecord) verify(block []byte) error {
	label, want, _ := strings.Cut(rec.header.Get("WARC-Block-Digest"), ":")
	var got []byte
	switch strings.ToLower(label) {
	case "sha1":
		sum := sha1.Sum(block)
		got = sum[:]
	case "sha256", "sha-256":
		sum := sha256.Sum256(block)
		got = sum[:]
	case "md5":
		sum := md5.Sum(block)
		got = sum[:]
	default:
		return nil
	}
	if strings.EqualFold(want, hex.EncodeToString(got)) || strings.EqualFold(strings.TrimRight(want, "="), strings.TrimRight(base32.StdEncoding.EncodeToString(got), "=")) {
		return nil
	}
	return errors.New("its bytes are not those of its digest")
}

// takeAnswer makes an answer of a response or resource record.
func (rec *warcRecord) takeAnswer(block []byte, g *gathered) error {
	uri, err := parseURL(rec.uri)
	if err != nil {
		return err
	}
	a := &answer{url: uri, asked: rec.header.Get("Assay-Asked") == "yes"}
	if a.at, err = time.Parse(time.RFC3339Nano, rec.date); err != nil {
		return fmt.Errorf("WARC-Date %q", clip(rec.date))
	}
	a.at = a.at.UTC()
	if rec.kind == "resource" {
		a.status, a.body = 200, block
		a.header = map[string][]string{"Content-Type": {rec.header.Get("Content-Type")}}
	} else if err := a.parse(block, g.most.page); err != nil {
		return err
	}
	g.add(a)
	return nil
}

// takeNote reads what an earlier run of this program did not read.
func takeNote(block []byte, g *gathered) error {
	var n note
	dec := json.NewDecoder(bytes.NewReader(block))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&n); err != nil {
		return fmt.Errorf("the record of what was not read: %w", err)
	}
	g.product = n.Product
	for _, l := range n.Limits {
		if len(g.limits.list) > maxLimits || max(len(l.What), len(l.Where), len(l.Effect)) > 2*longest {
			g.limits.unlisted++
			continue
		}
		g.limits.list = append(g.limits.list, l)
	}
	return nil
}
