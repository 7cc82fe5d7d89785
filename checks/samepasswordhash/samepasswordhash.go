// Package samepasswordhash asks whether two images given together store the
// same password: then units of both share it, whatever it is.
package samepasswordhash

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/accounts"
	"github.com/assay-project/assay/fact/logins"
	"github.com/assay-project/assay/fact/redact"
)

// Check is the question about each stored password, where other images are given.
var Check = &check.Check{
	Name: "samepasswordhash",
	Doc: "Compares stored passwords with those of the other images given in the same run. Yes: another image holds the very same salted hash, so the password is common to both. " +
		"No: none does. Unknown: nothing was given to compare with, or no password is stored. Images with the same digest are one image.",
	Question: "auth.default-password.shared",
	Bears: []check.Bearing{
		{Unit: "5.1-1-2/c", On: assay.Yes, Effect: assay.Refutes},
		{Unit: "5.1-1-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.4-4-1/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.1-1-2/c", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

type twin struct {
	image string
	where assay.Where
}

func run(p *check.Pass) error {
	found, err := accounts.Of(p.Input)
	if err != nil {
		return err
	}
	elsewhere, images, err := others(p.Input)
	if err != nil {
		return err
	}
	exercised := map[string]any{"images": images, "accounts": len(found.All)}
	shared, stored := 0, 0
	for _, a := range found.All {
		if a.Stored() == "" || a.Scheme == "plain" || a.Scheme == "base64" {
			continue // the same word written twice says little
		}
		stored++
		if twins := elsewhere[a.Stored()]; len(twins) > 0 {
			shared++
			p.Report(finding(p.Input, a, twins))
		}
	}
	switch {
	case shared > 0:
	case images == 0 || stored == 0:
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "There is no other image, or no stored password, to compare", Exercised: exercised})
	default:
		p.Report(check.Finding{Answer: assay.No, Summary: fmt.Sprintf("None of %d stored passwords is in %d other images", stored, images), Exercised: exercised})
	}
	return nil
}

func finding(in *check.Input, a accounts.Account, twins []twin) check.Finding {
	names, where := []string{}, append([]assay.Where(nil), a.Where[0])
	for _, t := range twins {
		names = append(names, t.image)
		where = append(where, t.where)
	}
	f := check.Finding{
		Answer: assay.Yes, About: a.Key(), Where: where, Summary: fmt.Sprintf("%s's stored password is the same in %s", a.User, names[0]),
		Mend: "Make the password per unit; a hash in a shared image is common to all of them.",
		Data: map[string]any{"images": names, "fingerprint": redact.Fingerprint([]byte(a.Stored()))},
	}
	if len(names) > 1 {
		f.Summary = fmt.Sprintf("%s's stored password is the same in %d other images", a.User, len(names))
	}
	if !logins.Open(logins.For(in, a)) {
		f.AtMost = assay.Informs
	}
	return f
}

// others gathers the stored passwords of the other images, each image once.
func others(in *check.Input) (map[string][]twin, int, error) {
	out, images := make(map[string][]twin), 0
	for _, o := range in.Others {
		if o.Evidence != "" && o.Evidence == in.Evidence {
			continue
		}
		images++
		found, err := accounts.Of(o)
		if err != nil {
			return nil, 0, fmt.Errorf("accounts of %s: %w", o.Name, err)
		}
		seen := make(map[string]bool)
		for _, a := range found.All {
			if stored := a.Stored(); stored != "" && !seen[stored] {
				seen[stored] = true
				out[stored] = append(out[stored], twin{o.Name, a.Where[0]})
			}
		}
	}
	return out, images, nil
}
