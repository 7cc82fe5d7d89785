package conceptual

import (
	"regexp"
	"slices"
	"strings"
)

var (
	automaticWord = regexp.MustCompile(`(?i)\bautomatic(ally)?\b|\bunattended\b|\bwithout (the )?user`)
	noticeWord    = regexp.MustCompile(`(?i)\bnotif(y|ies|ied|ication|ications)\b|\bnotices?\b|\bmessages?\b|\binform(s|ed)?\b|\btells?\b|\bshows?\b`)
	userActs      = regexp.MustCompile(`(?i)\b(user|owner|customer)s? (must|has to|have to|needs? to|confirms?|approves?|accepts?|starts?|initiates?|presses|clicks|taps|downloads|copies)\b|\b(confirmation|approval|consent) (by|of|from) the user\b|\bmanual(ly)?\b`)
	appStarted    = regexp.MustCompile(`(?i)\b(in|from|by|via|with|through) (the |our |a |its )?((companion|mobile|smartphone|phone) )?app\b|\b(web ?(page|interface|ui)|user interface) of the (device|camera|product|router)\b|\b(device|local|built-in) web ?(page|interface|ui)\b`)
	onWord        = regexp.MustCompile(`(?i)\b(on|enabled|active|activated|switched on) (by default|after set-?up|in factory setting|from the factory|at first start)\b|\bdefault:? (on|enabled)\b|\bby default:? (on|enabled)\b|\balways (on|enabled|active)\b|\bnot configurable\b`)
	offWord       = regexp.MustCompile(`(?i)\b(off|disabled|inactive|switched off) (by default|after set-?up|in factory setting|from the factory|at first start)\b|\bdefault:? (off|disabled)\b|\bby default:? (off|disabled)\b|\bmust be (enabled|switched on|turned on)\b|\bopt-?in\b`)
	controlWord   = regexp.MustCompile(`(?i)\b(user|owner|customer)s?\b.*\b(enable|disable|switch|turn|postpone|delay|defer|put off|choose)|\bcan be (enabled|disabled|switched|turned|postponed|delayed|deferred|put off)|\b(enable|disable|postpone|switch|turn)\b.*\bby the (user|owner)`)
	noControl     = regexp.MustCompile(`(?i)\b(cannot|can not|no way to|not possible to) (be )?(switch(ed)?|turn(ed)?|disabled?|postponed?|configured?|changed?)`)
	interval      = regexp.MustCompile(`(?i)\b(daily|hourly|weekly|nightly|periodic(ally)?|regularly|every (day|night|hour|week|\d+ ?(hours?|days?|minutes?|h)|start|boot|power-?on)|each (start|boot|day|night)|once (a|per) (day|week|hour)|at (every|each) (start|boot)|(at|after) (start-?up|boot|power-?on)|on (start-?up|boot))\b`)
	byDevice      = regexp.MustCompile(`(?i)\b(device|camera|product|unit|router|hub|gateway|firmware|app|service|server|it|itself|updater|client|watch|monitor|controller)\b`)
	interruption  = regexp.MustCompile(`(?i)\b(interrupt(s|ed|ion|ions)?|restart(s|ed)?|reboot(s|ed)?|unavailable|out of service|downtime|offline|not usable|stops? working)\b`)
	neverStops    = regexp.MustCompile(`(?i)\b(never|not|no|without)\b[^.;]*\b(interrupt(s|ed|ion|ions|ing)?|disrupt(s|ed|ion|ive)?)\b`)
)

// automaticRoute tells an update mechanism that is declared automatic; known is
// false where its words leave that open.
func automaticRoute(r *row) (is, known bool) {
	text := r.field("Initiation and Interaction")
	if text == "" {
		return false, false
	}
	found, doubtful := plainly(text, automaticWord)
	return found, !doubtful
}

// notifiedRoute tells a mechanism that is declared to tell users of updates.
func notifiedRoute(r *row) (is, known bool) {
	text := r.field("User Notification")
	if text == "" {
		return false, false
	}
	return !saysNone(text), true
}

// simpleUpdate supports what the unit itself counts as simple: automatic, from the
// app, or from the page of the device.
func simpleUpdate(_ *view, r *row) *finding {
	text := r.field("Initiation and Interaction")
	if text == "" || hedged(text) {
		return nil
	}
	if saysNone(text) {
		return leaves("a person judges: %s says that nobody starts it", r.key)
	}
	for _, way := range []struct {
		form *regexp.Regexp
		what string
	}{{automaticWord, "runs automatically"}, {appStarted, "is started from the app or the page of the device"}} {
		if found, _ := plainly(text, way.form); found {
			return supports("%s %s: %s", r.key, way.what, quoted(text))
		}
	}
	return leaves("a person judges whether %s is as easy as an automatic update: %s", r.key, quoted(text))
}

// automaticUpdate needs both: the check and the installation go without the user.
func automaticUpdate(_ *view, r *row) *finding {
	text, checking := r.field("Initiation and Interaction"), r.field("Update Checking")
	if text == "" {
		return nil
	}
	auto, known := automaticRoute(r)
	acts, _ := plainly(text, userActs)
	checks, _ := plainly(checking, interval)
	switch {
	case auto && known && !acts && checks && !hedged(text+" "+checking):
		return supports("%s checks (%s) and installs (%s) without the user", r.key, quoted(checking), quoted(text))
	case acts && !auto && known:
		return refutes("let the product install security updates by itself", "%s waits for the user: %s", r.key, quoted(text))
	}
	return leaves("a person judges whether %s both checks and installs without the user", r.key)
}

// onByDefault reads the state after set-up of what a route offers. A route that
// does not offer it is not asked.
func onByDefault(field string, offers func(*row) (is, known bool), about *regexp.Regexp) func(*view, *row) *finding {
	return func(_ *view, r *row) *finding {
		text := r.field(field)
		offered, known := offers(r)
		if known && !offered {
			return supports("%s does not offer it, which satisfies the unit", r.key)
		}
		if text == "" {
			return nil
		}
		on, _ := plainly(strings.ReplaceAll(text, "not configurable", "always on"), onWord)
		off, _ := plainly(text, offWord)
		switch {
		case off && !on && known && !hedged(text):
			return refutes("switch it on in factory setting", "%s is declared off after set-up: %s", r.key, quoted(text))
		case on && !off && known && !hedged(text) && (about.MatchString(text) || !mentionsOther(text, about)):
			return supports("%s is declared on after set-up: %s", r.key, quoted(text))
		}
		return leaves("a person reads whether %s is on after set-up: %s", r.key, quoted(text))
	}
}

// mentionsOther tells a text that speaks of the other of automation and notices.
func mentionsOther(text string, about *regexp.Regexp) bool {
	other := automaticWord
	if about == automaticWord {
		other = noticeWord
	}
	return other.MatchString(text)
}

// controllable reads whether users can switch on, off or put off what a route
// offers; one of these is enough.
func controllable(field string, offers func(*row) (is, known bool)) func(*view, *row) *finding {
	return func(_ *view, r *row) *finding {
		text := r.field(field)
		offered, known := offers(r)
		if known && !offered {
			return supports("%s does not offer it, which satisfies the unit", r.key)
		}
		if text == "" {
			return nil
		}
		can, _ := plainly(text, controlWord)
		switch {
		case can && known && !hedged(text):
			return supports("%s lets users control it: %s", r.key, quoted(text))
		case known && (saysNone(text) || noControl.MatchString(text) || strings.Contains(strings.ToLower(text), "not configurable")):
			return refutes("let users switch it on, off or put it off", "%s declares no control for users: %s", r.key, quoted(text))
		}
		return leaves("a person reads whether users control %s: %s", r.key, quoted(text))
	}
}

func checksForUpdates(_ *view, r *row) *finding {
	text := r.field("Update Checking")
	if text == "" {
		return nil
	}
	if saysNone(text) {
		return refutes("let the product look for updates after set-up and at intervals", "%s never looks for updates", r.key)
	}
	at, _ := plainly(text, interval)
	who, _ := plainly(text, byDevice)
	if at && who && !hedged(text) && !userActs.MatchString(text) {
		return supports("%s looks for updates: %s", r.key, quoted(text))
	}
	return leaves("a person judges when and by whom %s looks for updates: %s", r.key, quoted(text))
}

// missingUpdate asks nothing of a component that names its route, and refuses an
// empty reason for one without.
func missingUpdate(v *view, r *row) *finding {
	text, ok := r.entry.Fields["Update Mechanism"]
	if !ok {
		return nil
	}
	for _, id := range ids(text) {
		if slices.ContainsFunc(v.rows[7], func(m *row) bool { return m.entry.ID == id }) {
			return supports("%s names its update mechanism %s", r.key, id)
		}
	}
	if strings.TrimSpace(text) == "" || none(text) {
		return refutes("name an update mechanism, or why updating would be impractical or harm security", "%s declares no update mechanism and no reason", r.key)
	}
	return leaves("a person judges the reason why %s has no update mechanism: %s", r.key, quoted(text))
}

func warnsOfInterruption(_ *view, r *row) *finding {
	text := r.field("User Notification")
	if text == "" {
		return nil
	}
	if neverStops.MatchString(text) && !hedged(text) {
		return supports("%s never interrupts the product: %s", r.key, quoted(text))
	}
	warns, _ := plainly(text, interruption)
	told, _ := plainly(text, noticeWord)
	who, _ := plainly(text, byDevice)
	switch {
	case saysNone(text):
		return refutes("let the product tell users when an update will interrupt it", "%s tells users nothing", r.key)
	case warns && told && who && !hedged(text):
		return supports("%s warns of interruption: %s", r.key, quoted(text))
	}
	return leaves("a person reads whether %s warns of interruption: %s", r.key, quoted(text))
}
