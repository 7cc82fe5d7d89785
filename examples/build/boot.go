package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math/rand"
	"sort"
)

// bootloader returns what stands for a boot loader: code-like bytes that are the
// same at every build, and the banner by which one knows the real thing.
func bootloader(banner string) []byte {
	data := make([]byte, 24<<10)
	noise := rand.New(rand.NewSource(1))
	for i := 0; i < len(data); i += 4 {
		// The upper byte of ARM instructions is the condition and class.
		binary.LittleEndian.PutUint32(data[i:], noise.Uint32()&0x00ffffff|0xe5000000)
	}
	copy(data[16<<10:], banner+"\x00Hit any key to stop autoboot: \x00bootcmd\x00bootdelay\x00")
	return data
}

// environment returns a U-Boot environment: CRC-32 of the rest, little-endian,
// then name=value strings, each ended by a NUL, and one more NUL.
func environment(env map[string]string, size int) []byte {
	names := make([]string, 0, len(env))
	for name := range env {
		names = append(names, name)
	}
	sort.Strings(names)
	data := make([]byte, size)
	at := 4
	for _, name := range names {
		at += copy(data[at:], name+"="+env[name]+"\x00")
	}
	binary.LittleEndian.PutUint32(data, crc32.ChecksumIEEE(data[4:]))
	return data
}

// kernel returns a uImage with a gzip payload that holds a kernel's banner.
func kernel(banner, label string) ([]byte, error) {
	var payload bytes.Buffer
	zip, err := gzip.NewWriterLevel(&payload, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	body := make([]byte, 96<<10)
	noise := rand.New(rand.NewSource(2))
	for i := range body {
		body[i] = byte(noise.Intn(24))
	}
	copy(body[4096:], banner+"\n\x00")
	if _, err := zip.Write(body); err != nil {
		return nil, err
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	return uImage(payload.Bytes(), label, 2), nil
}

// uImage puts the 64-byte header of U-Boot's legacy image format (image.h)
// before a payload: ARM, Linux, gzip, and the type: 2 a kernel, 3 a ramdisk.
func uImage(payload []byte, name string, kind byte) []byte {
	header := make([]byte, 64)
	be := binary.BigEndian
	be.PutUint32(header[0:], 0x27051956)
	be.PutUint32(header[8:], 0) // time: the same at every build
	be.PutUint32(header[12:], uint32(len(payload)))
	be.PutUint32(header[16:], 0x80008000)
	be.PutUint32(header[20:], 0x80008000)
	be.PutUint32(header[24:], crc32.ChecksumIEEE(payload))
	header[28], header[29], header[30], header[31] = 5, 2, kind, 1
	copy(header[32:63], fmt.Sprintf("%-.31s", name))
	be.PutUint32(header[4:], crc32.ChecksumIEEE(header))
	return append(header, payload...)
}
