package updates

import (
	"testing"

	"github.com/assay-project/assay/evidence"
)

func node(name string) *evidence.Node { return &evidence.Node{Name: name} }

func TestScript(t *testing.T) {
	tests := []struct {
		name, text                                        string
		plain, careless, writes, hands, digests, verifies int
	}{
		{"http and raw flash", "wget -O /tmp/fw.bin http://u.example/fw.bin\nmtd write /tmp/fw.bin firmware\n", 1, 0, 1, 0, 0, 0},
		{"address in a variable", "URL=http://u.example/fw\ncurl -o /tmp/f \"$URL\" && mtd -r write /tmp/f linux\n", 1, 0, 1, 0, 0, 0},
		{"careless TLS", "curl -sk https://u.example/f -o f; flashcp f /dev/mtd2\n", 0, 1, 1, 0, 0, 0},
		{"options together", "curl -fsSLk -o f https://u.example/f\n", 0, 1, 0, 0, 0, 0},
		{"signature", "wget http://u.example/f\nopenssl dgst -sha256 -verify /etc/k.pub -signature f.sig f || exit 1\nmtd write f firmware\n", 1, 0, 1, 0, 0, 1},
		{"digest only", "wget http://u.example/f; md5sum -c f.md5\ndd if=f of=/dev/mtdblock2\n", 1, 0, 1, 0, 1, 0},
		{"over two lines", "wget \\\n http://u.example/f\nmtd write f firmware\n", 1, 0, 1, 0, 0, 0},
		{"sysupgrade", "sysupgrade -n /tmp/f\n", 0, 0, 0, 1, 0, 0},
	}
	for _, tt := range tests {
		m := script(node("x.sh"), []byte(tt.text))
		if m == nil {
			t.Errorf("%s: nothing was seen", tt.name)
			continue
		}
		got := [6]int{len(m.Plain), len(m.Careless), len(m.Writes), len(m.Hands), len(m.Digests), len(m.Verifies)}
		want := [6]int{tt.plain, tt.careless, tt.writes, tt.hands, tt.digests, tt.verifies}
		if got != want {
			t.Errorf("%s: plain, careless, writes, hands, digests, verifies: got %v, want %v", tt.name, got, want)
		}
	}
}

func TestScriptsThatUpdateNothing(t *testing.T) {
	for _, text := range []string{
		"# wget http://u.example/f; mtd write f firmware\n",
		"wget http://weather.example/today\n",
		"echo curl --keepalive-time 3 https://x.example\n",
		"curl --key k.pem https://x.example\n",
		"cat /proc/mtd\n",
	} {
		if m := script(node("x.sh"), []byte(text)); m != nil {
			t.Errorf("%q: got %+v, want nothing", text, m)
		}
	}
}

func FuzzScript(f *testing.F) {
	f.Add([]byte("URL=http://x\nwget $URL \\\n -O f\nmtd write f firmware # done\n"))
	f.Add([]byte("src/gz base http://x/y\noption check_signature\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if m := script(node("x.sh"), data); m != nil && len(m.Writes) > maxLines {
			t.Fatal(len(m.Writes))
		}
		settings(node("opkg.conf"), data)
	})
}
