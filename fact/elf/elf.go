// Package elf reads what checks want to know of the executables of an image:
// for which machine they were built, what they need and import, and which
// mitigations they were built with.
//
// It trusts nothing but the program headers and the dynamic segment, which a
// loader needs as well: vendors cut section tables off or leave them broken, so
// sections are read only to find symbols and debugging data. Every offset is
// checked against the bytes that exist, nothing is allocated from a length in
// the file, and input that lies ends with an error, never a panic.
// debug/elf is not used on purpose: it reads by sections.
package elf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// Limits of what is read of one file. Real firmware stays far below them.
const (
	maxProgramHeaders = 1 << 10
	maxSections       = 1 << 13
	maxDynamic        = 1 << 12
	maxSymbols        = 1 << 17
	maxName           = 1 << 10 // bytes of one string
	maxNeeded         = 256
)

var (
	// ErrNotELF is returned for bytes that do not start as an ELF file.
	ErrNotELF = errors.New("not an ELF file")
	// ErrBroken is returned, wrapped, where the headers contradict the bytes.
	ErrBroken = errors.New("broken ELF file")
)

// Kind says what an ELF file is for.
type Kind string

const (
	Executable Kind = "executable" // a program, position independent or not
	Library    Kind = "library"    // a shared object that is no program
	Module     Kind = "module"     // a kernel module
	Object     Kind = "object"     // a relocatable object that is no kernel module
	Core       Kind = "core"       // a memory dump of a crashed program
)

// Tri is yes, no or not known; the zero value is not known.
type Tri int

const (
	Unknown Tri = iota
	Yes
	No
)

// String returns "unknown", "yes" or "no".
func (t Tri) String() string { return [...]string{"unknown", "yes", "no"}[t] }

func tri(b bool) Tri {
	if b {
		return Yes
	}
	return No
}

// RELRO says how much of the relocated data is read-only after loading.
type RELRO string

const (
	RELRONone    RELRO = "none"
	RELROPartial RELRO = "partial" // the global offset table stays writable
	RELROFull    RELRO = "full"    // bound at load time, then all read-only
	RELROUnknown RELRO = "unknown" // static or unreadable
)

// Info is what was read of one ELF file. Slices keep the order of the file.
type Info struct {
	Bits      int // 32 or 64
	BigEndian bool
	Machine   string // "MIPS", "ARM", "AArch64" …
	Kind      Kind
	Static    bool   // a program without an interpreter and without needed libraries
	Interp    string // the loader, "/lib/ld-uClibc.so.0"
	SONAME    string
	Needed    []string
	RPath     []string // DT_RPATH and DT_RUNPATH, split at colons
	Imports   []string // undefined dynamic symbols, without version
	Exports   int      // how many dynamic symbols are defined

	// NoExecStack is Yes where the file asks for a stack without execution and
	// Unknown where the machine cannot be relied on to have such pages.
	NoExecStack Tri
	PIE         Tri // of programs only
	RELRO       RELRO
	Canary      Tri // imports __stack_chk_fail or __stack_chk_guard; static files are unknown
	Fortify     Tri // imports checked variants such as __strcpy_chk

	Symbols bool // a full symbol table is left (.symtab)
	Debug   bool // .debug_* sections are left

	imports map[string]bool
}

// Imported says whether the file imports a function of that name.
func (i *Info) Imported(name string) bool { return i.imports[name] }

// Listens says whether the file imports what a network server needs: it waits
// for connections, or is bound and receives datagrams.
func (i *Info) Listens() bool {
	return i.imports["listen"] || i.imports["bind"] && (i.imports["recvfrom"] || i.imports["recvmsg"])
}

// IsELF says whether bytes start as an ELF file does.
func IsELF(data []byte) bool {
	return len(data) >= 20 && bytes.HasPrefix(data, []byte("\x7fELF"))
}

// Parse reads an ELF file. It returns ErrNotELF or ErrBroken, wrapped. A file
// whose dynamic segment cannot be read still gives what its headers say.
func Parse(data []byte) (*Info, error) {
	if !IsELF(data) {
		return nil, ErrNotELF
	}
	r, err := newReader(data)
	if err != nil {
		return nil, err
	}
	if err := r.programHeaders(); err != nil {
		return nil, err
	}
	r.sections()
	info := &Info{Bits: r.bits, BigEndian: r.order == binary.BigEndian, Machine: machine(r.machine), imports: make(map[string]bool)}
	info.Interp = r.interpreter()
	info.Symbols, info.Debug = r.hasSymbols, r.hasDebug
	r.dynamic(info)
	info.Kind = r.kind(info)
	info.Static = info.Kind == Executable && info.Interp == "" && len(info.Needed) == 0
	r.mitigations(info)
	return info, nil
}

// kind tells programs from libraries. A position independent program is an
// ET_DYN with an interpreter or with the DF_1_PIE flag; libc itself has an
// interpreter and a SONAME, and is a library.
func (r *reader) kind(info *Info) Kind {
	switch r.fileType {
	case etREL:
		if r.isModule {
			return Module
		}
		return Object
	case etCORE:
		return Core
	case etDYN:
		if info.SONAME == "" && (info.Interp != "" || r.flags1&df1PIE != 0) {
			return Executable
		}
		return Library
	}
	return Executable
}

func broken(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrBroken, fmt.Sprintf(format, args...))
}
