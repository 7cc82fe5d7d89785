package boot

import "testing"

// A test of a file on a partition that the device writes is not settled by the
// image; one of a file that only the image can hold is.
func TestConditionOnWhatTheDeviceWrites(t *testing.T) {
	const program = `
-- usr/sbin/hostapd.hex --
7f454c46
-- data/hostapd.conf --
ssid=set-up
`
	for name, tt := range map[string]struct {
		script, fstab, want string
		open                bool
	}{
		"a partition of fstab":   {"", "/dev/mtdblock4 /data jffs2 defaults 0 0", "only if [ ! -f /data/wifi.conf ]", true},
		"mounted by the script":  {"mount -t ubifs ubi0:data /data", "", "only if [ ! -f /data/wifi.conf ]", true},
		"mounted to be read":     {"mount -t ext4 -o ro,noatime /dev/sda1 /data", "", "only if [ ! -f /data/wifi.conf ] (so in the image)", false},
		"a kind only to be read": {"mount -t squashfs /dev/sda1 /data", "", "only if [ ! -f /data/wifi.conf ] (so in the image)", false},
		"part of the image":      {"", "", "only if [ ! -f /data/wifi.conf ] (so in the image)", false},
	} {
		g, _ := graph(t, "-- etc/inittab --\n::sysinit:/etc/rc\n-- etc/fstab --\n"+tt.fstab+"\n-- etc/rc --\n#!/bin/sh\n"+tt.script+
			"\nif [ ! -f /data/wifi.conf ]; then\n\thostapd -B /data/hostapd.conf\nfi"+program)
		var got *Program
		for i := range g.Programs {
			if g.Programs[i].Name == "hostapd" {
				got = &g.Programs[i]
			}
		}
		if got == nil || got.Condition() != tt.want || got.Open != tt.open || got.Unconditional() {
			t.Errorf("%s: got %+v, want %q, open %v", name, got, tt.want, tt.open)
		}
	}
}
