package document

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/assay-project/assay"
)

// TestNoPaperWithoutBacking makes papers of products of every sort: what comes
// out without a problem has every fact that it needs, each with a backing, and
// holds no refuted clause.
func TestNoPaperWithoutBacking(t *testing.T) {
	kinds := Kinds()
	rapid.Check(t, func(t *rapid.T) {
		in := whole()
		in.Declared = rapid.Bool().Draw(t, "declared")
		d := in.Declaration
		for _, f := range []struct {
			name string
			text *string
		}{{"name", &d.Product.Name}, {"model", &d.Product.Model}, {"batch", &d.Product.Batch}, {"until", &d.Support.Until}, {"contact", &d.Disclosure.Contact},
			{"ack", &d.Disclosure.AcknowledgedIn}, {"policy", &d.Disclosure.PolicyURL}, {"signatory", &d.Signatory.Name}, {"date", &d.Signatory.Date}, {"procedure", &d.Conformity.Procedure}, {"address", &d.Parties[0].Address}} {
			switch rapid.IntRange(0, 15).Draw(t, f.name) {
			case 0:
				*f.text = ""
			case 1:
				*f.text = rapid.String().Draw(t, f.name+" text")
			}
		}
		if rapid.IntRange(0, 9).Draw(t, "assessed") == 0 {
			in.Assessment = nil
		} else {
			for i := range in.Assessment.Regimes {
				for j := range in.Assessment.Regimes[i].Clauses {
					if rapid.IntRange(0, 30).Draw(t, "clause") == 0 {
						c := &in.Assessment.Regimes[i].Clauses[j]
						c.Verdict = rapid.SampledFrom([]assay.Standing{assay.Met, assay.NotMet, assay.Open, assay.DoesNotApply}).Draw(t, "standing")
						c.Basis = rapid.SampledFrom([]assay.Basis{"", assay.Declared, assay.Observed}).Draw(t, "basis")
					}
				}
			}
		}
		k := rapid.SampledFrom(kinds).Draw(t, "kind")
		p, problems := Make(k.Name, in)
		if p == nil || p.Draft {
			if len(problems) == 0 {
				t.Fatalf("%s is refused without a reason", k.Name)
			}
			return
		}
		backed(t, p, in.Declared)
	})
}

func backed(t *rapid.T, p *Paper, declared bool) {
	for _, s := range p.Sections {
		for _, f := range s.Fields {
			if f.Required && (f.Value == "" || f.Backing.None()) {
				t.Fatalf("%s holds %s = %q, backing %+v", p.Kind, f.Key, f.Value, f.Backing)
			}
		}
		for _, table := range s.Tables {
			for _, r := range table.Rows {
				if len(table.Columns) != len(r.Cells) {
					t.Fatalf("%s: row %q under %d columns", p.Kind, r.Cells, len(table.Columns))
				}
				if table.Columns[len(table.Columns)-2] != "How it is met" {
					continue
				}
				switch {
				case r.Backing == nil || r.Backing.None():
					t.Fatalf("%s holds %q without backing", p.Kind, r.Cells)
				case r.State == string(assay.NotMet) || r.State == "open":
					t.Fatalf("%s holds %q, which is %s", p.Kind, r.Cells, r.State)
				case !declared && r.State == "declared":
					t.Fatalf("%s holds %q, which is only declared", p.Kind, r.Cells)
				}
			}
		}
	}
	if g := p.Signature; g != nil && (g.Name == "" || g.Date == "" || g.Place == "" || g.Function == "") {
		t.Fatalf("%s is signed by %+v", p.Kind, g)
	}
}

func TestClocks(t *testing.T) {
	at := func(text string) time.Time {
		when, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	tests := []struct {
		name string
		e    Event
		want []string
	}{
		{"vulnerability", Event{Kind: Vulnerability, Aware: at("2026-11-24T09:00:00Z")}, []string{"2026-11-25T09:00:00Z", "2026-11-27T09:00:00Z"}},
		{"with a measure", Event{Kind: Vulnerability, Aware: at("2026-11-24T09:00:00Z"), Measure: at("2026-12-20T12:00:00Z")}, []string{"2026-11-25T09:00:00Z", "2026-11-27T09:00:00Z", "2027-01-03T12:00:00Z"}},
		{"incident, not sent", Event{Kind: Incident, Aware: at("2026-11-24T09:00:00Z")}, []string{"2026-11-25T09:00:00Z", "2026-11-27T09:00:00Z", "2026-12-27T09:00:00Z"}},
		{"incident, sent early", Event{Kind: Incident, Aware: at("2026-11-24T09:00:00Z"), Sent: at("2026-11-25T10:00:00Z")}, []string{"2026-11-25T09:00:00Z", "2026-11-27T09:00:00Z", "2026-12-25T10:00:00Z"}},
		{"end of January", Event{Kind: Incident, Aware: at("2027-01-28T09:00:00Z"), Sent: at("2027-01-31T08:00:00Z")}, []string{"2027-01-29T09:00:00Z", "2027-01-31T09:00:00Z", "2027-02-28T08:00:00Z"}},
		{"leap year", Event{Kind: Incident, Aware: at("2028-01-28T09:00:00Z"), Sent: at("2028-01-30T08:00:00Z")}, []string{"2028-01-29T09:00:00Z", "2028-01-31T09:00:00Z", "2028-02-29T08:00:00Z"}},
		{"another zone", Event{Kind: Vulnerability, Aware: at("2026-11-24T01:00:00+02:00")}, []string{"2026-11-24T23:00:00Z", "2026-11-26T23:00:00Z"}},
		{"unknown", Event{Kind: Vulnerability}, nil},
	}
	for _, test := range tests {
		var got []string
		for _, d := range Clocks(&test.e) {
			got = append(got, d.At)
		}
		if len(got) != len(test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
			continue
		}
		for i := range got {
			if got[i] != test.want[i] {
				t.Errorf("%s: %v, want %v", test.name, got, test.want)
			}
		}
	}
}

// TestExpires: never more than a year, never in the past, whatever the day.
func TestExpires(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := whole()
		in.At = time.Unix(rapid.Int64Range(1_700_000_000, 2_000_000_000).Draw(t, "at"), 0)
		p, problems := Make("security-txt", in)
		if p == nil {
			t.Fatalf("refused: %v", problems)
		}
		expires, err := time.Parse(time.RFC3339, p.Sections[0].Fields[1].Value)
		if err != nil || expires.Before(in.At) || expires.After(in.At.AddDate(1, 0, 0)) {
			t.Fatalf("made at %v it expires at %v (%v)", in.At, expires, err)
		}
	})
}

func TestContact(t *testing.T) {
	for contact, want := range map[string]string{
		"security@example.com": "mailto:security@example.com", "mailto:a@example.com": "mailto:a@example.com", "https://example.com/report": "https://example.com/report",
		"+44 20 7946 0000": "tel:+442079460000", "http://example.com": "", "call us": "", "a@b@c": "", "Ann <ann@example.com>": "", "https:": "", "a@example.com\nX: y": "",
	} {
		got, ok := contactURI(contact)
		if got != want || ok != (want != "") {
			t.Errorf("contactURI(%q) = %q, %v, want %q", contact, got, ok, want)
		}
	}
}

func TestRetention(t *testing.T) {
	tests := []struct{ kind, until, want string }{
		{"uk-psti", "2031-12-31", "2036-11-23"}, {"uk-psti", "2040-06", "2040-06-30"},
		{"au-statement", "2040-06", "2031-11-23"}, {"eu-doc-red", "2040-06", "2036-12-01"}, {"eu-doc-cra", "2040-06", "2040-06-30"},
	}
	for _, test := range tests {
		in := whole()
		in.Declaration.Support.Until = test.until
		in.Assessment.Observations[0].Data["until"] = test.until
		p, problems := Make(test.kind, in)
		if p == nil {
			t.Errorf("%s: %v", test.kind, problems)
			continue
		}
		if p.Retention.Until != test.want {
			t.Errorf("%s with support until %s is kept until %s, want %s", test.kind, test.until, p.Retention.Until, test.want)
		}
	}
}

func TestCalendar(t *testing.T) {
	in := whole()
	in.Declaration.Product.Name = "Häuschen, das sehr lange heißt; und noch länger, damit die Zeile bricht und bricht"
	p, _ := Make("cra-early-warning", in)
	got := string(Calendar(p, today))
	for i, line := range splitLines(got) {
		if len(line) > 75 {
			t.Errorf("line %d has %d octets: %s", i+1, len(line), line)
		}
	}
	if again := string(Calendar(p, today)); again != got {
		t.Error("made twice, the calendar differs")
	}
}

func splitLines(s string) []string {
	var lines []string
	for s != "" {
		i := 0
		for i+1 < len(s) && s[i:i+2] != "\r\n" {
			i++
		}
		lines = append(lines, s[:i])
		s = s[min(i+2, len(s)):]
	}
	return lines
}
