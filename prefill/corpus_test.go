package prefill_test

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/assay-project/assay/check/checktest"
	"github.com/assay-project/assay/internal/corpus"
	"github.com/assay-project/assay/prefill"
	"github.com/assay-project/assay/source/firmware"
)

// truth is what truth.json knows of an image and a proposal can speak of.
type truth struct {
	Accounts []struct {
		User, Scheme, File, Note string
		Password                 *string
	}
	Components []string
	Keys       []string `json:"private_keys"`
	Services   []string `json:"services_at_boot"`
	NotAtBoot  []string `json:"not_at_boot"`
	Update     []string
	TLS        []string
}

// images are those proposals are held against truth for. Path is below firmware,
// the name where empty; least is how many cells are proposed at least.
var images = []struct {
	name, path string
	least      int
	services   []string // row ids of 13-SoftServ that truth names
	consoles   []string // row ids of 15-PhyIntf that truth names
	absent     bool     // what truth speaks of lies in bytes that are not here
	more       []string // accounts beyond truth
}{
	{name: "camera-digoo-flash-8M.bin", least: 40, services: []string{"telnet"}, consoles: []string{"ttyS1"}},
	{name: "router-k2p-rootfs.tar.gz", least: 150, services: []string{"telnet"}},
	{name: "synthetic-mipsel-rootfs.tar.gz", least: 100, services: []string{"ftp", "https", "ssh", "telnet"}, consoles: []string{"ttyS0"}},
	{name: "router-openwrt-wr703n", least: 60, services: []string{"ssh", "telnet"}},
	{name: "router-tplink-mt7628", least: 30, consoles: []string{"ttyS1"}},
	{name: "camera-dafang-5.5.1.177", least: 30, services: []string{"telnet"}, consoles: []string{"console"}},
	{name: "camera-wyze-v2-4.9.1.60", least: 30, services: []string{"telnet"}, consoles: []string{"console"}},
	{name: "camera-escam-g02", least: 30, consoles: []string{"ttySGK0"}},
	{name: "ont-alcatel-falcon", path: "ont-alcatel-falcon/mtd4.bin", least: 5, absent: true, more: []string{"root"}},
}

// TestProposalsHoldAgainstTruth proposes for images that people bought and holds
// every cell against what is known of them by hand: each cites its evidence, what
// truth names is proposed, and nothing is proposed that truth contradicts.
func TestProposalsHoldAgainstTruth(t *testing.T) {
	raw, err := os.ReadFile(corpus.Path(t, "firmware", "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var known struct{ Truth map[string]truth }
	if err := json.Unmarshal(raw, &known); err != nil {
		t.Fatal(err)
	}
	for _, image := range images {
		t.Run(image.name, func(t *testing.T) {
			path := image.path
			if path == "" {
				path = image.name
			}
			collected, err := firmware.Collect(context.Background(), corpus.Path(t, "firmware", path), firmware.Options{At: checktest.At})
			if err != nil {
				t.Fatal(err)
			}
			defer collected.Close()
			ps := propose(collected.Input, nil)
			sound(t, ps)
			if len(ps.Proposals) < image.least {
				t.Errorf("%d cells proposed, want at least %d", len(ps.Proposals), image.least)
			}
			want := known.Truth[image.name]
			c := cells(ps)
			compareAccounts(t, c, want, image.more)
			compareKeys(t, ps, want)
			compareServices(t, c, want, image.services, image.consoles)
			compareUpdates(t, c, want)
			if !image.absent {
				compareComponents(t, c, want)
			}
			t.Logf("%d cells proposed", len(ps.Proposals))
		})
	}
}

func cells(ps *prefill.Proposals) map[string]string {
	out := make(map[string]string)
	for _, p := range ps.Proposals {
		out[p.Address()] = p.Value
	}
	return out
}

// rows lists the row ids of a table.
func rows(c map[string]string, table string) []string {
	var ids []string
	for address := range c {
		if parts := strings.Split(address, "/"); parts[0] == table && !slices.Contains(ids, parts[1]) {
			ids = append(ids, parts[1])
		}
	}
	slices.Sort(ids)
	return ids
}

// compareAccounts wants no account that truth does not have, each under the
// scheme truth gives it, and a password called known only where it is.
func compareAccounts(t *testing.T, c map[string]string, want truth, more []string) {
	t.Helper()
	for _, id := range rows(c, "1-AuthMech") {
		found := slices.Contains(more, id)
		for _, a := range want.Accounts {
			if a.User != id {
				continue
			}
			found = true
			factor, made, details := c["1-AuthMech/"+id+"/authentication_factor"], c["1-AuthMech/"+id+"/password_generation_mechanism"], c["1-AuthMech/"+id+"/cryptographic_details"]
			scheme, _, _ := strings.Cut(a.Scheme, ",")
			switch {
			case a.Scheme == "empty" && !strings.HasPrefix(factor, "none"):
				t.Errorf("%s has an empty password; proposed %q", id, factor)
			case a.Scheme != "" && a.Scheme != "empty" && !strings.Contains(details, scheme):
				t.Errorf("%s is kept as %s; proposed %q", id, scheme, details)
			case a.Password != nil && !strings.HasPrefix(made, "fixed in the image"):
				t.Errorf("%s has a known password; proposed %q", id, made)
			case strings.Contains(a.Note, "must not find") && made != "": // others may be found: the hash proves it
				t.Errorf("the password of %s cannot be known; proposed %q", id, made)
			}
		}
		if !found {
			t.Errorf("1-AuthMech/%s: truth has no such account", id)
		}
	}
	for _, id := range rows(c, "10-SecParam") {
		user, ok := strings.CutPrefix(id, "password-")
		if !ok || slices.Contains(more, user) {
			continue
		}
		if !slices.ContainsFunc(want.Accounts, func(a struct {
			User, Scheme, File, Note string
			Password                 *string
		}) bool {
			return a.User == user && a.Scheme != "empty"
		}) {
			t.Errorf("10-SecParam/%s: truth has no password of %s", id, user)
		}
	}
}

// compareKeys wants exactly the private keys of truth, where it lists any.
func compareKeys(t *testing.T, ps *prefill.Proposals, want truth) {
	t.Helper()
	if len(want.Keys) == 0 {
		return
	}
	var got []string
	for _, p := range ps.Proposals {
		if p.Table != "10-SecParam" || p.Field != "description" || !strings.HasPrefix(p.Value, "private key") {
			continue
		}
		got = append(got, p.Value)
		if !slices.ContainsFunc(want.Keys, func(k string) bool {
			_, digest, hasDigest := strings.Cut(k, "sha256 ")
			for _, word := range strings.FieldsFunc(k, func(r rune) bool { return r == ' ' || r == ':' }) {
				if strings.Contains(word, "/") && strings.Contains(p.Value, "/"+word) {
					return !hasDigest || p.Where[0].Evidence == "sha256:"+digest
				}
			}
			return false
		}) {
			t.Errorf("truth has no key like %q", p.Value)
		}
	}
	if len(got) != len(want.Keys) {
		t.Errorf("private keys %q, truth has %q", got, want.Keys)
	}
}

func compareServices(t *testing.T, c map[string]string, want truth, services, consoles []string) {
	t.Helper()
	for _, id := range services {
		if c["13-SoftServ/"+id+"/description"] == "" || c["28-LogIntf/"+id+"/description"] == "" {
			t.Errorf("truth has %s at boot; it is not proposed among %q", id, rows(c, "13-SoftServ"))
		}
	}
	for _, id := range consoles {
		if c["15-PhyIntf/"+id+"/description"] == "" {
			t.Errorf("truth has a console %s; it is not proposed among %q", id, rows(c, "15-PhyIntf"))
		}
	}
	for _, s := range want.Services {
		if strings.Contains(s, "only while") && c["13-SoftServ/telnet/status"] == "enabled" {
			t.Errorf("truth: %s; proposed as enabled", s)
		}
		if strings.Contains(s, "without login") && !slices.ContainsFunc(consoles, func(id string) bool { return strings.HasPrefix(c["15-PhyIntf/"+id+"/protection"], "none") }) {
			t.Errorf("truth: %s; no console is proposed as without protection", s)
		}
	}
	for _, not := range want.NotAtBoot {
		for address, value := range c {
			if strings.HasPrefix(address, "13-SoftServ/") && strings.Contains(value, "ftpd -w") {
				t.Errorf("%s = %q; truth: %s", address, value, not)
			}
		}
	}
	for _, weak := range want.TLS {
		for _, word := range []string{"SSLv3", "RC4", "3DES"} {
			if strings.Contains(weak, word) && !strings.Contains(c["11-SecComMech/https/cryptographic_details"], word) {
				t.Errorf("truth: %s; proposed %q", weak, c["11-SecComMech/https/cryptographic_details"])
			}
		}
	}
}

func compareUpdates(t *testing.T, c map[string]string, want truth) {
	t.Helper()
	for _, u := range want.Update {
		switch {
		case strings.Contains(u, "no signature") && !strings.HasPrefix(c["7-UpdMech/fwupdate.sh/security_guarantees"], "none seen"):
			t.Errorf("truth: %s; proposed %q", u, c["7-UpdMech/fwupdate.sh/security_guarantees"])
		case strings.Contains(u, "plain http") && !strings.Contains(c["7-UpdMech/fwupdate.sh/cryptographic_details"], "without protection"):
			t.Errorf("truth: %s; proposed %q", u, c["7-UpdMech/fwupdate.sh/cryptographic_details"])
		case strings.Contains(u, "curl -k") && !strings.Contains(c["7-UpdMech/fwupdate.sh/cryptographic_details"], "without a look at the certificate"):
			t.Errorf("truth: %s; proposed %q", u, c["7-UpdMech/fwupdate.sh/cryptographic_details"])
		}
	}
}

// compareComponents wants each "name version" of truth, and nothing of what truth
// warns of as strings in other code.
func compareComponents(t *testing.T, c map[string]string, want truth) {
	t.Helper()
	var got []string
	for address, value := range c {
		if strings.HasPrefix(address, "6-SoftComp/") && strings.HasSuffix(address, "/description") {
			got = append(got, value)
			if strings.HasPrefix(value, "samba 3.0.23") || strings.HasPrefix(value, "openssh") {
				t.Errorf("%s = %q: a string in other code", address, value)
			}
		}
	}
	for _, w := range want.Components {
		w = strings.TrimSuffix(w, ".x")
		if !slices.ContainsFunc(got, func(v string) bool { return v == w || strings.HasPrefix(v, w+".") }) {
			t.Errorf("truth has %s; proposed are %q", w, got)
		}
	}
}
