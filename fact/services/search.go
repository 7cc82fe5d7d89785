package services

import (
	"bytes"
	"debug/elf"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/boot"
)

// Named returns the services that go by one of the names, all of them without
// any.
func (f *Found) Named(names ...string) []*Service {
	var out []*Service
	for i := range f.Services {
		s := &f.Services[i]
		if len(names) == 0 && s.Protocol != "unix" {
			out = append(out, s)
		}
		for _, n := range names {
			if s.Name == n {
				out = append(out, s)
			}
		}
	}
	return out
}

// Report reports what a check has to say of each service that goes by one of
// the names; where there is none it reports what the search came to, in the
// words of missing: "no Telnet server is started at boot".
func (f *Found) Report(p *check.Pass, missing string, say func(*Service) check.Finding, names ...string) {
	found := f.Named(names...)
	for _, s := range found {
		p.Report(say(s))
	}
	if len(found) == 0 {
		p.Report(f.Nothing(missing))
	}
}

// Nothing is the finding for something that was looked for and not found: "no"
// after a search that went to its end, else "unknown" with the reason.
func (f *Found) Nothing(missing string) check.Finding {
	got := check.Finding{Answer: assay.No, Summary: missing, Exercised: f.Exercised()}
	if why := f.Gap(); why != "" {
		got.Answer, got.Summary = assay.Unknown, missing+", as far as seen: "+why
	}
	return got
}

// Exercised says what was searched.
func (f *Found) Exercised() map[string]any {
	m := f.Graph.Exercised()
	m["services"], m["consoles"], m["programs_not_understood"] = len(f.Services), len(f.Consoles), len(f.opaque())
	return m
}

// Gap says in words why the search cannot rule a service out; empty where it
// can: every script was read, and no program that stays could listen unseen.
func (f *Found) Gap() string {
	switch opaque := f.opaque(); {
	case f.Graph.Init == "":
		return "the image shows no start of the device"
	case len(f.Graph.Unread) > 0:
		return "a start-up script did not parse"
	case f.Graph.Cut > 0:
		return "following the start-up scripts met a bound"
	case len(opaque) > 0:
		return opaque[0] + " could open one"
	}
	return ""
}

// opaque lists programs that stay and might listen without saying so.
func (f *Found) opaque() []string {
	var out []string
	for i := range f.Services {
		if f.Services[i].Guess {
			out = append(out, f.Services[i].Product)
		}
	}
	for i := range f.Others {
		p := &f.Others[i]
		if p.Node == nil || p.Node.Name == "busybox" && knownApplet[p.Name] {
			if p.Node == nil {
				out = append(out, p.Name)
			}
			continue
		}
		if mayListen(p) {
			out = append(out, p.Name)
		}
	}
	return out
}

// knownApplet are applets of busybox that run on and do not listen.
var knownApplet = map[string]bool{
	"syslogd": true, "klogd": true, "crond": true, "watchdog": true, "udhcpc": true, "ntpd": true, "mdev": true, "acpid": true, "getty": true, "login": true, "sh": true, "ash": true, "init": true, "inetd": true,
}

// mayListen is true unless a program and the libraries it names hold none of the
// calls that a server needs. A program linked without libraries may always.
func mayListen(p *boot.Program) bool {
	data, err := p.Node.Bytes(check.MaxRead)
	if err != nil || !bytes.HasPrefix(data, []byte("\x7fELF")) {
		return true
	}
	file, err := elf.NewFile(bytes.NewReader(data))
	if err != nil {
		return true
	}
	libraries, err := file.ImportedLibraries()
	if err != nil || len(libraries) == 0 || len(libraries) > 64 {
		return true
	}
	if holdsListen(data) {
		return true
	}
	root := p.Node
	for root.Parent() != nil {
		root = root.Parent()
	}
	for _, lib := range libraries {
		if !isLibC(lib) && libraryMayListen(&evidence.Tree{Root: root}, lib) {
			return true
		}
	}
	return false
}

func isLibC(lib string) bool {
	for _, name := range []string{"libc.", "libpthread", "libm.", "libdl", "librt", "libgcc_s", "ld-", "ld.", "ld64", "libuClibc", "libm-"} {
		if strings.HasPrefix(lib, name) {
			return true
		}
	}
	return false
}

func libraryMayListen(t *evidence.Tree, lib string) bool {
	for _, dir := range []string{"/lib/", "/usr/lib/", "/system/lib/", "/usr/local/lib/", "/thirdlib/"} {
		n, err := t.Resolve(dir + lib)
		if err != nil || !n.IsRegular() {
			continue
		}
		data, err := n.Bytes(check.MaxRead)
		return err != nil || holdsListen(data)
	}
	return true
}

func holdsListen(data []byte) bool {
	return bytes.Contains(data, []byte("\x00listen\x00")) || bytes.Contains(data, []byte("\x00bind\x00")) || bytes.Contains(data, []byte("dlopen\x00"))
}

// Reachable says that nothing read from the image keeps others from reaching
// the service: it is started without a condition, by a script that parsed, from
// a program the image holds, on more than the device's own address, and no
// firewall is set up at boot.
func (f *Found) Reachable(s *Service) bool {
	return s.Unconditional() && !s.Missing() && !s.Local() && !f.firewall()
}

func (f *Found) firewall() bool {
	for i := range f.Graph.Programs {
		switch f.Graph.Programs[i].Name {
		case "iptables", "ip6tables", "iptables-restore", "nft", "fw3", "fw4", "ebtables":
			return true
		}
	}
	return false
}

// Sentence says where a service is started, for a summary: "etc/inittab:3 ->
// etc/init.d/rcS:22 -> telnetd, no condition".
func (s *Service) Sentence() string {
	text := strings.Join(s.Labels(), " -> ")
	if c := s.Condition(); c != "" {
		text += ", " + c
	} else {
		text += ", no condition"
	}
	if s.Missing() {
		text += "; the image holds no such program"
	}
	return text
}

// Data are the small facts of a service for machines.
func (s *Service) Data() map[string]any {
	m := map[string]any{"product": s.Product, "command": s.Command(), "auth": s.Auth, "user": s.User, "port_from": s.PortFrom}
	if s.Bind != "" {
		m["address"] = s.Bind
	}
	if c := s.Condition(); c != "" {
		m["condition"] = c
	}
	if s.Open {
		m["condition_open"] = true // it hangs on a file that the device itself writes
	}
	if s.AuthWhy != "" {
		m["auth_because"] = s.AuthWhy
	}
	if s.Missing() {
		m["program_in_image"] = false
	}
	return m
}
