package verdict

import (
	"strings"

	"github.com/assay-project/assay"
)

// factKind is what sort of thing a fact key names. It is read from the key's
// shape alone.
type factKind int

const (
	whole   factKind = iota // the product or image as a whole
	service                 // tcp/23, /usr/sbin/telnetd
	account                 // root@/etc/shadow
	secret                  // sha256:…
	console                 // /dev/ttyS0, /u-boot: reached over pins or a plug of the board
	other                   // a web address and the like
)

func kindOf(key string) factKind {
	scheme, rest, colon := strings.Cut(key, ":")
	at := strings.Index(key, "@/")
	switch {
	case key == "":
		return whole
	case at > 0:
		return account
	case strings.HasPrefix(key, "/dev/"), key == "/u-boot", key == "/kernel":
		return console
	case isPort(key), strings.HasPrefix(key, "/"):
		return service
	case colon && rest != "" && strings.HasPrefix(rest, "//"):
		return other
	case colon && scheme != "" && rest != "":
		return secret
	case len(key) >= 32 && strings.Trim(strings.ToLower(key), "0123456789abcdef") == "":
		return secret
	case strings.Contains(key, "/"):
		return service
	}
	return whole
}

// isPort tells protocol/port: tcp/80.
func isPort(key string) bool {
	proto, port, ok := strings.Cut(key, "/")
	return ok && proto != "" && port != "" && strings.Trim(port, "0123456789") == "" && len(port) <= 5
}

// registered are names of the IANA registry of services for ports that devices
// open, with the everyday name of their encrypted twin.
var registered = map[string]string{
	"tcp/21": "ftp", "tcp/22": "ssh", "tcp/23": "telnet", "tcp/25": "smtp", "tcp/53": "dns", "udp/53": "dns", "udp/67": "dhcp",
	"udp/69": "tftp", "tcp/80": "http", "udp/123": "ntp", "udp/161": "snmp", "tcp/443": "https", "tcp/554": "rtsp",
	"udp/1900": "ssdp", "tcp/1883": "mqtt", "tcp/8883": "mqtts", "udp/5353": "mdns", "udp/5683": "coap", "tcp/7547": "cwmp",
}

// bind finds the row that declares an observed thing: first a row whose
// `observed` names its key, then one whose texts name its protocol and port,
// then one that goes by its name. The first row in the order of the
// declaration wins.
func bind(rows []*row, key string, names []string) *row {
	for _, by := range []func(*row) bool{
		func(r *row) bool { return boundTo(r, key) },
		func(r *row) bool { return isPort(key) && saysPort(r, key) },
		func(r *row) bool { return goesBy(r, names) },
	} {
		for _, r := range rows {
			if by(r) {
				return r
			}
		}
	}
	return nil
}

func boundTo(r *row, key string) bool {
	for _, o := range r.entry.Observed {
		if o == key || strings.EqualFold(o, key) && isPort(key) {
			return true
		}
	}
	return false
}

// saysPort looks for tcp/23, 23/tcp, "TCP port 23" or "port 23" in the row.
func saysPort(r *row, key string) bool {
	proto, port, _ := strings.Cut(strings.ToLower(key), "/")
	words := wordsOf(r.entry.ID + " " + r.entry.Fields["Description"])
	for i, w := range words {
		if w == proto+"/"+port || w == port+"/"+proto {
			return true
		}
		if w == port && i > 0 && (words[i-1] == "port" || words[i-1] == proto) {
			return true
		}
	}
	return false
}

// goesBy tells whether a row's id is one of the names, the program it is seen
// as bears one, or its description has one as a word. Short names are too
// common to find in a text.
func goesBy(r *row, names []string) bool {
	for _, n := range names {
		if strings.EqualFold(r.entry.ID, n) || strings.Contains(n, " ") && saysWords(r.entry.Fields["Description"], n) {
			return true
		}
		for _, o := range r.entry.Observed {
			if strings.HasPrefix(o, "/") && baseOf(o) == n {
				return true
			}
		}
		for _, w := range wordsOf(r.entry.Fields["Description"]) {
			if len(n) >= 3 && w == strings.ToLower(n) {
				return true
			}
		}
	}
	return false
}

// saysWords tells whether a text has some words one after another.
func saysWords(text, words string) bool {
	return strings.Contains(" "+strings.Join(wordsOf(text), " ")+" ", " "+strings.Join(wordsOf(words), " ")+" ")
}

func baseOf(path string) string { return path[strings.LastIndex(path, "/")+1:] }

func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '/' || c == '-' || c == '_' || c > 0x7f)
	})
}

// namesFor are the names an observed thing may go by in a declaration: that of
// its program, with and without the d of a daemon, the user of an account, and
// what the check says it is.
func namesFor(o *assay.Observation) []string {
	var names []string
	key := o.About
	switch kindOf(key) {
	case account:
		user, _, _ := strings.Cut(key, "@")
		names = append(names, user)
	case console:
		names = append(names, baseOf(key), "uart", "serial", "console")
	case service:
		if !isPort(key) {
			names = append(names, baseOf(key), strings.TrimSuffix(baseOf(key), "d"))
		}
		names = append(names, registered[strings.ToLower(key)])
	}
	for _, field := range []string{"name", "service", "product", "user"} {
		if s, ok := o.Data[field].(string); ok && s != "" {
			names = append(names, s, strings.TrimSuffix(s, "d"))
		}
	}
	return once(names)
}
