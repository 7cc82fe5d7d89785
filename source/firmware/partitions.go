package firmware

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"github.com/assay-project/assay/evidence"
)

// partition is a row of the flash's partition table.
type partition struct {
	name         string
	offset, size int64 // size 0: to the end
}

var mtdparts = regexp.MustCompile(`mtdparts=[A-Za-z0-9_.\-]+:([0-9A-Za-z@x()_\-.,/ ]{4,1000})`)

// partitions reads the first partition table that a boot loader or kernel among
// the blobs has, in the words of Linux, drivers/mtd/parsers/cmdlinepart.c.
func (c *collection) partitions() []partition {
	for _, b := range c.blobs {
		if table := findTable(b); len(table) > 1 {
			return table
		}
	}
	return nil
}

func findTable(b *evidence.Blob) []partition {
	if !bytes.Contains(b.Data, []byte("mtdparts=")) {
		return nil
	}
	for _, m := range mtdparts.FindAllSubmatch(b.Data, 16) {
		if table := parseTable(string(m[1])); len(table) > 1 {
			return table
		}
	}
	return nil
}

var partitionPattern = regexp.MustCompile(`^(-|0x[0-9A-Fa-f]+|[0-9]+)([kKmMgG]?)(?:@(0x[0-9A-Fa-f]+|[0-9]+)([kKmMgG]?))?(?:\(([^)]*)\))?(?:ro|lk)*`)

func parseTable(s string) []partition {
	var table []partition
	pos := int64(0)
	for _, part := range strings.Split(s, ",") {
		m := partitionPattern.FindStringSubmatch(strings.TrimSpace(part))
		if m == nil {
			break
		}
		size := int64(0)
		if m[1] != "-" {
			if size = scaled(m[1], m[2]); size <= 0 {
				break
			}
		}
		if m[3] != "" {
			pos = scaled(m[3], m[4])
		}
		table = append(table, partition{m[5], pos, size})
		pos += size
	}
	return table
}

func scaled(digits, unit string) int64 {
	n, err := strconv.ParseInt(digits, 0, 40)
	if err != nil || n < 0 {
		return -1
	}
	switch strings.ToLower(unit) {
	case "k":
		n <<= 10
	case "m":
		n <<= 20
	case "g":
		n <<= 30
	}
	return n
}

var dumpNumber = regexp.MustCompile(`^mtd(?:block)?_?([0-9]{1,2})(?:[^0-9]|$)`)

// partition returns the number of the flash partition a tree lies in, from the
// name of its dump or from where it starts; -1 where that is not known.
func (f *found) partition(table []partition) int {
	if m := dumpNumber.FindStringSubmatch(f.file); m != nil {
		n, _ := strconv.Atoi(m[1])
		return n
	}
	if f.file == "" && f.offset >= 0 {
		for i, p := range table {
			if p.offset == f.offset {
				return i
			}
		}
	}
	return -1
}
