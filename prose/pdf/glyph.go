package pdf

import (
	"strconv"
	"strings"
	"sync"
)

// glyphTable holds the glyph names that Latin, Greek and Cyrillic text uses, each with its
// code point (Adobe Glyph List). Letters of ASCII are their own names.
const glyphTable = `
space 0020 spacehackarabic 0020 exclam 0021 quotedbl 0022 numbersign 0023 dollar 0024 percent 0025
ampersand 0026 quotesingle 0027 parenleft 0028 parenright 0029 asterisk 002a plus 002b comma 002c hyphen 002d
period 002e slash 002f zero 0030 one 0031 two 0032 three 0033 four 0034 five 0035 six 0036 seven 0037
eight 0038 nine 0039 colon 003a semicolon 003b less 003c equal 003d greater 003e question 003f at 0040
bracketleft 005b backslash 005c bracketright 005d asciicircum 005e underscore 005f grave 0060 braceleft 007b
bar 007c verticalbar 007c braceright 007d asciitilde 007e nbspace 00a0 nonbreakingspace 00a0 exclamdown 00a1
cent 00a2 sterling 00a3 currency 00a4 yen 00a5 brokenbar 00a6 section 00a7 dieresis 00a8 copyright 00a9
ordfeminine 00aa guillemotleft 00ab logicalnot 00ac sfthyphen 00ad softhyphen 00ad registered 00ae
macron 00af overscore 00af degree 00b0 plusminus 00b1 twosuperior 00b2 threesuperior 00b3 acute 00b4 mu 00b5
mu1 00b5 paragraph 00b6 middot 00b7 periodcentered 00b7 cedilla 00b8 onesuperior 00b9 ordmasculine 00ba
guillemotright 00bb onequarter 00bc onehalf 00bd threequarters 00be questiondown 00bf Agrave 00c0 Aacute 00c1
Acircumflex 00c2 Atilde 00c3 Adieresis 00c4 Aring 00c5 AE 00c6 Ccedilla 00c7 Egrave 00c8 Eacute 00c9
Ecircumflex 00ca Edieresis 00cb Igrave 00cc Iacute 00cd Icircumflex 00ce Idieresis 00cf Eth 00d0 Ntilde 00d1
Ograve 00d2 Oacute 00d3 Ocircumflex 00d4 Otilde 00d5 Odieresis 00d6 multiply 00d7 Oslash 00d8 Ugrave 00d9
Uacute 00da Ucircumflex 00db Udieresis 00dc Yacute 00dd Thorn 00de germandbls 00df agrave 00e0 aacute 00e1
acircumflex 00e2 atilde 00e3 adieresis 00e4 aring 00e5 ae 00e6 ccedilla 00e7 egrave 00e8 eacute 00e9
ecircumflex 00ea edieresis 00eb igrave 00ec iacute 00ed icircumflex 00ee idieresis 00ef eth 00f0 ntilde 00f1
ograve 00f2 oacute 00f3 ocircumflex 00f4 otilde 00f5 odieresis 00f6 divide 00f7 oslash 00f8 ugrave 00f9
uacute 00fa ucircumflex 00fb udieresis 00fc yacute 00fd thorn 00fe ydieresis 00ff Amacron 0100 amacron 0101
Abreve 0102 abreve 0103 Aogonek 0104 aogonek 0105 Cacute 0106 cacute 0107 Ccircumflex 0108 ccircumflex 0109
Cdot 010a Cdotaccent 010a cdot 010b cdotaccent 010b Ccaron 010c ccaron 010d Dcaron 010e dcaron 010f
Dcroat 0110 Dslash 0110 dcroat 0111 dmacron 0111 Emacron 0112 emacron 0113 Ebreve 0114 ebreve 0115 Edot 0116
Edotaccent 0116 edot 0117 edotaccent 0117 Eogonek 0118 eogonek 0119 Ecaron 011a ecaron 011b Gcircumflex 011c
gcircumflex 011d Gbreve 011e gbreve 011f Gdot 0120 Gdotaccent 0120 gdot 0121 gdotaccent 0121 Gcedilla 0122
Gcommaaccent 0122 gcedilla 0123 gcommaaccent 0123 hcircumflex 0125 Hbar 0126 hbar 0127 Itilde 0128
itilde 0129 Imacron 012a imacron 012b Ibreve 012c ibreve 012d Iogonek 012e iogonek 012f Idot 0130
Idotaccent 0130 dotlessi 0131 IJ 0132 ij 0133 Jcircumflex 0134 jcircumflex 0135 Kcedilla 0136
Kcommaaccent 0136 kcedilla 0137 kcommaaccent 0137 kgreenlandic 0138 Lacute 0139 lacute 013a Lcedilla 013b
Lcommaaccent 013b lcedilla 013c lcommaaccent 013c Lcaron 013d lcaron 013e Ldot 013f Ldotaccent 013f ldot 0140
ldotaccent 0140 Lslash 0141 lslash 0142 Nacute 0143 nacute 0144 Ncedilla 0145 Ncommaaccent 0145 ncedilla 0146
ncommaaccent 0146 Ncaron 0147 ncaron 0148 napostrophe 0149 quoterightn 0149 Eng 014a eng 014b Omacron 014c
omacron 014d Obreve 014e obreve 014f Odblacute 0150 Ohungarumlaut 0150 odblacute 0151 ohungarumlaut 0151
OE 0152 oe 0153 Racute 0154 racute 0155 Rcedilla 0156 Rcommaaccent 0156 rcedilla 0157 rcommaaccent 0157
Rcaron 0158 rcaron 0159 Sacute 015a sacute 015b Scircumflex 015c scircumflex 015d Scedilla 015e scedilla 015f
Scaron 0160 scaron 0161 Tcedilla 0162 Tcommaaccent 0162 tcedilla 0163 tcommaaccent 0163 Tcaron 0164
tcaron 0165 Tbar 0166 tbar 0167 Utilde 0168 utilde 0169 Umacron 016a umacron 016b Ubreve 016c ubreve 016d
Uring 016e uring 016f Udblacute 0170 Uhungarumlaut 0170 udblacute 0171 uhungarumlaut 0171 Uogonek 0172
uogonek 0173 Wcircumflex 0174 wcircumflex 0175 Ycircumflex 0176 ycircumflex 0177 Ydieresis 0178 Zacute 0179
zacute 017a Zdot 017b Zdotaccent 017b zdot 017c zdotaccent 017c Zcaron 017d zcaron 017e longs 017f slong 017f
florin 0192 Scommaaccent 0218 scommaaccent 0219 circumflex 02c6 caron 02c7 breve 02d8 dotaccent 02d9
ring 02da ogonek 02db ilde 02dc tilde 02dc hungarumlaut 02dd Alpha 0391 Beta 0392 Gamma 0393 Epsilon 0395
Zeta 0396 Eta 0397 Theta 0398 Iota 0399 Kappa 039a Lambda 039b Mu 039c Nu 039d Xi 039e Omicron 039f Pi 03a0
Rho 03a1 Sigma 03a3 Tau 03a4 Upsilon 03a5 Phi 03a6 Chi 03a7 Psi 03a8 Iotadieresis 03aa Upsilondieresis 03ab
alphatonos 03ac epsilontonos 03ad etatonos 03ae iotatonos 03af upsilondieresistonos 03b0 alpha 03b1 beta 03b2
gamma 03b3 delta 03b4 epsilon 03b5 zeta 03b6 eta 03b7 theta 03b8 iota 03b9 kappa 03ba lambda 03bb nu 03bd
xi 03be omicron 03bf pi 03c0 rho 03c1 sigma1 03c2 sigmafinal 03c2 sigma 03c3 tau 03c4 upsilon 03c5 phi 03c6
chi 03c7 psi 03c8 omega 03c9 iotadieresis 03ca upsilondieresis 03cb omicrontonos 03cc upsilontonos 03cd
omegatonos 03ce theta1 03d1 Upsilon1 03d2 Upsilonhooksymbol 03d2 phi1 03d5 omega1 03d6 afii10023 0401
afii10051 0402 afii10052 0403 afii10053 0404 afii10054 0405 afii10055 0406 afii10056 0407 afii10057 0408
afii10058 0409 afii10059 040a afii10060 040b afii10061 040c afii10062 040e afii10145 040f afii10017 0410
afii10018 0411 afii10019 0412 afii10020 0413 afii10021 0414 afii10022 0415 afii10024 0416 afii10025 0417
afii10026 0418 afii10027 0419 afii10028 041a afii10029 041b afii10030 041c afii10031 041d afii10032 041e
afii10033 041f afii10034 0420 afii10035 0421 afii10036 0422 afii10037 0423 afii10038 0424 afii10039 0425
afii10040 0426 afii10041 0427 afii10042 0428 afii10043 0429 afii10044 042a afii10045 042b afii10046 042c
afii10047 042d afii10048 042e afii10049 042f afii10065 0430 afii10066 0431 afii10067 0432 afii10068 0433
afii10069 0434 afii10070 0435 afii10072 0436 afii10073 0437 afii10074 0438 afii10075 0439 afii10076 043a
afii10077 043b afii10078 043c afii10079 043d afii10080 043e afii10081 043f afii10082 0440 afii10083 0441
afii10084 0442 afii10085 0443 afii10086 0444 afii10087 0445 afii10088 0446 afii10089 0447 afii10090 0448
afii10091 0449 afii10092 044a afii10093 044b afii10094 044c afii10095 044d afii10096 044e afii10097 044f
afii10071 0451 afii10099 0452 afii10100 0453 afii10101 0454 afii10102 0455 afii10103 0456 afii10104 0457
afii10105 0458 afii10106 0459 afii10107 045a afii10108 045b afii10109 045c afii10110 045e afii10193 045f
afii10146 0462 afii10194 0463 afii10147 0472 afii10195 0473 afii10148 0474 afii10196 0475 afii10050 0490
afii10098 0491 afii10846 04d9 hyphentwo 2010 figuredash 2012 endash 2013 emdash 2014 horizontalbar 2015
dblverticalbar 2016 dbllowline 2017 underscoredbl 2017 quoteleft 2018 quoteright 2019 quotesinglbase 201a
quoteleftreversed 201b quotereversed 201b quotedblleft 201c quotedblright 201d quotedblbase 201e dagger 2020
daggerdbl 2021 bullet 2022 onedotenleader 2024 twodotenleader 2025 twodotleader 2025 ellipsis 2026
perthousand 2030 minute 2032 second 2033 primereversed 2035 guilsinglleft 2039 guilsinglright 203a
referencemark 203b exclamdbl 203c overline 203e asterism 2042 fraction 2044 Euro 20ac euro 20ac numero 2116
trademark 2122 Ohm 2126 Omega 2126 arrowleft 2190 arrowright 2192 minus 2212 infinity 221e notequal 2260
lessequal 2264 greaterequal 2265 blacksquare 25a0 filledbox 25a0 H22073 25a1 whitesquare 25a1 H18533 25cf
blackcircle 25cf checkmark 2713 ff fb00 fi fb01 fl fb02 ffi fb03 ffl fb04
`

var glyphs = sync.OnceValue(func() map[string]rune {
	words := strings.Fields(glyphTable)
	out := make(map[string]rune, len(words)/2+52)
	for i := 0; i+1 < len(words); i += 2 {
		n, _ := strconv.ParseUint(words[i+1], 16, 32)
		out[words[i]] = rune(n)
	}
	for c := 'A'; c <= 'Z'; c++ {
		out[string(c)], out[string(c+32)] = c, c+32
	}
	return out
})

// glyphText returns what a glyph's name stands for, "" where it says nothing. Names
// are read as the Adobe Glyph List Specification has it: what follows a point
// is dropped, underscores join parts, uni and u are followed by code points.
func glyphText(glyph string) string {
	glyph, _, _ = strings.Cut(glyph, ".")
	if strings.Contains(glyph, "_") {
		var b strings.Builder
		for part := range strings.SplitSeq(glyph, "_") {
			b.WriteString(glyphText(part))
		}
		return b.String()
	}
	if r, ok := glyphs()[glyph]; ok {
		return ligature(r)
	}
	for _, start := range []string{"uni", "u"} {
		rest, is := strings.CutPrefix(glyph, start)
		if !is || len(rest) < 4 || len(rest) > 6 {
			continue
		}
		if n, err := strconv.ParseUint(rest, 16, 32); err == nil && n <= 0x10ffff {
			return ligature(rune(n))
		}
	}
	return ""
}

// ligature takes letters apart that are joined in print only.
func ligature(r rune) string {
	switch r {
	case 0xfb00:
		return "ff"
	case 0xfb01:
		return "fi"
	case 0xfb02:
		return "fl"
	case 0xfb03:
		return "ffi"
	case 0xfb04:
		return "ffl"
	case 0xfb05, 0xfb06:
		return "st"
	}
	return string(r)
}
