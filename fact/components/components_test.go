package components

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/assay-project/assay/check/checktest"
)

func TestUpstreamVersion(t *testing.T) {
	tests := []struct{ in, want string }{
		{"1.22.1-3", "1.22.1"},
		{"1:1.35.0-4", "1.35.0"},
		{"1.2.13.dfsg-1", "1.2.13.dfsg"},
		{"1.8.20140523-4", "1.8"},
		{"156-unknown", "156"},
		{"1.36.1-r2", "1.36.1"},
		{"2022.83", "2022.83"},
	}
	for _, tt := range tests {
		if got := upstream(tt.in); got != tt.want {
			t.Errorf("upstream(%q): got %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestNames(t *testing.T) {
	if got, want := purl("uclibc++", "0.2.4", "opkg", "uclibcxx 0.2.4-1"), "pkg:generic/uclibc%2B%2B@0.2.4?opkg=uclibcxx%400.2.4-1"; got != want {
		t.Errorf("purl: got %s, want %s", got, want)
	}
	if got, want := cpe("a:openbsd:openssh", "7.4p1"), "cpe:2.3:a:openbsd:openssh:7.4:p1:*:*:*:*:*:*"; got != want {
		t.Errorf("cpe: got %s, want %s", got, want)
	}
	if got, want := cpe("a:busybox:busybox", "1.2+git"), `cpe:2.3:a:busybox:busybox:1.2\+git:*:*:*:*:*:*:*`; got != want {
		t.Errorf("cpe: got %s, want %s", got, want)
	}
}

func TestOneEntryForTwoSources(t *testing.T) {
	archive := txtar.Parse([]byte(`
-- usr/lib/opkg/status --
Package: busybox
Version: 1.22.1-3
Status: install hold installed

Package: removed
Version: 1
Status: deinstall ok not-installed

Package: kmod-usb-core
Version: 3.10.14-1
Status: install user installed
-- bin/busybox --
BusyBox v1.22.1 (2014-05-13 08:27:59 CST)
-- lib/modules/x.ko --
vermagic=3.10.14 preempt
`))
	inv, err := Of(checktest.Input(t, archive))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range inv.Components {
		got = append(got, c.Name+" "+c.Version+" | "+c.How)
	}
	want := []string{
		"busybox 1.22.1 | version string in the file, opkg database",
		"linux 3.10.14 | version string in the file, opkg database",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("components (want -, got +):\n%s", diff)
	}
}

func FuzzScan(f *testing.F) {
	f.Add("busybox", []byte("BusyBox v1.22.1 (2014)\x00vermagic=3.10.14"))
	f.Add("libcrypto.so.1", []byte("OpenSSL 1.0.1e 11 Feb 2013"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		for _, h := range rules(t).Scan(name, data) {
			if h.Offset < 0 || h.Offset > int64(len(data)) {
				t.Fatalf("%s at %d of %d bytes", h.Rule.Name, h.Offset, len(data))
			}
		}
	})
}

func FuzzDatabases(f *testing.F) {
	f.Add([]byte("Package: a\nVersion: 1\nStatus: install ok installed\n\nP:b\nV:2\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, read := range []func([]byte) ([]Package, bool){readControl, readAPK} {
			packages, _ := read(data)
			for _, p := range packages {
				if p.Line < 1 || !plausible(p.Name) || len(packages) > maxPackages {
					t.Fatalf("%+v of %d", p, len(packages))
				}
			}
		}
	})
}

func BenchmarkScan(b *testing.B) {
	set := rules(b)
	data := make([]byte, 8<<20)
	for i := range data {
		data[i] = byte(i*i>>7 ^ i>>3)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		set.Scan("app", data)
	}
}
