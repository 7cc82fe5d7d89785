#!/bin/sh
# Fetches the newest firmware, checks who made it, and writes it to the flash.
HOST=https://update.tansy-nursery.example
CA=/etc/ssl/tansy-ca.crt
# The app writes this file: "night" or "off".
WHEN=$(cat /data/update 2>/dev/null)
[ "$WHEN" = off ] && exit 0
cd /tmp || exit 1

wget -q --ca-certificate="$CA" -O version "$HOST/cotlight3/version" || exit 1
[ "$(cat version)" = "$(tail -n 1 /etc/version)" ] && exit 0

wget -q --ca-certificate="$CA" -O fw.bin "$HOST/cotlight3/fw.bin" || exit 1
wget -q --ca-certificate="$CA" -O fw.sig "$HOST/cotlight3/fw.sig" || exit 1
openssl dgst -sha256 -verify /etc/update/maker.pub -signature fw.sig fw.bin || exit 1
flashcp -v fw.bin /dev/mtd3 && reboot
