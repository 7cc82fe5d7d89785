package verdict

import (
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// TestClaims: an observation that denies a claim fails a unit where the row makes
// the claim, and informs where it says nothing of the kind.
func TestClaims(t *testing.T) {
	version := map[string]any{"name": "openssl", "version": "1.0.1e"}
	tests := []struct {
		unit, check, about, table string
		fields                    map[string]string
		data                      map[string]any
		want                      assay.Effect
	}{
		{"5.1-1-2/b", "defaultpassword", "web@/etc/passwd", "1-AuthMech", map[string]string{"Authentication Factor": "password (set by user)"}, nil, assay.Refutes},
		{"5.1-1-2/b", "defaultpassword", "web@/etc/passwd", "1-AuthMech", map[string]string{"Authentication Factor": "password (pre-installed)"}, nil, assay.Informs},
		{"5.1-1-2/b", "defaultpassword", "root@/etc/passwd", "1-AuthMech", map[string]string{"Authentication Factor": "password (set by user)"}, nil, assay.Informs},
		{"5.1-2-2/a", "defaultpassword", "web@/etc/passwd", "1-AuthMech", map[string]string{"Password Generation Mechanism": "Random, for each unit"}, nil, assay.Refutes},
		{"5.1-2-2/a", "defaultpassword", "web@/etc/passwd", "1-AuthMech", map[string]string{"Password Generation Mechanism": "admin, the same everywhere"}, nil, assay.Informs},
		{"5.5-1-2/a", "tlscurrent", "web@/etc/passwd", "11-SecComMech", map[string]string{"Cryptographic Details": "TLS 1.2"}, nil, assay.Refutes},
		{"5.5-1-2/a", "tlscurrent", "web@/etc/passwd", "11-SecComMech", map[string]string{"Cryptographic Details": "SSL"}, nil, assay.Informs},
		{"5.5-1-2/a", "serviceencrypted", "web@/etc/passwd", "11-SecComMech", map[string]string{"Cryptographic Details": "none, unencrypted TLS-free protocol"}, nil, assay.Informs},
		{"5.4-1-2/a", "secretsreadable", "web@/etc/passwd", "10-SecParam", map[string]string{"Protection Scheme": "a file that only root may read"}, nil, assay.Refutes},
		{"5.4-1-2/a", "secretsreadable", "web@/etc/passwd", "10-SecParam", map[string]string{"Protection Scheme": "the casing"}, nil, assay.Informs},
		{"5.6-1-2/a", "serviceatboot", "web@/etc/passwd", "15-PhyIntf", map[string]string{"Status": "disabled"}, nil, assay.Refutes},
		{"5.6-1-2/a", "serviceatboot", "web@/etc/passwd", "15-PhyIntf", map[string]string{"Status": "enabled"}, nil, assay.Informs},
		{"5.6-4-2/a", "consoleatboot", "/dev/web", "15-PhyIntf", map[string]string{"Status": "disabled", "Debug Interface": "yes"}, nil, assay.Refutes},
		{"5.6-4-2/a", "consoleatboot", "/dev/web", "15-PhyIntf", map[string]string{"Status": "disabled", "Debug Interface": "yes, its pins are cut"}, nil, assay.Informs},
		{"5.5-2-2/a", "cryptolibrary", "web@/etc/passwd", "12-NetSecImpl", map[string]string{"Report": "report of 2024-04 on OpenSSL 1.0.2u"}, version, assay.Refutes},
		{"5.5-2-2/a", "cryptolibrary", "web@/etc/passwd", "12-NetSecImpl", map[string]string{"Report": "report of 2024.04 on OpenSSL 1.0.1e"}, version, assay.Informs},
		{"5.5-2-2/a", "cryptolibrary", "web@/etc/passwd", "12-NetSecImpl", map[string]string{"Report": "report of 12.04.2024 on our OpenSSL"}, version, assay.Informs},
		{"5.5-2-2/a", "cryptolibrary", "web@/etc/passwd", "12-NetSecImpl", map[string]string{"Report": "OpenSSL version 1.0"}, version, assay.Informs},
		{"5.3-6-2/b", "updateoptional", "web@/etc/passwd", "7-UpdMech", map[string]string{"Configuration": "can be switched off in the settings"}, nil, assay.Refutes},
		{"5.3-6-2/b", "updateoptional", "web@/etc/passwd", "7-UpdMech", map[string]string{"Configuration": "cannot be switched off, for the safety of all"}, nil, assay.Informs},
		{"5.3-6-2/b", "updateoptional", "web@/etc/passwd", "7-UpdMech", map[string]string{"Configuration": "none offered"}, nil, assay.Informs},
		{"5.3-9-1/a", "updateverified", "web@/etc/passwd", "7-UpdMech", nil, nil, assay.Refutes}, // denies nothing: it fails by itself
	}
	for _, c := range tests {
		d := &assay.Declaration{IXIT: map[string][]assay.IXITEntry{c.table: {{ID: "web", Fields: c.fields, Observed: []string{"web@/etc/passwd", "/dev/web"}}}}}
		tables := newTables(standard.EN303645(), standard.V3_1_3, d)
		u, ok := standard.EN303645().Unit(standard.TS103701V1, c.unit)
		if !ok {
			t.Fatalf("no unit %s", c.unit)
		}
		o := &assay.Observation{Check: c.check, Answer: assay.Yes, About: c.about, Basis: assay.Observed, Data: c.data}
		b := tables.bound(tablesOf(u), o, &assay.Bears{Unit: c.unit, Effect: assay.Refutes})
		if got := tables.compared(u, b); got != c.want {
			t.Errorf("%s by %s against %v: %s, want %s", c.unit, c.check, c.fields, got, c.want)
		}
	}
}

// TestAgreements: a support counts where the row says what was observed.
func TestAgreements(t *testing.T) {
	for report, want := range map[string]assay.Effect{"OpenSSL 3.0.13, audited": assay.Supports, "OpenSSL 3.0": assay.Informs, "an audit": assay.Informs} {
		d := &assay.Declaration{IXIT: map[string][]assay.IXITEntry{"12-NetSecImpl": {{ID: "openssl", Fields: map[string]string{"Report": report}}}}}
		tables := newTables(standard.EN303645(), standard.V3_1_3, d)
		u, _ := standard.EN303645().Unit(standard.TS103701V1, "5.5-2-2/a")
		o := &assay.Observation{Check: "cryptolibrary", Answer: assay.Yes, About: "component:openssl", Basis: assay.Observed, Data: map[string]any{"name": "openssl", "version": "3.0.13"}}
		b := tables.bound(tablesOf(u), o, &assay.Bears{Unit: u.ID, Effect: assay.Supports})
		if got := tables.compared(u, b); got != want {
			t.Errorf("%q: %s, want %s", report, got, want)
		}
	}
}
