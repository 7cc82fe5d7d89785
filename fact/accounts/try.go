package accounts

import (
	"fmt"
	"slices"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/crypthash"
	"github.com/assay-project/assay/fact/redact"
)

// Caps on trying, in nominal microseconds (crypthash.Hash.Cost): a count that
// follows from the scheme, never a clock. With these a DES or MD5 hash meets the
// whole list, SHA-512 with 5000 rounds 266 of it, and bcrypt of cost 10 six.
const (
	perHash  = 400_000
	perImage = 4_000_000
	fewest   = 4       // where one candidate costs up to tooDear
	tooDear  = 500_000 // one candidate
)

// capFor is how many candidates a hash gets out of n.
func capFor(cost, n int) int {
	if cost == 0 || cost > tooDear {
		return 0
	}
	return min(n, max(fewest, perHash/cost))
}

// group is accounts that share one stored password.
type group struct {
	hash  crypthash.Hash
	users []string
	at    []int
}

func groups(all []Account) []*group {
	var out []*group
	by := make(map[string]*group)
	for i, a := range all {
		if a.State != Unknown || a.Scheme == crypthash.Unhandled {
			continue
		}
		g := by[a.hash.Raw]
		if g == nil {
			g = &group{hash: a.hash}
			by[a.hash.Raw] = g
			out = append(out, g)
		}
		if !slices.Contains(g.users, a.User) && len(g.users) < 8 {
			g.users = append(g.users, a.User)
		}
		g.at = append(g.at, i)
	}
	return out
}

// try hashes candidates for every account that has a hash.
func try(in *check.Input, all []Account) {
	names := deviceNames(in)
	left := perImage
	for _, g := range groups(all) {
		words := candidates(g.users, names)
		n := capFor(g.hash.Cost(), len(words))
		if cost := n * g.hash.Cost(); cost > left {
			in.Limit("password candidates", all[g.at[0]].Where[0].Path, "not tried: the hashes before took the whole count for one image", assay.AreaPasswords)
			n = 0
		} else {
			left -= cost
		}
		if g.hash.Cost() == 0 || g.hash.Cost() > tooDear {
			in.Limit("password candidates", all[g.at[0]].Where[0].Path, fmt.Sprintf("not tried: one candidate of this %s hash costs too much", g.hash.Scheme), assay.AreaPasswords)
		}
		g.try(all, words[:n])
	}
}

func (g *group) try(all []Account, words []string) {
	secret, tried, known := "", 0, false
	if revealed, ok := g.hash.Revealed(); ok {
		secret, known = revealed, true
	} else if found, n := crypthash.Search(g.hash, words); found >= 0 {
		secret, tried, known = words[found], n, true
	} else {
		tried = n
	}
	for _, i := range g.at {
		a := &all[i]
		a.Tried = tried
		switch {
		case known && secret == "":
			a.State, a.Note = Empty, "the hash of no password"
		case known:
			a.State, a.Redacted, a.Published = KnownPassword, redact.Text(secret), defaults().known[secret]
		}
	}
}
