#!/bin/sh
# The application partition is renewed on its own, between two firmwares.
wget -q -O /tmp/system.jffs2 http://update.larkspur-cameras.example/homecam2/system.jffs2 || exit 1
flashcp /tmp/system.jffs2 /dev/mtd4
