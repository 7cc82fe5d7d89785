package pdf

import "unicode/utf8"

// Upper halves of the encodings of ISO 32000-1 annex D, from 0x80; U+FFFD where
// nothing is encoded.
const (
	winUpper = "\u20ac\u2022\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u2022\u017d\u2022" +
		"\u2022\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u2022\u017e\u0178"
	macUpper = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨\ufffdÆØ\ufffd±\ufffd\ufffd¥µ\ufffd\ufffd\ufffd\ufffd\ufffdªº\ufffdæø" +
		"¿¡¬\ufffdƒ\ufffd\ufffd«»…\u00a0ÀÃÕŒœ–—“”‘’÷\ufffdÿŸ⁄¤‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\ufffdÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ"
	standardFrom = 0xa1 // nothing before it
	standardUp   = "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ\ufffd–†‡·\ufffd¶•‚„”»…‰\ufffd¿\ufffd`´ˆ˜¯˘˙¨\ufffd˚¸\ufffd˝˛ˇ—" +
		"\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdÆ\ufffdª\ufffd\ufffd\ufffd\ufffdŁØŒº" +
		"\ufffd\ufffd\ufffd\ufffd\ufffdæ\ufffd\ufffd\ufffdı\ufffd\ufffdłøœß"
	docLower = "˘ˇˆ˙˝˛˚˜" // from 0x18
	docUpper = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž\ufffd€"
)

// charset says what the codes of a simple font stand for; "" where that is not known.
type charset [256]string

func upper(from int, s string) charset {
	var c charset
	for i := 0x20; i < 0x7f; i++ {
		c[i] = string(rune(i))
	}
	for _, r := range s {
		if r != utf8.RuneError {
			c[from] = ligature(r)
		}
		from++
	}
	return c
}

var (
	winAnsi  = latin(upper(0x80, winUpper))
	macRoman = upper(0x80, macUpper)
	standard = quoted(upper(standardFrom, standardUp))
)

// latin fills the rest of WinAnsi, which is ISO 8859-1.
func latin(c charset) charset {
	for i := 0xa0; i < 0x100; i++ {
		c[i] = string(rune(i))
	}
	return c
}

// quoted gives StandardEncoding its curled quotes.
func quoted(c charset) charset {
	c['\''], c['`'] = "’", "‘"
	return c
}

var pdfDocTable = func() [256]rune {
	var t [256]rune
	for i := range t {
		t[i] = rune(i)
	}
	for i, r := range []rune(docLower) {
		t[0x18+i] = r
	}
	for i, r := range []rune(docUpper) {
		t[0x80+i] = r
	}
	return t
}()

// pdfDoc reads a byte of PDFDocEncoding.
func pdfDoc(c byte) rune { return pdfDocTable[c] }

func namedCharset(n name) *charset {
	switch n {
	case "WinAnsiEncoding":
		return &winAnsi
	case "MacRomanEncoding":
		return &macRoman
	case "StandardEncoding":
		return &standard
	}
	return nil
}
