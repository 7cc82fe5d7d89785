package tlsconfig

import "strings"

var (
	lighttpd  = &Format{"lighttpd", TLS, lighttpdSetting, splitEquals}
	nginx     = &Format{"nginx", TLS, nginxSetting, splitSpace}
	stunnel   = &Format{"stunnel", TLS, stunnelSetting, splitEquals}
	mosquitto = &Format{"mosquitto", TLS, mosquittoSetting, splitSpace}
	vsftpd    = &Format{"vsftpd", TLS, vsftpdSetting, splitEquals}
	openssl   = &Format{"openssl", TLS, opensslSetting, splitEquals}
	sshd      = &Format{"sshd", SSH, sshdSetting, splitSpace}
	dropbear  = &Format{"dropbear", SSH, dropbearSetting, splitOption}
	wgetrc    = &Format{"wget", TLS, wgetSetting, splitEquals}
	curlrc    = &Format{"curl", TLS, curlSetting, splitSpace}
)

func splitEquals(line string) (string, string, bool) {
	key, value, ok := strings.Cut(line, "=")
	if !ok {
		return "", "", false
	}
	key = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(key), "+"))
	return strings.ToLower(key), strings.TrimSpace(value), key != ""
}

// splitSpace takes a keyword and the rest, as nginx, mosquitto and sshd do.
func splitSpace(line string) (string, string, bool) {
	fields := strings.Fields(line)
	if len(fields) == 0 {
		return "", "", false
	}
	value := strings.TrimSpace(strings.TrimPrefix(line, fields[0]))
	return strings.ToLower(fields[0]), strings.TrimSuffix(value, ";"), true
}

// splitOption reads "option Key 'value'" of OpenWrt's configuration.
func splitOption(line string) (string, string, bool) {
	fields := strings.Fields(line)
	if len(fields) < 3 || fields[0] != "option" {
		return "", "", false
	}
	return strings.ToLower(fields[1]), strings.Trim(fields[2], `"'`), true
}

func enabled(value string) bool {
	switch strings.ToLower(strings.Trim(value, `"' ;`)) {
	case "enable", "enabled", "yes", "on", "1", "true":
		return true
	}
	return false
}

// versionWords notes weak versions of a list; the list is strict where all it
// names is TLS 1.2 or newer.
func (c *Config) versionWords(line int, words []string) {
	strong := false
	for _, word := range words {
		if strings.HasPrefix(strings.Trim(word, `"'`), "-") || strings.HasPrefix(word, "!") {
			continue // taken away
		}
		weak, modern := weakVersion(strings.TrimPrefix(word, "+"))
		if weak != "" {
			c.weak(line, weak)
		}
		strong = strong || modern
	}
	c.Strict = strong
}

// minimum notes the oldest version that is taken, and the weak ones above it.
func (c *Config) minimum(line int, value string) {
	weak, modern := weakVersion(value)
	if weak != "" {
		c.weak(line, weak)
	}
	c.Strict = modern
}

// lighttpdSetting: ssl.* of mod_openssl. Lists of commands stand in brackets,
// ("MinProtocol" => "TLSv1.2", "Protocol" => "-ALL, TLSv1.2").
func lighttpdSetting(c *Config, line int, key, value string) {
	switch key {
	case "ssl.engine":
		if enabled(value) {
			c.saw(line)
		}
	case "ssl.use-sslv2", "ssl.use-sslv3":
		c.saw(line)
		if enabled(value) {
			c.weak(line, map[string]string{"ssl.use-sslv2": "SSLv2", "ssl.use-sslv3": "SSLv3"}[key])
		}
	case "ssl.cipher-list":
		c.saw(line)
		c.weak(line, weakCiphers(value)...)
	case "ssl.openssl.ssl-conf-cmd":
		c.saw(line)
		parts := strings.Split(value, `"`)
		for i := 1; i+2 < len(parts); i += 4 {
			switch parts[i] {
			case "MinProtocol":
				c.minimum(line, parts[i+2])
			case "Protocol":
				c.versionWords(line, words(parts[i+2]))
			case "CipherString":
				c.weak(line, weakCiphers(parts[i+2])...)
			}
		}
	}
}

func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })
}

func nginxSetting(c *Config, line int, key, value string) {
	switch key {
	case "ssl_protocols":
		c.saw(line)
		c.versionWords(line, words(value))
	case "ssl_ciphers":
		c.saw(line)
		c.weak(line, weakCiphers(value)...)
	case "ssl_certificate":
		c.saw(line)
	case "proxy_ssl_verify":
		if !enabled(value) {
			c.Unverified = append(c.Unverified, line)
		}
	}
}

func stunnelSetting(c *Config, line int, key, value string) {
	switch key {
	case "sslversion", "sslversionmin":
		c.saw(line)
		if strings.EqualFold(value, "all") {
			return
		}
		c.minimum(line, value)
	case "ciphers":
		c.saw(line)
		c.weak(line, weakCiphers(value)...)
	case "cert":
		c.saw(line)
	case "verify":
		if value == "0" {
			c.Unverified = append(c.Unverified, line)
		}
	}
}

func mosquittoSetting(c *Config, line int, key, value string) {
	switch key {
	case "tls_version", "bridge_tls_version":
		c.saw(line)
		c.minimum(line, value)
	case "ciphers":
		c.saw(line)
		c.weak(line, weakCiphers(value)...)
	case "certfile":
		c.saw(line)
	case "bridge_insecure":
		if enabled(value) {
			c.Unverified = append(c.Unverified, line)
		}
	}
}

func vsftpdSetting(c *Config, line int, key, value string) {
	switch key {
	case "ssl_sslv2", "ssl_sslv3", "ssl_tlsv1":
		c.saw(line)
		if enabled(value) {
			c.weak(line, map[string]string{"ssl_sslv2": "SSLv2", "ssl_sslv3": "SSLv3", "ssl_tlsv1": "TLS 1.0"}[key])
		}
	case "ssl_ciphers":
		c.saw(line)
		c.weak(line, weakCiphers(value)...)
	case "ssl_enable":
		if enabled(value) {
			c.saw(line)
		}
	}
}

// opensslSetting: the defaults of every program that asks the library for them.
func opensslSetting(c *Config, line int, key, value string) {
	switch key {
	case "minprotocol":
		c.saw(line)
		c.minimum(line, value)
	case "cipherstring":
		c.saw(line)
		if i := strings.Index(strings.ToUpper(value), "@SECLEVEL=0"); i >= 0 {
			c.weak(line, "security level 0")
		}
		c.weak(line, weakCiphers(strings.Split(value, "@")[0])...)
	}
}

func sshdSetting(c *Config, line int, key, value string) {
	value = strings.Trim(value, `"`)
	switch key {
	case "protocol":
		c.saw(line)
		if strings.Contains(value, "1") {
			c.weak(line, "SSH protocol 1")
		}
	case "ciphers", "macs", "kexalgorithms", "hostkeyalgorithms":
		c.saw(line)
		if strings.HasPrefix(value, "-") {
			return // taken away from the default
		}
		found := false
		for _, name := range words(strings.TrimLeft(value, "+^")) {
			if weakSSH(strings.ToLower(name)) {
				c.weak(line, name)
				found = true
			}
		}
		if key == "ciphers" && !found && !strings.HasPrefix(value, "+") {
			c.Strict = true
		}
	case "permitrootlogin":
		c.saw(line)
		if strings.EqualFold(value, "yes") {
			c.Logins = append(c.Logins, Weak{"root may log in with a password", line})
		}
	case "passwordauthentication":
		c.saw(line)
		if strings.EqualFold(value, "yes") {
			c.Logins = append(c.Logins, Weak{"passwords are taken", line})
		}
	case "permitemptypasswords":
		if strings.EqualFold(value, "yes") {
			c.saw(line)
			c.Logins = append(c.Logins, Weak{"empty passwords are taken", line})
		}
	}
}

func dropbearSetting(c *Config, line int, key, value string) {
	on := enabled(value)
	switch key {
	case "passwordauth", "rootpasswordauth":
		c.saw(line)
		if on {
			c.Logins = append(c.Logins, Weak{map[string]string{"passwordauth": "passwords are taken", "rootpasswordauth": "root may log in with a password"}[key], line})
		}
	}
}

func wgetSetting(c *Config, line int, key, value string) {
	if strings.ReplaceAll(key, "-", "_") == "check_certificate" && strings.EqualFold(value, "off") {
		c.Unverified = append(c.Unverified, line)
	}
}

func curlSetting(c *Config, line int, key, _ string) {
	switch strings.TrimLeft(key, "-") {
	case "insecure", "k":
		c.Unverified = append(c.Unverified, line)
	}
}
