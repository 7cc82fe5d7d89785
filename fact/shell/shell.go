// Package shell follows shell scripts without running them: which commands a
// script would start, with which arguments and under which conditions, as far as
// the text alone says. It is no interpreter. What depends on the running device
// (the output of a program, a file in /tmp, the hardware) stays unknown and is
// kept as a condition or as a word marked unknown; it is never guessed.
//
// Scripts are hostile input: their size, nesting, loops and steps are bounded,
// and what was left out because of a bound is reported through [Host.Limit].
package shell

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// MaxScript is the largest script in bytes that is read. Vendors' longest are
// around 100 KiB.
const MaxScript = 256 << 10

// maxNesting bounds brackets and compound commands inside each other: the parser
// is recursive.
const maxNesting = 200

var (
	// ErrTooLarge is returned for a script over MaxScript bytes.
	ErrTooLarge = fmt.Errorf("script is larger than %d bytes", MaxScript)
	// ErrNested is returned for a script with brackets nested too deep.
	ErrNested = fmt.Errorf("script is nested deeper than %d levels", maxNesting)
	// ErrBinary is returned for bytes that are no text.
	ErrBinary = errors.New("not a text file")
)

// Script is a parsed shell script. Where the parser refused it, File is nil and
// Lines holds what a reading line by line could still find.
type Script struct {
	Path string // as it is called on the device
	// Quiet scripts are libraries that a reader of a start-up chain does not
	// want to see named (rc.common, /lib/functions.sh).
	Quiet bool
	File  *syntax.File
	Lines []Line // only where File is nil
	Err   error  // why File is nil
}

// Parse reads a script. Where no dialect takes it, the result has Lines in place
// of a File and Err says why; ErrTooLarge, ErrNested and ErrBinary come with no
// script.
func Parse(path string, src []byte) (*Script, error) {
	switch {
	case len(src) > MaxScript:
		return nil, ErrTooLarge
	case bytes.IndexByte(src, 0) >= 0:
		return nil, ErrBinary
	case nesting(src) > maxNesting:
		return nil, ErrNested
	}
	src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	s := &Script{Path: path}
	for _, lang := range []syntax.LangVariant{syntax.LangBash, syntax.LangPOSIX, syntax.LangMirBSDKorn} {
		file, err := syntax.NewParser(syntax.Variant(lang)).Parse(bytes.NewReader(src), path)
		if err == nil {
			s.File = file
			return s, nil
		}
		if s.Err == nil {
			s.Err = err
		}
	}
	s.Lines = readLines(src)
	return s, nil
}

// nesting says roughly how deep brackets and compound commands of a text stand
// inside each other. It need not be exact: real scripts stay far below the bound
// and a script that fools it is still bounded by its size.
func nesting(src []byte) int {
	most := 0
	paren, compound, bangs := 0, 0, 0
	command := true // the next word is in the place of a command
	for i := 0; i < len(src); i++ {
		c := src[i]
		switch {
		case c == '#' && (i == 0 || isSpace(src[i-1])):
			for i+1 < len(src) && src[i+1] != '\n' {
				i++
			}
			continue
		case c == '(' || c == '{':
			paren++
			command = true
		case c == ')' || c == '}':
			paren = max(paren-1, 0)
			command = true
		case c == ';' || c == '|' || c == '&' || c == '\n' || c == '`':
			command = true
		case c == '!':
			bangs++
		case isSpace(c):
		case c >= 'a' && c <= 'z':
			start := i
			for i+1 < len(src) && src[i+1] >= 'a' && src[i+1] <= 'z' {
				i++
			}
			if command {
				step, again := keyword(string(src[start : i+1]))
				compound, command = max(compound+step, 0), again
			}
			bangs = 0
		default:
			command, bangs = false, 0
		}
		most = max(most, paren+compound+bangs)
	}
	return most
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// keyword says by how much a word in the place of a command changes the nesting
// and whether a command can follow it.
func keyword(w string) (step int, again bool) {
	switch w {
	case "if", "while", "until":
		return 1, true
	case "for", "case", "select":
		return 1, false
	case "fi", "done", "esac":
		return -1, false
	case "then", "do", "else", "elif":
		return 0, true
	}
	return 0, false
}

// text prints a node on one line as a reader would want to see it in a
// condition: no comments, single spaces, cut after max characters.
func text(n syntax.Node, max int) string {
	var b strings.Builder
	if err := syntax.NewPrinter(syntax.SingleLine(true)).Print(&b, n); err != nil {
		return "…"
	}
	return clip(strings.Join(strings.Fields(b.String()), " "), max)
}

func clip(s string, max int) string {
	if len(s) <= max {
		return s
	}
	cut := max
	for cut > 0 && s[cut]&0xC0 == 0x80 { // not inside a rune
		cut--
	}
	return s[:cut] + "…"
}
