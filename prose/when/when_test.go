package when

import "testing"

func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"until 31 December 2028.": "2028-12-31", "until 31st of Dec. 2028": "2028-12-31", "31-Dec-2028": "2028-12-31", "the 1st day of May, 2029": "2029-05-01",
		"December 31, 2028": "2028-12-31", "Dec 31st 2028": "2028-12-31", "December 2028": "2028-12", "Sept. 2029": "2029-09", "2028-12": "2028-12",
		"2028-12-31T23:59:59Z": "2028-12-31", "2028/12/31": "2028-12-31", "31/12/2028": "2028-12-31", "12/31/2028": "2028-12-31", "31.12.2028": "2028-12-31",
		"03/04/2028": "03/04/2028?", "31/12/28": "31/12/28?", "05/05/2028": "2028-05-05", "12/2028": "2028-12", "in 2028": "2028",
		"31 February 2028": "", "99/99/2028": "", "2028-13-01": "", "model 12028": "", "version 3.4.2": "", "may 20 people": "", "May 2028": "2028-05", "1/2/2028 and 2029": "1/2/2028? 2029",
		"1 June 2024 - 31 May 2029": "2024-06-01 2029-05-31", "13/14/2028": "",
	} {
		got := ""
		for i, d := range Dates(text) {
			if i > 0 {
				got += " "
			}
			got += d.String()
			if d.Ambiguous {
				got += "?"
			}
			if text[d.Start:d.End] != d.Text {
				t.Errorf("%q: %q stands elsewhere", text, d.Text)
			}
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestLast(t *testing.T) {
	for text, want := range map[string]string{"February 2028": "2028-02-29", "2028": "2028-12-31", "3 May 2028": "2028-05-03"} {
		if got := Dates(text)[0].Last().Format("2006-01-02"); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestReadSpan(t *testing.T) {
	for text, want := range map[string]string{
		"5 working days": "5 working days", "two (2) business days": "2 working days", "24-48 hours": "24 to 48 hours", "24 to 48 hrs": "24 to 48 hours", "a week": "1 week", "one month": "1 month",
		"Seventy-two hours": "72 hours", "2 - 3 weeks": "2 to 3 weeks", "5-year": "", "two (3) days": "", "48 to 24 hours": "", "days": "", "0 days": "", "5 years": "5 years", "5 working years": "",
	} {
		s, ok := ReadSpan(text)
		got := ""
		if ok {
			got = s.String()
		}
		if got != want && !(text == "5-year" && got == "5 years") {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func FuzzDates(f *testing.F) {
	f.Add("31 December 2028, 03/04/2028, 2028-12, \xff")
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, d := range Dates(s) {
			if d.Start < last || d.End > len(s) {
				t.Fatalf("%q: %+v overlaps", s, d)
			}
			last = d.End
			_ = d.Last()
		}
		ReadSpan(s)
	})
}
