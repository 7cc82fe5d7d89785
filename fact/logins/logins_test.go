package logins_test

import (
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/assay-project/assay/check/checktest"
	"github.com/assay-project/assay/fact/accounts"
	"github.com/assay-project/assay/fact/logins"
)

const telnet = "-- usr/sbin/telnetd.hex --\n7f454c46\n-- etc/inittab --\n::sysinit:/etc/init.d/rcS\n-- etc/init.d/rcS --\n#!/bin/sh\n"

func TestFor(t *testing.T) {
	for name, c := range map[string]struct {
		tree, user string
		open       bool
		words      string
	}{
		"telnet at boot":      {telnet + "telnetd &\n-- etc/passwd --\nroot:rJ0FHsG0ZbyZo:0:0::/:/bin/sh\n", "root", true, "usable over telnet"},
		"under a condition":   {telnet + "[ -f /mnt/sd/debug ] && telnetd &\n-- etc/passwd --\nroot:rJ0FHsG0ZbyZo:0:0::/:/bin/sh\n", "root", false, "usable over telnet"},
		"without log-in":      {telnet + "telnetd -l /bin/sh &\n-- etc/passwd --\nroot:rJ0FHsG0ZbyZo:0:0::/:/bin/sh\n", "root", false, "no log-in service was seen for it"},
		"no shell":            {telnet + "telnetd &\n-- etc/passwd --\nftp:rJ0FHsG0ZbyZo:5:5::/:/bin/false\n", "ftp", false, "no log-in service was seen for it"},
		"empty over telnet":   {telnet + "telnetd &\n-- etc/passwd --\nroot::0:0::/:/bin/sh\n", "root", true, "usable over telnet"},
		"an unused copy":      {telnet + "telnetd &\n-- etc/passwd- --\nroot:rJ0FHsG0ZbyZo:0:0::/:/bin/sh\n", "root", false, "no log-in service was seen for it"},
		"the program is gone": {"-- etc/inittab --\n::sysinit:/etc/init.d/rcS\n-- etc/init.d/rcS --\n#!/bin/sh\ntelnetd &\n-- etc/passwd --\nroot:rJ0FHsG0ZbyZo:0:0::/:/bin/sh\n", "root", false, "no log-in service was seen for it"},
	} {
		in := checktest.Input(t, txtar.Parse([]byte(c.tree)))
		found, err := accounts.Of(in)
		if err != nil || len(found.All) != 1 || found.All[0].User != c.user {
			t.Fatalf("%s: %+v, %v", name, found.All, err)
		}
		ways := logins.For(in, found.All[0])
		if logins.Open(ways) != c.open || logins.Words(ways) != c.words {
			t.Errorf("%s: open %v, %q; want %v, %q", name, logins.Open(ways), logins.Words(ways), c.open, c.words)
		}
	}
}
