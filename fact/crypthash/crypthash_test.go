package crypthash

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

type vector struct {
	scheme   Scheme
	password string
	field    string
}

func vectors(t testing.TB) []vector {
	t.Helper()
	data, err := os.ReadFile("testdata/vectors.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []vector
	for _, line := range strings.Split(string(data), "\n") {
		if parts := strings.Split(line, "|"); len(parts) == 3 && !strings.HasPrefix(line, "#") {
			all = append(all, vector{Scheme(parts[0]), parts[1], parts[2]})
		}
	}
	if len(all) < 80 {
		t.Fatalf("only %d vectors", len(all))
	}
	return all
}

func TestVectors(t *testing.T) {
	for _, v := range vectors(t) {
		h := Parse(v.field)
		if h.Scheme != v.scheme {
			t.Errorf("%s: scheme %s, want %s", v.field, h.Scheme, v.scheme)
			continue
		}
		if v.scheme == Yescrypt && testing.Short() {
			continue
		}
		match := h.Matcher()
		if len(v.password) <= maxWord && !match(v.password) {
			t.Errorf("%s: %q does not match", v.field, v.password)
		}
		if wrong := "Z" + v.password; match(wrong) {
			t.Errorf("%s: %q matches", v.field, wrong)
		}
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		field, salt string
		scheme      Scheme
		rounds      int
	}{
		{"$1$$iC.dUsGpxNNJGeOm1dFio/", "", MD5, 0},
		{"rJ0FHsG0ZbyZo", "rJ", DES, 0},
		{"$5$rounds=1$ab$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc8", "ab", SHA256, 1000},
		{"$5$rounds=4294967296$ab$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc8", "", Unhandled, 0},
		{"$2a$99$AS9ET9AeGpwfxuk6gNIF9uMa065dbbSPJPDkWDMBsW8Vx4DAqpTWW", "", Unhandled, 0},
		{"$6$short$abc", "", Unhandled, 0},
		{"$1$nodigest", "", Unhandled, 0},
		{"$y$j9T$abc$short", "", Unhandled, 0},
		{"not a hash", "", Unhandled, 0},
		{"", "", Unhandled, 0},
		{strings.Repeat("a", 600), "", Unhandled, 0},
	} {
		h := Parse(c.field)
		if h.Scheme != c.scheme || h.Salt != c.salt || h.Rounds != c.rounds {
			t.Errorf("Parse(%q) = %s salt %q rounds %d, want %s %q %d", c.field, h.Scheme, h.Salt, h.Rounds, c.scheme, c.salt, c.rounds)
		}
	}
}

func TestHTPasswd(t *testing.T) {
	for field, want := range map[string]Scheme{
		"YWRtaW4=": Base64, "secret": Plain, "$apr1$abcdefgh$EPPqL9LkzAzKRrdKKTsfh/": Apache,
		"{SHA}GpHWL3ymc5liWkNopqtdSjuqYHM=": SHA1, "": Unhandled, "$9$x": Unhandled,
	} {
		if got := HTPasswd(field).Scheme; got != want {
			t.Errorf("HTPasswd(%q) = %s, want %s", field, got, want)
		}
	}
	if got, ok := HTPasswd("YWRtaW4=").Revealed(); got != "admin" || !ok {
		t.Errorf("Revealed() = %q, %v", got, ok)
	}
}

func TestTooDearIsNotComputed(t *testing.T) {
	for _, field := range []string{
		"$6$rounds=999999999$a$" + strings.Repeat("a", 86),
		"$2b$31$AS9ET9AeGpwfxuk6gNIF9uMa065dbbSPJPDkWDMBsW8Vx4DAqpTWW",
		"$y$jFT$m5QKVTI192cn2WgVXYWHa0$x1rOcSaGXjp2VeJMYaQhurPTjt3QExe1LSUG2MNxoX6",
	} {
		h := Parse(field)
		if h.Scheme == Unhandled {
			t.Errorf("%s is not recognised", field)
		}
		if found, tried := Search(h, []string{"a", "b"}); found != -1 || tried != 0 {
			t.Errorf("%s: found %d tried %d, want none tried", field, found, tried)
		}
	}
}

func TestSearchTakesTheFirst(t *testing.T) {
	words := make([]string, 0, 600)
	for i := range 600 {
		words = append(words, "word"+strconv.Itoa(i%300))
	}
	words[451] = "password"
	words[452] = "password"
	h := Parse("$1$abcdefgh$G//4keteveJp0qb8z2DxG/")
	for range 5 {
		if found, tried := Search(h, words); found != 451 || tried != 452 {
			t.Fatalf("Search = %d, %d, want 451, 452", found, tried)
		}
	}
	if found, tried := Search(h, words[:451]); found != -1 || tried != 451 {
		t.Fatalf("Search = %d, %d, want -1, 451", found, tried)
	}
}

func FuzzParse(f *testing.F) {
	for _, v := range []string{"$1$$iC.dUsGpxNNJGeOm1dFio/", "rJ0FHsG0ZbyZo", "_J9..rasmEedsvB6g8/6", "$6$rounds=9$a$b", "$y$j9T$a$b", "$2b$04$", "{SHA}", "$3$$"} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, field string) {
		for _, h := range []Hash{Parse(field), HTPasswd(field)} {
			if cost := h.Cost(); cost > 0 && cost < 20_000 {
				Search(h, []string{"", "admin", strings.Repeat("x", 100)})
			}
		}
	})
}

func benchmark(b *testing.B, field string) {
	match := Parse(field).Matcher()
	for b.Loop() {
		match("password")
	}
}

func BenchmarkDES(b *testing.B) { benchmark(b, "rJ0FHsG0ZbyZo") }
func BenchmarkMD5(b *testing.B) { benchmark(b, "$1$ybdHbPDn$ii9aEIFNiolBbM9QxW9mr0") }
func BenchmarkSHA256(b *testing.B) {
	benchmark(b, "$5$saltsalt$gOjOtoMpVhru2uyjeJSEc/JaLQWOXMNmlOnj6T4AtC.")
}
func BenchmarkSHA512(b *testing.B) {
	benchmark(b, "$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/")
}
func BenchmarkYescrypt(b *testing.B) {
	benchmark(b, "$y$j9T$2aUUnp55L7ZZb2JporfQx/$ElNfUGXLybMByPO8PU5ITwge2wloYXgAwC5N/pevee1")
}
