package declaration

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
)

func full(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestFull(t *testing.T) {
	d, err := Parse("assay.yaml", full(t))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := d.Product.Firmware, "1.10"; got != want {
		t.Errorf("firmware: got %q, want %q, as written", got, want)
	}
	if d.Product.Constrained == nil || *d.Product.Constrained {
		t.Errorf("constrained: got %v, want false and said", d.Product.Constrained)
	}
	if diff := cmp.Diff([]assay.HeldLabel{{Regime: "sg-cls", Level: "1", Number: "CSA/31052023/00417", ValidTo: "2027-05-31"}}, d.Labels); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
	ics := d.ICS["3.1.3"]
	if diff := cmp.Diff(assay.ICSAnswer{Support: "N/A", Detail: "no password is set before delivery", Line: 59}, ics.Provisions["5.1-2"]); diff != "" {
		t.Errorf("5.1-2 (-want +got):\n%s", diff)
	}
	if got := d.ICS["2.1.1"].Provisions["6.1"].Support; got != "Y" {
		t.Errorf("alias 6-1: got %q at 6.1, want Y", got)
	}
	if ics.Features["b"] || !ics.Features["a"] || !ics.Conditions["12"] {
		t.Errorf("features and conditions: got %v %v", ics.Features, ics.Conditions)
	}
	web := d.IXIT["1-AuthMech"][0]
	if web.ID != "web" || web.Fields["Authentication Factor"] != "password (set by user)" {
		t.Errorf("1-AuthMech/web: got %+v", web)
	}
	if got := d.IXIT["4-Conf"][0].Fields["Confirmation of Update Procedures"]; got != "Yes" {
		t.Errorf("4-Conf: got %q, want Yes", got)
	}
	if rows, ok := d.IXIT["10-SecParam"]; !ok || len(rows) != 0 {
		t.Errorf("10-SecParam: got %v, %v; want an empty table that is there", rows, ok)
	}
	if diff := cmp.Diff([]string{"tcp/443", "/usr/sbin/lighttpd"}, d.IXIT["28-LogIntf"][0].Observed); diff != "" {
		t.Errorf("observed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]assay.EvidenceSource{{Kind: "firmware", Path: "build/flash.bin", Line: 124}}, d.Sources); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
	if !strings.HasPrefix(d.Evidence, "sha256:") || d.Path != "assay.yaml" {
		t.Errorf("identity: got %q, %q", d.Evidence, d.Path)
	}
}

// Every wrong file says where it is wrong and what was probably meant.
func TestProblems(t *testing.T) {
	const named = "product: {name: X}\n"
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "", `a.yaml:1:1: the declaration is empty; start with product: and its name`},
		{"only comments", "# hello\n", `a.yaml:1:1: the declaration is empty; start with product: and its name`},
		{"no product", "markets: [uk]\n", `a.yaml:1:1: "product" is missing; Identity of the device under test (TS 103 701 A.2).`},
		{"no name", "product:\n  model: X\n", `a.yaml:2:3: "name" is missing; Name on the box.`},
		{"unknown key", named + "suport:\n  until: 2029-12\n", `a.yaml:2:1: unknown key "suport"; did you mean "support"?`},
		{"key twice", named + "product: {name: Y}\n", `a.yaml:2:1: key "product" stands twice; the first is in line 1; keep one`},
		{"value missing", named + "markets:\n", `a.yaml:2:1: "markets" has no value; write a value or remove the key`},
		{"wrong shape", named + "support: soon\n", `a.yaml:2:10: a value where keys are needed; write until, published_at below it`},
		{"unknown market", named + "markets: [uk, gb2]\n", `a.yaml:2:15: unknown market "gb2"`},
		{"unknown fact", named + "facts: {has_companion_ap: true}\n", `a.yaml:2:9: unknown product fact "has_companion_ap"; did you mean "has_companion_app"?`},
		{"no truth value", named + "facts: {is_toy: maybe}\n", `a.yaml:2:17: "maybe" is not true or false; write true or false; leave the key out where it is not known`},
		{"date", named + "support: {until: 31.12.2029}\n", `a.yaml:2:18: "31.12.2029" is no date; write a day such as 2029-12-31, or a month such as 2029-12`},
		{"impossible date", named + "support: {until: 2029-02-30}\n", `a.yaml:2:18: "2029-02-30" is no date; write a day such as 2029-12-31, or a month such as 2029-12`},
		{"month for a day", named + "labels:\n  - {regime: sg-cls, valid_to: 2029-12}\n", `a.yaml:3:32: "2029-12" is no date; write a day such as 2027-06-30`},
		{"address", named + "disclosure: {policy: larkspur.example}\n", `a.yaml:2:22: "larkspur.example" is no web address; write it in full: https://example.com/page`},
		{"check digit", "product: {name: X, gtin: \"4006381333932\"}\n", `a.yaml:1:26: the check digit of "4006381333932" does not fit; compare it with the barcode; quote it if it begins with 0`},
		{"gtin length", "product: {name: X, gtin: 12345}\n", `a.yaml:1:26: "12345" is no article number; a GTIN has 8, 12, 13 or 14 digits`},
		{"edition", named + "ics:\n  3.1.4: {provisions: {5.1-1: Y}}\n", `a.yaml:3:3: unknown edition of EN 303 645 "3.1.4"; did you mean "3.1.3"?`},
		{"provision", named + "ics:\n  3.1.3: {provisions: {5.1-11: Y}}\n", `a.yaml:3:24: V3.1.3 has no provision "5.1-11"; did you mean "5.1-1"?`},
		{"provision of the other edition", named + "ics:\n  3.1.3: {provisions: {5.6-4: Y}}\n", `a.yaml:3:24: V3.1.3 has no provision "5.6-4"; in that edition it is 5.6-4A`},
		{"answer", named + "ics:\n  3.1.3: {provisions: {5.1-1: Yes}}\n", `a.yaml:3:31: unknown answer "Yes"; did you mean "Y"?`},
		{"answered twice", named + "ics:\n  3.1.3:\n    provisions:\n      6.1: Y\n      6-1: N\n", `a.yaml:6:7: provision 6.1 is answered twice; keep one`},
		{"feature", named + "ics:\n  3.1.3: {features: {ab: true}, provisions: {5.1-1: Y}}\n", `a.yaml:3:22: the status table for V3.1.3 has no feature "ab"; did you mean "a"?`},
		{"feature of an edition without", named + "ics:\n  2.1.1: {features: {a: true}, provisions: {5.1-1: Y}}\n", `a.yaml:3:22: the status table for V2.1.1 has no feature "a"; that edition's status table has none`},
		{"condition", named + "ics:\n  3.1.3: {conditions: {4: true}, provisions: {5.1-1: Y}}\n", `a.yaml:3:24: the status table for V3.1.3 has no condition "4"`},
		{"table", named + "ixit:\n  28-LogInt: []\n", `a.yaml:3:3: unknown IXIT table "28-LogInt"; did you mean "28-LogIntf"?`},
		{"table without rows", named + "ixit:\n  1-AuthMech: {id: web}\n", `a.yaml:3:16: table 1-AuthMech is a list of rows, not a mapping; write - before each row`},
		{"record with rows", named + "ixit:\n  4-Conf: [a]\n", `a.yaml:3:11: table 4-Conf is one record, not a list; write its fields below it, without -`},
		{"empty table", named + "ixit:\n  1-AuthMech:\n", `a.yaml:3:15: table 1-AuthMech is empty; write [] where there is none of this kind, or remove the table`},
		{"field", named + "ixit:\n  1-AuthMech:\n    - {id: web, brute_force: x}\n", `a.yaml:4:17: table 1-AuthMech has no field "brute_force"`},
		{"field twice", named + "ixit:\n  1-AuthMech:\n    - {id: web, description: x, Description: y}\n", `a.yaml:4:33: field "Description" stands twice, under two spellings; keep one`},
		{"row without id", named + "ixit:\n  1-AuthMech:\n    - description: x\n", `a.yaml:4:7: a row of 1-AuthMech without id; an id is a short name, such as web`},
		{"row id", named + "ixit:\n  1-AuthMech:\n    - id: web log-in\n", `a.yaml:4:11: "web log-in" cannot be a row id; use a short name without spaces or slashes, such as web-admin`},
		{"row id twice", named + "ixit:\n  1-AuthMech:\n    - id: web\n    - id: web\n", `a.yaml:5:7: 1-AuthMech has a row "web" in line 4 already; ids are unique in a table`},
		{"closed value", named + "ixit:\n  13-SoftServ:\n    - {id: a, status: enable}\n", `a.yaml:4:23: "enable" is no value of Status; did you mean "enabled"?`},
		{"port first", named + "ixit:\n  28-LogIntf:\n    - {id: a, observed: 80/tcp}\n", `a.yaml:4:25: "80/tcp" is no fact key; the protocol comes first: tcp/80`},
		{"fact key", named + "ixit:\n  28-LogIntf:\n    - {id: a, observed: [telnet]}\n", `a.yaml:4:26: "telnet" is no fact key; write protocol/port`},
		{"reference", named + "ixit:\n  6-SoftComp:\n    - {id: a, update_mechanism: [ota]}\n  7-UpdMech:\n    - id: ota2\n", `a.yaml:4:34: table 7-UpdMech has no row "ota"; did you mean "ota2"?`},
		{"path out", named + "evidence:\n  - firmware: ../flash.bin\n", `a.yaml:3:15: "../flash.bin" leaves the folder of the declaration; put the file beside assay.yaml`},
		{"absolute path", named + "evidence:\n  - firmware: /etc/passwd\n", `a.yaml:3:15: "/etc/passwd" leaves the folder`},
		{"windows path", named + "evidence:\n  - firmware: ..\\flash.bin\n", `leaves the folder of the declaration`},
		{"sly path", named + "evidence:\n  - firmware: a/../../b\n", `leaves the folder of the declaration`},

		{"alias", "product: &p {name: X}\nsupport: *p\n", `a.yaml:1:10: an anchor (&): not read in a declaration; write the text out`},
		{"merge", named + "support:\n  <<: {until: 2029-12}\n", `a.yaml:3:3: a merge key (<<): not read in a declaration`},
		{"tag", "product: !!map {name: X}\n", `a.yaml:1:10: a tag (!): not read in a declaration`},
		{"directive", "%YAML 1.2\n---\nproduct: {name: X}\n", `a directive (%): not read in a declaration`},
		{"two documents", named + "---\nproduct: {name: Y}\n", `a.yaml:3:1: a second document (---) in the file; keep one`},
		{"not yaml", "product: [a, b\nmarkets: uk\n", `a.yaml:2:1: not YAML: `},
		{"tab", "product:\n\tname: X\n", `a.yaml:2:1: not YAML: `},
		{"control character", "product: {name: \"\x1b[2J\"}\n", `a.yaml:1:18: a control character (U+001B); remove it`},
		{"direction mark", "product: {name: a\u202eb}\n", `a.yaml:1:18: a control character (U+202E); remove it`},
		{"latin-1", "product: {name: K\xfcche}\n", `a.yaml: not UTF-8 text; save it as UTF-8`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("a.yaml", []byte(tt.in))
			if err == nil {
				t.Fatalf("got no error, want %s", tt.want)
			}
			if got := err.Error(); !strings.Contains(got, tt.want) || strings.Count(got, "\n") > 0 {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestEveryProblemAtOnce(t *testing.T) {
	_, err := Parse("a.yaml", []byte("product: {nam: X}\nmarkets: [xx]\nrols: [maker]\n"))
	var ps Problems
	if !errors.As(err, &ps) {
		t.Fatalf("got %T, want Problems", err)
	}
	var lines []int
	for _, p := range ps {
		lines = append(lines, p.Line)
	}
	if diff := cmp.Diff([]int{1, 1, 2, 3}, lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

func TestProblemsAreBounded(t *testing.T) {
	_, err := Parse("a.yaml", []byte("product: {name: X}\nmarkets: ["+strings.Repeat("x1,", 500)+"x1]\n"))
	var ps Problems
	if !errors.As(err, &ps) || len(ps) != maxProblems+1 {
		t.Fatalf("got %d problems, want %d and a count of the rest", len(ps), maxProblems)
	}
	if got, want := ps[maxProblems].What, "451 more problems are not shown"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Bombs are refused before anything is built from them.
func TestBombs(t *testing.T) {
	var laughs strings.Builder
	laughs.WriteString("a: &a [x,x,x,x,x,x,x,x,x]\n")
	for c := 'b'; c < 'k'; c++ {
		laughs.WriteString(string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+",", 8) + "*" + string(c-1) + "]\n")
	}
	for _, tt := range []struct{ name, in, want string }{
		{"billion laughs", laughs.String(), "an anchor (&)"},
		{"deep flow", strings.Repeat("[", 100_000/10), "nested more than"},
		{"deep block", "a:\n" + strings.Repeat("- ", 5000), "nested more than"},
		{"deep mapping", stairs(40), "nested more than"},
		{"too large", strings.Repeat("# x\n", MaxBytes/4+1), "a declaration may have at most"},
		{"too many words", strings.Repeat("- a\n", maxTokens), "words and signs"},
		{"long line", "a: " + strings.Repeat("x", maxLine), "a line of"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("a.yaml", []byte(tt.in))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %.200v, want %q", err, tt.want)
			}
		})
	}
}

func stairs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func TestLoad(t *testing.T) {
	write := func(t *testing.T, folder, source string) {
		t.Helper()
		text := "product: {name: X}\nevidence:\n  - firmware: " + source + "\n"
		if err := os.WriteFile(filepath.Join(folder, Name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("there", func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, "./flash.bin")
		if err := os.WriteFile(filepath.Join(dir, "flash.bin"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		d, data, err := Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		if d.Sources[0].Path != "flash.bin" || len(data) == 0 {
			t.Errorf("got %+v and %d bytes", d.Sources, len(data))
		}
	})
	t.Run("missing evidence", func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, "flash.bin")
		_, _, err := Load(dir)
		want := `assay.yaml:3:1: evidence "flash.bin": there is no such file or folder; paths are relative to assay.yaml and stay in its folder`
		if err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	})
	t.Run("link out of the folder", func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, "flash.bin")
		if err := os.Symlink("/etc/passwd", filepath.Join(dir, "flash.bin")); err != nil {
			t.Skip(err)
		}
		if _, _, err := Load(dir); err == nil || !strings.Contains(err.Error(), "evidence") {
			t.Errorf("got %v, want a refusal", err)
		}
	})
	t.Run("no declaration", func(t *testing.T) {
		if _, _, err := Load(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v, want fs.ErrNotExist", err)
		}
	})
	t.Run("a folder of that name", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, Name), 0o700); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Load(dir); err == nil || !strings.Contains(err.Error(), "not a regular file") {
			t.Errorf("got %v, want not a regular file", err)
		}
	})
}

func TestSuggestions(t *testing.T) {
	for _, tt := range []struct {
		got   string
		known []string
		want  string
	}{
		{"suport", []string{"support", "schema"}, `did you mean "support"?`},
		{"Authentication Factor", []string{"authentication_factor"}, `did you mean "authentication_factor"?`},
		{"zzz", []string{"a", "b"}, "known: a, b"},
		{"zzzzzz", facts, ""},
		{strings.Repeat("x", 500), []string{"y"}, "known: y"},
	} {
		if got := suggest(tt.got, tt.known); got != tt.want {
			t.Errorf("suggest(%.30q): got %q, want %q", tt.got, got, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(full(f))
	f.Add([]byte("product: {name: X}\n"))
	f.Add([]byte("a: &a [*a]\n"))
	f.Add([]byte("ixit:\n  1-AuthMech:\n  - {id: a, observed: [tcp/1]}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Parse("a.yaml", data)
		if (d == nil) == (err == nil) {
			t.Fatalf("got %v and %v: want one of them", d, err)
		}
		if err != nil && strings.ContainsRune(err.Error(), 0x1b) {
			t.Fatal("a control character reached the message")
		}
	})
}
