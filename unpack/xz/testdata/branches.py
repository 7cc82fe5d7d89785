"""Writes bytes that hold branch instructions of seven instruction sets, for the BCJ filters."""
import struct, sys

out = bytearray()
seed = 1
def rnd(n):
    global seed
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    return (seed >> 8) % n

targets = [0x1000 + 16 * rnd(4096) for _ in range(12)]
def pad(n):
    while len(out) % n:
        out.append(rnd(256))

for round in range(48):
    t = targets[rnd(len(targets))]
    rel = lambda bias: (t - 0x1000 - len(out) - bias) & 0xffffffff
    out += bytes([0xe8 + rnd(2)]) + struct.pack("<I", rel(5))          # x86 call, jmp
    if rnd(4) == 0:
        out += bytes([0xe8, 0xe9, 0x00, 0xff, 0xe8, 0x00, 0x00])       # x86 opcodes inside operands
    pad(4); out += struct.pack(">I", 0x48000001 | rel(0) & 0x3fffffc)   # PowerPC bl
    out += struct.pack("<I", 0xeb000000 | rel(8) >> 2 & 0xffffff)       # ARM bl
    r = rel(4) >> 1
    out += struct.pack("<HH", 0xf000 | r >> 11 & 0x7ff, 0xf800 | r & 0x7ff)  # Thumb bl
    out += struct.pack(">I", 0x40000000 | rel(0) >> 2 & 0x3fffff)       # SPARC call
    out += struct.pack(">I", 0x7fc00000 | rel(0) >> 2 & 0x3fffff)       # SPARC call backwards
    out += struct.pack("<I", 0x94000000 | rel(0) >> 2 & 0x3ffffff)      # ARM64 bl
    out += struct.pack("<I", 0x90000000 | rnd(4) << 29 | rnd(64) << 5 | rnd(32))  # ARM64 adrp
    pad(16)
    r = rel(0) >> 4                                                     # IA-64 br.call in slots 1 and 2
    op = 5 << 37 | (r & 0xfffff) << 13 | (r >> 20 & 1) << 36
    out += (0x12 | (rnd(1 << 20) << 5) | op << 46 | op << 87).to_bytes(16, "little")
    out += bytes(rnd(256) for _ in range(rnd(24)))
sys.stdout.buffer.write(out)
