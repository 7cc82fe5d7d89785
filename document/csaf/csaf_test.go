package csaf

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/document"
)

var (
	today   = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	product = document.Product{Name: "HomeCam 2", Manufacturer: "Larkspur Cameras Ltd", Model: "LK-HC2"}
)

const short = `id: LARK-2026-001
title: Overlong name crashes the video stream
summary: A viewer on the same network can stop the stream.
revisions:
  - {date: 2026-10-01, number: "1", summary: First published}
  - {date: 2026-10-20, number: "2", summary: Versions corrected}
vulnerabilities:
  - cve: CVE-2026-12345
    description: A long session name overruns a buffer.
    cvss: CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H
    affected: ["<2.0.0"]
    fixed: ["2.0.0"]
    remedy: Install firmware 2.0.0 or later.
`

func publisher(t *testing.T) Publisher {
	t.Helper()
	p, problems := PublisherOf(&assay.Declaration{Product: assay.Product{Manufacturer: "Larkspur Cameras Ltd"},
		Disclosure: assay.Disclosure{PolicyURL: "https://larkspur.example/security", Contact: "security@larkspur.example"}}, "")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return p
}

func TestPublisherNamesWhatIsMissing(t *testing.T) {
	_, problems := PublisherOf(&assay.Declaration{Disclosure: assay.Disclosure{PolicyURL: "http://larkspur.example"}}, "")
	var facts []string
	for _, p := range problems {
		facts = append(facts, p.Fact)
	}
	if diff := cmp.Diff([]string{"product.manufacturer", "disclosure.policy", "disclosure.contact"}, facts); diff != "" {
		t.Error(diff)
	}
}

func TestProvider(t *testing.T) {
	files, problems := Provider(publisher(t), product, []document.File{{Name: "one.yaml", Data: []byte(short)}}, today)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	by := map[string]string{}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
		by[f.Name] = string(f.Data)
	}
	want := []string{"README.txt", "provider-metadata.json", "white/2026/lark-2026-001.json", "white/2026/lark-2026-001.json.sha256", "white/2026/lark-2026-001.json.sha512",
		"white/changes.csv", "white/csaf-feed-tlp-white.json", "white/index.txt"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	if got, want := by["white/index.txt"], "2026/lark-2026-001.json\n"; got != want {
		t.Errorf("index %q, want %q", got, want)
	}
	if got, want := by["white/changes.csv"], "\"2026/lark-2026-001.json\",\"2026-10-20T00:00:00Z\"\n"; got != want {
		t.Errorf("changes %q, want %q", got, want)
	}
	doc := by["white/2026/lark-2026-001.json"]
	for _, want := range []string{`"baseScore": 6.5`, `"baseSeverity": "MEDIUM"`, `"vers:generic/<2.0.0"`, `"category": "vendor_fix"`, `"version": "2"`} {
		if !strings.Contains(doc, want) {
			t.Errorf("the advisory lacks %s", want)
		}
	}
	// A document of this kind is taken as it is.
	again, problems := Provider(publisher(t), product, []document.File{{Name: "again.json", Data: []byte(doc)}}, today)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if diff := cmp.Diff(files, again); diff != "" {
		t.Error(diff)
	}
}

func TestWrongAdvisories(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"unknown key", "summary: A viewer", "sumary: A viewer", "cannot be read"},
		{"no id", "id: LARK-2026-001\n", "", "needs id"},
		{"no version", "    affected: [\"<2.0.0\"]\n    fixed: [\"2.0.0\"]\n", "", "names no version"},
		{"date", "2026-10-01", "October", "want a day"},
		{"order", "2026-10-20", "2026-09-01", "6.1.14"},
		{"same number", `number: "2"`, `number: "1"`, "6.1.22"},
		{"number left out", `number: "2"`, `number: "3"`, "6.1.21"},
		{"draft number", `number: "2"`, `number: "0.2.0"`, "6.1.17"},
		{"CVE", "CVE-2026-12345", "CVE-26-1", "no CVE id"},
		{"vector", "A:H", "A:X", "no base metric"},
		{"vector cut", "/A:H", "", "7 of the 8"},
		{"affected and fixed", `fixed: ["2.0.0"]`, `fixed: ["<2.0.0"]`, "6.1.6"},
		{"status", "title: Over", "status: done\ntitle: Over", "want draft"},
		{"empty version", `["<2.0.0"]`, `[""]`, "has no name"},
		{"range in words", `["<2.0.0"]`, `["1.9 and earlier"]`, "6.1.31"},
		{"range in words after a sign", `["<2.0.0"]`, `["all before < 2"]`, "is no range"},
		{"address of the remedy", "remedy: Install", "remedy_url: our site\n    remedy: Install", "is no address"},
		{"address of a reference", "vulnerabilities:", "references: [see the site]\nvulnerabilities:", "is no address"},
		{"no description", "    description: A long session name overruns a buffer.\n", "", "has no description"},
		{"id with a space", "id: LARK-2026-001", `id: "LARK-2026-001 "`, "tracking id"},
		{"dated after the day", "2026-10-20", "2026-12-24", "after 2026-11-24"},
		{"no summary of a revision", ", summary: First published", "", "has no summary"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(short, test.old, test.new, 1)
			if text == short {
				t.Fatal("nothing was changed")
			}
			files, problems := Provider(publisher(t), product, []document.File{{Name: "one.yaml", Data: []byte(text)}}, today)
			if files != nil || len(problems) != 1 || !strings.Contains(problems[0].What, test.want) {
				t.Errorf("problems %v, want one with %q", problems, test.want)
			}
		})
	}
	other := strings.Replace(short, "LARK-2026-001", "lark-2026-001", 1)
	if _, problems := Provider(publisher(t), product, []document.File{{Name: "one.yaml", Data: []byte(short)}, {Name: "two.yaml", Data: []byte(other)}}, today); len(problems) != 1 || !strings.Contains(problems[0].What, "file name") {
		t.Errorf("two ids with one file name: %v", problems)
	}
	twice := []document.File{{Name: "one.yaml", Data: []byte(short)}, {Name: "two.yaml", Data: []byte(short)}}
	if _, problems := Provider(publisher(t), product, twice, today); len(problems) != 1 || !strings.Contains(problems[0].What, "that of one.yaml too") {
		t.Errorf("one id twice: %v", problems)
	}
}

// TestVersions: versions as makers write them, and what stands in the document.
func TestVersions(t *testing.T) {
	for version, want := range map[string]string{
		`"<2.0.0", "<2.0.0", " <2.0.0 "`: `"name": "vers:generic/<2.0.0"`, `"< 2.0.0"`: `"name": "vers:generic/<2.0.0"`, `">= 1.0 | < 1.5"`: `"name": "vers:generic/>=1.0|<1.5"`, `"*"`: `"name": "vers:generic/*"`,
		`"1.4.2-beta+x"`: `"name": "1.4.2-beta+x"`, `"vers:semver/>=1.0.0|<2.0.0"`: `"name": "vers:semver/>=1.0.0|<2.0.0"`, `"0.9 rev. Ä"`: `"name": "0.9 rev. Ä"`,
	} {
		text := strings.Replace(short, `["<2.0.0"]`, "["+version+"]", 1)
		files, problems := Provider(publisher(t), product, []document.File{{Name: "one.yaml", Data: []byte(text)}}, today)
		if len(problems) > 0 {
			t.Errorf("%s: %v", version, problems)
			continue
		}
		if doc := string(files[2].Data); strings.Count(doc, want) != 1 {
			t.Errorf("%s: the document holds %s %d times, want once", version, want, strings.Count(doc, want))
		}
	}
}

func TestBaseURL(t *testing.T) {
	d := &assay.Declaration{Product: assay.Product{Manufacturer: "Larkspur Cameras Ltd"}, Disclosure: assay.Disclosure{PolicyURL: "https://larkspur.example/security", Contact: "security@larkspur.example"}}
	for base, want := range map[string]string{"https://a.example/csaf/": "https://a.example/csaf", "": "https://larkspur.example/.well-known/csaf", "http://a.example": "", "a.example": "", "https:": ""} {
		p, problems := PublisherOf(d, base)
		if want == "" && len(problems) == 0 || want != "" && (len(problems) > 0 || p.Base != want) {
			t.Errorf("base %q: %q, problems %v", base, p.Base, problems)
		}
	}
}

func TestValidateReferences(t *testing.T) {
	files, _ := Provider(publisher(t), product, []document.File{{Name: "one.yaml", Data: []byte(short)}}, today)
	good := string(files[2].Data)
	tests := []struct{ old, new, want string }{
		{`"known_affected": [` + "\n          \"LK-HC2:<2.0.0\"", `"known_affected": [` + "\n          \"elsewhere\"", "6.1.1"},
		{`"baseScore": 6.5`, `"baseScore": 9.8`, "6.1.9"},
		{`"csaf_version": "2.0"`, `"csaf_version": "1.0"`, "not 2.0"},
		{`"label": "WHITE"`, `"label": "RED"`, "TLP label RED"},
		{`"product_tree"`, `"tree"`, "6.1.27"},
	}
	for _, test := range tests {
		bad := strings.Replace(good, test.old, test.new, 1)
		if bad == good {
			t.Errorf("%q is not in the document", test.old)
			continue
		}
		if got := strings.Join(Validate([]byte(bad)), "; "); !strings.Contains(got, test.want) {
			t.Errorf("%s: %q, want %q", test.new, got, test.want)
		}
	}
	if wrong := Validate([]byte(good)); wrong != nil {
		t.Errorf("a good document: %v", wrong)
	}
}

// TestScore compares with examples of the CVSS v3.1 specification and its user guide.
func TestScore(t *testing.T) {
	tests := []struct {
		vector string
		want   string
	}{
		{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.8 CRITICAL"},
		{"CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", "6.1 MEDIUM"},
		{"CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", "6.4 MEDIUM"},
		{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "10.0 CRITICAL"},
		{"CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N", "2.5 LOW"},
		{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N/E:P", "7.5 HIGH"},
		{"CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N", "0.0 NONE"},
	}
	for _, test := range tests {
		score, severity, err := Score(test.vector)
		if got := fmt.Sprintf("%.1f %s", score, severity); err != nil || got != test.want {
			t.Errorf("%s: %s, %v, want %s", test.vector, got, err, test.want)
		}
	}
	for _, bad := range []string{"", "CVSS:2.0/AV:N", "CVSS:3.1/", "CVSS:3.1/AV:N/AV:N", "CVSS:4.0/AV:N"} {
		if _, _, err := Score(bad); err == nil {
			t.Errorf("%q has a score", bad)
		}
	}
}

func TestFileName(t *testing.T) {
	for id, want := range map[string]string{"LARK-2026-001": "lark-2026-001.json", "A b/../c": "a_b_c.json", "Ä+1": "_+1.json"} {
		if got := FileName(id); got != want {
			t.Errorf("FileName(%q) = %q, want %q", id, got, want)
		}
	}
}

func FuzzAdvisory(f *testing.F) {
	f.Add([]byte(short))
	f.Add([]byte(`{"document": {"tracking": {"revision_history": [{}]}}, "product_tree": {"branches": [{"branches": [{}]}]}}`))
	f.Add([]byte("id: [\n- &a *a"))
	f.Fuzz(func(t *testing.T, data []byte) {
		files, problems := Provider(Publisher{Name: "x", Base: "https://x"}, product, []document.File{{Name: "f", Data: data}}, today)
		if (files == nil) == (len(problems) == 0) {
			t.Fatalf("%d files and %d problems", len(files), len(problems))
		}
		for _, f := range files {
			if strings.Contains(f.Name, "..") || strings.HasPrefix(f.Name, "/") {
				t.Fatalf("file name %q leaves the folder", f.Name)
			}
			if strings.HasSuffix(f.Name, ".json") && !json.Valid(f.Data) {
				t.Fatalf("%s is no JSON", f.Name)
			}
		}
	})
}
