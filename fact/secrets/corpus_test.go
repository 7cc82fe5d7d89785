package secrets_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/secrets"
	"github.com/assay-project/assay/internal/corpus"
	"github.com/assay-project/assay/source/firmware"
)

func load(t testing.TB, name string) *check.Input {
	t.Helper()
	c, err := firmware.Collect(context.Background(), corpus.Path(t, "firmware", name), firmware.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c.Input
}

// TestCorpus holds keys, certificates, tokens and passwords against the corpus's
// truth.json, and what was checked by hand beyond it.
func TestCorpus(t *testing.T) {
	for image, want := range map[string][]string{
		"camera-dafang-5.5.1.177":   {"token AWS access key /backupa/iCamera", "token AWS secret key /backupa/iCamera"},
		"camera-wyze-v2-4.9.1.60":   {},
		"camera-escam-g02":          {},
		"camera-digoo-flash-8M.bin": {"certificate /system/www/pem/ck.pem key", "key RSA-2048, PKCS#1 /system/www/pem/ck.pem", "password Wi-Fi passphrase /etc/wpa_supplicant.conf"},
		"router-tplink-mt7628":      {"password Wi-Fi passphrase /etc/RT2860AP.dat"},
		"router-openwrt-wr703n":     {},
		"router-k2p-rootfs.tar.gz": {
			"password Wi-Fi passphrase /etc/wireless/mt7615e/mt7615e.1.2G.dat", "password Wi-Fi passphrase /lib/wifi/ralink_common.sh",
			"password password /etc/config/luci", "password password /etc/config/system",
		},
		"ont-alcatel-falcon": {"key DSA-1024, dropbear /etc/dropbear/dropbear_dss_host_key", "key RSA-1040, dropbear /etc/dropbear/dropbear_rsa_host_key", "password password /etc/config/gpon"},
		"synthetic-mipsel-rootfs.tar.gz": {
			"certificate /etc/ssl/server.crt key",
			"key Ed25519, OpenSSH /root/.ssh/id_ed25519", "key P-256, SEC 1 /etc/config/device_ec.pem", "key RSA-1024, PKCS#8 /etc/ssl/private/server.key",
			"password Wi-Fi passphrase /etc/config/system", "password password /etc/config/system",
			"token AWS access key (documentation example) /usr/lib/app/cloud.env", "token AWS secret key (documentation example) /usr/lib/app/cloud.env",
			"token JWT (never expires) /usr/sbin/fwupdate.sh",
		},
	} {
		t.Run(image, func(t *testing.T) {
			found, err := secrets.Of(load(t, image))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, lines(found)); diff != "" {
				t.Errorf("secrets (want -, got +):\n%s", diff)
			}
		})
	}
}

func lines(found *secrets.Secrets) []string {
	out := []string{}
	for _, k := range found.Keys {
		out = append(out, "key "+k.Describe()+" "+strings.Join(k.Paths, " "))
	}
	for _, c := range found.Certificates {
		line := "certificate " + strings.Join(c.Paths, " ")
		if c.HasKey {
			line += " key"
		}
		out = append(out, line)
	}
	for _, x := range found.Tokens {
		kind := x.Kind
		if x.Note != "" {
			kind += " (" + x.Note + ")"
		}
		out = append(out, "token "+kind+" "+x.Path)
	}
	for _, p := range found.Passwords {
		out = append(out, "password "+p.Kind+" "+p.Path)
	}
	slices.Sort(out)
	return out
}

// TestTrapLibrary: the library holds the keys that mbed TLS publishes for its
// self-tests and no other; they are counted and left out.
func TestTrapLibrary(t *testing.T) {
	found, err := secrets.Of(load(t, "camera-wyze-v2-4.9.1.60"))
	if err != nil {
		t.Fatal(err)
	}
	if found.TestKeys != 6 || len(found.Keys) != 0 {
		t.Errorf("%d test keys left out, %d keys", found.TestKeys, len(found.Keys))
	}
}
