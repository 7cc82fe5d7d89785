package services_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/fact/services"
	"github.com/assay-project/assay/internal/corpus"
	"github.com/assay-project/assay/source/firmware"
)

func load(t *testing.T, name string) *services.Found {
	t.Helper()
	c, err := firmware.Collect(context.Background(), corpus.Path(t, "firmware", name), firmware.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	found, err := services.Of(c.Input)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// lines renders what was found: key, name, log-in, chain and condition.
func lines(found *services.Found) []string {
	var out []string
	for _, s := range found.Named() {
		name := s.Name
		if s.Guess {
			name += "?"
		}
		line := s.Key + " " + name + " " + s.Auth + ": " + strings.Join(s.Labels(), " -> ")
		if c := s.Condition(); c != "" {
			line += "; " + c
		}
		out = append(out, line)
	}
	for i := range found.Consoles {
		c := &found.Consoles[i]
		out = append(out, "console "+c.TTY+" "+c.Kind+" "+c.Auth)
	}
	return out
}

// TestTruth holds what is found in real images against what is known of them:
// everything of truth.json's services_at_boot, and nothing else.
func TestTruth(t *testing.T) {
	tests := map[string][]string{
		"camera-dafang-5.5.1.177": {
			"tcp/23 telnet password: etc/inittab:25 -> etc/init.d/rcS:22 -> telnetd", "console console getty password",
		},
		"camera-wyze-v2-4.9.1.60": {
			"tcp/23 telnet password: etc/inittab:25 -> etc/init.d/rcS:22 -> telnetd", "console console getty password",
		},
		"camera-escam-g02": {"console ttySGK0 getty password"},
		"camera-digoo-flash-8M.bin": {
			"/system/system/bin/wifidaemon wifidaemon? unknown: etc/inittab:1 -> etc/init.d/rcS:34 -> system/init/ipcam.sh:7 -> wifidaemon",
			"tcp/23 telnet password: etc/inittab:1 -> etc/init.d/rcS:33 -> telnetd", "console ttyS1 getty password",
		},
		"router-tplink-mt7628": {"console ttyS1 login password"},
		"synthetic-mipsel-rootfs.tar.gz": {
			"tcp/21 ftp unknown: etc/inittab:1 -> etc/init.d/rcS:7 -> ftpd",
			"tcp/22 ssh password: etc/inittab:1 -> etc/init.d/rcS:5 -> dropbear",
			"tcp/23 telnet none: etc/inittab:1 -> etc/init.d/rcS:3 -> telnetd",
			"tcp/80 https unknown: etc/inittab:1 -> etc/init.d/rcS:6 -> lighttpd",
			"console ttyS0 shell none", "console console shell none",
		},
	}
	for image, want := range tests {
		t.Run(image, func(t *testing.T) {
			if diff := cmp.Diff(want, lines(load(t, image))); diff != "" {
				t.Errorf("services and consoles (want -, got +):\n%s", diff)
			}
		})
	}
}

// TestRouters looks for single services in images that start many.
func TestRouters(t *testing.T) {
	tests := map[string][]string{
		"router-openwrt-wr703n": {
			"tcp/23 telnet none: etc/inittab:1 -> etc/init.d/rcS:6 -> etc/rc.d/S50telnet -> etc/init.d/telnet:31 -> telnetd; only while root has no password",
			"tcp/22 ssh password: etc/inittab:1 -> etc/init.d/rcS:6 -> etc/rc.d/S50dropbear",
		},
		"router-k2p-rootfs.tar.gz": {
			"tcp/23 telnet password: etc/inittab:1 -> etc/rc.d/S50telnet -> etc/init.d/telnet:11 -> telnetd",
		},
	}
	for image, wants := range tests {
		t.Run(image, func(t *testing.T) {
			found := load(t, image)
			got := strings.Join(lines(found), "\n")
			if found.Graph.Init == "" {
				t.Fatal("no root file system was unpacked from it")
			}
			for _, want := range wants {
				if !strings.Contains(got, want) {
					t.Errorf("no line starts with %q in:\n%s", want, got)
				}
			}
			for _, never := range []string{"sshd", "uci-defaults"} {
				if strings.Contains(got, never) {
					t.Errorf("%q is reported and not started:\n%s", never, got)
				}
			}
		})
	}
}

// TestOverlay: the ONT's partition holds only what was changed over a root file
// system that is not in the corpus. Its S50telnet cannot be seen there, and
// must not be made up.
func TestOverlay(t *testing.T) {
	found := load(t, "ont-alcatel-falcon")
	if got := lines(found); len(got) != 0 {
		t.Errorf("services of an overlay without its root: %q, want none", got)
	}
	if found.Gap() == "" {
		t.Error("an image without a root file system: want the gap said")
	}
}

// TestTruthFile makes sure that every image of truth.json with services has a
// test here.
func TestTruthFile(t *testing.T) {
	data, err := os.ReadFile(corpus.Path(t, "firmware", "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var truth struct {
		Truth map[string]struct {
			Services []string `json:"services_at_boot"`
		}
	}
	if err := json.Unmarshal(data, &truth); err != nil {
		t.Fatal(err)
	}
	src, err := os.ReadFile("corpus_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for image, facts := range truth.Truth {
		if len(facts.Services) > 0 && !strings.Contains(string(src), `"`+image+`"`) {
			t.Errorf("%s has services in truth.json and no test", image)
		}
	}
}

// TestHints: the main program of two cameras holds the command that starts a
// Telnet server.
func TestHints(t *testing.T) {
	for image, want := range map[string]string{"camera-escam-g02": "telnetd&", "camera-dafang-5.5.1.177": "telnetd &"} {
		found, got := load(t, image), ""
		for _, h := range found.Graph.Hints {
			got += h.Text + "\n"
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: hints %q, want %q among them", image, got, want)
		}
	}
}

func TestDocument(t *testing.T) {
	found := load(t, "camera-digoo-flash-8M.bin")
	for _, s := range found.Document() {
		if len(s.StartedBy) < 2 || len(s.Where) == 0 || s.Auth == "" {
			t.Errorf("service %+v: want a chain, a place and the log-in", s)
		}
	}
}
