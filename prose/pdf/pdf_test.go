package pdf

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/prose"
)

func readOrFail(t *testing.T, data []byte) *prose.Text {
	t.Helper()
	text, err := Read(data, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// texts returns what the blocks say, in order.
func texts(t *prose.Text) []string {
	var out []string
	for _, b := range t.Blocks {
		out = append(out, b.Text)
	}
	return out
}

func TestReadText(t *testing.T) {
	column := func(x int, words ...string) string {
		var b strings.Builder
		for i, w := range words {
			b.WriteString(show(x, 700-12*i, w))
		}
		return b.String()
	}
	tests := []struct {
		name, contents string
		want           []string
	}{
		{"a line", show(50, 700, "Statement of compliance"), []string{"Statement of compliance"}},
		{"escapes", show(50, 700, `a\(b\)c \344 \\`), []string{`a(b)c ä \`}},
		{"spaces by moving", "BT /F1 10 Tf 50 700 Td [(Sup) -20 (port) -400 (period)] TJ ET", []string{"Support period"}},
		{"hex", "BT /F1 10 Tf 50 700 Td <48656C6C6F> Tj ET", []string{"Hello"}},
		{"divided word", column(50, "This paper is about the security require-", "ments of the law, all of them in order"), []string{"This paper is about the security requirements of the law, all of them in order"}},
		{"two columns", column(50, "The first column of this paper tells about", "the product that it is about and goes on", "for a while until it comes to its end here") +
			column(320, "while the second column tells about who", "made the product and where it was made", "and ends with the name of the signatory."),
			[]string{"The first column of this paper tells about the product that it is about and goes on for a while until it comes to its end here",
				"while the second column tells about who made the product and where it was made and ends with the name of the signatory."}},
		{"a table", column(50, "Product", "Batch", "Maker") + column(200, "HomeCam 2", "26A", "Larkspur Ltd"),
			[]string{"Product", "HomeCam 2", "Batch", "26A", "Maker", "Larkspur Ltd"}},
		{"drawn order does not matter", show(50, 600, "below") + show(50, 700, "above"), []string{"above", "below"}},
		{"other words", "/Span << /ActualText (fine) >> BDC " + show(50, 700, "xxxx") + " EMC", []string{"fine"}},
		{"turned", "q 0 1 -1 0 300 100 cm BT /F1 10 Tf 0 0 Td (sideways) Tj ET Q", []string{"sideways"}},
		{"printed twice", show(50, 700, "Bold") + strings.Replace(show(50, 700, "Bold"), "50 700", "50.3 700", 1), []string{"Bold"}},
		{"inline picture", "BI /W 2 /H 1 /BPC 8 /CS /G ID \x01\x02 EI Q " + show(50, 700, "after"), []string{"after"}},
	}
	for _, tt := range tests {
		for form, data := range map[string][]byte{"table": onePage(tt.contents).bytes(), "packed": onePage(tt.contents).packed()} {
			if diff := cmp.Diff(tt.want, texts(readOrFail(t, data))); diff != "" {
				t.Errorf("%s, %s: (-want +got)\n%s", tt.name, form, diff)
			}
		}
	}
}

func TestTableCells(t *testing.T) {
	text := readOrFail(t, onePage(show(50, 700, "Product")+show(200, 700, "HomeCam 2")+show(50, 680, "Batch")+show(200, 680, "26A")).bytes())
	var got []string
	for _, b := range text.Blocks {
		got = append(got, fmt.Sprintf("%s %d/%d/%d p%d %s", b.Kind, b.Table, b.Row, b.Column, b.Page, b.Text))
	}
	want := []string{"cell 1/1/1 p1 Product", "cell 1/1/2 p1 HomeCam 2", "cell 1/2/1 p1 Batch", "cell 1/2/2 p1 26A"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFilters(t *testing.T) {
	contents := show(50, 700, "Read me")
	hex := fmt.Sprintf("%x>", contents)
	tests := []struct{ name, dict, data string }{
		{"flate", "/Filter /FlateDecode", deflated(contents)},
		{"flate without its header", "/Filter /FlateDecode", deflated(contents)[2:]},
		{"flate without its end", "/Filter /FlateDecode", deflated(contents)[:len(deflated(contents))-5]},
		{"hex", "/Filter /ASCIIHexDecode", hex},
		{"hex in flate", "/Filter [/FlateDecode /ASCIIHexDecode]", deflated(hex)},
		{"run length", "/Filter /RunLengthDecode", string(rune(len(contents)-1)) + contents + "\x80"},
		{"ascii 85", "/Filter /ASCII85Decode", encode85(contents)},
	}
	for _, tt := range tests {
		w := onePage("")
		w.objects[4] = fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", tt.dict, len(tt.data), tt.data)
		if got := texts(readOrFail(t, w.bytes())); len(got) != 1 || got[0] != "Read me" {
			t.Errorf("%s: got %q", tt.name, got)
		}
	}
}

func encode85(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i += 4 {
		var v uint32
		n := min(4, len(s)-i)
		for j := range 4 {
			v <<= 8
			if j < n {
				v |= uint32(s[i+j])
			}
		}
		var group [5]byte
		for j := 4; j >= 0; j-- {
			group[j] = byte(v%85) + '!'
			v /= 85
		}
		b.Write(group[:n+1])
	}
	return b.String() + "~>"
}

// The example of ISO 32000-1 clause 7.4.4.2.
func TestLZW(t *testing.T) {
	got := unLZW([]byte{0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01}, 1000, true)
	if want := []byte{45, 45, 45, 45, 45, 65, 45, 45, 45, 66}; !bytes.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestMendsBrokenTables(t *testing.T) {
	good := onePage(show(50, 700, "Still here")).bytes()
	broken := map[string][]byte{
		"no table":       good[:bytes.Index(good, []byte("xref\n"))],
		"wrong offsets":  bytes.ReplaceAll(good, []byte("00000 n"), []byte("00001 n")),
		"junk before":    append([]byte("junk\n\n"), good...),
		"wrong start":    bytes.Replace(good, []byte("startxref\n"), []byte("startxref\n9"), 1),
		"length is off":  bytes.Replace(good, []byte("/Length 5"), []byte("/Length 1"), 1),
		"bytes inserted": bytes.Replace(good, []byte("2 0 obj"), []byte("% a comment of some length\n2 0 obj"), 1),
	}
	for name, data := range broken {
		if got := texts(readOrFail(t, data)); len(got) != 1 || got[0] != "Still here" {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

func TestUnread(t *testing.T) {
	image := func(w *writer) *writer {
		w.objects[2] = strings.Replace(w.objects[2], "/Font <<", "/XObject << /I 6 0 R >> /Font <<", 1)
		w.stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "\x00")
		return w
	}
	tests := []struct {
		name string
		w    *writer
		want string
	}{
		{"a scan", image(onePage("q 595 0 0 842 0 0 cm /I Do Q")), "page 1: only an image"},
		{"a scan with text recognised", image(onePage("q 595 0 0 842 0 0 cm /I Do Q 3 Tr " + show(50, 700, "recognised"))), "page 1: only an image"},
		{"hidden text", onePage(show(50, 700, "seen") + "3 Tr " + show(50, 600, "unseen")), "page 1: text of 6 letters that is not shown"},
		{"off the page", onePage(show(50, 700, "seen") + show(50, 2000, "unseen")), "page 1: text of 6 letters that is not shown"},
		{"XFA", pageWith("/AcroForm << /Fields [] /XFA (x) >>", "", show(50, 700, "Please wait")), "XFA"},
		{"a font that says nothing", func() *writer {
			w := onePage("BT /F1 10 Tf 50 700 Td <00010002> Tj ET")
			w.objects[3] = "<< /Type /Font /Subtype /Type0 /BaseFont /ABC+Odd /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 >>] >>"
			return w
		}(), "2 letters in the font"},
		{"password", func() *writer {
			w := onePage(show(50, 700, "secret"))
			w.trailer = "/ID [(a)(b)] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (" + strings.Repeat("o", 32) + ") /U (" + strings.Repeat("u", 32) + ") >>"
			return w
		}(), "encrypted"},
	}
	for _, tt := range tests {
		text := readOrFail(t, tt.w.bytes())
		if got := strings.Join(text.Unread, "; "); !strings.Contains(got, tt.want) {
			t.Errorf("%s: unread is %q, want %q in it", tt.name, got, tt.want)
		}
	}
}

func TestForm(t *testing.T) {
	w := pageWith("/AcroForm << /Fields [6 0 R 7 0 R 8 0 R 9 0 R] >>", "/Annots [6 0 R 7 0 R 8 0 R 9 0 R]", show(50, 700, "Product:"))
	w.add("<< /Type /Annot /Subtype /Widget /FT /Tx /T (product) /V (HomeCam 2) /Rect [100 695 300 710] >>")
	w.add("<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /TU (Support until) /V (2031) /Rect [100 600 300 615] /AP << /N 10 0 R >> >>")
	w.add("<< /Type /Annot /Subtype /Widget /FT /Btn /T (agreed) /V /Yes /Rect [100 500 110 510] >>")
	w.add("<< /Type /Annot /Subtype /Widget /FT /Tx /T (empty) /Rect [100 400 300 415] >>")
	w.stream("/Type /XObject /Subtype /Form /BBox [0 0 200 15] /Resources << /Font << /F1 4 0 R >> >>", "BT /F1 10 Tf 2 4 Td (2029) Tj ET")
	text := readOrFail(t, w.bytes())
	var got []string
	for _, b := range text.Blocks {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s=%s", b.Kind, b.Name, b.Text)))
	}
	want := []string{"paragraph =Product: HomeCam 2", "paragraph =2029", "field product=HomeCam 2", "field Support until=2031", "field agreed=checked", "field empty="}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := strings.Join(text.Unread, ";"); !strings.Contains(got, `shows "2029" and holds "2031"`) {
		t.Errorf("unread is %q: the field that shows other than it holds is not in it", got)
	}
}

func TestAttachmentsAndInfo(t *testing.T) {
	w := pageWith("/Lang (en-GB) /Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >> /AF [6 0 R]", "", show(50, 700, "x"))
	w.add("<< /Type /Filespec /F (assay-statement.json) /UF (assay-statement.json) /AFRelationship /Data /EF << /F 7 0 R >> >>")
	w.stream("/Type /EmbeddedFile /Subtype /application#2Fjson", `{"a":1}`)
	w.add("<< /Title <FEFF00DC> /Producer (ours) >>")
	w.trailer = "/Info 8 0 R"
	for form, data := range map[string][]byte{"table": w.bytes()} {
		got, err := Attachments(data, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		want := []Attachment{{Name: "assay-statement.json", Type: "application/json", Relationship: "Data", Data: []byte(`{"a":1}`)}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", form, diff)
		}
		p, err := Open(data, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if info := p.Info(); info.Title != "Ü" || info.Producer != "ours" || info.Lang != "en-GB" {
			t.Errorf("info is %+v", info)
		}
	}
}

// What is made to hurt ends soon, with what could be read or with an error.
func TestHostile(t *testing.T) {
	forms := onePage("/A Do " + show(50, 700, "end"))
	forms.objects[2] = strings.Replace(forms.objects[2], "/Font <<", "/XObject << /A 6 0 R >> /Font <<", 1)
	for i := range 30 { // each draws the next twice: 2^30
		forms.stream(fmt.Sprintf("/Subtype /Form /Resources << /XObject << /A %d 0 R >> >>", 7+i), "/A Do /A Do")
	}
	bomb := onePage("")
	zeros := deflated(deflated(strings.Repeat("\x00", 64<<20)))
	bomb.objects[4] = fmt.Sprintf("<< /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\nendstream", len(zeros), zeros)
	loop := onePage("")
	loop.objects[1] = "<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Parent 2 0 R /Count 3 >>"
	self := onePage("")
	self.objects[4] = "<< /Length 5 0 R >>\nstream\nBT ET\nendstream"
	many := onePage(strings.Repeat("q BT /F1 1 Tf (xxxxxxxxxxxxxxxxxxxxxxxx) Tj ET\n", 50_000))
	for name, data := range map[string][]byte{
		"forms": forms.bytes(), "bomb": bomb.bytes(), "loop": loop.bytes(), "self": self.bytes(), "many": many.bytes(),
		"nested": []byte("%PDF-1.4\n1 0 obj\n" + strings.Repeat("[", 1_000_000)),
		"header": []byte("%PDF-1.4"), "empty": nil,
		"xref": []byte("%PDF-1.4\nxref\n0 999999999\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n"),
	} {
		text, err := Read(data, Limits{Operations: 500_000})
		if err == nil && text == nil {
			t.Errorf("%s: neither text nor error", name)
		}
		if name == "forms" && (text == nil || !strings.Contains(strings.Join(text.Unread, ";"), "stopped after")) {
			t.Errorf("%s: the limit is not said: %v", name, text)
		}
	}
}

func TestPagesLimit(t *testing.T) {
	w := onePage(show(50, 700, "x"))
	w.objects[1] = "<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>"
	w.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R >>")
	text, err := Read(w.bytes(), Limits{Pages: 1})
	if err != nil {
		t.Fatal(err)
	}
	if text.Pages != 1 || !strings.Contains(strings.Join(text.Unread, ";"), "stopped after 1 pages") {
		t.Errorf("%d pages, unread %q", text.Pages, text.Unread)
	}
}

// TestAgainstOtherProducers makes papers with tools that are here and compares the
// words that went in with the words that come out.
func TestAgainstOtherProducers(t *testing.T) {
	const words = "The manufacturer has complied with the applicable security requirements, and supplies updates until 31 March 2031."
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tools := []struct {
		tool string
		args func() []string
		out  string // "" for standard output
	}{
		{"groff", func() []string { return []string{"-ms", "-Tpdf", write("a.ms", ".LP\n"+words+"\n")} }, ""},
		{"pdflatex", func() []string {
			return []string{"-interaction=batchmode", "-output-directory=" + dir, write("b.tex", `\documentclass{article}\begin{document}`+words+`\end{document}`)}
		}, "b.pdf"},
	}
	for _, tool := range tools {
		t.Run(tool.tool, func(t *testing.T) {
			if _, err := exec.LookPath(tool.tool); err != nil {
				t.Skip(tool.tool + " is not here")
			}
			cmd := exec.Command(tool.tool, tool.args()...)
			data, err := cmd.Output()
			if err != nil {
				t.Skipf("%s makes no PDF here: %v", tool.tool, err)
			}
			if tool.out != "" {
				if data, err = os.ReadFile(filepath.Join(dir, tool.out)); err != nil {
					t.Fatal(err)
				}
			}
			if got := readOrFail(t, data).Words(); !strings.Contains(got, words) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(onePage(show(50, 700, "Statement") + show(200, 700, "of compliance")).bytes())
	f.Add(onePage("BT /F1 10 Tf 50 700 Td [(Sup) -20 (port)] TJ ET 0 0 m 10 0 l S").packed())
	f.Add([]byte("%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj 2 0 obj << /Kids [3 0 R] >> endobj 3 0 obj << /Type /Page /Contents 4 0 R >> endobj"))
	limits := Limits{Bytes: 1 << 16, Values: 50_000, Decoded: 1 << 20, Operations: 50_000, Pages: 20, Attachments: 1 << 16}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := Read(data, limits)
		if (text == nil) == (err == nil) {
			t.Errorf("text %v, error %v", text, err)
		}
		if _, err := Attachments(data, limits); err != nil {
			return
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var page strings.Builder
	for i := range 50 {
		page.WriteString(show(50, 800-14*i, "A line of a paper that says what a supplier has to say of its product."))
	}
	data := onePage(page.String()).packed()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Read(data, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
