package verdict

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/source/declaration"
	"github.com/assay-project/assay/standard"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the judgement that tests compare with")

// camera is a whole product: what its maker declares and what checks saw, kept as
// it was on one day, so that only a change in judging changes the judgement.
func camera(t *testing.T) Input {
	t.Helper()
	text, err := os.ReadFile("testdata/camera/assay.yaml")
	if err != nil {
		t.Fatal(err)
	}
	in := Input{Edition: standard.V3_1_3, Seen: []string{"tcp/80", "tcp/554", "tcp/23", "root@/etc/shadow"}}
	if in.Declaration, err = declaration.Parse("assay.yaml", text); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile("testdata/camera/observations.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &in.Observations); err != nil {
		t.Fatal(err)
	}
	return in
}

// turned are the observations with every n-th answer and effect turned round.
func turned(all []assay.Observation, n int) []assay.Observation {
	out := append([]assay.Observation{}, all...)
	for i := range out {
		if i%n != 0 {
			continue
		}
		o := &out[i]
		o.Answer = map[assay.Answer]assay.Answer{assay.Yes: assay.No, assay.No: assay.Yes, assay.Unknown: assay.Yes}[o.Answer]
		o.Bears = append([]assay.Bears{}, o.Bears...)
		for k := range o.Bears {
			switch o.Bears[k].Effect {
			case assay.Refutes:
				o.Bears[k].Effect = assay.Supports
			case assay.Supports:
				o.Bears[k].Effect = assay.Refutes
			}
		}
	}
	return out
}

// lines says everything a result holds, one thing to a line.
func lines(r Result) []string {
	var out []string
	add := func(form string, args ...any) { out = append(out, strings.TrimRight(fmt.Sprintf(form, args...), " |")) }
	add("ics valid %s | %q | %q", valid(r.ICS.Valid), r.ICS.Reasons, r.ICS.Missing)
	add("units assessed %d", r.UnitsAssessed)
	for _, v := range r.Verdicts {
		add("%s %s %s: %s %s %s | %s | missing %q | %s", v.Scope, v.ID, v.Entry, v.Verdict, v.Basis, v.Claimed, strings.Join(v.Because, " "), v.Missing, v.Reason)
	}
	for _, o := range r.Observations {
		for _, b := range o.Bears {
			add("%s bears on %s %s of %s", o.ID, b.Method, b.Unit, b.Entry)
		}
	}
	for _, c := range r.Contradictions {
		add("contradiction %+v", c)
	}
	for _, n := range r.Next {
		add("next %+v", n)
	}
	for _, g := range r.IXIT {
		add("owed %+v", g)
	}
	return out
}

func valid(v *bool) string {
	if v == nil {
		return "undecided"
	}
	return fmt.Sprint(*v)
}

// TestWholeJudgements pins the judgement of a whole product word by word, and of the
// same product changed: these are shown by what is not as in the first.
func TestWholeJudgements(t *testing.T) {
	base := camera(t)
	first := lines(Judge(base))
	known := map[string]bool{}
	for _, l := range first {
		known[l] = true
	}
	out := append([]string{"# as it is"}, first...)
	for _, c := range []struct {
		name   string
		change func(*Input)
	}{
		{"V2.1.1", func(in *Input) { in.Edition = standard.V2_1_1 }},
		{"every second answer turned", func(in *Input) { in.Observations = turned(in.Observations, 2) }},
		{"every third answer turned, nothing seen besides", func(in *Input) { in.Observations, in.Seen = turned(in.Observations, 3), nil }},
		{"tested", func(in *Input) {
			in.Observations = turned(in.Observations, 5)
			for i := range in.Observations {
				in.Observations[i].Basis = []assay.Basis{assay.Tested, assay.Declared, assay.Observed}[i%3]
			}
		}},
		{"parts unread", func(in *Input) {
			in.Unread = []assay.Limit{{What: "encrypted part", Where: "/x"}, {What: "page", Where: "site!https://a.example"}}
		}},
		{"nothing searched", func(in *Input) {
			in.Observations = append([]assay.Observation{}, in.Observations...)
			for i := range in.Observations {
				in.Observations[i].Exercised = nil
			}
		}},
		{"nothing observed", func(in *Input) { in.Observations = nil }},
	} {
		in := base
		c.change(&in)
		out = append(out, "", "# "+c.name)
		for _, l := range lines(Judge(in)) {
			if !known[l] {
				out = append(out, l)
			}
		}
	}
	const name = "testdata/camera/judged.txt"
	text := strings.Join(out, "\n") + "\n"
	if *update {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != text {
		t.Errorf("%s differs (-want +got; rewrite with -update):\n%s", name, cmp.Diff(strings.Split(string(want), "\n"), strings.Split(text, "\n")))
	}
}

func TestKindOfKeys(t *testing.T) {
	for key, want := range map[string]factKind{
		"": whole, "root@/etc/shadow": account, "a@/x": account, "@/x": service, "/dev/ttyS0": console, "/u-boot": console, "/kernel": console, "tcp/80": service, "/api/x": service,
		"http://a.example": other, "rsa:abcd": secret, strings.Repeat("0aF9", 8): secret, strings.Repeat("0aF9", 7): whole, strings.Repeat("0aG9", 8): whole, "mqtt/x": service, ":abcd": whole, "rsa:": whole,
	} {
		if got := kindOf(key); got != want {
			t.Errorf("kindOf(%q) = %d, want %d", key, got, want)
		}
	}
}

func TestEncrypts(t *testing.T) {
	for text, want := range map[string]bool{"TLS 1.3": true, "no TLS": false, "unencrypted": false, "in clear, TLS elsewhere": false, "no ssh; encrypted with AES": true, "plain": false, "": false} {
		if got := encrypts(text); got != want {
			t.Errorf("encrypts(%q) = %t", text, got)
		}
	}
}

func TestVersionsOf(t *testing.T) {
	for _, tt := range []struct{ text, name, want string }{
		{"OpenSSL 3.0.13 and BusyBox v1.36.1.", "openssl", "3.0.13"}, {"OpenSSL version 3.0.13", "OpenSSL", "3.0.13"}, {"openssl release 1.1.1u", "openssl", "1.1.1u"}, {"openssl release version 1.1.1w, openssl 3.2", "openssl", "1.1.1w 3.2"},
		{"OpenSSL", "openssl", ""}, {"OpenSSL version", "openssl", ""}, {"OpenSSL three", "openssl", ""}, {"OpenSSL 3", "openssl", ""}, {"openssl 3.0", "", ""}, {"busybox v1.36.1.", "busybox", "1.36.1"}, {"a 9.9:", "a", "9.9"}, {"a 0.1", "a", "0.1"},
	} {
		if got := strings.Join(versionsOf(tt.text, tt.name), " "); got != tt.want {
			t.Errorf("versions of %s in %q: %q, want %q", tt.name, tt.text, got, tt.want)
		}
	}
}

func TestRenamedField(t *testing.T) {
	r := &row{entry: assay.IXITEntry{Fields: map[string]string{"Secure Communication Mechanisms": "c1, c2", "Other": "o"}}}
	if got := strings.Join(r.refers("Communication Mechanisms"), "+"); got != "c1+c2" {
		t.Errorf("the field under its older name: %q", got)
	}
	if r.field("Other") != "o" || r.field("None") != "" {
		t.Errorf("fields %q and %q", r.field("Other"), r.field("None"))
	}
}

func TestExercised(t *testing.T) {
	for _, tt := range []struct {
		name string
		o    assay.Observation
		want bool
	}{
		{"a search", assay.Observation{Exercised: map[string]any{"files": 1}}, true},
		{"a search that stopped", assay.Observation{Exercised: map[string]any{"files": 1, "truncated": true}}, false},
		{"none", assay.Observation{}, false},
		{"a person with a procedure", assay.Observation{Basis: assay.Tested, Attested: &assay.Attested{Procedure: "so"}}, true},
		{"a person without", assay.Observation{Basis: assay.Tested, Attested: &assay.Attested{Procedure: " "}, Exercised: map[string]any{"files": 1}}, false},
	} {
		if got := (bearing{obs: &tt.o}).exercised(); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}

func TestHidesByArea(t *testing.T) {
	vuln := &assay.Observation{Question: "vuln.known"}
	for _, tt := range []struct {
		name string
		l    assay.Limit
		o    *assay.Observation
		want bool
	}{
		{"what nobody knows", assay.Limit{}, vuln, true},
		{"nothing", assay.Limit{Hides: []string{assay.HidesNothing}}, vuln, false},
		{"the area", assay.Limit{Hides: []string{assay.AreaComponents}}, vuln, true},
		{"another area", assay.Limit{Hides: []string{assay.AreaStart}}, vuln, false},
		{"a search through anything", assay.Limit{Hides: []string{assay.AreaStart}}, &assay.Observation{Question: "x"}, true},
		{"a person", assay.Limit{}, &assay.Observation{Question: "vuln.known", Attested: &assay.Attested{}}, false},
		{"a review", assay.Limit{}, &assay.Observation{Question: "vuln.known", Check: ReviewPrefix + "x"}, false},
	} {
		if got := hides(tt.l, tt.o); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}

func TestSpecificRow(t *testing.T) {
	a, b := &row{key: "a"}, &row{key: "b"}
	if specific(nil, a) || specific([]bearing{{row: b}}, a) || !specific([]bearing{{row: b}, {row: a}}, a) {
		t.Error("a search of this row is not told from one of another")
	}
}

// TestCombineMissing: what is missing is said while nothing is settled, of what was
// not assessed too.
func TestCombineMissing(t *testing.T) {
	o := combine(Worse, []outcome{open(assay.Inconclusive, "a"), open(assay.NotAssessed, "b"), {judgement: assay.Pass, missing: []string{"c"}}})
	if o.judgement != assay.Inconclusive || strings.Join(o.missing, " ") != "a b" {
		t.Errorf("%s, missing %v", o.judgement, o.missing)
	}
	o = combine(Worse, []outcome{open(assay.NotAssessed, "b"), {judgement: assay.Fail, because: []string{"f"}, basis: assay.Tested}, {judgement: assay.Fail, because: []string{"g"}, basis: assay.Declared}})
	if o.judgement != assay.Fail || len(o.missing) > 0 || strings.Join(o.because, " ") != "f g" || o.basis != assay.Declared {
		t.Errorf("%+v", o)
	}
}

func TestWordsOf(t *testing.T) {
	if got := strings.Join(wordsOf("a\u0080b\x7fc"), "|"); got != "a\u0080b|c" {
		t.Errorf("%q", got)
	}
	if got := strings.Join(wordsOf("az 09 a-z_0/9 é:{`(@;Z.x"), "|"); got != "az|09|a-z_0/9|é|z|x" {
		t.Errorf("%s", got)
	}
}

func TestSaysPort(t *testing.T) {
	for text, want := range map[string]bool{
		"on tcp/23": true, "on 23/tcp": true, "TCP 23": true, "port 23": true, "port 230": false, "23": false, "23 of them": false, "udp/23": false, "room 23": false,
	} {
		r := &row{entry: assay.IXITEntry{Fields: map[string]string{"Description": text}}}
		if got := saysPort(r, "tcp/23"); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
	if !saysPort(&row{entry: assay.IXITEntry{ID: "tcp", Fields: map[string]string{"Description": "23"}}}, "tcp/23") || saysPort(&row{entry: assay.IXITEntry{ID: "23"}}, "tcp/23") {
		t.Error("the id is read with the description")
	}
}

func TestClipped(t *testing.T) {
	if got := clipped(" a\n  b\tc "); got != "a b c" {
		t.Errorf("%q", got)
	}
	if got := clipped(strings.Repeat("é", 80)); got != strings.Repeat("é", 80) {
		t.Errorf("80 letters: %q", got)
	}
	if got := clipped(strings.Repeat("é", 81)); got != strings.Repeat("é", 79)+"…" {
		t.Errorf("81 letters: %q", got)
	}
}

func TestExercisedText(t *testing.T) {
	o := &assay.Observation{Check: "c", Exercised: map[string]any{"z": 1, "b": []string{"x", "y"}, "a": []any{1}, "m": true}}
	for range 20 { // the order of a map is drawn anew each time
		if got := exercisedText(o); got != "c (a 1, b 2, m true, z 1)" {
			t.Fatalf("%q", got)
		}
	}
}

func TestKeysOfService(t *testing.T) {
	for _, tt := range []struct {
		s    assay.Service
		want string
	}{
		{assay.Service{Address: "0.0.0.0:80", Protocol: "tcp"}, "|tcp/80"},
		{assay.Service{Address: ":80", Protocol: "tcp"}, "|tcp/80"},
		{assay.Service{Address: "0.0.0.0:80"}, ""},
		{assay.Service{Address: "nowhere", Protocol: "tcp"}, ""},
		{assay.Service{Address: "tcp/23", Product: "/usr/sbin/telnetd", StartedBy: []string{"/etc/rc"}}, "|tcp/23|/usr/sbin/telnetd|/etc/rc"},
		{assay.Service{Address: "/run/x.sock", Product: "x"}, "|/run/x.sock"},
	} {
		if got := strings.Join(keysOfService(tt.s), "|"); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.s, got, tt.want)
		}
	}
}

func TestLowerFirst(t *testing.T) {
	for in, want := range map[string]string{"": "", "A": "A", "Ab": "ab", "AZ": "AZ", "AA": "AA", "a": "a", "A b": "a b"} {
		if got := lowerFirst(in); got != want {
			t.Errorf("lowerFirst(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestUnreadIsSaidOnce(t *testing.T) {
	in := Input{Edition: standard.V3_1_3, Unread: []assay.Limit{{What: "part", Where: "/x"}, {What: "part", Where: "/x"}, {What: "no matter", Hides: []string{assay.HidesNothing}}}}
	j := &judge{in: in}
	search := func(id string) bearing {
		return bearing{obs: &assay.Observation{ID: id, Question: "vuln.known", Basis: assay.Observed}}
	}
	o := j.unread([]bearing{search("b"), search("a")})
	if o.judgement != assay.Inconclusive || strings.Join(o.missing, "; ") != "a look through what was not read: part /x" || strings.Join(o.because, " ") != "a b" {
		t.Errorf("%+v", o)
	}
}

// TestOpenBoth: only a service that names its log-in as none is open by the maker's
// own word.
func TestOpenBoth(t *testing.T) {
	service := func(mechanism string) *row {
		return &row{entry: assay.IXITEntry{Fields: map[string]string{"Authentication Mechanism": mechanism}}}
	}
	asks := &standard.TestUnit{ID: "5.5-4-2/a"}
	if openBoth(asks, nil) || openBoth(asks, service("AuthMech-1")) || openBoth(&standard.TestUnit{ID: "5.5-5-2/a"}, service("none")) || !openBoth(asks, service("none")) {
		t.Error("what is declared as open is not told from the rest")
	}
}

// TestRestsOn: a result rests on the tests of a person where there are any, else on
// what was observed, else on what is left.
func TestRestsOn(t *testing.T) {
	b := func(id string, basis assay.Basis, person bool) bearing {
		o := &assay.Observation{ID: id, Basis: basis}
		if person {
			o.Attested = &assay.Attested{}
		}
		return bearing{obs: o}
	}
	for _, tt := range []struct {
		list []bearing
		want string
	}{
		{[]bearing{b("d", assay.Declared, false), b("o", assay.Observed, false)}, "o"},
		{[]bearing{b("d", assay.Declared, false)}, "d"},
		{[]bearing{b("o", assay.Observed, false), b("t", assay.Tested, true), b("i", assay.Independent, true)}, "i"},
		{[]bearing{b("o", assay.Observed, false), b("t", assay.Tested, true)}, "t"},
	} {
		if got := strings.Join(idsOf(rests(tt.list)), " "); got != tt.want {
			t.Errorf("%v rests on %s, want %s", idsOf(tt.list), got, tt.want)
		}
	}
}

func TestAffirms(t *testing.T) {
	for text, want := range map[string]bool{
		"It can be set off. Nothing is sent.": true, "Nothing is sent. It can be set off": true, "it cannot be set off": false, "TLS 1.2 is not off": false, "OFF": true, "not now; off": true, "": false,
	} {
		if got := affirms(text, "off"); got != want {
			t.Errorf("affirms(%q) = %t", text, got)
		}
	}
}

func TestReadByMachine(t *testing.T) {
	for unit := range readings {
		if !ReadByMachine(unit) {
			t.Errorf("%s is read and said not to be", unit)
		}
	}
	if !ReadByMachine(reasonsOnRecord) || ReadByMachine("5.1-1-2/a of nothing") || len(readings) == 0 {
		t.Error("what is read by machine is not told from the rest")
	}
}
