package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay/attest"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/record"
	"github.com/assay-project/assay/report"
	documents "github.com/assay-project/assay/report/json"
)

func bundleVerifyCommand(s streams) *cobra.Command {
	var trust []string
	var format string
	cmd := &cobra.Command{
		Use:   "verify BUNDLE",
		Short: "Look whether a bundle is whole and who signed it",
		Long: `Looks whether every piece of a bundle is there and is what its digest says, whether
the signature of the bundle and of each record in it hold, and whether they are by
keys given with --trust.

It exits with status 1 where something is damaged or does not hold, where nobody
signed, or where keys were given and none of them signed. What it does not show: that
what was signed is true (assay rejudge makes the document again), or when.`,
		Example:           `  assay bundle verify homecam-lab.assay --trust lab.pub`,
		Args:              arguments(1, 1, "a bundle, as made by assay bundle"),
		ValidArgsFunction: only(complete(cobra.ShellCompDirectiveFilterFileExt, "assay")),
		RunE: func(_ *cobra.Command, args []string) error {
			v, err := verifyBundle(args[0], trust)
			if err != nil {
				return err
			}
			if err := plain(s, format, v); err != nil {
				return err
			}
			return v.err(args[0], len(trust) > 0)
		},
	}
	cmd.Flags().StringArrayVar(&trust, "trust", nil, "a public `key` that you know; repeat for several")
	completeKeys(cmd)
	plainOrJSON(cmd, &format)
	return cmd
}

// verified is what was found out about a bundle.
type verified struct {
	Product  string           `json:"product"`
	Made     string           `json:"made_by"`
	At       string           `json:"at"`
	Document string           `json:"document"`
	Pieces   int              `json:"pieces"`
	Signer   string           `json:"signer,omitempty"`
	Trusted  bool             `json:"signer_trusted"`
	Records  []verifiedRecord `json:"records"`
	Problems []string         `json:"problems,omitempty"`
	Origins  []verifiedOrigin `json:"origins,omitempty"`
}

type verifiedRecord struct {
	Name    string `json:"name"`
	On      string `json:"on"`
	By      string `json:"by"`
	Signed  string `json:"signature"`
	Signer  string `json:"signer,omitempty"`
	Trusted bool   `json:"signer_trusted"`
}

// verifiedOrigin is the head of an earlier bundle that this one was made from.
type verifiedOrigin struct {
	Name    string `json:"name"`
	Signer  string `json:"signer,omitempty"`
	Trusted bool   `json:"signer_trusted"`
}

func verifyBundle(name string, trusted []string) (*verified, error) {
	b, closeBundle, err := openBundle(name)
	if err != nil {
		return nil, err
	}
	defer closeBundle()
	trust, err := trustOf("", trusted)
	if err != nil {
		return nil, err
	}
	if err := b.Verify(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	v := &verified{Made: b.Run.Tool, At: b.Run.At, Document: b.Run.Document, Pieces: len(b.Run.Pieces()), Records: []verifiedRecord{}}
	keys := make(map[string]bool)
	for _, k := range trust.Keys {
		keys[k.Key.Fingerprint()] = true
	}
	signer, err := attest.SignerOfBundle(b)
	switch {
	case err == nil:
		v.Signer, v.Trusted = signer.Fingerprint(), keys[signer.Fingerprint()]
	case !errors.Is(err, attest.ErrUnsigned):
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if v.Product, err = nameIn(b); err != nil {
		return nil, err
	}
	if err := v.records(b, keys); err != nil {
		return nil, err
	}
	return v, v.origins(b, keys)
}

func (v *verified) records(b *evidence.Bundle, keys map[string]bool) error {
	set, err := record.FromBundle(b)
	if err != nil {
		return err
	}
	for _, r := range set.Records {
		one := verifiedRecord{Name: r.Name, On: r.ID, By: r.By, Signed: "unsigned"}
		if r.Signer != nil {
			one.Signed, one.Signer, one.Trusted = "holds", r.Signer.Fingerprint(), keys[r.Signer.Fingerprint()]
		}
		v.Records = append(v.Records, one)
	}
	for _, p := range set.Problems {
		v.Problems = append(v.Problems, p.Where+": "+p.What)
	}
	return nil
}

// origins verifies the heads of earlier bundles that this one carries.
func (v *verified) origins(b *evidence.Bundle, keys map[string]bool) error {
	parts := make(map[string]map[string][]byte)
	var order []string
	for _, input := range b.Run.Origins {
		short, part, ok := strings.Cut(strings.TrimPrefix(input.Name, originFolder+"/"), "/")
		if !ok {
			continue
		}
		data, err := b.Get(input.Evidence, maxOrigin)
		if err != nil {
			return err
		}
		if parts[short] == nil {
			parts[short] = make(map[string][]byte)
			order = append(order, short)
		}
		parts[short][part] = data
	}
	for _, short := range order {
		p := parts[short]
		one := verifiedOrigin{Name: short}
		signer, err := attest.SignerOfSeal(p["signature.json"], p["run.json"], p["document.json"])
		switch {
		case err == nil:
			one.Signer, one.Trusted = signer.Fingerprint(), keys[signer.Fingerprint()]
		case !errors.Is(err, attest.ErrUnsigned):
			v.Problems = append(v.Problems, fmt.Sprintf("earlier bundle %s: %v", short, err))
		}
		v.Origins = append(v.Origins, one)
	}
	return nil
}

// maxOrigin bounds the document of an earlier bundle.
const maxOrigin = 96 << 20

func (v *verified) err(name string, wanted bool) error {
	switch {
	case len(v.Problems) > 0:
		return fmt.Errorf("%s: %s: %s", name, report.Count(len(v.Problems), "problem"), v.Problems[0])
	case v.Signer == "":
		return hint(fmt.Errorf("%s: every piece is what its digest says, and nobody signed it", name), "sign with: assay bundle RUN --sign KEY")
	case wanted && !v.Trusted:
		return fmt.Errorf("%s: signed by %s, which is none of the keys given with --trust", name, v.Signer)
	}
	return nil
}

// Text is what was found out, as lines.
func (v *verified) Text() string {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintln(&b, report.Plain(fmt.Sprintf(format, args...))) }
	say("%s, by %s as of %s", v.Product, v.Made, v.At)
	say("whole: %s, document %s", report.Count(v.Pieces, "piece"), v.Document)
	if v.Signer == "" {
		say("not signed")
	} else {
		say("signature holds: %s%s", v.Signer, known(v.Trusted))
	}
	for _, r := range v.Records {
		line := fmt.Sprintf("record %s by %s: ", r.On, r.By)
		if r.Signer == "" {
			say("%snot signed", line)
		} else {
			say("%ssignature holds: %s%s", line, r.Signer, known(r.Trusted))
		}
	}
	for _, o := range v.Origins {
		if o.Signer == "" {
			say("made from bundle %s, not signed", o.Name)
		} else {
			say("made from bundle %s, signature holds: %s%s", o.Name, o.Signer, known(o.Trusted))
		}
	}
	for _, p := range v.Problems {
		say("does not hold: %s", p)
	}
	say("This shows who signed and that nothing was changed since. It does not show that what was signed is true; make the document again with: assay rejudge BUNDLE")
	return b.String()
}

func known(trusted bool) string {
	if trusted {
		return " (trusted)"
	}
	return " (a key that was not given with --trust)"
}

// nameIn is the name of the product in the document of a bundle.
func nameIn(b *evidence.Bundle) (string, error) {
	doc, err := documents.Read(bytes.NewReader(b.Document))
	if err != nil {
		return "", err
	}
	return doc.Subject.Name, nil
}
