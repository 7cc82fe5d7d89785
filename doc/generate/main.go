// Command generate writes the pages of doc that are made from the code:
// checks.md (every check with its question and the test units it bears on) and
// formats.md (every container format, and the limits of unpacking).
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/checks"
	"github.com/assay-project/assay/standard"
)

var pages = map[string]func() []byte{"checks": page, "formats": formats}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 || pages[os.Args[1]] == nil {
		log.Fatal("usage: go run ./doc/generate checks|formats FILE")
	}
	if err := os.WriteFile(os.Args[2], pages[os.Args[1]](), 0o644); err != nil {
		log.Fatal(err)
	}
}

func page() []byte {
	var b bytes.Buffer
	b.WriteString("# The checks\n\nMade by `go generate` from the checks; do not edit. A check answers one neutral question about one observed\nthing; what an answer does to a test unit stands beside it. `assay explain NAME` prints the same.\n")
	for _, c := range checks.All {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\nQuestion: `%s`%s\n", c.Name, strings.TrimSpace(c.Doc), c.Question, ask(c.Question))
		if len(c.Bears) > 0 {
			b.WriteString("\n| on | test unit | effect |\n|---|---|---|\n")
		}
		for _, bearing := range c.Bears {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", bearing.On, unit(bearing), bearing.Effect)
		}
	}
	return b.Bytes()
}

func ask(key string) string {
	if q, ok := standard.EN303645().Question(key); ok {
		return ": " + q.Ask
	}
	return ""
}

func unit(b check.Bearing) string {
	if b.Method == "" || b.Method == check.DefaultMethod {
		return b.Unit
	}
	return b.Unit + " of " + b.Method
}
