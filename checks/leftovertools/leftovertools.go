// Package leftovertools asks whether tools for development and for attacks were
// left in an image.
package leftovertools

import (
	"fmt"
	"path"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
)

// Check is one question about the image.
var Check = &check.Check{
	Name: "leftovertools",
	Doc: "Looks for debuggers, tracers, compilers, packet sniffers and netcat by the names of programs, and for folders of version control. Yes: some are there. No: none is, by these names; " +
		"links into a shared program such as BusyBox are not counted here. Unknown: no file was read.",
	Question: "firmware.development-tools.present",
	Bears: []check.Bearing{
		{Unit: "5.6-6-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-6-1/a", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

// tools says by name what a program is for.
var tools = map[string]string{
	"gdb": "debugger", "gdbserver": "debugger", "strace": "tracer", "ltrace": "tracer", "perf": "tracer", "valgrind": "debugger", "trace-cmd": "tracer",
	"tcpdump": "packet sniffer", "tcpdump-mini": "packet sniffer", "tshark": "packet sniffer", "dumpcap": "packet sniffer", "nmap": "scanner",
	"gcc": "compiler", "cc": "compiler", "g++": "compiler", "cc1": "compiler", "tcc": "compiler", "clang": "compiler", "ld": "linker", "as": "assembler", "make": "build tool", "objdump": "debugger",
	"nc": "netcat", "netcat": "netcat", "ncat": "netcat", "socat": "netcat", "devmem": "memory access", "devmem2": "memory access", "memtester": "memory access",
}

var versionControl = map[string]bool{".git": true, ".svn": true, ".hg": true, ".bzr": true, "CVS": true}

const maxFound = 50

type leftover struct {
	node *evidence.Node
	what string
}

func run(p *check.Pass) error {
	var found []leftover
	looked := 0
	for _, t := range p.Trees() {
		_ = t.Walk(func(_ string, n *evidence.Node) error {
			looked++
			if what := judge(n); what != "" && len(found) < maxFound {
				found = append(found, leftover{n, what})
			}
			return nil
		})
	}
	p.Report(finding(found, looked))
	return nil
}

// judge names what a file is left over from. Programs are executable or, where
// modes were lost, lie in a folder for programs.
func judge(n *evidence.Node) string {
	switch {
	case n.IsDir() && versionControl[n.Name] && len(n.Children()) > 0:
		return "version control"
	case !n.IsRegular() || n.Size < 512:
		return ""
	}
	what := tools[strings.TrimSuffix(n.Name, path.Ext(n.Name))]
	if path.Ext(n.Name) != "" {
		what = ""
	}
	if strings.HasPrefix(n.Name, "gdbserver") {
		what = "debugger"
	}
	programs := path.Base(path.Dir(n.Path()))
	if what == "" || n.Mode.Perm()&0o111 == 0 && (!n.ModeUnknown || programs != "bin" && programs != "sbin") {
		return ""
	}
	return what
}

func finding(found []leftover, looked int) check.Finding {
	f := check.Finding{Answer: assay.No, Exercised: map[string]any{"files_and_folders": looked}, Summary: fmt.Sprintf("No debugger, compiler, sniffer or netcat among %d files and folders", looked)}
	if looked == 0 {
		f.Answer, f.Summary = assay.Unknown, "No file system was read"
		return f
	}
	if len(found) == 0 {
		return f
	}
	var names []string
	for _, l := range found {
		names = append(names, fmt.Sprintf("/%s (%s)", l.node.Path(), l.what))
		if len(f.Where) < 10 {
			f.Where = append(f.Where, l.node.At(0))
		}
	}
	f.Answer, f.Data = assay.Yes, map[string]any{"files": names}
	f.Summary = fmt.Sprintf("%d tools for development or attack are in the image, %s among them", len(found), names[0])
	f.Mend = "Build the image for release without debuggers, compilers and sniffers."
	return f
}
