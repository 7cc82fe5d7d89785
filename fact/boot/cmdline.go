package boot

import (
	"bytes"
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
)

// Loader is an environment of U-Boot: what the loader does and what it tells the
// kernel. Saved is true for one with its checksum, false for the one built into
// the loader, which a saved one overrides.
type Loader struct {
	Vars  map[string]string
	Saved bool
	blob  *evidence.Blob
	at    map[string]int64 // where each variable starts
}

// At returns the place of a variable; of the whole where it is not there.
func (l *Loader) At(name string) assay.Where { return l.blob.At(l.at[name]) }

// Names returns the names of the variables in order.
func (l *Loader) Names() []string {
	var out []string
	for n := range l.Vars {
		out = append(out, n)
	}
	sort.Strings(out)
	return out
}

const (
	maxEnvironment = 128 << 10
	maxVariables   = 512
	maxLoaders     = 8
)

// Loaders returns the U-Boot environments of an image: the saved ones, else
// those built into loaders.
func Loaders(in *check.Input) []*Loader {
	found, _ := loaders.Of(in)
	return found
}

var loaders = check.NewFact("loaders", func(in *check.Input) ([]*Loader, error) {
	var out []*Loader
	for _, b := range in.Blobs {
		if len(out) == maxLoaders {
			in.Limit("more boot loader environments than are read", b.Origin, "boot loader settings may be missing", assay.AreaStart)
			break
		}
		if strings.HasPrefix(b.Format, "uboot-env") {
			if l := environment(b, 0, true); l != nil {
				out = append(out, l)
			}
			continue
		}
		out = append(out, builtIn(b)...)
	}
	return lasting(out), nil
})

// lasting leaves the saved environments where there are any: the loader takes
// its own only where it finds none.
func lasting(all []*Loader) []*Loader {
	var saved []*Loader
	for _, l := range all {
		if l.Saved {
			saved = append(saved, l)
		}
	}
	if len(saved) > 0 {
		return saved
	}
	return all
}

// builtIn finds the default environment in a loader's own bytes: strings
// name=value, each ended by a zero, of which one is bootcmd or bootdelay.
func builtIn(b *evidence.Blob) []*Loader {
	var out []*Loader
	end := 0
	for _, key := range []string{"bootcmd=", "bootdelay="} {
		for at := 0; len(out) < maxLoaders; {
			i := bytes.Index(b.Data[at:], []byte("\x00"+key))
			if i < 0 {
				break
			}
			at += i + 1
			if at < end {
				continue
			}
			first := at
			for first > 0 && at-first < maxEnvironment {
				prev := bytes.LastIndexByte(b.Data[:first-1], 0) + 1
				if !isAssignment(b.Data[prev : first-1]) {
					break
				}
				first = prev
			}
			if l := environment(b, first, false); l != nil && len(l.Vars) > 1 && !known(out, l) {
				out = append(out, l)
				for _, o := range l.at {
					end = max(end, int(o))
				}
			}
		}
	}
	return out
}

func known(all []*Loader, l *Loader) bool {
	for _, o := range all {
		same := len(o.Vars) == len(l.Vars)
		for k, v := range l.Vars {
			same = same && o.Vars[k] == v
		}
		if same {
			return true
		}
	}
	return false
}

func isAssignment(s []byte) bool {
	name, _, ok := bytes.Cut(s, []byte("="))
	if !ok || len(name) == 0 || len(name) > 64 || len(s) > 4096 {
		return false
	}
	for _, c := range s {
		if c < 0x20 || c > 0x7e {
			return false
		}
	}
	return !bytes.ContainsAny(name, " %(),;")
}

// environment reads assignments from an offset on, up to an empty string. A
// saved one starts with four bytes of checksum, and one of flags where it is
// kept twice.
func environment(b *evidence.Blob, from int, saved bool) *Loader {
	l := &Loader{Vars: make(map[string]string), at: make(map[string]int64), Saved: saved, blob: b}
	data := b.Data
	if saved && len(data) > 5 {
		from = 0
		if !isAssignment(firstString(data)) {
			from = 4
			if !isAssignment(firstString(data[4:])) {
				from = 5
			}
		}
	}
	for from < len(data) && len(l.Vars) < maxVariables {
		s := firstString(data[from:])
		if len(s) == 0 || !isAssignment(s) {
			break
		}
		name, value, _ := strings.Cut(string(s), "=")
		l.Vars[name], l.at[name] = value, int64(from)
		from += len(s) + 1
	}
	if len(l.Vars) == 0 {
		return nil
	}
	return l
}

func firstString(data []byte) []byte {
	end := bytes.IndexByte(data[:min(len(data), 4097)], 0)
	if end < 0 {
		return nil
	}
	return data[:end]
}

// Arguments are the words of the kernel command line of an environment.
func (l *Loader) Arguments() []string { return strings.Fields(l.Vars["bootargs"]) }

func initArguments(in *check.Input) []string {
	var out []string
	for _, l := range Loaders(in) {
		for _, a := range l.Arguments() {
			if name, ok := strings.CutPrefix(a, "init="); ok {
				if !strings.HasPrefix(name, "/") {
					name = "/" + name
				}
				out = append(out, name)
			}
		}
	}
	return out
}
