package site

import (
	"bufio"
	"bytes"
	"strconv"
	"strings"
	"time"
)

// robots is what a robots.txt says to this visitor (RFC 9309).
type robots struct {
	rules []robotRule
	delay time.Duration // Crawl-delay: no part of the RFC, but a wish that costs little
}

type robotRule struct {
	allow   bool
	pattern string
}

const (
	productToken = "assay"
	maxRobots    = 512 << 10 // bytes that are read; the RFC asks for 500 KiB
	maxRules     = 10_000
	maxDelay     = 10 * time.Second
)

// readRobots reads a robots.txt leniently, as the RFC wants: lines it does not
// know are passed over. Groups that name this visitor count together; where none
// does, those for everybody ("*") do.
func readRobots(data []byte) *robots {
	data = bytes.TrimPrefix(data[:min(len(data), maxRobots)], []byte("\xef\xbb\xbf"))
	groups := map[string]*robots{}
	var current []*robots // of the group that is being read
	naming := false       // the last line was a user-agent line
	lines := bufio.NewScanner(bytes.NewReader(bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))))
	lines.Buffer(nil, maxRobots+1)
	for lines.Scan() {
		key, value, ok := robotLine(lines.Text())
		if !ok {
			continue
		}
		if key == "user-agent" {
			if !naming {
				current = nil
			}
			naming = true
			if name := robotName(value); name == productToken || name == "*" {
				if groups[name] == nil {
					groups[name] = &robots{}
				}
				current = append(current, groups[name])
			}
			continue
		}
		if key == "allow" || key == "disallow" || key == "crawl-delay" {
			naming = false
			for _, g := range current {
				g.take(key, value)
			}
		}
	}
	if own := groups[productToken]; own != nil {
		return own
	}
	if all := groups["*"]; all != nil {
		return all
	}
	return &robots{}
}

func robotLine(line string) (key, value string, ok bool) {
	line, _, _ = strings.Cut(line, "#")
	key, value, ok = strings.Cut(line, ":")
	return strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value), ok
}

// robotName is the product token of a user-agent line: letters, "_" and "-", or "*".
func robotName(value string) string {
	if value == "*" {
		return value
	}
	end := strings.IndexFunc(value, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' || r == '-')
	})
	if end >= 0 {
		value = value[:end]
	}
	return strings.ToLower(value)
}

func (r *robots) take(key, value string) {
	if key == "crawl-delay" {
		if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds > 0 {
			r.delay = time.Duration(min(seconds, maxDelay.Seconds()) * float64(time.Second))
		}
		return
	}
	if value == "" || len(r.rules) >= maxRules {
		return // an empty rule matches nothing
	}
	r.rules = append(r.rules, robotRule{allow: key == "allow", pattern: unreserved(value)})
}

// allows tells whether a path with its query may be fetched: the longest rule
// that matches decides, and allow wins a tie (RFC 9309 clause 2.2.2).
func (r *robots) allows(path string) bool {
	if path == "/robots.txt" {
		return true
	}
	path = unreserved(path)
	longest, allowed := -1, true
	for _, rule := range r.rules {
		n := len(rule.pattern)
		if n < longest || n == longest && !rule.allow || !matches(rule.pattern, path) {
			continue
		}
		longest, allowed = n, rule.allow
	}
	return allowed
}

// matches tells whether a pattern matches the start of a path; "*" stands for any
// characters, "$" at the end for the end. It takes time in proportion to both.
func matches(pattern, path string) bool {
	anchored := strings.HasSuffix(pattern, "$")
	pieces := strings.Split(strings.TrimSuffix(pattern, "$"), "*")
	if !strings.HasPrefix(path, pieces[0]) {
		return false
	}
	rest := path[len(pieces[0]):]
	if len(pieces) == 1 {
		return !anchored || rest == ""
	}
	for _, piece := range pieces[1 : len(pieces)-1] {
		i := strings.Index(rest, piece)
		if i < 0 {
			return false
		}
		rest = rest[i+len(piece):]
	}
	last := pieces[len(pieces)-1]
	if anchored {
		return strings.HasSuffix(rest, last)
	}
	return strings.Contains(rest, last)
}

// unreserved writes a path in one way: escapes of unreserved characters undone,
// the digits of others in capital letters, what must be escaped escaped.
func unreserved(path string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		c := path[i]
		if c == '%' && i+2 < len(path) {
			if v, err := strconv.ParseUint(path[i+1:i+3], 16, 8); err == nil {
				i += 2
				if d := byte(v); d < 0x80 && (d >= 'a' && d <= 'z' || d >= 'A' && d <= 'Z' || d >= '0' && d <= '9' || strings.IndexByte("-._~", d) >= 0) {
					b.WriteByte(d)
				} else {
					b.Write([]byte{'%', hex[v>>4], hex[v&15]})
				}
				continue
			}
		}
		if c <= ' ' || c >= 0x7f {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}
