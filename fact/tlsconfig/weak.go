package tlsconfig

import "strings"

// versions are the protocol versions that best practice has given up: SSL 2.0
// (RFC 6176), SSL 3.0 (RFC 7568), TLS 1.0 and 1.1 (RFC 8996).
var versions = map[string]string{
	"sslv2": "SSLv2", "ssl2": "SSLv2", "sslv3": "SSLv3", "ssl3": "SSLv3",
	"tlsv1": "TLS 1.0", "tlsv1.0": "TLS 1.0", "tls1": "TLS 1.0", "tlsv1.1": "TLS 1.1", "tls1.1": "TLS 1.1",
}

var modern = map[string]bool{"tlsv1.2": true, "tlsv1.3": true, "tls1.2": true, "tls1.3": true}

// weakVersion returns the name of a weak version; strong says that it is TLS 1.2
// or newer. Words that are no version are neither.
func weakVersion(word string) (weak string, strong bool) {
	w := strings.ToLower(strings.Trim(word, `"',;`))
	return versions[w], modern[w]
}

// weakCiphers returns what is weak in an OpenSSL cipher list. Words that remove
// ciphers ("!RC4", "-3DES") are skipped; so are words that mean whatever the
// library has ("ALL", "HIGH", "DEFAULT").
func weakCiphers(list string) []string {
	var weak []string
	for _, word := range strings.FieldsFunc(strings.ToUpper(strings.Trim(list, `"' ;`)), func(r rune) bool { return r == ':' || r == ',' || r == ' ' }) {
		if word[0] == '!' || word[0] == '-' {
			continue
		}
		if w := weakCipher(strings.TrimPrefix(word, "+")); w != "" && strings.IndexByte(word, '+') != 0 {
			weak = append(weak, w)
		}
	}
	return weak
}

// weakCipher judges one cipher name: RC4 (RFC 7465), export and null ciphers,
// anonymous key exchange, single DES and 3DES (RFC 7457, SP 800-131A), MD5.
func weakCipher(name string) string {
	parts := strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' || r == '+' })
	has := make(map[string]bool)
	for _, p := range parts {
		has[p] = true
	}
	switch {
	case has["RC4"] || has["ARCFOUR"]:
		return "RC4"
	case has["3DES"] || has["CBC3"]:
		return "3DES"
	case has["DES"]:
		return "DES"
	case has["NULL"] || has["ENULL"]:
		return "no encryption (NULL)"
	case has["EXP"] || has["EXPORT"] || has["EXPORT40"] || has["EXPORT56"] || has["EXP1024"]:
		return "EXPORT"
	case has["ADH"] || has["AECDH"] || has["ANULL"]:
		return "anonymous key exchange"
	case has["LOW"]:
		return "LOW"
	case has["MD5"]:
		return "MD5"
	case has["RC2"]:
		return "RC2"
	}
	return ""
}

// weakSSH judges one name of an SSH algorithm (RFC 4253 and 4344; deprecated by
// RFC 8758, RFC 9142 and the defaults of OpenSSH since 7.6).
func weakSSH(name string) bool {
	switch {
	case strings.HasPrefix(name, "arcfour"), strings.HasPrefix(name, "hmac-md5"), strings.HasPrefix(name, "hmac-sha1-96"), strings.HasPrefix(name, "hmac-ripemd160"):
		return true
	case name == "none", name == "3des-cbc", name == "des-cbc", name == "blowfish-cbc", name == "cast128-cbc", name == "rijndael-cbc@lysator.liu.se":
		return true
	case name == "diffie-hellman-group1-sha1", name == "diffie-hellman-group-exchange-sha1", name == "ssh-dss":
		return true
	}
	return false
}
