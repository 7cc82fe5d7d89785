package updates

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/boot"
	"github.com/assay-project/assay/fact/elf"
)

var (
	intoFile = regexp.MustCompile(`(?:\s-[a-zA-Z]*[Oo]\s*|\s--output(?:-document)?[= ]\s*|\s-l\s+|[^0-9&]>\s*)["']?([^\s"';&|]+)`)
	url      = regexp.MustCompile(`(?i)\b(?:https?|t?ftp)://[^\s"';&|]+`)
)

// Flow is an image on its way from a server to flash within one script.
type Flow struct {
	Download, Write Line
	// Digest is set where a digest is compared and itself came over the channel
	// that the image came over: whoever changes one changes the other.
	Digest *Line
}

// Unprotected follows what a script fetches over a channel that anybody on the
// way can change, http or TLS without a look at the certificate, to the command
// that writes the very same file to flash. It returns false where the two are
// not seen to belong together, and where a digest is compared of which it is
// not seen that it came over the same channel.
func (m *Mechanism) Unprotected() (Flow, bool) {
	open := append(append([]Line(nil), m.Plain...), m.Careless...)
	for _, d := range open {
		for _, w := range m.Writes {
			if d.text == "" || w.Number < d.Number || w.Number != d.Number && !names(w.text, target(d.text)) {
				continue
			}
			flow := Flow{Download: d, Write: w}
			if len(m.Digests) > 0 {
				if flow.Digest = sameChannel(m.Digests, open, target(d.text)); flow.Digest == nil {
					continue
				}
			}
			return flow, true
		}
	}
	return Flow{}, false
}

// sameChannel returns a digest that is compared with a file that was fetched
// over one of the channels; nil if there is any other digest.
func sameChannel(digests, fetched []Line, image string) *Line {
	var found *Line
	for i := range digests {
		ok := false
		for _, d := range fetched {
			if file := target(d.text); file != image && names(digests[i].text, file) {
				ok = true
			}
		}
		if !ok {
			return nil
		}
		found = &digests[i]
	}
	return found
}

// target is the name of the file that a fetch writes: what -O or -o says, else
// the end of the address. The folder is left out, since scripts change into it.
func target(line string) string {
	if m := intoFile.FindStringSubmatch(line); m != nil && m[1] != "-" {
		return path.Base(m[1])
	}
	if u := url.FindString(line); u != "" {
		return path.Base(u)
	}
	return ""
}

// names says whether a line has a file's name as a word or at the end of a path.
func names(line, file string) bool {
	if file == "" || file == "." || file == "/" || file == "null" {
		return false
	}
	for _, w := range strings.FieldsFunc(line, func(c rune) bool { return strings.ContainsRune(" \t\"'`;&|<>()=", c) }) {
		if path.Base(w) == file {
			return true
		}
	}
	return false
}

// callers finds what runs each script that writes flash.
func (f *Found) callers(in *check.Input, files []elf.File) error {
	graph, err := boot.Of(in)
	if err != nil {
		return err
	}
	for _, m := range f.Mechanisms {
		if m.Kind == "script" && len(m.Writes)+len(m.Hands) > 0 {
			if m.Caller = started(graph, m.Node.Path()); m.Caller == "" {
				m.Caller = namedBy(files, "/"+m.Node.Path())
			}
		}
	}
	return nil
}

// started returns the line that runs a script, where the device comes to it by itself.
func started(graph *boot.Graph, script string) string {
	for i := range graph.Programs {
		chain := graph.Programs[i].Chain
		for j := range chain {
			if chain[j].Path != script {
				continue
			}
			if j == 0 {
				return "the start of the device"
			}
			return chain[j-1].Label
		}
	}
	return ""
}

// namedBy returns a program that names the path of a script.
func namedBy(files []elf.File, script string) string {
	for _, file := range files {
		if file.Kind != elf.Executable {
			continue
		}
		if data, err := file.Node.Bytes(check.MaxRead); err == nil && bytes.Contains(data, []byte(script)) {
			return file.Node.Path()
		}
	}
	return ""
}
