package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrEncrypted is returned for papers that open only with a password.
var ErrEncrypted = errors.New("it is encrypted and opens only with a password")

// crypt decrypts with the standard security handler and the empty user password
// (ISO 32000-2 clause 7.6): many papers are locked against changes only and open
// for everyone.
type crypt struct {
	key      []byte
	revision int
	strs     string // method: "RC4", "AESV2", "AESV3" or "Identity"
	streams  string
	metadata bool // metadata is encrypted as well
}

var padding = []byte("\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A")

// unlock prepares decryption where the file has any.
func (f *file) unlock() error {
	if f.trailer["Encrypt"] == nil {
		return nil
	}
	d := f.dictOf(f.trailer["Encrypt"])
	c, err := f.newCrypt(d)
	if err != nil {
		return err
	}
	entries, trailer, rebuilt := f.entries, f.trailer, f.rebuilt
	f.reset() // strings read so far were not decrypted
	f.entries, f.trailer, f.crypt = entries, trailer, c
	if r, is := f.trailer["Encrypt"].(ref); is {
		f.cache[r.num] = d
	}
	if rebuilt {
		f.openHolders()
	}
	return nil
}

func (f *file) openHolders() {
	for _, num := range sortedKeys(f.entries) {
		if s, is := f.object(num).(*stream); is && s.dict["Type"] == name("ObjStm") {
			f.openAll(num)
		}
	}
}

func (f *file) newCrypt(d dict) (*crypt, error) {
	if filter := f.resolve(d["Filter"]); filter != name("Standard") {
		return nil, fmt.Errorf("encrypted by a handler of its own: %w", ErrEncrypted)
	}
	version, _ := f.resolve(d["V"]).(int)
	c := &crypt{metadata: true, strs: "RC4", streams: "RC4"}
	c.revision, _ = f.resolve(d["R"]).(int)
	if m, is := f.resolve(d["EncryptMetadata"]).(bool); is {
		c.metadata = m
	}
	length := 40
	if n, ok := f.resolve(d["Length"]).(int); ok && version > 1 {
		length = n
	}
	if version >= 4 {
		length = 128
		filters := f.dictOf(d["CF"])
		c.strs = f.method(filters, d["StrF"])
		c.streams = f.method(filters, d["StmF"])
	}
	if version < 1 || version > 5 || version == 3 || length < 40 || length > 256 || length%8 != 0 {
		return nil, fmt.Errorf("encryption version %d, %d bits is not known: %w", version, length, ErrEncrypted)
	}
	o, _ := f.resolve(d["O"]).(str)
	u, _ := f.resolve(d["U"]).(str)
	if version == 5 {
		ue, _ := f.resolve(d["UE"]).(str)
		return c, c.openAES256([]byte(u), []byte(ue))
	}
	p, _ := f.resolve(d["P"]).(int)
	var id str
	if ids := f.list(f.trailer["ID"]); len(ids) > 0 {
		id, _ = f.resolve(ids[0]).(str)
	}
	return c, c.openRC4([]byte(o), []byte(u), []byte(id), uint32(p), min(length/8, 16))
}

func (f *file) method(filters dict, v any) string {
	n, _ := f.resolve(v).(name)
	if n == "" || n == "Identity" {
		return "Identity"
	}
	switch f.resolve(f.dictOf(filters[n])["CFM"]) {
	case name("V2"):
		return "RC4"
	case name("AESV2"):
		return "AESV2"
	case name("AESV3"):
		return "AESV3"
	}
	return "Identity"
}

// openRC4 computes the key (algorithm 2) and proves it (algorithms 4 and 5).
func (c *crypt) openRC4(o, u, id []byte, permissions uint32, size int) error {
	if len(o) < 32 || len(u) < 16 {
		return fmt.Errorf("encrypted, and its keys are cut short: %w", ErrEncrypted)
	}
	h := md5.New()
	h.Write(padding)
	h.Write(o[:32])
	_ = binary.Write(h, binary.LittleEndian, permissions)
	h.Write(id)
	if c.revision >= 4 && !c.metadata {
		h.Write([]byte{0xff, 0xff, 0xff, 0xff})
	}
	key := h.Sum(nil)
	if c.revision >= 3 {
		for range 50 {
			sum := md5.Sum(key[:size])
			key = sum[:]
		}
	} else {
		size = 5
	}
	c.key = key[:size]
	if !bytes.Equal(c.proof(id)[:16], u[:16]) {
		return ErrEncrypted
	}
	return nil
}

func (c *crypt) proof(id []byte) []byte {
	if c.revision < 3 {
		return rc4With(c.key, padding)
	}
	h := md5.New()
	h.Write(padding)
	h.Write(id)
	out := h.Sum(nil)
	for i := range 20 {
		key := make([]byte, len(c.key))
		for j := range key {
			key[j] = c.key[j] ^ byte(i)
		}
		out = rc4With(key, out)
	}
	return out
}

// openAES256 is algorithm 2.A for the empty password.
func (c *crypt) openAES256(u, ue []byte) error {
	if len(u) < 48 || len(ue) < 32 {
		return fmt.Errorf("encrypted, and its keys are cut short: %w", ErrEncrypted)
	}
	if !bytes.Equal(c.hash(u[32:40]), u[:32]) {
		return ErrEncrypted
	}
	block, err := aes.NewCipher(c.hash(u[40:48]))
	if err != nil {
		return err
	}
	c.key = make([]byte, 32)
	cipher.NewCBCDecrypter(block, make([]byte, 16)).CryptBlocks(c.key, ue[:32])
	return nil
}

// hash is algorithm 2.B; revision 5, an extension before the standard, stops
// after its first step.
func (c *crypt) hash(salt []byte) []byte {
	sum := sha256.Sum256(salt)
	k := sum[:]
	if c.revision < 6 {
		return k
	}
	for i := 0; ; i++ {
		k1 := bytes.Repeat(k, 64)
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(k1, k1)
		mod := 0
		for _, b := range k1[:16] {
			mod += int(b)
		}
		switch mod % 3 {
		case 0:
			s := sha256.Sum256(k1)
			k = s[:]
		case 1:
			s := sha512.Sum384(k1)
			k = s[:]
		default:
			s := sha512.Sum512(k1)
			k = s[:]
		}
		if i >= 63 && int(k1[len(k1)-1]) <= i-32 {
			return k[:32]
		}
	}
}

func rc4With(key, data []byte) []byte {
	r, err := rc4.NewCipher(key)
	if err != nil {
		return data
	}
	out := make([]byte, len(data))
	r.XORKeyStream(out, data)
	return out
}

// objectKey is algorithm 1.
func (c *crypt) objectKey(id ref, method string) []byte {
	if method == "AESV3" {
		return c.key
	}
	h := md5.New()
	h.Write(c.key)
	h.Write([]byte{byte(id.num), byte(id.num >> 8), byte(id.num >> 16), byte(id.gen), byte(id.gen >> 8)})
	if method == "AESV2" {
		h.Write([]byte("sAlT"))
	}
	return h.Sum(nil)[:min(len(c.key)+5, 16)]
}

func (c *crypt) open(id ref, method string, data []byte) []byte {
	switch method {
	case "Identity":
		return data
	case "RC4":
		return rc4With(c.objectKey(id, method), data)
	}
	if len(data) < 32 { // a vector and at least one block
		return nil
	}
	block, err := aes.NewCipher(c.objectKey(id, method))
	if err != nil {
		return nil
	}
	body := data[16 : len(data)-len(data)%16]
	out := make([]byte, len(body))
	cipher.NewCBCDecrypter(block, data[:16]).CryptBlocks(out, body)
	if n := int(out[len(out)-1]); n >= 1 && n <= 16 {
		out = out[:len(out)-n]
	}
	return out
}

func (c *crypt) stream(f *file, s *stream, data []byte) []byte {
	kind := f.resolve(s.dict["Type"])
	if kind == name("XRef") || kind == name("Metadata") && !c.metadata {
		return data
	}
	method := c.streams
	if filters := f.list(s.dict["Filter"]); len(filters) > 0 && f.resolve(filters[0]) == name("Crypt") {
		method = "Identity"
	}
	return c.open(s.id, method, data)
}

// strings decrypts the strings within an object, once, as it is loaded.
func (c *crypt) strings(v any, id ref, depth int) any {
	if depth > maxNesting {
		return nil
	}
	switch v := v.(type) {
	case str:
		return str(c.open(id, c.strs, []byte(v)))
	case []any:
		for i := range v {
			v[i] = c.strings(v[i], id, depth+1)
		}
	case dict:
		for k := range v {
			v[k] = c.strings(v[k], id, depth+1)
		}
	case *stream:
		c.strings(v.dict, id, depth+1)
	}
	return v
}
