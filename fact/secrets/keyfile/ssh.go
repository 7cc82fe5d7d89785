package keyfile

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// wire reads the strings and numbers of RFC 4251.
type wire struct {
	rest []byte
	bad  bool
}

func (w *wire) string() []byte {
	if w.bad || len(w.rest) < 4 {
		w.bad = true
		return nil
	}
	n := binary.BigEndian.Uint32(w.rest)
	if uint64(n) > uint64(len(w.rest)-4) {
		w.bad = true
		return nil
	}
	out := w.rest[4 : 4+n]
	w.rest = w.rest[4+n:]
	return out
}

// number reads an mpint; a negative or huge one is none of a key.
func (w *wire) number() *big.Int {
	b := w.string()
	if len(b) > maxBits/8+1 || len(b) > 0 && b[0] >= 0x80 {
		w.bad = true
		return new(big.Int)
	}
	return new(big.Int).SetBytes(b)
}

func (w *wire) uint32() uint32 {
	if w.bad || len(w.rest) < 4 {
		w.bad = true
		return 0
	}
	n := binary.BigEndian.Uint32(w.rest)
	w.rest = w.rest[4:]
	return n
}

// parseDropbear reads a host key as dropbearkey writes it: the type, the public
// numbers and the private ones, with nothing around them.
func parseDropbear(data []byte) (*Key, error) {
	w := &wire{rest: data}
	kind := string(w.string())
	k, err := sshPrivate("dropbear", kind, w, true)
	if err != nil {
		return nil, err
	}
	if len(bytes.Trim(w.rest, "\x00")) != 0 {
		return nil, fmt.Errorf("%w: bytes behind it", ErrKey)
	}
	return k, nil
}

// sshPrivate reads the numbers of a private key. Dropbear writes an RSA key as
// e, n, d, p, q and OpenSSH as n, e, d, iqmp, p, q.
func sshPrivate(format, kind string, w *wire, dropbear bool) (*Key, error) {
	switch {
	case kind == "ssh-rsa" && dropbear:
		e, n, _, p, q := w.number(), w.number(), w.number(), w.number(), w.number()
		if w.bad {
			return nil, ErrKey
		}
		return rsaKey(format, n, e, p, q)
	case kind == "ssh-rsa":
		n, e, _, _, p, q := w.number(), w.number(), w.number(), w.number(), w.number(), w.number()
		if w.bad {
			return nil, ErrKey
		}
		return rsaKey(format, n, e, p, q)
	case kind == "ssh-dss":
		p, q, g, y, x := w.number(), w.number(), w.number(), w.number(), w.number()
		if w.bad {
			return nil, ErrKey
		}
		return dsaKey(format, p, q, g, y, x)
	case strings.HasPrefix(kind, "ecdsa-sha2-"):
		return sshEC(format, kind, w)
	case kind == "ssh-ed25519" && dropbear:
		return sshEd25519(format, nil, w.string())
	case kind == "ssh-ed25519":
		return sshEd25519(format, w.string(), w.string())
	}
	return nil, fmt.Errorf("%w: type %.20q", ErrKey, kind)
}

func sshEC(format, kind string, w *wire) (*Key, error) {
	name, point, d := string(w.string()), w.string(), w.number()
	for _, c := range curves {
		if !w.bad && c.ssh != "" && c.ssh == name && kind == "ecdsa-sha2-"+name {
			return ecKey(format, c.oid, d.Bytes(), point)
		}
	}
	return nil, fmt.Errorf("%w: curve %.20q", ErrKey, name)
}

// sshEd25519 takes the seed and the public half that stand in one string.
func sshEd25519(format string, public, both []byte) (*Key, error) {
	if len(both) != 64 {
		return nil, ErrKey
	}
	made := ed25519.NewKeyFromSeed(both[:32])
	if !bytes.Equal(made[32:], both[32:]) || public != nil && !bytes.Equal(public, both[32:]) {
		return nil, fmt.Errorf("%w: the halves do not fit", ErrKey)
	}
	return ed25519Key(format, both[32:]), nil
}

// sshPublic reads a public key blob.
func sshPublic(format string, blob []byte) (*Key, error) {
	w := &wire{rest: blob}
	kind := string(w.string())
	var k *Key
	switch {
	case kind == "ssh-rsa":
		e, n := w.number(), w.number()
		k = &Key{Algorithm: "RSA", Bits: n.BitLen(), spki: rsaSPKI(n, e)}
	case kind == "ssh-dss":
		p, q, g, y := w.number(), w.number(), w.number(), w.number()
		k = &Key{Algorithm: "DSA", Bits: p.BitLen(), spki: dsaSPKI(p, q, g, y)}
	case kind == "ssh-ed25519":
		k = ed25519Key("", w.string())
	case strings.HasPrefix(kind, "ecdsa-sha2-"):
		name, point := string(w.string()), w.string()
		for _, c := range curves {
			if c.ssh != "" && c.ssh == name {
				k = &Key{Algorithm: "EC", Curve: c.name, Bits: c.bits, spki: ecSPKI(c.oid, point)}
			}
		}
	}
	if k == nil || w.bad {
		return nil, fmt.Errorf("%w: public half of type %.20q", ErrKey, kind)
	}
	k.Format = format
	return k, nil
}

// parseOpenSSH reads "openssh-key-v1" (OpenSSH's PROTOCOL.key). The public half
// is readable also where the private one is sealed.
func parseOpenSSH(data []byte) (*Key, error) {
	rest, ok := bytes.CutPrefix(data, []byte("openssh-key-v1\x00"))
	if !ok {
		return nil, ErrKey
	}
	w := &wire{rest: rest}
	cipher, kdf, _, keys := string(w.string()), string(w.string()), w.string(), w.uint32()
	public, private := w.string(), w.string()
	if w.bad || keys != 1 {
		return nil, fmt.Errorf("%w: broken off or not one key", ErrKey)
	}
	if cipher != "none" || kdf != "none" {
		k, err := sshPublic("OpenSSH", public)
		if err != nil || len(private) < 16 {
			return nil, ErrKey
		}
		k.Encrypted = true
		return k, nil
	}
	w = &wire{rest: private}
	if a, b := w.uint32(), w.uint32(); w.bad || a != b {
		return nil, fmt.Errorf("%w: the check numbers differ", ErrKey)
	}
	return sshPrivate("OpenSSH", string(w.string()), w, false)
}

// parsePuTTY reads a .ppk file, version 2 or 3 (PuTTY manual, appendix C).
func parsePuTTY(data []byte) (*Key, error) {
	if len(data) > maxBlock {
		return nil, ErrKey
	}
	fields := map[string]string{}
	lines := strings.Split(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		name, value, ok := strings.Cut(lines[i], ": ")
		if !ok {
			continue
		}
		if n, err := strconv.Atoi(value); err == nil && strings.HasSuffix(name, "-Lines") && n > 0 && n < len(lines)-i {
			value = strings.Join(lines[i+1:i+1+n], "")
			i += n
		}
		fields[name] = value
	}
	public, err := base64.StdEncoding.DecodeString(fields["Public-Lines"])
	if err != nil || fields["Private-MAC"] == "" {
		return nil, ErrKey
	}
	private, err := base64.StdEncoding.DecodeString(fields["Private-Lines"])
	if err != nil || len(private) < 16 {
		return nil, ErrKey
	}
	k, err := sshPublic("PuTTY", public)
	if err != nil {
		return nil, err
	}
	k.Encrypted = fields["Encryption"] != "none"
	if !k.Encrypted && !puttyFits(k, public, private) {
		return nil, fmt.Errorf("%w: the halves do not fit", ErrKey)
	}
	return k, nil
}

// puttyFits checks an RSA key's primes; for the others the lengths must close.
func puttyFits(k *Key, public, private []byte) bool {
	w := &wire{rest: private}
	if k.Algorithm != "RSA" {
		return len(w.string()) > 0 && !w.bad
	}
	_, p, q := w.number(), w.number(), w.number()
	pub := &wire{rest: public}
	pub.string()
	e, n := pub.number(), pub.number()
	if w.bad || pub.bad {
		return false
	}
	_, err := rsaKey("", n, e, p, q)
	return err == nil
}
