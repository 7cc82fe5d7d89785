package firmware

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestMountLines(t *testing.T) {
	got := mountLines(`#!/bin/sh
# mount -t jffs2 /dev/mtdblock9 /commented
mount -t squashfs /dev/mtdblock3 /driver
	/bin/mount -o ro,noatime -t jffs2 /dev/mtdblock4 "/system" 2>/dev/null || echo failed
[ -f /x ] && mount /dev/mtdblock5 /params;mount -t tmpfs tmpfs /tmp
::sysinit:/bin/mount -t ubifs ubi0:data /data
mount -a
mount -t jffs2 $DEV /variable
mount -t jffs2 /dev/mtdblock6 $DIR
/dev/mtdblock7 /config jffs2 defaults 0 0
proc /proc proc defaults 0 0
`)
	want := []mountLine{
		{"/dev/mtdblock3", "/driver", "squashfs"}, {"/dev/mtdblock4", "/system", "jffs2"}, {"/dev/mtdblock5", "/params", ""},
		{"ubi0:data", "/data", "ubifs"}, {"$DEV", "/variable", "jffs2"}, {"/dev/mtdblock7", "/config", "jffs2"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(mountLine{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for i, want := range []int{3, 4, 5, -1, -1, 7} {
		if n := got[i].partition(); n != want {
			t.Errorf("%s is partition %d, want %d", got[i].device, n, want)
		}
	}
}

func TestParseTable(t *testing.T) {
	got := parseTable("256k(boot),2560k(kernel)ro,0x200000@4m(root),-(appfs)")
	want := []partition{{"boot", 0, 256 << 10}, {"kernel", 256 << 10, 2560 << 10}, {"root", 4 << 20, 2 << 20}, {"appfs", 6 << 20, 0}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(partition{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, s := range []string{"", "invalid", "99999999999999999999k(x)", "-5(x)"} {
		if got := parseTable(s); len(got) > 1 {
			t.Errorf("%q: %v", s, got)
		}
	}
}

func TestReferences(t *testing.T) {
	refs := make(map[string]bool)
	references(`run /system/init/app.sh & . /etc/profile; cd /tmp; x="/system/bin/a".`, refs)
	want := map[string]bool{"/system/init/app.sh": true, "/etc/profile": true, "/system/bin/a": true}
	if diff := cmp.Diff(want, refs); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzMountLines(f *testing.F) {
	f.Add("mount -t jffs2 /dev/mtdblock4 /system")
	f.Add("mtdparts=x:256k(boot),-(rest)")
	f.Fuzz(func(t *testing.T, s string) {
		for _, m := range mountLines(s) {
			if m.dir == "" || m.dir[0] != '/' {
				t.Errorf("mount point %q", m.dir)
			}
			m.partition()
		}
		parseTable(s)
		references(s, make(map[string]bool))
	})
}
