package components

import (
	"regexp"
	"strings"
)

// purl returns a package URL of type generic (there is no agreed type for the
// components of a firmware image). Where the component came from a package
// database, qualifiers keep the package's own name and version.
func purl(name, version, database, pkg string) string {
	text := "pkg:generic/" + escape(strings.ToLower(name))
	if version != "" {
		text += "@" + escape(version)
	}
	if database != "" {
		text += "?" + database + "=" + escape(strings.ReplaceAll(pkg, " ", "@"))
	}
	return text
}

// escape percent-encodes what may not stand in a purl as it is (purl
// specification, "Rules for each purl component").
func escape(s string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_~"
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(plain, s[i]) >= 0 {
			b.WriteByte(s[i])
			continue
		}
		b.WriteByte('%')
		b.WriteByte(digits[s[i]>>4])
		b.WriteByte(digits[s[i]&15])
	}
	return b.String()
}

// cpe fills a version into "part:vendor:product" and returns a CPE 2.3
// formatted string (NISTIR 7695 clause 6.2); empty without a template or version.
func cpe(template, version string) string {
	if template == "" || version == "" {
		return ""
	}
	update := "*"
	if m := opensshUpdate.FindStringSubmatch(version); m != nil && strings.HasSuffix(template, ":openssh") {
		version, update = m[1], m[2] // OpenSSH keeps its portable release in the update field
	}
	return "cpe:2.3:" + template + ":" + quote(version) + ":" + update + ":*:*:*:*:*:*"
}

var opensshUpdate = regexp.MustCompile(`^([0-9.]+)(p[0-9]+)$`)

// quote escapes punctuation as a CPE 2.3 formatted string wants it.
func quote(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
		default:
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

var (
	epoch    = regexp.MustCompile(`^\d+:`)
	revision = regexp.MustCompile(`-(r?\d[\w.+~]*|unknown)$`)
	snapshot = regexp.MustCompile(`\.20\d{6}$`)
	kernel   = regexp.MustCompile(`^\d+\.\d+(?:\.\d+)*`)
)

// upstream cuts what a distribution adds to a version: an epoch before it, a
// revision behind it ("1:1.22.1-3" is 1.22.1), the day of a snapshot
// ("1.8.20140523" calls itself 1.8).
func upstream(version string) string {
	version = revision.ReplaceAllString(epoch.ReplaceAllString(version, ""), "")
	return snapshot.ReplaceAllString(version, "")
}

// kernelVersion keeps the release of a kernel package ("3.10.14-1-b111ad…").
func kernelVersion(version string) string {
	if v := kernel.FindString(version); v != "" {
		return v
	}
	return version
}
