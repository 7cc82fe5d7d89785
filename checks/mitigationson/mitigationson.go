// Package mitigationson asks whether the programs of an image were built with
// the mitigations that compilers offer: no execution on the stack, position
// independence, read-only relocations, stack canaries.
package mitigationson

import (
	"fmt"
	"sort"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/elf"
)

// Check is one question about all programs and libraries of the image.
var Check = &check.Check{
	Name: "mitigationson",
	Doc: "Reads program headers and imports of every executable and library, not sections. Yes: every program is position independent, everything has read-only " +
		"relocations and, where the machine can, a stack without execution, and canaries are in use. No: something lacks one of them; the data counts which. " +
		"Unknown: there is no program that could be judged. On MIPS a missing no-execute mark is not held against the file; canaries of single files and fortify are counted, not judged.",
	Question: "firmware.mitigations.on",
	Bears: []check.Bearing{
		{Unit: "5.6-8-1/b", On: assay.No, Effect: assay.Informs},
		{Unit: "5.6-9-1/a", On: assay.No, Effect: assay.Informs},
		{Unit: "5.6-8-1/b", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.6-9-1/a", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

// maxExamples is how many of the worst files are shown.
const maxExamples = 10

type tally struct {
	Programs, Libraries                int
	NX, NXOff, NXUnknown               int
	PIE, PIEOff                        int
	RELROFull, RELROPartial, RELROOff  int
	Canary, CanaryOff, Fortify, Static int
	machines                           map[string]bool
	worst                              []worst
}

type worst struct {
	file    elf.File
	lacks   []string
	listens bool
}

func run(p *check.Pass) error {
	files, err := elf.Of(p.Input)
	if err != nil {
		return err
	}
	t := tally{machines: make(map[string]bool)}
	for _, f := range files {
		if f.Kind == elf.Executable || f.Kind == elf.Library {
			t.add(f)
		}
	}
	if t.Programs+t.Libraries == 0 {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No program or library was found that could be judged", Exercised: map[string]any{"elf_files": len(files)}})
		return nil
	}
	p.Report(t.finding(len(files)))
	return nil
}

func (t *tally) add(f elf.File) {
	t.machines[f.Machine] = true
	var lacks []string
	if f.Kind == elf.Executable {
		t.Programs++
		if count(f.PIE, &t.PIE, &t.PIEOff, nil) {
			lacks = append(lacks, "not position independent")
		}
	} else {
		t.Libraries++
	}
	if f.Static {
		t.Static++
	}
	if count(f.NoExecStack, &t.NX, &t.NXOff, &t.NXUnknown) {
		lacks = append(lacks, "executable stack")
	}
	switch f.RELRO {
	case elf.RELROFull:
		t.RELROFull++
	case elf.RELROPartial:
		t.RELROPartial++
	case elf.RELRONone:
		t.RELROOff++
		lacks = append(lacks, "writable relocations")
	}
	if count(f.Canary, &t.Canary, &t.CanaryOff, nil) {
		lacks = append(lacks, "no canary")
	}
	if f.Fortify == elf.Yes {
		t.Fortify++
	}
	if len(lacks) > 0 {
		t.worst = append(t.worst, worst{f, lacks, f.Listens()})
	}
}

// count adds to one of three numbers and says whether the answer was no.
func count(answer elf.Tri, yes, no, unknown *int) bool {
	switch {
	case answer == elf.Yes:
		*yes++
	case answer == elf.No:
		*no++
	case unknown != nil:
		*unknown++
	}
	return answer == elf.No
}

func (t *tally) finding(files int) check.Finding {
	f := check.Finding{
		Answer: assay.Yes, Exercised: map[string]any{"elf_files": files, "programs": t.Programs, "libraries": t.Libraries},
		Data: map[string]any{
			"no_exec_stack": t.NX, "exec_stack": t.NXOff, "exec_stack_not_judged": t.NXUnknown, "pie": t.PIE, "not_pie": t.PIEOff,
			"relro_full": t.RELROFull, "relro_partial": t.RELROPartial, "relro_none": t.RELROOff, "canary": t.Canary, "no_canary": t.CanaryOff,
			"fortify": t.Fortify, "static": t.Static,
		},
		Summary: fmt.Sprintf("All %d programs and %d libraries are built with the usual mitigations", t.Programs, t.Libraries),
	}
	noCanary := t.Canary == 0 && t.CanaryOff > 0
	if t.NXOff+t.PIEOff+t.RELROOff == 0 && !noCanary {
		return f
	}
	f.Answer = assay.No
	f.Mend = "Build with -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE -pie -Wl,-z,relro,-z,now,-z,noexecstack."
	f.Summary = fmt.Sprintf("Of %d programs %d are not position independent; of %d files %d have writable relocations, %d no canary, %d an executable stack",
		t.Programs, t.PIEOff, t.Programs+t.Libraries, t.RELROOff, t.CanaryOff, t.NXOff)
	f.Where, f.Data["worst"] = t.examples()
	return f
}

// examples returns the worst files: those that listen to the network first,
// then those that lack most.
func (t *tally) examples() ([]assay.Where, []string) {
	sort.SliceStable(t.worst, func(i, j int) bool {
		a, b := t.worst[i], t.worst[j]
		if a.listens != b.listens {
			return a.listens
		}
		return len(a.lacks) > len(b.lacks)
	})
	var where []assay.Where
	var names []string
	for _, w := range t.worst[:min(len(t.worst), maxExamples)] {
		where = append(where, w.file.Node.At(0))
		names = append(names, fmt.Sprintf("%s: %v", w.file.Node.Path(), w.lacks))
	}
	return where, names
}
