// Package unsafefunctions asks whether programs call C functions that cannot
// check the size of what they write, or that hand text to a shell.
package unsafefunctions

import (
	"fmt"
	"sort"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/elf"
)

// Check is one question about all programs and libraries of the image.
var Check = &check.Check{
	Name: "unsafefunctions",
	Doc: "Reads what programs and libraries import. No: some import functions without bounds (gets, strcpy, strcat, sprintf, vsprintf, and scanf's family is left out) or run commands " +
		"through a shell (system, popen). Yes: none does. Unknown: no dynamically linked program was found. An import is no flaw by itself; it says where to look.",
	Question: "firmware.unsafe-functions",
	Bears: []check.Bearing{
		{Unit: "5.13-1-1/b", On: assay.No, Effect: assay.Informs},
		{Unit: "5.6-9-1/a", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

// unsafe are the functions, those without any remedy first (CWE-242, CWE-120,
// CWE-78).
var unsafe = []string{"gets", "strcpy", "strcat", "sprintf", "vsprintf", "stpcpy", "system", "popen"}

const maxExamples = 10

type user struct {
	file  elf.File
	calls []string
}

func run(p *check.Pass) error {
	files, err := elf.Of(p.Input)
	if err != nil {
		return err
	}
	counts := make(map[string]int)
	var users []user
	judged := 0
	for _, f := range files {
		if f.Kind != elf.Executable && f.Kind != elf.Library || len(f.Imports) == 0 {
			continue
		}
		judged++
		var calls []string
		for _, name := range unsafe {
			if f.Imported(name) {
				counts[name]++
				calls = append(calls, name)
			}
		}
		if len(calls) > 0 {
			users = append(users, user{f, calls})
		}
	}
	p.Report(finding(judged, counts, users))
	return nil
}

func finding(judged int, counts map[string]int, users []user) check.Finding {
	f := check.Finding{Answer: assay.Yes, Exercised: map[string]any{"programs_and_libraries": judged}}
	switch {
	case judged == 0:
		f.Answer, f.Summary = assay.Unknown, "No dynamically linked program was found"
		return f
	case len(users) == 0:
		f.Summary = fmt.Sprintf("None of %d programs and libraries imports an unbounded or shell function", judged)
		return f
	}
	// Servers first: what they copy comes from the network.
	sort.SliceStable(users, func(i, j int) bool {
		if a, b := users[i].file.Listens(), users[j].file.Listens(); a != b {
			return a
		}
		return len(users[i].calls) > len(users[j].calls)
	})
	listening := 0
	for _, u := range users {
		if u.file.Listens() {
			listening++
		}
	}
	var names []string
	for _, u := range users[:min(len(users), maxExamples)] {
		f.Where = append(f.Where, u.file.Node.At(0))
		names = append(names, fmt.Sprintf("%s: %v", u.file.Node.Path(), u.calls))
	}
	f.Answer, f.Data = assay.No, map[string]any{"imports": counts, "files": names, "network_servers": listening}
	f.Mend = "Use bounded functions (strlcpy, snprintf) and start programs without a shell (posix_spawn, execve)."
	f.Summary = fmt.Sprintf("%d of %d programs and libraries import unbounded or shell functions, %d of them network servers", len(users), judged, listening)
	return f
}
