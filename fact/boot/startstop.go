package boot

import (
	"strings"

	"github.com/assay-project/assay/fact/shell"
)

// ssdLong are the long options of start-stop-daemon by their short letter
// (start-stop-daemon(8); busybox knows the common ones).
var ssdLong = map[string]byte{
	"--exec": 'x', "--startas": 'a', "--chuid": 'c', "--user": 'u', "--stop": 'K', "--status": 'T', "--background": 'b', "--pidfile": 'p', "--name": 'n',
	"--signal": 's', "--retry": 'R', "--chdir": 'd', "--nicelevel": 'N', "--group": 'g', "--chroot": 'r', "--umask": 'k', "--start": 'S',
}

// ssdTakes are the letters that take a value.
const ssdTakes = "xacupnsRdNgrk"

// startStop takes start-stop-daemon apart: the program of -x, or of -a in its
// place, with what follows "--" as its arguments. With -K nothing is started.
func startStop(r *start, args []shell.Word) {
	var program, instead, after []shell.Word
	stop := false
	option := func(letter byte, value []shell.Word) {
		switch letter {
		case 'x':
			program = value
		case 'a':
			instead = value
		case 'c':
			if len(value) > 0 {
				r.user = strings.SplitN(value[0].Text, ":", 2)[0]
			}
		case 'b':
			r.background = true
		case 'K', 'T':
			stop = true
		}
	}
	for i := 0; i < len(args); i++ {
		t := args[i].Text
		switch {
		case t == "--":
			after, i = args[i+1:], len(args)
		case strings.HasPrefix(t, "-") && len(t) > 1:
			i += ssdOption(args[i:], option)
		case program == nil && instead == nil: // without -x, as some write it
			program, after, i = args[i:i+1], args[i+1:], len(args)
		}
	}
	r.args = nil
	if instead != nil {
		program = instead
	}
	if !stop && program != nil {
		r.args, r.supervised = append(append([]shell.Word(nil), program...), after...), true
	}
}

// ssdOption reads the option at the start of args, or several letters in one,
// and returns how many further words it took.
func ssdOption(args []shell.Word, option func(byte, []shell.Word)) int {
	t := args[0].Text
	next := args[1:min(2, len(args))]
	if strings.HasPrefix(t, "--") {
		name, value, assigned := strings.Cut(t, "=")
		letter := ssdLong[name]
		switch {
		case assigned:
			option(letter, []shell.Word{{Text: value, Known: args[0].Known}})
		case letter != 0 && strings.IndexByte(ssdTakes, letter) >= 0:
			option(letter, next)
			return len(next)
		default:
			option(letter, nil)
		}
		return 0
	}
	for j := 1; j < len(t); j++ {
		if strings.IndexByte(ssdTakes, t[j]) < 0 {
			option(t[j], nil)
			continue
		}
		if rest := t[j+1:]; rest != "" {
			option(t[j], []shell.Word{{Text: rest, Known: args[0].Known}})
			return 0
		}
		option(t[j], next)
		return len(next)
	}
	return 0
}
