package securitytxt

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/clearsign"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/check/checktest"
)

const good = "Contact: mailto:security@larkspur.example\r\nExpires: 2027-05-01T00:00:00Z\r\n"

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, file string
		want       string // codes, "not_signed" left out
	}{
		{"both line endings", good + "Preferred-Languages: en, de-CH\n# a comment\n\nPolicy: https://larkspur.example/vdp\n", ""},
		{"all fields", good + "Contact: https://larkspur.example/report\nContact: tel:+1-201-555-0123\nEncryption: openpgp4fpr:5f2de5521c63a801ab59ccb603d49de44b29100f\nEncryption: dns:5d2d3ceb._openpgpkey.larkspur.example?type=OPENPGPKEY\n" +
			"Acknowledgments: https://larkspur.example/thanks\nHiring: https://larkspur.example/jobs\nCanonical: https://larkspur.example/.well-known/security.txt\nCSAF: https://larkspur.example/.well-known/csaf/provider-metadata.json\n", ""},
		{"empty", "", "no_contact no_expire"},
		{"no scheme", "Contact: security@larkspur.example\nExpires: 2027-05-01T00:00:00Z\n", "no_uri"},
		{"http", "Contact: http://larkspur.example/\nExpires: 2027-05-01T00:00:00Z\n", "no_https"},
		{"no host", "Contact: https:/larkspur\nExpires: 2027-05-01T00:00:00Z\n", "no_uri"},
		{"no address", "Contact: mailto:security\nContact: tel:123\nExpires: 2027-05-01T00:00:00Z\n", "invalid_contact invalid_contact"},
		{"expired", "Contact: mailto:a@b.example\nExpires: 2026-11-21T23:59:59Z\n", "expired"},
		{"expires in summer time", "Contact: mailto:a@b.example\nExpires: 2027-05-01T00:00:00+02:00\n", ""},
		{"too far", "Contact: mailto:a@b.example\nExpires: 2028-05-01T00:00:00z\n", "long_expiry"},
		{"no time", "Contact: mailto:a@b.example\nExpires: 2027-05-01\n", "invalid_expiry"},
		{"as of RFC 5322", "Contact: mailto:a@b.example\nExpires: Thu, 31 Dec 2026 18:37:07 -0800\n", "invalid_expiry"},
		{"twice", good + "Expires: 2027-05-01T00:00:00Z\nPreferred-Languages: en\nPreferred-Languages: de\n", "multi_expire multi_lang"},
		{"languages", good + "Preferred-Languages: en, , x\n", "invalid_lang invalid_lang"},
		{"white space", "Contact : mailto:a@b.example\n Expires: 2027-05-01T00:00:00Z\nPolicy:https://a.example/\n", "prec_ws location_whitespace no_space"},
		{"no field", good + "hello\n: x\nPolicy:\nTwo words: x\n", "invalid_line empty_key empty_value invalid_line"},
		{"unknown", good + "Acknowledgements: https://a.example/\nFoo: bar\n", "unknown_field unknown_field"},
		{"byte order mark", "\ufeff" + good, "bom_in_file"},
		{"not UTF-8", good + "# Gr\xfc\xdfe\n", "utf8"},
		{"carriage return alone", "Contact: mailto:a@b.example\rFoo\nExpires: 2027-05-01T00:00:00Z\n", "line_ending no_uri"},
		{"no line ending", strings.TrimRight(good, "\r\n"), "no_line_ending"},
		{"CSAF", good + "CSAF: https://a.example/csaf\nCSAF: https://a.example/provider-metadata.json\n", "no_csaf_file multiple_csaf_fields"},
		{"signature cut off", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + good + "-----BEGIN PGP SIGNATURE-----\n", "pgp_error no_canonical"},
		{"text round a signature", good + "-----BEGIN PGP SIGNED MESSAGE-----\n\n-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\nFoo: bar\n", "data_outside_signature data_outside_signature no_canonical"},
		{"a key instead of its address", good + "Encryption: -----BEGIN PGP PUBLIC KEY BLOCK-----\n", "no_uri no_uri"},
	} {
		var got []string
		for _, p := range Parse([]byte(c.file), checktest.At).Problems {
			if p.Code != "not_signed" {
				got = append(got, p.Code)
			}
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (want -, got +):\n%s", c.name, diff)
		}
	}
}

func TestLongFile(t *testing.T) {
	f := Parse(bytes.Repeat([]byte("Contact: mailto:a@b.example\n"), 20_000), checktest.At)
	if !f.Has("too_long") || len(f.Fields) > maxLines || len(f.Problems) > maxProblems {
		t.Errorf("%d fields, %d problems", len(f.Fields), len(f.Problems))
	}
}

// Keys are made for the test: a signature must hold with its key and fail with
// any change of the text.
func TestVerify(t *testing.T) {
	at := checktest.At
	config := &packet.Config{Time: func() time.Time { return at.AddDate(0, -1, 0) }, Algorithm: packet.PubKeyAlgoEdDSA}
	key, err := openpgp.NewEntity("Larkspur", "", "security@larkspur.example", config)
	if err != nil {
		t.Fatal(err)
	}
	other, err := openpgp.NewEntity("Other", "", "other@larkspur.example", config)
	if err != nil {
		t.Fatal(err)
	}
	var signed bytes.Buffer
	w, err := clearsign.Encode(&signed, key.PrivateKey, config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(good + "- a line that is escaped\n")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f := Parse(signed.Bytes(), at)
	if !f.Signed || len(f.Values("Contact")) != 1 || f.Has("pgp_error") {
		t.Errorf("read as %+v", f)
	}
	changed := bytes.Replace(signed.Bytes(), []byte("security@"), []byte("stranger@"), 1)
	for _, c := range []struct {
		name string
		data []byte
		keys [][]byte
		want string
	}{
		{"its key", signed.Bytes(), [][]byte{public(t, key, true)}, "good"},
		{"its key among others, binary", signed.Bytes(), [][]byte{public(t, other, true), []byte("junk"), public(t, key, false)}, "good"},
		{"another key", signed.Bytes(), [][]byte{public(t, other, true)}, "no_key"},
		{"no key", signed.Bytes(), nil, "no_key"},
		{"changed", changed, [][]byte{public(t, key, true)}, "bad"},
		{"not signed", []byte(good), nil, "none"},
		{"cut off", signed.Bytes()[:signed.Len()-60], nil, "broken"},
	} {
		got := Verify(c.data, c.keys, at)
		if got.State != c.want || got.Say == "" {
			t.Errorf("%s: got %+v, want %s", c.name, got, c.want)
		}
	}
}

func public(t *testing.T, e *openpgp.Entity, armoured bool) []byte {
	t.Helper()
	var b bytes.Buffer
	if !armoured {
		if err := e.Serialize(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	w, err := armor.Encode(&b, "PGP PUBLIC KEY BLOCK", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Serialize(w); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("-----BEGIN PGP SIGNED MESSAGE-----\n\n- - x\n-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n"))
	f.Add([]byte("\ufeffContact:\r\r\n: \xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file := Parse(data, checktest.At)
		for _, field := range file.Fields {
			if field.Name == "" || field.Value == "" || field.Line < 1 {
				t.Fatalf("%+v", field)
			}
		}
		Verify(data, nil, checktest.At)
	})
}
