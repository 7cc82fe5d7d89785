package secrets

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"github.com/assay-project/assay/fact/redact"
)

// configExt are the endings of files that hold settings.
var configExt = map[string]bool{
	".conf": true, ".cfg": true, ".config": true, ".cnf": true, ".ini": true, ".xml": true, ".json": true, ".yaml": true, ".yml": true,
	".properties": true, ".env": true, ".sh": true, ".prop": true, ".toml": true, ".default": true, ".defaults": true, ".dat": true,
}

// translations hold the word "password" in every language and never one.
var translations = regexp.MustCompile(`(?i)(/(lang|language|languages|locale|i18n|l10n|translations?|po|lng)/|[._-](en|de|fr|es|it|zh|cn|ja|jp|ru|pt|ko)([._-][a-z]{2})?\.(json|xml|ini|properties|conf)$|lang[^/]*\.(json|xml|ini)$)`)

// mayHoldSettings says whether a text is configuration or a shell script.
func mayHoldSettings(at string, data []byte) bool {
	if translations.MatchString(at) || sample.MatchString(at) {
		return false
	}
	name := path.Base(at)
	if configExt[strings.ToLower(path.Ext(name))] || bytes.HasPrefix(data, []byte("#!/bin/sh")) || bytes.HasPrefix(data, []byte("#!/bin/ash")) || bytes.HasPrefix(data, []byte("#!/bin/bash")) {
		return true
	}
	switch path.Ext(name) {
	case ".js", ".css", ".html", ".htm", ".lua", ".py", ".pl", ".pm", ".php", ".asp", ".po", ".md", ".txt", ".h", ".c", ".svg", ".so":
		return false
	}
	return strings.HasPrefix(at, "/etc/") || strings.Contains(at, "/config/") || strings.Contains(at, "/conf/") || strings.HasPrefix(name, "nvram")
}

// The shapes a setting comes in. Group 1 is the name, group 2 the value.
var (
	uciOption  = regexp.MustCompile(`^\s*option\s+['"]?([A-Za-z0-9_]+)['"]?\s+(.+?)\s*$`)
	uciSection = regexp.MustCompile(`^\s*config\s+['"]?([A-Za-z0-9_-]+)`)
	assignment = regexp.MustCompile(`^\s*(?:export\s+|readonly\s+|local\s+|set\s+)?([A-Za-z][A-Za-z0-9_.\-\[\]]*)\s*=\s*(.*?)\s*;?\s*$`)
	jsonPair   = regexp.MustCompile(`["']([A-Za-z][A-Za-z0-9_.-]*)["']\s*:\s*"([^"\\]*)"`)
	xmlElement = regexp.MustCompile(`<([A-Za-z][A-Za-z0-9_.:-]*)(?:\s[^<>]*)?>([^<>]{3,128})</`)
	xmlValue   = regexp.MustCompile(`<[A-Za-z][^<>]*?\b(?:name|key|id)\s*=\s*"([A-Za-z0-9_.-]+)"[^<>]*?\b(?:value|val|default)\s*=\s*"([^"]*)"`)
	xmlAttr    = regexp.MustCompile(`\s([A-Za-z][A-Za-z0-9_]*)\s*=\s*"([^"]*)"`)
	inURL      = regexp.MustCompile(`\b[a-z][a-z0-9+.-]{1,12}://([A-Za-z0-9._-]{1,64}):([^@/\s:"'$<>{}%*]{3,64})@[A-Za-z0-9]`)
	commandArg = regexp.MustCompile(`\s--?(password|passwd|http-password|ftp-password)[= ]["']?([^\s"'$<>]{3,64})["']?(?:\s|$)`)
)

// passwords reads the settings of a text line by line.
func (t *text) passwords() []Password {
	ppp := strings.HasSuffix(t.path, "-secrets")
	if !ppp && !mayHoldSettings(t.path, t.data) {
		return nil
	}
	var out []Password
	section, lineNo, counted := "", 1, 0
	t.lines(func(line []byte, at int, hot bool) {
		if has(bytes.TrimLeft(line, " \t"), "config ") {
			if m := uciSection.FindSubmatch(line); m != nil {
				section = string(m[1])
				return
			}
		}
		if !hot && !ppp || len(out) >= 100 {
			return
		}
		found := t.line(strings.TrimRight(string(line), "\r"), section, ppp)
		if len(found) == 0 {
			return
		}
		lineNo += bytes.Count(t.data[counted:at], []byte{'\n'})
		counted = at
		for _, f := range found {
			out = append(out, Password{
				Kind: f.kind, Name: f.name, Redacted: redact.Text(f.value), Fingerprint: redact.Fingerprint([]byte(f.value)),
				Where: t.node.At(lineNo), Path: t.path, Encoded: encoded(f.value),
			})
		}
	})
	return out
}

// encodedForm is what ciphertexts and hashes look like in configuration files.
var encodedForm = regexp.MustCompile(`^(?:[A-Za-z0-9+/_-]{20,}={0,2}|\$[0-9a-z]+\$.*|\{[A-Za-z0-9:-]+\}.*|(?i:enc)\(.*|[0-9a-fA-F]{16,})$`)

func encoded(value string) bool { return encodedForm.MatchString(value) }

func isComment(line []byte) bool {
	line = bytes.TrimLeft(line, " \t")
	return len(line) == 0 || line[0] == '#' || line[0] == ';' || bytes.HasPrefix(line, []byte("//")) || bytes.HasPrefix(line, []byte("<!--"))
}

type setValue struct{ kind, name, value string }

func (t *text) line(line, section string, ppp bool) []setValue {
	var out []setValue
	put := func(name, value string, quoted bool) {
		if kind := kindOfName(name, section); kind != "" && credible(name, value, quoted) {
			out = append(out, setValue{kind, name, value})
		}
	}
	if ppp { // pap-secrets, chap-secrets: client server secret addresses
		if f := strings.Fields(line); len(f) >= 3 {
			if v, q := unquote(f[2]); credible("secret", v, q) {
				return []setValue{{"PPP secret", "secret", v}}
			}
		}
		return nil
	}
	if strings.Contains(line, "://") && strings.Contains(line, "@") {
		for _, m := range inURL.FindAllStringSubmatch(line, 4) {
			if credible("url", m[2], false) && !strings.Contains(line, "example.") {
				out = append(out, setValue{"password in a URL", "URL", m[2]})
			}
		}
	}
	switch {
	case strings.Contains(line, "option") && uciOption.MatchString(line):
		m := uciOption.FindStringSubmatch(line)
		v, q := unquote(m[2])
		put(m[1], v, q)
	case strings.ContainsAny(line, "<>") && strings.HasPrefix(strings.TrimSpace(line), "<"):
		t.xml(line, put)
	case strings.Contains(line, ":") && jsonPair.MatchString(line):
		for _, m := range jsonPair.FindAllStringSubmatch(line, 32) {
			put(m[1], m[2], true)
		}
	case strings.Contains(line, "=") && assignment.MatchString(line):
		m := assignment.FindStringSubmatch(line)
		v, q := unquote(m[2])
		put(m[1], v, q)
	}
	if !strings.Contains(line, " -") {
		return out
	}
	for _, m := range commandArg.FindAllStringSubmatch(line, 4) {
		if credible(m[1], m[2], false) {
			out = append(out, setValue{"password on a command line", m[1], m[2]})
		}
	}
	return out
}

func (t *text) xml(line string, put func(name, value string, quoted bool)) {
	for _, m := range xmlElement.FindAllStringSubmatch(line, 32) {
		put(m[1], m[2], true)
	}
	if all := xmlValue.FindAllStringSubmatch(line, 32); all != nil {
		for _, m := range all {
			put(m[1], m[2], true)
		}
		return
	}
	for _, m := range xmlAttr.FindAllStringSubmatch(line, 32) {
		put(m[1], m[2], true)
	}
}

var (
	passwordName = regexp.MustCompile(`(password|passwd|passphrase|passcode|passwort|pwd|(^|[_.-])(pass|pw)|(user|admin|root|login|ftp|web|http|smtp|mail|db|ppp|pppoe|ddns)(pass|pw))[0-9]{0,2}$`)
	wifiName     = regexp.MustCompile(`(psk|wpa_?passphrase|wpa_?key|wep_?key|wifi_?(key|pass|pwd|password)|wlan_?(key|pass|pwd|password)|ap_?(pass|pwd|password))[0-9]{0,2}$`)
	notAValue    = regexp.MustCompile(`(^|[_.-])(min|max|len|length|no|use|need|require|required|enable|enabled|allow|permit|show|hide|check|change|reset|forgot|save|remember|encrypt|confirm|hash|expire|age|type|mode|file|path|root_login|with|without|empty|old|new|default_is)[_.-]?(password|passwd|pass|pwd|psk|passphrase)[0-9]*$`)
)

// kindOfName says what a setting's name promises: "" for nothing.
func kindOfName(name, section string) string {
	lower := strings.ToLower(strings.Trim(name, `"'[]`))
	switch {
	case notAValue.MatchString(lower):
		return ""
	case wifiName.MatchString(lower):
		return "Wi-Fi passphrase"
	case strings.HasPrefix(section, "wifi") && (lower == "key" || lower == "key1" || lower == "sae_password"):
		return "Wi-Fi passphrase"
	case passwordName.MatchString(lower):
		return "password"
	}
	return ""
}

// unquote takes quotes and what stands behind a comment sign off.
func unquote(v string) (string, bool) {
	v = strings.TrimRight(strings.TrimSpace(v), ";")
	if len(v) >= 2 && (v[0] == '"' || v[0] == '\'') {
		if end := strings.IndexByte(v[1:], v[0]); end >= 0 {
			return v[1 : 1+end], true
		}
	}
	if at := strings.Index(v, " #"); at >= 0 {
		v = strings.TrimSpace(v[:at])
	}
	return v, false
}

// credible says whether a value can be a password that somebody set: long
// enough, not a reference, a path, a switch, a mask or a word that stands for one.
func credible(name, value string, quoted bool) bool {
	if len(value) < 4 || len(value) > 128 || strings.ContainsAny(value, "$`<>{}()[]|\\\t") || strings.HasPrefix(value, "/") || strings.HasPrefix(value, "%") {
		return false
	}
	if strings.Contains(value, " ") || strings.ContainsAny(value, `"'`) {
		return false
	}
	for i := range len(value) {
		if value[i] >= 0x7f || value[i] < ' ' {
			return false
		}
	}
	if strings.EqualFold(value, name) || placeholder(value) {
		return false
	}
	return quoted || !strings.ContainsAny(value, ",;&=")
}

var standsFor = regexp.MustCompile(`(?i)^(yes|no|true|false|on|off|none|null|nil|undefined|enabled?|disabled?|auto|default|string|text|hidden|empty|required|optional|md5|sha1|sha256|sha512|crypt|plain|clear|pam|ask|prompt|file|shadow|psk2?|wpa2?|wep|input|passphrase|(your|my|the|some|new|old)[_-]?(password|passwd|pass|pwd|key|token|secret|psk)?.*|password_?here|change[_-]?me[_-]?please|secret_?here|x{3,}|\*+|\.+|-+|_+|#+|•+|@.*@)$`)

func placeholder(value string) bool { return standsFor.MatchString(value) }
