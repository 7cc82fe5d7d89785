package boot

import (
	"path"
	"strconv"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/fact/shell"
)

// instance is a procd instance while a script describes it.
type instance struct {
	argv    []shell.Word
	user    string
	line    int
	certain bool
}

// Intercept implements shell.Host. It does what OpenWrt's shell libraries do
// (lib/functions.sh, functions/service.sh, functions/procd.sh): following their
// text would lose the values, because they pass through eval and jshn.
func (d *device) Intercept(s *shell.State, c shell.Command) (assay.Answer, bool) {
	d.commands++
	if !d.openwrt {
		return assay.Unknown, false
	}
	name, args := c.Args[0].Text, c.Args[1:]
	if strings.HasPrefix(name, "procd_") {
		return assay.Yes, d.procdCall(s, strings.TrimPrefix(name, "procd_"), args, c)
	}
	switch name {
	case "service_start":
		if len(args) > 0 {
			d.launch(s, &start{args: args, supervised: true, via: d.via}, c)
		}
		return assay.Unknown, true
	case "service_stop", "service_check", "service_reload", "service_signal":
		return assay.Unknown, true
	case "list_contains":
		return contains(s, args), true
	case "append":
		appendTo(s, args)
		return assay.Yes, true
	case "config_load", "config_get", "config_get_bool", "config_foreach", "config_list_foreach", "config_set", "config_cb", "uci_validate_section", "uci_load_validate", "uci_get", "uci_load":
		return d.uciCall(s, name, args, c.Line)
	}
	return assay.Unknown, false
}

func contains(s *shell.State, args []shell.Word) assay.Answer {
	if len(args) != 2 || !args[1].Known {
		return assay.Unknown
	}
	list, ok := s.Var(args[0].Text)
	for _, w := range strings.Fields(list) {
		if w == args[1].Text {
			return assay.Yes
		}
	}
	if ok {
		return assay.No
	}
	return assay.Unknown
}

func appendTo(s *shell.State, args []shell.Word) {
	if len(args) < 2 {
		return
	}
	old, ok := s.Var(args[0].Text)
	if !ok || !args[1].Known {
		s.SetUnknown(args[0].Text)
		return
	}
	s.Set(args[0].Text, strings.TrimSpace(old+" "+args[1].Text))
}

func (d *device) procdCall(s *shell.State, name string, args []shell.Word, c shell.Command) bool {
	switch name {
	case "open_instance":
		d.instance = &instance{line: c.Line, certain: c.Certain}
	case "set_param", "append_param":
		if d.instance == nil || len(args) == 0 {
			return true
		}
		switch args[0].Text {
		case "command":
			if name == "set_param" {
				d.instance.argv, d.instance.line = nil, c.Line
			}
			d.instance.argv = append(d.instance.argv, args[1:]...)
		case "user":
			if len(args) > 1 {
				d.instance.user = args[1].Text
			}
		}
	case "close_instance":
		if i := d.instance; i != nil && len(i.argv) > 0 {
			c.Line, c.Args = i.line, i.argv
			d.launch(s, &start{args: i.argv, supervised: true, user: i.user, via: "procd"}, c)
		}
		d.instance = nil
	}
	return true
}

// uci is one file of /etc/config, OpenWrt's configuration as shipped.
type uci struct{ sections []section }

type section struct {
	name, kind string
	options    map[string][]string
}

const maxSections = 500

// parseUCI reads the lines config, option and list of a file of /etc/config
// (OpenWrt's UCI documentation).
func parseUCI(src []byte) *uci {
	u := &uci{}
	for _, line := range strings.Split(string(src), "\n") {
		f := uciFields(line)
		switch {
		case len(f) >= 2 && f[0] == "config" && len(u.sections) < maxSections:
			name := "@" + f[1] + "[" + strconv.Itoa(len(u.sections)) + "]"
			if len(f) > 2 {
				name = f[2]
			}
			u.sections = append(u.sections, section{name: name, kind: f[1], options: make(map[string][]string)})
		case len(f) >= 3 && len(u.sections) > 0 && (f[0] == "option" || f[0] == "list"):
			options := u.sections[len(u.sections)-1].options
			if f[0] == "option" {
				options[f[1]] = nil
			}
			options[f[1]] = append(options[f[1]], f[2])
		}
	}
	return u
}

func uciFields(line string) []string {
	var out []string
	for line = strings.TrimSpace(line); line != "" && line[0] != '#' && len(out) < 4; line = strings.TrimSpace(line) {
		if q := line[0]; q == '\'' || q == '"' {
			end := strings.IndexByte(line[1:], q)
			if end < 0 {
				return append(out, line[1:])
			}
			out, line = append(out, line[1:1+end]), line[end+2:]
			continue
		}
		end := strings.IndexAny(line, " \t")
		if end < 0 {
			return append(out, line)
		}
		out, line = append(out, line[:end]), line[end:]
	}
	return out
}

func (d *device) uci(name string) *uci {
	if u, ok := d.config[name]; ok {
		return u
	}
	_, src := d.table("/etc/config/" + path.Base(name))
	var u *uci
	if src != nil {
		u = parseUCI(src)
	}
	d.config[name] = u
	return u
}

func (u *uci) get(sectionName, option string) ([]string, bool) {
	if u == nil {
		return nil, false
	}
	for _, s := range u.sections {
		if s.name == sectionName || strings.HasPrefix(sectionName, "@"+s.kind+"[") {
			v, ok := s.options[option]
			return v, ok
		}
	}
	return nil, false
}

// uciGet answers "get config.section.option".
func (d *device) uciGet(query string) (string, bool) {
	f := strings.Fields(query)
	if len(f) != 2 || f[0] != "get" {
		return "", false
	}
	parts := strings.SplitN(f[1], ".", 3)
	if len(parts) != 3 || d.uci(parts[0]) == nil {
		return "", false
	}
	v, ok := d.uci(parts[0]).get(parts[1], parts[2])
	return strings.Join(v, " "), ok
}

// loaded is the variable that remembers which file config_load read.
const loaded = "__uci_loaded"

func (d *device) uciCall(s *shell.State, name string, args []shell.Word, line int) (assay.Answer, bool) {
	texts := shell.Texts(args)
	current, _ := s.Var(loaded)
	u := d.uci(current)
	switch {
	case name == "config_load" || name == "uci_load":
		if len(texts) > 0 {
			s.Set(loaded, path.Base(texts[0]))
		}
	case strings.HasPrefix(name, "config_get") && len(texts) >= 3:
		setOption(s, u, texts, name == "config_get_bool")
	case name == "config_foreach" && len(texts) > 0:
		d.foreach(s, u, texts, line)
	case name == "config_list_foreach" && len(texts) >= 3:
		values, _ := u.get(texts[0], texts[1])
		for _, v := range values {
			s.Function(texts[2], line, append([]string{v}, texts[3:]...)...)
		}
	case strings.HasPrefix(name, "uci_validate") || strings.HasPrefix(name, "uci_load_val"):
		return d.validate(s, texts), true
	}
	return assay.Unknown, true
}

// setOption does config_get VARIABLE SECTION OPTION [DEFAULT].
func setOption(s *shell.State, u *uci, args []string, boolean bool) {
	v, ok := u.get(args[1], args[2])
	value := strings.Join(v, " ")
	if !ok && len(args) > 3 {
		value = args[3]
	}
	if boolean {
		switch value {
		case "on", "yes", "true", "enabled":
			value = "1"
		case "off", "no", "false", "disabled":
			value = "0"
		}
	}
	s.Set(args[0], value)
}

func (d *device) foreach(s *shell.State, u *uci, args []string, line int) {
	if u == nil {
		return
	}
	for i, sec := range u.sections {
		if i >= 64 {
			d.Limit("a configuration has too many sections", "")
			return
		}
		if len(args) > 1 && args[1] != "" && sec.kind != args[1] {
			continue
		}
		rest := []string{sec.name}
		if len(args) > 2 {
			rest = append(rest, args[2:]...)
		}
		s.Function(args[0], line, rest...)
	}
}

// validate does uci_validate_section CONFIG TYPE SECTION option:type:default …
func (d *device) validate(s *shell.State, args []string) assay.Answer {
	if len(args) < 3 {
		return assay.Unknown
	}
	u := d.uci(args[0])
	for _, spec := range args[3:] {
		f := strings.SplitN(spec, ":", 3)
		v, ok := u.get(args[2], f[0])
		value := strings.Join(v, " ")
		if !ok && len(f) == 3 {
			value = strings.Trim(f[2], `"'`)
		}
		s.Set(f[0], value)
	}
	return assay.Yes
}
