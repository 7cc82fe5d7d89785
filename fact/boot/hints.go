package boot

import (
	"bytes"
	"regexp"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
)

// Hint is a command inside a program's bytes that would start a server. It says
// that the program can do so, not that it does.
type Hint struct {
	Node   *evidence.Node
	Offset int64
	Text   string // the command as it stands there
	Server string // telnetd, ftpd …
}

// Where returns the place of the hint.
func (h *Hint) Where() assay.Where { return h.Node.AtOffset(h.Offset) }

const (
	maxHints   = 50
	maxCommand = 160
)

// launches recognises a command line that starts a server, at the start of a
// string: "telnetd &", "/usr/sbin/telnetd -l /bin/sh", "busybox telnetd".
var launches = regexp.MustCompile(`^(?:(?:/[\w./-]*/)?busybox +|/(?:[\w.-]+/)*)?(u?telnetd|tcpsvd|ftpd|tftpd|gdbserver|dropbear|adbd)(?:$|[ ;&].*|&.*)`)

var servers = [][]byte{[]byte("telnetd"), []byte("tcpsvd"), []byte("ftpd"), []byte("gdbserver"), []byte("dropbear"), []byte("adbd")}

// hints searches the executables of an image, busybox and the servers themselves
// left out: their own names stand in them.
func hints(in *check.Input) []Hint {
	var out []Hint
	for _, n := range in.Files() {
		if n.Size < 64 || n.Size > check.MaxRead || isServer(n.Name) {
			continue
		}
		head, _ := n.Bytes(check.MaxRead)
		if !bytes.HasPrefix(head, []byte("\x7fELF")) {
			continue
		}
		for _, h := range hintsIn(n, head) {
			if len(out) == maxHints {
				in.Limit("more programs hold commands that start servers than are listed", n.Origin(), "further ones are not listed", assay.AreaStart)
				return out
			}
			out = append(out, h)
		}
	}
	return out
}

func isServer(name string) bool {
	if name == "busybox" || name == "toybox" {
		return true
	}
	for _, s := range servers {
		if bytes.Contains([]byte(name), s) {
			return true
		}
	}
	return false
}

func hintsIn(n *evidence.Node, data []byte) []Hint {
	var out []Hint
	seen := make(map[string]bool)
	for _, s := range servers {
		for at := 0; len(out) < 8; {
			i := bytes.Index(data[at:], s)
			if i < 0 {
				break
			}
			i += at
			at = i + len(s)
			start, end := i, at
			for start > 0 && i-start < maxCommand && printable(data[start-1]) {
				start--
			}
			for end < len(data) && end-i < maxCommand && printable(data[end]) {
				end++
			}
			text := string(data[start:end])
			m := launches.FindStringSubmatch(text)
			if m == nil || seen[text] || !isCommand(text, m[1]) {
				continue
			}
			seen[text] = true
			out = append(out, Hint{Node: n, Offset: int64(start), Text: text, Server: m[1]})
		}
	}
	return out
}

// isCommand says whether a string is a command rather than a bare name, which
// stands in log messages and process lists as well: it has a path, arguments or
// an ampersand.
func isCommand(text, server string) bool { return text != server }

func printable(c byte) bool { return c >= 0x20 && c < 0x7f }
