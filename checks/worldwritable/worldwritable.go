// Package worldwritable asks whether anybody may change files or folders of
// the device.
package worldwritable

import (
	"fmt"
	"path"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/permissions"
)

// Check is one question about the image.
var Check = &check.Check{
	Name: "worldwritable",
	Doc: "Reads the modes of all files and folders. Yes: some may be changed by every user (folders with the sticky bit and empty ones, which are mounted over, are left out). No: none. " +
		"Unknown: the copy lost the modes. On a file system that is read-only the mode takes effect once the file is copied to one that is not; such places are counted apart.",
	Question: "firmware.world-writable.present",
	Bears: []check.Bearing{
		{Unit: "5.6-7-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-7-1/a", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

const maxExamples = 20

func run(p *check.Pass) error {
	found, err := permissions.Of(p.Input)
	if err != nil {
		return err
	}
	all := append(append([]*evidence.Node(nil), found.WritableDirs...), found.WritableFiles...)
	switch {
	case len(all) > 0:
		p.Report(finding(all, found))
	case !found.Known():
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "Who may write to files cannot be said: the copy lost its modes", Exercised: found.Exercised()})
	default:
		p.Report(check.Finding{Answer: assay.No, Summary: fmt.Sprintf("None of %d files and folders may be changed by everybody", found.Nodes), Exercised: found.Exercised()})
	}
	return nil
}

func finding(all []*evidence.Node, found *permissions.Found) check.Finding {
	readOnly := 0
	var paths []string
	f := check.Finding{Answer: assay.Yes, Exercised: found.Exercised(), Mend: "Take away the write permission of others (chmod -R o-w) and give each daemon a user of its own."}
	for _, n := range all {
		if t := n.Tree(); t != nil && t.ReadOnly {
			readOnly++
		}
		if len(paths) < maxExamples {
			paths = append(paths, fmt.Sprintf("%s %04o", path.Join("/", n.Path()), n.Mode.Perm()))
			f.Where = append(f.Where, n.At(0))
		}
	}
	f.Data = map[string]any{"folders": len(found.WritableDirs), "files": len(found.WritableFiles), "on_read_only_file_systems": readOnly, "paths": paths}
	f.Summary = fmt.Sprintf("%d folders and %d files may be changed by every user, %s among them", len(found.WritableDirs), len(found.WritableFiles), paths[0])
	return f
}
