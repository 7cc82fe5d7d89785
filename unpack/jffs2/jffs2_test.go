package jffs2

import (
	"bytes"
	"encoding/binary"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/unpack/unpacktest"
)

// The images were made with mkfs.jffs2 from one folder.
var images = []string{"little-zlib", "big-lzo", "little-rtime"}

func image(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name + ".bin")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

const want = `. drwxr-xr-x 0:0
bin drwxr-xr-x 0:0
bin/prog urwxr-xr-x 0:0 8893 bytes
bin/sh Lrwxrwxrwx 0:0 -> prog
dev drwxr-xr-x 0:0
dev/console Dcrw-r--r-- 0:0 5,1
etc drwxr-xr-x 0:0
etc/empty -rw------- 1000:100 ""
etc/passwd -rw-r--r-- 0:0 "root:x:0:0::/:/bin/sh\n"
etc/passwd- -rw-r--r-- 0:0 "root:x:0:0::/:/bin/sh\n"
`

func TestTree(t *testing.T) {
	for _, name := range images {
		_, contents, limits := unpacktest.Open(t, Format, image(t, name))
		if diff := cmp.Diff(want, unpacktest.Lines(t, contents.Root)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if len(limits) > 0 {
			t.Errorf("%s: limits %q", name, limits)
		}
	}
}

// log writes nodes as a device does.
type log struct {
	b     bytes.Buffer
	order binary.ByteOrder
}

func (l *log) node(kind uint16, body []byte) {
	for l.b.Len()%4 != 0 {
		l.b.WriteByte(0xff)
	}
	head := make([]byte, headerSize)
	l.order.PutUint16(head, 0x1985)
	l.order.PutUint16(head[2:], kind|accurate)
	l.order.PutUint32(head[4:], uint32(headerSize+len(body)))
	l.order.PutUint32(head[8:], crc(head[:8]))
	l.order.PutUint16(head[2:], kind)
	l.b.Write(head)
	l.b.Write(body)
}

func (l *log) dirent(kind uint16, parent, version, ino uint32, name string) {
	d := make([]byte, direntSize-headerSize)
	for i, v := range []uint32{parent, version, ino, 0} {
		l.order.PutUint32(d[4*i:], v)
	}
	d[16] = byte(len(name))
	l.seal(d, kind, direntSize+len(name), 20, 20)
	l.order.PutUint32(d[24:], crc([]byte(name)))
	l.node(kind, append(d, name...))
}

func (l *log) inode(kind uint16, ino, version, mode, isize, offset uint32, data []byte, compression byte, size uint32) {
	d := make([]byte, inodeSize-headerSize)
	l.order.PutUint32(d, ino)
	l.order.PutUint32(d[4:], version)
	l.order.PutUint32(d[8:], mode)
	l.order.PutUint32(d[16:], isize)
	for i, v := range []uint32{offset, uint32(len(data)), size} {
		l.order.PutUint32(d[32+4*i:], v)
	}
	d[44] = compression
	l.order.PutUint32(d[48:], crc(data))
	l.seal(d, kind, inodeSize+len(data), 48, 52)
	l.node(kind, append(d, data...))
}

// seal puts the checksum over the header and so many bytes of fields at its place.
func (l *log) seal(d []byte, kind uint16, total, over, at int) {
	head := make([]byte, headerSize)
	l.order.PutUint16(head, 0x1985)
	l.order.PutUint16(head[2:], kind)
	l.order.PutUint32(head[4:], uint32(total))
	l.order.PutUint32(head[8:], crc(head[:8]))
	l.order.PutUint32(d[at:], crc(append(head, d[:over]...)))
}

const file0644 = 0o100644

// A device writes, overwrites, cuts, renames and deletes; only the newest counts.
func TestHistory(t *testing.T) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		l := &log{order: order}
		l.node(typeMarker, nil)
		l.dirent(typeDirent, 1, 1, 2, "kept")
		l.inode(typeInode, 2, 1, file0644, 10, 0, []byte("0123456789"), comprNone, 10)
		l.inode(typeInode, 2, 3, file0644, 8, 2, []byte("XY"), comprNone, 2) // over the middle, and cut
		l.inode(typeInode, 2, 2, file0644, 10, 0, []byte("abcdefghij"), comprNone, 10)
		l.dirent(typeDirent, 1, 2, 3, "gone")
		l.inode(typeInode, 3, 1, file0644, 1, 0, []byte("x"), comprNone, 1)
		l.dirent(typeDirent, 1, 3, 0, "gone")
		l.dirent(typeDirent, 1, 4, 4, "new-name")
		l.inode(typeInode, 4, 1, file0644, 6, 4, []byte("zz"), comprNone, 2) // a hole in front
		l.dirent(0xc001, 1, 9, 3, "obsolete")
		l.b.Write(bytes.Repeat([]byte{0xff}, 4096))
		_, contents, _ := unpacktest.Open(t, Format, l.b.Bytes())
		want := ". drwxr-xr-x 0:0\nkept -rw-r--r-- 0:0 \"abXYefgh\"\nnew-name -rw-r--r-- 0:0 \"\\x00\\x00\\x00\\x00zz\"\n"
		if diff := cmp.Diff(want, unpacktest.Lines(t, contents.Root)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", order, diff)
		}
	}
}

// Names that would leave the tree, and a directory inside itself.
func TestRefused(t *testing.T) {
	l := &log{order: binary.LittleEndian}
	l.dirent(typeDirent, 1, 1, 2, "../../etc")
	l.dirent(typeDirent, 1, 2, 2, "..")
	l.dirent(typeDirent, 1, 3, 2, "dir")
	l.inode(typeInode, 2, 1, 0o40755, 0, 0, nil, comprNone, 0)
	l.dirent(typeDirent, 2, 1, 2, "again")
	_, contents, limits := unpacktest.Open(t, Format, l.b.Bytes())
	if diff := cmp.Diff(". drwxr-xr-x 0:0\ndir drwxr-xr-x 0:0\n", unpacktest.Lines(t, contents.Root)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(limits) != 1 || !strings.Contains(limits[0], "3 JFFS2 directory entries refused") {
		t.Errorf("limits %q", limits)
	}
}

// Two file systems in a row are two: the second begins its inodes anew.
func TestTwoInARow(t *testing.T) {
	build := func(name string) []byte {
		l := &log{order: binary.LittleEndian}
		l.node(typeMarker, nil)
		l.dirent(typeDirent, 1, 1, 2, name)
		l.inode(typeInode, 2, 1, file0644, uint32(len(name)), 0, []byte(name), comprNone, uint32(len(name)))
		l.b.Write(bytes.Repeat([]byte{0xff}, 64<<10-l.b.Len()))
		return l.b.Bytes()
	}
	first, second := build("one"), build("another")
	found, _, _ := unpacktest.Open(t, Format, append(first, second...))
	if found.Size != int64(len(first)) {
		t.Errorf("the first takes %#x bytes, want %#x", found.Size, len(first))
	}
}

// A node with a wrong checksum is passed over, and said to be.
func TestDamagedNode(t *testing.T) {
	data := image(t, "little-zlib")
	at := bytes.Index(data, []byte("root:x")) // stored plain: too short to pack
	if at < 0 {
		t.Fatal("no plain passwd in the image")
	}
	data[at] ^= 1
	_, contents, limits := unpacktest.Open(t, Format, data)
	if strings.Contains(unpacktest.Lines(t, contents.Root), "toot") || len(limits) == 0 {
		t.Errorf("damaged data were taken, limits %q", limits)
	}
}

func TestHostile(t *testing.T) {
	for _, name := range images {
		unpacktest.Hostile(t, Format, image(t, name))
	}
}

func FuzzJFFS2(f *testing.F) {
	unpacktest.Fuzz(f, Format, image(f, images[0]), image(f, images[1]), image(f, images[2]))
}
