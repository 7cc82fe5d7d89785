package components

import (
	"bytes"
	"path"
	"strings"
)

// maxPackages is how many packages of one database are read.
const maxPackages = 20000

// Package is one installed package of a database. Line counts from 1.
type Package struct {
	Name, Version string
	Line          int
}

// database is a kind of package database: where it lies and how it is read.
// Read returns at most maxPackages packages and whether there were more.
type database struct {
	name string
	read func([]byte) (packages []Package, cut bool)
}

// rpmAt says whether a path is that of an rpm database. It is binary (Berkeley
// DB, ndb or SQLite) and not read here.
func rpmAt(name string) bool {
	dir, base := path.Split(name)
	return strings.HasSuffix(dir, "lib/rpm/") && (base == "Packages" || base == "Packages.db" || base == "rpmdb.sqlite")
}

// databaseAt returns the database that lies at a path, or nil.
func databaseAt(name string) *database {
	dir, base := path.Split(name)
	switch {
	case base == "status" && (strings.HasSuffix(dir, "lib/opkg/") || strings.HasSuffix(dir, "lib/ipkg/")):
		return &database{"opkg", readControl}
	case base == "status" && strings.HasSuffix(dir, "lib/dpkg/"):
		return &database{"deb", readControl}
	case base == "installed" && strings.HasSuffix(dir, "lib/apk/db/"):
		return &database{"apk", readAPK}
	}
	return nil
}

// readControl reads the paragraphs of a dpkg or opkg status file (Debian
// policy 5). A package counts as installed unless its status says otherwise.
func readControl(data []byte) ([]Package, bool) {
	return paragraphs(data, ": ", func(p *Package, key, value string) bool {
		switch key {
		case "Package":
			p.Name = value
		case "Version":
			p.Version = value
		case "Status":
			fields := strings.Fields(value)
			return len(fields) == 3 && (fields[2] == "installed" || fields[2] == "unpacked")
		}
		return true
	})
}

// readAPK reads Alpine's installed database: one letter, a colon, a value.
func readAPK(data []byte) ([]Package, bool) {
	return paragraphs(data, ":", func(p *Package, key, value string) bool {
		switch key {
		case "P":
			p.Name = value
		case "V":
			p.Version = value
		}
		return true
	})
}

// paragraphs splits at empty lines; field says whether the package still counts.
func paragraphs(data []byte, separator string, field func(p *Package, key, value string) bool) ([]Package, bool) {
	var all []Package
	now, counts := Package{}, true
	flush := func() {
		if counts && plausible(now.Name) && plausible(now.Version) {
			all = append(all, now)
		}
		now, counts = Package{}, true
	}
	line := 0
	for len(data) > 0 && len(all) < maxPackages {
		var text []byte
		text, data, _ = bytes.Cut(data, []byte("\n"))
		line++
		text = bytes.TrimSuffix(text, []byte("\r"))
		if len(bytes.TrimSpace(text)) == 0 {
			flush()
			continue
		}
		key, value, ok := strings.Cut(string(text), separator)
		if !ok || text[0] == ' ' || text[0] == '\t' {
			continue
		}
		if now.Line == 0 {
			now.Line = line
		}
		counts = field(&now, key, strings.TrimSpace(value)) && counts
	}
	flush()
	if len(all) > maxPackages {
		all = all[:maxPackages]
	}
	return all, len(all) == maxPackages && len(data) > 0
}

// plausible keeps damaged bytes from becoming names: one word of printable ASCII.
func plausible(s string) bool {
	if s == "" || len(s) > 128 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
