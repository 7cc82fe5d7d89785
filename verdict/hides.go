package verdict

import (
	"slices"
	"strings"

	"github.com/assay-project/assay"
)

// through says which areas a search goes through, by the beginning of the question
// that it answers; the longest beginning that fits counts. A question that is not
// here may have gone through anything.
var through = map[string][]string{
	"account.":                    {assay.AreaAccounts},
	"auth.":                       {assay.AreaAccounts, assay.AreaStart, assay.AreaEncryption},
	"auth.default-password.":      {assay.AreaAccounts, assay.AreaPasswords},
	"auth.password.empty":         {assay.AreaAccounts},
	"boot.":                       {assay.AreaStart},
	"component.":                  {assay.AreaComponents},
	"cred.hardcoded.":             {assay.AreaSecrets, assay.AreaAccounts, assay.AreaCertificates},
	"cred.stored.":                {assay.AreaAccounts},
	"crypto.best-practice":        {assay.AreaEncryption, assay.AreaCertificates, assay.AreaSecrets},
	"crypto.cert":                 {assay.AreaCertificates, assay.AreaSecrets},
	"data.secret.":                {assay.AreaSecrets, assay.AreaAccounts, assay.AreaModes},
	"firmware.components.":        {assay.AreaComponents},
	"firmware.debug-symbols.":     {assay.AreaPrograms},
	"firmware.development-tools.": {assay.AreaPrograms},
	"firmware.library-path.":      {assay.AreaPrograms},
	"firmware.mitigations.":       {assay.AreaPrograms},
	"firmware.privileges.":        {assay.AreaStart, assay.AreaAccounts, assay.AreaModes},
	"firmware.setuid.":            {assay.AreaModes},
	"firmware.unsafe-functions":   {assay.AreaPrograms},
	"firmware.unused-servers.":    {assay.AreaPrograms, assay.AreaStart},
	"firmware.update-verified":    {assay.AreaStart, assay.AreaSecrets, assay.AreaPrograms},
	"firmware.world-writable.":    {assay.AreaModes},
	"hw.console.":                 {assay.AreaStart},
	"net.service.":                {assay.AreaStart},
	"service.":                    {assay.AreaStart},
	"update.":                     {assay.AreaStart, assay.AreaSecrets, assay.AreaPrograms},
	"vuln.":                       {assay.AreaComponents},
}

// areasOf returns what the search behind an observation went through, nil where
// that may have been anything.
func areasOf(o *assay.Observation) []string {
	best := ""
	for prefix := range through {
		if strings.HasPrefix(o.Question, prefix) && len(prefix) > len(best) {
			best = prefix
		}
	}
	return through[best]
}

// hides tells whether a limit may have hidden something from a search. What
// nobody knows counts as hidden. A person who tried the product was not looking
// through what the limit is about, and a review of the declaration neither.
func hides(l assay.Limit, o *assay.Observation) bool {
	if o.Attested != nil || reviewed(o) {
		return false
	}
	areas := areasOf(o)
	if len(l.Hides) == 0 || len(areas) == 0 {
		return !slices.Equal(l.Hides, []string{assay.HidesNothing})
	}
	return slices.ContainsFunc(l.Hides, func(a string) bool { return slices.Contains(areas, a) })
}

// hidden are the limits that may have hidden something from a search, in order.
func (j *judge) hidden(o *assay.Observation) []assay.Limit {
	var out []assay.Limit
	for _, l := range j.in.Unread {
		if hides(l, o) {
			out = append(out, l)
		}
	}
	return out
}

// clear are the searches from which no limit hides anything.
func (j *judge) clear(searches []bearing) []bearing {
	var out []bearing
	for _, b := range searches {
		if len(j.hidden(b.obs)) == 0 {
			out = append(out, b)
		}
	}
	return out
}
