package prefill_test

import (
	"fmt"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/check/checktest"
	"github.com/assay-project/assay/checks"
	"github.com/assay-project/assay/prefill"
	"github.com/assay-project/assay/source/declaration"
	"github.com/assay-project/assay/standard"
)

// TestPropose reads small devices: the files, a declaration where there is one,
// and what is to be proposed of the tables that "want" speaks of, one line a
// cell: "state address = value". A table named alone is to have no proposal.
func TestPropose(t *testing.T) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			in, declared, want := device(t, archive)
			got := propose(in, declared)
			if diff := cmp.Diff(want, lines(got, want)); diff != "" {
				t.Errorf("%s (want -, got +):\n%s", strings.TrimSpace(string(archive.Comment)), diff)
			}
			sound(t, got)
		})
	}
}

func device(t *testing.T, archive *txtar.Archive) (*check.Input, *assay.Declaration, []string) {
	t.Helper()
	var files []txtar.File
	var declared *assay.Declaration
	want := []string{}
	for _, f := range archive.Files {
		switch f.Name {
		case "assay.yaml":
			d, err := declaration.Parse(f.Name, f.Data)
			if err != nil {
				t.Fatal(err)
			}
			declared = d
		case "want":
			for _, line := range strings.Split(string(f.Data), "\n") {
				if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
					want = append(want, line)
				}
			}
		default:
			files = append(files, f)
		}
	}
	return checktest.Input(t, &txtar.Archive{Files: files}), declared, want
}

func propose(in *check.Input, d *assay.Declaration) *prefill.Proposals {
	return prefill.Propose(in, check.Run(checks.All, in).Observations, d)
}

// lines are the proposals of the tables that are asked about.
func lines(ps *prefill.Proposals, want []string) []string {
	tables, empty := make(map[string]bool), []string{}
	for _, w := range want {
		fields := strings.Fields(w)
		if len(fields) == 1 {
			empty = append(empty, fields[0])
			tables[fields[0]] = true
			continue
		}
		tables[tableOf(fields[1])] = true
	}
	got := []string{}
	for _, p := range ps.Proposals {
		if tables[p.Table] {
			got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s = %s", p.State, p.Address(), p.Value)))
		}
	}
	for _, table := range empty {
		if !strings.Contains(strings.Join(got, "\n"), " "+table+"/") {
			got = append(got, table)
		}
	}
	return got
}

func tableOf(address string) string {
	parts := strings.Split(address, "/")
	if parts[0] == "ics" {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// sound holds whatever is proposed against what a declaration can hold: known
// tables and fields, closed values, evidence for each, no address twice.
func sound(t *testing.T, ps *prefill.Proposals) {
	t.Helper()
	seen := make(map[string]bool)
	for _, p := range ps.Proposals {
		if seen[p.Address()] {
			t.Errorf("%s is proposed twice", p.Address())
		}
		seen[p.Address()] = true
		if len(p.Where) == 0 || p.Why == "" {
			t.Errorf("%s = %q cites nothing", p.Address(), p.Value)
		}
		for _, w := range p.Where {
			if w.Path == "" && w.URL == "" {
				t.Errorf("%s: evidence without a place: %+v", p.Address(), w)
			}
		}
	}
	for _, e := range ps.Errors {
		t.Errorf("%s: %s", e.Check, e.Message)
	}
	if _, err := prefill.Fresh("any", "flash.bin", ps.Proposals); err != nil {
		t.Errorf("the proposals do not make a declaration: %v", err)
	}
}

func TestProposeIsDeterministic(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/services.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var first string
	for i := range 5 {
		in, d, _ := device(t, archive)
		var all []string
		for _, p := range propose(in, d).Proposals {
			all = append(all, fmt.Sprintf("%+v", p))
		}
		if got := strings.Join(all, "\n"); i == 0 {
			first = got
		} else if diff := cmp.Diff(first, got); diff != "" {
			t.Fatalf("run %d differs:\n%s", i, diff)
		}
	}
}

func TestNothingIsProposedOfNothing(t *testing.T) {
	ps := propose(&check.Input{Name: "nothing", NoImage: true, At: checktest.At}, nil)
	if len(ps.Proposals) != 0 || len(ps.Errors) != 0 {
		t.Errorf("proposed %+v, errors %+v", ps.Proposals, ps.Errors)
	}
}

// Names in an image are hostile: they reach neither a terminal nor a file as
// they are.
func TestHostileNames(t *testing.T) {
	archive := txtar.Parse([]byte("-- etc/inittab --\n::sysinit:/etc/init.d/rcS\n-- etc/init.d/rcS --\n#!/bin/sh\ntelnetd\n-- usr/sbin/telnetd.hex --\n7f454c46\n" +
		"-- etc/passwd --\nro\x1b[31mot\":rJ0FHsG0ZbyZo:0:0::/:/bin/sh\n# x: [y]\u202e:rJ0FHsG0ZbyZo:0:0::/:/bin/sh\n"))
	ps := propose(checktest.Input(t, archive), nil)
	for _, p := range ps.Proposals {
		for _, text := range []string{p.Value, p.Row, p.Why, ps.Text(prefill.Shown{All: true})} {
			if strings.ContainsAny(text, "\x1b\u202e") {
				t.Fatalf("%s: %q", p.Address(), text)
			}
		}
	}
	sound(t, ps)
}

func TestSelect(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/services.txtar")
	if err != nil {
		t.Fatal(err)
	}
	in, _, _ := device(t, archive)
	ps := propose(in, nil)
	for selector, want := range map[string]int{
		"28-LogIntf/telnet/description": 1, "28-ExtAPI/telnet/description": 1, "IXIT 28-LogIntf/telnet/description": 1,
		"all": len(ps.Proposals), "facts/has_passwords": 1, "ics/3.1.3/features/a": 1,
	} {
		got, err := ps.Select([]string{selector})
		if err != nil || len(got) != want {
			t.Errorf("Select(%q) = %d proposals, %v; want %d", selector, len(got), err, want)
		}
	}
	for _, selector := range []string{"28-LogIntf/tel", "29-InpVal", "x", ""} {
		if got, err := ps.Select([]string{selector}); err == nil {
			t.Errorf("Select(%q) = %d proposals, want an error", selector, len(got))
		}
	}
}

// Every line fits the width, whatever it says.
func TestTextKeepsToItsWidth(t *testing.T) {
	cases, _ := filepath.Glob("testdata/*.txtar")
	sort.Strings(cases)
	for _, name := range cases {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		in, d, _ := device(t, archive)
		for _, line := range strings.Split(propose(in, d).Text(prefill.Shown{Width: 80, All: true}), "\n") {
			if n := len([]rune(line)); n > 80 {
				t.Errorf("%s: %d columns: %s", name, n, line)
			}
		}
	}
}

func TestMeasureCountsTheProForma(t *testing.T) {
	m := prefill.Measure(&prefill.Proposals{}, &assay.Document{}, nil)
	if m.Fields != 127 {
		t.Errorf("%d fields, want 127", m.Fields)
	}
	total := 0
	for _, e := range m.Units {
		if e.Edition == string(standard.V2_1_1) {
			total += e.Total
		}
		if e.Pass+e.Fail != 0 || e.Percent() != 0 {
			t.Errorf("%+v: nothing was judged", e)
		}
	}
	if total != 226 {
		t.Errorf("%d units, want 226", total)
	}
}
