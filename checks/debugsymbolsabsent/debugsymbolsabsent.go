// Package debugsymbolsabsent asks whether symbols and debugging data were taken
// out of the programs of an image.
package debugsymbolsabsent

import (
	"fmt"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/elf"
)

// Check is one question about all programs and libraries of the image.
var Check = &check.Check{
	Name: "debugsymbolsabsent",
	Doc: "Looks for full symbol tables (.symtab) and debugging sections (.debug_*) in programs and libraries, and for memory dumps of crashed programs. Kernel modules need their symbols " +
		"and are left out. Yes: there are none. No: some are left. Unknown: there is no program to look at.",
	Question: "firmware.debug-symbols.absent",
	Bears: []check.Bearing{
		{Unit: "5.6-6-1/a", On: assay.No, Effect: assay.Informs},
		{Unit: "5.6-6-1/a", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

const maxExamples = 10

func run(p *check.Pass) error {
	files, err := elf.Of(p.Input)
	if err != nil {
		return err
	}
	symbols, debug, cores, judged := 0, 0, 0, 0
	var where []assay.Where
	var names []string
	for _, f := range files {
		if f.Kind == elf.Module || f.Kind == elf.Object {
			continue
		}
		judged++
		switch {
		case f.Kind == elf.Core:
			cores++
		case f.Debug:
			debug++
		case f.Symbols:
			symbols++
		default:
			continue
		}
		if len(where) < maxExamples {
			where = append(where, f.Node.At(0))
			names = append(names, f.Node.Path())
		}
	}
	p.Report(finding(judged, symbols, debug, cores, where, names))
	return nil
}

func finding(judged, symbols, debug, cores int, where []assay.Where, names []string) check.Finding {
	f := check.Finding{Answer: assay.Yes, Exercised: map[string]any{"programs_and_libraries": judged}, Where: where,
		Data: map[string]any{"with_symbols": symbols, "with_debug_data": debug, "core_dumps": cores}}
	switch {
	case judged == 0:
		f.Answer, f.Summary = assay.Unknown, "No program or library was found that could be judged"
	case symbols+debug+cores == 0:
		f.Summary = fmt.Sprintf("None of %d programs and libraries holds symbols or debugging data", judged)
	default:
		f.Answer, f.Data["files"] = assay.No, names
		f.Mend = "Strip programs and libraries (strip --strip-all) before they go into the image."
		f.Summary = fmt.Sprintf("Of %d programs and libraries %d hold symbols, %d debugging data; %d core dumps", judged, symbols, debug, cores)
	}
	return f
}
