package shell

import (
	"path"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
)

// host is a device of a few files that writes down what is run.
type host struct {
	files  map[string]string
	ran    []string
	limits []string
}

func (h *host) Load(name string) *Script {
	src, ok := h.files[name]
	if !ok {
		return nil
	}
	s, err := Parse(name, []byte(src))
	if err != nil {
		return nil
	}
	return s
}

func (h *host) Glob(pattern string) []string {
	var out []string
	for name := range h.files {
		if ok, err := path.Match(pattern, name); err == nil && ok {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	return out
}

func (h *host) FileTest(_, name string) assay.Answer {
	if _, ok := h.files[name]; ok {
		return assay.Yes
	}
	return assay.No
}

func (h *host) Read(name string) (string, bool) {
	src, ok := h.files[name]
	return src, ok
}

func (h *host) Intercept(*State, Command) (assay.Answer, bool) { return assay.Unknown, false }

func (h *host) Run(s *State, c Command) assay.Answer {
	line := strings.Join(Texts(c.Args), " ")
	for _, cond := range s.Conds() {
		line += " | " + cond.Text
	}
	if c.Background {
		line += " &"
	}
	if len(h.ran) < 200 {
		h.ran = append(h.ran, line)
	}
	return assay.Unknown
}

func (h *host) Limit(what, _ string) { h.limits = append(h.limits, what) }

func follow(t testing.TB, files map[string]string, src string, args ...string) *host {
	t.Helper()
	h := &host{files: files}
	script, err := Parse("/etc/init.d/rcS", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	New(h).Follow(script, "/etc/init.d/rcS", args)
	return h
}

func TestFollow(t *testing.T) {
	files := map[string]string{"/etc/init.d/S10a": "", "/etc/init.d/S20b": "", "/etc/lib.sh": "NAME=lib\nstart_it() { daemon -n $NAME \"$1\"; }\n", "/etc/port": "8080\n"}
	tests := []struct {
		name, src string
		args      []string
		want      []string
	}{
		{"words", `A=1; B="$A two"; x $B "$B" '$B' \$B`, nil, []string{"x 1 two 1 two $B $B"}},
		{"comment", "# telnetd\nx # y\n", nil, []string{"x"}},
		{"background", "telnetd &", nil, []string{"telnetd &"}},
		{"case", "case $1 in start) a;; stop) b;; esac", []string{"start"}, []string{"a"}},
		{"case unknown", "case $(board) in x) a;; *) b;; esac", nil, []string{"board", "a | $(board) is x", "b | $(board) is *"}},
		{"loop over files", "for i in /etc/init.d/S??*; do $i start; done", nil, []string{"/etc/init.d/S10a start", "/etc/init.d/S20b start"}},
		{"loop over ls", "for i in $(ls /etc/init.d/S*); do $i start; done", nil, []string{"/etc/init.d/S10a start", "/etc/init.d/S20b start"}},
		{"guard", "[ -f /flag ] && telnetd", nil, []string{"telnetd | [ -f /flag ]"}},
		{"or exit", "test -x /bin/y || exit 0\ny", nil, []string{"y | test -x /bin/y"}},
		{"after exit", "x; exit 0; y", nil, []string{"x"}},
		{"if exit", "if grep -q a /b; then exit; fi\ny", nil, []string{"grep -q a /b", "y | not grep -q a /b"}},
		{"else", "if probe; then a; else b; fi; c", nil, []string{"probe", "a | probe", "b | not probe", "c"}},
		{"decided", `D=1; if [ "$D" = 1 ]; then a; else b; fi`, nil, []string{"a"}},
		{"unset", `[ -n "$DEBUG" ] && telnetd; x`, nil, []string{"x"}},
		{"function", "f() { g $1; }; f 1; f 2", nil, []string{"g 1", "g 2"}},
		{"return", "f() { probe && return; b; }; f; c", nil, []string{"probe", "b | not probe", "c"}},
		{"source", ". /etc/lib.sh; start_it x", nil, []string{"daemon -n lib x"}},
		{"source unknown", `. /tmp/x; [ -n "$D" ] && telnetd`, nil, []string{`telnetd | [ -n "$D" ]`}},
		{"default", "x ${P:-23} ${1:+yes} ${F##*/}", []string{"a"}, []string{"x 23 yes"}},
		{"trim", "F=/usr/sbin/telnetd.sh; x ${F##*/} ${F%.sh} ${F%%/*}", nil, []string{"x telnetd.sh /usr/sbin/telnetd"}},
		{"cat", "P=$(cat /etc/port); httpd -p $P", nil, []string{"httpd -p 8080"}},
		{"unknown word", "P=$(nvram get port); httpd -p $P", nil, []string{"nvram get port", "httpd -p $(nvram get port)"}},
		{"branch unknown", "P=1; probe && P=2; x $P", nil, []string{"probe", "x $P"}},
		{"while", "n=0; while [ $n -lt 5 ]; do [ $n -eq 3 ] && a; n=$((n+1)); done", nil, []string{"a | [ $n -lt 5 ] | [ $n -eq 3 ]"}},
		{"eval", `c="telnetd -p 2323"; eval "$c"`, nil, []string{"telnetd -p 2323"}},
		{"exec", "exec a b; c", nil, []string{"a b"}},
		{"heredoc is data", "cat <<X\ntelnetd\nX\n", nil, []string{"cat"}},
		{"set", "set -- a b; x $2", nil, []string{"x b"}},
		{"dollar at", `x "$@" $#`, []string{"a b", "c"}, []string{"x a b c 2"}},
		{"subshell", "(cd /x; A=2; y); z $A", nil, []string{"y", "z"}},
		{"bash test", "[[ $1 == st* ]] && a", []string{"start"}, []string{"a"}},
		{"negated or", "! probe || x", nil, []string{"probe", "x | probe"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, follow(t, files, tt.src, tt.args...).ran); diff != "" {
				t.Errorf("%s (want -, got +):\n%s", tt.src, diff)
			}
		})
	}
}

func TestLines(t *testing.T) {
	got := follow(t, nil, "#!/bin/sh\nif [ x ; then then\n# ftpd\n telnetd -l /bin/sh & foo \"a # b\" && bar\ncat <<EOF\ndropbear\nEOF\nfi )\n").ran
	want := []string{"[ x", "telnetd -l /bin/sh &", "foo a # b", "bar", "cat <<EOF"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("line by line (want -, got +):\n%s", diff)
	}
}

func TestParseRefuses(t *testing.T) {
	for name, src := range map[string]string{
		"large": strings.Repeat("a", MaxScript+1), "binary": "a\x00b", "brackets": strings.Repeat("(", 5000), "ifs": strings.Repeat("if x; then ", 3000),
	} {
		if s, err := Parse(name, []byte(src)); err == nil {
			t.Errorf("Parse(%s) = %v, want an error", name, s)
		}
	}
}

func TestBounds(t *testing.T) {
	h := follow(t, nil, "f() { f; f; }\nf\nx=a\nwhile :; do x=$x$x$x$x; y $x; for i in 1 2 3 4 5 6 7 8 9; do x=$x$x; done; done\n")
	if len(h.limits) == 0 {
		t.Error("functions that call each other without end: want a limit")
	}
}

func FuzzFollow(f *testing.F) {
	for _, seed := range []string{
		"case $1 in start) telnetd & ;; esac", "for i in /etc/*; do . $i; done", "a=${b:-$(c)}; eval $a", "f() { f; }; f", "[[ a =~ b ]] && x",
		"cat <<E\n$x\nE\n", "x=$((1+$y))", "until false; do break; done", "! (exit)", "${!a} ${a//b/c} ${#a}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 4096 {
			return
		}
		h := &host{files: map[string]string{"/etc/a": src}}
		script, err := Parse("/etc/rc", []byte(src))
		if err != nil {
			return
		}
		s := New(h)
		s.w.steps = maxSteps - 5000 // few steps are enough to find a fault
		s.Follow(script, "/etc/rc", []string{"start"})
	})
}
