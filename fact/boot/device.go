package boot

import (
	"io/fs"
	"path"
	"sort"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/fact/shell"
)

const (
	maxPrograms = 20_000
	maxScripts  = 3_000
	maxVisits   = 4   // of one script with the same arguments
	maxCalls    = 24  // scripts that call each other
	maxGlob     = 512 // files a pattern matches
)

// device is the image as scripts see it. It is the host that package shell asks.
type device struct {
	in   *check.Input
	tree *evidence.Tree
	g    *Graph

	scripts map[string]*shell.Script         // by path as called; nil where it cannot be read
	nodes   map[*shell.Script]*evidence.Node // the file a script was read from
	links   map[*shell.Script]string         // the rc.d link a script was called by
	visits  map[string]int
	seen    map[string]bool // programs, by chain and words
	limits  map[string]bool

	root     []Step // what stands before the first script of a chain
	via      string
	when     string
	depth    int
	commands int
	openwrt  bool
	config   map[string]*uci
	instance *instance // of procd, while one is open
	edges    []edge
	first    *shell.State
	own      []string // folders on partitions that the device writes, "/data"
}

func newDevice(in *check.Input, g *Graph) *device {
	d := &device{
		in: in, tree: in.Device, g: g,
		scripts: make(map[string]*shell.Script), nodes: make(map[*shell.Script]*evidence.Node), links: make(map[*shell.Script]string),
		visits: make(map[string]int), seen: make(map[string]bool), limits: make(map[string]bool), config: make(map[string]*uci),
	}
	d.openwrt = d.find("/etc/rc.common") != nil
	d.fstab()
	d.first = shell.New(d)
	return d
}

// shell returns a shell as init starts it. All of them share one bound of steps.
func (d *device) shell() *shell.State { return d.first.Child(0) }

// find returns the node at a path of the device with links followed, or nil.
func (d *device) find(name string) *evidence.Node {
	n, err := d.tree.Resolve(name)
	if err != nil {
		return nil
	}
	return n
}

// Limit implements shell.Host.
func (d *device) Limit(what, where string) {
	key := what + "\x00" + where
	if d.limits[key] || len(d.limits) > 200 {
		return
	}
	d.limits[key] = true
	d.g.Cut++
	if n := d.find(where); where != "" && n != nil {
		where = n.Origin()
	}
	d.in.Limit(what, where, "programs started from there may be missing from the boot graph", assay.AreaStart)
}

// Load implements shell.Host: the script at a path, parsed once.
func (d *device) Load(name string) *shell.Script {
	name = path.Clean(name)
	if s, ok := d.scripts[name]; ok {
		return s
	}
	n := d.find(name)
	if n == nil || !n.IsRegular() || len(d.scripts) > maxScripts {
		return nil
	}
	s := d.parse(name, n)
	d.scripts[name] = s
	return s
}

func (d *device) parse(name string, n *evidence.Node) *shell.Script {
	src, err := n.Bytes(shell.MaxScript + 1)
	if err != nil && len(src) == 0 {
		d.Limit("script could not be read: "+err.Error(), name)
		return nil
	}
	s, err := shell.Parse(name, src)
	if err != nil {
		d.Limit("script was not followed: "+err.Error(), name)
		return nil
	}
	if s.Err != nil {
		d.g.Unread = append(d.g.Unread, n.Origin())
		d.Limit("script did not parse and was read line by line: "+s.Err.Error(), name)
	}
	real := "/" + n.Path()
	s.Quiet = real == "/etc/rc.common" || strings.HasPrefix(real, "/lib/functions") || strings.HasPrefix(real, "/lib/lsb/")
	d.nodes[s] = n
	if path.Clean(name) != real && d.isLink(name) && strings.HasPrefix(path.Base(path.Dir(name)), "rc") {
		d.links[s] = strings.TrimPrefix(name, "/")
	}
	d.g.Scripts++
	return s
}

func (d *device) isLink(name string) bool {
	dir, err := d.tree.Resolve(path.Dir(name))
	if err != nil {
		return false
	}
	n := dir.Child(path.Base(name))
	return n != nil && n.IsLink()
}

// Glob implements shell.Host.
func (d *device) Glob(pattern string) []string {
	found := []string{""}
	for _, part := range strings.Split(strings.Trim(path.Clean(pattern), "/"), "/") {
		var next []string
		for _, dir := range found {
			if !strings.ContainsAny(part, "*?[") {
				next = append(next, dir+"/"+part)
				continue
			}
			next = append(next, d.matching(dir, part)...)
			if len(next) > maxGlob {
				d.Limit("a pattern matches too many files", pattern)
				next = next[:maxGlob]
				break
			}
		}
		found = next
	}
	var out []string
	for _, f := range found {
		if dir := d.find(path.Dir(f)); dir != nil && dir.Child(path.Base(f)) != nil {
			out = append(out, f)
		}
	}
	return out
}

func (d *device) matching(dir, part string) []string {
	node := d.find(dir + "/")
	if node == nil || !node.IsDir() {
		return nil
	}
	var out []string
	for _, c := range node.Children() {
		if strings.HasPrefix(c.Name, ".") && !strings.HasPrefix(part, ".") {
			continue
		}
		if ok, err := path.Match(part, c.Name); err == nil && ok {
			out = append(out, dir+"/"+c.Name)
		}
	}
	sort.Strings(out)
	return out
}

// volatile are folders whose content is made while the device runs.
var volatile = []string{"/proc/", "/sys/", "/dev/", "/tmp/", "/run/", "/var/run/", "/var/lock/", "/var/tmp/"}

func isVolatile(name string) bool {
	for _, v := range volatile {
		if strings.HasPrefix(name+"/", v) {
			return true
		}
	}
	return false
}

// FileTest implements shell.Host.
func (d *device) FileTest(op, name string) assay.Answer {
	name = path.Clean(name)
	if isVolatile(name) || d.writes(name) {
		return assay.Unknown
	}
	return d.holds(op, name)
}

// holds answers a test of a file by what the image has.
func (d *device) holds(op, name string) assay.Answer {
	n := d.find(name)
	ok := n != nil
	if ok {
		switch op {
		case "-f":
			ok = n.IsRegular()
		case "-d":
			ok = n.IsDir()
		case "-s":
			ok = n.IsDir() || n.Size > 0
		case "-x":
			ok = n.ModeUnknown || n.IsDir() || n.Mode.Perm()&0o111 != 0
		case "-b", "-c":
			ok = n.Mode&fs.ModeDevice != 0
		case "-h", "-L":
			ok = d.isLink(name)
		}
	}
	if ok {
		return assay.Yes
	}
	return assay.No
}

// Read implements shell.Host: a small text file, or a value of /etc/config for
// names that start with "uci:".
func (d *device) Read(name string) (string, bool) {
	if query, ok := strings.CutPrefix(name, "uci:"); ok {
		return d.uciGet(query)
	}
	if isVolatile(name) {
		return "", false
	}
	n := d.find(name)
	if n == nil || !n.IsRegular() || n.Size > 4096 {
		return "", false
	}
	data, err := n.Bytes(4096)
	return string(data), err == nil
}

// program finds a program as a shell does: by its path, else along PATH.
func (d *device) program(s *shell.State, name string) (string, *evidence.Node) {
	name = strings.TrimPrefix(name, "-") // a log-in shell
	if strings.Contains(name, "/") {
		if !strings.HasPrefix(name, "/") {
			name = "/" + strings.TrimPrefix(name, "./")
		}
		return path.Clean(name), d.find(name)
	}
	dirs := "/sbin:/usr/sbin:/bin:/usr/bin"
	if s != nil {
		if v, ok := s.Var("PATH"); ok && v != "" {
			dirs = v + ":" + dirs
		}
	}
	for _, dir := range strings.Split(dirs, ":") {
		if !strings.HasPrefix(dir, "/") {
			continue
		}
		full := path.Join(dir, name)
		if n := d.find(full); n != nil && n.IsRegular() {
			return full, n
		}
	}
	// busybox finds its applets without a link where its shell is built so, and
	// "busybox --install" makes the links at boot.
	if box := d.find("/bin/busybox"); box != nil && hasApplet(box, name) {
		return "/bin/busybox", box
	}
	return "", nil
}

// hasApplet says whether a busybox holds an applet, by the table of names in it.
func hasApplet(box *evidence.Node, name string) bool {
	data, _ := box.Bytes(check.MaxRead)
	return strings.Contains(string(data), "\x00"+name+"\x00")
}
