package daemons

import "testing"

func TestTable(t *testing.T) {
	rows, err := All()
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	for _, r := range rows {
		if r.Service == "" || r.Source == "" || len(r.Names) == 0 {
			t.Errorf("row %v: service, names and source are needed", r)
		}
		switch r.Protocol {
		case "tcp", "udp", "unix", "ethernet":
		default:
			t.Errorf("%s: protocol %q", r.Names[0], r.Protocol)
		}
		switch r.Auth {
		case "none", "password", "key", "unknown":
		default:
			t.Errorf("%s: auth %q", r.Names[0], r.Auth)
		}
		for _, n := range r.Names {
			if seen[n] {
				t.Errorf("%s is in two rows", n)
			}
			seen[n] = true
		}
	}
}

func TestLookup(t *testing.T) {
	for _, name := range []string{"telnetd", "/usr/sbin/telnetd"} {
		if d := Lookup(name); d == nil || d.Service != "telnet" || d.Port != 23 {
			t.Errorf("Lookup(%q) = %+v, want telnet on 23", name, d)
		}
	}
	if d := Lookup("mount"); d != nil {
		t.Errorf("Lookup(mount) = %+v, want nil", d)
	}
}
