package keyfile

import (
	"encoding/binary"
	"fmt"
)

// parsePGP recognises an OpenPGP secret key packet (RFC 9580, 5.5.3), version 4,
// by walking over the public numbers to the byte that says how the secret ones
// are kept. The fingerprint is that of the public part.
func parsePGP(data []byte) (*Key, error) {
	body, err := secretPacket(data)
	if err != nil {
		return nil, err
	}
	if len(body) < 7 || body[0] != 4 {
		return nil, fmt.Errorf("%w: OpenPGP version", ErrKey)
	}
	numbers := map[byte]int{1: 2, 2: 2, 3: 2, 16: 3, 17: 4, 18: 1, 19: 1, 22: 1}[body[5]]
	names := map[byte]string{1: "RSA", 2: "RSA", 3: "RSA", 16: "ElGamal", 17: "DSA", 18: "EC", 19: "EC", 22: "Ed25519"}
	if numbers == 0 {
		return nil, fmt.Errorf("%w: OpenPGP algorithm %d", ErrKey, body[5])
	}
	at, bits := 6, 0
	if body[5] == 18 || body[5] == 19 || body[5] == 22 { // a curve's object identifier
		at += 1 + int(body[at])
	}
	for i := range numbers {
		if at+2 > len(body) {
			return nil, fmt.Errorf("%w: broken off", ErrKey)
		}
		n := int(binary.BigEndian.Uint16(body[at:]))
		if i == 0 {
			bits = n
		}
		at += 2 + (n+7)/8
	}
	if body[5] == 18 && at < len(body) { // how the shared secret is derived
		at += 1 + int(body[at])
	}
	if at+4 > len(body) {
		return nil, fmt.Errorf("%w: no secret part", ErrKey)
	}
	return &Key{Format: "OpenPGP", Algorithm: names[body[5]], Bits: bits, Encrypted: body[at] != 0, sealed: body[:at]}, nil
}

// secretPacket returns the body of the first packet, which must be a secret key.
func secretPacket(data []byte) ([]byte, error) {
	if len(data) < 8 || data[0]&0x80 == 0 {
		return nil, ErrKey
	}
	tag, size, at := data[0]&0x3f, 0, 0
	if data[0]&0x40 == 0 { // old format: the tag, then how long the length is
		tag = data[0] >> 2 & 0xf
		switch data[0] & 3 {
		case 0:
			size, at = int(data[1]), 2
		case 1:
			size, at = int(binary.BigEndian.Uint16(data[1:])), 3
		case 2:
			size, at = int(binary.BigEndian.Uint32(data[1:])), 5
		default:
			size, at = len(data)-1, 1
		}
	} else {
		switch first := int(data[1]); {
		case first < 192:
			size, at = first, 2
		case first < 224:
			size, at = (first-192)<<8+int(data[2])+192, 3
		case first == 255:
			size, at = int(binary.BigEndian.Uint32(data[2:])), 6
		default:
			return nil, ErrKey
		}
	}
	if tag != 5 || size < 0 || size > len(data)-at {
		return nil, fmt.Errorf("%w: no OpenPGP secret key", ErrKey)
	}
	return data[at : at+size], nil
}
