package boot

import (
	"strings"
	"testing"

	"github.com/assay-project/assay/fact/shell"
)

func TestStartStop(t *testing.T) {
	tests := []struct{ args, want, user string }{
		{"-S -b -x /usr/sbin/telnetd -- -p 23", "/usr/sbin/telnetd -p 23", ""},
		{"--start --quiet --oknodo --background -m --pidfile /run/x.pid --exec /usr/sbin/httpd", "/usr/sbin/httpd", ""},
		{"-Sbx /usr/sbin/a -c www:www", "/usr/sbin/a", "www"},
		{"-S -x /usr/sbin/a -a /usr/bin/wrapper -- b", "/usr/bin/wrapper b", ""},
		{"-K -x /usr/sbin/telnetd", "", ""},
		{"--stop --exec /usr/sbin/telnetd", "", ""},
		{"--start --exec=/usr/sbin/a --chuid nobody", "/usr/sbin/a", "nobody"},
		{"-S -p/run/a.pid -x", "", ""},
		{"--", "", ""},
	}
	for _, tt := range tests {
		var words []shell.Word
		for _, w := range strings.Fields(tt.args) {
			words = append(words, shell.Word{Text: w, Known: true})
		}
		r := &start{}
		startStop(r, words)
		if got := strings.Join(shell.Texts(r.args), " "); got != tt.want || r.user != tt.user {
			t.Errorf("start-stop-daemon %s starts %q as %q, want %q as %q", tt.args, got, r.user, tt.want, tt.user)
		}
	}
}
