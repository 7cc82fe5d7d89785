package reach

import (
	"fmt"
	"net/netip"
	"strings"
)

// Policy says which addresses may be dialled at all.
type Policy string

const (
	Site   Policy = "site"   // public addresses only
	Device Policy = "device" // private, link-local and loopback addresses only
)

// reserved are the blocks outside the public Internet that package netip has no
// word for (IANA IPv4 and IPv6 Special-Purpose Address Registries).
var reserved = []struct {
	prefix netip.Prefix
	what   string
}{
	{netip.MustParsePrefix("0.0.0.0/8"), "an address of this network (RFC 791)"},
	{netip.MustParsePrefix("100.64.0.0/10"), "a shared carrier address (RFC 6598)"},
	{netip.MustParsePrefix("192.0.0.0/24"), "a protocol address (RFC 6890)"},
	{netip.MustParsePrefix("192.0.2.0/24"), "an address for documentation (RFC 5737)"},
	{netip.MustParsePrefix("192.88.99.0/24"), "a former 6to4 relay address (RFC 7526)"},
	{netip.MustParsePrefix("198.18.0.0/15"), "an address for benchmarks (RFC 2544)"},
	{netip.MustParsePrefix("198.51.100.0/24"), "an address for documentation (RFC 5737)"},
	{netip.MustParsePrefix("203.0.113.0/24"), "an address for documentation (RFC 5737)"},
	{netip.MustParsePrefix("240.0.0.0/4"), "a reserved address (RFC 1112)"},
	{netip.MustParsePrefix("2001::/23"), "a protocol address (RFC 2928)"},
	{netip.MustParsePrefix("2001:db8::/32"), "an address for documentation (RFC 3849)"},
	{netip.MustParsePrefix("2002::/16"), "a 6to4 address (RFC 3056)"},
	{netip.MustParsePrefix("3fff::/20"), "an address for documentation (RFC 9637)"},
}

var (
	globalUnicast = netip.MustParsePrefix("2000::/3")
	// nat64 addresses carry an IPv4 address in their last 32 bits (RFC 6052): an
	// IPv6-only network sees every IPv4 site like that.
	nat64 = netip.MustParsePrefix("64:ff9b::/96")
)

// local says in words which kind of near address it is; "" for none.
func local(a netip.Addr) string {
	switch {
	case a.IsLoopback():
		return "a loopback address"
	case a.IsPrivate():
		return "a private address"
	case a.IsLinkLocalUnicast():
		return "a link-local address"
	}
	return ""
}

// allows returns why an address may not be dialled; "" where it may.
func (p Policy) allows(a netip.Addr, loopback bool) string {
	if a.Is4In6() {
		a = a.Unmap() // ::ffff:10.0.0.1 reaches 10.0.0.1
	}
	near := local(a)
	if p == Device {
		if near == "" {
			return "not an address of a local network"
		}
		return ""
	}
	if near != "" {
		if loopback && a.IsLoopback() {
			return ""
		}
		return near
	}
	return notPublic(a)
}

// notPublic says what keeps an address that is not local from being public.
func notPublic(a netip.Addr) string {
	switch {
	case !a.IsValid():
		return "no address"
	case a.IsUnspecified():
		return "the unspecified address"
	case a.IsMulticast():
		return "a multicast address"
	case a.Zone() != "":
		return "an address of one interface"
	case nat64.Contains(a):
		b := a.As16()
		inner := netip.AddrFrom4([4]byte(b[12:]))
		if near := local(inner); near != "" {
			return near + " behind NAT64"
		}
		return notPublic(inner)
	case a.Is6() && !globalUnicast.Contains(a):
		return "outside the global unicast addresses (RFC 4291)"
	}
	for _, r := range reserved {
		if r.prefix.Contains(a) {
			return r.what
		}
	}
	return ""
}

// Scope is where a run may go: hosts by name and addresses by prefix.
type Scope struct {
	Hosts    []string // in small letters
	Prefixes []netip.Prefix
}

// ParseScope reads a scope: each word is an address, a prefix (192.168.1.0/24) or
// a host name.
func ParseScope(words ...string) (Scope, error) {
	var s Scope
	for _, w := range words {
		w = strings.ToLower(strings.TrimSpace(w))
		if p, err := netip.ParsePrefix(w); err == nil {
			s.Prefixes = append(s.Prefixes, p.Masked())
			continue
		}
		if a, err := netip.ParseAddr(w); err == nil {
			a = a.Unmap().WithZone("")
			s.Prefixes = append(s.Prefixes, netip.PrefixFrom(a, a.BitLen()))
			continue
		}
		if w == "" || strings.ContainsAny(w, "/: \t") {
			return Scope{}, fmt.Errorf("scope %q: want an address, a prefix as 192.168.1.0/24 or a host name", w)
		}
		s.Hosts = append(s.Hosts, w)
	}
	return s, nil
}

// Empty tells whether nothing is in the scope.
func (s Scope) Empty() bool { return len(s.Hosts) == 0 && len(s.Prefixes) == 0 }

// Holds tells whether a host at an address is in the scope.
func (s Scope) Holds(host string, a netip.Addr) bool {
	for _, h := range s.Hosts {
		if strings.EqualFold(h, host) {
			return true
		}
	}
	a = a.Unmap().WithZone("")
	for _, p := range s.Prefixes {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// admit returns why the door does not dial an address of a host.
func (d *Door) admit(host string, a netip.Addr) error {
	if reason := d.opts.Policy.allows(a, d.opts.Loopback); reason != "" {
		return &Refused{Host: host, Addr: a, Policy: d.opts.Policy, Reason: reason}
	}
	free := d.opts.Policy == Site && d.opts.Scope.Empty() || d.opts.Policy == Device && d.opts.Authorised
	if !free && !d.opts.Scope.Holds(host, a) {
		return fmt.Errorf("%s (%s) is outside the scope: %w", host, a, ErrNotAuthorised)
	}
	return nil
}
