package keyfile

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ed25519"
	"encoding/asn1"
	"fmt"
	"math/big"
)

var (
	oidRSA     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidDSA     = asn1.ObjectIdentifier{1, 2, 840, 10040, 4, 1}
	oidEC      = asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}
	oidEd25519 = asn1.ObjectIdentifier{1, 3, 101, 112}
	oidX25519  = asn1.ObjectIdentifier{1, 3, 101, 110}
	oidPKCS5   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5}
	oidPKCS12  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 1}
	oidData    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
)

// algorithm is an AlgorithmIdentifier.
type algorithm struct {
	OID    asn1.ObjectIdentifier
	Params asn1.RawValue `asn1:"optional"`
}

// unmarshal reads one DER value and lets nothing but padding follow it.
func unmarshal(der []byte, into any) error {
	rest, err := asn1.Unmarshal(der, into)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrKey, err)
	}
	if len(bytes.Trim(rest, "\r\n\x00")) != 0 {
		return fmt.Errorf("%w: bytes behind it", ErrKey)
	}
	return nil
}

// spki builds a SubjectPublicKeyInfo.
func spki(alg algorithm, public []byte) []byte {
	der, err := asn1.Marshal(struct {
		Algorithm algorithm
		Public    asn1.BitString
	}{alg, asn1.BitString{Bytes: public, BitLength: 8 * len(public)}})
	if err != nil {
		return nil
	}
	return der
}

func parsePKCS1(der []byte) (*Key, error) {
	var v struct {
		Version       int
		N, E, D, P, Q *big.Int
		DP, DQ, QInv  *big.Int
		More          asn1.RawValue `asn1:"optional"`
	}
	if err := unmarshal(der, &v); err != nil {
		return nil, err
	}
	return rsaKey("PKCS#1", v.N, v.E, v.P, v.Q)
}

// rsaKey makes a key of numbers that are one: the modulus is the product.
func rsaKey(format string, n, e, p, q *big.Int) (*Key, error) {
	bits := n.BitLen()
	if n.Sign() <= 0 || e.Sign() <= 0 || bits < 256 || bits > maxBits || p.Sign() <= 0 || q.Sign() <= 0 {
		return nil, fmt.Errorf("%w: no RSA numbers", ErrKey)
	}
	if p.BitLen() > bits || q.BitLen() > bits || new(big.Int).Mul(p, q).Cmp(n) != 0 {
		return nil, fmt.Errorf("%w: the primes do not give the modulus", ErrKey)
	}
	return &Key{Format: format, Algorithm: "RSA", Bits: bits, spki: rsaSPKI(n, e)}, nil
}

func rsaSPKI(n, e *big.Int) []byte {
	public, err := asn1.Marshal(struct{ N, E *big.Int }{n, e})
	if err != nil {
		return nil
	}
	return spki(algorithm{oidRSA, asn1.NullRawValue}, public)
}

func parseDSA(der []byte) (*Key, error) {
	var v struct {
		Version       int
		P, Q, G, Y, X *big.Int
	}
	if err := unmarshal(der, &v); err != nil {
		return nil, err
	}
	return dsaKey("DSA", v.P, v.Q, v.G, v.Y, v.X)
}

// dsaKey checks that the public number comes from the private one.
func dsaKey(format string, p, q, g, y, x *big.Int) (*Key, error) {
	if p.BitLen() < 512 || p.BitLen() > 3072 || q.BitLen() > 512 || x.Sign() <= 0 || x.BitLen() > q.BitLen() || g.Sign() <= 0 || g.Cmp(p) >= 0 {
		return nil, fmt.Errorf("%w: no DSA numbers", ErrKey)
	}
	if new(big.Int).Exp(g, x, p).Cmp(y) != 0 {
		return nil, fmt.Errorf("%w: the halves do not fit", ErrKey)
	}
	return &Key{Format: format, Algorithm: "DSA", Bits: p.BitLen(), spki: dsaSPKI(p, q, g, y)}, nil
}

func dsaSPKI(p, q, g, y *big.Int) []byte {
	params, err := asn1.Marshal(struct{ P, Q, G *big.Int }{p, q, g})
	if err != nil {
		return nil
	}
	public, err := asn1.Marshal(y)
	if err != nil {
		return nil
	}
	return spki(algorithm{oidDSA, asn1.RawValue{FullBytes: params}}, public)
}

func parseSEC1(der []byte) (*Key, error) { return parseEC("SEC 1", der, nil) }

// parseEC reads an ECPrivateKey. Inside PKCS#8 the curve may be named outside.
func parseEC(format string, der []byte, outside asn1.ObjectIdentifier) (*Key, error) {
	var v struct {
		Version int
		Private []byte
		Curve   asn1.ObjectIdentifier `asn1:"optional,explicit,tag:0"` // parameters spelt out: RFC 5915 forbids them
		Public  asn1.BitString        `asn1:"optional,explicit,tag:1"`
	}
	if err := unmarshal(der, &v); err != nil {
		return nil, err
	}
	curve := outside
	if len(v.Curve) > 0 {
		curve = v.Curve
	}
	if v.Version != 1 || len(curve) == 0 || len(v.Private) == 0 || len(v.Private) > 72 {
		return nil, fmt.Errorf("%w: no EC key", ErrKey)
	}
	return ecKey(format, curve, v.Private, v.Public.RightAlign())
}

// curves are those that a public half is computed for, and others by name.
var curves = []struct {
	oid  asn1.ObjectIdentifier
	name string
	ssh  string
	bits int
	ecdh ecdh.Curve
}{
	{asn1.ObjectIdentifier{1, 2, 840, 10045, 3, 1, 7}, "P-256", "nistp256", 256, ecdh.P256()},
	{asn1.ObjectIdentifier{1, 3, 132, 0, 34}, "P-384", "nistp384", 384, ecdh.P384()},
	{asn1.ObjectIdentifier{1, 3, 132, 0, 35}, "P-521", "nistp521", 521, ecdh.P521()},
	{asn1.ObjectIdentifier{1, 2, 840, 10045, 3, 1, 1}, "P-192", "", 192, nil},
	{asn1.ObjectIdentifier{1, 3, 132, 0, 33}, "P-224", "", 224, nil},
	{asn1.ObjectIdentifier{1, 3, 132, 0, 10}, "secp256k1", "", 256, nil},
	{asn1.ObjectIdentifier{1, 3, 36, 3, 3, 2, 8, 1, 1, 7}, "brainpoolP256r1", "", 256, nil},
	{asn1.ObjectIdentifier{1, 2, 156, 10197, 1, 301}, "SM2", "", 256, nil},
}

// ecKey computes the public half, and checks it where it is given too. For a
// curve that is not computed here the given half is taken.
func ecKey(format string, curve asn1.ObjectIdentifier, private, public []byte) (*Key, error) {
	k := &Key{Format: format, Algorithm: "EC", Curve: curve.String(), sealed: private}
	for _, c := range curves {
		if !c.oid.Equal(curve) {
			continue
		}
		k.Curve, k.Bits = c.name, c.bits
		if c.ecdh == nil {
			break
		}
		key, err := c.ecdh.NewPrivateKey(padded(private, (c.bits+7)/8))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrKey, err)
		}
		point := key.PublicKey().Bytes()
		if len(public) > 0 && public[0] == 4 && !bytes.Equal(public, point) {
			return nil, fmt.Errorf("%w: the halves do not fit", ErrKey)
		}
		public = point
		break
	}
	if len(public) > 0 {
		k.spki = ecSPKI(curve, public)
	}
	return k, nil
}

func padded(b []byte, size int) []byte {
	b = bytes.TrimLeft(b, "\x00")
	if len(b) >= size {
		return b
	}
	return append(make([]byte, size-len(b), size), b...)
}

func ecSPKI(curve asn1.ObjectIdentifier, point []byte) []byte {
	params, err := asn1.Marshal(curve)
	if err != nil {
		return nil
	}
	return spki(algorithm{oidEC, asn1.RawValue{FullBytes: params}}, point)
}

func parsePKCS8(der []byte) (*Key, error) {
	var v struct {
		Version    int
		Algorithm  algorithm
		Private    []byte
		Attributes asn1.RawValue `asn1:"optional,tag:0"`
		Public     asn1.RawValue `asn1:"optional,tag:1"`
	}
	if err := unmarshal(der, &v); err != nil {
		return nil, err
	}
	k, err := v.Algorithm.private(v.Private)
	if err != nil {
		return nil, err
	}
	k.Format = "PKCS#8"
	return k, nil
}

func (a algorithm) private(der []byte) (*Key, error) {
	switch {
	case a.OID.Equal(oidRSA):
		return parsePKCS1(der)
	case a.OID.Equal(oidEC):
		var curve asn1.ObjectIdentifier
		_, _ = asn1.Unmarshal(a.Params.FullBytes, &curve) // may stand inside instead
		return parseEC("", der, curve)
	case a.OID.Equal(oidDSA):
		var v struct{ P, Q, G *big.Int }
		x := new(big.Int)
		if unmarshal(a.Params.FullBytes, &v) != nil || unmarshal(der, &x) != nil || v.P.BitLen() > 3072 || v.P.Sign() <= 0 || x.Sign() <= 0 || x.BitLen() > 512 {
			return nil, ErrKey
		}
		return dsaKey("", v.P, v.Q, v.G, new(big.Int).Exp(v.G, x, v.P), x)
	case a.OID.Equal(oidEd25519), a.OID.Equal(oidX25519):
		var seed []byte
		if unmarshal(der, &seed) != nil || len(seed) != 32 {
			return nil, ErrKey
		}
		return edwards(a.OID, seed)
	}
	return nil, fmt.Errorf("%w: algorithm %v", ErrKey, a.OID)
}

func edwards(oid asn1.ObjectIdentifier, seed []byte) (*Key, error) {
	if oid.Equal(oidEd25519) {
		return ed25519Key("", ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)), nil
	}
	key, err := ecdh.X25519().NewPrivateKey(seed)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	return &Key{Algorithm: "X25519", Bits: 256, spki: spki(algorithm{OID: oidX25519}, key.PublicKey().Bytes())}, nil
}

func ed25519Key(format string, public []byte) *Key {
	return &Key{Format: format, Algorithm: "Ed25519", Bits: 256, spki: spki(algorithm{OID: oidEd25519}, public)}
}

// parseSealed reads an EncryptedPrivateKeyInfo: a password-based cipher of
// PKCS#5 or PKCS#12 and what it seals.
func parseSealed(der []byte) (*Key, error) {
	var v struct {
		Algorithm algorithm
		Data      []byte
	}
	if err := unmarshal(der, &v); err != nil {
		return nil, err
	}
	if len(v.Data) < 32 || !under(v.Algorithm.OID, oidPKCS5) && !under(v.Algorithm.OID, oidPKCS12) {
		return nil, fmt.Errorf("%w: no password-based cipher", ErrKey)
	}
	return &Key{Format: "PKCS#8", Encrypted: true, sealed: der}, nil
}

func under(oid, root asn1.ObjectIdentifier) bool {
	return len(oid) > len(root) && oid[:len(root)].Equal(root)
}

// parsePKCS12 recognises a PFX. What is inside stays sealed.
func parsePKCS12(der []byte) (*Key, error) {
	var v struct {
		Version int
		Safe    struct {
			Type asn1.ObjectIdentifier
			Data asn1.RawValue `asn1:"explicit,optional,tag:0"`
		}
		MAC asn1.RawValue `asn1:"optional"`
	}
	if err := unmarshal(der, &v); err != nil {
		return nil, err
	}
	if v.Version != 3 || !v.Safe.Type.Equal(oidData) {
		return nil, ErrKey
	}
	return &Key{Format: "PKCS#12", Encrypted: true, sealed: der}, nil
}
