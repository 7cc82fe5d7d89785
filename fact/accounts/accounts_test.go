package accounts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check/checktest"
	"github.com/assay-project/assay/fact/accounts"
)

// lines renders accounts for comparing: key, scheme, state and what else differs.
func lines(t testing.TB, text string) []string {
	t.Helper()
	found, err := accounts.Of(checktest.Input(t, txtar.Parse([]byte(text))))
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, a := range found.All {
		line := fmt.Sprintf("%s %s %s", a.Key(), a.Scheme, a.State)
		if a.UID != nil {
			line += fmt.Sprintf(" uid=%d", *a.UID)
		}
		if a.Redacted != "" {
			line += " " + a.Redacted
		}
		if a.Live {
			line += " live"
		}
		out = append(out, line)
	}
	return out
}

func TestAccounts(t *testing.T) {
	for name, c := range map[string]struct{ tree, want string }{
		"shadow": {
			"-- etc/passwd --\nroot:x:0:0:root:/:/bin/sh\nsys:x:3:3::/:/bin/sh\n-- etc/shadow --\nroot:rJ0FHsG0ZbyZo:10933:0:99999:7:::\nold:*:1::::::\n",
			"old@/etc/shadow none locked live; root@/etc/shadow descrypt known_password uid=0 is…12 live; sys@/etc/passwd none locked uid=3 live",
		},
		"a backup with the same lines is another place": {
			"-- etc/passwd --\nroot:rJ0FHsG0ZbyZo:0:0::/:/bin/sh\n-- etc/passwd- --\nroot:rJ0FHsG0ZbyZo:0:0::/:/bin/sh\n",
			"root@/etc/passwd descrypt known_password uid=0 is…12 live",
		},
		"a backup with its own shadow": {
			"-- etc/passwd.bak --\nroot:x:0:0::/:/bin/sh\n-- etc/shadow.bak --\nroot::1::::::\n",
			"root@/etc/shadow.bak none empty uid=0",
		},
		"written by a script": {
			"-- etc/init.d/rcS --\n#!/bin/sh\n# echo 'a:$1$$iC.dUsGpxNNJGeOm1dFio/:0:0::/:/bin/sh' >/etc/passwd\necho 'root:$1$$iC.dUsGpxNNJGeOm1dFio/:0:0:root:/root:/bin/sh' > /etc/passwd\necho \"b:$HASH:0:0:root:/root:/bin/sh\" >> /etc/passwd\n",
			"root@/etc/init.d/rcS md5crypt known_password uid=0 1…4 live",
		},
		"a passwd file under another name": {
			"-- usr/etc/users.def --\nadmin:rJ0FHsG0ZbyZo:0:0::/:/bin/sh\n-- usr/etc/ports --\na:b:c:d:e:f:g\n",
			"admin@/usr/etc/users.def descrypt known_password uid=0 is…12",
		},
		"the hash of nothing": {
			"-- etc/passwd --\na:$1$abcdefgh$M55TzYaaccxVGbptZWaxX/:5:5::/:/bin/sh\n",
			"a@/etc/passwd md5crypt empty uid=5 live",
		},
		"the user's own name": {
			"-- etc/passwd --\ngandalf:$1$abcdefgh$ByZXIelt8rhGqFlmNtX5D1:5:5::/:/bin/sh\n",
			"gandalf@/etc/passwd md5crypt known_password uid=5 ga…23 live",
		},
		"locked with its hash": {
			"-- etc/passwd --\na:x:5:5::/:/bin/sh\n-- etc/shadow --\na:!rJ0FHsG0ZbyZo:1::::::\n",
			"a@/etc/shadow descrypt locked uid=5 live",
		},
		"web digest and busybox httpd": {
			"-- etc/.htdigest --\nadmin:cam:0b2cbc3e3ee4c8f1f9c67e4bd3b2b9a1\n-- etc/httpd.conf --\nA:*\n/adm:admin:hunter2\n",
			"admin@/etc/.htdigest digest unknown live; admin@/etc/httpd.conf plain known_password h…2 live",
		},
		"documentation and programs are no account files": {
			"-- usr/share/doc/x/passwd --\nroot:rJ0FHsG0ZbyZo:0:0::/:/bin/sh\n-- usr/bin/passwd.hex --\n7f454c4600\n-- etc/group --\nroot:x:0:\n",
			"",
		},
	} {
		want := []string{}
		if c.want != "" {
			want = strings.Split(c.want, "; ")
		}
		got := lines(t, c.tree)
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (want -, got +):\n%s", name, diff)
		}
	}
}

func TestTheSameTwice(t *testing.T) {
	const tree = "-- etc/passwd --\na:$6$saltsalt$FMyodLPIzvH1X29LOpHy/G2WItpLJ.vBsjDlCvvPflLEqKmAvoKLLCv6WmU5KAdTQyf16VnXzq5k0WG6PdNsi/:0:0::/:/bin/sh\nb:rJ0FHsG0ZbyZo:1:1::/:/bin/sh\n"
	in := func() accounts.Accounts {
		found, err := accounts.Of(checktest.Input(t, txtar.Parse([]byte(tree))))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	a, b := in(), in()
	if diff := cmp.Diff(a.Document(), b.Document()); diff != "" {
		t.Errorf("differs from run to run:\n%s", diff)
	}
	if a.All[0].Tried != 266 {
		t.Errorf("a sha512crypt hash met %d candidates, want 266", a.All[0].Tried)
	}
}

// TestManyHashesAreBounded holds a tree with a thousand dear hashes against the
// cap per image.
func TestManyHashesAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("-- etc/passwd --\n")
	for i := range 1000 {
		fmt.Fprintf(&b, "u%d:$6$rounds=400000$salt%d$%s:%d:0::/:/bin/sh\n", i, i, strings.Repeat("a", 86), i)
	}
	in := checktest.Input(t, txtar.Parse([]byte(b.String())))
	found, err := accounts.Of(in)
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, a := range found.All {
		tried += a.Tried
	}
	if len(found.All) != 1000 || tried > 100 || len(in.Limits()) == 0 {
		t.Errorf("%d accounts, %d hashes computed, %d limits", len(found.All), tried, len(in.Limits()))
	}
}

// TestALargeAccountFile holds a passwd file above the limits: its beginning is
// read and the rest is said.
func TestALargeAccountFile(t *testing.T) {
	for name, line := range map[string]string{"bytes": "user%d:x:%d:0:" + strings.Repeat("c", 400) + ":/:/bin/sh\n", "lines": "u%d:*:%d:0::/:\n"} {
		var b strings.Builder
		b.WriteString("-- etc/passwd --\nroot::0:0::/:/bin/sh\n")
		for i := range 6000 {
			fmt.Fprintf(&b, line, i, i)
		}
		in := checktest.Input(t, txtar.Parse([]byte(b.String())))
		found, err := accounts.Of(in)
		if err != nil {
			t.Fatal(err)
		}
		if len(found.All) == 0 || found.All[0].Key() != "root@/etc/passwd" {
			t.Errorf("%s: root was not found among %d accounts", name, len(found.All))
		}
		if !slices.ContainsFunc(in.Limits(), func(l assay.Limit) bool { return l.What == "account file" }) {
			t.Errorf("%s: no limit says that only the beginning was read: %v", name, in.Limits())
		}
	}
}
