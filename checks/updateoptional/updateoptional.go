// Package updateoptional asks whether an update that the device starts by itself
// looks at a setting before it installs.
package updateoptional

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/boot"
	"github.com/assay-project/assay/fact/updates"
)

// Check is the question about each update script that the device starts by itself.
var Check = &check.Check{
	Name: "updateoptional",
	Doc: "Reads update scripts that the device starts by itself, and the conditions they are started under. No: the script is started without condition and reads no file, variable or setting of the device but its version and keys, " +
		"so it cannot be switched off or put off. Unknown: it reads something that may be a setting, or is started under a condition. " +
		"It refutes only where the declaration says that the update can be switched off or put off; that the update is automatic it supports.",
	Question: "update.postpone",
	Bears: []check.Bearing{
		{Unit: "5.3-6-2/b", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.3-6-2/a", On: assay.No, Effect: assay.Supports},
		{Unit: "5.3-6-2/b", On: assay.Unknown, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := updates.Of(p.Input)
	if err != nil {
		return err
	}
	graph, err := boot.Of(p.Input)
	if err != nil {
		return err
	}
	said := 0
	for _, m := range found.Mechanisms {
		if m.Kind != "script" || !m.Updates() || len(m.Downloads) == 0 {
			continue
		}
		if s := startOf(graph, m.Node); s != nil {
			said++
			f := judge(m, s)
			f.Exercised = found.Exercised()
			p.Report(f)
		}
	}
	if said == 0 {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No update script was recognised that the device starts by itself", Exercised: found.Exercised()})
	}
	return nil
}

// start is how the device comes to a script.
type start struct {
	*boot.Program        // the first command of the script
	under         string // a condition that the script is started under
}

// startOf returns how a script is started, the way with the fewest conditions.
func startOf(graph *boot.Graph, n *evidence.Node) *start {
	var best *start
	other := ""
	src, _ := n.Bytes(maxScript)
	own := strings.Join(strings.Fields(string(src)), " ")
	for i := range graph.Programs {
		p := &graph.Programs[i]
		if !runs(p, n.Path()) {
			continue
		}
		s := &start{p, p.When}
		for _, c := range p.Conds {
			text := strings.TrimPrefix(strings.TrimPrefix(c.Text, "not "), "! ")
			if !strings.Contains(own, strings.Join(strings.Fields(text), " ")) {
				s.under = c.Text // of a script before this one
			}
		}
		if !p.Certain {
			s.under = "conditions that are not known"
		}
		if !plainTools[p.Name] && p.Path != "/"+n.Path() {
			other = p.Name
		}
		if best == nil || best.under != "" && s.under == "" {
			best = s
		}
	}
	if best != nil && best.under == "" && other != "" {
		best.under = "what " + other + " says"
	}
	return best
}

// plainTools do what their arguments say and hold no choice of the user. What else
// a script runs may.
var plainTools = map[string]bool{
	"wget": true, "curl": true, "uclient-fetch": true, "tftp": true, "ftpget": true, "md5sum": true, "sha1sum": true, "sha256sum": true, "sha512sum": true, "cksum": true, "openssl": true,
	"flashcp": true, "flash_erase": true, "flash_eraseall": true, "flash_unlock": true, "nandwrite": true, "mtd": true, "mtd_write": true, "dd": true, "tar": true, "gzip": true, "gunzip": true, "unzip": true,
	"cat": true, "tail": true, "head": true, "grep": true, "sed": true, "awk": true, "cut": true, "tr": true, "sort": true, "wc": true, "basename": true, "dirname": true, "date": true,
	"rm": true, "mkdir": true, "mv": true, "cp": true, "ln": true, "chmod": true, "sync": true, "sleep": true, "killall": true, "kill": true, "logger": true, "mount": true, "umount": true, "reboot": true,
	"[": true, "test": true, "echo": true, "printf": true, "cd": true, "exit": true, "export": true, "sh": true, "busybox": true, "sysupgrade": true, "true": true, "false": true, "ping": true,
}

func runs(p *boot.Program, script string) bool {
	for _, step := range p.Chain {
		if step.Path == script {
			return true
		}
	}
	return false
}

func judge(m *updates.Mechanism, s *start) check.Finding {
	f := check.Finding{Answer: assay.Unknown, About: m.About(), Where: append(m.At(m.Downloads, m.Writes, m.Hands), s.Where()...), Data: map[string]any{"started_by": m.Caller}}
	asks, err := setting(m.Node)
	switch {
	case err != nil:
		f.Summary = m.Node.Path() + " is longer than what is read of a script"
	case s.under != "":
		f.Summary = fmt.Sprintf("%s is started under a condition that may be a setting: %s", m.Node.Path(), s.under)
	case asks != "":
		f.Summary = fmt.Sprintf("%s reads %s, which may be a setting", m.Node.Path(), asks)
	default:
		f.Answer, f.Mend = assay.No, "Ask a setting before the update is installed, and let the user change it."
		f.Summary = m.Node.Path() + " is run at every start and asks no setting before it installs"
	}
	return f
}

const maxScript = 512 << 10

var (
	paths  = regexp.MustCompile(`(?:^|[\s="'(<\[])(/[A-Za-z0-9._/-]+)`)
	reads  = regexp.MustCompile(`\b(uci|nvram|fw_printenv|config_get|getcfg|cfg|jq|sqlite3|source|getprop|dbus-send|ubus|read)\b|(?:^|\s)\.\s+\S`)
	params = regexp.MustCompile(`(?i)\$(?:\{?[1-9@*#]|\{?[a-z_]*(?:auto|enable|conf|mode))|(?i)serial|\b(?:mac|uuid|imei|sn|device_?id|hwid)\b`)
	// harmless are paths that hold no setting of the user: what was fetched, devices,
	// programs, version and keys.
	harmless = regexp.MustCompile(`^/(?:tmp|dev|proc|sys|bin|sbin|usr/bin|usr/sbin|var/run|run)(?:/|$)|version|release|\.pub$|\.pem$|\.crt$|/certs?/`)
)

// setting returns what a script reads that may hold a choice of the user.
func setting(n *evidence.Node) (string, error) {
	src, err := n.Bytes(maxScript)
	if errors.Is(err, evidence.ErrTooLarge) || err != nil {
		return "", err
	}
	for _, line := range bytes.Split(src, []byte{'\n'}) {
		text := strings.TrimSpace(string(line))
		if strings.HasPrefix(text, "#") {
			continue
		}
		if m := reads.FindString(text); m != "" {
			return strings.TrimSpace(m), nil
		}
		if m := params.FindString(text); m != "" {
			return m, nil
		}
		for _, m := range paths.FindAllStringSubmatch(text, 16) {
			if !harmless.MatchString(m[1]) {
				return m[1], nil
			}
		}
	}
	return "", nil
}
