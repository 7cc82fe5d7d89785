package policy

import (
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/site"
)

// Contact says whether a contact for reports is published, in a policy, a
// security.txt that is to be used, or at a platform for reports.
func (found *Found) Contact(in *check.Input) site.Said {
	best := found.Best("whether a contact is published", func(p *Policy) site.Said { return p.Contact })
	if best.Answer == assay.Yes {
		return best
	}
	for _, f := range found.Security.Files {
		for _, field := range f.Values("Contact") {
			if !f.Usable(in) {
				best = site.Said{Answer: assay.Unknown, Say: "security.txt names a contact and has expired: RFC 9116 says not to use it", Where: []assay.Where{f.Where(field)}}
				continue
			}
			kind := byForm
			if strings.HasPrefix(strings.ToLower(field.Value), "mailto:") {
				kind = byMail
			} else if strings.HasPrefix(strings.ToLower(field.Value), "tel:") {
				kind = byPhone
			}
			return site.Said{Answer: assay.Yes, Say: "Published: security.txt names " + field.Value, Where: []assay.Where{f.Where(field)},
				Data: map[string]any{"contact": field.Value, "contact_kind": kind}}
		}
	}
	if found.Platform != nil {
		return *found.Platform
	}
	return best
}

// Acknowledgement says whether it is published when a report is acknowledged.
func (found *Found) Acknowledgement() site.Said {
	return found.Best("when a report is acknowledged", func(p *Policy) site.Said { return p.Acknowledgement })
}

// StatusUpdates says whether it is published when status updates come.
func (found *Found) StatusUpdates() site.Said {
	return found.Best("when status updates come", func(p *Policy) site.Said { return p.Status })
}

// Harbour says whether the maker promises not to act against who reports.
func (found *Found) Harbour() site.Said {
	return found.Best("whether there is a safe harbour", func(p *Policy) site.Said { return p.Harbour })
}

// Complete says whether contact, acknowledgement and status updates all stand in
// one policy.
func (found *Found) Complete(in *check.Input) site.Said {
	if len(found.Policies) == 0 {
		return found.Best("what it holds", nil)
	}
	var best site.Said
	for _, p := range found.Policies {
		if s := p.complete(found.Contact(in)); s.Better(best) {
			best = s
		}
	}
	return best
}

// complete takes the contact that stands anywhere: where it is in security.txt
// alone, whether the policy holds it is a person's to say.
func (p *Policy) complete(anywhere site.Said) site.Said {
	out := site.Said{Answer: assay.Yes, Data: map[string]any{"known_by": p.How}}
	var lacks, unsure []string
	for _, part := range []struct {
		name string
		said site.Said
	}{{"contact", p.Contact}, {"acknowledgement", p.Acknowledgement}, {"status updates", p.Status}} {
		if part.name == "contact" && part.said.Answer == assay.No {
			part.said.Answer = anywhere.Answer
			if anywhere.Answer == assay.Yes {
				part.said.Answer = assay.Unknown
			}
		}
		switch part.said.Answer {
		case assay.No:
			lacks = append(lacks, part.name)
		case assay.Unknown:
			unsure = append(unsure, part.name)
		default:
			out.Where = append(out.Where, part.said.Where...)
		}
	}
	switch {
	case len(lacks) > 0:
		out.Answer, out.Say, out.Where = assay.No, "The disclosure policy lacks: "+strings.Join(lacks, ", "), []assay.Where{p.Page.Where()}
	case len(unsure) > 0:
		out.Answer, out.Say, out.Where = assay.Unknown, "The disclosure policy is not plain on: "+strings.Join(unsure, ", "), []assay.Where{p.Page.Where()}
	default:
		out.Say = "The disclosure policy holds a contact and the times of acknowledgement and status updates"
	}
	return out
}

// Published says whether anyone can read a policy.
func (found *Found) Published() site.Said {
	for _, p := range found.Policies {
		if p.Sure {
			return site.Said{Answer: assay.Yes, Say: fmt.Sprintf("A disclosure policy is open to anyone (known by %s)", p.How), Where: []assay.Where{p.Page.Quote(-1, p.Page.Heading())},
				Data: map[string]any{"address": p.Page.URL(), "asked": p.Page.Asked, "scope_said": p.Scope.Answer == assay.Yes, "name_not_needed": p.Anonymous.Answer == assay.Yes}}
		}
	}
	if len(found.Foreign) > 0 {
		p := found.Foreign[0]
		return site.Said{Answer: assay.Yes, Say: "A disclosure policy is open to anyone, in a language other than English: " + p.Language, Where: []assay.Where{p.Quote(-1, p.Heading())},
			Data: map[string]any{"address": p.URL(), "asked": p.Asked, "language": p.Language}}
	}
	if len(found.Walled) > 0 && len(found.Policies) == 0 {
		return site.Said{Answer: assay.No, Say: found.nothing(), Where: found.whereNothing(), Data: map[string]any{"asked": found.Walled[0].Asked}}
	}
	return found.Best("whether there is one", func(*Policy) site.Said {
		return site.Said{Answer: assay.Unknown, Say: "A section of a page is about reports; that it is the policy is not said", Where: []assay.Where{found.Policies[0].Page.Where()}}
	})
}

// Access says whether the policy can be read unasked, free, in English and
// without personal data.
func (found *Found) Access() site.Said {
	for _, p := range found.Policies {
		switch {
		case !p.Sure:
		case p.Hurdle.Answer != assay.No:
			return site.Said{Answer: assay.Unknown, Say: p.Hurdle.Say, Where: p.Hurdle.Where}
		default:
			return site.Said{Answer: assay.Yes, Say: "The disclosure policy is in English and was had without a log-in, a payment or personal data", Where: []assay.Where{p.Page.Where()},
				Data: map[string]any{"language": p.Page.Language, "status": p.Page.Status}}
		}
	}
	if len(found.Walled) > 0 {
		return site.Said{Answer: assay.No, Say: found.nothing(), Where: found.whereNothing()}
	}
	if len(found.Foreign) > 0 {
		return found.foreign()
	}
	return found.Best("who can read it", func(p *Policy) site.Said {
		return site.Said{Answer: assay.Unknown, Say: "Only a section of a page is about reports", Where: []assay.Where{p.Page.Where()}}
	})
}

// foreign is no where a policy in another language leads to no English one.
func (found *Found) foreign() site.Said {
	p := found.Foreign[0]
	for _, l := range p.Links() {
		switch strings.ToLower(strings.Trim(l.Text, "[]() ")) {
		case "english", "en", "en-gb", "en-us", "gb", "uk", "international", "language", "english version":
			return site.Said{Answer: assay.Unknown, Say: "The policy is in another language than English; a link leads to an English page that is not among those read", Where: []assay.Where{p.Quote(l.Block, l.Text)}}
		}
	}
	for _, s := range p.Sentences {
		if strings.Contains(" "+s.Words.String(), " english ") {
			return site.Said{Answer: assay.Unknown, Say: "The policy is in another language than English, and speaks of English", Where: []assay.Where{p.Quote(s.Block, s.Text)}}
		}
	}
	return site.Said{Answer: assay.No, Say: "The disclosure policy is not in English; its language is " + p.Language, Where: []assay.Where{p.Quote(-1, p.Heading())}, Data: map[string]any{"language": p.Language}}
}

// Human says whether a mail address or telephone number takes reports.
func (found *Found) Human(in *check.Input) site.Said {
	all := []site.Said{found.Contact(in)}
	for _, p := range found.Policies {
		all = append(all, p.mail(), p.phone())
	}
	for _, s := range all {
		if kind := s.Data["contact_kind"]; s.Answer == assay.Yes && (kind == byMail || kind == byPhone) {
			return s
		}
	}
	return site.Said{Answer: assay.Unknown, Say: "No mail address or telephone number for reports was found", Where: all[0].Where}
}
