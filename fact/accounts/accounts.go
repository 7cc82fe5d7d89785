// Package accounts reads who can log in to a device: the lines of passwd and
// shadow files wherever they lie, those that start scripts write, and the
// password files of web servers. Each password hash is tried against a fixed
// list of published defaults, capped by count, so that the same image always
// gives the same answer. A hash that the list does not open stays "unknown": that
// says nothing about how good the password is.
//
// Passwords are never kept: an account carries a redacted form only.
package accounts

import (
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/crypthash"
)

// State says what is known about the password of an account.
type State string

const (
	KnownPassword State = "known_password" // a candidate of the list gives the hash, or it is written in clear
	Empty         State = "empty"          // no password is asked for
	Locked        State = "locked"         // no password can match
	Unknown       State = "unknown"        // there is a hash and no candidate gave it
)

// Account is one account of one tree. The same user with the same password in
// several files of a tree is one account with several places.
type Account struct {
	User   string
	Web    bool   // of a web server's password file, not of the system
	Path   string // of the file that holds the password field, "/etc/shadow"
	Scheme crypthash.Scheme
	State  State
	Tried  int  // candidates hashed
	UID    *int // nil where the account has no passwd line
	Shell  string
	Home   string
	// Live is set where the device uses the file: it stands where the system
	// looks, or a script copies or writes it there. A copy nobody is seen to use
	// is not live.
	Live bool
	// Note says in a few words why the state is not what the field alone says.
	Note     string
	Redacted string // the password, "is…12"; empty unless it is known
	// Published says that the password stands in the list of published defaults
	// and not merely in clear or after the user's name.
	Published bool
	Where     []assay.Where // the password field first
	hash      crypthash.Hash
}

// Key is the fact key of the account: "root@/etc/shadow".
func (a Account) Key() string { return a.User + "@" + a.Path }

// Stored is the password field as stored, for comparing images. It is empty
// where there is none or the account is locked.
func (a Account) Stored() string {
	if a.State == Locked || a.State == Empty {
		return ""
	}
	return a.hash.Raw
}

// Weak says why the scheme is not fit to keep a password, "" where it is or
// where nothing is kept.
func (a Account) Weak() string {
	if a.Stored() == "" {
		return ""
	}
	return a.Scheme.Weak()
}

// MayLogin says whether the account gets a shell: it has one and it is not one
// of those that turn users away. A missing shell field means /bin/sh.
func (a Account) MayLogin() bool {
	if a.Web || a.State == Locked {
		return false
	}
	base := a.Shell[strings.LastIndex(a.Shell, "/")+1:]
	switch base {
	case "false", "nologin", "true", "sync", "halt", "shutdown":
		return false
	}
	return true
}

// Root says whether the account is a system account with user id 0.
func (a Account) Root() bool { return !a.Web && a.UID != nil && *a.UID == 0 }

// Accounts is what was found and what was searched.
type Accounts struct {
	All   []Account
	Files []assay.Where // files that hold accounts
	// Searched is how many files were looked at; Candidates the size of the list.
	Searched, Candidates int
}

// Exercised is what the search looked through, for a finding.
func (a Accounts) Exercised() map[string]any {
	tried := 0
	for _, acct := range a.All {
		tried += acct.Tried
	}
	return map[string]any{"files": a.Searched, "account_files": len(a.Files), "accounts": len(a.All), "hashes_tried": tried, "candidates": a.Candidates}
}

// Document gives the accounts as the document holds them.
func (a Accounts) Document() []assay.Account {
	out := []assay.Account{}
	for _, acct := range a.All {
		out = append(out, assay.Account{User: acct.User, Scheme: string(acct.Scheme), State: string(acct.State), Tried: acct.Tried, UID: acct.UID, Where: acct.Where})
	}
	return out
}

var fact = check.NewFact("accounts", read)

// Of returns the accounts of an image.
func Of(in *check.Input) (Accounts, error) { return fact.Of(in) }

// Limits on what hostile trees may hold.
const (
	maxFile     = 256 << 10 // bytes of a file with accounts
	maxSniff    = 16 << 10  // bytes of a file that is looked into whatever its name
	maxAccounts = 2000      // of one image
	maxLines    = 5000      // of one file
	maxSources  = 256       // files with accounts of one tree
	maxScripts  = 512       // scripts of one tree that name passwd or shadow
)

func read(in *check.Input) (Accounts, error) {
	var out Accounts
	out.Candidates = len(defaults().all)
	seen := make(map[*evidence.Node]bool)
	for _, t := range in.Trees() {
		r := reader{in: in, tree: t, seen: seen, out: &out, device: t == in.Device}
		r.read()
		if len(out.All) > maxAccounts {
			in.Limit("accounts", t.Origin, "only the first 2000 accounts were read", assay.AreaAccounts)
			out.All = out.All[:maxAccounts]
			break
		}
	}
	try(in, out.All)
	return out, nil
}
