//go:build unix

package firmware

import (
	"io/fs"
	"syscall"

	"github.com/assay-project/assay/evidence"
)

// owner takes over what io/fs does not say.
func owner(n *evidence.Node, info fs.FileInfo) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return
	}
	n.UID, n.GID = int(st.Uid), int(st.Gid)
	if n.Mode&fs.ModeDevice != 0 {
		dev := uint64(st.Rdev)
		n.Major = uint32(dev>>8&0xfff | dev>>32&^0xfff)
		n.Minor = uint32(dev&0xff | dev>>12&0xffffff00)
	}
}
