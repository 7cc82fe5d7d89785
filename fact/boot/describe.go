package boot

import (
	"regexp"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/fact/shell"
)

const (
	maxConds     = 3
	maxCondition = 280
)

// rootPassword recognises tests of whether root has a password: OpenWrt's
// has_root_pwd, and searches for an empty or locked field of root.
var rootPassword = regexp.MustCompile(`has_root_pwd|\^?root:(:|\[!|!|x:|\*)`)

// describe puts conditions into words a reader understands. What a file test
// says of the image is added, because it tells whether the branch is taken as
// shipped.
func describe(conds []shell.Cond) string {
	var parts []string
	seen := make(map[string]bool)
	for _, c := range conds {
		text := describeOne(c)
		if text == "" || seen[text] {
			continue
		}
		seen[text] = true
		parts = append(parts, text)
	}
	more := ""
	if len(parts) > maxConds {
		parts, more = parts[len(parts)-maxConds:], "… and "
	}
	text := more + strings.Join(parts, " and ")
	if len(text) > maxCondition {
		text = strings.ToValidUTF8(text[:maxCondition], "") + "…"
	}
	return text
}

func describeOne(c shell.Cond) string {
	text := strings.TrimSpace(c.Text)
	if OnlyWithoutRootPassword(c) {
		if strings.Contains(text, "dropbear enabled") || strings.Contains(text, "sshd enabled") {
			return "only while root has no password, or no SSH server is enabled"
		}
		return "only while root has no password"
	}
	if c.Path == "" {
		return "only if " + text
	}
	switch c.Holds {
	case assay.Yes:
		return "only if " + text + " (so in the image)"
	case assay.No:
		return "only if " + text + " (not so in the image)"
	}
	return "only if " + text
}

// OnlyWithoutRootPassword says that a condition asks for root to have no
// password, as OpenWrt's telnet script does.
func OnlyWithoutRootPassword(c shell.Cond) bool {
	if !rootPassword.MatchString(c.Text) {
		return false
	}
	if strings.Contains(c.Text, "has_root_pwd") {
		return strings.Contains(c.Text, "! has_root_pwd")
	}
	negated := strings.HasPrefix(c.Text, "not ") || strings.HasPrefix(c.Text, "! ")
	return !negated
}
