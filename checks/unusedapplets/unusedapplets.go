// Package unusedapplets asks whether a shared program such as BusyBox offers
// network servers that the device does not use.
package unusedapplets

import (
	"fmt"
	"path"
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/services"
)

// Check is one question about the image.
var Check = &check.Check{
	Name: "unusedapplets",
	Doc: "Looks for links into BusyBox or Toybox that are network servers (telnetd, ftpd, tftpd, httpd, inetd, tcpsvd …) and compares them with what is started at boot. Yes: some are there that nothing " +
		"was seen to start; one line in a script would open them. No: every such server is in use, or there is none. Unknown: no file system was read.",
	Question: "firmware.unused-servers.present",
	Bears: []check.Bearing{
		{Unit: "5.6-6-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-6-1/a", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

// servers are the applets of BusyBox that answer the network.
var servers = map[string]bool{
	"telnetd": true, "ftpd": true, "tftpd": true, "httpd": true, "inetd": true, "tcpsvd": true, "udpsvd": true, "dnsd": true, "fakeidentd": true, "rshd": true, "rlogind": true, "lpd": true, "nbd-server": true,
}

func run(p *check.Pass) error {
	if p.Device == nil {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No root file system was found"})
		return nil
	}
	found, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	used := make(map[string]bool)
	for i := range found.Services {
		used[found.Services[i].Product] = true
		used[found.Services[i].Program.Name] = true
	}
	for i := range found.Graph.Programs {
		used[found.Graph.Programs[i].Name] = true
	}
	var names []string
	var where []assay.Where
	links := 0
	_ = p.Device.Walk(func(_ string, n *evidence.Node) error {
		if !applet(n) {
			return nil
		}
		links++
		if servers[n.Name] && !used[n.Name] {
			names = append(names, n.Name)
			where = append(where, n.At(0))
		}
		return nil
	})
	p.Report(finding(names, where, links))
	return nil
}

func applet(n *evidence.Node) bool {
	target := path.Base(n.Target)
	return n.IsLink() && (target == "busybox" || target == "toybox")
}

func finding(names []string, where []assay.Where, links int) check.Finding {
	f := check.Finding{Answer: assay.No, Exercised: map[string]any{"applets": links}, Summary: fmt.Sprintf("None of %d applets is a network server that nothing starts", links)}
	if links == 0 {
		f.Answer, f.Summary = assay.Unknown, "No link into a shared program was found"
	}
	if len(names) == 0 {
		return f
	}
	sort.Strings(names)
	f.Answer, f.Where, f.Data = assay.Yes, where[:min(len(where), 10)], map[string]any{"applets": names}
	f.Summary = fmt.Sprintf("%d network servers are built in that nothing was seen to start: %s", len(names), strings.Join(names, ", "))
	f.Mend = "Build BusyBox without the servers that nothing starts (make menuconfig, Networking Utilities)."
	return f
}
