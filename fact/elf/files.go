package elf

import (
	"errors"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
)

// File is an ELF file of the image and what was read of it.
type File struct {
	*Info
	Node *evidence.Node
}

// Of returns the ELF files of an image in the order of its trees and paths,
// identical bytes once. Files that start as ELF and cannot be read are recorded
// as limits of the input.
func Of(in *check.Input) ([]File, error) { return files.Of(in) }

var files = check.NewFact("elf", func(in *check.Input) ([]File, error) {
	var found []File
	for _, n := range in.Files() {
		if n.Size < 52 {
			continue
		}
		data, err := n.Bytes(check.MaxRead)
		if err != nil && !errors.Is(err, evidence.ErrTooLarge) {
			continue // the unpacker has recorded that these bytes cannot be read
		}
		if !IsELF(data) {
			continue
		}
		if err != nil {
			in.Limit("an executable larger than what is read of one file", n.Origin(), "its sections may not be seen", assay.AreaPrograms)
		}
		info, err := Parse(data)
		if err != nil {
			in.Limit("an executable that cannot be parsed: "+err.Error(), n.Origin(), "its hardening and imports are not judged", assay.AreaPrograms)
			continue
		}
		found = append(found, File{Info: info, Node: n})
	}
	return found, nil
})
