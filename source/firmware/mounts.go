package firmware

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/assay-project/assay/evidence"
)

const (
	// maxScript bounds a file that is read for mount lines and paths.
	maxScript = 256 << 10
	// maxRefs bounds how many different paths are remembered.
	maxRefs = 200_000
)

// mountLine is a place where a script or table says something is mounted.
type mountLine struct {
	device string // "/dev/mtdblock3"
	dir    string // "/system"
	kind   string // "jffs2"; empty or "auto" where it does not say
}

// partition returns the number in a flash device's name, or -1.
func (m mountLine) partition() int {
	s := devicePattern.FindStringSubmatch(m.device)
	if s == nil {
		return -1
	}
	n, err := strconv.Atoi(s[1])
	if err != nil {
		return -1
	}
	return n
}

var devicePattern = regexp.MustCompile(`^(?:/dev/)?mtd(?:block)?/?([0-9]{1,3})$`)

// Kinds of file system that lie on no partition.
var virtual = map[string]bool{
	"proc": true, "sysfs": true, "tmpfs": true, "ramfs": true, "devpts": true, "devtmpfs": true, "debugfs": true,
	"usbfs": true, "nfs": true, "cifs": true, "overlay": true, "mini_fo": true, "configfs": true, "cgroup": true, "vfat": true,
}

// scripts reads the text files of a tree that mount file systems or name paths.
func scripts(t *evidence.Tree, visit func(text string)) {
	for _, n := range t.Files() {
		if n.Size == 0 || n.Size > maxScript {
			continue
		}
		data, err := n.Bytes(maxScript)
		if err == nil && text(data) {
			visit(string(data))
		}
	}
}

// mountLines reads mount commands and lines of fstab. Only what can be read
// without running a shell is taken; variables are not followed.
func mountLines(text string) []mountLine {
	var lines []mountLine
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || !strings.Contains(line, "/") {
			continue
		}
		for _, cmd := range strings.FieldsFunc(line, func(r rune) bool { return r == ';' || r == '&' || r == '|' || r == '`' }) {
			if m, ok := mountCommand(strings.Fields(cmd)); ok {
				lines = append(lines, m)
			}
		}
		if f := strings.Fields(line); len(f) >= 4 && strings.HasPrefix(f[1], "/") && !strings.ContainsAny(f[0], "$=") && isKind(f[2]) {
			lines = appendMount(lines, mountLine{f[0], path.Clean(f[1]), f[2]})
		}
	}
	return lines
}

func appendMount(lines []mountLine, m mountLine) []mountLine {
	if virtual[m.kind] || m.dir == "/" {
		return lines
	}
	return append(lines, m)
}

var kindPattern = regexp.MustCompile(`^[a-z][a-z0-9_]{1,11}$`)

func isKind(s string) bool {
	switch s {
	case "jffs2", "squashfs", "cramfs", "romfs", "ubifs", "yaffs", "yaffs2", "ext2", "ext3", "ext4", "auto", "erofs":
		return true
	}
	return false
}

// mountCommand reads "… mount -t KIND -o OPTIONS DEVICE DIR".
func mountCommand(words []string) (mountLine, bool) {
	at := -1
	for i, w := range words {
		if w == "mount" || strings.HasSuffix(w, "/mount") || strings.HasSuffix(w, ":mount") {
			at = i
			break
		}
	}
	if at < 0 {
		return mountLine{}, false
	}
	var m mountLine
	var rest []string
	for i := at + 1; i < len(words); i++ {
		w := strings.Trim(words[i], `"'`)
		switch {
		case w == "-t" && i+1 < len(words):
			m.kind, i = strings.Trim(words[i+1], `"'`), i+1
		case strings.HasPrefix(w, "-t") && len(w) > 2:
			m.kind = w[2:]
		case w == "-o" || w == "-O":
			i++
		case strings.HasPrefix(w, "-"):
		case strings.HasPrefix(w, ">") || strings.HasPrefix(w, "2>") || strings.HasPrefix(w, "#"):
			i = len(words)
		default:
			rest = append(rest, w)
		}
	}
	if len(rest) < 2 || !strings.HasPrefix(rest[1], "/") || strings.ContainsAny(rest[1], "$*") {
		return mountLine{}, false
	}
	m.device, m.dir = rest[0], path.Clean(rest[1])
	if virtual[m.kind] || m.dir == "/" || m.kind != "" && !kindPattern.MatchString(m.kind) {
		return mountLine{}, false
	}
	return m, true
}

var pathPattern = regexp.MustCompile(`/[A-Za-z0-9_][A-Za-z0-9_.+\-]*(?:/[A-Za-z0-9_.+\-]+)+`)

// references adds the absolute paths of at least two names in a text.
func references(text string, refs map[string]bool) {
	for _, p := range pathPattern.FindAllString(text, -1) {
		if len(refs) >= maxRefs {
			return
		}
		refs[strings.TrimRight(p, ".")] = true
	}
}
