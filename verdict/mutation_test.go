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
	if admitted(asks, nil) || admitted(asks, service("AuthMech-1")) || admitted(&standard.TestUnit{ID: "5.5-5-2/a"}, service("none")) || !admitted(asks, service("none")) {
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

func TestGoesByNamesOfThreeLetters(t *testing.T) {
	r := &row{entry: assay.IXITEntry{ID: "x", Fields: map[string]string{"Description": "ssh or tv at home"}}}
	for name, want := range map[string]bool{"ssh": true, "SSH": true, "tv": false, "ftp": false} {
		if got := goesBy(r, []string{name}); got != want {
			t.Errorf("goes by %q: %t, want %t", name, got, want)
		}
	}
}

// TestJudgedCase: a person's judgement counts for a case that asks for one, not for
// a case that asks for a test.
func TestJudgedCase(t *testing.T) {
	o := with(saw("a", assay.No, "", assay.Supports, "5.1-1-1@"+string(standard.TS103701V2), "5.1-1-2@"+string(standard.TS103701V2)), func(o *assay.Observation) {
		o.Basis, o.Attested = assay.Declared, &assay.Attested{}
	})
	j := newJudge(Input{Edition: standard.V3_1_3, Observations: []assay.Observation{o}})
	for id, want := range map[string]bool{"5.1-1-1": true, "5.1-1-2": false} {
		list := j.book.cases[directKey(standard.TS103701V2, id)]
		if len(list) != 1 || list[0].judged != want {
			t.Errorf("%s: %+v, want one bearing, judged %t", id, list, want)
		}
	}
}

func TestLoginEncryption(t *testing.T) {
	j := newJudge(Input{Edition: standard.V3_1_3, Declaration: said(t, `
ixit:
  1-AuthMech:
    - {id: safe, cryptographic_details: TLS 1.3}
    - {id: bare, cryptographic_details: in clear}
`)})
	for refers, want := range map[string]bool{"safe": true, "bare": false, "bare, safe": true, "unheard": false, "": false} {
		r := &row{entry: assay.IXITEntry{Fields: map[string]string{"Authentication Mechanism": refers}}}
		if got := loginEncryption(j.tables, r, nil); got != want {
			t.Errorf("log-in %q is encrypted: %t, want %t", refers, got, want)
		}
	}
}

// TestListing: up to eight entries are named, of more the first eight.
func TestListing(t *testing.T) {
	rows := func(n int) string {
		text := "ixit:\n  1-AuthMech:\n"
		for i := range n {
			text += fmt.Sprintf("    - {id: r%d}\n", i+1)
		}
		if n == 0 {
			text = "ixit: {1-AuthMech: []}"
		}
		return text
	}
	for n, want := range map[int]string{
		0: "no entry in 1-AuthMech", 1: "1 entry in 1-AuthMech: r1", 2: "2 entries in 1-AuthMech: r1, r2",
		8:  "8 entries in 1-AuthMech: r1, r2, r3, r4, r5, r6, r7, r8",
		9:  "9 entries in 1-AuthMech: r1, r2, r3, r4, r5, r6, r7, r8, …",
		10: "10 entries in 1-AuthMech: r1, r2, r3, r4, r5, r6, r7, r8, …",
	} {
		j := newJudge(Input{Edition: standard.V3_1_3, Declaration: said(t, rows(n))})
		if got := j.tables.listing("1-AuthMech", account); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestNameOfUnknownTable(t *testing.T) {
	j := newJudge(Input{Edition: standard.V3_1_3})
	if got := j.tables.name("99-Nothing", whole); got != "99-Nothing" {
		t.Errorf("the name of a table that is not there: %q", got)
	}
	if got := j.write("99-Nothing", "Description"); got != "what the standard asks there" {
		t.Errorf("what belongs into a table that is not there: %q", got)
	}
}

// TestCoversPort: a search would have seen a port only if it lists it as tried,
// whether its list was made here or read from JSON.
func TestCoversPort(t *testing.T) {
	j := newJudge(Input{Edition: standard.V3_1_3})
	for _, tt := range []struct {
		ports any
		want  bool
	}{
		{[]string{"tcp/22", "tcp/23"}, true}, {[]any{"tcp/22", "tcp/23"}, true}, {[]string{"tcp/22"}, false}, {[]any{"tcp/22"}, false}, {"tcp/23", false}, {nil, false},
	} {
		if got := j.coversKey(map[string]any{"ports": tt.ports}, "tcp/23"); got != tt.want {
			t.Errorf("ports %v cover tcp/23: %t", tt.ports, got)
		}
	}
}

// TestFoundUndeclared: what units of what is found come to, and on what that rests.
func TestFoundUndeclared(t *testing.T) {
	const off = "ixit:\n  28-LogIntf:\n    - {id: telnet, status: disabled, observed: [tcp/23]}\n"
	const elsewhere = "ixit:\n  11-ComMech:\n    - {id: mqtt, description: to the cloud}\n  28-LogIntf:\n    - {id: https, status: enabled, observed: [tcp/443]}\n"
	for _, tt := range []struct {
		name, said, unit, entry string
		saw                     []assay.Observation
		want                    assay.Judgement
		because                 string
	}{
		{"declared in another table", elsewhere, "5.5-5-2/b", "*", []assay.Observation{saw("a", assay.Yes, "tcp/443", assay.Informs, "5.5-5-2/b")}, assay.Inconclusive, "a"},
		{"declared as off, seen and refuted", off, "5.6-2-2/a", "28-LogIntf/telnet", []assay.Observation{saw("a", assay.Yes, "tcp/23", assay.Refutes, "5.6-2-2/a")}, assay.Fail, "a"},
		{"declared as off and not reached by the search", off, "5.6-1-2/b", "", []assay.Observation{saw("a", assay.No, "", assay.Supports, "5.6-1-2/b")}, assay.Pass, "a"},
		{"declared as on and not reached by the search", strings.Replace(off, "disabled", "enabled", 1), "5.6-1-2/b", "", []assay.Observation{saw("a", assay.No, "", assay.Supports, "5.6-1-2/b")}, assay.Inconclusive, "a"},
	} {
		v := verdictOf(Judge(Input{Edition: standard.V2_1_1, Declaration: said(t, tt.said), Observations: tt.saw}), assay.ScopeUnitResult, tt.unit, tt.entry)
		if got := strings.Join(v.Because, " "); v.Verdict != tt.want || got != tt.because {
			t.Errorf("%s: %s because of %q, want %s because of %q", tt.name, v.Verdict, got, tt.want, tt.because)
		}
	}
}

// TestSearchOfOneRow: a search that names its row need not be seen to reach it.
func TestSearchOfOneRow(t *testing.T) {
	j := newJudge(Input{Edition: standard.V3_1_3, Declaration: said(t, webLogin)})
	obs := saw("a", assay.No, "", assay.Supports, "5.1-1-2/c")
	r := j.tables.byKey["1-AuthMech/service"]
	for _, tt := range []struct {
		of   *row
		want assay.Judgement
	}{{r, assay.Pass}, {nil, assay.Inconclusive}, {j.tables.byKey["1-AuthMech/web"], assay.Inconclusive}} {
		if got := j.absence(r, []bearing{{obs: &obs, effect: assay.Supports, row: tt.of}}); got.judgement != tt.want {
			t.Errorf("a search of %+v: %s, want %s", tt.of, got.judgement, tt.want)
		}
	}
}

func TestAboutConstraint(t *testing.T) {
	for _, tt := range []struct {
		edition standard.Edition
		n       int
		want    bool
	}{{standard.V2_1_1, 3, false}, {standard.V2_1_1, 4, true}, {standard.V2_1_1, 5, true}, {standard.V2_1_1, 6, false}, {standard.V3_1_3, 4, false}, {standard.V3_1_3, 5, false}} {
		if got := newJudge(Input{Edition: tt.edition}).aboutConstraint(tt.n); got != tt.want {
			t.Errorf("V%s condition %d is about constraint: %t", tt.edition, tt.n, got)
		}
	}
}

func TestToldKeepsWhyItFailed(t *testing.T) {
	fail := func(reason string) outcome { return outcome{judgement: assay.Fail, reason: reason} }
	for _, tt := range []struct {
		list []outcome
		want string
	}{
		{[]outcome{fail("a"), {judgement: assay.Pass, reason: "fine"}, fail("b"), fail("a")}, "a; b"},
		{[]outcome{{judgement: assay.Pass, reason: "fine"}}, ""},
	} {
		if got := told(tt.list).reason; got != tt.want {
			t.Errorf("reason %q, want %q", got, tt.want)
		}
	}
}

// TestOverallNeedsDeclaration: however well all provisions do, a product without a
// declaration does not pass.
func TestOverallNeedsDeclaration(t *testing.T) {
	g := &group{provision: &standard.Provision{ID: "5.1-1"}, outcome: pass(assay.Observed, "a")}
	o := newJudge(Input{Edition: standard.V3_1_3}).overall([]*group{g})
	if o.judgement != assay.Inconclusive || strings.Join(o.missing, "; ") != "a declaration" {
		t.Errorf("%s, missing %q", o.judgement, o.missing)
	}
}

// nextSteps are the steps that one part of next adds, by what is to be done.
func nextSteps(groups []*group, add func(*steps)) map[string]*step {
	s := &steps{byDo: map[string]*step{}, rank: map[string]int{}}
	for i, g := range groups {
		s.rank[g.provision.ID] = i
	}
	add(s)
	return s.byDo
}

// TestMendClass: what mends a fail comes before what mends a doubt, and settles the
// provision; in doubt it does so only where it was refuted.
func TestMendClass(t *testing.T) {
	o := with(saw("a", assay.Yes, "", assay.Informs, "5.1-1-2/c"), func(o *assay.Observation) { o.Mend = "mend it" })
	j := newJudge(Input{Edition: standard.V3_1_3, Observations: []assay.Observation{o}})
	for _, tt := range []struct {
		judgement assay.Judgement
		class     class
		settles   string
	}{{assay.Fail, mendRefuted, "5.1-1"}, {assay.Inconclusive, mendOpen, ""}} {
		g := &group{provision: &standard.Provision{ID: "5.1-1"}, outcome: outcome{judgement: tt.judgement, because: []string{"a"}}}
		one := nextSteps([]*group{g}, func(s *steps) { j.mends(s, g) })["mend it"]
		if one == nil || one.class != tt.class || strings.Join(one.settles, " ") != tt.settles {
			t.Errorf("%s: %+v, want class %d, settling %q", tt.judgement, one, tt.class, tt.settles)
		}
	}
}

// TestSpeaksAgainst: of two observations of one thing only the one that refutes speaks
// against it, be it a unit, a case or a provision.
func TestSpeaksAgainst(t *testing.T) {
	u, _ := standard.EN303645().Unit(standard.TS103701V1, "5.1-1-2/c")
	c, _ := standard.EN303645().Case(standard.TS103701V2, "5.1-1-2")
	g := &group{provision: &standard.Provision{ID: "5.1-1"}, cases: []*caseOutcome{{testCase: c, units: []*unitOutcome{{unit: u}}}}}
	for _, on := range []string{"5.1-1-2/c", "5.1-1-2@" + string(standard.TS103701V2), "5.1-1@" + string(standard.TS103701V2)} {
		bad, good := saw("bad", assay.Yes, "", assay.Refutes, on), saw("good", assay.Yes, "", assay.Informs, on)
		bad.Attested, good.Attested = &assay.Attested{}, &assay.Attested{}
		j := newJudge(Input{Edition: standard.V3_1_3, Observations: []assay.Observation{bad, good}})
		if !j.speaksAgainst(j.book.byID["bad"], g) || j.speaksAgainst(j.book.byID["good"], g) {
			t.Errorf("%s: what refutes it is not told from what informs it", on)
		}
	}
}

// TestAnswersOnICS: what is to be done about an ICS that is not there, and about one
// that is wrong; a reason settles the provision that it begins with, if any.
func TestAnswersOnICS(t *testing.T) {
	groups := []*group{
		{provision: &standard.Provision{ID: "5.1-1"}, answer: assay.ICSAnswer{Support: "Y"}, outcome: open(assay.Inconclusive)},
		{provision: &standard.Provision{ID: "5.1-2"}, answer: assay.ICSAnswer{Support: "Y"}, outcome: pass(assay.Observed)},
	}
	wrong := Validity{Reasons: []string{"5.1-2 is mandatory and answered No", "condition 4 and condition 5 disagree"}}
	for _, tt := range []struct {
		ics  gate
		want map[string]string // what it settles, by what is to be done
	}{
		{gate{}, map[string]string{"answer 2 provisions in an ICS for V3.1.3": "5.1-1"}},
		{gate{given: true, validity: wrong}, map[string]string{
			"put the ICS right: 5.1-2 is mandatory and answered No": "5.1-2", "put the ICS right: condition 4 and condition 5 disagree": ""}},
	} {
		j := newJudge(Input{Edition: standard.V3_1_3, Declaration: said(t, "")})
		j.ics = tt.ics
		got := map[string]string{}
		for do, one := range nextSteps(groups, func(s *steps) { j.answers(s, groups) }) {
			got[do] = strings.Join(one.settles, " ")
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("steps (-want +got):\n%s", diff)
		}
	}
}
