#!/bin/sh
# Makes the test images with Debian's mksquashfs (4.5 or newer): one small tree, every compressor. tree_test.go says what is
# in it; run it as root or under fakeroot, for the owners. Blocks of 4 KiB make a file of 14 KiB have several; -nopad keeps the images small.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
root=$work/tree
mkdir -p "$root/etc/deep/er" "$root/bin" "$root/empty" "$root/many"
printf 'root:x:0:0:root:/root:/bin/sh\n' > "$root/etc/passwd"
printf 'secret\n' > "$root/etc/shadow"
: > "$root/etc/nothing"
seq 1 3000 > "$root/bin/numbers"
ln "$root/bin/numbers" "$root/bin/again"
ln -s ../bin/numbers "$root/etc/link"
head -c 4096 "$root/bin/numbers" > "$root/bin/oneblock"
{ printf start; head -c 20000 /dev/zero; printf end; } > "$root/etc/deep/er/hole"
python3 -c 'import sys
s = 1
for _ in range(5000):
    s = (s * 1103515245 + 12345) & 0x7fffffff
    sys.stdout.buffer.write(bytes([s >> 16 & 255]))' > "$root/etc/deep/noise"
for i in $(seq 100 399); do echo "file $i" > "$root/many/a-name-to-fill-the-listing-$i"; done
find "$root" -type d -exec chmod 755 {} +
find "$root" -type f -exec chmod 644 {} +
chmod 4755 "$root/bin/numbers"; chmod 600 "$root/etc/shadow"; chmod 1777 "$root/empty"
make() {
  out=$1; shift
  mksquashfs "$root" "$out" -noappend -no-progress -quiet -nopad -b 4096 -no-xattrs -mkfs-time 1700000000 -all-time 1700000000 \
    -p 'console c 600 0 5 5 1' -p 'disk b 660 0 6 259 300' -p 'pipe i 640 0 0 f' -p 'socket i 755 0 0 s' "$@" > /dev/null
}
for c in gzip lzma lzo xz lz4 zstd; do make "$c.bin" -comp $c; done
make xz-arm.bin -comp xz -Xbcj arm,x86 -b 8192
make stored.bin -comp gzip -noI -noD -noF -noId
make tails.bin -comp gzip -always-use-fragments -no-exports
