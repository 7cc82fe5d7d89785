package updates

import (
	"bytes"
	"strings"

	"github.com/assay-project/assay/evidence"
)

// settings reads the configuration of the update programs that are known:
// RAUC (system.conf, [keyring]), SWUpdate (public-key-file), Mender
// (ArtifactVerifyKey) and opkg (option check_signature). It returns nil for any
// other file.
func settings(n *evidence.Node, data []byte) *Mechanism {
	dir := n.Path()
	switch {
	case strings.HasSuffix(dir, "etc/rauc/system.conf"):
		return updater(n, data, "keyring", "path=")
	case n.Name == "swupdate.cfg":
		return updater(n, data, "public key", "public-key-file")
	case n.Name == "mender.conf" && strings.Contains(dir, "mender"):
		return updater(n, data, "verification key", `"ArtifactVerifyKey"`)
	case n.Name == "opkg.conf":
		return packages(n, data)
	}
	return nil
}

func updater(n *evidence.Node, data []byte, what, key string) *Mechanism {
	m := &Mechanism{Node: n, Kind: "updater"}
	eachLine(data, func(number int, line string) {
		if strings.HasPrefix(line, key) {
			m.add(&m.Verifies, number, what, "")
		}
	})
	return m
}

func packages(n *evidence.Node, data []byte) *Mechanism {
	m := &Mechanism{Node: n, Kind: "packages"}
	eachLine(data, func(number int, line string) {
		fields := strings.Fields(line)
		switch {
		case len(fields) >= 3 && (fields[0] == "src" || fields[0] == "src/gz"):
			m.add(&m.Downloads, number, "package feed", "")
			if plain.MatchString(fields[2]) {
				m.add(&m.Plain, number, "package feed", "")
			}
		case len(fields) >= 2 && fields[0] == "option" && fields[1] == "check_signature" && (len(fields) == 2 || fields[2] != "0"):
			m.add(&m.Verifies, number, "check_signature", "")
		}
	})
	if len(m.Downloads) == 0 {
		return nil // without a feed nothing is installed by it
	}
	return m
}

func eachLine(data []byte, fn func(number int, line string)) {
	for number := 1; len(data) > 0; number++ {
		var line []byte
		line, data, _ = bytes.Cut(data, []byte("\n"))
		if text := strings.TrimSpace(string(line)); text != "" && text[0] != '#' && text[0] != ';' {
			fn(number, text)
		}
	}
}
