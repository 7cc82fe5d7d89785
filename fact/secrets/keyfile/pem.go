package keyfile

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
)

var begin, dashes = []byte("-----BEGIN "), []byte("-----")

// findPEM goes through the PEM blocks (RFC 7468) of a file. Blocks inside
// executables, C strings and JSON strings are read too, with "\n" for line ends.
func findPEM(data []byte, out *Found) {
	line, counted, tried := 1, 0, 0
	for at := 0; ; {
		next := bytes.Index(data[at:], begin)
		if next < 0 {
			return
		}
		at += next
		if tried++; tried > maxTried || len(out.Keys) >= maxKeys || len(out.Certificates) >= maxFound {
			out.More = true
			return
		}
		line += bytes.Count(data[counted:at], []byte{'\n'})
		counted = at
		label, body, size, ok := block(data[at:])
		if !ok {
			at += len(begin)
			continue
		}
		readBlock(label, body, int64(at), line, out)
		at += size
	}
}

// block cuts one block: its label, what stands between the lines, and how long
// the whole is.
func block(data []byte) (label string, body []byte, size int, ok bool) {
	head := data[len(begin):min(len(data), len(begin)+64)]
	end := bytes.Index(head, dashes)
	if end <= 0 {
		return "", nil, 0, false
	}
	label = string(head[:end])
	start := len(begin) + end + len(dashes)
	tail := []byte("-----END " + label + "-----")
	stop := bytes.Index(data[start:min(len(data), start+maxBlock)], tail)
	if stop < 0 {
		return "", nil, 0, false
	}
	return label, data[start : start+stop], start + stop + len(tail), true
}

func readBlock(label string, body []byte, at int64, line int, out *Found) {
	headers, der, ok := decode(body)
	if !ok {
		return
	}
	switch label {
	case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE":
		if label[0] == 'T' {
			der = first(der) // OpenSSL puts what it trusts behind the certificate
		}
		if cert, err := x509.ParseCertificate(der); err == nil {
			out.Certificates = append(out.Certificates, &Certificate{cert, at, line})
		}
		return
	}
	if k, err := parseLabelled(label, der, bytes.Contains(headers, []byte("ENCRYPTED"))); err == nil {
		k.Offset, k.Line = at, line
		out.Keys = append(out.Keys, k)
	}
}

func parseLabelled(label string, der []byte, sealed bool) (*Key, error) {
	format := map[string]string{"RSA PRIVATE KEY": "PKCS#1", "EC PRIVATE KEY": "SEC 1", "DSA PRIVATE KEY": "DSA"}[label]
	if sealed && format != "" {
		// A DES or AES block cipher: whole blocks, and no DER to be seen.
		if len(der) < 64 || len(der)%8 != 0 {
			return nil, ErrKey
		}
		return &Key{Format: format, Encrypted: true, sealed: der}, nil
	}
	switch label {
	case "RSA PRIVATE KEY":
		return parsePKCS1(der)
	case "EC PRIVATE KEY":
		return parseSEC1(der)
	case "DSA PRIVATE KEY":
		return parseDSA(der)
	case "PRIVATE KEY":
		return parsePKCS8(der)
	case "ENCRYPTED PRIVATE KEY":
		return parseSealed(der)
	case "OPENSSH PRIVATE KEY":
		return parseOpenSSH(der)
	case "PGP PRIVATE KEY BLOCK":
		return parsePGP(der)
	}
	return nil, ErrKey
}

// decode reads the headers and the base64 of a block. Blanks, quotes and the
// escaped line ends of JSON and C strings are passed over; "=xxxx" at the end
// of an OpenPGP block is its checksum.
func decode(body []byte) (headers, der []byte, ok bool) {
	body = bytes.ReplaceAll(body, []byte(`\n`), []byte("\n"))
	body = bytes.ReplaceAll(body, []byte(`\r`), nil)
	body = bytes.ReplaceAll(body, []byte("\r"), nil)
	var text []byte
	for _, line := range bytes.Split(body, []byte("\n")) {
		line = bytes.Trim(line, " \t\"',;\\")
		switch {
		case bytes.Contains(line, []byte(": ")):
			headers = append(append(headers, line...), '\n')
		case len(line) == 5 && line[0] == '=':
		default:
			text = append(text, line...)
		}
	}
	der = make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(der, text)
	return headers, der[:n], err == nil && n > 16
}

// first cuts the first DER value off.
func first(der []byte) []byte {
	if len(der) > 4 && der[0] == 0x30 && der[1] == 0x82 {
		return der[:min(len(der), 4+int(der[2])<<8+int(der[3]))]
	}
	return der
}
