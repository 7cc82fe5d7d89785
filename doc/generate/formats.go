package main

import (
	"bytes"
	"fmt"

	"github.com/assay-project/assay/unpack"
	"github.com/assay-project/assay/unpack/all"
)

const formatsHead = `# The formats

Made by ` + "`go generate`" + ` from the formats; do not edit. What is given may be a file, a folder, or a folder of dumps. A folder
that looks like an unpacked root file system is taken as one. Containers inside containers are opened again, and a path says
the whole way: ` + "`flash.bin!squashfs@0x40000!/etc/shadow`" + `.

| format | what is read | where it is looked for |
|---|---|---|
`

const formatsTail = `
"anywhere" means that it is carved out of a flash dump at its offset, when its header is read strictly and says where it ends.
A stream that is cut short is not believed in the middle of a dump. What nobody claims stays in the layout of the document as a
region that was not identified, with its entropy.

## Limits

One run over one image stops unpacking, keeps what it has, and says so under ` + "`limits`" + ` in the document, when it meets one of these:

| limit | value |
|---|---|
`

const formatsEnd = `
What could not be read within a format (an encrypted zip entry, a damaged block, a compression that is not known) is a limit
about that file; the rest is read.

Not read yet: UBI and UBIFS, YAFFS2, romfs, cramfs, encrypted and vendor-packed images. Such an image ends with a layout in which
little is identified. If you can unpack it yourself, give the folder of the root file system.
`

func formats() []byte {
	var b bytes.Buffer
	b.WriteString(formatsHead)
	for _, f := range all.Formats {
		where := "anywhere"
		if f.WholeOnly || len(f.Magics) == 0 && f.Align == 0 {
			where = "at the start"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", f.Name, f.Doc, where)
	}
	b.WriteString(formatsTail)
	l := unpack.DefaultLimits
	for _, row := range []struct {
		what  string
		value string
	}{
		{"containers inside containers", fmt.Sprint(l.Depth)},
		{"bytes decoded in all", mebibytes(l.Decoded)},
		{"decoded bytes held in memory at one time", mebibytes(l.Held)},
		{"bytes that one compressed stream decodes to", mebibytes(l.Stream)},
		{"decoded over compressed bytes of one stream, above " + mebibytes(unpack.RatioFloor), fmt.Sprint(l.Ratio)},
		{"files, folders and links", fmt.Sprint(l.Files)},
		{"files that are opened as archives", fmt.Sprint(l.Opened)},
	} {
		fmt.Fprintf(&b, "| %s | %s |\n", row.what, row.value)
	}
	b.WriteString(formatsEnd)
	return b.Bytes()
}

func mebibytes(n int64) string { return fmt.Sprintf("%d MiB", n>>20) }
