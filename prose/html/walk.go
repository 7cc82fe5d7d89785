package html

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/assay-project/assay/prose"
)

// element is an open element with what it lends to the text in it.
type element struct {
	name   atom.Atom
	hidden bool
	aside  bool
	own    bool // inside main or article: a header there belongs to the matter
	kind   prose.Kind
	level  int
	tail   int // open tables when it was opened
}

type walker struct {
	limits Limits
	text   *prose.Text
	open   []element
	line   int

	buf     strings.Builder // text of the block being read
	bufLine int
	pending []int // links whose block is not yet known
	link    int   // index of the open link, -1 for none
	linkBuf strings.Builder
	title   strings.Builder
	inTitle bool
	tables  []*table
	count   int // tables so far
	scripts int
	stopped bool
	// pictures wait for the block that they stand in
	pictures []prose.Block
}

// run reads tokens to the end. A tokenizer is used, and no tree is built, since
// it takes time and memory in proportion to the page whatever the page holds.
func (w *walker) run(z *html.Tokenizer) {
	w.link = -1
	z.SetMaxBuf(1 << 20)
	for !w.stopped {
		kind := z.Next()
		raw := z.Raw()
		lines := bytes.Count(raw, []byte{'\n'})
		switch kind {
		case html.ErrorToken:
			if err := z.Err(); err == html.ErrBufferExceeded {
				w.unread("the page was read up to line %d: a part of it is too long", w.line)
			}
			return
		case html.TextToken:
			w.addText(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			w.start(token, kind == html.SelfClosingTagToken)
			if raw := token.DataAtom; raw == atom.Script || raw == atom.Style {
				w.skipRaw(z)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			w.end(atom.Lookup(name))
		}
		w.line += lines
	}
}

// skipRaw passes over the content of a script or style sheet.
func (w *walker) skipRaw(z *html.Tokenizer) {
	if z.Next() == html.TextToken {
		w.line += bytes.Count(z.Raw(), []byte{'\n'})
		if z.Next() == html.ErrorToken {
			w.stopped = true
		}
	}
}

func (w *walker) top() element {
	if len(w.open) == 0 {
		return element{}
	}
	return w.open[len(w.open)-1]
}

func (w *walker) addText(s string) {
	if w.inTitle {
		if w.title.Len() < 500 {
			w.title.WriteString(s)
		}
		return
	}
	if w.top().name == atom.Textarea || w.top().name == atom.Option {
		return
	}
	if w.buf.Len() == 0 {
		trimmed := strings.TrimLeft(s, " \t\r\n")
		w.bufLine = w.line + strings.Count(s[:len(s)-len(trimmed)], "\n")
	}
	w.buf.WriteString(s)
	if w.link >= 0 && w.linkBuf.Len() < 500 {
		w.linkBuf.WriteString(s)
	}
}

func attr(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(t html.Token, key string) bool {
	for _, a := range t.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// inline elements do not break a sentence.
var inline = atoms(atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Cite, atom.Code, atom.Data, atom.Dfn, atom.Em, atom.Font, atom.I, atom.Img, atom.Ins, atom.Kbd, atom.Label,
	atom.Mark, atom.Q, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr, atom.Big, atom.Del)

// void elements have no end tag.
var void = atoms(atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr,
	atom.Script, atom.Style) // whose end skipRaw passes

// closedBy lists elements whose end tag may be left out, with what ends them
// (WHATWG HTML, 13.1.2.4).
var closedBy = map[atom.Atom]map[atom.Atom]bool{
	atom.Li: atoms(atom.Li), atom.Dt: atoms(atom.Dt, atom.Dd), atom.Dd: atoms(atom.Dt, atom.Dd),
	atom.Td: atoms(atom.Td, atom.Th, atom.Tr, atom.Tbody, atom.Tfoot), atom.Th: atoms(atom.Td, atom.Th, atom.Tr, atom.Tbody, atom.Tfoot),
	atom.Tr: atoms(atom.Tr, atom.Tbody, atom.Tfoot), atom.Option: atoms(atom.Option, atom.Optgroup), atom.Head: atoms(atom.Body),
	atom.P: atoms(atom.P, atom.Div, atom.Ul, atom.Ol, atom.Dl, atom.Table, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Section, atom.Article, atom.Form, atom.Hr,
		atom.Main, atom.Nav, atom.Header, atom.Footer, atom.Aside, atom.Blockquote, atom.Address, atom.Details, atom.Fieldset, atom.Figure, atom.Pre),
}

func atoms(list ...atom.Atom) map[atom.Atom]bool {
	m := make(map[atom.Atom]bool)
	for _, a := range list {
		m[a] = true
	}
	return m
}

var headings = map[atom.Atom]int{atom.H1: 1, atom.H2: 2, atom.H3: 3, atom.H4: 4, atom.H5: 5, atom.H6: 6}

func (w *walker) start(t html.Token, closed bool) {
	name := t.DataAtom
	if !inline[name] || hides(t) {
		w.breakAt(name)
	}
	// an omitted end tag ends at most the cell, the row and the paragraph in it
	for range 3 {
		if !closedBy[w.top().name][name] {
			break
		}
		w.pop(len(w.open) - 1)
	}
	w.note(t)
	if void[name] || closed && name == 0 {
		return
	}
	if len(w.open) >= w.limits.Depth {
		w.unread("elements deeper than %d are read as if they were not nested", w.limits.Depth)
		return
	}
	w.open = append(w.open, w.opened(t))
	w.openTable(t)
}

// opened says what an element lends to the text in it.
func (w *walker) opened(t html.Token) element {
	e := w.top()
	e.name, e.tail = t.DataAtom, len(w.tables)
	e.hidden = e.hidden || hides(t)
	role := attr(t, "role")
	switch {
	case t.DataAtom == atom.Main, t.DataAtom == atom.Article, role == "main":
		e.own, e.aside = true, false
	case goesRound(t, role, e.own):
		e.aside = true
	}
	switch level := headings[t.DataAtom]; {
	case level > 0:
		e.kind, e.level = prose.Heading, level
	case t.DataAtom == atom.Li:
		e.kind, e.level = prose.Item, 0
	case t.DataAtom == atom.Td, t.DataAtom == atom.Th, t.DataAtom == atom.Dt, t.DataAtom == atom.Dd:
		e.kind, e.level = prose.Cell, 0
	case t.DataAtom == atom.Button:
		e.kind, e.level = prose.Field, 0
	}
	return e
}

// hides tells an element whose text is not shown, or is struck out: what it says
// does not hold.
func hides(t html.Token) bool {
	style := strings.ToLower(strings.ReplaceAll(attr(t, "style"), " ", ""))
	return has(t, "hidden") || strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") ||
		t.DataAtom == atom.Del || t.DataAtom == atom.S || t.DataAtom == atom.Strike || t.DataAtom == atom.Noscript || t.DataAtom == atom.Template || t.DataAtom == atom.Iframe || t.DataAtom == atom.Title
}

func goesRound(t html.Token, role string, own bool) bool {
	switch t.DataAtom {
	case atom.Nav, atom.Aside:
		return true
	case atom.Header, atom.Footer:
		return !own
	}
	switch role {
	case "navigation", "banner", "contentinfo", "search", "menu", "menubar":
		return true
	}
	marks := strings.ToLower(attr(t, "id") + " " + attr(t, "class"))
	return strings.Contains(marks, "cookie") && (strings.Contains(marks, "banner") || strings.Contains(marks, "notice") || strings.Contains(marks, "consent") || strings.Contains(marks, "modal"))
}

// note takes what an element says by its attributes.
func (w *walker) note(t html.Token) {
	switch t.DataAtom {
	case atom.Html:
		w.text.Lang = strings.TrimSpace(attr(t, "lang"))
	case atom.Title:
		w.inTitle = w.title.Len() == 0 && !w.hasOpen(atom.Svg)
	case atom.Meta:
		w.meta(t)
	case atom.Script:
		w.scripts++
	case atom.Iframe, atom.Frame, atom.Object, atom.Embed:
		if src := attr(t, "src") + attr(t, "data"); src != "" && !w.top().hidden {
			w.unread("the frame %s was not read", short(src))
			w.addLink(prose.Link{Href: src, Rel: "frame", Block: -1})
		}
	case atom.A:
		w.endLink()
		if has(t, "href") {
			w.addLink(prose.Link{Href: strings.TrimSpace(attr(t, "href")), Rel: attr(t, "rel"), Block: -1})
			w.link = len(w.text.Links) - 1
		}
	case atom.Br:
		w.lineBreak()
	case atom.Img:
		w.picture(t)
	case atom.Input, atom.Textarea, atom.Select:
		w.field(t)
	}
	if coded := attr(t, "data-cfemail"); coded != "" {
		w.addText(uncover(coded) + " ")
	}
}

// iconSide is the longest side in pixels of what is an icon and says nothing.
const iconSide = 48

// picture notes a picture that may say something: one that is no icon and that
// the page does not call decoration by an empty text for those who cannot see.
func (w *walker) picture(t html.Token) {
	alt := prose.Fold(attr(t, "alt"))
	if w.link >= 0 && w.linkBuf.Len() < 500 {
		w.linkBuf.WriteString(alt + " ")
	}
	if alt == "" && has(t, "alt") || icon(attr(t, "width")) || icon(attr(t, "height")) || attr(t, "role") == "presentation" || len(w.pictures) >= 100 {
		return
	}
	top := w.top()
	w.pictures = append(w.pictures, prose.Block{Kind: prose.Picture, Text: short(alt), Line: w.line, Hidden: top.hidden, Aside: top.aside})
}

func icon(side string) bool {
	n, err := strconv.Atoi(strings.TrimSuffix(side, "px"))
	return err == nil && n <= iconSide
}

func (w *walker) hasOpen(name atom.Atom) bool {
	for _, e := range w.open {
		if e.name == name {
			return true
		}
	}
	return false
}

func (w *walker) meta(t html.Token) {
	switch strings.ToLower(attr(t, "http-equiv")) {
	case "content-language":
		if w.text.Lang == "" {
			w.text.Lang = strings.TrimSpace(attr(t, "content"))
		}
	case "refresh":
		if _, to, ok := strings.Cut(strings.ToLower(attr(t, "content")), "url="); ok {
			whole := attr(t, "content")
			w.addLink(prose.Link{Href: strings.Trim(whole[len(whole)-len(to):], `'" `), Rel: "refresh", Block: -1})
		}
	}
}

// uncover reads an address as Cloudflare hides it from gatherers of addresses: the
// first byte is xored into the others. A browser shows it.
func uncover(coded string) string {
	raw, err := hex.DecodeString(coded)
	if err != nil || len(raw) < 2 || len(raw) > 256 {
		return ""
	}
	for i := range raw[1:] {
		raw[i+1] ^= raw[0]
	}
	return string(raw[1:])
}

func short(s string) string {
	if len(s) > 200 {
		return s[:200] + "…"
	}
	return s
}

func (w *walker) addLink(l prose.Link) {
	if len(w.text.Links) >= w.limits.Links {
		w.unread("only the first %d links were read", w.limits.Links)
		w.link = -1
		return
	}
	w.text.Links = append(w.text.Links, l)
	w.pending = append(w.pending, len(w.text.Links)-1)
}

func (w *walker) endLink() {
	if w.link >= 0 {
		w.text.Links[w.link].Text = prose.Fold(w.linkBuf.String())
	}
	w.link = -1
	w.linkBuf.Reset()
}

// lineBreak ends the block where what stands before it is complete, and is a
// space where lines were merely broken by hand.
func (w *walker) lineBreak() {
	s := strings.TrimSpace(w.buf.String())
	if s == "" || strings.ContainsRune(".:;!?", rune(s[len(s)-1])) || strings.Contains(s, "@") {
		w.flush()
		return
	}
	w.buf.WriteByte(' ')
}

// breakAt ends the block before an element that stands on its own.
func (w *walker) breakAt(name atom.Atom) {
	if name != atom.Br && name != atom.Script && name != atom.Style && name != 0 {
		w.flush()
	}
}

func (w *walker) field(t html.Token) {
	kind := strings.ToLower(attr(t, "type"))
	if t.DataAtom != atom.Input {
		kind = t.DataAtom.String()
	}
	if kind == "hidden" {
		return
	}
	if kind == "" {
		kind = "text"
	}
	label := prose.Fold(strings.Join([]string{attr(t, "name"), attr(t, "placeholder"), attr(t, "aria-label"), attr(t, "value")}, " "))
	top := w.top()
	w.add(prose.Block{Kind: prose.Field, Name: kind, Text: short(label), Line: w.line, Hidden: top.hidden, Aside: top.aside})
}

func (w *walker) end(name atom.Atom) {
	if name == atom.Title {
		w.inTitle = false
	}
	if !inline[name] {
		w.breakAt(name)
	}
	if name == atom.A {
		w.endLink()
	}
	for i := len(w.open) - 1; i >= 0; i-- {
		if w.open[i].name == name {
			w.pop(i)
			return
		}
		// an end tag inside a cell does not close the table round it
		if w.open[i].name == atom.Table && name != atom.Table {
			return
		}
	}
}

// pop closes the elements from i on.
func (w *walker) pop(i int) {
	for _, e := range w.open[i:] {
		if !inline[e.name] || e.hidden {
			w.flush()
			break
		}
	}
	for k := len(w.open) - 1; k >= i; k-- {
		w.closeTable(w.open[k])
	}
	w.open = w.open[:i]
}

// flush ends the block that is being read.
func (w *walker) flush() {
	text := prose.Fold(plainSpaces.Replace(w.buf.String()))
	w.buf.Reset()
	defer w.addPictures()
	if text == "" {
		return
	}
	e := w.top()
	if e.hidden && w.hasOpen(atom.Noscript) && strings.Contains(strings.ToLower(text), "javascript") {
		w.unread("the page says that it wants scripts, which were not run: %s", short(text))
	}
	b := prose.Block{Kind: e.kind, Level: e.level, Text: text, Line: w.bufLine, Hidden: e.hidden, Aside: e.aside}
	if b.Kind == "" {
		b.Kind = prose.Paragraph
	}
	if b.Kind == prose.Field {
		b.Name = "button"
	}
	w.place(&b)
	w.add(b)
}

func (w *walker) addPictures() {
	for _, b := range w.pictures {
		w.add(b)
	}
	w.pictures = w.pictures[:0]
}

// plainSpaces takes away what is not seen.
var plainSpaces = strings.NewReplacer("\u00ad", "", "\u200b", "", "\ufeff", "", "\u200c", "", "\u200d", "")

func (w *walker) add(b prose.Block) {
	if len(w.text.Blocks) >= w.limits.Blocks {
		w.unread("only the first %d blocks were read", w.limits.Blocks)
		w.stopped = true
		return
	}
	w.text.Blocks = append(w.text.Blocks, b)
	for _, i := range w.pending {
		w.text.Links[i].Block = len(w.text.Blocks) - 1
	}
	w.pending = w.pending[:0]
}

func (w *walker) finish() {
	w.endLink()
	w.flush()
	w.pop(0)
	w.text.Title = prose.Fold(w.title.String())
	words := 0
	for i := range w.text.Blocks {
		if b := &w.text.Blocks[i]; !b.Hidden && b.Kind != prose.Picture {
			words += len(strings.Fields(b.Text))
		}
	}
	if w.scripts > 0 && words < fewWords {
		w.unread("the page shows %d words without its scripts, which were not run", words)
	}
}
