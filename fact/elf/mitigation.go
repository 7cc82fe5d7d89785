package elf

import (
	"strconv"
	"strings"
)

const emMIPS = 8

// machines names the values of e_machine that occur in consumer devices.
var machines = map[uint16]string{
	2: "SPARC", 3: "x86", 4: "m68k", emMIPS: "MIPS", 20: "PowerPC", 21: "PowerPC64", 40: "ARM", 42: "SuperH", 62: "x86-64",
	93: "ARC", 94: "Xtensa", 106: "Blackfin", 113: "Nios II", 183: "AArch64", 189: "MicroBlaze", 195: "ARCv2", 243: "RISC-V", 252: "C-SKY", 258: "LoongArch",
}

func machine(code uint16) string {
	if name, ok := machines[code]; ok {
		return name
	}
	return "machine " + strconv.Itoa(int(code))
}

// mitigations fills in what the file was built with.
func (r *reader) mitigations(info *Info) {
	info.RELRO = RELROUnknown
	if info.Kind != Executable && info.Kind != Library || len(r.segments) == 0 {
		return
	}
	info.NoExecStack = r.noExecStack()
	if info.Kind == Executable {
		info.PIE = tri(r.fileType == etDYN)
	}
	if info.Static || !r.hasDynamic {
		return // what a static file was compiled with cannot be read off its imports
	}
	info.RELRO = r.relro()
	if len(info.Imports)+info.Exports > 0 {
		info.Canary = tri(info.imports["__stack_chk_fail"] || info.imports["__stack_chk_guard"])
		info.Fortify = tri(hasChecked(info.Imports))
	}
}

// noExecStack reads PT_GNU_STACK. MIPS before release 3 has no execute
// permission on pages, its kernels run the stack executable for the sake of the
// floating point emulation (until Linux 4.8), and its compilers leave the header
// out or ask for execution: the file then says nothing about its maker.
func (r *reader) noExecStack() Tri {
	stack, ok := r.find(ptGNUStack)
	asked := ok && stack.flags&pfX == 0
	if !asked && r.machine == emMIPS {
		return Unknown
	}
	return tri(asked)
}

func (r *reader) relro() RELRO {
	if _, ok := r.find(ptGNURelro); !ok {
		return RELRONone
	}
	if r.bindNow {
		return RELROFull
	}
	return RELROPartial
}

// hasChecked looks for the checked variants that _FORTIFY_SOURCE calls.
func hasChecked(imports []string) bool {
	for _, name := range imports {
		if strings.HasPrefix(name, "__") && strings.HasSuffix(name, "_chk") {
			return true
		}
	}
	return false
}
