package updates

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/assay-project/assay/evidence"
)

// Commands, where a command can stand: at the start of a line or behind
// something that ends one. What is in quotes may be a command for "sh -c".
const before = `(?:^|[;&|(` + "`" + `{"']|\b(?:then|do|else|if|sudo|exec|nohup)\s)\s*(?:\S*/)?`

var (
	fetch  = regexp.MustCompile(before + `(wget(?:-ssl)?|curl|uclient-fetch|tftp|ftpget|aria2c)\s`)
	write  = regexp.MustCompile(before + `(?:(mtd)\s+(?:-\S+\s+|[a-z]\S*\s+)*?write\s|(mtd_write|flashcp|nandwrite|flash_image|ubiupdatevol|fw_write)\s|(dd)\s[^;&|]*\bof=/dev/(?:mtd|mmcblk|nand|ubi)|(cat)\s[^;&|]*>\s*/dev/mtd)`)
	hand   = regexp.MustCompile(before + `(sysupgrade|firmwareupdate|rauc\s+install|swupdate|mender\s+(?:-)?install|fwup|opkg\s+(?:install|upgrade)|ipkg\s+install|apk\s+upgrade)(?:\s|$)`)
	verify = regexp.MustCompile(before + `(openssl\s+(?:dgst\s[^;&|]*-verify|(?:rsautl|pkeyutl|cms|smime)\s[^;&|]*-verify)|(?:usign|signify|minisign|ucert)\s+-\S*V|gpgv?2?\s[^;&|]*--verify|gpgv\s|fwtool_check_signature|rauc\s+install|swupdate\s[^;&|]*-k\s|fwup\s[^;&|]*(?:-p|--public-key))`)
	digest = regexp.MustCompile(before + `(md5sum|sha1sum|sha256sum|sha512sum|cksum|crc32|sum)(?:\s|$|\))|\b(openssl\s+(?:md5|sha1|sha256))\b`)
	plain  = regexp.MustCompile(`(?i)\b(http|ftp|tftp)://[\w$\[{%]`) // a host follows, not the star of a pattern
	assign = regexp.MustCompile(`^\s*(?:export\s+|local\s+|readonly\s+)?([A-Za-z_]\w*)=["']?(https?|t?ftp)://`)
	name   = regexp.MustCompile(`\$\{?([A-Za-z_]\w*)`)
)

// script reads a shell script line by line. It returns nil for one that
// neither fetches anything in a careless way nor installs software.
func script(n *evidence.Node, data []byte) *Mechanism {
	m := &Mechanism{Node: n, Kind: "script"}
	schemes := make(map[string]string) // variables that hold an address
	number := 0
	for len(data) > 0 {
		var raw []byte
		raw, data, _ = bytes.Cut(data, []byte("\n"))
		number++
		start := number
		for bytes.HasSuffix(raw, []byte("\\")) && len(data) > 0 { // one command over several lines
			var more []byte
			more, data, _ = bytes.Cut(data, []byte("\n"))
			raw = append(append(raw[:len(raw)-1:len(raw)-1], ' '), more...)
			number++
		}
		if !speaksOf(raw) {
			continue // most lines: the expressions below are dear
		}
		if line := uncomment(string(raw)); line != "" {
			m.line(start, line, schemes)
		}
	}
	if !m.Updates() && len(m.Careless) == 0 {
		return nil
	}
	return m
}

// speaksOf is a cheap look whether a line can hold anything that matters.
func speaksOf(line []byte) bool {
	for _, word := range words {
		if bytes.Contains(line, word) {
			return true
		}
	}
	return false
}

var words = func() [][]byte {
	var all [][]byte
	for _, w := range strings.Fields(":// wget curl uclient-fetch tftp ftpget aria2c mtd flashcp nandwrite flash_image ubiupdatevol fw_write of=/dev/ upgrade update rauc mender fwup opkg ipkg apk " +
		"openssl usign signify minisign ucert gpg fwtool sum cksum crc32") {
		all = append(all, []byte(w))
	}
	return all
}()

func (m *Mechanism) line(number int, line string, schemes map[string]string) {
	if a := assign.FindStringSubmatch(line); a != nil && len(schemes) < 1000 {
		schemes[a[1]] = strings.ToLower(a[2])
	}
	if f := fetch.FindStringSubmatch(line); f != nil {
		m.add(&m.Downloads, number, f[1], line)
		switch {
		case f[1] == "tftp" || f[1] == "ftpget" || plain.MatchString(line) || heldScheme(line, schemes, false):
			m.add(&m.Plain, number, f[1], line)
		case !careless.MatchString(line) && (strings.Contains(line, "https://") || heldScheme(line, schemes, true)):
			m.add(&m.Protected, number, f[1], line)
		}
	}
	if careless.MatchString(line) {
		m.add(&m.Careless, number, carelessTool(line), line)
	}
	if w := write.FindStringSubmatch(line); w != nil {
		m.add(&m.Writes, number, w[1]+w[2]+w[3]+w[4], line)
	} else if h := hand.FindStringSubmatch(line); h != nil && len(strings.Fields(line)) > 1 && h[1] != m.Node.Name {
		m.add(&m.Hands, number, h[1], line)
	}
	if v := verify.FindStringSubmatch(line); v != nil {
		m.add(&m.Verifies, number, strings.Fields(v[1])[0], line)
	}
	if d := digest.FindStringSubmatch(line); d != nil {
		m.add(&m.Digests, number, d[1]+d[2], line)
	}
}

// maxText is how long a line may be to be kept for following files through it.
const maxText = 1024

func (m *Mechanism) add(lines *[]Line, number int, what, text string) {
	if len(text) > maxText {
		text = ""
	}
	if len(*lines) < maxLines {
		*lines = append(*lines, Line{number, what, text})
	}
}

// heldScheme says whether a line uses a variable that holds an address of a
// protected scheme, or of an unprotected one.
func heldScheme(line string, schemes map[string]string, protected bool) bool {
	for _, m := range name.FindAllStringSubmatch(line, 16) {
		if s := schemes[m[1]]; s != "" && (s == "https") == protected {
			return true
		}
	}
	return false
}

// uncomment cuts a comment off a line. A hash inside a word or in quotes is none.
func uncomment(line string) string {
	quote := byte(0)
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '\\':
			i++
		case c == '#' && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t' || line[i-1] == ';'):
			return strings.TrimSpace(line[:i])
		}
	}
	return strings.TrimSpace(line)
}

// carelessTool names the program that fetches without looking at certificates.
func carelessTool(line string) string {
	if strings.Contains(careless.FindString(line), "curl") {
		return "curl -k"
	}
	return "wget --no-check-certificate"
}
