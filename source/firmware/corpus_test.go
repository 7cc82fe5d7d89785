package firmware

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-project/assay/internal/corpus"
)

// What is known of the corpus: the root's number of files, the least share of
// bytes that is understood, and places that must be found across partitions.
func TestCorpus(t *testing.T) {
	for _, c := range []struct {
		path   []string
		files  int // of the root file system alone; 0 where there is none
		share  float64
		places map[string]string // path in the device view to the end of its origin
	}{
		{path: []string{"camera-digoo-flash-8M.bin"}, share: 0.94, places: map[string]string{
			"/etc/passwd":            "!squashfs@0x260000!/etc/passwd",
			"/system/init/ipcam.sh":  "!jffs2@0x5e0000!/init/ipcam.sh",
			"/system/www/pem/ck.pem": "!jffs2@0x5e0000!/www/pem/ck.pem"}},
		{path: []string{"camera-dafang-5.5.1.177"}, share: 0.97, places: map[string]string{
			"/etc/shadow": "rootfs.bin!squashfs!/etc/shadow", "/driver/sinfo.ko": "driver.bin!squashfs!/sinfo.ko", "/backupa/iCamera": "backupa.bin!jffs2!/iCamera"}},
		{path: []string{"camera-wyze-v2-4.9.1.60"}, share: 1, places: map[string]string{"/driver/sinfo.ko": "driver.bin!squashfs!/sinfo.ko"}},
		{path: []string{"camera-escam-g02"}, share: 0.9, places: map[string]string{"/mnt/mtd/ipc/load_drv": "mtd.bin!squashfs!/load_drv"}},
		{path: []string{"router-tplink-mt7628"}, files: 361, share: 0.97},
		{path: []string{"router-openwrt-wr703n", "openwrt-ar71xx-generic-tl-wr703n-v1-squashfs-factory.bin"}, files: 592, share: 1},
		{path: []string{"router-k2p-rootfs.tar.gz"}, files: 1177, share: 1},
		{path: []string{"synthetic-mipsel-rootfs.tar.gz"}, files: 316, share: 1},
	} {
		name := strings.Join(c.path, "/")
		t.Run(c.path[0], func(t *testing.T) {
			got, err := Collect(context.Background(), corpus.Path(t, append([]string{"firmware"}, c.path...)...), Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer got.Close()
			device := got.Input.Device
			if device == nil {
				t.Fatalf("%s: no root found", name)
			}
			if n := len(device.Files()); c.files > 0 && n != c.files {
				t.Errorf("%s: %d files, want %d", name, n, c.files)
			}
			if share := float64(got.Coverage.BytesIdentified) / float64(got.Coverage.Bytes); share < c.share {
				t.Errorf("%s: %.3f of the bytes understood, want %.2f", name, share, c.share)
			}
			for at, want := range c.places {
				n, err := device.Resolve(at)
				if err != nil {
					t.Errorf("%s: %v", name, err)
				} else if !strings.HasSuffix(n.Origin(), want) {
					t.Errorf("%s: %s comes from %s, want %s", name, at, n.Origin(), want)
				}
			}
			for _, tree := range got.Input.Trees() {
				for _, n := range tree.Files() {
					if n.Digest == "" {
						t.Errorf("%s: %s was not read", name, n.Origin())
					}
				}
			}
			checkRegions(t, got)
		})
	}
}

// The regions of each input follow each other without gap or overlap.
func checkRegions(t *testing.T, c *Collected) {
	t.Helper()
	end := make(map[string]int64)
	for _, r := range c.Input.Regions {
		if r.Offset != end[r.Evidence] {
			t.Errorf("region %s at %#x of %s, want %#x", r.Format, r.Offset, r.Evidence, end[r.Evidence])
		}
		end[r.Evidence] = r.Offset + r.Size
	}
	for _, e := range c.Evidence {
		if e.Kind == "image" && end[e.ID] != e.Size {
			t.Errorf("regions of %s end at %#x, want %#x", e.Places[0].Origin, end[e.ID], e.Size)
		}
	}
}

func TestKeyOfTheCamera(t *testing.T) {
	c, err := Collect(context.Background(), corpus.Path(t, "firmware", "camera-digoo-flash-8M.bin"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	n, err := c.Input.Device.Resolve("/system/www/pem/ck.pem")
	if err != nil {
		t.Fatal(err)
	}
	if want := "sha256:a14d128bb08584392d07b805feb9ff35ead049057fa1cc5fb831818c1f212bfb"; n.Digest != want {
		t.Errorf("digest %s, want %s", n.Digest, want)
	}
}

// A file system of the writable part of a device has no root, and is read all the same.
func TestOverlayAlone(t *testing.T) {
	c, err := Collect(context.Background(), corpus.Path(t, "firmware", "ont-alcatel-falcon", "mtd4.bin"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if c.Input.Device != nil || len(c.Input.Loose) != 1 {
		t.Fatalf("device %v, %d loose trees", c.Input.Device, len(c.Input.Loose))
	}
	n := c.Input.Loose[0].Lookup("etc/shadow")
	if n == nil {
		t.Fatal("no /etc/shadow")
	}
	if data, err := n.Bytes(1 << 20); err != nil || !strings.Contains(string(data), "ONTUSER:$6$") {
		t.Errorf("/etc/shadow: %d bytes, %v", len(data), err)
	}
}

// An image that ends inside its root file system: said quickly and plainly.
func TestCutShort(t *testing.T) {
	data, err := os.ReadFile(corpus.Path(t, "firmware", "camera-digoo-flash-8M.bin"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "cut.bin")
	if err := os.WriteFile(path, data[:5_000_000], 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := Collect(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	checkRegions(t, c)
	last := c.Input.Regions[len(c.Input.Regions)-1]
	if last.Format != "squashfs" || last.Offset != 0x260000 || len(c.Limits) == 0 {
		t.Errorf("the end is %+v, limits %v", last, c.Limits)
	}
	kernel := false
	for _, b := range c.Input.Blobs {
		kernel = kernel || b.Format == "kernel" && len(b.Data) > 4<<20
	}
	if !kernel {
		t.Error("the kernel in front of the cut was not decoded")
	}
}
