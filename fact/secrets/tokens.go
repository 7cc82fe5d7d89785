package secrets

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"math"
	"regexp"
	"strings"
	"time"

	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/redact"
)

// sample are places whose secrets are nobody's.
var sample = regexp.MustCompile(`(?i)/(doc|docs|examples?|samples?|tests?|testdata|man)/`)

// text is a file that is looked through.
type text struct {
	node *evidence.Node
	path string
	data []byte
}

// rule is a token that is known by its form. Hint is how the token starts, or
// what stands in it behind a run of digits, so that most files are passed over
// at the speed of memory and the expression runs only where it may fit.
type rule struct {
	kind, hint string
	form       *regexp.Regexp // anchored at the token, or at the hint where Inside is set; group 1 is the token
	digits     bool           // a run of digits before the hint belongs to the token
	inside     bool           // the hint itself does not
	strict     bool           // the form alone is proof enough inside an executable
}

const end = `(?:$|[^A-Za-z0-9_+/=-])`

var rules = []rule{
	{kind: "AWS access key", hint: "AKIA", form: regexp.MustCompile(`^(AKIA[A-Z2-7]{16})` + end), strict: true},
	{kind: "AWS temporary access key", hint: "ASIA", form: regexp.MustCompile(`^(ASIA[A-Z2-7]{16})` + end)},
	{kind: "JWT", hint: "eyJ", form: regexp.MustCompile(`^(eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,})`), strict: true},
	{kind: "Google API key", hint: "AIza", form: regexp.MustCompile(`^(AIza[A-Za-z0-9_-]{35})` + end), strict: true},
	{kind: "GitHub token", hint: "ghp_", form: regexp.MustCompile(`^(ghp_[A-Za-z0-9]{36})` + end), strict: true},
	{kind: "GitHub token", hint: "gho_", form: regexp.MustCompile(`^(gho_[A-Za-z0-9]{36})` + end), strict: true},
	{kind: "GitHub token", hint: "ghs_", form: regexp.MustCompile(`^(ghs_[A-Za-z0-9]{36})` + end), strict: true},
	{kind: "GitHub token", hint: "github_pat_", form: regexp.MustCompile(`^(github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})` + end), strict: true},
	{kind: "GitLab token", hint: "glpat-", form: regexp.MustCompile(`^(glpat-[A-Za-z0-9_-]{20})` + end), strict: true},
	{kind: "Slack token", hint: "xox", form: regexp.MustCompile(`^(xox[abprs]-[0-9]{8,14}-[A-Za-z0-9-]{20,80})` + end), strict: true},
	{kind: "Stripe secret key", hint: "sk_live_", form: regexp.MustCompile(`^(sk_live_[A-Za-z0-9]{24,99})` + end), strict: true},
	{kind: "SendGrid key", hint: "SG.", form: regexp.MustCompile(`^(SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})` + end), strict: true},
	{kind: "Telegram bot token", hint: ":AA", form: regexp.MustCompile(`^([0-9]{8,10}:AA[A-Za-z0-9_-]{33})` + end), digits: true},
	{kind: "Azure storage key", hint: "AccountKey=", form: regexp.MustCompile(`^AccountKey=([A-Za-z0-9+/]{86}==)`), inside: true, strict: true},
	{kind: "Alibaba Cloud access key", hint: "LTAI", form: regexp.MustCompile(`^(LTAI[A-Za-z0-9]{12,20})` + end)},
	{kind: "bearer token", hint: "Bearer ", form: regexp.MustCompile(`^Bearer +([A-Za-z0-9_~+/-]{24,200}=*)`), inside: true},
}

// maxPerRule bounds what one file may report for one rule.
const maxPerRule = 20

func (t *text) tokens(textual bool) []Token {
	var out []Token
	seen := make(map[string]bool)
	for _, r := range rules {
		if !r.strict && !textual || !bytes.Contains(t.data, []byte(r.hint)) {
			continue
		}
		for _, at := range r.find(t.data) {
			value := string(t.data[at[0]:at[1]])
			note, ok := r.judge(value)
			if !ok || seen[value] {
				continue
			}
			seen[value] = true
			out = append(out, t.token(r.kind, value, note, at[0], textual))
		}
	}
	out = append(out, t.awsSecrets(out, textual)...)
	if textual && len(t.data) <= maxText {
		out = append(out, t.generic(seen)...)
	}
	return out
}

// find returns where the tokens of a rule stand.
func (r *rule) find(data []byte) [][2]int {
	var out [][2]int
	for from := 0; len(out) < maxPerRule; {
		hit := bytes.Index(data[from:], []byte(r.hint))
		if hit < 0 {
			return out
		}
		hit += from
		from = hit + len(r.hint)
		start := hit
		for r.digits && start > 0 && hit-start < 11 && data[start-1] >= '0' && data[start-1] <= '9' {
			start--
		}
		if !r.inside && start > 0 && partOfToken(data[start-1]) {
			continue
		}
		if m := r.form.FindSubmatchIndex(data[start:min(len(data), start+8192)]); m != nil {
			out = append(out, [2]int{start + m[2], start + m[3]})
			from = start + m[3]
		}
	}
	return out
}

func partOfToken(c byte) bool {
	return c == '_' || c == '-' || c == '+' || c == '/' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// judge looks at the value itself.
func (r *rule) judge(value string) (note string, ok bool) {
	switch r.kind {
	case "JWT":
		return jwt(value)
	case "AWS access key", "AWS temporary access key":
		if strings.HasSuffix(value, "EXAMPLE") {
			return "documentation example", true
		}
		return "", entropy(value[4:]) > 2.8
	}
	return "", entropy(value) > 3.2 && !strings.Contains(strings.ToLower(value), "example")
}

// jwt opens the header of a JSON Web Token (RFC 7519), which must name an
// algorithm, and its claims, which may name an end.
func jwt(value string) (note string, ok bool) {
	parts := strings.Split(value, ".")
	var header struct {
		Alg string `json:"alg"`
	}
	var claims struct {
		Exp float64 `json:"exp"`
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[0])
	if err != nil || json.Unmarshal(raw, &header) != nil || header.Alg == "" {
		return "", false
	}
	raw, err = base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(raw, &claims) != nil {
		return "", false
	}
	if claims.Exp > 0 && claims.Exp < 1e11 {
		return "expires " + time.Unix(int64(claims.Exp), 0).UTC().Format("2006-01-02"), true
	}
	return "never expires", true
}

func (t *text) token(kind, value, note string, at int, textual bool) Token {
	tok := Token{Kind: kind, Redacted: redact.Text(value), Fingerprint: redact.Fingerprint([]byte(value)), Note: note, Path: t.path, Where: t.node.AtOffset(int64(at))}
	if textual {
		tok.Where = t.node.At(1 + bytes.Count(t.data[:at], []byte{'\n'}))
	}
	if note == "" && sample.MatchString(t.path) {
		tok.Note = "among samples"
	}
	return tok
}

var awsSecret = regexp.MustCompile(`(?i)secret[a-z_"']{0,24}\s*[:=]\s*["']?([A-Za-z0-9/+]{40})(?:$|[^A-Za-z0-9/+=])`)

// awsSecrets looks for the other half of a pair: in text by its name, in an
// executable as a string of forty characters close by.
func (t *text) awsSecrets(found []Token, textual bool) []Token {
	var out []Token
	for _, f := range found {
		if f.Kind != "AWS access key" {
			continue
		}
		if !textual {
			out = append(out, t.nearby(*f.Where.Offset)...)
			continue
		}
		for _, at := range awsSecret.FindAllSubmatchIndex(t.data, maxPerRule) {
			value, note := string(t.data[at[2]:at[3]]), ""
			if strings.HasSuffix(value, "EXAMPLEKEY") {
				note = "documentation example"
			}
			if entropy(value) > 3.5 {
				out = append(out, t.token("AWS secret key", value, note, at[2], true))
			}
		}
		return out
	}
	return out
}

var forty = regexp.MustCompile(`\x00([A-Za-z0-9/+]{40})\x00`)

func (t *text) nearby(offset int64) []Token {
	from := max(0, int(offset)-256)
	m := forty.FindSubmatchIndex(t.data[from:min(len(t.data), int(offset)+300)])
	if m == nil {
		return nil
	}
	value := string(t.data[from+m[2] : from+m[3]])
	if entropy(value) < 4 || !mixed(value) || isHex(value) {
		return nil
	}
	return []Token{t.token("AWS secret key", value, "", from+m[2], false)}
}

func isHex(s string) bool { return strings.Trim(s, "0123456789abcdefABCDEF") == "" }

// setting is a name that promises a token, and a value that looks random.
var setting = regexp.MustCompile(`(?i)^[ \t]*(?:export[ \t]+|option[ \t]+|["'<])?((?:[a-z0-9]{1,24}[_.-])*(?:api|access|secret|auth|client|app|license|device|product|cloud|mqtt|sts|oss)[_.-]?(?:api[_.-]?)?(?:secret[_.-]?key|access[_.-]?key|secret|token|key))["'>]?(?:[ \t]*[:=][ \t]*|[ \t]+|)["']?([A-Za-z0-9+/_-]{20,200}={0,2})["'<;,]?[ \t\r]*(?:$|[^A-Za-z0-9 \t])`)

// generic looks for settings in configuration and scripts that name a token.
func (t *text) generic(seen map[string]bool) []Token {
	if !mayHoldSettings(t.path, t.data) {
		return nil
	}
	var out []Token
	pair := bytes.Contains(t.data, []byte("AKIA")) // awsSecrets reports the other half under its own name
	t.lines(func(line []byte, at int, hot bool) {
		if !hot || len(line) < 24 || len(out) >= maxPerRule {
			return
		}
		m := setting.FindSubmatchIndex(line)
		if m == nil {
			return
		}
		value := string(line[m[4]:m[5]])
		if seen[value] || entropy(value) < 3.5 || !mixed(value) || placeholder(value) || value[0] == '/' || pair && len(value) == 40 {
			return
		}
		seen[value] = true
		out = append(out, t.token("token in "+strings.ToLower(string(line[m[2]:m[3]])), value, "", at+m[4], true))
	})
	return out
}

// lines calls fn for each line that is no comment, with where it starts and
// whether it holds a word that a setting with a secret has in its name. Most
// lines fail that and meet no expression.
func (t *text) lines(fn func(line []byte, at int, hot bool)) {
	for at := 0; at < len(t.data); {
		size := bytes.IndexByte(t.data[at:], '\n')
		if size < 0 {
			size = len(t.data) - at
		}
		line := t.data[at : at+size]
		if size <= 4096 && !isComment(line) {
			fn(line, at, isHot(line))
		}
		at += size + 1
	}
}

// isHot says whether a line holds one of pass, pwd, psk, pw, secret, key, wep,
// wpa, token or "://", whatever the case.
func isHot(line []byte) bool {
	for i := 0; i+1 < len(line); i++ {
		switch line[i] | 0x20 {
		case 'p':
			if has(line[i:], "pass") || has(line[i:], "pw") || has(line[i:], "psk") {
				return true
			}
		case 's':
			if has(line[i:], "secret") {
				return true
			}
		case 'k':
			if has(line[i:], "key") {
				return true
			}
		case 'w':
			if has(line[i:], "wep") || has(line[i:], "wpa") {
				return true
			}
		case 't':
			if has(line[i:], "token") {
				return true
			}
		case ':': // stays itself: its bit 5 is set
			if has(line[i:], "://") {
				return true
			}
		}
	}
	return false
}

// has says whether a text starts with a word, in either case of letters.
func has(text []byte, word string) bool {
	if len(text) < len(word) {
		return false
	}
	for i := range len(word) {
		c := text[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != word[i] {
			return false
		}
	}
	return true
}

// mixed asks for letters and digits together: names of things rarely have both.
func mixed(value string) bool {
	digits := 0
	for _, c := range value {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	return digits >= 3 && digits < len(value)
}

// entropy is the Shannon entropy of a string in bits per character.
func entropy(s string) float64 {
	var count [256]int
	for i := range len(s) {
		count[s[i]]++
	}
	var h float64
	for _, n := range count {
		if n > 0 {
			p := float64(n) / float64(len(s))
			h -= p * math.Log2(p)
		}
	}
	return h
}
