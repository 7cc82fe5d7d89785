package boot

import (
	"path"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/fact/shell"
)

// writable are the kinds of file system that a device writes while it runs. What
// the image holds of one is what it ships with, not what is there later.
var writable = map[string]bool{
	"jffs2": true, "ubifs": true, "yaffs": true, "yaffs2": true, "ext2": true, "ext3": true, "ext4": true, "f2fs": true, "tmpfs": true, "ramfs": true, "vfat": true,
}

// maxOwn is how many folders of the device's own are kept.
const maxOwn = 64

// fstab notes the partitions that the device mounts to write to (fstab(5)).
func (d *device) fstab() {
	n := d.find("/etc/fstab")
	if n == nil || !n.IsRegular() {
		return
	}
	src, _ := n.Bytes(maxTable)
	for _, line := range strings.Split(string(src), "\n") {
		if f := strings.Fields(line); len(f) >= 4 && !strings.HasPrefix(f[0], "#") {
			d.mounted(f[2], f[1], f[3])
		}
	}
}

// mount notes what a script mounts: mount -t KIND [-o OPTIONS] DEVICE FOLDER.
func (d *device) mount(args []shell.Word) {
	kind, options, last := "", "", ""
	for i := 0; i < len(args); i++ {
		t := args[i].Text
		switch {
		case !args[i].Known:
			last = ""
		case (t == "-t" || t == "-o") && i+1 < len(args):
			i++
			if t == "-t" {
				kind = args[i].Text
			} else {
				options = args[i].Text
			}
		case strings.HasPrefix(t, "-"):
			if t == "-r" {
				options = "ro"
			}
		default:
			last = t
		}
	}
	d.mounted(kind, last, options)
}

func (d *device) mounted(kind, folder, options string) {
	folder = path.Clean(folder)
	if !writable[kind] || !strings.HasPrefix(folder, "/") || folder == "/" || len(d.own) >= maxOwn {
		return
	}
	for _, o := range strings.Split(options, ",") {
		if o == "ro" {
			return
		}
	}
	d.own = append(d.own, folder+"/")
}

// writes tells whether a file lies on a partition that the device writes itself.
func (d *device) writes(name string) bool {
	for _, folder := range d.own {
		if strings.HasPrefix(name+"/", folder) {
			return true
		}
	}
	return false
}

// open tells whether one of the conditions asks for a file that the device itself
// makes or takes away, so that the image does not say whether it is met.
func (d *device) open(conds []shell.Cond) bool {
	for _, c := range conds {
		if c.Path != "" && c.Holds == assay.Unknown && (d.writes(c.Path) || isScratch(c.Path)) {
			return true
		}
	}
	return false
}

// isScratch tells a folder in memory for the device's own files.
func isScratch(name string) bool {
	return isVolatile(name) && !strings.HasPrefix(name, "/proc/") && !strings.HasPrefix(name, "/sys/") && !strings.HasPrefix(name, "/dev/")
}
