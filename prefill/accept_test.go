package prefill_test

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/prefill"
	"github.com/assay-project/assay/source/declaration"
)

func cell(address, value string) prefill.Proposal {
	p := prefill.Proposal{Value: value, State: prefill.New, Where: []assay.Where{{Path: "flash.bin!/etc/rcS", Line: 3}}, Why: "seen"}
	parts := strings.Split(address, "/")
	if parts[0] == "ics" {
		parts = append([]string{parts[0] + "/" + parts[1]}, parts[2:]...)
	}
	p.Table, p.Field = parts[0], parts[len(parts)-1]
	if len(parts) == 3 {
		p.Row = parts[1]
	}
	if items, ok := strings.CutPrefix(value, "["); ok {
		p.List = []string{}
		if items = strings.TrimSuffix(items, "]"); items != "" {
			p.List = strings.Split(items, ", ")
		}
		p.Value = strings.Join(p.List, ", ")
	}
	return p
}

// Each case is a declaration, what is accepted and how it reads afterwards.
var edits = []struct {
	name, text string
	cells      []prefill.Proposal
	want       string
}{
	{"a table at the end", "product: {name: x}   # box\n", []prefill.Proposal{cell("28-LogIntf/telnet/description", "telnet at tcp/23"), cell("28-LogIntf/telnet/observed", "[tcp/23]")},
		"product: {name: x}   # box\nixit:\n  28-LogIntf:\n    # seen: flash.bin!/etc/rcS:3\n    - id: telnet\n      description: telnet at tcp/23\n      observed: [tcp/23]\n"},
	{"a field in a row, before the next comment", `product:
  name: x
ixit:
  28-ExtAPI:
  - id: telnet   # why
    # of the row
    description: a

  # the users
  2-UserInfo:
    model_designation: below
`, []prefill.Proposal{cell("28-LogIntf/telnet/status", "enabled"), cell("28-LogIntf/ssh/description", `b: "c" \ #d`), cell("2-UserInfo/support_period", "none")}, `product:
  name: x
ixit:
  28-ExtAPI:
  - id: telnet   # why
    # of the row
    description: a
    status: enabled
  # seen: flash.bin!/etc/rcS:3
  - id: ssh
    description: "b: \"c\" \\ #d"

  # the users
  2-UserInfo:
    model_designation: below
    support_period: none
`},
	{"flow style", `{product: {name: x}, ixit: {13-SoftServ: [{id: a, description: b}]}}`, []prefill.Proposal{cell("13-SoftServ/a/status", "enabled"), cell("13-SoftServ/c/status", "disabled"), cell("facts/is_camera", "true")},
		`{product: {name: x}, ixit: {13-SoftServ: [{id: a, description: b, status: enabled}, {id: c, status: disabled}]}, facts: {is_camera: true}}`},
	{"an ics that is not there", "product: {name: x}\nevidence:\n  - firmware: a.bin\n", []prefill.Proposal{cell("ics/3.1.3/features/a", "true"), cell("ics/3.1.3/conditions/12", "true")},
		"product: {name: x}\nevidence:\n  - firmware: a.bin\nics:\n  3.1.3:\n    features:\n      a: true\n    provisions: {}\n    conditions:\n      12: true\n"},
	{"an edition under its other name", "product: {name: x}\nics:\n  V3.1.3:\n    features: {b: false}\n    provisions: {5.1-1: Y}\n", []prefill.Proposal{cell("ics/3.1.3/features/a", "true")},
		"product: {name: x}\nics:\n  V3.1.3:\n    features: {b: false, a: true}\n    provisions: {5.1-1: Y}\n"},
	{"windows line ends, no last one", "product:\r\n  name: x\r\nfacts:\r\n  is_camera: true", []prefill.Proposal{cell("facts/has_radio", "true")},
		"product:\r\n  name: x\r\nfacts:\r\n  is_camera: true\r\n  has_radio: true"},
	{"behind a literal text with a sign", "product:\n  name: x\nixit:\n  16-CodeMin:\n    - id: a\n      description: |\n        first\n        # not a comment\nmarkets: [uk]\n", []prefill.Proposal{cell("16-CodeMin/b/description", "c")},
		"product:\n  name: x\nixit:\n  16-CodeMin:\n    - id: a\n      description: |\n        first\n        # not a comment\n    # seen: flash.bin!/etc/rcS:3\n    - id: b\n      description: c\nmarkets: [uk]\n"},
	{"other letters before it on the line", "product:\n  name: x\nfacts: {is_camera: true} # große Kamera: 日本\nixit:\n  13-SoftServ: [{id: a, description: \"日本 ü\"}] # ü\n", []prefill.Proposal{cell("13-SoftServ/a/status", "enabled"), cell("facts/has_radio", "true")},
		"product:\n  name: x\nfacts: {is_camera: true, has_radio: true} # große Kamera: 日本\nixit:\n  13-SoftServ: [{id: a, description: \"日本 ü\", status: enabled}] # ü\n"},
}

func TestAccept(t *testing.T) {
	for _, c := range edits {
		t.Run(c.name, func(t *testing.T) {
			got, err := prefill.Accept("assay.yaml", []byte(c.text), c.cells, nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, string(got)); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

func TestReplace(t *testing.T) {
	for _, c := range []struct{ name, text, address, value, want string }{
		{"a word", "product: {name: x}\nixit:\n  13-SoftServ:\n    - id: a\n      status: disabled   # for now\n", "13-SoftServ/a/status", "enabled",
			"product: {name: x}\nixit:\n  13-SoftServ:\n    - id: a\n      status: enabled   # for now\n"},
		{"in quotes", "product: {name: x}\nixit:\n  13-SoftServ:\n    - {id: a, status: 'disabled', description: b}\n", "13-SoftServ/a/status", "enabled",
			"product: {name: x}\nixit:\n  13-SoftServ:\n    - {id: a, status: enabled, description: b}\n"},
		{"several lines", "product: {name: x}\nixit:\n  13-SoftServ:\n    - id: a\n      description: >\n        long\n        text\n      # of it\n      status: enabled\n", "13-SoftServ/a/description", "short",
			"product: {name: x}\nixit:\n  13-SoftServ:\n    - id: a\n      description: short\n      # of it\n      status: enabled\n"},
		{"a list", "product: {name: x}\nixit:\n  13-SoftServ:\n    - id: a\n      observed:\n        - tcp/1\n        - tcp/2\n", "13-SoftServ/a/observed", "[tcp/3]",
			"product: {name: x}\nixit:\n  13-SoftServ:\n    - id: a\n      observed: [tcp/3]\n"},
		{"none of a kind", "product: {name: x}\nixit:\n  10-SecParam: []   # none\n  16-CodeMin: []\n", "10-SecParam/k/type", "critical",
			"product: {name: x}\nixit:\n  10-SecParam: # none\n    # seen: flash.bin!/etc/rcS:3\n    - id: k\n      type: critical\n  16-CodeMin: []\n"},
		{"a fact", "product: {name: x}\nfacts: {is_camera: false}\n", "facts/is_camera", "true", "product: {name: x}\nfacts: {is_camera: true}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := cell(c.address, c.value)
			p.State, p.Declared = prefill.Differs, "other"
			if got, err := prefill.Accept("assay.yaml", []byte(c.text), []prefill.Proposal{p}, nil); !errors.Is(err, prefill.ErrDeclared) || got != nil {
				t.Errorf("accepted without --replace: %s, %v", got, err)
			}
			got, err := prefill.Accept("assay.yaml", []byte(c.text), nil, []prefill.Proposal{p})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, string(got)); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

// What cannot be edited safely is refused, and no text comes back.
func TestAcceptRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		cell prefill.Proposal
		want error
	}{
		"a brace on a line of its own": {"product: {name: x}\nfacts: {\n  is_camera: true\n}\n", cell("facts/has_radio", "true"), prefill.ErrLayout},
		"mixed line ends":              {"product: {name: x}\r\nmarkets: [uk]\n", cell("facts/has_radio", "true"), prefill.ErrLayout},
		"a row that is not there":      {"product: {name: x}\nixit:\n  1-AuthMech: []\n", cell("13-SoftServ/a/authentication_mechanism", "[root]"), prefill.ErrVerify},
		"a value that is none":         {"product: {name: x}\n", cell("13-SoftServ/a/status", "perhaps"), prefill.ErrVerify},
	} {
		got, err := prefill.Accept("assay.yaml", []byte(c.text), []prefill.Proposal{c.cell}, nil)
		if !errors.Is(err, c.want) || got != nil {
			t.Errorf("%s: %q, error %v; want %v", name, got, err, c.want)
		}
	}
	var problems declaration.Problems
	if _, err := prefill.Accept("assay.yaml", []byte("nonsense: 1\n"), nil, nil); !errors.As(err, &problems) {
		t.Errorf("a declaration that cannot be read: %v", err)
	}
}

// TestAcceptLaw writes random cells into declarations of random layout: what is
// read afterwards is the old declaration and the cells, and every line that was
// there is there still, in its order.
func TestAcceptLaw(t *testing.T) {
	refused := 0
	rapid.Check(t, func(t *rapid.T) {
		text := layout(t)
		old, err := declaration.Parse("assay.yaml", []byte(text))
		if err != nil {
			t.Fatalf("the layout is no declaration: %v\n%s", err, text)
		}
		cells := randomCells(t, old)
		got, err := prefill.Accept("assay.yaml", []byte(text), cells, nil)
		if errors.Is(err, prefill.ErrLayout) {
			refused++
			return
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		read, err := declaration.Parse("assay.yaml", got)
		if err != nil {
			t.Fatal(err)
		}
		want := prefill.Merge(old, cells)
		if len(read.IXIT) != len(want.IXIT) || !reflect.DeepEqual(rowsOf(read), rowsOf(want)) || len(read.Facts) != len(want.Facts) {
			t.Fatalf("read back differently\n%s\n-- became --\n%s", text, got)
		}
		rest := strings.Split(string(got), "\n")
		for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
			found := false
			for i, r := range rest {
				if at := strings.IndexAny(line, "]}"); r == line || at >= 0 && strings.HasPrefix(r, line[:at]) {
					rest, found = rest[i+1:], true
					break
				}
			}
			if !found {
				t.Fatalf("the line %q is gone\n%s\n-- became --\n%s", line, text, got)
			}
		}
	})
	t.Logf("%d layouts refused", refused)
	if refused > 5 {
		t.Errorf("%d layouts of 100 were refused", refused)
	}
}

func rowsOf(d *assay.Declaration) map[string]string {
	out := make(map[string]string)
	for table, rows := range d.IXIT {
		for _, r := range rows {
			out[table+"/"+r.ID+"/observed"] = strings.Join(r.Observed, ",")
			for f, v := range r.Fields {
				out[table+"/"+r.ID+"/"+f] = v
			}
		}
	}
	return out
}

var tableNames = []string{"13-SoftServ", "28-LogIntf", "16-CodeMin", "17-PrivlCtrl"}

// layout writes a declaration as people do: comments, blank lines, block and
// flow, lists at the column of their key or deeper.
func layout(t *rapid.T) string {
	var b strings.Builder
	gap := func(indent int) {
		for range rapid.IntRange(0, 2).Draw(t, "gaps") {
			switch rapid.IntRange(0, 3).Draw(t, "gap") {
			case 0:
				b.WriteString("\n")
			case 1:
				fmt.Fprintf(&b, "%s# %s\n", strings.Repeat(" ", indent), rapid.SampledFrom([]string{"note", "a: b", "- x", "日本", "[]"}).Draw(t, "note"))
			}
		}
	}
	gap(0)
	b.WriteString("product:\n  name: x\n")
	gap(0)
	if rapid.Bool().Draw(t, "facts") {
		b.WriteString(rapid.SampledFrom([]string{"facts: {is_camera: true}   # c\n", "facts:\n  is_camera: true\n", "facts:\n    is_camera: yes   # c\n"}).Draw(t, "style"))
		gap(0)
	}
	if rapid.Bool().Draw(t, "ixit") {
		step := rapid.SampledFrom([]int{2, 4, 1}).Draw(t, "step")
		b.WriteString("ixit:   # tables\n")
		for i, name := range tableNames[:rapid.IntRange(1, 3).Draw(t, "tables")] {
			if i > 0 { // a comment between the key and its first value is its own
				gap(step)
			}
			layoutTable(t, &b, name, step, gap)
		}
	}
	gap(0)
	if rapid.Bool().Draw(t, "evidence") {
		b.WriteString("evidence:\n  - firmware: flash.bin\n")
	}
	return b.String()
}

func layoutTable(t *rapid.T, b *strings.Builder, name string, step int, gap func(int)) {
	pad := strings.Repeat(" ", step)
	if rapid.IntRange(0, 3).Draw(t, "flow") == 0 {
		fmt.Fprintf(b, "%s%s: [{id: r0, description: d}]\n", pad, name)
		return
	}
	dash := strings.Repeat(" ", step+rapid.SampledFrom([]int{0, 2}).Draw(t, "dash"))
	between := strings.Repeat(" ", rapid.IntRange(1, 3).Draw(t, "between"))
	fmt.Fprintf(b, "%s%s:\n", pad, name)
	for n := range rapid.IntRange(1, 3).Draw(t, "rows") {
		if n > 0 {
			gap(len(dash))
		}
		switch rapid.IntRange(0, 3).Draw(t, "row") {
		case 0:
			fmt.Fprintf(b, "%s- {id: r%d, description: 'it''s'}\n", dash, n)
		case 1:
			fmt.Fprintf(b, "%s-%sid: r%d   # c\n%s%s description: >-\n%s%s   long\n\n%s%s   text\n", dash, between, n, dash, between, dash, between, dash, between)
		default:
			fmt.Fprintf(b, "%s-%sdescription: \"a: b # c\"\n", dash, between)
			gap(len(dash) + len(between) + 1)
			fmt.Fprintf(b, "%s%s id: r%d\n", dash, between, n)
		}
	}
}

func randomCells(t *rapid.T, old *assay.Declaration) []prefill.Proposal {
	var out []prefill.Proposal
	seen := make(map[string]bool)
	for range rapid.IntRange(1, 6).Draw(t, "cells") {
		table := rapid.SampledFrom(tableNames).Draw(t, "table")
		row := fmt.Sprintf("r%d", rapid.IntRange(0, 5).Draw(t, "id"))
		p := cell(table+"/"+row+"/observed", "[tcp/23, /bin/x]")
		if rapid.Bool().Draw(t, "text") && !declares(old, table, row) {
			text := strings.Join(strings.Fields(rapid.StringMatching(`[ -~äß日]{1,30}`).Draw(t, "value")), " ")
			if text == "" {
				continue
			}
			p = cell(table+"/"+row+"/description", "")
			p.Value = text
		}
		if rapid.IntRange(0, 4).Draw(t, "fact") == 0 {
			p = cell("facts/has_radio", "true")
		}
		if !seen[p.Address()] {
			seen[p.Address()] = true
			out = append(out, p)
		}
	}
	return out
}

func declares(d *assay.Declaration, table, row string) bool {
	for _, r := range d.IXIT[table] {
		if r.ID == row {
			return true
		}
	}
	return false
}

// FuzzAccept gives the editor any text: it ends without a panic, and what it
// returns reads as the old declaration and the cells.
func FuzzAccept(f *testing.F) {
	for _, c := range edits {
		f.Add([]byte(c.text), "x: y")
	}
	if full, err := os.ReadFile("../source/declaration/testdata/full.yaml"); err == nil {
		f.Add(full, "z")
	}
	f.Fuzz(func(t *testing.T, text []byte, words string) {
		words = strings.Join(strings.Fields(strings.ToValidUTF8(words, "?")), " ")
		cells := []prefill.Proposal{cell("28-LogIntf/new-row/description", "d"), cell("facts/is_toy", "true"), cell("ics/3.1.3/features/a", "true")}
		if words != "" && !strings.HasPrefix(words, "[") {
			cells[0] = cell("28-LogIntf/new-row/description", words)
		}
		old, err := declaration.Parse("assay.yaml", text)
		if err != nil {
			return
		}
		if _, there := old.Facts["is_toy"]; there || declares(old, "28-LogIntf", "new-row") {
			return
		}
		got, err := prefill.Accept("assay.yaml", text, cells, nil)
		if err != nil {
			return
		}
		read, err := declaration.Parse("assay.yaml", got)
		if err != nil {
			t.Fatalf("%v\n%s", err, got)
		}
		if !read.Facts["is_toy"] || !read.ICS["3.1.3"].Features["a"] {
			t.Errorf("accepted and not there:\n%s", got)
		}
	})
}
