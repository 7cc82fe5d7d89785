#!/bin/sh
# Makes the inputs of the lzop tests with Debian's lzop. Each decodes to the numbers from 1 to 2000, one a line; mixed.lzo has
# a second member of bytes that do not compress and one without checksums.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
seq 1 2000 > "$work/numbers"
touch -d @1700000000 "$work/numbers"
lzop -1 -c "$work/numbers" > fast.lzo
lzop -9 -C --crc32 -c "$work/numbers" > best-crc.lzo
python3 -c 'import sys
s = 1
for _ in range(700):
    s = (s * 1103515245 + 12345) & 0x7fffffff
    sys.stdout.buffer.write(bytes([s >> 16 & 255]))' > "$work/noise"
touch -d @1700000000 "$work/noise"
{ cat fast.lzo; lzop -c "$work/noise"; lzop -F -c "$work/numbers"; } > mixed.lzo
