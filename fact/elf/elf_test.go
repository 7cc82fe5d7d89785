package elf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
)

// build makes a 32-bit ELF file: headers, then a dynamic segment with the
// tables it points at, all in one loaded segment at address zero.
func build(order binary.ByteOrder, kind, machine uint16, stack uint32, tags [][2]uint32, text string, symbols []uint32) []byte {
	const phnum = 4
	dynamic, strings := uint32(52+32*phnum), uint32(52+32*phnum)
	strings += uint32(8 * (len(tags) + 4))
	table := (strings + uint32(len(text)) + 3) &^ 3
	end := table + uint32(16*len(symbols))
	tags = append(tags, [2]uint32{dtStrtab, strings}, [2]uint32{dtSymtab, table}, [2]uint32{dtMIPSSymtabno, uint32(len(symbols))}, [2]uint32{0, 0})
	var b bytes.Buffer
	put := func(v any) { _ = binary.Write(&b, order, v) }
	b.WriteString("\x7fELF\x01")
	b.WriteByte(map[bool]byte{false: 1, true: 2}[order == binary.BigEndian])
	b.Write(make([]byte, 10))
	put([]uint16{kind, machine})
	put([]uint32{1, 0, 52, 0, 0})
	put([]uint16{52, 32, phnum, 40, 0, 0})
	put([]uint32{ptLoad, 0, 0, 0, end, end, 5, 4})
	put([]uint32{ptDynamic, dynamic, dynamic, dynamic, uint32(8 * len(tags)), 0, 6, 4})
	put([]uint32{ptGNUStack, 0, 0, 0, 0, 0, stack, 4})
	put([]uint32{ptGNURelro, 0, 0, 0, 0, 0, 4, 1})
	for _, tag := range tags {
		put(tag[:])
	}
	b.WriteString(text)
	b.Write(make([]byte, int(table)-b.Len()))
	for _, name := range symbols {
		put([]uint32{name, 0, 0, 0})
	}
	return b.Bytes()
}

const names = "\x00libc.so.0\x00__stack_chk_fail\x00__strcpy_chk\x00listen\x00/var/tmp/lib:/lib\x00"

func TestParse(t *testing.T) {
	tags := [][2]uint32{{dtNeeded, 1}, {dtRunpath, 48}, {dtFlags, dfBindNow}, {dtFlags1, df1PIE}}
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		info, err := Parse(build(order, etDYN, emMIPS, 6, tags, names, []uint32{0, 11, 28, 41}))
		if err != nil {
			t.Fatal(err)
		}
		got := []any{info.Kind, info.Machine, info.PIE, info.NoExecStack, info.RELRO, info.Canary, info.Fortify, info.Listens(), len(info.Needed), len(info.RPath), info.Static}
		want := []any{Executable, "MIPS", Yes, Yes, RELROFull, Yes, Yes, true, 1, 2, false}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%v, field %d: got %v, want %v", order, i, got[i], want[i])
			}
		}
	}
}

func TestExecutableStack(t *testing.T) {
	tests := []struct {
		machine uint16
		flags   uint32
		want    Tri
	}{{40, 6, Yes}, {40, 7, No}, {emMIPS, 7, Unknown}, {emMIPS, 6, Yes}}
	for _, tt := range tests {
		info, err := Parse(build(binary.LittleEndian, etEXEC, tt.machine, tt.flags, nil, names, []uint32{0}))
		if err != nil {
			t.Fatal(err)
		}
		if info.NoExecStack != tt.want {
			t.Errorf("machine %d with stack flags %d: got %v, want %v", tt.machine, tt.flags, info.NoExecStack, tt.want)
		}
	}
}

func TestBroken(t *testing.T) {
	good := build(binary.LittleEndian, etEXEC, 40, 6, nil, names, []uint32{0})
	past := bytes.Clone(good)
	binary.LittleEndian.PutUint32(past[28:], 0xffffff00)
	tests := []struct {
		name string
		data []byte
		want error
	}{
		{"text", []byte("#!/bin/sh\nexit 0\n........"), ErrNotELF},
		{"cut off", good[:40], ErrBroken},
		{"program headers past the end", past, ErrBroken},
	}
	for _, tt := range tests {
		if _, err := Parse(tt.data); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	tags := [][2]uint32{{dtNeeded, 1}, {dtHash, 100}}
	f.Add(build(binary.LittleEndian, etDYN, 40, 6, tags, names, []uint32{0, 11}))
	f.Add(build(binary.BigEndian, etEXEC, emMIPS, 7, tags, names, []uint32{0, 28}))
	f.Fuzz(func(t *testing.T, data []byte) {
		info, err := Parse(data)
		if err == nil && len(info.Imports) > maxSymbols {
			t.Fatalf("%d imports of %d bytes", len(info.Imports), len(data))
		}
	})
}
