package assess

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/internal/corpus"
)

// truth is what truth.json knows of an image, as far as it is compared word by
// word; the rest is spelled out in expected.
type truth struct {
	Accounts []struct {
		User, Scheme, File string
		Password           *string
	}
	Components []string
	Keys       []string `json:"private_keys"`
}

// expected is what a whole run has to say of an image beside truth.json.
type expected struct {
	input string // below firmware; the name in truth.json where empty
	// services are all that start by themselves, "name key"; "?" ends those that
	// only their imports speak of. Truth names some of them in words.
	services []string
	keys     []string // beginnings of the summaries of private keys, all of them
	accounts []string // beyond truth, "user state", that are not locked
	yes      []string // "check about" that must be answered yes
	no       []string // "check about" that must be answered no
	writable []string // places that every user may change
	tokens   []string // kinds of secrets beside keys, with their files
	refuted  []string // provisions of V2.1.1, all of them
	absent   string   // why the components of truth are not in these bytes
}

var images = map[string]expected{
	"camera-dafang-5.5.1.177": {services: []string{"telnet :23"},
		yes: []string{"telnetatboot tcp/23", "consoleatboot /dev/console"}, refuted: []string{"5.1-1", "5.1-3"}},
	"camera-wyze-v2-4.9.1.60": {services: []string{"telnet :23"},
		yes: []string{"telnetatboot tcp/23", "consoleatboot /dev/console"}, refuted: []string{"5.1-1", "5.1-3"}},
	"camera-escam-g02": {yes: []string{"consoleatboot /dev/ttySGK0", "emptypassword default@/etc/shadow"}},
	"camera-digoo-flash-8M.bin": {services: []string{"telnet :23", "wifidaemon "}, keys: []string{"Private key /system/www/pem/ck.pem (RSA-2048"},
		yes: []string{"telnetatboot tcp/23", "consoleatboot /dev/ttyS1"}, refuted: []string{"5.1-1", "5.1-3"}},
	"router-tplink-mt7628": {yes: []string{"consoleatboot /dev/ttyS1"}},
	"router-openwrt-wr703n": {services: []string{"dns :53", "dns :53", "ipc ", "ssh :22", "telnet :23"},
		yes: []string{"telnetatboot tcp/23", "sshatboot tcp/22"}, no: []string{"networkshellneedslogin tcp/23"}},
	"router-k2p-rootfs.tar.gz": {services: []string{"dns :53", "dns :53", "http :80", "https :443", "telnet :23", "upnp-igd :1900", "upnp-igd :5000", "upnp-igd :5351"},
		yes: []string{"telnetatboot tcp/23"}, refuted: []string{"5.1-1"}},
	// The dump is the part that the device writes: the programs and start scripts
	// of truth lie in another partition.
	"ont-alcatel-falcon": {input: "ont-alcatel-falcon/mtd4.bin", accounts: []string{"root known_password"},
		keys: []string{"Private key /etc/dropbear/dropbear_dss_host_key", "Private key /etc/dropbear/dropbear_rsa_host_key"}, absent: "another partition"},
	"synthetic-mipsel-rootfs.tar.gz": {services: []string{"ftp :21", "https :80", "ssh :22", "telnet :23"},
		keys: []string{"Private key /etc/config/device_ec.pem (P-256", "Private key /etc/ssl/private/server.key (RSA-1024", "Private key /root/.ssh/id_ed25519 (Ed25519"},
		yes: []string{"setuidfiles /usr/sbin/fwupdate.sh", "setuidfiles /bin/busybox", "secretsreadable /etc/shadow", "worldwritable ", "consoleatboot /dev/ttyS0",
			"mqttanonymous /etc/mosquitto/mosquitto.conf", "ftpanonymous /etc/vsftpd.conf"},
		no: []string{"updateverified /usr/sbin/fwupdate.sh", "updateencrypted /usr/sbin/fwupdate.sh", "certificatechecked /usr/sbin/fwupdate.sh", "tlscurrent tcp/80",
			"networkshellneedslogin tcp/23", "consoleneedslogin /dev/ttyS0"},
		writable: []string{"/etc/config", "/etc/config/system"},
		tokens: []string{"AWS access key (documentation example) /usr/lib/app/cloud.env", "AWS secret key (documentation example) /usr/lib/app/cloud.env", "JWT (never expires) /usr/sbin/fwupdate.sh",
			"Wi-Fi passphrase /etc/config/system", "password /etc/config/system"}, // the last two beyond truth
		refuted: []string{"5.1-1", "5.5-1"}},
}

// TestTruth runs everything over each image and holds the document against what
// is known of it by hand: all of that, and nothing invented.
func TestTruth(t *testing.T) {
	raw, err := os.ReadFile(corpus.Path(t, "firmware", "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var known struct{ Truth map[string]truth }
	if err := json.Unmarshal(raw, &known); err != nil {
		t.Fatal(err)
	}
	for name, want := range images {
		t.Run(name, func(t *testing.T) {
			input := want.input
			if input == "" {
				input = name
			}
			results, err := Images(context.Background(), []string{corpus.Path(t, "firmware", input)},
				Options{At: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)})
			if err != nil {
				t.Fatal(err)
			}
			defer results[0].Close()
			doc := results[0].Document
			compareAccounts(t, doc, known.Truth[name], want)
			if want.absent == "" {
				compareComponents(t, doc, known.Truth[name])
			}
			compareRest(t, doc, want)
		})
	}
}

func compareAccounts(t *testing.T, doc *assay.Document, known truth, want expected) {
	t.Helper()
	expect := append([]string{}, want.accounts...)
	for _, a := range known.Accounts {
		state := "known_password"
		switch {
		case a.Scheme == "empty" || a.Password == nil && a.Scheme == "" && a.File == "":
			state = "empty"
		case a.Password == nil && a.File != "" && a.Scheme == "apr1", a.Password == nil && a.User == "svc":
			state = "unknown"
		}
		expect = append(expect, a.User+" "+state)
	}
	var got []string
	for _, a := range doc.Accounts {
		if a.State != "locked" {
			got = append(got, a.User+" "+a.State)
		}
	}
	compare(t, "accounts that are not locked", expect, got)
}

// compareComponents wants each "name version" of truth among those found.
func compareComponents(t *testing.T, doc *assay.Document, known truth) {
	t.Helper()
	for _, want := range known.Components {
		if !slices.ContainsFunc(doc.Components, func(c assay.Component) bool {
			return c.Name+" "+c.Version == want || strings.HasPrefix(c.Version, strings.TrimPrefix(want, c.Name+" ")+".") && strings.HasPrefix(want, c.Name+" ")
		}) {
			t.Errorf("component %s was not found", want)
		}
	}
	for _, c := range doc.Components {
		if c.Name == "samba" || c.Name == "openssh" {
			t.Errorf("%s %s was found: it is a string in other code", c.Name, c.Version)
		}
	}
}

func compareRest(t *testing.T, doc *assay.Document, want expected) {
	t.Helper()
	var services, keys, refuted []string
	for _, s := range doc.Services {
		services = append(services, s.Name+" "+s.Address)
	}
	compare(t, "services", want.services, services)
	for _, o := range doc.Observations {
		if o.Check == "privatekeyinimage" && o.About != "" {
			keys = append(keys, o.Summary)
		}
	}
	if want.writable != nil {
		compare(t, "changeable by everybody", want.writable, placesOf(doc, "worldwritable"))
		var tokens []string
		for _, s := range doc.Secrets {
			if !strings.HasPrefix(s.Kind, "private key") {
				tokens = append(tokens, s.Kind+" "+s.Where[0].Path[strings.LastIndex(s.Where[0].Path, "!")+1:])
			}
		}
		compare(t, "tokens and passwords", want.tokens, tokens)
	}
	sort.Strings(keys)
	if len(keys) != len(want.keys) {
		t.Errorf("private keys: got %q, want %q", keys, want.keys)
	} else {
		for i, k := range want.keys {
			if !strings.HasPrefix(keys[i], k) {
				t.Errorf("private key: got %q, want %q", keys[i], k)
			}
		}
	}
	for answer, list := range map[assay.Answer][]string{assay.Yes: want.yes, assay.No: want.no} {
		for _, w := range list {
			if !slices.ContainsFunc(doc.Observations, func(o assay.Observation) bool { return o.Check+" "+o.About == w && o.Answer == answer }) {
				t.Errorf("%s: no observation answers %s", w, answer)
			}
		}
	}
	for _, v := range doc.Verdicts {
		if v.Scope == assay.ScopeProvision && v.Edition == "2.1.1" && v.Verdict == assay.Fail {
			refuted = append(refuted, v.ID)
		}
		if v.Verdict == assay.Pass && v.Scope != assay.ScopeUnitResult {
			t.Errorf("%s %s passes without a declaration", v.Scope, v.ID)
		}
	}
	compare(t, "refuted", want.refuted, refuted)
	if len(doc.Contradictions) > 0 {
		t.Errorf("contradictions without a declaration: %v", doc.Contradictions)
	}
}

func placesOf(doc *assay.Document, check string) []string {
	var out []string
	for _, o := range doc.Observations {
		for _, w := range o.Where {
			if o.Check == check {
				out = append(out, w.Path[strings.LastIndex(w.Path, "!")+1:])
			}
		}
	}
	return out
}

func compare(t *testing.T, what string, want, got []string) {
	t.Helper()
	want, got = append([]string{}, want...), append([]string{}, got...)
	sort.Strings(want)
	sort.Strings(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (want -, got +):\n%s", what, diff)
	}
}
