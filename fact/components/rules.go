package components

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"strings"
	"sync"
)

//go:embed rules.json
var rulesJSON []byte

// Rule says how one component shows itself. A file is the component's when its
// name fits Files (where there are any), it holds every string of Requires and,
// where the version stands in an anchored string, one of Anchors.
type Rule struct {
	Name       string   `json:"name"`
	Files      []string `json:"files,omitempty"`    // globs on the base name; none means any file and any blob
	Anchors    []string `json:"anchors,omitempty"`  // literals that mark the string with the version
	Requires   []string `json:"requires,omitempty"` // literals that must all occur somewhere in the file
	Without    []string `json:"without,omitempty"`  // literals that must not occur: the file merely links the component
	String     string   `json:"string,omitempty"`   // regexp on the printable string around an anchor; group 1 is the version
	Standalone string   `json:"standalone,omitempty"`
	File       string   `json:"file,omitempty"` // regexp on the base name; group 1 is the version
	// Releases turns the number of a file name into the release it belongs to.
	Releases   map[string]string `json:"releases,omitempty"`
	CPE        string            `json:"cpe,omitempty"` // "a:busybox:busybox"
	Confidence string            `json:"confidence"`
	Packages   []string          `json:"packages,omitempty"` // package names that are built from the component
	Samples    []Sample          `json:"samples"`

	index                        int // in the set
	inString, standalone, inName *regexp.Regexp
}

// Sample is a text the rule must read, and where it was seen.
type Sample struct {
	File    string `json:"file,omitempty"`
	Text    string `json:"text,omitempty"` // strings of the file, divided by newlines
	Version string `json:"version"`
	Source  string `json:"source"`
}

// Hit is a component that a rule found, and at which byte. Version is empty
// where the component is certain and its version is not.
type Hit struct {
	Rule    *Rule
	Version string
	Offset  int64
}

// RuleSet is a compiled set of rules. It is safe for use from several goroutines.
type RuleSet struct {
	Rules    []*Rule
	finder   *finder
	uses     [][]use // by literal
	packages map[string]*Rule
}

type use struct {
	rule  *Rule
	role  role
	which int // of the rule's list
}

type role int

const (
	anchors role = iota
	requires
	without
)

var embedded = sync.OnceValues(func() (*RuleSet, error) { return Compile(rulesJSON) })

// Compile reads rules from JSON, strictly, and prepares the search.
func Compile(data []byte) (*RuleSet, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	set := &RuleSet{packages: make(map[string]*Rule)}
	if err := dec.Decode(&set.Rules); err != nil {
		return nil, fmt.Errorf("decode component rules: %w", err)
	}
	ids := make(map[string]int)
	var literals []string
	for i, r := range set.Rules {
		r.index = i
		if err := r.compile(); err != nil {
			return nil, fmt.Errorf("component rule %s: %w", r.Name, err)
		}
		for _, name := range r.Packages {
			set.packages[name] = r
		}
		for role, list := range [][]string{r.Anchors, r.Requires, r.Without} {
			for which, literal := range list {
				id, known := ids[literal]
				if !known {
					id = len(literals)
					ids[literal] = id
					literals = append(literals, literal)
					set.uses = append(set.uses, nil)
				}
				set.uses[id] = append(set.uses[id], use{r, roleOf(role), which})
			}
		}
	}
	set.finder = newFinder(literals)
	return set, nil
}

func roleOf(i int) role { return [...]role{anchors, requires, without}[i] }

func (r *Rule) compile() error {
	for _, pattern := range []struct {
		text string
		into **regexp.Regexp
	}{{r.String, &r.inString}, {r.Standalone, &r.standalone}, {r.File, &r.inName}} {
		if pattern.text == "" {
			continue
		}
		re, err := regexp.Compile(pattern.text)
		if err != nil {
			return err
		}
		if re.NumSubexp() < 1 {
			return fmt.Errorf("pattern %q has no group for the version", pattern.text)
		}
		*pattern.into = re
	}
	switch {
	case r.Name == "" || ranks[r.Confidence] == 0 || len(r.Samples) == 0:
		return fmt.Errorf("a rule needs a name, a confidence and a sample")
	case r.inString != nil && len(r.Anchors) == 0:
		return fmt.Errorf("a pattern on strings needs anchors")
	case r.standalone != nil && len(r.Files)+len(r.Requires) == 0:
		return fmt.Errorf("a version that stands alone needs file names or required strings")
	}
	return nil
}

// fits says whether the rule applies to a file of that base name; a blob has
// the empty name.
func (r *Rule) fits(base string) bool {
	if len(r.Files) == 0 {
		return r.inName == nil || r.inName.MatchString(base)
	}
	for _, glob := range r.Files {
		if ok, _ := path.Match(glob, base); ok {
			return true
		}
	}
	return false
}

func (r *Rule) how() string {
	switch {
	case r.inString != nil:
		return "version string in the file"
	case r.standalone != nil:
		return "version string beside the component's own strings"
	case r.inName != nil && len(r.Releases) > 0:
		return "library version in the file name"
	case r.inName != nil:
		return "version in the file name"
	}
	return "the component's own strings"
}

// componentOf returns the component that a package is built from and its CPE
// template: the package's own name where no rule knows better. All packages of
// kernel modules belong to the kernel.
func (s *RuleSet) componentOf(name string) (string, string) {
	if strings.HasPrefix(name, "kmod-") || name == "kernel" {
		name = "kernel"
	}
	if r, ok := s.packages[name]; ok {
		return r.Name, r.CPE
	}
	return name, ""
}
