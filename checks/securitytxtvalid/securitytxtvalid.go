// Package securitytxtvalid asks whether the maker's security.txt is one that
// RFC 9116 allows.
package securitytxtvalid

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/securitytxt"
)

// Check is the question about each security.txt.
var Check = &check.Check{
	Name: "securitytxtvalid",
	Doc: "Reads security.txt by RFC 9116: fields, Expires, contacts, languages, place, media type, transport and its OpenPGP signature, which is verified where a key is among the pages. " +
		"Yes: nothing in it is forbidden; advice is listed. No: something is, each thing with its code; or there is no file at the place that was asked for. Unknown: its place was not among the pages, or could not be read.",
	Question: "vdp.security-txt.valid",
	Reads:    check.Site,
	Bears: []check.Bearing{
		{Unit: "5.2-1-2/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.2-1-2/b", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

const mend = "Correct the file (RFC 9116), and renew Expires before it passes."

func run(p *check.Pass) error {
	found, err := securitytxt.Of(p.Input)
	if err != nil {
		return err
	}
	exercised := found.Site.Exercised()
	for _, f := range found.Files {
		finding := judge(f)
		finding.About, finding.Exercised = f.Page.Page.URL, exercised
		p.Report(finding)
	}
	if len(found.Files) > 0 {
		return nil
	}
	switch {
	case len(found.Unread) > 0:
		page := found.Unread[0]
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "security.txt could not be read: " + page.Why, Where: []assay.Where{page.Where()}, Exercised: exercised})
	case len(found.Absent) > 0:
		p.Report(check.Finding{Answer: assay.No, Summary: "There is no security.txt at " + found.Absent[0].Page.URL, Where: []assay.Where{found.Absent[0].Where()}, Exercised: exercised,
			Mend: "Publish /.well-known/security.txt with a Contact and Expires (RFC 9116)."})
	default:
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "The place of security.txt was not among the pages", Exercised: exercised})
	}
	return nil
}

func judge(f *securitytxt.Served) check.Finding {
	var codes, advice []string
	var where []assay.Where
	for _, p := range f.Problems {
		if !p.Grave {
			advice = append(advice, p.Code)
			continue
		}
		codes = append(codes, p.Code)
		w := f.Page.Where()
		w.Line = p.Line
		where = append(where, w)
	}
	data := map[string]any{"signature": f.Signature.State}
	if len(advice) > 0 {
		data["advice"] = advice
	}
	if !f.Expires.IsZero() {
		data["expires"] = f.Expires.Format("2006-01-02T15:04:05Z")
	}
	if len(codes) > 0 {
		data["problems"] = codes
		first := f.Grave()[0]
		return check.Finding{Answer: assay.No, Where: where, Data: data, Mend: mend, Summary: fmt.Sprintf("security.txt has %d thing%s that RFC 9116 forbids: %s", len(codes), plural(len(codes)), first.Message)}
	}
	return check.Finding{Answer: assay.Yes, Where: []assay.Where{f.Page.Where()}, Data: data, Summary: "security.txt holds what RFC 9116 asks for; " + f.Signature.Say}
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}
