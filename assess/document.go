package assess

import (
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/accounts"
	"github.com/assay-project/assay/fact/boot"
	"github.com/assay-project/assay/fact/components"
	"github.com/assay-project/assay/fact/secrets"
	"github.com/assay-project/assay/fact/services"
	"github.com/assay-project/assay/fact/updates"
	"github.com/assay-project/assay/regime"
	"github.com/assay-project/assay/standard"
	"github.com/assay-project/assay/verdict"
)

// document makes the document of a subject whose checks have run.
func document(s *subject, opts Options) *assay.Document {
	in := s.input
	doc := &assay.Document{
		Schema: assay.Schema, Tool: assay.Tool{Name: "assay", Version: opts.Version}, At: stamp(opts.At),
		Subject: identity(s), Evidence: s.collected(opts), Layout: in.Regions, Coverage: s.coverage, Errors: s.checked.Errors,
	}
	doc.Limits = append(append(doc.Limits, s.limits...), in.Limits()...)
	s.facts(doc)
	s.judge(doc, opts)
	cite(doc, in)
	return doc
}

// identity is what is known of the product: what is declared, else the name of
// the input.
func identity(s *subject) assay.Subject {
	subject := assay.Subject{Name: s.name, Digests: []string{s.input.Evidence}}
	if d := s.declaration; d != nil {
		subject.Name, subject.Manufacturer, subject.Model, subject.Version = d.Product.Name, d.Product.Manufacturer, d.Product.Model, d.Product.Firmware
	}
	return subject
}

// collected lists the inputs.
func (s *subject) collected(opts Options) []assay.Evidence {
	var all []assay.Evidence
	for _, e := range s.evidence {
		e.Collected = stamp(opts.At)
		all = append(all, e)
	}
	if s.declaration != nil {
		all = append(all, assay.Evidence{ID: s.declaration.Evidence, Kind: "declaration", Size: int64(len(s.text)), Collected: stamp(opts.At),
			Places: []assay.EvidencePlace{{Origin: s.declaration.Path}}})
	}
	return all
}

// facts fills in what was found: accounts, services, boot, secrets, components.
// A fact that could not be computed is an error of the document.
func (s *subject) facts(doc *assay.Document) {
	in := s.input
	failed := func(name string, err error) {
		if err != nil {
			doc.Errors = append(doc.Errors, assay.CheckError{Check: name, Message: err.Error()})
		}
	}
	list, err := accounts.Of(in)
	failed("accounts", err)
	doc.Accounts = list.Document()
	graph, err := boot.Of(in)
	failed("boot", err)
	if graph != nil {
		doc.Boot = graph.Boot
	}
	found, err := services.Of(in)
	failed("services", err)
	if found != nil {
		doc.Services = found.Document()
	}
	hidden, err := secrets.Of(in)
	failed("secrets", err)
	doc.Secrets = hidden.Document()
	inventory, err := components.Of(in)
	failed("components", err)
	if inventory != nil {
		doc.Components = inventory.Components
	}
	for _, c := range doc.Components {
		if c.PURL != "" || c.CPE != "" {
			doc.Coverage.ComponentsMatchable++
		}
	}
}

// judge folds the observations by both editions and reads the verdicts through
// the regimes. The headline edition gives contradictions and next steps; what
// only the other one asks is added.
func (s *subject) judge(doc *assay.Document, opts Options) {
	observations := s.checked.Observations
	for i, edition := range []standard.Edition{standard.V3_1_3, standard.V2_1_1} {
		result := verdict.Judge(verdict.Input{
			Edition: edition, Observations: observations, Declaration: s.declaration, Seen: seen(s.input), Unread: unread(doc),
		})
		doc.Verdicts = append(doc.Verdicts, result.Verdicts...)
		doc.Contradictions = addContradictions(doc.Contradictions, result.Contradictions)
		if i == 0 {
			doc.Observations = result.Observations
			doc.Next = result.Next
			doc.Coverage.UnitsAssessed = result.UnitsAssessed
			doc.Declared = s.declared(edition, result.ICS)
		}
	}
	doc.Regimes = regime.Judge(regime.Input{At: opts.At, Declaration: s.declaration, Verdicts: doc.Verdicts, Observations: doc.Observations})
	doc.Services = verdict.MarkServices(doc.Services, s.declaration)
	doc.Shared = shared(s.input)
}

func (s *subject) declared(edition standard.Edition, ics verdict.Validity) *assay.DeclaredNote {
	if s.declaration == nil {
		return nil
	}
	return &assay.DeclaredNote{
		Evidence: s.declaration.Evidence, Path: s.declaration.Path, Edition: string(edition),
		ICSValid: ics.Valid, Reasons: reasons(ics), Markets: s.declaration.Markets,
	}
}

// reasons are why an ICS does not hold, then what is missing from it. Answers that
// were not given are named together: a declaration just begun lacks most of them.
func reasons(ics verdict.Validity) []string {
	out := append([]string(nil), ics.Reasons...)
	var unanswered []string
	for _, m := range ics.Missing {
		if id, ok := strings.CutPrefix(m, "an answer to "); ok {
			unanswered = append(unanswered, id)
			continue
		}
		out = append(out, "not given: "+m)
	}
	if len(unanswered) > 0 {
		out = append(out, "no answer is given to "+strings.Join(unanswered, ", "))
	}
	return out
}

// seen lists the fact keys of what is in the image, whether or not a check spoke
// of it. It comes from facts alone: an observation may be about something that
// is declared or looked for and not there.
func seen(in *check.Input) []string {
	keys := make(map[string]bool)
	if list, err := accounts.Of(in); err == nil {
		for _, a := range list.All {
			keys[a.Key()] = true
		}
	}
	if found, err := services.Of(in); err == nil {
		for i := range found.Services {
			keys[found.Services[i].Key], keys[found.Services[i].Path] = true, true
		}
		for _, c := range found.Consoles {
			keys["/dev/"+c.TTY] = true
		}
	}
	if hidden, err := secrets.Of(in); err == nil {
		for _, k := range hidden.Keys {
			keys[k.Fingerprint()] = true
			for _, path := range k.Paths {
				keys[path] = true
			}
		}
		for _, c := range hidden.Certificates {
			keys[c.Fingerprint()] = true
			for _, path := range c.Paths {
				keys[path] = true
			}
		}
	}
	if found, err := updates.Of(in); err == nil {
		for _, m := range found.Mechanisms {
			keys[m.About()] = true
		}
	}
	return sortedKeys(keys)
}

// unread are the limits that a search could not look behind.
func unread(doc *assay.Document) []assay.Limit { return doc.Limits }

func sortedKeys(set map[string]bool) []string {
	var keys []string
	for k := range set {
		if k != "" {
			keys = append(keys, k)
		}
	}
	sort.Strings(keys)
	return keys
}

// addContradictions adds those that are not there yet: both editions find most
// of them.
func addContradictions(have, more []assay.Contradiction) []assay.Contradiction {
	known := make(map[string]bool)
	for _, c := range have {
		known[c.Declared+"\x00"+c.Observed] = true
	}
	for _, c := range more {
		if key := c.Declared + "\x00" + c.Observed; !known[key] {
			known[key] = true
			have = append(have, c)
		}
	}
	return have
}

// cite adds the files that observations rest on to the evidence, so that every
// place in the document can be found again by digest.
func cite(doc *assay.Document, in *check.Input) {
	known := make(map[string]bool)
	for _, e := range doc.Evidence {
		known[e.ID] = true
	}
	sizes := fileSizes(in)
	cited := make(map[string]*assay.Evidence)
	for _, o := range doc.Observations {
		for _, w := range o.Where {
			if w.Evidence == "" || known[w.Evidence] {
				continue
			}
			piece, ok := cited[w.Evidence]
			if !ok {
				piece = &assay.Evidence{ID: w.Evidence, Kind: "file", Size: sizes[w.Evidence]}
				cited[w.Evidence] = piece
			}
			piece.Places = addPlace(piece.Places, w.Path, in.Evidence)
		}
	}
	var pieces []assay.Evidence
	for _, piece := range cited {
		pieces = append(pieces, *piece)
	}
	sort.Slice(pieces, func(i, j int) bool { return pieces[i].ID < pieces[j].ID })
	doc.Evidence = append(doc.Evidence, pieces...)
}

func addPlace(places []assay.EvidencePlace, origin, from string) []assay.EvidencePlace {
	for _, p := range places {
		if p.Origin == origin {
			return places
		}
	}
	return append(places, assay.EvidencePlace{Origin: origin, DerivedFrom: from, Step: step(origin)})
}

// step is the last unpacking step of a path chain: "squashfs" of
// "flash.bin!squashfs@0x40000!/etc/shadow".
func step(origin string) string {
	parts := strings.Split(origin, "!")
	for i := len(parts) - 1; i > 0; i-- {
		if name, _, _ := strings.Cut(parts[i], "@"); name != "" && !strings.HasPrefix(name, "/") {
			return name
		}
	}
	return ""
}

func fileSizes(in *check.Input) map[string]int64 {
	sizes := make(map[string]int64)
	for _, t := range in.Trees() {
		for _, n := range t.Files() {
			sizes[n.Digest] = n.Size
		}
	}
	return sizes
}
