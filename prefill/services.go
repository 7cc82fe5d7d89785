package prefill

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/boot"
	"github.com/assay-project/assay/fact/services"
	"github.com/assay-project/assay/fact/tlsconfig"
)

// A service is what one program opens: its ports belong to one row.
type opened struct {
	first *services.Service
	all   []*services.Service
}

// services proposes what the device opens to the network: software services,
// logical interfaces and the communication they speak.
func (g *gathering) services() error {
	found, err := services.Of(g.in)
	if err != nil || found == nil {
		return err
	}
	for _, o := range together(found.Services) {
		if o.first.Guess {
			continue // that a program could listen is not that it does
		}
		g.service(o)
	}
	g.userInterface(found)
	return nil
}

func together(list []services.Service) []*opened {
	var out []*opened
	byProgram := make(map[string]*opened)
	for i := range list {
		s := &list[i]
		key := s.Name + "\x00" + s.Path + "\x00" + s.Product
		if o := byProgram[key]; o != nil {
			o.all = append(o.all, s)
			continue
		}
		byProgram[key] = &opened{first: s, all: []*services.Service{s}}
		out = append(out, byProgram[key])
	}
	return out
}

func (g *gathering) service(o *opened) {
	s := o.first
	where := s.Program.Where()
	confidence, how := High, "starts at boot: "+s.Sentence()
	if s.Missing() || !s.Certain {
		confidence = Medium
	}
	soft := g.add("13-SoftServ", s.Name, where, o.keys()...)
	soft.names = append(soft.names, s.Product, strings.TrimSuffix(s.Product, "d"))
	soft.say("Description", o.describe(), how, confidence)
	if s.Unconditional() && s.Certain && !s.Missing() {
		soft.say("Status", "enabled", how, High)
	}
	ways := g.logins[s.Key]
	switch {
	case s.Auth == services.AuthNone:
		soft.refer("Authentication Mechanism", nil, "no log-in: "+s.AuthWhy, confidence)
	case len(ways) > 0:
		soft.refer("Authentication Mechanism", ways, "these accounts have a password there; "+firstOf(s.AuthWhy, "it asks for one"), confidence)
	}
	if s.Local() {
		return
	}
	if s.Shell {
		soft.say("Allows Configuration", "Yes", "it gives a command line", confidence)
		g.claim("3.1.3/n 2.1.1/17 network_configurable", s.Name+" gives a command line over the network: "+s.Sentence(), confidence, where...)
	}
	g.logicalInterface(o, how, confidence)
	g.communication(o, confidence)
	g.claim("2.1.1/16 2.1.1/27 has_network_interface network_connectable", s.Name+" answers the network: "+s.Sentence(), confidence, where...)
	if s.Protocol == "tcp" || s.Protocol == "udp" {
		g.claim("ip_capable", s.Name+" speaks "+s.Protocol+" over IP", confidence, where...)
	}
}

func (o *opened) keys() []string {
	var keys []string
	for _, s := range o.all {
		keys = append(keys, s.Key)
	}
	return keys
}

// ports are the places a service answers at: "tcp/53, udp/53".
func (o *opened) ports() string {
	var ports []string
	for _, s := range o.all {
		if s.Port > 0 && s.Protocol != "" && !contains(ports, s.Key) {
			ports = append(ports, s.Key)
		}
	}
	return strings.Join(ports, ", ")
}

// describe says what a service is, where it answers, what starts it and under
// which condition.
func (o *opened) describe() string {
	s := o.first
	text := s.Name + " server"
	if s.Product != "" && s.Product != s.Name {
		text += " (" + s.Product + ")"
	}
	if ports := o.ports(); ports != "" {
		text += " at " + ports
	}
	switch {
	case s.Local():
		text += ", reached from the device itself only"
	default:
		text += ", reachable over the network"
	}
	text += "; started at boot by " + startedBy(&s.Program)
	if c := s.Condition(); c != "" {
		text += ", " + c
	}
	if s.Missing() {
		text += "; the image does not hold the program"
	}
	return text
}

// startedBy is the line that starts a program: "etc/init.d/rcS:22".
func startedBy(p *boot.Program) string {
	labels := p.Labels()
	if len(labels) < 2 {
		return strings.Join(labels, "")
	}
	return labels[len(labels)-2]
}

func (g *gathering) logicalInterface(o *opened, how string, confidence Confidence) {
	s := o.first
	api := g.add("28-LogIntf", s.Name, s.Program.Where(), o.keys()...)
	api.names = append(api.names, s.Product, strings.TrimSuffix(s.Product, "d"))
	api.say("Description", o.describe(), how, confidence)
	if s.Unconditional() && s.Certain && !s.Missing() {
		api.say("Status", "enabled", how, High)
	}
	switch {
	case s.Auth == services.AuthNone:
		api.say("Access", "anybody on the network, without log-in", s.AuthWhy, confidence)
	case s.Auth == services.AuthPassword:
		api.say("Access", "after log-in with a password", s.AuthWhy, confidence)
	case s.Auth == services.AuthKey:
		api.say("Access", "after log-in with a key", s.AuthWhy, confidence)
	}
	if s.Debug {
		api.say("Debug Interface", "yes: "+s.Product+" serves debugging", how, confidence)
	}
}

// communication proposes the mechanism that a service is reached by. Of what
// protects it only its absence can be told from the program alone.
func (g *gathering) communication(o *opened, confidence Confidence) {
	s := o.first
	mech := g.add("11-SecComMech", s.Name, s.Program.Where(), o.keys()...)
	mech.names = append(mech.names, s.Product, strings.TrimSuffix(s.Product, "d"))
	at := ""
	if ports := o.ports(); ports != "" {
		at = " at " + ports
	}
	mech.say("Description", fmt.Sprintf("%s%s, spoken by %s; accessible over the network", s.Name, at, firstOf(s.Product, s.Name)), "starts at boot: "+s.Sentence(), confidence)
	if s.Clear {
		mech.say("Security Guarantees", "none: it goes over the network in clear", s.Name+" has no encryption", confidence)
		mech.say("Cryptographic Details", "none: "+s.Name+" is not encrypted", s.Name+" has no encryption", confidence)
	}
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// board is a terminal whose name says that it is a serial port of the board.
var board = regexp.MustCompile(`^tty[A-Z]+[0-9]*$`)

// consoles proposes the consoles that the device opens on pins of its board.
func (g *gathering) consoles() error {
	found, err := services.Of(g.in)
	if err != nil || found == nil {
		return err
	}
	for i := range found.Consoles {
		c := &found.Consoles[i]
		where := c.Program.Where()
		why := fmt.Sprintf("%s is started on %s: %s", c.Name, c.TTY, strings.Join(c.Labels(), " -> "))
		confidence := High
		if c.Missing() || !c.Certain {
			confidence = Medium
		}
		intf := g.add("15-PhyIntf", c.TTY, where, "/dev/"+c.TTY)
		intf.names = append(intf.names, "uart", "serial", "console")
		intf.say("Description", fmt.Sprintf("console /dev/%s: %s starts there at boot (%s)", c.TTY, c.Name, startedBy(&c.Program)), why, confidence)
		if board.MatchString(c.TTY) {
			intf.say("Type", "physical", c.TTY+" is a serial port", High)
			g.claim("3.1.3/r has_physical_interfaces", "a console on the serial port "+c.TTY, confidence, where...)
		}
		if c.Unconditional() && c.Certain && !c.Missing() {
			intf.say("Status", "enabled", why, High)
		}
		intf.say("Debug Interface", "yes: it gives "+consoleGives(c), why, confidence)
		switch c.Auth {
		case services.AuthNone:
			intf.say("Protection", "none: it asks for no log-in", why, confidence)
		case services.AuthPassword:
			intf.say("Protection", "log-in with a password", why, confidence)
		}
		g.claim("3.1.3/q has_debug_interface", "a console is open: "+why, confidence, where...)
	}
	return nil
}

func consoleGives(c *services.Console) string {
	if c.Auth == services.AuthNone {
		return "a command line"
	}
	return "a log-in to a command line"
}

// link is a name that Linux gives network interfaces.
var link = regexp.MustCompile(`^(eth|wlan|ath|ra|rai|br|br-lan|usb|wwan|ppp|wifi|apcli|mlan|uap|p2p|can|lan|wan)[0-9]*(\.[0-9]+)?$`)

// radio are programs that run a wireless interface.
var radio = map[string]bool{"wpa_supplicant": true, "hostapd": true}

// interfaces proposes the network interfaces that scripts bring up by name.
func (g *gathering) interfaces() error {
	graph, err := boot.Of(g.in)
	if err != nil || graph == nil {
		return err
	}
	rows := make(map[string]*row)
	for i := range graph.Programs {
		p := &graph.Programs[i]
		name := interfaceOf(p)
		if name == "" || p.When != "" || !p.Certain {
			continue
		}
		why := p.Command() + " at " + startedBy(p)
		if rows[name] == nil {
			rows[name] = g.add("15-PhyIntf", name, p.Where())
			rows[name].say("Description", fmt.Sprintf("network interface %s: set up at boot by %s (%s)", name, p.Name, startedBy(p)), why, High)
			rows[name].say("Type", "network", name+" is set up as a network interface", High)
			g.claim("has_network_interface network_connectable", "the network interface "+name+" is set up: "+why, High, p.Where()...)
		}
		if p.Unconditional() && !p.Missing() {
			rows[name].say("Status", "enabled", why, High, p.Where()...)
		}
		if radio[p.Name] {
			g.claim("has_radio", p.Name+" runs the wireless interface "+name+": "+why, High, p.Where()...)
		}
	}
	return nil
}

// interfaceOf is the interface that a command sets up, where its name is known.
// Taking one down is not setting it up.
func interfaceOf(p *boot.Program) string {
	switch p.Name {
	case "ifconfig", "udhcpc", "dhcpcd", "wpa_supplicant", "hostapd", "ifup", "iwconfig":
	default:
		return ""
	}
	name := ""
	for i, w := range p.Argv {
		if i == 0 || !w.Known {
			continue
		}
		text := strings.TrimPrefix(w.Text, "-i")
		if w.Text == "down" {
			return ""
		}
		if name == "" && link.MatchString(text) && !strings.HasPrefix(text, "br") {
			name = text
		}
	}
	return name
}

// encryption adds what configuration files say of how a service encrypts.
func (g *gathering) encryption() error {
	configs, err := tlsconfig.Of(g.in)
	if err != nil {
		return err
	}
	found, err := services.Of(g.in)
	if err != nil || found == nil {
		return err
	}
	for _, c := range configs {
		for i := range found.Services {
			s := &found.Services[i]
			if s.Config == nil || c.Node == nil || s.Config.Digest != c.Node.Digest || s.Config.Path() != c.Node.Path() {
				continue
			}
			g.encrypts(s, c)
		}
	}
	return nil
}

func (g *gathering) encrypts(s *services.Service, c *tlsconfig.Config) {
	r := g.find("11-SecComMech", s.Key)
	if r == nil || len(c.Lines) == 0 {
		return
	}
	at := c.Node.At(c.Lines[0])
	kind := strings.ToUpper(string(c.Protocol))
	switch {
	case len(c.Weak) > 0:
		r.say("Cryptographic Details", fmt.Sprintf("%s by %s; its settings allow %s", kind, c.Product, strings.Join(tlsconfig.Names(c.Weak), ", ")),
			"settings of "+c.Product, High, c.At(c.Weak)...)
	case c.Strict:
		r.say("Cryptographic Details", kind+" by "+c.Product+"; its settings allow nothing older than current practice", "settings of "+c.Product, High, at)
	}
}

// find is the row of a table that is seen under a key.
func (g *gathering) find(table, key string) *row {
	for _, r := range g.rows {
		if r.table == table && contains(r.keys, key) {
			return r
		}
	}
	return nil
}

// privileges proposes the services that give up the rights of root.
func (g *gathering) privileges() error {
	found, err := services.Of(g.in)
	if err != nil || found == nil {
		return err
	}
	seen := make(map[string]bool)
	for i := range found.Services {
		s := &found.Services[i]
		if s.User == "" || s.User == "root" || s.User == "0" || s.Guess || seen[s.Product+s.User] {
			continue
		}
		seen[s.Product+s.User] = true
		r := g.add("17-PrivlCtrl", firstOf(s.Product, s.Name), s.Program.Where())
		r.say("Description", fmt.Sprintf("%s runs as the user %s instead of root", firstOf(s.Product, s.Name), s.User), s.Sentence(), Medium)
	}
	return nil
}

// page finds a web page in the image, so that a web server may be called a user
// interface.
func (g *gathering) page() *evidence.Node {
	for _, n := range g.in.Files() {
		name := strings.ToLower(n.Path())
		for _, end := range []string{"/index.html", "/index.htm", "/login.html", "/login.htm", "/index.asp", "/login.asp"} {
			if strings.HasSuffix("/"+name, end) && !strings.Contains(name, "/share/doc") {
				return n
			}
		}
	}
	return nil
}

// userInterface proposes the web pages of the device as a user interface.
func (g *gathering) userInterface(found *services.Found) {
	web := found.Named("http", "https")
	n := g.page()
	if len(web) == 0 || n == nil || web[0].Guess || web[0].Local() {
		return
	}
	s := web[0]
	r := g.add("27-UserIntf", "web", append([]assay.Where{n.At(0)}, s.Program.Where()...))
	r.say("Description", fmt.Sprintf("web pages such as %s, served by %s", "/"+n.Path(), firstOf(s.Product, s.Name)), "a web server starts at boot and the image holds pages", Medium)
}
