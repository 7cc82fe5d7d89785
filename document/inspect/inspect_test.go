package inspect

import (
	"archive/zip"
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
)

func TestDays(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Ely, 14 March 2026", "2026-03-14"},
		{"on the 3rd of May 2026", "2026-05-03"},
		{"May 3, 2026", "2026-05-03"},
		{"2026-05-03 and 2025.11.30", "2026-05-03 2025-11-30"},
		{"Passau, den 3. Mai 2026", "2026-05-03"},
		{"03.05.2026", "2026-05-03"},
		{"1 März 2026", "2026-03-01"},
		{"31/03/2033", "2033-03-31"},
		{"03/31/2033", "2033-03-31"},
		{"06/05/2026", "2026-05-06?"},
		{"31 February 2026", "!31 February 2026"},
		{"30.02.2026", "!30.02.2026"},
		{"May 2026", "2026-05"},
		{"EN 303 645 V2.1.1 (2020-06)", "2020-06"},
		{"SI 2023/1007 and 2014/53/EU", ""},
		{"no date", ""},
	}
	for _, tt := range tests {
		var got []string
		for _, d := range days(tt.in) {
			s := d.String()
			if d.twoWays {
				s += "?"
			}
			if d.impossible {
				s = "!" + s
			}
			got = append(got, s)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("days(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestKeysOf(t *testing.T) {
	tests := []struct{ label, want string }{
		{"Product", "product"},
		{"1. Product type and batch", "batch product"},
		{"Name and address of manufacturer:", "manufacturer address"},
		{"Place and date of issue", "place date"},
		{"Defined support period", "support"},
		{"(g) Name and function of signatory", "function name"},
		{"Hersteller", "manufacturer"},
		{"Ort und Datum der Ausstellung", "place date"},
		{"Unterstützungszeitraum bis", "support"},
		{"Chief Product Security Officer", ""},
		{"Head of Product Compliance", ""},
		{"Larkspur Devices Ltd", ""},
		{"Serial numbers 44-000001 up to 44-250000", ""},
		{"This statement of compliance is prepared by or on behalf of the manufacturer.", ""},
	}
	for _, tt := range tests {
		var got []string
		for _, k := range keysOf(tt.label) {
			got = append(got, string(k))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("keysOf(%q) = %q, want %q", tt.label, strings.Join(got, " "), tt.want)
		}
	}
}

// base is a statement with nothing wrong, which the cases below change.
const base = `UK statement of compliance, Product Security and Telecommunications Infrastructure Act 2022

Product: HomeCam 2, type LC-200

Batch: 26A

Manufacturer: Larkspur Devices Ltd, Unit 4, Mill Lane, Ely CB7 4AB, United Kingdom

This statement is prepared by or on behalf of the manufacturer.

In the opinion of the manufacturer it has complied with the applicable security requirements in Schedule 1 to SI 2023/1007.

Defined support period: until 31 March 2031

Signed electronically

Name: Martha Quill

Function: Head of Compliance

Place: Ely

Date: 14 March 2026
`

func judgeText(t *testing.T, text string, ask Ask) map[string]Item {
	t.Helper()
	ask.At = testDay
	r, err := Inspect("statement.txt", []byte(text), ask)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]Item{}
	for _, j := range r.Judgements {
		for _, i := range j.Items {
			out[i.ID] = i
		}
	}
	return out
}

func TestItems(t *testing.T) {
	for id, i := range judgeText(t, base, Ask{}) {
		if i.State != Present {
			t.Errorf("of the statement with nothing wrong, %s is %s: %s", id, i.State, i.Why)
		}
	}
	tests := []struct {
		name, old, new string
		ask            Ask
		item           string
		want           State
		why            string
	}{
		{"no product", "Product: HomeCam 2, type LC-200\n", "", Ask{}, "product", Missing, "no product"},
		{"other product", "", "", Ask{Product: "Doorbell"}, "product", Wrong, `not "Doorbell"`},
		{"product asked for", "", "", Ask{Product: "homecam-2", Model: "LC 200"}, "product", Present, ""},
		{"other type", "", "", Ask{Product: "HomeCam 2", Model: "LC-300"}, "product", Unclear, "does not name the type"},
		{"a series", "type LC-200", "\n\nModel: LC-2xx series", Ask{Model: "LC-200"}, "product", Unclear, "series"},
		{"no batch", "Batch: 26A\n", "", Ask{}, "batch", Missing, "no batch"},
		{"batch elsewhere", "26A", "see label", Ask{}, "batch", Unclear, "elsewhere"},
		{"no manufacturer", "Manufacturer: Larkspur Devices Ltd, Unit 4, Mill Lane, Ely CB7 4AB, United Kingdom\n", "", Ask{}, "manufacturer", Missing, "no manufacturer"},
		{"another manufacturer", "", "", Ask{Declaration: &assay.Declaration{Product: assay.Product{Manufacturer: "Sandpiper Ltd"}}}, "manufacturer", Wrong, "the declaration names"},
		{"no address", ", Unit 4, Mill Lane, Ely CB7 4AB, United Kingdom", "", Ask{}, "manufacturer.address", Missing, "no postal address"},
		{"no country", "Ely CB7 4AB, United Kingdom", "Ely", Ask{}, "manufacturer.address", Wrong, "no country"},
		{"no street", "Unit 4, Mill Lane, Ely CB7 4AB, ", "", Ask{}, "manufacturer.address", Wrong, "no street"},
		{"representative without address", "Batch: 26A", "Batch: 26A\n\nAuthorised representative: Dunlin GmbH", Ask{}, "representative", Wrong, "address"},
		{"representative declared and not named", "", "", Ask{Declaration: &assay.Declaration{Parties: []assay.Party{{Role: "authorised_representative", Name: "Dunlin GmbH"}}}}, "representative", Missing, "names none"},
		{"not said who prepared it", "This statement is prepared by or on behalf of the manufacturer.\n", "", Ask{}, "prepared_by", Missing, ""},
		{"no compliance", "In the opinion of the manufacturer it has complied with the applicable security requirements in Schedule 1 to SI 2023/1007.\n", "", Ask{}, "compliance", Missing, ""},
		{"except one", "Schedule 1 to SI 2023/1007.", "Schedule 1 to SI 2023/1007 except paragraph 2.", Ask{}, "compliance", Wrong, "not say that all"},
		{"no opinion", "In the opinion of the manufacturer it has complied", "The product complies", Ask{}, "compliance", Unclear, "opinion"},
		{"wrong instrument", "SI 2023/1007", "SI 2022/1007", Ask{}, "compliance", Wrong, "2023/1007, not 2022/1007"},
		{"wrong act", "Act 2022", "Act 2021", Ask{}, "compliance", Wrong, "not 2021"},
		{"expired", "31 March 2031", "31 March 2026", Ask{}, "support_period", Wrong, "ended on 31 March 2026"},
		{"ends before issue", "31 March 2031", "1 March 2026", Ask{}, "support_period", Wrong, "ended on"},
		{"no such day", "31 March 2031", "31 February 2031", Ask{}, "support_period", Wrong, "there is no"},
		{"a length only", "until 31 March 2031", "five years", Ask{}, "support_period", Wrong, "no day on which that ends"},
		{"a length from a day", "until 31 March 2031", "five years from 1 April 2026", Ask{}, "support_period", Present, ""},
		{"as declared", "", "", Ask{Declaration: &assay.Declaration{Support: assay.SupportPeriod{Until: "2031-03"}}}, "support_period", Present, ""},
		{"not as declared", "", "", Ask{Declaration: &assay.Declaration{Support: assay.SupportPeriod{Until: "2030-03"}}}, "support_period", Wrong, "declaration says"},
		{"support without an end", "until 31 March 2031", "as long as we see fit", Ask{}, "support_period", Unclear, ""},
		{"no support", "Defined support period: until 31 March 2031\n", "", Ask{}, "support_period", Missing, ""},
		{"no signature", "Signed electronically\n", "", Ask{}, "signature", Unclear, "cannot be seen"},
		{"no name", "Martha Quill", "________", Ask{}, "signatory.name", Missing, "empty"},
		{"no function", "Head of Compliance", "", Ask{}, "signatory.function", Missing, "empty"},
		{"no place", "Place: Ely\n", "", Ask{}, "place", Missing, ""},
		{"no date", "Date: 14 March 2026\n", "", Ask{}, "date", Missing, ""},
		{"future", "14 March 2026", "14 March 2027", Ask{}, "date", Wrong, "still to come"},
		{"month only", "14 March 2026", "March 2026", Ask{}, "date", Unclear, "month and year"},
		{"two ways, one to come", "14 March 2026", "05/12/2026", Ask{}, "date", Unclear, "two ways"},
		{"standard without version", "SI 2023/1007.", "SI 2023/1007. We follow ETSI EN 303 645.", Ask{}, "standard", Wrong, "without version and date"},
		{"a draft", "Batch: 26A", "Batch: 26A\n\nDRAFT, not for issue", Ask{}, "draft", Wrong, "calls itself"},
		{"standard in full", "SI 2023/1007.", "SI 2023/1007. We follow ETSI EN 303 645 V2.1.1 (2020-06).", Ask{}, "standard", Present, ""},
	}
	for _, tt := range tests {
		text := base
		if tt.old != "" {
			if !strings.Contains(base, tt.old) {
				t.Fatalf("%s: %q is not in the statement", tt.name, tt.old)
			}
			text = strings.Replace(base, tt.old, tt.new, 1)
		}
		got := judgeText(t, text, tt.ask)[tt.item]
		if got.State != tt.want || !strings.Contains(got.Why, tt.why) {
			t.Errorf("%s: %s is %q (%s; found %q), want %q (%s)", tt.name, tt.item, got.State, got.Why, got.Found, tt.want, tt.why)
		}
	}
}

func TestKinds(t *testing.T) {
	tests := []struct{ text, want string }{
		{base, "uk-psti"},
		{"EU declaration of conformity. The object is in conformity with Directive 2014/53/EU and so forth.", "eu-doc"},
		{"Hereby, X declares that the radio equipment type Y is in compliance with Directive 2014/53/EU. The full text of the EU declaration of conformity is available at https://x.example", "eu-doc-simplified"},
		{"Statement of compliance under the Cyber Security Act 2024 and its Smart Devices Rules.", "au-statement"},
		{"UK and EU paper: Product Security and Telecommunications Infrastructure Act 2022; EU declaration of conformity, 2014/53/EU", "uk-psti eu-doc"},
		{"UK declaration of conformity with the Product Security and Telecommunications Infrastructure Act 2022", "uk-psti"},
		{"A recipe for apple cake with cinnamon, which has nothing to do with any law.", ""},
	}
	for _, tt := range tests {
		r, err := Inspect("x.txt", []byte(tt.text), Ask{At: testDay})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, j := range r.Judgements {
			got = append(got, j.Kind)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%.60q is %q, want %q", tt.text, got, tt.want)
		}
	}
}

// The same words give the same judgement in each form that is read.
func TestForms(t *testing.T) {
	var odt, docx, page strings.Builder
	for _, l := range strings.Split(strings.TrimSpace(base), "\n\n") {
		odt.WriteString("<text:p>" + l + "</text:p>")
		docx.WriteString("<w:p><w:r><w:t>" + l + "</w:t></w:r></w:p>")
		page.WriteString("<p>" + l + "</p>")
	}
	forms := map[string][]byte{
		"text": []byte(base),
		"html": []byte("<!doctype html><html lang=en><body>" + page.String() + "</body></html>"),
		"odt":  zipped(t, "content.xml", `<office:document-content xmlns:office="urn:o" xmlns:text="urn:t"><office:body>`+odt.String()+`</office:body></office:document-content>`),
		"docx": zipped(t, "word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`+docx.String()+`</w:body></w:document>`),
	}
	var want []string
	for _, form := range []string{"text", "html", "odt", "docx"} {
		r, err := Inspect("x", forms[form], Ask{At: testDay})
		if err != nil {
			t.Errorf("%s: %v", form, err)
			continue
		}
		if r.Format != form {
			t.Errorf("%s is read as %s", form, r.Format)
		}
		var got []string
		for _, l := range lines(r) {
			got = append(got, l.id+" "+l.state)
		}
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", form, diff)
		}
	}
}

func zipped(t *testing.T, name, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestNoPapers(t *testing.T) {
	for name, data := range map[string][]byte{
		"empty": nil, "binary": {0, 1, 2, 0xff, 0xfe, 0x80, 0, 0}, "broken PDF": []byte("%PDF-1.4\nnothing"), "other zip": zipped(t, "a.txt", "x"),
	} {
		if r, err := Inspect(name, data, Ask{At: testDay}); err == nil {
			t.Errorf("%s: no error, but %s", name, r.Overall)
		}
	}
}

// A paper that judges its own twin.
func TestTwin(t *testing.T) {
	p := newPaper(&document{text: mustRead(t, base).text, twin: []byte(`{"schema":"assay.paper/v1","product":{"name":"HomeCam 2","model":"LC-200"}}`)}, Ask{At: testDay})
	if i, has := p.twin(); !has || i.State != Present {
		t.Errorf("twin is %+v", i)
	}
	p.doc.twin = []byte(`{"schema":"assay.paper/v1","product":{"name":"HomeCam 3"}}`)
	if i, _ := p.twin(); i.State != Wrong || !strings.Contains(i.Why, "HomeCam 3") {
		t.Errorf("other twin is %+v", i)
	}
	p.doc.twin = []byte(`{"schema":"assay.paper/v1","draft":true}`)
	if i, _ := p.twin(); i.State != Wrong || !strings.Contains(i.Why, "draft") {
		t.Errorf("the twin of a draft is %+v", i)
	}
	p.doc.twin = []byte(`[`)
	if i, _ := p.twin(); i.State != Unclear {
		t.Errorf("broken twin is %+v", i)
	}
}

func mustRead(t *testing.T, s string) *document {
	t.Helper()
	d, err := read([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestText(t *testing.T) {
	r, err := Inspect("statement.txt", []byte(strings.Replace(base, "2031", "2021", 1)), Ask{At: testDay})
	if err != nil {
		t.Fatal(err)
	}
	text := r.Text()
	for _, want := range []string{"inconsistent: 1 wrong", "✗ wrong: the defined support period", "it ended on 31 March 2021", "next: ask whether", "✓ product"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	for _, l := range strings.Split(text, "\n") {
		if n := len([]rune(l)); n > 80 {
			t.Errorf("%d columns: %s", n, l)
		}
	}
}

func FuzzInspect(f *testing.F) {
	f.Add([]byte(base))
	f.Add([]byte("<html><body><table><tr><td>Product<td>X<tr><td>Date<td>31.02.2026</table>2014/53/EU"))
	f.Add([]byte("EU-Konformitätserklärung\nHersteller: X GmbH\nSignature: ____\nNotified body: 1234"))
	if data, err := os.ReadFile("testdata/papers/15-radio.pdf"); err == nil {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		r, err := Inspect("x", data, Ask{At: testDay, Product: "Ä", Model: "1"})
		if err != nil {
			return
		}
		for _, j := range r.Judgements {
			for _, i := range j.Items {
				if i.State == Present && i.Why != "" || i.State != Present && i.Why == "" {
					t.Errorf("%s is %s, and why is %q", i.ID, i.State, i.Why)
				}
			}
		}
		_ = r.Text()
	})
}
