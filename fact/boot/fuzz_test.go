package boot

import (
	"testing"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
)

func FuzzInittab(f *testing.F) {
	f.Add([]byte("::sysinit:/etc/init.d/rcS\nttyS0::respawn:/bin/sh # x\nid:3:initdefault:\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, e := range ParseInittab(src) {
			if e.Line < 1 {
				t.Errorf("entry %+v without a line", e)
			}
			terminal(e, append([]string{"getty"}, e.Process))
		}
	})
}

func FuzzInetd(f *testing.F) {
	f.Add([]byte("telnet stream tcp nowait root /usr/sbin/telnetd telnetd -l /bin/sh\n69 dgram udp wait root tftpd tftpd\n"))
	f.Add([]byte("service tftp\n{\n disable = no\n server = /usr/sbin/tftpd\n server_args = -c /\n}\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, s := range append(ParseInetd(src), ParseXinetd(src)...) {
			if len(s.Argv) == 0 {
				t.Errorf("%+v starts nothing", s)
			}
			s.Endpoint()
		}
	})
}

func FuzzUnit(f *testing.F) {
	f.Add([]byte("[Unit]\nWants=a.target\n[Service]\nExecStart=-/bin/a \\\n b\nUser=x\n[Install]\nWantedBy=multi-user.target\n"))
	f.Fuzz(func(t *testing.T, src []byte) { ParseUnit(src) })
}

func FuzzCrontab(f *testing.F) {
	f.Add([]byte("0 3 * * * root /x\n@reboot telnetd\nA=b\n"), true)
	f.Add([]byte("mmcblk[0-9] 0:0 666 @/etc/insert\nnull root:root 666 @chmod 666 $MDEV\n"), false)
	f.Fuzz(func(t *testing.T, src []byte, system bool) {
		ParseCrontab(src, system)
		ParseMdev(src)
		parseUCI(src)
	})
}

func FuzzEnvironment(f *testing.F) {
	f.Add([]byte("\x00bootargs=console=ttyS0\x00bootcmd=x\x00bootdelay=1\x00\x00"))
	f.Add([]byte("\xaa\xbb\xcc\xdd\x01bootdelay=-2\x00a=b\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, format := range []string{"u-boot", "uboot-env"} {
			b := &evidence.Blob{Origin: "x", Format: format, Data: data}
			for _, l := range Loaders(&check.Input{Blobs: []*evidence.Blob{b}}) {
				for _, n := range l.Names() {
					if at := l.At(n); *at.Offset < 0 || *at.Offset >= int64(len(data)) {
						t.Errorf("%s at %d of %d", n, *at.Offset, len(data))
					}
				}
			}
		}
	})
}

func FuzzHints(f *testing.F) {
	f.Add([]byte("\x7fELF\x00telnetd &\x00/usr/sbin/telnetd -l /bin/sh\x00killall telnetd\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, h := range hintsIn(&evidence.Node{Name: "x"}, data) {
			if h.Offset < 0 || h.Offset+int64(len(h.Text)) > int64(len(data)) {
				t.Errorf("%q at %d of %d", h.Text, h.Offset, len(data))
			}
		}
	})
}

// FuzzDevice follows a whole device whose tables and script are hostile.
func FuzzDevice(f *testing.F) {
	f.Add([]byte("::sysinit:/etc/init.d/rcS\n"), []byte("#!/bin/sh\nstart-stop-daemon -S -x telnetd -- -p 23\n"), []byte("config a b\n\tlist c 'd'\n"))
	f.Add([]byte("l:3:wait:/etc/rc.common boot\n"), []byte("#!/bin/sh /etc/rc.common\nconfig_load x; config_foreach f a; procd_open_instance; procd_set_param command x\n"), []byte(""))
	f.Fuzz(func(t *testing.T, inittab, script, config []byte) {
		if len(inittab)+len(script)+len(config) > 8192 {
			return
		}
		root := evidence.Dir("", 0o755)
		etc, initd, conf := evidence.Dir("etc", 0o755), evidence.Dir("init.d", 0o755), evidence.Dir("config", 0o755)
		put := func(dir *evidence.Node, name string, data []byte) {
			_ = dir.Add(&evidence.Node{Name: name, Mode: 0o755, Size: int64(len(data)), Content: evidence.Bytes(data)})
		}
		put(etc, "inittab", inittab)
		put(etc, "rc.common", script)
		put(etc, "inetd.conf", config)
		put(initd, "rcS", script)
		put(conf, "x", config)
		_, _, _ = root.Add(etc), etc.Add(initd), etc.Add(conf)
		tree := &evidence.Tree{Root: root, Mount: "/", Origin: "fuzz"}
		tree.Seal(nil)
		g, err := Of(&check.Input{Device: tree})
		if err != nil {
			t.Fatal(err)
		}
		for i := range g.Programs {
			g.Programs[i].Condition()
			g.Programs[i].Labels()
		}
	})
}
