package boot

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/check/checktest"
	"github.com/assay-project/assay/fact/shell"
)

func graph(t *testing.T, device string) (*Graph, *check.Input) {
	t.Helper()
	in := checktest.Input(t, txtar.Parse([]byte(device)))
	g, err := Of(in)
	if err != nil {
		t.Fatal(err)
	}
	return g, in
}

// started renders the programs of a graph that are no scripts.
func started(g *Graph) []string {
	out := []string{}
	for i := range g.Programs {
		p := &g.Programs[i]
		line := strings.Join(p.Labels(), " -> ") + ": " + p.Command()
		if c := p.Condition(); c != "" {
			line += "; " + c
		}
		if p.User != "" {
			line += "; as " + p.User
		}
		out = append(out, line)
	}
	return out
}

func TestChains(t *testing.T) {
	tests := []struct {
		name, device string
		want         []string
	}{
		{"rcS and links", `
-- etc/inittab --
::sysinit:/etc/init.d/rcS S
-- etc/init.d/rcS --
#!/bin/sh
for i in /etc/rc.d/$1*; do
	[ -x $i ] && $i start
done
-- etc/init.d/web --
#!/bin/sh
case "$1" in
start)
	start-stop-daemon -S -c www:www -b -x /usr/sbin/httpd -- -p 8080
esac
-- usr/sbin/httpd.hex --
7f454c46
-- mode --
755 root etc/init.d/web
link etc/rc.d/S50web ../init.d/web
link etc/rc.d/K50web ../init.d/web
`, []string{"etc/inittab:1 -> etc/init.d/rcS:3 -> etc/rc.d/S50web -> etc/init.d/web:4 -> httpd: /usr/sbin/httpd -p 8080; as www"}},
		{"OpenWrt: procd runs the links itself, values come from /etc/config", `
-- etc/inittab --
::sysinit:/etc/init.d/rcS S boot
-- etc/rc.common --
#!/bin/sh
initscript=$1
action=${2:-help}
start() { start_service; }
boot() { start "$@"; }
. "$initscript"
$action "$@"
-- etc/init.d/ssh --
#!/bin/sh /etc/rc.common
START=50
one() {
	local port
	config_get port "$1" Port 22
	procd_open_instance
	procd_set_param command /usr/sbin/dropbear -F
	procd_append_param command -p "$port"
	procd_set_param user nobody
	procd_close_instance
}
start_service() {
	config_load dropbear
	config_foreach one dropbear
}
-- etc/config/dropbear --
config dropbear
	option Port '2222'
-- mode --
link etc/rc.d/S50ssh ../init.d/ssh
`, []string{"etc/inittab:1 -> etc/rc.d/S50ssh -> etc/init.d/ssh:7 -> dropbear: /usr/sbin/dropbear -F -p 2222; as nobody"}},
		{"sysvinit runs the links of its level", `
-- etc/inittab --
id:3:initdefault:
si::sysinit:/etc/init.d/rcS
l3:3:wait:/etc/init.d/rc 3
l5:5:wait:/etc/init.d/other
-- etc/init.d/other --
never
-- etc/init.d/d --
#!/bin/sh
[ "$1" = start ] && daemon
-- mode --
link etc/rc3.d/S20d ../init.d/d
link etc/rc5.d/S20never ../init.d/other
`, []string{"etc/rc3.d -> etc/rc3.d/S20d -> etc/init.d/d:2 -> daemon: daemon"}},
		{"a DHCP lease and a card start more", `
-- etc/inittab --
::sysinit:/etc/init.d/rcS
-- etc/init.d/rcS --
mdev -s
udhcpc -i eth0 -s /etc/lease.sh
-- etc/lease.sh --
#!/bin/sh
case "$1" in bound) telnetd;; esac
-- etc/mdev.conf --
mmcblk0 0:0 660 @/etc/card.sh
-- etc/card.sh --
ftpd
`, []string{
			"etc/inittab:1 -> etc/init.d/rcS:1 -> mdev: mdev -s", "etc/inittab:1 -> etc/init.d/rcS:2 -> udhcpc: udhcpc -i eth0 -s /etc/lease.sh",
			"etc/inittab:1 -> etc/init.d/rcS:1 -> etc/mdev.conf:1 -> etc/card.sh:1 -> ftpd: ftpd; when device mmcblk0 comes or goes",
			"etc/inittab:1 -> etc/init.d/rcS:2 -> etc/lease.sh:2 -> telnetd: telnetd; on a DHCP lease",
		}},
		{"a script written at boot", `
-- etc/inittab --
::sysinit:/etc/init.d/rcS
-- etc/init.d/rcS --
cat > /tmp/go.sh <<EOF
telnetd -p 99
EOF
sh /tmp/go.sh
`, []string{"etc/inittab:1 -> etc/init.d/rcS:1 -> cat: cat", "etc/inittab:1 -> etc/init.d/rcS:4 -> tmp/go.sh:1 -> telnetd: telnetd -p 99"}},
		{"cron and wrappers", `
-- etc/inittab --
::once:nohup busybox crond -b
-- etc/crontabs/root --
# 1 1 * * * never
0 3 * * * env A=b nice -n 5 /usr/bin/job -x
`, []string{
			"etc/inittab:1 -> crond: crond -b",
			"etc/inittab:1 -> etc/crontabs/root:2 -> job: /usr/bin/job -x; by cron: 0 3 * * *",
		}},
		{"a condition keeps what the image says of it", `
-- etc/inittab --
::sysinit:/etc/init.d/rcS
-- etc/init.d/rcS --
[ -f /etc/debug ] && telnetd
[ -f /etc/inittab ] && other
`, []string{
			"etc/inittab:1 -> etc/init.d/rcS:1 -> telnetd: telnetd; only if [ -f /etc/debug ] (not so in the image)",
			"etc/inittab:1 -> etc/init.d/rcS:2 -> other: other; only if [ -f /etc/inittab ] (so in the image)",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g, in := graph(t, tt.device)
			if diff := cmp.Diff(tt.want, started(g)); diff != "" {
				t.Errorf("programs (want -, got +):\n%s\nlimits: %v", diff, in.Limits())
			}
		})
	}
}

func TestGraph(t *testing.T) {
	g, _ := graph(t, `
-- etc/inittab --
::sysinit:/etc/init.d/rcS
ttyS0::respawn:/bin/sh
-- etc/init.d/rcS --
mount -a
/etc/init.d/web start
-- etc/init.d/web --
[ -f /flag ] && lighttpd -f /etc/l.conf
`)
	var got []string
	for _, e := range g.Boot.Edges {
		got = append(got, fmt.Sprintf("%s > %s (%s)", e.From, e.To, e.Condition))
	}
	want := []string{
		"etc/init.d/rcS > etc/init.d/web ()", "etc/init.d/web > run:lighttpd (only if [ -f /flag ] (not so in the image))",
		"etc/inittab > etc/init.d/rcS ()", "etc/inittab > run:sh on ttyS0 ()",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("edges (want -, got +):\n%s", diff)
	}
	for _, n := range g.Boot.Nodes {
		if n.Label == "mount" {
			t.Error("mount ends by itself and is drawn")
		}
	}
}

func TestSame(t *testing.T) {
	device := `
-- etc/inittab --
::sysinit:/etc/init.d/rcS
-- etc/init.d/rcS --
A=1; if x; then A=2; B=3; fi
for i in /etc/*; do $i $A $B & done
case $(y) in a) telnetd;; b) ftpd;; esac
`
	first, _ := graph(t, device)
	for range 5 {
		again, _ := graph(t, device)
		if diff := cmp.Diff(started(first), started(again)); diff != "" {
			t.Fatalf("the same device twice differs:\n%s", diff)
		}
		if diff := cmp.Diff(first.Boot, again.Boot); diff != "" {
			t.Fatalf("the same device twice differs:\n%s", diff)
		}
	}
}

func TestParseInittab(t *testing.T) {
	got := ParseInittab([]byte("# c\n::sysinit:/etc/rcS a:b # note\nid:5:initdefault:\nnonsense\n"))
	want := []Entry{{Action: "sysinit", Process: "/etc/rcS a:b", Line: 2}, {ID: "id", Levels: "5", Action: "initdefault", Line: 3}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (want -, got +):\n%s", diff)
	}
}

func TestParseInetd(t *testing.T) {
	got := ParseInetd([]byte("#ftp stream tcp nowait root ftpd ftpd\ntelnet stream tcp6 nowait root.wheel /usr/sbin/telnetd telnetd -l /bin/sh\n69 dgram udp wait nobody /usr/sbin/tcpd in.tftpd /t\n"))
	want := []Socket{
		{Service: "telnet", Protocol: "tcp", User: "root.wheel", Argv: []string{"/usr/sbin/telnetd", "-l", "/bin/sh"}, Line: 2},
		{Service: "69", Protocol: "udp", User: "nobody", Argv: []string{"in.tftpd", "/t"}, Line: 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sockets (want -, got +):\n%s", diff)
	}
	if got := want[0].Endpoint(); got != "tcp/23" {
		t.Errorf("Endpoint() = %q, want tcp/23", got)
	}
}

func TestParseXinetd(t *testing.T) {
	got := ParseXinetd([]byte("service tftp\n{\n\tdisable = yes\n\tserver = /x\n}\nservice telnet\n{\n\tserver = /usr/sbin/telnetd\n\tserver_args = -h\n\tuser = root\n}\n"))
	want := []Socket{{Service: "telnet", Protocol: "tcp", User: "root", Argv: []string{"/usr/sbin/telnetd", "-h"}, Line: 6}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("services (want -, got +):\n%s", diff)
	}
}

func TestParseUnit(t *testing.T) {
	got := ParseUnit([]byte("[Unit]\nConditionPathExists=/x\nRequires=a.service\n[Service]\nUser=www\nExecStart=/old\nExecStart=\nExecStart=-/bin/web \\\n  -p 80\n[Socket]\nListenStream=0.0.0.0:80\n"))
	want := Unit{
		Exec: []UnitLine{{"ExecStart", "/bin/web  -p 80", 8}}, Listen: []UnitLine{{"ListenStream", "0.0.0.0:80", 11}},
		Wants: []string{"a.service"}, User: "www", Conds: []string{"ConditionPathExists=/x"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("unit (want -, got +):\n%s", diff)
	}
}

func TestParseCrontab(t *testing.T) {
	got := ParseCrontab([]byte("A=b\n# x\n*/5 * * * * root /bin/a b\n@reboot root c\n"), true)
	want := []Job{{When: "*/5 * * * *", User: "root", Command: "/bin/a b", Line: 3}, {When: "@reboot", User: "root", Command: "c", Line: 4}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("jobs (want -, got +):\n%s", diff)
	}
}

func TestOnlyWithoutRootPassword(t *testing.T) {
	for text, want := range map[string]bool{
		"! has_root_pwd /etc/shadow": true, "has_root_pwd /etc/shadow": false, "grep -q '^root::' /etc/shadow": true, "not grep -q '^root::' /etc/shadow": false, "[ -f /x ]": false,
	} {
		if got := OnlyWithoutRootPassword(shell.Cond{Text: text}); got != want {
			t.Errorf("OnlyWithoutRootPassword(%q) = %v, want %v", text, got, want)
		}
	}
}
