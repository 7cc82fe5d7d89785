// Package securitytxt reads security.txt files (RFC 9116) and says what is wrong
// with them, each thing under a short code of its own.
//
// What is read is bounded, and anything is accepted: a file full of mistakes gives
// problems, not an error.
package securitytxt

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Field is a field as it stands in the file.
type Field struct {
	Name  string // as written
	Value string
	Line  int // from 1
}

// Problem is something that RFC 9116 does not allow, or advises against.
type Problem struct {
	Code string // "no_expire"
	// Grave is set where RFC 9116 forbids it; else it is advice.
	Grave   bool
	Message string
	Line    int // 0 for the file as a whole
}

// File is a security.txt file.
type File struct {
	Fields   []Field
	Expires  time.Time // zero where there is none or it cannot be read
	Signed   bool      // an OpenPGP cleartext signature stands round it
	Problems []Problem
	lines    int
}

// Limits of a file. The largest that are published have some ten kilobytes.
const (
	maxBytes    = 256 << 10
	maxLines    = 2000
	maxProblems = 200
)

// known are the fields of RFC 9116 section 2.5 and of the IANA registry of
// security.txt fields, by small letters.
var known = map[string]string{
	"acknowledgments": "Acknowledgments", "canonical": "Canonical", "contact": "Contact", "encryption": "Encryption", "expires": "Expires", "hiring": "Hiring",
	"policy": "Policy", "preferred-languages": "Preferred-Languages", "csaf": "CSAF", "bug-bounty": "Bug-Bounty",
}

// Values returns the values of a field, in order. Names are compared as RFC 9116
// does, without regard to case.
func (f *File) Values(name string) []Field {
	var out []Field
	for _, field := range f.Fields {
		if strings.EqualFold(field.Name, name) {
			out = append(out, field)
		}
	}
	return out
}

// Has tells whether a problem of a code was found.
func (f *File) Has(code string) bool {
	for _, p := range f.Problems {
		if p.Code == code {
			return true
		}
	}
	return false
}

// Grave returns the problems that RFC 9116 forbids.
func (f *File) Grave() []Problem {
	var out []Problem
	for _, p := range f.Problems {
		if p.Grave {
			out = append(out, p)
		}
	}
	return out
}

func (f *File) wrong(line int, code, format string, args ...any) {
	f.problem(Problem{code, true, fmt.Sprintf(format, args...), line})
}

func (f *File) advise(line int, code, format string, args ...any) {
	f.problem(Problem{code, false, fmt.Sprintf(format, args...), line})
}

func (f *File) problem(p Problem) {
	if len(f.Problems) < maxProblems {
		f.Problems = append(f.Problems, p)
	}
}

// Parse reads a file and judges it for a day. Where the day is zero, nothing is
// said about the time it expires.
func Parse(data []byte, at time.Time) *File {
	f := &File{}
	if len(data) > maxBytes {
		f.wrong(0, "too_long", "only the first %d of %d bytes were read", maxBytes, len(data))
		data = data[:maxBytes]
	}
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		f.wrong(1, "bom_in_file", "it begins with a byte order mark, which is no part of the grammar")
		data = data[3:]
	}
	if !utf8.Valid(data) {
		f.wrong(0, "utf8", "it is not valid UTF-8")
	}
	text := string(bytes.ToValidUTF8(data, []byte("\ufffd")))
	f.read(text)
	f.judge(at)
	return f
}

func (f *File) read(text string) {
	lines := strings.Split(text, "\n")
	if len(lines) > maxLines {
		f.wrong(maxLines, "too_long", "only the first %d lines were read", maxLines)
		lines = lines[:maxLines]
	}
	armor, body := beforeSignature, false
	for i, raw := range lines {
		n := i + 1
		if strings.Contains(strings.TrimSuffix(raw, "\r"), "\r") {
			f.wrong(n, "line_ending", "a carriage return stands inside the line")
		}
		line := strings.TrimSuffix(raw, "\r")
		if i == len(lines)-1 && line != "" && !strings.HasSuffix(text, "\n") && !strings.HasPrefix(line, "-----END") {
			f.wrong(n, "no_line_ending", "the last line has no line ending")
		}
		armor, body = f.armor(armor, line, n)
		if body && f.Signed {
			line = strings.TrimPrefix(line, "- ") // dashes are escaped in signed text alone
		}
		if body {
			f.line(line, n)
		}
		f.lines = n
	}
	if armor == inText || armor == inSignature || armor == inHeaders {
		f.wrong(f.lines, "pgp_error", "the OpenPGP signature is not whole")
	}
}

// where a line stands with regard to an OpenPGP cleartext signature
// (RFC 9580 section 7)
type place int

const (
	beforeSignature place = iota
	inHeaders
	inText
	inSignature
	afterSignature
)

// armor says where the next line stands and whether this one is of the text.
func (f *File) armor(at place, line string, n int) (place, bool) {
	switch {
	case line == "-----BEGIN PGP SIGNED MESSAGE-----":
		if at != beforeSignature || f.Signed {
			f.wrong(n, "pgp_data", "a second signed message begins")
			return at, false
		}
		if n > 1 {
			f.wrong(n, "data_outside_signature", "something stands before the signed message, which must come first")
		}
		f.Signed = true
		return inHeaders, false
	case line == "-----BEGIN PGP SIGNATURE-----" && at == inText:
		return inSignature, false
	case line == "-----END PGP SIGNATURE-----" && at == inSignature:
		return afterSignature, false
	case at == inHeaders:
		if strings.TrimSpace(line) == "" {
			return inText, false
		}
		return at, false
	case at == inSignature:
		return at, false
	case at == afterSignature:
		if strings.TrimSpace(line) != "" {
			f.wrong(n, "data_outside_signature", "text stands behind the signature")
		}
		return at, false
	}
	return at, true
}

// line reads a field or comment (RFC 9116 section 4).
func (f *File) line(line string, n int) {
	trimmed := strings.TrimRight(line, " \t")
	switch {
	case trimmed == "" || strings.HasPrefix(line, "#"):
		return
	case line[0] == ' ' || line[0] == '\t':
		f.wrong(n, "location_whitespace", "the line begins with white space")
	}
	name, value, ok := strings.Cut(strings.TrimLeft(trimmed, " \t"), ":")
	if !ok {
		f.wrong(n, "invalid_line", "it is neither a field nor a comment: %q", short(trimmed))
		return
	}
	switch {
	case name == "":
		f.wrong(n, "empty_key", "the field has no name")
		return
	case strings.ContainsAny(name, " \t") && strings.TrimSpace(name) == name, !fieldName(strings.TrimSpace(name)):
		f.wrong(n, "invalid_line", "%q is no name of a field", short(name))
		return
	case strings.TrimSpace(name) != name:
		f.wrong(n, "prec_ws", "white space stands between the name and the colon")
		name = strings.TrimSpace(name)
	}
	switch {
	case strings.TrimSpace(value) == "":
		f.wrong(n, "empty_value", "%s has no value", name)
		return
	case value[0] != ' ':
		f.wrong(n, "no_space", "no space stands behind the colon of %s", name)
	}
	f.Fields = append(f.Fields, Field{name, strings.TrimSpace(value), n})
}

// fieldName tells ftext of RFC 5322: printable ASCII but the colon.
func fieldName(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 33 || s[i] > 126 {
			return false
		}
	}
	return s != ""
}

func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
