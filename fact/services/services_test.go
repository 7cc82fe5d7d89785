package services

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/assay-project/assay/check/checktest"
)

func find(t *testing.T, device string) *Found {
	t.Helper()
	found, err := Of(checktest.Input(t, txtar.Parse([]byte(device))))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestEndpoints(t *testing.T) {
	const elf = "-- usr/sbin/x.hex --\n7f454c46\n"
	tests := []struct {
		command, files string
		want           []string
	}{
		{"telnetd", "", []string{"tcp/23 telnet default  password"}},
		{"utelnetd -p 2323 -l /bin/sh", "", []string{"tcp/2323 telnet arguments  none"}},
		{"telnetd -p2323 -b 127.0.0.1", "", []string{"tcp/2323 telnet arguments 127.0.0.1 password local"}},
		{"telnetd -l /bin/login.sh", "-- bin/login.sh --\n#!/bin/sh\n# login -f\nexec /bin/ash --login\n", []string{"tcp/23 telnet default  none"}},
		{"telnetd -l /bin/login.sh", "-- bin/login.sh --\n#!/bin/sh\nexec /bin/login\n", []string{"tcp/23 telnet default  password"}},
		{"dropbear -s -p 192.168.1.1:2222", "", []string{"tcp/2222 ssh arguments 192.168.1.1 key"}},
		{"uhttpd -p 0.0.0.0:80 -s [::]:443", "", []string{"tcp/443 https arguments  unknown", "tcp/80 http arguments  unknown"}},
		{"lighttpd -f /etc/l.conf", "-- etc/l.conf --\n# server.port = 1\nserver.port = 8443\nssl.engine = \"enable\"\nauth.require = ( )\n", []string{"tcp/8443 https etc/l.conf  password"}},
		{"lighttpd -f /etc/l.conf", "-- etc/l.conf --\nserver.port = 80\n$SERVER[\"socket\"] == \":443\" {\n  ssl.engine = \"enable\"\n}\n", []string{"tcp/443 https etc/l.conf  unknown", "tcp/80 http etc/l.conf  unknown"}},
		{"lighttpd -f /etc/l.conf", "-- etc/l.conf --\nssl.engine = \"enable\"\nserver.port = 443\n$SERVER[\"socket\"] == \"127.0.0.1:8080\" {\n  ssl.engine = \"disable\"\n}\n", []string{"tcp/443 https etc/l.conf  unknown", "tcp/8080 http etc/l.conf 127.0.0.1 unknown local"}},
		{"boa -c /etc/boa", "-- etc/boa/boa.conf --\nPort 81\n", []string{"tcp/81 http etc/boa/boa.conf  unknown"}},
		{"mosquitto -c /etc/m.conf", "-- etc/m.conf --\nlistener 1883 127.0.0.1\nlistener 8883\nallow_anonymous false\n", []string{"tcp/1883 mqtt etc/m.conf 127.0.0.1 password local", "tcp/8883 mqtt etc/m.conf  password"}},
		{"ntpd -p pool.ntp.org", "", nil},
		{"ntpd -l", "", []string{"udp/123 ntp default  none"}},
		{"tcpsvd -vE 0.0.0.0 2121 ftpd -w /", "", []string{"tcp/2121 ftp arguments  unknown"}},
		{"tcpsvd 0 4000 /bin/sh", "", []string{"tcp/4000 shell arguments  none"}},
		{"nc -l -p 31337 -e /bin/sh", "", []string{"tcp/31337 shell arguments  none"}},
		{"nc 10.0.0.1 80", "", nil},
		{"socat TCP-LISTEN:99,fork EXEC:/bin/sh", "", []string{"tcp/99 shell arguments  none"}},
		{"sshd", "-- etc/ssh/sshd_config --\nPort 2200\n#Port 22\nPasswordAuthentication no\n", []string{"tcp/2200 ssh etc/ssh/sshd_config  key"}},
		{"dnsmasq -C /etc/d.conf", "-- etc/d.conf --\nlisten-address=127.0.0.1\n", []string{"tcp/53 dns default 127.0.0.1 none local", "udp/53 dns default 127.0.0.1 none local"}},
		{"gdbserver 127.0.0.1:99 x", "", []string{"tcp/99 gdb arguments 127.0.0.1 none local"}},
		{"adbd", "", []string{"tcp/5555 adb default  unknown"}},
	}
	for _, tt := range tests {
		t.Run(tt.command, func(t *testing.T) {
			var got []string
			found := find(t, "-- etc/inittab --\n::once:"+tt.command+"\n"+elf+tt.files)
			for _, s := range found.Named() {
				line := fmt.Sprintf("%s %s %s %s %s", s.Key, s.Name, s.PortFrom, s.Bind, s.Auth)
				if s.Local() {
					line += " local"
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("services (want -, got +):\n%s", diff)
			}
		})
	}
}

// TestServerWithTools: dropbear and dropbearkey are one program; only one of
// them serves.
func TestServerWithTools(t *testing.T) {
	const program = "7f454c46 00736f636b657400 0062696e6400 006c697374656e00 0061636365707400"
	found := find(t, "-- etc/inittab --\n::once:dropbearkey -t rsa -f /etc/k\n::once:cameradaemon\n-- usr/bin/dropbearkey.hex --\n"+program+"\n-- usr/bin/cameradaemon.hex --\n"+program+"\n")
	var got []string
	for _, s := range found.Named() {
		got = append(got, s.Key)
	}
	if diff := cmp.Diff([]string{"/usr/bin/cameradaemon"}, got); diff != "" {
		t.Errorf("services (want -, got +):\n%s", diff)
	}
}

func TestParseSettings(t *testing.T) {
	got := ParseSettings([]byte("# c\n[x]\nPort 80 # web\nserver.port = \"81\"\nlisten 443 ssl;\nempty\n"))
	want := []Setting{{"port", "80", 3}, {"server.port", "81", 4}, {"listen", "443 ssl", 5}, {"empty", "", 6}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("settings (want -, got +):\n%s", diff)
	}
}

func TestGap(t *testing.T) {
	for device, gap := range map[string]bool{
		"-- etc/inittab --\n::sysinit:mount -a\n":                                     false,
		"-- etc/inittab --\n::respawn:/bin/app\n":                                     true,
		"-- etc/passwd --\nx\n":                                                       true,
		"-- etc/inittab --\n::sysinit:/etc/rc\n-- etc/rc --\n#!/bin/sh\nif (then )\n": true,
	} {
		if got := find(t, device).Gap(); (got != "") != gap {
			t.Errorf("Gap() = %q, want one: %v, of\n%s", got, gap, device)
		}
	}
}

func FuzzServices(f *testing.F) {
	f.Add("telnetd -p 23 -l /bin/sh", []byte("server.port = 80\nlistener 1883 a\n"))
	f.Add("tcpsvd -vE 0 21 ftpd -w", []byte("rocommunity public\n"))
	f.Add("nc -l -p 1 -e sh; socat TCP-LISTEN:1 EXEC:sh", []byte(""))
	f.Fuzz(func(t *testing.T, command string, conf []byte) {
		if len(command)+len(conf) > 4096 {
			return
		}
		ParseSettings(conf)
		archive := &txtar.Archive{Files: []txtar.File{
			{Name: "etc/inittab", Data: []byte("::sysinit:/etc/rcS\n")}, {Name: "etc/rcS", Data: []byte("#!/bin/sh\n" + command)},
			{Name: "etc/mosquitto.conf", Data: conf}, {Name: "etc/lighttpd.conf", Data: conf}, {Name: "etc/vsftpd.conf", Data: conf},
		}}
		found, err := Of(checktest.Input(t, archive))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range found.Document() {
			if s.Auth == "" || s.Name == "" {
				t.Errorf("%q: service %+v without log-in or name", command, s)
			}
		}
		found.Gap()
	})
}
