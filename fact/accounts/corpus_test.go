package accounts_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/accounts"
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

// TestCorpus holds every account that is not locked against what the corpus's
// truth.json says, and what was found beyond it: escam's admin and the terminal's
// root, whose hashes the published list opens.
func TestCorpus(t *testing.T) {
	for image, want := range map[string][]string{
		"camera-dafang-5.5.1.177":   {"root@/etc/shadow descrypt known_password is…12"},
		"camera-wyze-v2-4.9.1.60":   {"root@/etc/shadow descrypt known_password is…12"},
		"camera-escam-g02":          {"admin@/etc/shadow descrypt known_password 2…x", "default@/etc/shadow none empty", "root@/etc/shadow descrypt known_password hi…hx"},
		"camera-digoo-flash-8M.bin": {"root@/etc/passwd md5crypt known_password hs…am"},
		"router-tplink-mt7628":      {"admin@/etc/passwd.bak md5crypt known_password 1…4"},
		"router-openwrt-wr703n":     {"root@/etc/shadow none empty"},
		"router-k2p-rootfs.tar.gz":  {"root@/etc/shadow md5crypt known_password a…n"},
		"ont-alcatel-falcon":        {"ONTUSER@/etc/shadow sha512crypt known_password SU…41", "root@/etc/shadow md5crypt known_password 1…6"},
		"synthetic-mipsel-rootfs.tar.gz": {
			"admin@/etc/.htpasswd base64 known_password a…n", "guest@/etc/shadow none empty", "root@/etc/shadow md5crypt known_password a…n",
			"support@/etc/shadow descrypt known_password Z…1", "svc@/etc/shadow sha512crypt unknown", "user@/etc/.htpasswd apr1 unknown",
		},
	} {
		t.Run(image, func(t *testing.T) {
			found, err := accounts.Of(load(t, image))
			if err != nil {
				t.Fatal(err)
			}
			got := []string{}
			for _, a := range found.All {
				if a.State == accounts.Locked {
					continue
				}
				line := fmt.Sprintf("%s %s %s", a.Key(), a.Scheme, a.State)
				if a.Redacted != "" {
					line += " " + a.Redacted
				}
				got = append(got, line)
				if !a.Live {
					t.Errorf("%s is not seen to be in use", a.Key())
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("accounts (want -, got +):\n%s", diff)
			}
		})
	}
}

func BenchmarkDigoo(b *testing.B) {
	in := load(b, "camera-digoo-flash-8M.bin")
	for b.Loop() {
		fresh := &check.Input{Device: in.Device, Loose: in.Loose, Blobs: in.Blobs}
		if _, err := accounts.Of(fresh); err != nil {
			b.Fatal(err)
		}
	}
}
