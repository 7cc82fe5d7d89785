package support

import (
	"testing"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
)

func periods(t *testing.T, body string) []*Period {
	t.Helper()
	in := &check.Input{Name: "case", NoImage: true, Pages: []*evidence.Page{{URL: "https://a.example/x", Final: "https://a.example/x", Status: 200, Type: "text/html", Body: []byte("<html lang=en><title>x</title>" + body)}}}
	found, err := Of(in)
	if err != nil {
		t.Fatal(err)
	}
	return found.Periods
}

// Each sentence stands alone on a page: the kind and the value that are read.
func TestSentences(t *testing.T) {
	for sentence, want := range map[string]string{
		"Security updates: at least until 12/2028":                                             "end 2028-12",
		"Support end date: December 2028":                                                      "end 2028-12",
		"Minimum guaranteed support period: until 31 Dec 2028":                                 "end 2028-12-31",
		"The camera will receive security updates from 1 January 2024 until 31 December 2028.": "end 2028-12-31",
		"Until 31 December 2028 you receive security updates for this camera.":                 "end 2028-12-31",
		"Security updates for this product ended on 1 January 2024.":                           "end 2024-01-01",
		"End of security support: 2027/06/30":                                                  "end 2027-06-30",
		"We supply security updates until the end of 2029.":                                    "year 2029",
		"Security updates until 01/02/2029":                                                    "ambiguous 01/02/2029",
		"We may provide security updates until June 2029.":                                     "aim 2029-06",
		"Security updates are provided for at least five years after the date of purchase.":    "length 5 years",
		"You get 3 years of security updates.":                                                 "length 3 years",
		"Security updates until further notice.":                                               "",
		"Our support team worked until December 2025 on version 2.":                            "",
		"Telephone support is closed until 2 January 2027.":                                    "",
		"We updated our opening hours through December 2026.":                                  "",
		"Warranty and support until 31 December 2027 for defects.":                             "",
		"This page was updated on 31 December 2028.":                                           "",
		"Two years of warranty and five stars from our support.":                               "",
		"Software support for Windows 10, released 29 July 2015, is included.":                 "",
		"Security updates are released every 2 months.":                                        "",
	} {
		got := ""
		for _, p := range periods(t, "<p>"+sentence+"</p>") {
			if got != "" {
				got += "; "
			}
			got += string(p.Kind) + " "
			if p.Kind == Length {
				got += p.Span.String()
			} else {
				got += p.Date.String()
			}
			if p.Where.Quote != sentence || p.Where.URL == "" {
				t.Errorf("%s: quoted as %+v", sentence, p.Where)
			}
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", sentence, got, want)
		}
	}
}

func FuzzSupport(f *testing.F) {
	f.Add([]byte("<table><tr><th>Model<th>Security updates until<tr><td rowspan=3>A<td>31/12/2028<tr><td>5 years from purchase<tr><td>tbd</table>"))
	f.Add([]byte("<h2>HC 2</h2><p>Security updates until 2028-12.<dl><dt>Support period<dd>2024-01-01 to 2029-01-01</dl><button>Buy now"))
	f.Fuzz(func(t *testing.T, body []byte) {
		in := &check.Input{Name: "case", NoImage: true, Models: []string{"A"}, Pages: []*evidence.Page{{URL: "https://a.example/x", Final: "https://a.example/x", Status: 200, Type: "text/html", Asked: true,
			Body: append([]byte("<html lang=en><title>Security updates for the A</title><h1>The support period of the A and all that we do for it</h1>"), body...)}}}
		found, err := Of(in)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range found.Periods {
			if p.Kind == End && (p.Date.Month == 0 || p.Date.Ambiguous || p.Where.Quote == "") {
				t.Fatalf("%+v is no end", p)
			}
		}
		found.Published(in.At)
		found.Open()
		found.Prominent()
	})
}
