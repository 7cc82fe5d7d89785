package accounts

import (
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
)

//go:embed data/published.csv
var publishedCSV string

//go:embed data/cheatsheet.csv
var cheatsheetCSV string

// list is the fixed list of default passwords; data/README.md says where each
// comes from. Its order is part of the answer: a capped search tries the same
// ones on every machine.
type list struct {
	byUser map[string][]string // lower-case user -> passwords, published first
	all    []string            // every password once, published first, then by how many products ship it
	known  map[string]bool
}

var defaults = sync.OnceValue(func() *list {
	l := &list{byUser: make(map[string][]string), known: make(map[string]bool)}
	for _, text := range []string{publishedCSV, cheatsheetCSV} {
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			panic(err) // embedded data; a test reads it
		}
		for _, row := range rows[1:] {
			user := strings.ToLower(row[0])
			l.byUser[user] = append(l.byUser[user], row[1])
			if !l.known[row[1]] {
				l.known[row[1]] = true
				l.all = append(l.all, row[1])
			}
		}
	}
	return l
})

// candidates is the list for accounts that share a hash: no password, what is
// published for these users, what is made from their names and the device's,
// then everything.
func candidates(users, names []string) []string {
	l := defaults()
	out := make([]string, 0, len(l.all)+64)
	seen := make(map[string]bool, len(l.all)+64)
	put := func(words ...string) {
		for _, w := range words {
			if !seen[w] {
				seen[w] = true
				out = append(out, w)
			}
		}
	}
	put("")
	for _, u := range users {
		put(l.byUser[strings.ToLower(u)]...)
	}
	for _, name := range append(append([]string(nil), users...), names...) {
		put(variants(name)...)
	}
	put(l.all...)
	return out
}

// variants is what people make of a name.
func variants(name string) []string {
	if name == "" || len(name) > 32 {
		return nil
	}
	lower := strings.ToLower(name)
	out := []string{name, lower, strings.ToUpper(name), strings.ToUpper(lower[:1]) + lower[1:]}
	for _, tail := range []string{"1", "12", "123", "1234", "12345", "123456", "!", "@123", "2020", "pass"} {
		out = append(out, lower+tail)
	}
	reversed := []byte(lower)
	for i, j := 0, len(reversed)-1; i < j; i, j = i+1, j-1 {
		reversed[i], reversed[j] = reversed[j], reversed[i]
	}
	return append(out, string(reversed), lower+lower)
}

// deviceNames reads what the device calls itself: host name and model.
func deviceNames(in *check.Input) []string {
	var out []string
	for _, t := range in.Trees() {
		for _, at := range []string{"etc/hostname", "etc/HOSTNAME", "etc/model", "etc/model_name", "etc/product"} {
			if n := t.Lookup(at); n != nil && n.IsRegular() && n.Size < 256 {
				out = append(out, words(n)...)
			}
		}
		if n := t.Lookup("etc/config/system"); n != nil && n.IsRegular() && n.Size < 16<<10 {
			out = append(out, optionHostname(n)...)
		}
	}
	return out[:min(len(out), 8)]
}

func words(n *evidence.Node) []string {
	data, err := n.Bytes(256)
	if err != nil {
		return nil
	}
	fields := strings.Fields(string(data))
	return fields[:min(len(fields), 2)]
}

func optionHostname(n *evidence.Node) []string {
	data, err := n.Bytes(16 << 10)
	if err != nil {
		return nil
	}
	for _, line := range strings.Split(string(data), "\n") {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "option" && f[1] == "hostname" {
			return []string{strings.Trim(f[2], `'"`)}
		}
	}
	return nil
}
