package services

import (
	"regexp"
	"strings"
)

var (
	socketBlock = regexp.MustCompile(`\$SERVER\["socket"\]\s*==\s*"([^"]*)"`)
	sslEngine   = regexp.MustCompile(`^\s*ssl\.engine\s*=\s*"(\w+)"`)
)

// lighttpd adds the sockets of conditional blocks, $SERVER["socket"] == ":443",
// to those of server.port, and says which of all speak TLS. A block without
// ssl.engine of its own has that of the file; an address of the file that a
// block repeats is one socket.
func (c Config) lighttpd(out []endpoint, bind string, port int) []endpoint {
	src, _ := c.node.Bytes(maxConfig)
	var blocks []endpoint
	var own []bool // the block says itself whether it speaks TLS
	global, depth, inside := false, 0, -1
	for _, line := range strings.Split(string(src), "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		if m := socketBlock.FindStringSubmatch(line); m != nil && depth == 0 && len(blocks) < 64 {
			if e := address(m[1]); !e.unknown {
				e.from = c.node.Path()
				blocks, own, inside = append(blocks, e), append(own, false), len(blocks)
			}
		}
		if m := sslEngine.FindStringSubmatch(line); m != nil {
			switch {
			case depth == 0 && inside < 0:
				global = m[1] == "enable"
			case inside >= 0:
				blocks[inside].tls, own[inside] = m[1] == "enable", true
			}
		}
		depth += strings.Count(line, "{") - strings.Count(line, "}")
		if depth <= 0 {
			depth, inside = 0, -1
		}
	}
	if len(out) == 0 && len(blocks) > 0 {
		out = append(out, endpoint{bind: bind, port: port, from: "default"})
	}
	for i := range out {
		out[i].tls = global
	}
	for i, b := range blocks {
		b.tls = b.tls || global && !own[i]
		again := false
		for j := range out {
			if out[j].port == b.port && out[j].bind == b.bind {
				out[j].tls, again = b.tls, true
			}
		}
		if !again {
			out = append(out, b)
		}
	}
	return out
}
