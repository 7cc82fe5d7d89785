package conceptual

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/source/declaration"
	"github.com/assay-project/assay/standard"
)

var today = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// review reads a declaration from YAML, product added, and reviews it.
func review(t testing.TB, e standard.Edition, text string) []assay.Observation {
	t.Helper()
	d, err := declaration.Parse("assay.yaml", []byte("product: {name: X}\n"+text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return Review(Input{Edition: e, Declaration: d, At: today})
}

// on finds what a review says of a unit, and counts how often.
func on(all []assay.Observation, unit string) (assay.Observation, int) {
	var found assay.Observation
	n := 0
	for _, o := range all {
		if o.Bears[0].Unit == unit && o.Bears[0].Effect != assay.Informs || o.Bears[0].Unit == unit && o.Answer == assay.Unknown {
			found, n = o, n+1
		}
	}
	return found, n
}

// effects in one word: s supports, r refutes, u left to a person, - nothing said.
func effectOn(all []assay.Observation, unit string) string {
	o, n := on(all, unit)
	switch {
	case n == 0:
		return "-"
	case o.Answer == assay.Unknown:
		return "u"
	case o.Bears[0].Effect == assay.Supports:
		return "s"
	}
	return "r"
}

// One row a field with its text and what follows for units: the words that settle,
// those that refute, those that nobody but a person understands.
func TestRows(t *testing.T) {
	const auth, upd = "1-AuthMech", "7-UpdMech"
	preset := func(how string) string {
		return fmt.Sprintf("{id: a, authentication_factor: password (pre-installed), password_generation_mechanism: %q}", how)
	}
	for _, tt := range []struct {
		table, row, unit, want string
	}{
		// how passwords are made
		{auth, preset("24 hexadecimal digits, at random for each unit"), "5.1-1-1/a", "s"},
		{auth, preset("24 hexadecimal digits, at random for each unit"), "5.1-2-1/a", "s"},
		{auth, preset("24 hexadecimal digits, at random for each unit"), "5.1-2-1/b", "s"},
		{auth, preset("24 hexadecimal digits, at random for each unit"), "5.1-2-1/c", "s"},
		{auth, preset("24 hexadecimal digits, at random for each unit"), "5.1-2-1/d", "s"},
		{auth, preset("random, unique per device, 80 bits of entropy"), "5.1-2-1/d", "s"},
		{auth, preset("the same for all units"), "5.1-1-1/a", "r"},
		{auth, preset("a fixed default password"), "5.1-1-1/a", "r"},
		{auth, preset("not the same for all units"), "5.1-1-1/a", "u"},
		{auth, preset("made at production"), "5.1-1-1/a", "u"},
		{auth, preset("at random for each unit"), "5.1-1-1/a", "u"}, // no length: chance alone may repeat
		{auth, preset("planned: 24 hexadecimal digits, at random for each unit"), "5.1-1-1/a", "u"},
		{auth, preset("a prefix and a counter"), "5.1-2-1/a", "r"},
		{auth, preset("incremented with each unit"), "5.1-2-1/a", "r"},
		{auth, preset("no counter is used"), "5.1-2-1/a", "u"},
		{auth, preset("one of a list of common passwords"), "5.1-2-1/b", "r"},
		{auth, preset("six words of the diceware list, at random for each unit"), "5.1-2-1/b", "u"},
		{auth, preset("derived from the MAC address"), "5.1-2-1/c", "r"},
		{auth, preset("the last six digits of the serial number"), "5.1-2-1/c", "r"},
		{auth, preset("computed from the SSID"), "5.1-2-1/c", "r"},
		{auth, preset("HMAC of the serial number with a secret key of the maker"), "5.1-2-1/c", "u"},
		{auth, preset("not derived from the MAC address"), "5.1-2-1/c", "u"},
		{auth, preset("hash of the serial number and a random value"), "5.1-2-1/c", "u"},
		{auth, preset("4 digits, at random for each unit"), "5.1-2-1/d", "r"},
		{auth, preset("6 digits, at random for each unit"), "5.1-2-1/d", "r"}, // 19.9 bits
		{auth, preset("7 digits, at random for each unit"), "5.1-2-1/d", "u"},
		{auth, preset("12 characters, letters and digits, at random for each unit"), "5.1-2-1/d", "u"}, // 62 bits
		{auth, preset("13 characters, letters and digits, at random for each unit"), "5.1-2-1/d", "s"},
		{auth, preset("16 characters"), "5.1-2-1/d", "u"}, // of which alphabet?
		{auth, preset("long enough"), "5.1-2-1/d", "u"},
		{auth, "{id: a, authentication_factor: password (set by user), password_generation_mechanism: the same for all units}", "5.1-1-1/a", "-"},
		{auth, "{id: a, authentication_factor: fingerprint, password_generation_mechanism: the same for all units}", "5.1-1-1/a", "-"},
		{auth, "{id: a, authentication_factor: PIN, password_generation_mechanism: the same for all units}", "5.1-1-1/a", "r"},
		// brute force
		{auth, "{id: a, brute_force_prevention: none}", "5.1-5-1/a", "r"},
		{auth, "{id: a, brute_force_prevention: 'none needed, the network is private'}", "5.1-5-1/a", "r"},
		{auth, "{id: a, brute_force_prevention: unlimited attempts}", "5.1-5-1/a", "r"},
		{auth, "{id: a, brute_force_prevention: no limit but a delay of 2 s after each}", "5.1-5-1/a", "u"},
		{auth, "{id: a, brute_force_prevention: 'locked for ten minutes after 5 wrong attempts'}", "5.1-5-1/a", "u"},
		{auth, "{id: a, description: web}", "5.1-5-1/a", "-"},
		// guarantees
		{auth, "{id: a, security_guarantees: none}", "5.1-3-1/a", "r"},
		{auth, "{id: a, security_guarantees: authenticity and integrity}", "5.1-3-1/a", "u"},
		{upd, "{id: a, security_guarantees: authenticity}", "5.3-7-1/a", "u"},
		{"20-SecBoot", "{id: a, security_guarantees: integrity and authenticity of all software}", "5.7-1-1/a", "s"},
		{"20-SecBoot", "{id: a, security_guarantees: integrity}", "5.7-1-1/a", "u"},
		{"20-SecBoot", "{id: a, security_guarantees: 'authenticity, but no integrity'}", "5.7-1-1/a", "u"},
		{"20-SecBoot", "{id: a, security_guarantees: none}", "5.7-1-1/a", "r"},
		{upd, "{id: a, security_guarantees: 'authenticity and integrity, verified by the camera'}", "5.3-9-1/c", "s"},
		{upd, "{id: a, security_guarantees: 'authenticity and integrity, verified by the camera'}", "5.3-9-1/d", "s"},
		{upd, "{id: a, security_guarantees: 'the device verifies the integrity'}", "5.3-9-1/c", "u"},
		{upd, "{id: a, security_guarantees: 'integrity; the server verifies the origin'}", "5.3-9-1/c", "u"},
		{upd, "{id: a, security_guarantees: 'the device does not verify the origin'}", "5.3-9-1/c", "u"},
		{upd, "{id: a, cryptographic_details: CRC32}", "5.3-9-1/a", "r"},
		{upd, "{id: a, cryptographic_details: CRC32}", "5.3-9-1/b", "r"},
		{upd, "{id: a, cryptographic_details: none}", "5.3-9-1/a", "r"},
		{upd, "{id: a, cryptographic_details: checksum of the image}", "5.3-9-1/a", "u"},
		{upd, "{id: a, cryptographic_details: CRC32 and SHA-256}", "5.3-9-1/a", "u"},
		{upd, "{id: a, cryptographic_details: ECDSA P-256}", "5.3-9-1/a", "u"},
		// updates
		{upd, "{id: a, initiation_and_interaction: automatic at night}", "5.3-3-1/a", "s"},
		{upd, "{id: a, initiation_and_interaction: started in the app}", "5.3-3-1/a", "s"},
		{upd, "{id: a, initiation_and_interaction: a press on the web page of the device}", "5.3-3-1/a", "s"},
		{upd, "{id: a, initiation_and_interaction: not automatic}", "5.3-3-1/a", "u"},
		{upd, "{id: a, initiation_and_interaction: a stick and a serial cable}", "5.3-3-1/a", "u"},
		{upd, "{id: a, initiation_and_interaction: automatic at night, update_checking: 'daily, by the device'}", "5.3-4-1/a", "s"},
		{upd, "{id: a, initiation_and_interaction: automatic at night}", "5.3-4-1/a", "u"},
		{upd, "{id: a, initiation_and_interaction: the user starts it, update_checking: daily}", "5.3-4-1/a", "r"},
		{upd, "{id: a, initiation_and_interaction: automatic once the user confirms, update_checking: daily}", "5.3-4-1/a", "u"},
		{upd, "{id: a, initiation_and_interaction: automatic, configuration: on by default}", "5.3-4-1/b", "s"},
		{upd, "{id: a, initiation_and_interaction: automatic, configuration: off by default}", "5.3-4-1/b", "r"},
		{upd, "{id: a, initiation_and_interaction: automatic, configuration: not configurable}", "5.3-4-1/b", "s"},
		{upd, "{id: a, initiation_and_interaction: automatic, configuration: in the settings}", "5.3-4-1/b", "u"},
		{upd, "{id: a, initiation_and_interaction: automatic, configuration: notices are on by default}", "5.3-4-1/b", "u"},
		{upd, "{id: a, initiation_and_interaction: the user starts it, configuration: off by default}", "5.3-6-1/c", "s"},
		{upd, "{id: a, initiation_and_interaction: automatic, configuration: the user can switch it off}", "5.3-6-1/b", "s"},
		{upd, "{id: a, initiation_and_interaction: automatic, configuration: none}", "5.3-6-1/b", "r"},
		{upd, "{id: a, initiation_and_interaction: automatic, configuration: cannot be disabled}", "5.3-6-1/b", "r"},
		{upd, "{id: a, initiation_and_interaction: automatic, configuration: in the settings}", "5.3-6-1/b", "u"},
		{upd, "{id: a, user_notification: none, configuration: x}", "5.3-6-1/d", "s"},
		{upd, "{id: a, user_notification: in the app, configuration: notices can be switched off}", "5.3-6-1/d", "s"},
		{upd, "{id: a, user_notification: in the app, configuration: notices are on by default}", "5.3-6-1/e", "s"},
		{upd, "{id: a, user_notification: in the app, configuration: automation is on by default}", "5.3-6-1/e", "s"},
		{upd, "{id: a, update_checking: 'daily, by the camera'}", "5.3-5-1/a", "s"},
		{upd, "{id: a, update_checking: at every start by the device}", "5.3-5-1/a", "s"},
		{upd, "{id: a, update_checking: never}", "5.3-5-1/a", "r"},
		{upd, "{id: a, update_checking: sometimes}", "5.3-5-1/a", "u"},
		{upd, "{id: a, update_checking: 'daily, if the user must confirm'}", "5.3-5-1/a", "u"},
		{upd, "{id: a, user_notification: none}", "5.3-11-1/a", "r"},
		{upd, "{id: a, user_notification: in the app}", "5.3-11-1/a", "-"},
		{upd, "{id: a, user_notification: the device shows a notice before it restarts}", "5.3-12-1/a", "s"},
		{upd, "{id: a, user_notification: updates never interrupt the picture}", "5.3-12-1/a", "s"},
		{upd, "{id: a, user_notification: in the app}", "5.3-12-1/a", "u"},
		{upd, "{id: a, user_notification: none}", "5.3-12-1/a", "r"},
		{"6-SoftComp", "{id: a, update_mechanism: none}", "5.3-1-1/a", "r"},
		{"6-SoftComp", "{id: a, update_mechanism: []}", "5.3-1-1/a", "r"},
		{"6-SoftComp", "{id: a, update_mechanism: in masked memory of the chip}", "5.3-1-1/a", "u"},
		// processes
		{"3-VulnTypes", "{id: a, time_frame: 30 days}", "5.2-2-1/a", "u"},
		{"3-VulnTypes", "{id: a, time_frame: none}", "5.2-2-1/a", "r"},
		{"8-UpdProc", "{id: a, time_frame: as soon as possible}", "5.3-8-1/a", "u"},
		// parameters
		{"10-SecParam", "{id: a, type: public, description: private key of the web page}", "5.4-1-1/a", "r"},
		{"10-SecParam", "{id: a, type: critical, description: private key of the web page}", "5.4-1-1/a", "s"},
		{"10-SecParam", "{id: a, type: critical, description: public key of updates}", "5.4-1-1/a", "u"},
		{"10-SecParam", "{id: a, type: public, description: public key of updates}", "5.4-1-1/a", "s"},
		{"10-SecParam", "{id: a, type: public, description: a number}", "5.4-1-1/a", "-"},
		{"10-SecParam", "{id: a, type: public, security_guarantees: integrity}", "5.4-1-1/b", "s"},
		{"10-SecParam", "{id: a, type: critical, security_guarantees: integrity}", "5.4-1-1/b", "u"},
		{"10-SecParam", "{id: a, type: critical, security_guarantees: integrity and confidentiality}", "5.4-1-1/b", "s"},
		{"10-SecParam", "{id: a, type: critical, security_guarantees: confidentiality}", "5.4-1-1/b", "u"},
		{"10-SecParam", "{id: a, type: critical, security_guarantees: none}", "5.4-1-1/b", "r"},
		{"10-SecParam", "{id: a, type: critical, security_guarantees: 'should be integrity and confidentiality'}", "5.4-1-1/b", "u"},
		{"10-SecParam", "{id: a, protection_scheme: none}", "5.4-1-1/c", "r"},
		{"10-SecParam", "{id: a, protection_scheme: file mode 0600}", "5.4-1-1/c", "-"},
		{"10-SecParam", "{id: a, type: critical, description: hard-coded key, provisioning_mechanism: used as it is}", "5.4-3-1/b", "r"},
		{"10-SecParam", "{id: a, type: critical, description: hard-coded key, provisioning_mechanism: replaced at first start}", "5.4-3-1/b", "u"},
		{"10-SecParam", "{id: a, type: critical, description: key, provisioning_mechanism: used as it is}", "5.4-3-1/b", "-"},
		{"10-SecParam", "{id: a, type: critical, generation_mechanism: '256 bits from the CSPRNG, for each unit'}", "5.4-4-1/b", "s"},
		{"10-SecParam", "{id: a, type: critical, generation_mechanism: '64 bits from the CSPRNG, for each unit'}", "5.4-4-1/b", "u"},
		{"10-SecParam", "{id: a, type: critical, generation_mechanism: same key in all units}", "5.4-4-1/b", "r"},
		{"10-SecParam", "{id: a, type: public, generation_mechanism: same key in all units}", "5.4-4-1/b", "-"},
		// statements
		{"12-NetSecImpl", "{id: a, report: none}", "5.5-2-1/b", "r"},
		{"13-SoftServ", "{id: a, status: enabled, justification: none}", "5.6-5-1/a", "r"},
		{"13-SoftServ", "{id: a, status: enabled}", "5.6-5-1/a", "u"},
		{"13-SoftServ", "{id: a, status: enabled, justification: set-up}", "5.6-5-1/a", "u"},
		{"13-SoftServ", "{id: a, status: disabled}", "5.6-5-1/a", "-"},
		{"15-Intf", "{id: a, status: enabled, description: none}", "5.6-1-1/a", "r"},
		{"15-Intf", "{id: a, status: disabled, description: none}", "5.6-1-1/a", "-"},
		{"25-DelFunc", "{id: a, target_type: user data on the device, initiation_and_interaction: none}", "5.11-1-1/a", "r"},
		{"25-DelFunc", "{id: a, target_type: user data on the device, initiation_and_interaction: none}", "5.11-2-1/a", "-"},
		{"25-DelFunc", "{id: a, target_type: both, initiation_and_interaction: none}", "5.11-2-1/a", "r"},
		{"25-DelFunc", "{id: a, target_type: both, initiation_and_interaction: a press of the button}", "5.11-2-1/a", "-"},
		{"21-PersData", "{id: a, obtaining_consent: a pre-ticked box}", "6-2-1/a", "r"},
		{"21-PersData", "{id: a, obtaining_consent: an empty box}", "6-2-1/a", "u"},
		{"21-PersData", "{id: a, obtaining_consent: none}", "6-2-1/a", "-"},
		{"21-PersData", "{id: a, obtaining_consent: an empty box, withdrawing_consent: none}", "6-3-1/a", "r"},
		{"21-PersData", "{id: a, obtaining_consent: an empty box, withdrawing_consent: in the app}", "6-3-1/a", "u"},
		{"24-TelData", "{id: a, personal_data: none}", "6-4-1/a", "s"},
		{"24-TelData", "{id: a, personal_data: []}", "6-4-1/a", "s"},
		{"24-TelData", "{id: a, personal_data: name}", "6-4-1/a", "u"},
	} {
		all := review(t, standard.V2_1_1, "ixit:\n  "+tt.table+":\n    - "+tt.row+"\n")
		if got := effectOn(all, tt.unit); got != tt.want {
			o, _ := on(all, tt.unit)
			t.Errorf("%s %s: %s: got %s (%s), want %s", tt.table, tt.row, tt.unit, got, o.Summary, tt.want)
		}
	}
}

func TestTables(t *testing.T) {
	for _, tt := range []struct{ name, ixit, unit, want string }{
		{"one outage only", "23-ResMech: [{id: a, type: power}]", "5.9-1-1/a", "r"},
		{"no outage", "23-ResMech: []", "5.9-1-1/a", "r"},
		{"both outages", "23-ResMech: [{id: a, type: both}]", "5.9-1-1/a", "u"},
		{"both outages, by two", "23-ResMech: [{id: a, type: power}, {id: b, type: network connectivity}]", "5.9-1-1/a", "u"},
		{"not filled", "1-AuthMech: []", "5.9-1-1/a", "-"},
		{"no method of cutting code", "16-CodeMin: []", "5.6-6-1/a", "r"},
		{"a method", "16-CodeMin: [{id: a, description: stripped}]", "5.6-6-1/a", "-"},
		{"says none", "17-PrivlCtrl: [{id: a, description: none}]", "5.6-7-1/a", "r"},
		{"topics missing", "19-SecDev: [{id: a, description: code review and tests}]", "5.6-9-1/a", "u"},
		{"no process", "14-SecMgmt: [{id: a, description: none}]", "5.5-8-1/a", "r"},
		{"no alert", "20-SecBoot: [{id: a, user_notification: none}]", "5.7-2-1/a", "r"},
		{"one alert", "20-SecBoot: [{id: a, user_notification: none}, {id: b, user_notification: a red light}]", "5.7-2-1/a", "-"},
		{"policy behind a hurdle", "2-UserInfo: {publication_of_vulnerability_disclosure_policy: after registration at our portal}", "5.2-1-1/a", "r"},
		{"policy on a page", "2-UserInfo: {publication_of_vulnerability_disclosure_policy: https://x.example/security}", "5.2-1-1/a", "-"},
		{"no policy", "2-UserInfo: {publication_of_vulnerability_disclosure_policy: none}", "5.2-1-1/a", "r"},
		{"no isolation", "9-ReplSup: {isolation: none}", "5.3-15-1/a", "r"},
		{"model", "2-UserInfo: {model_designation: on the label}", "5.3-16-1/a", "-"},
		{"input, each named", "29-InpVal: [{id: v, description: 'length and form of api and page'}], 27-UserIntf: [{id: page}], 28-ExtAPI: [{id: api}]", "5.13-1-1/a", "s"},
		{"input, one not named", "29-InpVal: [{id: v, description: 'length and form of the page'}], 27-UserIntf: [{id: page}], 28-ExtAPI: [{id: api}]", "5.13-1-1/a", "u"},
		{"input, communication not named", "29-InpVal: [{id: v, description: 'api and page'}], 27-UserIntf: [{id: page}], 28-ExtAPI: [{id: api}], 11-ComMech: [{id: mqtt}]", "5.13-1-1/a", "u"},
		{"input, sources not declared", "29-InpVal: [{id: v, description: page}], 27-UserIntf: [{id: page}]", "5.13-1-1/a", "u"},
		{"no validation", "29-InpVal: []", "5.13-1-1/a", "r"},
		{"component without its mechanism", "6-SoftComp: [{id: fw, update_mechanism: ota}], 7-UpdMech: [{id: usb}]", "5.3-1-1/a", "u"},
		{"component with its mechanism", "6-SoftComp: [{id: fw, update_mechanism: ota}], 7-UpdMech: [{id: ota}]", "5.3-1-1/a", "s"},
	} {
		all := review(t, standard.V2_1_1, "ixit: {"+tt.ixit+"}\n")
		if got := effectOn(all, tt.unit); got != tt.want {
			o, _ := on(all, tt.unit)
			t.Errorf("%s: %s: got %s (%s), want %s", tt.name, tt.unit, got, o.Summary, tt.want)
		}
	}
}

// What an observation of this package promises.
func TestObservations(t *testing.T) {
	all := review(t, standard.V3_1_3, `
support: {until: 2026-12-31}
ixit:
  1-AuthMech:
    - id: web
      authentication_factor: password (pre-installed)
      password_generation_mechanism: the same for all units
      cryptographic_details: MD5
      security_guarantees: none
  9-ReplSup: {isolation: none}
`)
	if len(all) == 0 {
		t.Fatal("no observations")
	}
	seen := make(map[string]bool)
	for _, o := range all {
		if seen[o.ID] {
			t.Errorf("%s stands twice", o.ID)
		}
		seen[o.ID] = true
		if o.Basis != assay.Declared || !strings.HasPrefix(o.Check, Prefix) || len(o.Bears) != 1 || o.Where[0].Path != "assay.yaml" || o.Where[0].Evidence == "" || Reads(o.Check) == "" {
			t.Errorf("%+v", o)
		}
		u, ok := standard.EN303645().Unit(standard.TS103701V1, o.Bears[0].Unit)
		if !ok || u.Type != standard.Conceptual {
			t.Errorf("%s bears on %s, which is no conceptual unit", o.ID, o.Bears[0].Unit)
		}
		if o.Answer == assay.Unknown && o.Bears[0].Effect != assay.Informs || o.Answer == assay.No && o.Bears[0].Effect == assay.Refutes && o.Mend == "" {
			t.Errorf("%+v", o)
		}
	}
	o, _ := on(all, "5.1-1-1/a")
	if diff := cmp.Diff([]assay.Bears{{Method: "ts103701/1.1.1", Unit: "5.1-1-1/a", Entry: "1-AuthMech/web", Effect: assay.Refutes}}, o.Bears); diff != "" || o.Where[0].Line != 6 {
		t.Errorf("bears (-want +got):\n%s\nline %d", diff, o.Where[0].Line)
	}
	if o, _ := on(all, "5.3-15-1/a"); o.Bears[0].Entry != "" {
		t.Errorf("a unit judged as a whole has the entry %q", o.Bears[0].Entry)
	}
	if Review(Input{Edition: standard.V3_1_3}) != nil {
		t.Error("observations without a declaration")
	}
}

// A provision that nobody claims is not reviewed; in the other edition it may be.
func TestOnlyWhatIsClaimed(t *testing.T) {
	const row = "ixit: {16-CodeMin: []}\nics: {3.1.3: {provisions: {5.6-6: {support: %s, detail: x}}}}\n"
	for answer, want := range map[string]string{"Y": "r", "N": "-", "N/A": "-"} {
		if got := effectOn(review(t, standard.V3_1_3, fmt.Sprintf(row, answer)), "5.6-6-1/a"); got != want {
			t.Errorf("answered %s: got %s, want %s", answer, got, want)
		}
		if got := effectOn(review(t, standard.V2_1_1, fmt.Sprintf(row, answer)), "5.6-6-1/a"); got != "r" {
			t.Errorf("answered %s in the other edition: got %s, want r", answer, got)
		}
	}
}

func TestPapers(t *testing.T) {
	for _, tt := range []struct {
		name, text, check string
		want              assay.Answer
		says              string
	}{
		{"support runs", "support: {until: 2027-06}\nixit: {2-UserInfo: {support_period: until 2027-06-30}}", "dates", assay.Yes, "runs until 2027-06-30"},
		{"support ends today", "support: {until: 2026-11-24}", "dates", assay.Yes, "runs until"},
		{"support ended", "support: {until: 2026-11-23}", "dates", assay.No, "ended on 2026-11-23"},
		{"two ends", "support: {until: 2027-06-30}\nixit: {2-UserInfo: {support_period: until 2028-06-30}}", "dates", assay.No, "2-UserInfo says 2028-06-30"},
		{"no date", "ixit: {2-UserInfo: {support_period: five years}}", "dates", assay.No, "without a date"},
		{"a date in the table only", "ixit: {2-UserInfo: {support_period: until 2028-06-30}}", "dates", assay.Yes, "with a date"},
		{"disclosure in full", "disclosure: {policy: 'https://x.example', contact: a@x.example, acknowledged_in: 5 days, updates_every: 14 days}", "disclosure", assay.Yes, "names policy"},
		{"disclosure without times", "disclosure: {policy: 'https://x.example', contact: a@x.example}", "disclosure", assay.No, "time to acknowledgement, the time between status updates"},
	} {
		i := slices.IndexFunc(review(t, standard.V2_1_1, tt.text), func(o assay.Observation) bool { return o.Check == Prefix+tt.check })
		if i < 0 {
			t.Errorf("%s: nothing said", tt.name)
			continue
		}
		o := review(t, standard.V2_1_1, tt.text)[i]
		if o.Answer != tt.want || !strings.Contains(o.Summary, tt.says) || o.Bears[0].Effect != assay.Informs {
			t.Errorf("%s: got %s %q, want %s %q", tt.name, o.Answer, o.Summary, tt.want, tt.says)
		}
	}
	d, _ := declaration.Parse("assay.yaml", []byte("product: {name: X}\nsupport: {until: 2020-01-01}\n"))
	if got := Review(Input{Edition: standard.V2_1_1, Declaration: d}); len(got) != 0 {
		t.Errorf("without a day of review: %v", got)
	}
}

func TestReferences(t *testing.T) {
	for _, tt := range []struct {
		ixit string
		want int
	}{
		{"13-SoftServ: [{id: web, authentication_mechanism: pasword}], 1-AuthMech: [{id: password}]", 4},
		{"13-SoftServ: [{id: web, authentication_mechanism: password}], 1-AuthMech: [{id: password}]", 0},
		{"13-SoftServ: [{id: web, authentication_mechanism: the password of the user}], 1-AuthMech: [{id: password}]", 0},
		{"13-SoftServ: [{id: web, authentication_mechanism: none}], 1-AuthMech: [{id: password}]", 0},
		{"13-SoftServ: [{id: web, authentication_mechanism: pasword}]", 0}, // the table is not filled: said elsewhere
		{"24-TelData: [{id: t, personal_data: nme}], 21-PersData: [{id: name}]", 1},
	} {
		n := 0
		for _, o := range review(t, standard.V2_1_1, "ixit: {"+tt.ixit+"}") {
			if o.Check == Prefix+"references" && strings.Contains(o.Summary, "does not declare") {
				n++
			}
		}
		if n != tt.want {
			t.Errorf("%s: %d units left open, want %d", tt.ixit, n, tt.want)
		}
	}
}

func TestDeterministic(t *testing.T) {
	const text = "ixit: {1-AuthMech: [{id: a, cryptographic_details: TLS 1.0}, {id: b, cryptographic_details: TLS 1.3}], 7-UpdMech: [{id: u, user_notification: none}]}"
	first := review(t, standard.V3_1_3, text)
	for range 5 {
		if diff := cmp.Diff(first, review(t, standard.V3_1_3, text)); diff != "" {
			t.Fatal(diff)
		}
	}
}

// Every rule names a unit that there is, in a table that the unit reads, and a check
// that is explained.
func TestRulesResolve(t *testing.T) {
	std := standard.EN303645()
	for _, r := range rules {
		u, ok := std.Unit(standard.TS103701V1, r.unit)
		if !ok || u.Type != standard.Conceptual {
			t.Errorf("%s is no conceptual unit", r.unit)
			continue
		}
		reads := slices.ContainsFunc(u.IXIT, func(ref standard.FieldRef) bool {
			table, _ := std.Table(ref.Table)
			return table.Number == r.table
		})
		if !reads || docs[r.check] == "" || (r.row == nil) == (r.whole == nil) || !strings.HasPrefix(r.question, "declared.") {
			t.Errorf("%+v", r)
		}
	}
	if got := len(Units()); got < 50 {
		t.Errorf("rules for %d units", got)
	}
}

func FuzzReview(f *testing.F) {
	f.Add("TLS 1.3 with AES-256-GCM", "24 hexadecimal digits, at random for each unit")
	f.Add("no MD5, SHA-1 off", "derived from the MAC address")
	f.Add(strings.Repeat("AES-", 300), "9999999 digits")
	f.Fuzz(func(t *testing.T, a, b string) {
		d := &assay.Declaration{IXIT: map[string][]assay.IXITEntry{}}
		for _, table := range standard.EN303645().Tables() {
			e := assay.IXITEntry{ID: "r", Fields: map[string]string{}}
			for i, field := range table.Fields {
				e.Fields[field.Name] = []string{a, b}[i%2]
			}
			d.IXIT[table.Key] = []assay.IXITEntry{e}
		}
		for _, o := range Review(Input{Edition: standard.V2_1_1, Declaration: d, At: today}) {
			if len(o.Summary) > 4000 {
				t.Fatalf("%s says %d bytes", o.Check, len(o.Summary))
			}
		}
	})
}
