package accounts

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/assay-project/assay/fact/crypthash"
)

// entry is one line of an account file.
type entry struct {
	user, field string
	uid         *int
	home, shell string
	line        int
	hash        crypthash.Hash
	web         bool
}

// kind is what an account file is.
type kind int

const (
	none kind = iota
	passwd
	shadow
	web       // user:hash
	digest    // user:realm:hash
	httpdConf // busybox: /path:user:password
)

// kindOf guesses from the name; what stands in the file decides.
func kindOf(name string) kind {
	lower := strings.ToLower(name)
	switch {
	case strings.Contains(lower, "htpasswd"), lower == "lighttpd.user", lower == "lighttpd-plain.user", lower == "passwd.web":
		return web
	case strings.Contains(lower, "htdigest"), lower == "lighttpd-htdigest.user":
		return digest
	case lower == "httpd.conf":
		return httpdConf
	case strings.Contains(lower, "shadow"):
		return shadow
	case strings.Contains(lower, "passwd"):
		return passwd
	}
	return none
}

// suffixOf is what stands around the kind's word, so that "passwd.bak" meets
// "shadow.bak".
func suffixOf(name, word string) string {
	return strings.Replace(strings.ToLower(name), word, "", 1)
}

// parse reads the lines of an account file. Strict means that every line must
// fit, for a file whose name does not say what it is. Text with a NUL byte is none.
func parse(k kind, data []byte, strict bool) []entry {
	if bytes.IndexByte(data, 0) >= 0 {
		return nil
	}
	var out []entry
	for i, line := range strings.SplitN(string(data), "\n", maxLines+1) {
		line = strings.TrimRight(line, "\r")
		if i == maxLines {
			break
		}
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		e, ok := parseLine(k, line)
		if !ok && strict {
			return nil
		}
		if ok {
			e.line = i + 1
			out = append(out, e)
		}
	}
	return out
}

func parseLine(k kind, line string) (entry, bool) {
	fields := strings.Split(line, ":")
	switch k {
	case passwd:
		return passwdLine(fields)
	case shadow:
		return shadowLine(fields)
	case web:
		return webLine(fields)
	case digest:
		if len(fields) == 3 && userName(fields[0]) {
			h, ok := crypthash.WebDigest(fields[0], fields[1], fields[2])
			return entry{user: fields[0], field: fields[2], hash: h, web: true}, ok
		}
	case httpdConf:
		if len(fields) == 3 && strings.HasPrefix(fields[0], "/") && userName(fields[1]) {
			return entry{user: fields[1], field: fields[2], hash: crypthash.HTPasswd(fields[2]), web: true}, true
		}
	}
	return entry{}, false
}

// passwdLine reads "user:password:uid:gid:gecos:home:shell", and the ten fields
// of BSD's master.passwd.
func passwdLine(fields []string) (entry, bool) {
	if len(fields) != 7 && len(fields) != 10 || !userName(fields[0]) {
		return entry{}, false
	}
	uid, err := strconv.ParseUint(fields[2], 10, 32)
	if err != nil {
		return entry{}, false
	}
	if _, err := strconv.ParseUint(fields[3], 10, 32); err != nil {
		return entry{}, false
	}
	id, last := int(uid), len(fields)-1
	home, shell := fields[last-1], fields[last]
	if home != "" && home[0] != '/' || strings.ContainsAny(fields[1], " \t") || shell != "" && shell[0] != '/' {
		return entry{}, false
	}
	return entry{user: fields[0], field: fields[1], uid: &id, home: home, shell: strings.TrimSpace(shell), hash: crypthash.Parse(fields[1])}, true
}

// shadowLine reads the nine fields of shadow(5). Vendors leave the last ones out.
func shadowLine(fields []string) (entry, bool) {
	if len(fields) < 2 || len(fields) > 9 || !userName(fields[0]) || strings.ContainsAny(fields[1], " \t/") && !strings.Contains(fields[1], "$") && len(fields[1]) != 13 {
		return entry{}, false
	}
	for _, f := range fields[2:] {
		if strings.Trim(f, "-0123456789 ") != "" {
			return entry{}, false
		}
	}
	return entry{user: fields[0], field: fields[1], hash: crypthash.Parse(strings.TrimLeft(fields[1], "!*"))}, true
}

func webLine(fields []string) (entry, bool) {
	if len(fields) != 2 || !userName(fields[0]) || strings.TrimSpace(fields[1]) != fields[1] {
		return entry{}, false
	}
	return entry{user: fields[0], field: fields[1], hash: crypthash.HTPasswd(fields[1]), web: true}, true
}

// userName says whether a field can be a user's name: printable, no blank, at
// most 64 characters. NIS's "+" lines are no users.
func userName(s string) bool {
	if s == "" || len(s) > 64 || s[0] == '+' || s[0] == '-' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c > '~' || strings.IndexByte(`/\"'<>(){}=;,&|*`, c) >= 0 {
			return false
		}
	}
	return true
}

// stateOf reads a password field without trying anything.
func stateOf(field string, h crypthash.Hash) State {
	switch {
	case field == "":
		return Empty
	case field[0] == '!' || field[0] == '*':
		return Locked
	case h.Scheme != crypthash.Unhandled:
		return Unknown
	case field[0] == '$' || field[0] == '{' || field[0] == '_':
		return Unknown // a scheme that is not known here
	}
	return Locked // crypt(3) can never return such a field: "x", "NP", "*LK*"
}
