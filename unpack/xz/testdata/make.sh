#!/bin/sh
# Makes the inputs of the filter tests with Debian's xz (5.4 or newer, for ARM64): each file decodes to branches.bin.
# branches.bin is branches of every instruction set to a few targets, between other bytes; it was written once by branches.py.
set -eu
cd "$(dirname "$0")"
python3 branches.py > branches.bin
for filter in x86 powerpc ia64 arm armthumb sparc arm64; do
  xz -c --check=crc32 --$filter=start=4096 --lzma2=dict=64KiB branches.bin > $filter.xz
done
xz -c --check=sha256 --delta=dist=4 --lzma2=dict=64KiB branches.bin > delta.xz
xz -c --check=none --x86 --delta=dist=1 --lzma2=dict=64KiB branches.bin > x86-delta.xz
xz -c --check=crc64 --block-size=2048 branches.bin > blocks.xz
xz -c --format=lzma branches.bin > branches.lzma
