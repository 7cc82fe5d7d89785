// Package logins says where the accounts of a device can be used: which of the
// services that start at boot, and which consoles, ask for an account's
// password. An account nobody can log in to refutes nothing.
package logins

import (
	"bytes"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/accounts"
	"github.com/assay-project/assay/fact/services"
)

// Way is one place where a password is asked for.
type Way struct {
	Key  string // fact key of the service, "tcp/23"; "console ttyS1" for a console
	Name string // telnet, ssh, ftp, http, console
	// Network is set for a service that answers others than the device itself.
	Network bool
	// Always is set where nothing but the start of the device stands before it.
	Always bool
	// Web is set for a web server, which has accounts of its own.
	Web bool
	// Blank is set where an empty password gets in.
	Blank bool
	Where []assay.Where
	// config is the web server's configuration, which must name a password file
	// for its accounts to count.
	config *evidence.Node
	open   bool // for the account it was found for
}

var fact = check.NewFact("logins", func(in *check.Input) ([]Way, error) {
	found, err := services.Of(in)
	if err != nil || found == nil {
		return nil, err
	}
	var out []Way
	for i := range found.Services {
		if w, ok := fromService(&found.Services[i]); ok {
			out = append(out, w)
		}
	}
	for i := range found.Consoles {
		c := &found.Consoles[i]
		if c.Auth == services.AuthPassword {
			out = append(out, Way{Key: "console " + c.TTY, Name: "console", Always: c.Unconditional(), Blank: true, Where: c.Where()})
		}
	}
	return out, nil
})

// fromService keeps what asks for a password. An ssh server refuses empty ones
// unless it is told otherwise, telnet's login and ftp do not.
func fromService(s *services.Service) (Way, bool) {
	if s.Guess || s.Missing() {
		return Way{}, false
	}
	w := Way{Key: s.Key, Name: s.Name, Network: !s.Local(), Always: s.Unconditional(), Where: s.Program.Where()}
	switch s.Name {
	case "telnet", "rlogin", "rsh":
		w.Blank = true
		return w, s.Auth == services.AuthPassword
	case "ssh":
		w.Blank = strings.Contains(s.AuthWhy, "empty passwords")
		return w, s.Auth == services.AuthPassword
	case "ftp":
		w.Blank = true
		return w, s.Auth == services.AuthPassword
	case "http", "https":
		w.Web, w.config = true, s.Config
		return w, s.Auth == services.AuthPassword || s.Auth == services.AuthUnknown
	}
	return Way{}, false
}

// For returns the ways that an account can be used, those over the network that
// always stand open first.
func For(in *check.Input, a accounts.Account) []Way {
	all, err := fact.Of(in)
	if err != nil || !a.Live || !a.Web && !a.MayLogin() {
		return nil
	}
	var sure, other []Way
	for _, w := range all {
		switch {
		case w.Web != a.Web, a.State == accounts.Empty && !w.Blank:
		case w.Network && w.Always && (!w.Web || w.reads(a.Path)):
			w.open = true
			sure = append(sure, w)
		default:
			other = append(other, w)
		}
	}
	return append(sure, other...)
}

// maxConfig bounds the configuration that is read for a name.
const maxConfig = 256 << 10

// reads says whether a web server's configuration is or names a password file.
func (w *Way) reads(file string) bool {
	if w.config == nil {
		return false
	}
	data, err := w.config.Bytes(maxConfig)
	return err == nil && ("/"+w.config.Path() == file || bytes.Contains(data, []byte(file)))
}

// Open says whether the first way of a list is over the network and always open.
func Open(ways []Way) bool { return len(ways) > 0 && ways[0].open }

// Words lists where an account can be used, for a summary: "over telnet and ssh".
func Words(ways []Way) string {
	var names []string
	seen := make(map[string]bool)
	for _, w := range ways {
		if !seen[w.Name] {
			seen[w.Name] = true
			names = append(names, w.Name)
		}
	}
	if len(names) == 0 {
		return "no log-in service was seen for it"
	}
	return "usable over " + strings.Join(names, ", ")
}
