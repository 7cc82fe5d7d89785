// Package setuidfiles asks which files run with the rights of their owner,
// whoever starts them.
package setuidfiles

import (
	"fmt"
	"io/fs"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/permissions"
)

// Check is a question about each such file.
var Check = &check.Check{
	Name: "setuidfiles",
	Doc: "Reads the modes of all files. Yes: the file has the set-uid bit (or set-gid with execution by the group): it runs with its owner's rights; a script that does can be misled by its environment. " +
		"No: there is none. Unknown: the copy lost the modes.",
	Question: "firmware.setuid.present",
	Bears: []check.Bearing{
		{Unit: "5.6-7-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-7-1/a", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

// maxFiles is how many files are reported one by one.
const maxFiles = 50

func run(p *check.Pass) error {
	found, err := permissions.Of(p.Input)
	if err != nil {
		return err
	}
	all := append(append([]*evidence.Node(nil), found.SetUID...), found.SetGID...)
	seen := make(map[*evidence.Node]bool)
	for i, n := range all {
		if i == maxFiles {
			p.Limit("more than 50 set-uid files", n.Origin(), "later ones are not reported one by one", assay.HidesNothing)
			break
		}
		if !seen[n] {
			seen[n] = true
			p.Report(finding(n, found))
		}
	}
	if len(all) > 0 {
		return nil
	}
	if !found.Known() {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "Whether files are set-uid cannot be said: the copy lost its modes", Exercised: found.Exercised()})
		return nil
	}
	p.Report(check.Finding{Answer: assay.No, Summary: fmt.Sprintf("No set-uid or set-gid program among %d files and folders", found.Nodes), Exercised: found.Exercised()})
	return nil
}

func finding(n *evidence.Node, found *permissions.Found) check.Finding {
	what := "set-uid"
	owner := fmt.Sprintf("user %d", n.UID)
	if n.Mode&fs.ModeSetuid == 0 {
		what, owner = "set-gid", fmt.Sprintf("group %d", n.GID)
	} else if n.UID == 0 {
		owner = "root"
	}
	script := false
	if head, _ := n.Bytes(check.MaxRead); len(head) > 2 && head[0] == '#' && head[1] == '!' {
		script = true
	}
	f := check.Finding{
		Answer: assay.Yes, About: "/" + n.Path(), Where: []assay.Where{n.At(0)}, Exercised: found.Exercised(),
		Data:    map[string]any{"mode": fmt.Sprintf("%04o", octal(n.Mode)), "owner": owner, "script": script},
		Summary: fmt.Sprintf("%s runs with the rights of %s (%s, mode %04o)", n.Path(), owner, what, octal(n.Mode)),
		Mend:    "Remove the set-uid bit, or leave it to one small program that needs it.",
	}
	if script {
		f.Summary += "; it is a script"
	}
	return f
}

// octal returns the mode as chmod takes it.
func octal(m fs.FileMode) uint32 {
	bits := uint32(m.Perm())
	if m&fs.ModeSetuid != 0 {
		bits |= 0o4000
	}
	if m&fs.ModeSetgid != 0 {
		bits |= 0o2000
	}
	if m&fs.ModeSticky != 0 {
		bits |= 0o1000
	}
	return bits
}
