// Package serverinclear asks of each server that a program started at boot is told
// to talk to whether what passes is encrypted.
package serverinclear

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/settings"
)

// Check is the question about each such server.
var Check = &check.Check{
	Name: "serverinclear",
	Doc: "Looks in the configuration files that programs are started with for addresses of servers outside the home. No: the address begins with a scheme that encrypts nothing (http, ws, mqtt, ftp, rtsp, rtmp, coap, xmpp). " +
		"Yes: with one that does (https, wss, mqtts, ftps, rtsps, rtmps, coaps). Unknown: there is no address, or only of a scheme that says nothing (tcp, udp). Addresses of the home and of the device itself are left out. " +
		"It refutes only where the declaration says of this connection that it is encrypted; whether the program uses the address only a capture shows.",
	Question: "server.encrypted",
	Bears: []check.Bearing{
		{Unit: "5.5-1-2/a", On: assay.No, Effect: assay.Refutes}, // of a connection declared to be encrypted
		{Unit: "5.5-1-1/b", On: assay.No, Effect: assay.Informs},
		{Unit: "5.5-7-1/a", On: assay.No, Effect: assay.Informs},
		{Unit: "5.8-1-1/a", On: assay.No, Effect: assay.Informs},
		{Unit: "5.8-2-1/a", On: assay.No, Effect: assay.Informs},
		{Unit: "5.5-1-2/a", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

const mend = "Talk to the server over TLS 1.2 or newer and look at its certificate."

var encrypts = map[string]assay.Answer{
	"http": assay.No, "ws": assay.No, "mqtt": assay.No, "ftp": assay.No, "rtsp": assay.No, "rtmp": assay.No, "coap": assay.No, "xmpp": assay.No,
	"https": assay.Yes, "wss": assay.Yes, "mqtts": assay.Yes, "ftps": assay.Yes, "rtsps": assay.Yes, "rtmps": assay.Yes, "coaps": assay.Yes,
	"tcp": assay.Unknown, "udp": assay.Unknown,
}

func run(p *check.Pass) error {
	found, err := settings.Of(p.Input)
	if err != nil {
		return err
	}
	said := make(map[string]bool)
	for _, f := range found.Files {
		for _, s := range f.Settings {
			server, answer, ok := address(s.Value)
			if !ok || said[server] {
				continue
			}
			said[server] = true
			p.Report(finding(found, f, s, server, answer))
		}
	}
	if len(said) == 0 {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No configuration of a started program names a server by a scheme", Exercised: found.Exercised()})
	}
	return nil
}

// address returns scheme, host and port of a server outside the home: what stands
// behind them, users and passwords are left out.
func address(value string) (server string, answer assay.Answer, ok bool) {
	if len(value) > 2048 {
		return "", "", false
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.Hostname() == "" || strings.ContainsAny(u.Host, "$%<>{} ") {
		return "", "", false
	}
	answer, ok = encrypts[strings.ToLower(u.Scheme)]
	return strings.ToLower(u.Scheme) + "://" + strings.ToLower(u.Host), answer, ok && !home(strings.ToLower(u.Hostname()))
}

// home tells names and addresses that lead to no server outside.
func home(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		return a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified()
	}
	return host == "localhost" || !strings.Contains(host, ".") || strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".lan")
}

func finding(found *settings.Found, f *settings.File, s settings.Setting, server string, answer assay.Answer) check.Finding {
	got := check.Finding{
		Answer: answer, About: server, Where: f.Where(s), Exercised: found.Exercised(),
		Data: map[string]any{"name": f.Program.Name, "setting": s.Name, "section": s.Section},
	}
	switch answer {
	case assay.No:
		got.Mend, got.Summary = mend, fmt.Sprintf("%s is told to talk to %s, which is not encrypted (%s)", f.Program.Name, server, f.Node.Path())
	case assay.Yes:
		got.Summary = fmt.Sprintf("%s is told to talk to %s, which is encrypted", f.Program.Name, server)
	default:
		got.Summary = fmt.Sprintf("%s is told to talk to %s; whether that is encrypted the address does not say", f.Program.Name, server)
	}
	if f.Program.Missing() {
		got.AtMost = assay.Informs
	}
	return got
}
