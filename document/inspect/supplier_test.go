package inspect

import (
	"strings"
	"testing"

	"github.com/assay-project/assay/prose"
)

// declaration is a declaration of conformity with nothing wrong.
const declaration = `EU declaration of conformity

Product: Gateway SG-868, serial numbers 0001 to 0999

Manufacturer: Sorrel GmbH, Am Bahndamm 3, 99084 Erfurt, Germany

This declaration is issued under the sole responsibility of the manufacturer.

The object is in conformity with LAW

Standards: EN 18031-1:2024

Accessories and software: antenna SA-868

Signed electronically

Name: Ute Hainich

Function: Managing Director

Place: Erfurt

Date: 14 January 2026
`

// TestLists wants the places of the law that a declaration cites, and accessories
// asked for only under the radio directive.
func TestLists(t *testing.T) {
	tests := []struct {
		law, ref    string
		accessories bool
	}{
		{"Directive 2014/53/EU.", "Directive 2014/53/EU Annex VI(3)", true},
		{"Regulation (EU) 2024/2847.", "Regulation (EU) 2024/2847 Annex V(3)", false},
		{"Directive 2014/53/EU and Regulation (EU) 2024/2847.", "Annex VI(3); V(3)", true},
	}
	for _, tt := range tests {
		items := judgeText(t, strings.Replace(declaration, "LAW", tt.law, 1), Ask{})
		if got := items["responsibility"].Ref; got != tt.ref {
			t.Errorf("%s: ref is %q, want %q", tt.law, got, tt.ref)
		}
		if _, got := items["accessories"]; got != tt.accessories {
			t.Errorf("%s: accessories asked for: %v, want %v", tt.law, got, tt.accessories)
		}
	}
	blank := strings.Replace(strings.Replace(declaration, "LAW", "Directive 2014/53/EU.", 1), ": antenna SA-868", ":", 1)
	if got := judgeText(t, blank, Ask{})["accessories"].State; got != Missing {
		t.Errorf("accessories left empty are %s, want missing", got)
	}
}

// TestDigitalSignature wants it named and not believed.
func TestDigitalSignature(t *testing.T) {
	p := &paper{blocks: []prose.Block{{Kind: prose.Field, Text: "digital signature Ute Hainich D:20260114"}}}
	if f := signature(p); f.state != Present || f.found != "signed digitally, not verified" {
		t.Errorf("got %s %q", f.state, f.found)
	}
}

// TestOtherParties holds cases where somebody else's name, address or day stands
// where the maker's may be looked for.
func TestOtherParties(t *testing.T) {
	tests := []struct {
		name, old, new string
		ask            Ask
		item           string
		want           State
		found          string
	}{
		{"a distributor's registered office", "Manufacturer: Larkspur Devices Ltd, Unit 4, Mill Lane, Ely CB7 4AB, United Kingdom",
			"Penhallow Retail plc. Registered office: 200 Quay Street, London EC4Y 0HJ\n\nManufacturer: Larkspur Devices Ltd, Unit 4, Mill Lane, Ely CB7 4AB, United Kingdom", Ask{}, "manufacturer.address", Present, "CB7 4AB"},
		{"an importer and no manufacturer", "Manufacturer: Larkspur", "Importer: Larkspur", Ask{}, "manufacturer", Unclear, ""},
		{"two products, one asked for", "Defined support period: until 31 March 2031",
			"Plug HP-1 receives security updates until 31 March 2031.\n\nPlug HP-2 receives security updates until 31 March 2032.", Ask{Model: "HP-2"}, "support_period", Present, "2032-03-31"},
		{"two products, none asked for", "Defined support period: until 31 March 2031",
			"Plug HP-1 receives security updates until 31 March 2031.\n\nPlug HP-2 receives security updates until 31 March 2032.", Ask{}, "support_period", Unclear, ""},
		{"two ends of one product", "Defined support period: until 31 March 2031",
			"Defined support period: until 31 March 2031\n\nSecurity updates are provided until 31 March 2030.", Ask{}, "support_period", Wrong, ""},
		{"the product named Gyr Mini", "Product: HomeCam 2, type LC-200\n\nBatch: 26A", "Name: Gyr Mini\n\nModel: LC-200\n\nBatch: 26A", Ask{}, "signatory.name", Present, "Martha Quill"},
		{"published is no town", "Place: Ely\n\nDate: 14 March 2026", "Published 14 March 2026", Ask{}, "place", Missing, ""},
		{"a template", "until 31 March 2031", "DD/MM/YYYY", Ask{}, "support_period", Missing, ""},
	}
	for _, tt := range tests {
		if !strings.Contains(base, tt.old) {
			t.Fatalf("%s: %q is not in the statement", tt.name, tt.old)
		}
		got := judgeText(t, strings.Replace(base, tt.old, tt.new, 1), tt.ask)[tt.item]
		if got.State != tt.want || !strings.Contains(got.Found, tt.found) {
			t.Errorf("%s: %s is %q (%s; found %q), want %q %q", tt.name, tt.item, got.State, got.Why, got.Found, tt.want, tt.found)
		}
	}
}

// TestBritishDeclaration wants no judgement of a paper there are no rules for.
func TestBritishDeclaration(t *testing.T) {
	r, err := Inspect("doc.txt", []byte("UK declaration of conformity\n\nRadio Equipment Regulations 2017 (SI 2017/1206)\n\nProduct: Siskin SH-1\n"), Ask{At: testDay})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Judgements) != 0 || r.Overall != Unknown {
		t.Errorf("judged as %v, want unknown", r.Judgements)
	}
}
