package shell

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/pattern"
	"mvdan.cc/sh/v3/syntax"
)

// fields expands words as a shell does: parameters, known substitutions, field
// splitting, file names. Values that only the device knows stay in as unknown.
func (s *State) fields(words []*syntax.Word) []string {
	var out []string
	for _, w := range words {
		for _, f := range s.split(w) {
			if len(out) >= maxFields {
				return out
			}
			out = append(out, f)
		}
	}
	return out
}

// builder puts the fields of one word together.
type builder struct {
	done []string
	text strings.Builder
	open bool // the present field exists, though it may be empty
	glob bool // an unquoted pattern character is in it
}

func (b *builder) quoted(v string) {
	b.open = true
	b.text.WriteString(v)
}

func (b *builder) unquoted(v string) {
	rest := v
	for rest != "" {
		cut := strings.IndexAny(rest, " \t\n")
		if cut < 0 {
			break
		}
		b.bare(rest[:cut])
		b.end()
		rest = strings.TrimLeft(rest[cut:], " \t\n")
		if len(b.done) > maxFields {
			return
		}
	}
	b.bare(rest)
}

func (b *builder) bare(v string) {
	if v == "" {
		return
	}
	b.open = true
	if strings.ContainsAny(v, "*?[") {
		b.glob = true
	}
	b.text.WriteString(v)
}

func (b *builder) end() {
	if b.open {
		v := b.text.String()
		if b.glob {
			v = globMark + v
		}
		b.done = append(b.done, v)
	}
	b.text.Reset()
	b.open, b.glob = false, false
}

// globMark stands before a field that is a file name pattern.
const globMark = "\x00"

func (s *State) split(w *syntax.Word) []string {
	var b builder
	s.parts(&b, w.Parts, false)
	b.end()
	out := make([]string, 0, len(b.done))
	for _, f := range b.done {
		if !s.spend(len(f) / 1024) {
			break
		}
		if !strings.HasPrefix(f, globMark) {
			out = append(out, f)
			continue
		}
		f = strings.TrimPrefix(f, globMark)
		if known(f) && s.spend(16) {
			if names := s.w.host.Glob(s.abs(f)); len(names) > 0 {
				out = append(out, names...)
				continue
			}
		}
		out = append(out, f)
	}
	return out
}

// literal expands a word to one string, without splitting or file names.
func (s *State) literal(w *syntax.Word) string {
	if w == nil {
		return ""
	}
	var b builder
	s.parts(&b, w.Parts, true)
	v := b.text.String()
	if len(v) > maxValue {
		return unknown(text(w, 40))
	}
	return v
}

func (s *State) parts(b *builder, parts []syntax.WordPart, quoted bool) {
	for _, part := range parts {
		if !s.step() || b.text.Len() > maxValue {
			return
		}
		switch p := part.(type) {
		case *syntax.Lit:
			s.lit(b, clean(p.Value), quoted)
		case *syntax.SglQuoted:
			v := clean(p.Value)
			if p.Dollar {
				v = unquoteDollar(v)
			}
			b.quoted(v)
		case *syntax.DblQuoted:
			b.open = true
			if len(p.Parts) == 1 && s.all(b, p.Parts[0]) {
				continue
			}
			s.parts(b, p.Parts, true)
		case *syntax.ParamExp:
			if s.all(b, p) {
				continue
			}
			b.add(s.param(p), quoted)
		case *syntax.CmdSubst:
			b.add(s.substitute(p), quoted)
		case *syntax.ArithmExp:
			b.add(s.arithmetic(p), quoted)
		default:
			b.add(unknown(text(part, 40)), quoted)
		}
	}
}

func (b *builder) add(v string, quoted bool) {
	if quoted {
		b.quoted(v)
		return
	}
	b.unquoted(v)
}

// lit takes backslashes out of a literal.
func (s *State) lit(b *builder, v string, quoted bool) {
	if !strings.ContainsRune(v, '\\') {
		if quoted {
			b.quoted(v)
		} else {
			b.bare(v)
		}
		return
	}
	for i := 0; i < len(v); i++ {
		if v[i] == '\\' && i+1 < len(v) && (!quoted || strings.IndexByte("$`\"\\\n", v[i+1]) >= 0) {
			i++
			if v[i] != '\n' {
				b.quoted(v[i : i+1])
			}
			continue
		}
		if quoted {
			b.quoted(v[i : i+1])
		} else {
			b.bare(v[i : i+1])
		}
	}
}

func unquoteDollar(v string) string {
	return strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\'`, "'", `\\`, `\`).Replace(v)
}

// all adds the positional parameters for "$@" and $*, one field each.
func (s *State) all(b *builder, part syntax.WordPart) bool {
	p, ok := part.(*syntax.ParamExp)
	if !ok || p.Param == nil || p.Param.Value != "@" || p.Exp != nil || p.Length || p.Slice != nil || p.Repl != nil {
		return false
	}
	if len(s.args) == 0 {
		b.open = b.text.Len() > 0
		return true
	}
	for i, a := range s.args {
		if i > 0 {
			b.end()
		}
		b.quoted(a)
	}
	return true
}

// param expands ${…}. Forms that are rare in start-up scripts stay unknown.
func (s *State) param(p *syntax.ParamExp) string {
	label := unknown(text(p, 60))
	if p.Param == nil || p.Excl || p.Width || p.Index != nil || p.Names != 0 || p.Slice != nil || p.NestedParam != nil {
		return label
	}
	v := s.parameter(p.Param.Value)
	switch {
	case p.Length:
		if known(v) {
			return strconv.Itoa(len(v))
		}
		return label
	case p.Repl != nil:
		return s.replaced(p, v, label)
	case p.Exp == nil:
		return v
	}
	return s.operator(p.Exp, v, p.Param.Value, label)
}

func (s *State) parameter(name string) string {
	switch name {
	case "0":
		return s.name
	case "#":
		return strconv.Itoa(len(s.args))
	case "*", "@":
		return strings.Join(s.args, " ")
	case "?", "$", "!", "-", "_", "RANDOM", "HOSTNAME":
		return unknown("$" + name)
	}
	if n, err := strconv.Atoi(name); err == nil {
		if n >= 1 && n <= len(s.args) {
			return s.args[n-1]
		}
		return ""
	}
	return s.get(name)
}

func (s *State) operator(e *syntax.Expansion, v, name, label string) string {
	set := v != ""
	switch e.Op {
	case syntax.DefaultUnset, syntax.DefaultUnsetOrNull:
		if set {
			return v
		}
		return s.literal(e.Word)
	case syntax.AssignUnset, syntax.AssignUnsetOrNull:
		if !set {
			v = s.literal(e.Word)
			s.set(name, v)
		}
		return v
	case syntax.AlternateUnset, syntax.AlternateUnsetOrNull:
		switch {
		case !known(v):
			return label
		case set:
			return s.literal(e.Word)
		}
		return ""
	case syntax.ErrorUnset, syntax.ErrorUnsetOrNull:
		return v
	}
	pat := s.literal(e.Word)
	if !known(v) || !known(pat) {
		return label
	}
	switch e.Op {
	case syntax.RemSmallPrefix:
		return trim(v, pat, pattern.Shortest, true)
	case syntax.RemLargePrefix:
		return trim(v, pat, 0, true)
	case syntax.RemSmallSuffix:
		return trim(v, pat, pattern.Shortest, false)
	case syntax.RemLargeSuffix:
		return trim(v, pat, 0, false)
	}
	return label
}

// trim takes a matching prefix or suffix off a value.
func trim(v, pat string, mode pattern.Mode, prefix bool) string {
	expr, err := pattern.Regexp(pat, mode)
	if err != nil {
		return v
	}
	if prefix {
		re, err := regexp.Compile("^(?:" + expr + ")")
		if err != nil {
			return v
		}
		if loc := re.FindStringIndex(v); loc != nil {
			return v[loc[1]:]
		}
		return v
	}
	re, err := regexp.Compile("^(?:" + expr + ")$")
	if err != nil {
		return v
	}
	if len(v) > 1024 {
		return v
	}
	for i := 0; i <= len(v); i++ {
		at := i // the longest suffix first
		if mode&pattern.Shortest != 0 {
			at = len(v) - i
		}
		if re.MatchString(v[at:]) {
			return v[:at]
		}
	}
	return v
}

func (s *State) replaced(p *syntax.ParamExp, v, label string) string {
	orig, with := s.literal(p.Repl.Orig), s.literal(p.Repl.With)
	if !known(v) || !known(orig) || orig == "" || strings.ContainsAny(orig, "*?[\\") {
		return label
	}
	if p.Repl.All {
		if strings.Count(v, orig)*len(with) > maxValue {
			return label
		}
		return strings.ReplaceAll(v, orig, with)
	}
	return strings.Replace(v, orig, with, 1)
}

// arithmetic knows plain numbers and their sums; the rest stays unknown.
func (s *State) arithmetic(p *syntax.ArithmExp) string {
	if n, ok := s.number(p.X, 0); ok {
		return strconv.Itoa(n)
	}
	return unknown(text(p, 40))
}

func (s *State) number(e syntax.ArithmExpr, depth int) (int, bool) {
	if depth > 20 {
		return 0, false
	}
	switch x := e.(type) {
	case *syntax.Word:
		v := s.literal(x)
		if known(v) && v != "" && !strings.ContainsAny(v[:1], "0123456789-") {
			v = s.get(v)
		}
		if v == "" {
			return 0, true
		}
		n, err := strconv.Atoi(v)
		return n, err == nil
	case *syntax.ParenArithm:
		return s.number(x.X, depth+1)
	case *syntax.BinaryArithm:
		a, aOK := s.number(x.X, depth+1)
		b, bOK := s.number(x.Y, depth+1)
		if !aOK || !bOK {
			return 0, false
		}
		switch x.Op {
		case syntax.Add:
			return a + b, true
		case syntax.Sub:
			return a - b, true
		}
	}
	return 0, false
}

// match says whether a value matches a shell pattern as a whole.
func match(pat, v string) bool {
	expr, err := pattern.Regexp(pat, pattern.EntireString)
	if err != nil {
		return pat == v
	}
	re, err := regexp.Compile(expr)
	return err == nil && re.MatchString(v)
}

// substitute returns what a command prints, for the few commands whose output
// the image alone decides.
func (s *State) substitute(p *syntax.CmdSubst) string {
	label := unknown("$(" + clip(stmtsText(p.Stmts), 60) + ")")
	if len(p.Stmts) == 1 && len(p.Stmts[0].Redirs) <= 1 {
		if call, ok := p.Stmts[0].Cmd.(*syntax.CallExpr); ok && len(call.Args) > 0 {
			if v, ok := s.output(s.fields(call.Args)); ok {
				return v
			}
		}
	}
	if s.depth < maxDepth {
		sub := s.fork()
		sub.depth++
		sub.stmts(p.Stmts)
	}
	return label
}

func (s *State) output(args []string) (string, bool) {
	for _, a := range args {
		if !known(a) {
			return "", false
		}
	}
	if len(args) == 0 {
		return "", false
	}
	var names []string
	flags := ""
	for _, a := range args[1:] {
		if strings.HasPrefix(a, "-") {
			flags += a[1:]
			continue
		}
		names = append(names, a)
	}
	switch args[0] {
	case "echo":
		return strings.Join(names, " "), true
	case "basename":
		if len(names) == 0 {
			return "", false
		}
		base := path.Base(names[0])
		if len(names) > 1 {
			base = strings.TrimSuffix(base, names[1])
		}
		return base, true
	case "dirname":
		if len(names) == 0 {
			return "", false
		}
		return path.Dir(names[0]), true
	case "ls":
		return s.listing(names, flags)
	case "cat":
		if len(names) == 1 {
			v, ok := s.w.host.Read(s.abs(names[0]))
			return strings.TrimRight(clean(v), "\n"), ok && len(v) <= maxValue
		}
	case "uci":
		return s.w.host.Read("uci:" + strings.Join(names, " "))
	}
	return "", false
}

func (s *State) listing(names []string, flags string) (string, bool) {
	if len(names) == 0 {
		names = []string{s.cwd}
	}
	var out []string
	for _, n := range names {
		inside := s.w.host.Glob(strings.TrimSuffix(s.abs(n), "/") + "/*")
		if len(inside) == 0 {
			out = append(out, n)
			continue
		}
		for _, f := range inside {
			out = append(out, path.Base(f))
		}
	}
	if strings.Contains(flags, "r") {
		for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
			out[i], out[j] = out[j], out[i]
		}
	}
	return strings.Join(out, "\n"), true
}

func stmtsText(stmts []*syntax.Stmt) string {
	var parts []string
	for i, st := range stmts {
		if i == 3 {
			break
		}
		parts = append(parts, text(st, 80))
	}
	return strings.Join(parts, "; ")
}
