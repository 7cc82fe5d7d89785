// Package permissions finds the files whose mode gives away more than it
// should: programs that run with the rights of their owner, files and folders
// that anybody may change, secrets that anybody may read. It reads modes only;
// where a copy lost them (a folder that went through git, a zip made on
// Windows) it says so, and nothing can be concluded from what it did not find.
package permissions

import (
	"bytes"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
)

// Found is what the modes of an image show, each list in the order of trees and
// paths. Symbolic links and device nodes are left out: their modes mean nothing
// here.
type Found struct {
	SetUID        []*evidence.Node
	SetGID        []*evidence.Node
	WritableFiles []*evidence.Node // by anybody
	WritableDirs  []*evidence.Node // by anybody, without the sticky bit, not empty
	OpenSecrets   []*evidence.Node // password hashes and private keys that anybody may read

	Nodes        int // files and folders whose mode was read
	UnknownModes int // files and folders whose mode was lost
	Secrets      int // files with password hashes or private keys
}

// Known says whether enough modes are known to conclude from their absence.
func (f *Found) Known() bool { return f.Nodes > 0 && f.UnknownModes == 0 }

// Exercised is what a search looked through, for an observation.
func (f *Found) Exercised() map[string]any {
	return map[string]any{"files_and_folders": f.Nodes, "modes_unknown": f.UnknownModes, "secret_files": f.Secrets}
}

// Of returns what the modes of an image show.
func Of(in *check.Input) (*Found, error) { return found.Of(in) }

var found = check.NewFact("permissions", func(in *check.Input) (*Found, error) {
	f := &Found{}
	for _, t := range in.Trees() {
		_ = t.Walk(func(_ string, n *evidence.Node) error {
			f.look(n, t == in.Device || in.Device == nil)
			return nil
		})
	}
	return f, nil
})

const (
	anybodyReads  = fs.FileMode(0o004)
	anybodyWrites = fs.FileMode(0o002)
)

// look reads one node. A lost mode counts against the search only on the device
// itself: an archive inside it is installed by something else.
func (f *Found) look(n *evidence.Node, device bool) {
	if !n.IsRegular() && !n.IsDir() {
		return
	}
	secret := n.IsRegular() && holdsSecret(n)
	if secret {
		f.Secrets++
	}
	if n.ModeUnknown {
		if device {
			f.UnknownModes++
		}
		return
	}
	f.Nodes++
	if n.IsDir() {
		// An empty folder is where something is mounted over: its mode is not used.
		if n.Mode&anybodyWrites != 0 && n.Mode&fs.ModeSticky == 0 && len(n.Children()) > 0 {
			f.WritableDirs = append(f.WritableDirs, n)
		}
		return
	}
	if n.Mode&fs.ModeSetuid != 0 {
		f.SetUID = append(f.SetUID, n)
	}
	if n.Mode&fs.ModeSetgid != 0 && n.Mode&0o010 != 0 {
		f.SetGID = append(f.SetGID, n) // without execution by the group the bit asks for mandatory locking
	}
	if n.Mode&anybodyWrites != 0 {
		f.WritableFiles = append(f.WritableFiles, n)
	}
	if secret && n.Mode&anybodyReads != 0 {
		f.OpenSecrets = append(f.OpenSecrets, n)
	}
}

// keyHeader matches the first line of a private key (RFC 7468, RFC 4716 and the
// older forms of OpenSSL). It must start the line: programs hold the same words.
var keyHeader = regexp.MustCompile(`(?m)^-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----\r?$`)

// hashLine matches a line of shadow(5) with a hash that somebody could guess at.
var hashLine = regexp.MustCompile(`(?m)^[a-z_][\w.-]*:(?:\$[^:]{6,}|[./0-9A-Za-z]{13}):`)

const maxSecret = 64 << 10 // bytes of a file that can be a key or a shadow file

func holdsSecret(n *evidence.Node) bool {
	if n.Size > maxSecret || n.Size == 0 {
		return false
	}
	base := path.Base(n.Name)
	shadow := strings.HasPrefix(base, "shadow") || strings.HasPrefix(base, "gshadow")
	key := keyName(base)
	if !shadow && !key {
		return false
	}
	data, err := n.Bytes(maxSecret)
	if err != nil {
		return false
	}
	if shadow {
		return hashLine.Match(data)
	}
	return keyHeader.Match(data) || bytes.HasPrefix(data, []byte("PuTTY-User-Key-File-")) || strings.HasSuffix(base, "_host_key") && bytes.HasPrefix(data, []byte("\x00\x00\x00"))
}

func keyName(base string) bool {
	switch path.Ext(base) {
	case ".pem", ".key", ".ppk", ".p8":
		return true
	}
	return strings.HasPrefix(base, "id_") || strings.HasSuffix(base, "_host_key")
}
