package unpack

import (
	"bytes"
	"regexp"
)

// Strings that a boot loader or kernel prints about itself. They tell what bytes
// are probably, not what they are made of: such bytes stay unidentified.
var (
	uboot  = regexp.MustCompile(`U-Boot (?:SPL )?[0-9][0-9A-Za-z.\-+_]{2,40}`)
	kernel = regexp.MustCompile(`Linux version [0-9]+\.[0-9]+[0-9A-Za-z.\-+_]{0,40}`)
)

// describe guesses what unidentified bytes are from the strings in them, and
// says so in a note.
func describe(data []byte) (format, note string) {
	if at := bytes.Index(data, []byte("Linux version ")); at >= 0 {
		if m := kernel.Find(data[at:min(len(data), at+128)]); m != nil {
			return "kernel", "by a string only: " + string(m)
		}
	}
	for at, rest := 0, data; ; rest = rest[at+7:] {
		if at = bytes.Index(rest, []byte("U-Boot ")); at < 0 {
			return "data", ""
		}
		if m := uboot.Find(rest[at:min(len(rest), at+64)]); m != nil {
			return "u-boot", "by a string only: " + string(m)
		}
	}
}
