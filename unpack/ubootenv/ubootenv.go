// Package ubootenv finds the environment of the U-Boot boot loader: name=value
// strings behind a CRC-32, with a flag byte between them where two copies are
// kept. Nothing says how large it is; the checksum tells.
//
// The layout is that of U-Boot, include/env_internal.h.
package ubootenv

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"

	"github.com/assay-project/assay/unpack"
)

// Format is the U-Boot environment.
var Format = &unpack.Format{
	Name:     "uboot-env",
	Doc:      "U-Boot environment, include/env_internal.h",
	Align:    1 << 10,
	Identify: identify,
	Open:     open,
}

const (
	minSize = 1 << 10
	maxSize = 256 << 10
)

func identify(data []byte) (unpack.Found, error) {
	for _, start := range []int{4, 5} { // without and with the flag byte
		if len(data) < minSize || !variable(data[start:]) {
			continue
		}
		if size := checked(data, start); size > 0 {
			env := Parse(data[:size])
			return unpack.Found{Size: int64(size), Proof: unpack.Checked, Note: fmt.Sprintf("%d variables", len(env))}, nil
		}
	}
	return unpack.Found{}, unpack.ErrNot
}

// variable reports whether data starts like "name=".
func variable(data []byte) bool {
	for i, b := range data[:min(len(data), 64)] {
		switch {
		case b == '=':
			return i > 0
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9' && i > 0, b == '_', b == '-', b == '.', b == '#':
		default:
			return false
		}
	}
	return false
}

// checked returns the size for which the checksum agrees, or 0: multiples of
// 1 KiB up to 16 KiB, of 4 KiB above.
func checked(data []byte, start int) int {
	little, big := binary.LittleEndian.Uint32(data), binary.BigEndian.Uint32(data)
	sum, done := uint32(0), start
	for size := minSize; size <= min(len(data), maxSize); {
		sum = crc32.Update(sum, crc32.IEEETable, data[done:size])
		done = size
		if sum == little || sum == big {
			return size
		}
		if size < 16<<10 {
			size += 1 << 10
		} else {
			size += 4 << 10
		}
	}
	return 0
}

func open(job *unpack.Job, data []byte) (*unpack.Contents, error) {
	return &unpack.Contents{Parts: []unpack.Part{{Data: data, Offset: 0, Format: "uboot-env", Leaf: true}}}, nil
}

// Variable is a line of the environment.
type Variable struct{ Name, Value string }

// Parse returns the variables of an environment with its checksum in front, in
// the order they stand in. Lines that are none are left out.
func Parse(data []byte) []Variable {
	if len(data) < minSize {
		return nil
	}
	body := data[4:]
	// A flag byte that counts up may look like the first letter of a name: the
	// checksum, which leaves it out, says which it is.
	if !variable(body) || checked(data, 5) == len(data) {
		body = data[5:]
	}
	var env []Variable
	for len(body) > 0 && body[0] != 0 {
		line, rest, ok := bytes.Cut(body, []byte{0})
		if !ok {
			break
		}
		if name, value, ok := strings.Cut(string(line), "="); ok {
			env = append(env, Variable{name, value})
		}
		body = rest
	}
	return env
}
