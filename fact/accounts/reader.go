package accounts

import (
	"bytes"
	"errors"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/crypthash"
)

// source is a file with accounts.
type source struct {
	node    *evidence.Node
	path    string // "/etc/passwd"
	kind    kind
	entries []entry
	live    bool
	placed  []assay.Where // lines of scripts that put it in place
}

// reader reads the accounts of one tree.
type reader struct {
	in      *check.Input
	tree    *evidence.Tree
	device  bool
	seen    map[*evidence.Node]bool
	out     *Accounts
	sources []source
	scripts []script
}

// script is a text that the device may run, for finding which files it puts in place.
type script struct {
	node *evidence.Node
	path string
	text string
}

func (r *reader) read() {
	_ = r.tree.Walk(func(at string, n *evidence.Node) error {
		if n.IsRegular() && (n.Size <= maxFile || kindOf(n.Name) != none) {
			r.file("/"+at, n)
		}
		return nil
	})
	if len(r.sources) > maxSources || len(r.scripts) > maxScripts {
		r.in.Limit("account files", r.tree.Origin, "only the first 256 files and 512 scripts were read", assay.AreaAccounts)
		r.sources = r.sources[:min(len(r.sources), maxSources)]
		r.scripts = r.scripts[:min(len(r.scripts), maxScripts)]
	}
	r.writtenByScripts()
	for i := range r.sources {
		s := &r.sources[i]
		s.live = s.live || r.standsInPlace(s) || r.putInPlace(s)
		r.out.Files = append(r.out.Files, s.node.At(0))
	}
	first := len(r.out.All)
	for i := range r.sources {
		r.accounts(&r.sources[i])
	}
	r.out.All = append(r.out.All[:first], merge(r.out.All[first:])...)
}

// skipped are folders whose account files are samples, never the device's own.
var skipped = regexp.MustCompile(`/(doc|docs|examples?|samples?|man)/`)

func (r *reader) file(at string, n *evidence.Node) {
	if skipped.MatchString(at) {
		return
	}
	k := kindOf(n.Name)
	if k == none && n.Size > maxSniff {
		return
	}
	data, err := n.Bytes(maxFile)
	if k != none && errors.Is(err, evidence.ErrTooLarge) {
		r.in.Limit("account file", n.Origin(), "only its first 256 KiB were read", assay.AreaAccounts)
		data, err = data[:bytes.LastIndexByte(data, '\n')+1], nil
	}
	if err != nil {
		if k != none {
			r.in.Limit("account file", n.Origin(), "not read: "+err.Error(), assay.AreaAccounts)
		}
		return
	}
	r.out.Searched++
	if k == none {
		if looksLikePasswd(data) {
			k = passwd
		} else {
			r.maybeScript(at, n, data)
			return
		}
	}
	entries := parse(k, data, kindOf(n.Name) == none || k == web)
	if len(entries) == 0 {
		r.maybeScript(at, n, data)
		return
	}
	if bytes.Count(data, []byte{'\n'}) > maxLines {
		r.in.Limit("account file", n.Origin(), "only its first 5000 lines were read", assay.AreaAccounts)
	}
	r.sources = append(r.sources, source{node: n, path: at, kind: k, entries: entries})
}

// looksLikePasswd says whether every line of a file reads as a passwd line, at
// least one of them root's or another account with a home and a shell.
func looksLikePasswd(data []byte) bool {
	if bytes.Count(data, []byte{':'}) < 6 || len(data) > 0 && data[0] == '#' {
		return false
	}
	entries := parse(passwd, data, true)
	return slices.ContainsFunc(entries, func(e entry) bool { return e.home != "" && e.shell != "" })
}

func (r *reader) maybeScript(at string, n *evidence.Node, data []byte) {
	if bytes.HasPrefix(data, []byte("#!")) || strings.HasPrefix(at, "/etc/init") || strings.HasSuffix(at, ".sh") || strings.HasPrefix(n.Name, "rc") {
		if bytes.IndexByte(data, 0) < 0 && (bytes.Contains(data, []byte("passwd")) || bytes.Contains(data, []byte("shadow"))) {
			r.scripts = append(r.scripts, script{n, at, string(data)})
		}
	}
}

// standsInPlace says whether the system looks at this very file.
func (r *reader) standsInPlace(s *source) bool {
	if s.kind == web || s.kind == digest || s.kind == httpdConf {
		return true
	}
	if r.tree.Mount != "/" && !r.device && r.in.Device != nil {
		return false // another root's; where no root was found, a partition with etc/ is the best there is
	}
	for _, at := range []string{"etc/passwd", "etc/shadow", "etc/master.passwd"} {
		if n, err := r.tree.Resolve(at); err == nil && n == s.node {
			return true
		}
	}
	return false
}

// putInPlace says whether a script names the file together with passwd or
// shadow in a copy, move or link: "cp -p /etc/passwd.bak /var/passwd".
func (r *reader) putInPlace(s *source) bool {
	for _, sc := range r.scripts {
		for i, line := range strings.Split(sc.text, "\n") {
			if !copies.MatchString(line) || !mentions(line, s.path) {
				continue
			}
			s.placed = append(s.placed, sc.node.At(i+1))
			return true
		}
	}
	return false
}

var copies = regexp.MustCompile(`^\s*([^#]*[;&|]\s*)?(busybox\s+)?(cp|mv|ln|cat|install|dd|tar)\s[^#]*(passwd|shadow)`)

// mentions says whether a line names a path as a whole word, with or without
// what mounts stand before it.
func mentions(line, at string) bool {
	for _, word := range strings.Fields(line) {
		word = strings.Trim(word, `"';`)
		if path.Clean(word) == at || strings.Contains(word, "*") && globs(word, at) {
			return true
		}
	}
	return false
}

func globs(pattern, at string) bool {
	ok, err := path.Match(pattern, at)
	return err == nil && ok
}

// written finds a passwd line inside a script, in what echo or a here-document
// writes: echo 'root:$1$…:0:0:root:/:/bin/sh' > /etc/passwd.
var written = regexp.MustCompile("(?m)(?:^|[\"'`\\s])([A-Za-z0-9_.-]{1,32}):([^:\\s\"'`]{0,150}):(\\d{1,10}):(\\d{1,10}):([^:\\n\"'`]{0,64}):(/[^:\\n\"'`]{0,64}):(/[^:\\s\"'`]{1,64})")

func (r *reader) writtenByScripts() {
	for _, sc := range r.scripts {
		var entries []entry
		for _, m := range written.FindAllStringSubmatchIndex(sc.text, 64) {
			line := 1 + strings.Count(sc.text[:m[2]], "\n")
			if comment(sc.text, m[2]) {
				continue
			}
			e, ok := passwdLine(strings.Split(strings.ReplaceAll(sc.text[m[2]:m[15]], `\$`, "$"), ":"))
			if ok && !(e.hash.Scheme == crypthash.Unhandled && strings.HasPrefix(e.field, "$")) && !strings.HasPrefix(e.user, "$") {
				e.line = line
				entries = append(entries, e)
			}
		}
		if len(entries) > 0 {
			r.sources = append(r.sources, source{node: sc.node, path: sc.path, kind: passwd, entries: entries, live: true})
		}
	}
}

// comment says whether the line around a position is a comment.
func comment(text string, at int) bool {
	start := strings.LastIndexByte(text[:at], '\n') + 1
	return strings.HasPrefix(strings.TrimSpace(text[start:at]), "#")
}

// accounts turns the lines of one file into accounts, looking an "x" up in the
// shadow file beside it.
func (r *reader) accounts(s *source) {
	switch s.kind {
	case shadow:
		for _, e := range s.entries {
			if p, _ := r.partner(s, passwd, "shadow", "passwd", e.user); p == nil {
				r.add(s, e, nil, nil)
			}
		}
	case passwd:
		for _, e := range s.entries {
			if e.field != "x" {
				r.add(s, e, &e, nil)
				continue
			}
			hidden, from := r.partner(s, shadow, "passwd", "shadow", e.user)
			if hidden == nil {
				r.add(s, e, &e, nil)
				continue
			}
			r.add(from, *hidden, &e, s)
		}
	default:
		for _, e := range s.entries {
			r.add(s, e, nil, nil)
		}
	}
}

// partner finds a user's line in the file of the other kind in the same folder,
// that with the same suffix first.
func (r *reader) partner(s *source, k kind, word, other, user string) (*entry, *source) {
	var plain, same *source
	for i := range r.sources {
		c := &r.sources[i]
		if c.kind != k || path.Dir(c.path) != path.Dir(s.path) {
			continue
		}
		if suffixOf(c.node.Name, other) == suffixOf(s.node.Name, word) {
			same = c
		} else if c.node.Name == other {
			plain = c
		}
	}
	if same == nil {
		same = plain
	}
	if same == nil {
		return nil, nil
	}
	for i := range same.entries {
		if same.entries[i].user == user {
			return &same.entries[i], same
		}
	}
	return nil, nil
}

// add records one account: secret is the line with the password field, public
// the passwd line, from the file of the latter where it is another.
func (r *reader) add(s *source, secret entry, public *entry, from *source) {
	a := Account{
		User: secret.user, Web: secret.web, Path: s.path, Scheme: secret.hash.Scheme, State: stateOf(secret.field, secret.hash),
		Live: s.live || from != nil && from.live, hash: secret.hash, Where: []assay.Where{s.node.At(secret.line)},
	}
	if a.Scheme == crypthash.Unhandled && (a.State == Empty || a.State == Locked) {
		a.Scheme = "none"
	}
	if public != nil {
		a.UID, a.Home, a.Shell = public.uid, public.home, public.shell
	}
	if from != nil {
		a.Where = append(a.Where, from.node.At(public.line))
	}
	a.Where = append(a.Where, s.placed...)
	r.placeholder(&a, secret.field)
	r.out.All = append(r.out.All, a)
}

// placeholder marks a locked field that the device's own log-in script takes for
// "no password was set yet" and then gives a shell without asking, as OpenWrt
// until 15.05 does with "x" and "!".
func (r *reader) placeholder(a *Account, field string) {
	if field != "x" && field != "!" || a.User != "root" {
		return
	}
	for _, sc := range r.scripts {
		if at := unsetTest.FindStringIndex(sc.text); at != nil && sc.path == "/bin/login.sh" && !comment(sc.text, at[0]) {
			a.State, a.Note = Empty, "none is set, and "+sc.path+" then gives a shell without asking"
			a.Where = append(a.Where, sc.node.At(1+strings.Count(sc.text[:at[0]], "\n")))
			return
		}
	}
}

var unsetTest = regexp.MustCompile(`\^root:\[!x\]`)

// merge joins accounts of one tree with the same user and the same stored
// password: a backup copy of passwd is another place, not another account.
func merge(all []Account) []Account {
	var out []Account
	at := make(map[string]int)
	for _, a := range all {
		key := a.User + "\x00" + a.hash.Raw + "\x00" + string(a.State)
		if a.Web {
			key += "\x00web"
		}
		i, ok := at[key]
		if !ok {
			at[key] = len(out)
			out = append(out, a)
			continue
		}
		have := &out[i]
		if a.Live && !have.Live {
			*have, a = a, *have
		}
		have.Where = append(have.Where, a.Where...)
		if have.UID == nil {
			have.UID, have.Shell, have.Home = a.UID, a.Shell, a.Home
		}
	}
	return out
}
