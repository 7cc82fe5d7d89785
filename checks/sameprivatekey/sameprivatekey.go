// Package sameprivatekey asks whether two images given together hold the same
// private key.
package sameprivatekey

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/secrets"
)

// Check is the question about each private key, where other images are given.
var Check = &check.Check{
	Name: "sameprivatekey",
	Doc: "Compares private keys by the fingerprint of their public half with those of the other images given in the same run. Yes: another image holds the same key, " +
		"whatever the file format. No: none does. Unknown: nothing was given to compare with, or there is no key. Images with the same digest are one image.",
	Question: "cred.hardcoded.found",
	Bears: []check.Bearing{
		{Unit: "5.4-3-1/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.4-3-1/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.4-4-1/b", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

func run(p *check.Pass) error {
	found, err := secrets.Of(p.Input)
	if err != nil {
		return err
	}
	type twin struct {
		image string
		where assay.Where
	}
	elsewhere, images := make(map[string][]twin), 0
	for _, o := range p.Others {
		if o.Evidence != "" && o.Evidence == p.Evidence {
			continue
		}
		images++
		other, err := secrets.Of(o)
		if err != nil {
			return fmt.Errorf("keys of %s: %w", o.Name, err)
		}
		for _, k := range other.Keys {
			elsewhere[k.Fingerprint()] = append(elsewhere[k.Fingerprint()], twin{o.Name, k.Where[0]})
		}
	}
	shared := 0
	for _, k := range found.Keys {
		twins := elsewhere[k.Fingerprint()]
		if len(twins) == 0 {
			continue
		}
		shared++
		f := check.Finding{
			Answer: assay.Yes, About: k.Fingerprint(), Where: []assay.Where{k.Where[0]}, Mend: "Make the key on each unit at first start, and take it out of the image.",
			Summary: fmt.Sprintf("The private key %s (%s) is also in %s", k.Paths[0], secrets.Describe(k.Algorithm, k.Bits, k.Curve), twins[0].image),
		}
		names := []string{}
		for _, t := range twins {
			names, f.Where = append(names, t.image), append(f.Where, t.where)
		}
		f.Data = map[string]any{"images": names}
		p.Report(f)
	}
	exercised := found.Exercised()
	exercised["images"], exercised["keys"] = images, len(found.Keys)
	switch {
	case shared > 0:
	case images == 0 || len(found.Keys) == 0:
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "There is no other image, or no private key, to compare", Exercised: exercised})
	default:
		p.Report(check.Finding{Answer: assay.No, Summary: fmt.Sprintf("None of %d private keys is in %d other images", len(found.Keys), images), Exercised: exercised})
	}
	return nil
}
