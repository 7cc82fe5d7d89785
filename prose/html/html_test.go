package html

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func lines(t *testing.T, data, charset string, limits Limits) []string {
	t.Helper()
	text, err := Read([]byte(data), charset, limits)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, b := range text.Blocks {
		line := fmt.Sprintf("%d %s %s", b.Line, b.Kind, b.Text)
		if b.Table > 0 {
			line += fmt.Sprintf(" [%d:%d,%d %s]", b.Table, b.Row, b.Column, b.Name)
		} else if b.Name != "" {
			line += " [" + b.Name + "]"
		}
		if b.Hidden {
			line += " hidden"
		}
		if b.Aside {
			line += " aside"
		}
		out = append(out, line)
	}
	for _, l := range text.Links {
		out = append(out, fmt.Sprintf("link %s %q %d", l.Href, l.Text, l.Block))
	}
	for _, u := range text.Unread {
		out = append(out, "unread "+u)
	}
	return out
}

func TestRead(t *testing.T) {
	for _, c := range []struct {
		name, page string
		want       []string
	}{
		{"paragraphs", "<p>One <b>bold</b>\nword<p>Two &amp; three<div>Four</div>five", []string{"1 paragraph One bold word", "2 paragraph Two & three", "2 paragraph Four", "2 paragraph five"}},
		{"what is hidden", `<p hidden>a</p><div style="color:red; display : NONE"><p>b</p></div><noscript>c</noscript><template>d</template><script>e</script><style>f</style><!-- g --><p>h</p>`,
			[]string{"1 paragraph a hidden", "1 paragraph b hidden", "1 paragraph c hidden", "1 paragraph d hidden", "1 paragraph h", "unread the page shows 1 words without its scripts, which were not run"}},
		{"what goes round", `<header>a</header><nav>b</nav><main><header>c</header>d</main><div id="cookie-banner">e</div><footer>f</footer><div role="navigation">g</div>`,
			[]string{"1 paragraph a aside", "1 paragraph b aside", "1 paragraph c", "1 paragraph d", "1 paragraph e aside", "1 paragraph f aside", "1 paragraph g aside"}},
		{"lists without end tags", "<ul><li>a<li>b <a href=x>link</a><ol><li>c</ol></ul>", []string{"1 item a", "1 item b link", "1 item c", `link x "link" 1`}},
		{"a table", "<table><thead><tr><th>Model</th><th>Until</th></tr></thead><tr><td>A</td><td>2028</td></tr><tr><td>B<td>2029</table>",
			[]string{"1 cell Model [1:1,1 ]", "1 cell Until [1:1,2 ]", "1 cell A [1:2,1 Model]", "1 cell 2028 [1:2,2 Until]", "1 cell B [1:3,1 Model]", "1 cell 2029 [1:3,2 Until]"}},
		{"cells that reach over others", "<table><tr><th>M<th colspan=2>U<th>V<tr><td rowspan=2>A<td>1<td>2<td>3<tr><td>4<td>5<td>6<tr><td>7</table>",
			[]string{"1 cell M [1:1,1 ]", "1 cell U [1:1,2 ]", "1 cell V [1:1,4 ]", "1 cell A [1:2,1 M]", "1 cell 1 [1:2,2 U]", "1 cell 2 [1:2,3 U]", "1 cell 3 [1:2,4 V]", "1 cell 4 [1:3,2 U]", "1 cell 5 [1:3,3 U]", "1 cell 6 [1:3,4 V]", "1 cell 7 [1:4,1 M]"}},
		{"a table within a table", "<table><tr><td>a<table><tr><td>b</table>c<td>d</table>", []string{"1 cell a [1:1,1 ]", "1 cell b [2:1,1 ]", "1 cell c [1:1,1 ]", "1 cell d [1:1,2 ]"}},
		{"terms", "<dl><dt>Ends<dd>2028<dt>Free<dd>yes</dl>", []string{"1 cell Ends [1:1,1 ]", "1 cell 2028 [1:1,2 Ends]", "1 cell Free [1:2,1 ]", "1 cell yes [1:2,2 Free]"}},
		{"fields", `<form><input name=user><input type=hidden name=x><input type=PASSWORD name=pw><textarea name=t>old</textarea><button>Send</button></form>`,
			[]string{"1 field user [text]", "1 field pw [password]", "1 field t [textarea]", "1 field Send [button]"}},
		{"line breaks", "Mail: a@b.example<br>Tel: 1<br>Street<br>Town", []string{"1 paragraph Mail: a@b.example", "1 paragraph Tel: 1 Street Town"}},
		{"an address kept from gatherers", `<p>Write to <a class="__cf_email__" data-cfemail="2a5f6a48044f524b475a464f">[email&#160;protected]</a></p>`, []string{"1 paragraph Write to u@b.example [email protected]"}},
		{"frames", `<iframe src="https://f.example/">x</iframe><p>a</p>`, []string{"1 paragraph x hidden", "1 paragraph a", `link https://f.example/ "" 0`, "unread the frame https://f.example/ was not read"}},
		{"lines", "\n\n<p>\na\n</p>\n<script>\nx\n</script>\n<h2>b</h2>" + strings.Repeat(" word", 30), []string{"4 paragraph a", "9 heading b", "9 paragraph " + strings.TrimSpace(strings.Repeat("word ", 30))}},
		{"soft hyphens", "<p>vulner\u00adability zero\u200bwidth</p>", []string{"1 paragraph vulnerability zerowidth"}},
		{"stray end tags", "</p></table><p>a</td></div>b</p>", []string{"1 paragraph a", "1 paragraph b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, lines(t, c.page, "", Limits{})); diff != "" {
				t.Errorf("(want -, got +):\n%s", diff)
			}
		})
	}
}

func TestHead(t *testing.T) {
	text, err := Read([]byte("<html lang=en-GB><head><meta charset=iso-8859-1><meta http-equiv=refresh content='0; URL=/next'><title>Gr\xfc\xdfe &amp; more</title><svg><title>icon</title></svg><p>f\xfcr alle"), "", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if text.Title != "Grüße & more" || text.Lang != "en-GB" || text.Links[0].Href != "/next" || text.Links[0].Rel != "refresh" || text.Blocks[1].Text != "für alle" || !text.Blocks[0].Hidden {
		t.Errorf("%+v", text)
	}
}

func TestLimits(t *testing.T) {
	deep := strings.Repeat("<div>", 5000) + "<p>a</p>"
	for _, c := range []struct {
		page   string
		limits Limits
		want   string
	}{
		{"<p>a<p>b<p>c", Limits{Blocks: 2}, "unread only the first 2 blocks were read"},
		{strings.Repeat("<a href=x>a</a>", 30), Limits{Links: 3}, "unread only the first 3 links were read"},
		{deep, Limits{}, "unread elements deeper than 500 are read as if they were not nested"},
		{"<p>abcdef", Limits{Bytes: 5}, "unread only the first 5 of 9 bytes were read"},
		{"<p>" + strings.Repeat("a", 2<<20), Limits{}, "unread the page was read up to line 1: a part of it is too long"},
	} {
		got := lines(t, c.page, "", c.limits)
		if len(got) == 0 || !strings.Contains(strings.Join(got, "\n"), c.want) {
			t.Errorf("want %q, got %.300q", c.want, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("<table><tr><td rowspan=9 colspan=70000>a<table><dl><dt>b</table><a href=x><p>"), "utf-8")
	f.Add([]byte("<script><!--<script></script><svg><title><textarea><plaintext>"), "")
	f.Fuzz(func(t *testing.T, data []byte, charset string) {
		text, err := Read(data, charset, Limits{Bytes: 5000, Blocks: 100, Links: 20, Depth: 30})
		if err != nil {
			return
		}
		if len(text.Blocks) > 100 || len(text.Links) > 20 {
			t.Fatal("a limit was passed")
		}
		for _, l := range text.Links {
			if l.Block >= len(text.Blocks) {
				t.Fatalf("link %+v stands in no block", l)
			}
		}
	})
}

// Pictures that may say something are blocks; icons and decoration are not. Text
// that is struck out or wants scripts is not taken for what the page says.
func TestUnsaid(t *testing.T) {
	text, err := Read([]byte(`<p>Write to <img src=a.png alt="mail address"> or <img src=d.png alt=""><img src=i.png width=16>call.</p>
<p>Until <del>2028</del> 2030 <s>or 2031</s></p><noscript>Enable JavaScript to see more</noscript><a href=/x><img src=l.png alt="Security"></a>`), "", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range text.Blocks {
		line := string(b.Kind) + " " + b.Text
		if b.Hidden {
			line = "hidden " + line
		}
		got = append(got, line)
	}
	want := "paragraph Write to or call.|picture mail address|paragraph Until|hidden paragraph 2028|paragraph 2030|hidden paragraph or 2031|hidden paragraph Enable JavaScript to see more|picture Security"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
	if len(text.Unread) != 1 || !strings.Contains(text.Unread[0], "wants scripts") || text.Links[0].Text != "Security" {
		t.Errorf("%v %v", text.Unread, text.Links)
	}
	if all, _ := text.Sentences(100); len(all) != 3 {
		t.Errorf("sentences: %v", all)
	}
}
