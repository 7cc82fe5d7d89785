// Package librarypathsafe asks whether programs look for their libraries only
// where nobody else can put one.
package librarypathsafe

import (
	"fmt"
	"path"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/elf"
)

// Check is one question about all programs and libraries of the image.
var Check = &check.Check{
	Name: "librarypathsafe",
	Doc: "Reads the library search paths that are built into programs (RPATH, RUNPATH). Yes: no program has one that others could fill. No: some search relative to the working directory or " +
		"in a folder for temporary files, where a library of the attacker's would be loaded first. A path left over from the maker's build machine is counted. Unknown: no program was found.",
	Question: "firmware.library-path.safe",
	Bears: []check.Bearing{
		{Unit: "5.6-7-1/a", On: assay.No, Effect: assay.Informs},
		{Unit: "5.6-9-1/a", On: assay.No, Effect: assay.Informs},
	},
	Run: run,
}

const maxExamples = 10

func run(p *check.Pass) error {
	files, err := elf.Of(p.Input)
	if err != nil {
		return err
	}
	judged, open, leftover := 0, 0, 0
	var where []assay.Where
	var names []string
	for _, f := range files {
		if f.Kind != elf.Executable && f.Kind != elf.Library {
			continue
		}
		judged++
		for _, dir := range f.RPath {
			switch {
			case others(dir):
				open++
			case !exists(p, dir):
				leftover++
				continue
			default:
				continue
			}
			if len(where) < maxExamples {
				where = append(where, f.Node.At(0))
				names = append(names, f.Node.Path()+": "+dir)
			}
			break
		}
	}
	out := check.Finding{Answer: assay.Yes, Exercised: map[string]any{"programs_and_libraries": judged}, Data: map[string]any{"build_paths": leftover}}
	switch {
	case judged == 0:
		out.Answer, out.Summary = assay.Unknown, "No program or library was found that could be judged"
	case open == 0:
		out.Summary = fmt.Sprintf("None of %d programs and libraries searches libraries where others may write", judged)
	default:
		out.Answer, out.Where, out.Data["files"] = assay.No, where, names
		out.Mend = "Remove the search path (chrpath -d, -Wl,--disable-rpath) or name a read-only folder."
		out.Summary = fmt.Sprintf("%d programs search their libraries in a folder that others may write", open)
	}
	p.Report(out)
	return nil
}

// others says whether somebody else than root may put a file there: a path that
// depends on the working directory, or a folder for temporary files. $ORIGIN is
// the folder of the program itself.
func others(dir string) bool {
	if strings.HasPrefix(dir, "$ORIGIN") || strings.HasPrefix(dir, "${ORIGIN}") {
		return false
	}
	clean := path.Clean(dir)
	if !strings.HasPrefix(clean, "/") {
		return true
	}
	for _, open := range []string{"/tmp", "/var/tmp", "/dev/shm", "/var/run", "/run/user"} {
		if clean == open || strings.HasPrefix(clean, open+"/") {
			return true
		}
	}
	return false
}

func exists(p *check.Pass, dir string) bool {
	if p.Device == nil {
		return true // nothing can be said
	}
	_, err := p.Device.Resolve(path.Clean(dir))
	return err == nil
}
