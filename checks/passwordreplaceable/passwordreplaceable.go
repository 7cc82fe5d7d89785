// Package passwordreplaceable asks whether the file that holds an account's
// password can be written on the device at all.
package passwordreplaceable

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/accounts"
	"github.com/assay-project/assay/fact/boot"
	"github.com/assay-project/assay/fact/elf"
	"github.com/assay-project/assay/fact/logins"
)

// Check is the question about each account that can be logged in to over the network.
var Check = &check.Check{
	Name: "passwordreplaceable",
	Doc: "Looks where the password of each account lies that a network service asks for. No: in a file system that cannot be written (squashfs, cramfs, romfs), and nothing that the device starts mounts anything over it or imports the call to do so, " +
		"so no user can ever change it. Yes: in a file system that the device writes. Unknown: something may be mounted over it, or what the device starts could not be followed. It refutes only for a log-in that is declared.",
	Question: "cred.changeable",
	Bears: []check.Bearing{
		{Unit: "5.1-4-2/b", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.1-4-1/a", On: assay.No, Effect: assay.Informs},
		{Unit: "5.1-4-2/b", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := accounts.Of(p.Input)
	if err != nil {
		return err
	}
	graph, err := boot.Of(p.Input)
	if err != nil {
		return err
	}
	files, err := elf.Of(p.Input)
	if err != nil {
		return err
	}
	s := search{in: p.Input, graph: graph, files: files}
	said := 0
	for _, a := range found.All {
		if a.State != accounts.KnownPassword && a.State != accounts.Unknown {
			continue
		}
		if ways := logins.For(p.Input, a); logins.Open(ways) {
			said++
			p.Report(s.finding(a, ways))
		}
	}
	if said == 0 {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No password of the image is asked for over the network", Exercised: s.exercised()})
	}
	return nil
}

type search struct {
	in    *check.Input
	graph *boot.Graph
	files []elf.File
}

func (s *search) exercised() map[string]any {
	m := s.graph.Exercised()
	m["executables"] = len(s.files)
	return m
}

func (s *search) finding(a accounts.Account, ways []logins.Way) check.Finding {
	f := check.Finding{Answer: assay.Unknown, About: a.Key(), Where: append(append([]assay.Where(nil), a.Where...), ways[0].Where...), Exercised: s.exercised(),
		Mend: "Keep passwords where the device writes, and let the user replace them."}
	n, err := s.resolve(a.Path)
	switch {
	case err != nil || n.Tree() == nil:
		f.Summary = fmt.Sprintf("Where %s lies on the device is not known", a.Path)
	case !n.Tree().ReadOnly:
		f.Summary, f.Mend = fmt.Sprintf("%s lies in %s", a.Path, n.Tree().Format), ""
		if slices.Contains([]string{"jffs2", "ubifs", "yaffs2", "ext2", "ext3", "ext4"}, n.Tree().Format) {
			f.Answer, f.Summary = assay.Yes, f.Summary+", which the device writes"
		}
	default:
		over := s.over("/" + n.Path())
		if over != "" {
			f.Summary = fmt.Sprintf("%s lies in %s; %s", a.Path, n.Tree().Format, over)
			break
		}
		f.Answer = assay.No
		f.Summary = fmt.Sprintf("%s's password cannot be changed: %s lies in %s, and nothing is mounted over it", a.User, a.Path, n.Tree().Format)
	}
	return f
}

func (s *search) resolve(path string) (*evidence.Node, error) {
	if s.in.Device == nil {
		return nil, evidence.ErrName
	}
	return s.in.Device.Resolve(path)
}

// mounters set up mounts of their own accord.
var mounters = []string{"pivot_root", "switch_root", "chroot", "mount_root", "block", "overlayfs", "unshare", "nsenter"}

// over says what may lie over a file once the device runs; empty where nothing does.
func (s *search) over(file string) string {
	if !s.graph.Complete() || s.graph.Init == "procd" || s.graph.Init == "systemd" {
		return "what is mounted over it could not be followed"
	}
	for i := range s.graph.Programs {
		p := &s.graph.Programs[i]
		command := " " + p.Command() + " "
		switch {
		case slices.Contains(mounters, p.Name):
			return p.Name + " is run at start"
		case p.Name != "mount":
		case strings.Contains(command, "bind") || strings.Contains(command, "overlay") || strings.Contains(command, "unionfs") || strings.Contains(command, "aufs") || strings.Contains(command, "$"):
			return "something is mounted at start: " + strings.TrimSpace(command)
		case covers(p.Argv[len(p.Argv)-1].Text, file):
			return "something is mounted over it at start: " + strings.TrimSpace(command)
		}
	}
	if line := s.fstab(file); line != "" {
		return "fstab mounts over it: " + line
	}
	for i := range s.files {
		if f := &s.files[i]; f.Kind == elf.Executable && f.Node.Name != "busybox" && f.Imported("mount") {
			return f.Node.Path() + " can mount over it"
		}
	}
	return ""
}

// covers tells whether a mount point other than the root lies above a file.
func covers(point, file string) bool {
	point = strings.TrimSuffix(point, "/")
	return strings.HasPrefix(point, "/") && strings.HasPrefix(file, point+"/")
}

const maxTable = 64 << 10

// fstab returns the line of a table that mounts over a file.
func (s *search) fstab(file string) string {
	n, err := s.resolve("/etc/fstab")
	if err != nil || !n.IsRegular() {
		return ""
	}
	data, _ := n.Bytes(maxTable)
	for _, line := range bytes.Split(data, []byte{'\n'}) {
		fields := strings.Fields(string(line))
		if len(fields) > 2 && !strings.HasPrefix(fields[0], "#") && (covers(fields[1], file) || strings.Contains(fields[2], "overlay")) {
			return strings.Join(fields[:3], " ")
		}
	}
	return ""
}
