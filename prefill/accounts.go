package prefill

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/fact/accounts"
	"github.com/assay-project/assay/fact/logins"
)

// accounts proposes a log-in for every account that a service or console lets
// in, and its password as a security parameter.
func (g *gathering) accounts() error {
	g.logins = make(map[string][]*row)
	list, err := accounts.Of(g.in)
	if err != nil {
		return err
	}
	for i := range list.All {
		a := &list.All[i]
		if !a.Live || a.State == accounts.Locked || len(a.Where) == 0 {
			continue
		}
		ways := logins.For(g.in, *a)
		// a web server's password file counts only where its settings name it
		if len(ways) > 0 && (!a.Web || logins.Open(ways)) {
			g.login(a, ways)
		}
		if a.State != accounts.Empty {
			g.storedPassword(a)
		}
	}
	return nil
}

func (g *gathering) login(a *accounts.Account, ways []logins.Way) {
	where := append(append([]assay.Where{}, a.Where[:1]...), ways[0].Where...)
	open := logins.Open(ways)
	r := g.add("1-AuthMech", a.User, where, a.Key())
	confidence := Medium // whether the way in is open the device decides
	if open {
		confidence = High
	}
	network := ""
	for _, w := range ways {
		if w.Network {
			network = w.Key
		}
		g.logins[w.Key] = append(g.logins[w.Key], r)
	}
	reach := "not directly addressable from the network"
	if network != "" {
		reach = "directly addressable from the network"
	}
	who := fmt.Sprintf("log-in of the account %s, %s; for users; %s", a.User, logins.Words(ways), reach)
	if a.Root() {
		who += "; it gives full control"
	}
	r.say("Description", who, "the account stands in "+a.Path, confidence)
	g.factor(r, a, confidence)
	g.claims(a, ways, network != "", confidence, where)
}

// factor says what kind of credential an account has as the image ships it.
func (g *gathering) factor(r *row, a *accounts.Account, confidence Confidence) {
	at := a.Where[0]
	if a.State == accounts.Empty {
		r.say("Authentication Factor", "none: the account has an empty password in the image", "the password field is empty", confidence, at)
		return
	}
	factor := "password (pre-installed): it stands in the image"
	generation, why := "", fmt.Sprintf("a password field (%s) in %s", a.Scheme, a.Path)
	if a.State == accounts.KnownPassword {
		generation = "fixed in the image, the same in every device with it; not individual per unit"
		if a.Published {
			generation += ". It is in lists of published defaults (" + a.Redacted + ")"
		}
		why = "the password was found by trying published ones: " + a.Redacted
		if !a.Published {
			why = "the password can be read from the image: " + a.Redacted
		}
	}
	r.say("Authentication Factor", factor, why, confidence, at)
	r.say("Password Generation Mechanism", generation, why, confidence, at)
	details := "the password is kept as " + string(a.Scheme)
	if weak := a.Weak(); weak != "" {
		details += ": " + weak
	}
	r.say("Cryptographic Details", details, "the form of the password field", High, at)
}

func (g *gathering) claims(a *accounts.Account, ways []logins.Way, network bool, confidence Confidence, where []assay.Where) {
	why := fmt.Sprintf("the account %s is %s", a.User, logins.Words(ways))
	g.claim("3.1.3/d 2.1.1/8 has_user_login", why, confidence, where...)
	if network {
		g.claim("3.1.3/e has_network_login", why, confidence, where...)
	}
	if a.State == accounts.Empty {
		return
	}
	g.claim("3.1.3/a 3.1.3/c 2.1.1/1 has_passwords", why+" with a password", confidence, where...)
	g.claim("2.1.1/2 has_preset_passwords", "the password of "+a.User+" is in the image ("+a.Path+")", confidence, where...)
}

// storedPassword proposes a kept password as a critical security parameter.
func (g *gathering) storedPassword(a *accounts.Account) {
	r := g.add("10-SecParam", "password-"+a.User, a.Where[:1], a.Key())
	r.say("Description", fmt.Sprintf("password of the account %s in %s", a.User, a.Path), "a password field", High)
	r.say("Type", "critical", "it gets somebody in", High)
	scheme := string(a.Scheme)
	if a.Weak() != "" && strings.Contains(a.Weak(), "written down") {
		scheme += ", which anybody can undo"
	}
	r.say("Protection Scheme", "kept as "+scheme, "the form of the password field", High)
	r.say("Provisioning Mechanism", "in the image: "+a.Path, "it stands there as shipped", Medium)
	g.claim("3.1.3/k 3.1.3/16 2.1.1/14 2.1.1/20 has_persistent_secrets", "a password is kept in "+a.Path, High, a.Where[0])
}
