package fdt

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"

	"github.com/assay-project/assay/unpack"
)

// maxHashes bounds the hash nodes of one image that are computed: there is one
// as a rule, and a hostile tree may hold thousands over the same large data.
const maxHashes = 4

// verify checks the hash nodes of an image, and lists what does not agree or
// could not be checked. U-Boot, doc/usage/fit/source_file_format.rst, names them
// "hash-1" and the algorithm "algo".
func (i *image) verify(job *unpack.Job, data []byte) {
	tried := 0
	for _, n := range i.node.Children {
		if n.Name != "hash" && !strings.HasPrefix(n.Name, "hash-") && !strings.HasPrefix(n.Name, "hash@") {
			continue
		}
		if tried++; tried > maxHashes {
			job.Limit(fmt.Sprintf("FIT image %q has more than %d hashes", clip(i.name), maxHashes), "the others were not checked")
			return
		}
		algo, value := n.Text("algo"), n.Prop("value")
		switch sum := digest(algo, data); {
		case value == nil || sum == nil:
			job.Limit(fmt.Sprintf("FIT image %q: hash %q cannot be checked", clip(i.name), clip(algo)), "its contents may be damaged")
		case !bytes.Equal(sum, value.Value):
			job.Limit(fmt.Sprintf("FIT image %q: its %s does not agree", clip(i.name), clip(algo)), "its contents may be damaged")
		}
	}
}

// digest computes one of the algorithms of U-Boot's image-fit.c, nil for others.
func digest(algo string, data []byte) []byte {
	switch algo {
	case "crc32":
		return binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(data))
	case "md5":
		sum := md5.Sum(data)
		return sum[:]
	case "sha1":
		sum := sha1.Sum(data)
		return sum[:]
	case "sha256":
		sum := sha256.Sum256(data)
		return sum[:]
	case "sha384":
		sum := sha512.Sum384(data)
		return sum[:]
	case "sha512":
		sum := sha512.Sum512(data)
		return sum[:]
	}
	return nil
}

// describe says of a plain device tree which device it is for, what the kernel
// is started with, and which keys a boot loader demands (/signature/key-*, with
// "required"; U-Boot, doc/usage/fit/signature.rst).
func (t *Tree) describe() string {
	note := "device tree"
	for _, name := range []string{"model", "compatible"} {
		if text := t.Root.Text(name); text != "" {
			note += fmt.Sprintf(", %q", clip(text))
		}
	}
	if chosen := t.Root.Child("chosen"); chosen != nil {
		if args := chosen.Text("bootargs"); args != "" {
			note += fmt.Sprintf(", bootargs %q", args[:min(len(args), 256)])
		}
	}
	signature := t.Root.Child("signature")
	if signature == nil {
		return note
	}
	keys, required := 0, 0
	for _, n := range signature.Children {
		if !strings.HasPrefix(n.Name, "key-") {
			continue
		}
		keys++
		if n.Text("required") != "" {
			required++
		}
	}
	return note + fmt.Sprintf(", %d keys to verify FIT images, %d required", keys, required)
}
