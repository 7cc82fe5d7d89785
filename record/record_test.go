package record

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/attest"
	"github.com/assay-project/assay/evidence"
)

const (
	imageA = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	imageB = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	fileA  = "sha256:1111111111111111111111111111111111111111111111111111111111111111"
	fileB  = "sha256:2222222222222222222222222222222222222222222222222222222222222222"
)

// lab is a laboratory's result for a functional unit.
func lab() *Record {
	return &Record{
		Product: Product{Name: "HomeCam", Model: "HC2", Firmware: "1.0"}, On: OnUnit, ID: "5.1-1-2/a", Edition: "3.1.3", Result: Pass,
		By: "A. Tester", Role: "laboratory", Organisation: "Labs GmbH", Date: "2026-11-20", Procedure: "port scan of all networks", Independent: true,
		Depends: Depends{Images: []Pin{{"flash.bin", imageA}}}, Tool: "assay test",
	}
}

func declared() *assay.Declaration {
	return &assay.Declaration{
		Product: assay.Product{Name: "HomeCam", Manufacturer: "Larkspur Cameras Ltd.", Brand: "Larkspur", Model: "HC2", Firmware: "1.0"},
		ICS:     map[string]assay.ICS{"3.1.3": {Provisions: map[string]assay.ICSAnswer{"5.1-1": {Support: "Y"}}}},
		IXIT: map[string][]assay.IXITEntry{"1-AuthMech": {
			{ID: "web", Fields: map[string]string{"Description": "web log-in", "Authentication Factor": "password"}},
			{ID: "app", Fields: map[string]string{"Description": "app log-in"}},
		}},
	}
}

func keyOf(t *testing.T) *attest.Key {
	t.Helper()
	k, err := attest.NewKey(attest.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// folder writes records into a folder of its own, each signed by its key, nil
// for none.
func folder(t *testing.T, records map[string]*Record, keys map[string]*attest.Key) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, Folder), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, r := range records {
		data, err := r.Encode(keys[name])
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, Folder, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func load(t *testing.T, dir string) *Set {
	t.Helper()
	s, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func trusting(t *testing.T, keys ...*attest.Key) Trust {
	t.Helper()
	var out Trust
	for _, k := range keys {
		if err := out.Add("lab.pub", k.Public().Encode()); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestBasis(t *testing.T) {
	key := keyOf(t)
	now := State{Declaration: declared(), Images: []string{imageA}}
	for _, tt := range []struct {
		name   string
		change func(*Record)
		sign   bool
		trust  bool
		want   assay.Basis
	}{
		{"a trusted laboratory", func(*Record) {}, true, true, assay.Independent},
		{"a trusted laboratory that does not call itself independent", func(r *Record) { r.Independent = false }, true, true, assay.Tested},
		{"a signature nobody here knows", func(*Record) {}, true, false, assay.Tested},
		{"not signed", func(*Record) {}, false, true, assay.Tested},
		{"a laboratory that is the maker's", func(r *Record) { r.Organisation = "larkspur cameras ltd" }, true, true, assay.Tested},
		{"the brand", func(r *Record) { r.Organisation = "Larkspur" }, true, true, assay.Tested},
		{"the maker", func(r *Record) { r.Role, r.Independent = "maker", false }, true, true, assay.Tested},
		{"the maker judges the design", func(r *Record) { r.Role, r.Independent, r.ID = "maker", false, "5.1-1-1/a" }, true, true, assay.Declared},
		{"somebody unsigned judges the design", func(r *Record) { r.ID = "5.1-1-1/a" }, false, false, assay.Declared},
		{"a laboratory judges the design", func(r *Record) { r.ID = "5.1-1-1/a" }, true, true, assay.Independent},
		{"external evidence", func(r *Record) { r.On, r.ID, r.Covers = OnProvision, "5.1-1", "all log-ins" }, true, true, assay.Independent},
		{"external evidence, by the maker's word", func(r *Record) { r.On, r.ID, r.Covers = OnProvision, "5.1-1", "all log-ins" }, false, true, assay.Declared},
		{"an answer by the maker", func(r *Record) { r.On, r.ID, r.Result, r.Answer = OnQuestion, "sbom.complete", "", assay.Yes }, false, true, assay.Declared},
		{"an answer by trying it", func(r *Record) {
			r.On, r.ID, r.Result, r.Answer, r.Tested = OnQuestion, "sbom.complete", "", assay.Yes, true
		}, false, true, assay.Tested},
	} {
		r, keys, trust := lab(), map[string]*attest.Key{}, Trust{}
		tt.change(r)
		if tt.sign {
			keys["r.json"] = key
		}
		if tt.trust {
			trust = trusting(t, key)
		}
		s := load(t, folder(t, map[string]*Record{"r.json": r}, keys))
		obs, _ := s.Observations(trust, now)
		if len(obs) != 1 || obs[0].Basis != tt.want {
			t.Errorf("%s: %+v, problems %v; want basis %s", tt.name, obs, s.Problems, tt.want)
		}
	}
}

// A key that signs for the maker in one record is the maker's in all.
func TestMakersKeyIsNotIndependent(t *testing.T) {
	key := keyOf(t)
	maker := lab()
	maker.Role, maker.Independent, maker.Organisation = "maker", false, "Larkspur"
	s := load(t, folder(t, map[string]*Record{"a.json": lab(), "b.json": maker}, map[string]*attest.Key{"a.json": key, "b.json": key}))
	obs, limits := s.Observations(trusting(t, key), State{Declaration: declared(), Images: []string{imageA}})
	for _, o := range obs {
		if o.Basis == assay.Independent {
			t.Errorf("%s counts as independent", o.Summary)
		}
	}
	if len(limits) == 0 || !strings.Contains(limits[0].What, "independent") {
		t.Errorf("nothing says so: %v", limits)
	}
}

func TestObservation(t *testing.T) {
	key := keyOf(t)
	r := lab()
	r.ID, r.Entries = "5.1-1-2/b", []string{"1-AuthMech/web"}
	s := load(t, folder(t, map[string]*Record{"r.json": r}, map[string]*attest.Key{"r.json": key}))
	obs, limits := s.Observations(trusting(t, key), State{Declaration: declared(), Images: []string{imageA}})
	if len(limits) > 0 || len(obs) != 1 {
		t.Fatalf("limits %v, observations %v", limits, obs)
	}
	want := []assay.Bears{{Method: "ts103701/1.1.1", Unit: "5.1-1-2/b", Entry: "1-AuthMech/web", Effect: assay.Supports}}
	if diff := cmp.Diff(want, obs[0].Bears); diff != "" {
		t.Error(diff)
	}
	if obs[0].Attested.Key != key.Public().Fingerprint() || obs[0].Check != Check || obs[0].Question != Question || obs[0].Answer != assay.Yes {
		t.Errorf("got %+v", obs[0])
	}
	if got, want := obs[0].Summary, "5.1-1-2/b: pass by A. Tester, Labs GmbH (laboratory) on 2026-11-20, by a key that this assessment trusts (trust/lab.pub)"; got != want {
		t.Errorf("summary %q, want %q", got, want)
	}
}

func TestStale(t *testing.T) {
	byFile := func(r *Record) { r.Depends.Files = []Pin{{"/etc/shadow", fileA}} }
	byRow := func(r *Record) {
		r.Depends.Rows = []Row{{Key: "1-AuthMech/web", Fields: []string{"Description"}, Digest: rowDigest(declared().IXIT["1-AuthMech"][0], []string{"Description"})}}
	}
	changed := func(change func(*assay.Declaration)) *assay.Declaration {
		d := declared()
		change(d)
		return d
	}
	for _, tt := range []struct {
		name   string
		change func(*Record)
		now    State
		want   []string
	}{
		{"nothing changed", byFile, State{Images: []string{imageA}}, nil},
		{"another image", func(*Record) {}, State{Images: []string{imageB}}, []string{"flash.bin changed"}},
		{"no image", func(*Record) {}, State{}, []string{"the image it was recorded for is not here: flash.bin"}},
		{"another image with the same file", byFile, State{Images: []string{imageB}, Files: map[string][]string{"/etc/shadow": {fileB, fileA}}}, nil},
		{"another image with another file", byFile, State{Images: []string{imageB}, Files: map[string][]string{"/etc/shadow": {fileB}}}, []string{"/etc/shadow changed"}},
		{"another image without the file", byFile, State{Images: []string{imageB}}, []string{"/etc/shadow is gone"}},
		{"a field it does not read", byRow, State{Images: []string{imageA}, Declaration: changed(func(d *assay.Declaration) { d.IXIT["1-AuthMech"][0].Fields["Authentication Factor"] = "x" })}, nil},
		{"a field it reads", byRow, State{Images: []string{imageA}, Declaration: changed(func(d *assay.Declaration) { d.IXIT["1-AuthMech"][0].Fields["Description"] = "x" })}, []string{"IXIT 1-AuthMech/web changed"}},
		{"the row is gone", byRow, State{Images: []string{imageA}, Declaration: changed(func(d *assay.Declaration) { d.IXIT = nil })}, []string{"IXIT 1-AuthMech/web is gone"}},
		{"the answer of the ICS", func(r *Record) { r.Depends.Answers = []Answer{{"3.1.3", "5.1-1", "Y"}} },
			State{Images: []string{imageA}, Declaration: changed(func(d *assay.Declaration) { d.ICS["3.1.3"].Provisions["5.1-1"] = assay.ICSAnswer{Support: "N"} })},
			[]string{"the ICS answer to 5.1-1 changed from Y to N"}},
		{"another model", func(*Record) {}, State{Images: []string{imageA}, Declaration: changed(func(d *assay.Declaration) { d.Product.Model = "HC3" })}, []string{"recorded for model HC2"}},
		{"another version where there was no image", func(r *Record) { r.Depends.Images = nil }, State{Declaration: changed(func(d *assay.Declaration) { d.Product.Firmware = "1.1" })}, []string{`recorded for firmware "1.0"`}},
	} {
		r := lab()
		tt.change(r)
		if diff := cmp.Diff(tt.want, r.Stale(tt.now)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		s := load(t, folder(t, map[string]*Record{"r.json": r}, nil))
		obs, limits := s.Observations(Trust{}, tt.now)
		carries := obs[0].Bears[0].Effect == assay.Supports
		if carries != (len(tt.want) == 0) || carries == strings.Contains(limits[0].What, "stale") {
			t.Errorf("%s: carries %v, limits %v", tt.name, carries, limits)
		}
	}
}

func TestGround(t *testing.T) {
	now := State{Declaration: declared(), Images: []string{imageA}}
	images := []Pin{{"flash.bin", imageA}}
	cites := func(unit, path, id string) assay.Observation {
		return assay.Observation{Where: []assay.Where{{Path: path, Evidence: id}}, Bears: []assay.Bears{{Unit: unit}}}
	}
	got := Ground(OnUnit, "5.1-1-2/b", "3.1.3", []string{"1-AuthMech/web"}, now, images, []assay.Observation{
		cites("5.1-1-2/b", "flash.bin!squashfs@0x40!/etc/shadow", fileA), cites("5.6-1-2/a", "flash.bin!squashfs@0x40!/etc/inittab", fileB),
	})
	if diff := cmp.Diff([]Pin{{"/etc/shadow", fileA}}, got.Files); diff != "" {
		t.Error(diff)
	}
	if len(got.Rows) != 1 || got.Rows[0].Key != "1-AuthMech/web" {
		t.Errorf("rows %v, want the one named", got.Rows)
	}
	if diff := cmp.Diff([]Answer{{"3.1.3", "5.1-1", "Y"}}, got.Answers); diff != "" {
		t.Error(diff)
	}
	// A place that is no file makes the whole image the ground.
	got = Ground(OnUnit, "5.1-1-2/b", "3.1.3", nil, now, images, []assay.Observation{
		cites("5.1-1-2/b", "flash.bin!squashfs@0x40!/etc/shadow", fileA), cites("5.1-1-2/b", "flash.bin", imageA),
	})
	if got.Files != nil {
		t.Errorf("files %v, want none", got.Files)
	}
	if len(got.Rows) != 2 {
		t.Errorf("rows %v, want both of the table", got.Rows)
	}
}

// What is judged on the declaration alone outlives every firmware; what was read
// from a page lasts as long as the page.
func TestGroundBesideTheImage(t *testing.T) {
	now := State{Declaration: declared(), Images: []string{imageA}}
	images := []Pin{{"flash.bin", imageA}}
	r := lab()
	r.ID = "5.1-1-1/a"
	r.Depends = Ground(OnUnit, r.ID, "3.1.3", nil, now, images, nil)
	if !r.Depends.Paper || len(r.Depends.Images) != 0 || len(r.Depends.Rows) != 2 {
		t.Errorf("ground %+v, want rows alone", r.Depends)
	}
	later := declared()
	later.Product.Firmware = "2.0"
	if why := r.Stale(State{Declaration: later, Images: []string{imageB}}); len(why) != 0 {
		t.Errorf("stale: %v", why)
	}
	page := assay.Observation{Where: []assay.Where{{URL: "https://x.example/policy", Path: "site!https://x.example/policy", Evidence: fileA}}, Bears: []assay.Bears{{Unit: "5.2-1-2/b"}}}
	r.ID = "5.2-1-2/b"
	r.Depends = Ground(OnUnit, r.ID, "3.1.3", nil, now, images, []assay.Observation{page})
	for digest, want := range map[string]int{fileA: 0, fileB: 1} {
		files := make(map[string][]string)
		AddPages(files, []*evidence.Page{{URL: "https://x.example/policy", Digest: digest}})
		if why := r.Stale(State{Declaration: declared(), Images: []string{imageA}, Files: files}); len(why) != want {
			t.Errorf("page %s: stale %v, want %d reasons", digest, why, want)
		}
	}
}

func TestPathOf(t *testing.T) {
	for chain, want := range map[string]string{
		"flash.bin!squashfs@0x240000!/etc/shadow":             "/etc/shadow",
		"flash.bin!squashfs@0x4!/opt/app.zip!zip@0x0!/config": "/opt/app.zip!/config",
		"rootfs!/etc/shadow":                                  "/etc/shadow",
		"flash.bin":                                           "",
		"flash.bin!squashfs@0x40":                             "",
		"flash.bin!squashfs@0x4!/opt/app.bin!squashfs@0x100":  "",
		"": "",
	} {
		if got := PathOf(chain); got != want {
			t.Errorf("PathOf(%q) = %q, want %q", chain, got, want)
		}
	}
}

func TestReplaced(t *testing.T) {
	key, other := keyOf(t), keyOf(t)
	old := lab()
	old.Result = Fail
	oldBytes := func(k *attest.Key) string {
		data, err := old.Encode(k)
		if err != nil {
			t.Fatal(err)
		}
		return evidence.ID(data)
	}
	for _, tt := range []struct {
		name       string
		first, now *attest.Key
		by         string
		want       int
	}{
		{"by the same key", key, key, "Labs GmbH", 1},
		{"by another key", key, other, "Labs GmbH", 2},
		{"what was signed, by nobody", key, nil, "Labs GmbH", 2},
		{"what nobody signed, by the same organisation", nil, key, "Labs GmbH", 1},
		{"what nobody signed, by another organisation", nil, key, "Others", 2},
	} {
		newer := lab()
		newer.Replaces, newer.Organisation, newer.Date = []string{oldBytes(tt.first)}, tt.by, "2026-11-21"
		s := load(t, folder(t, map[string]*Record{"a.json": old, "b.json": newer}, map[string]*attest.Key{"a.json": tt.first, "b.json": tt.now}))
		obs, _ := s.Observations(trusting(t, key, other), State{Images: []string{imageA}})
		if len(obs) != tt.want {
			t.Errorf("%s: %d results count, want %d", tt.name, len(obs), tt.want)
		}
	}
}

func TestHostileFiles(t *testing.T) {
	key := keyOf(t)
	signed, err := lab().Encode(key)
	if err != nil {
		t.Fatal(err)
	}
	e, err := attest.ParseEnvelope(signed)
	if err != nil {
		t.Fatal(err)
	}
	forged := *e
	forged.Payload = []byte(strings.Replace(string(e.Payload), `"pass"`, `"fail"`, 1))
	forgedText, _ := forged.Encode()
	resigned, err := attest.Sign(attest.PayloadType, e.Payload, keyOf(t))
	if err != nil {
		t.Fatal(err)
	}
	resignedText, _ := resigned.Encode()
	for name, tt := range map[string]struct {
		data []byte
		want error
	}{
		"forged":              {forgedText, attest.ErrSignature},
		"signed by another":   {resignedText, attest.ErrSignature},
		"signature taken off": {e.Payload, errUnsigned},
		"too large":           {[]byte(strings.Repeat(" ", MaxBytes+1)), attest.ErrTooLarge},
		"nothing":             {nil, nil},
		"not JSON":            {[]byte("%"), nil},
	} {
		if _, err := Parse(name, tt.data); err == nil || tt.want != nil && !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	dir := folder(t, map[string]*Record{"a.json": lab()}, nil)
	whole, _ := os.ReadFile(filepath.Join(dir, Folder, "a.json"))
	for name, data := range map[string][]byte{"b.json": forgedText, "c.json": whole, "notes.txt": []byte("x")} {
		if err := os.WriteFile(filepath.Join(dir, Folder, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("/etc/hostname", filepath.Join(dir, Folder, "d.json")); err != nil {
		t.Fatal(err)
	}
	s := load(t, dir)
	if len(s.Records) != 1 || len(s.Problems) != 3 {
		t.Errorf("%d records, problems %+v; want 1 and 3 (forged, twice, a link out of the folder)", len(s.Records), s.Problems)
	}
	for _, p := range s.Problems {
		if p.Effect == "" || len(p.Hides) != 1 || strings.Contains(p.What, dir) {
			t.Errorf("problem %+v", p)
		}
	}
}

func TestAttachedFiles(t *testing.T) {
	r := lab()
	dir := folder(t, nil, nil)
	id, err := evidence.OpenStore(filepath.Join(dir, storeFolder)).Put([]byte("a trace"))
	if err != nil {
		t.Fatal(err)
	}
	r.Files = []File{{"trace.pcap", id, 7}}
	data, err := r.Encode(nil)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, Folder, FileName(r, data))
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
	s := load(t, dir)
	if len(s.Problems) != 0 || len(s.Kept()) != 2 || len(s.Evidence()) != 2 || s.Evidence()[0].Kind != "record" {
		t.Fatalf("problems %v, kept %v", s.Problems, s.Kept())
	}
	now := State{Images: []string{imageA}}
	if obs, _ := s.Observations(Trust{}, now); obs[0].Bears[0].Effect != assay.Supports {
		t.Errorf("got %+v", obs[0].Bears)
	}
	// Without the file the pass is only somebody's word; a fail still counts.
	if err := os.RemoveAll(filepath.Join(dir, storeFolder)); err != nil {
		t.Fatal(err)
	}
	s = load(t, dir)
	if obs, limits := s.Observations(Trust{}, now); obs[0].Bears[0].Effect != assay.Informs || len(limits) == 0 || len(s.Kept()) != 1 {
		t.Errorf("without its file: %+v, limits %v", obs[0].Bears, limits)
	}
}

func TestDatedAfterTheDay(t *testing.T) {
	s := load(t, folder(t, map[string]*Record{"a.json": lab()}, nil))
	for day, want := range map[string]assay.Effect{"2026-11-19": assay.Informs, "2026-11-20": assay.Supports} {
		at, _ := time.Parse(time.DateOnly, day)
		obs, _ := s.Observations(Trust{}, State{Images: []string{imageA}, At: at.Add(-1 * time.Hour)})
		if got := obs[0].Bears[0].Effect; got != want {
			t.Errorf("on %s: %s, want %s", day, got, want)
		}
	}
}

func TestValidate(t *testing.T) {
	for name, change := range map[string]func(*Record){
		"no such unit":           func(r *Record) { r.ID = "5.1-1-2/z" },
		"a step":                 func(r *Record) { r.ID = "5.1-4-2/a" },
		"no result":              func(r *Record) { r.Result = "" },
		"no name":                func(r *Record) { r.By = " " },
		"no procedure":           func(r *Record) { r.Procedure = "" },
		"no such role":           func(r *Record) { r.Role = "wizard" },
		"no such day":            func(r *Record) { r.Date = "2026-02-30" },
		"no such edition":        func(r *Record) { r.Edition = "9" },
		"an independent maker":   func(r *Record) { r.Role = "maker" },
		"evidence without scope": func(r *Record) { r.On, r.ID = OnProvision, "5.1-1" },
		"an answer to a unit":    func(r *Record) { r.Answer = assay.Yes },
		"entries of a whole":     func(r *Record) { r.Entries = []string{"1-AuthMech/web"} },
		"a file without id":      func(r *Record) { r.Files = []File{{Name: "x", Evidence: "../x"}} },
		"a case of the other":    func(r *Record) { r.On, r.ID = OnCase, "5.3-4-1" },
		"a long text":            func(r *Record) { r.Procedure = strings.Repeat("x", maxText+1) },
	} {
		r := lab()
		change(r)
		if err := r.Validate(); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if err := lab().Validate(); err != nil {
		t.Error(err)
	}
}

func TestWhat(t *testing.T) {
	for id, want := range map[string]On{"5.1-1-2/a": OnUnit, "5.1-1-1": OnCase, "5.1-1": OnProvision, "sbom.complete": OnQuestion, "x": "", "5.3-4-1": "", "5.3-4A-1": OnCase} {
		if got := What(id, "3.1.3"); got != want {
			t.Errorf("What(%s) = %q, want %q", id, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	plain, err := lab().Encode(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(plain)
	f.Add([]byte(`{"payloadType":"application/vnd.in-toto+json","payload":"e30=","signatures":[{"sig":""}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Parse("x.json", data)
		if err != nil {
			return
		}
		if len(r.Key) > 0 && r.Signer == nil {
			t.Fatal("a key without its signature was taken")
		}
		s := &Set{Records: []*Read{r}}
		s.Observations(Trust{}, State{Declaration: declared()})
	})
}

// TestStaleByWhatIsNew looks that a result does not outlive something that was
// not there when it was recorded.
func TestStaleByWhatIsNew(t *testing.T) {
	seen := func(name, digest string) assay.Observation {
		return assay.Observation{Basis: assay.Observed, Where: []assay.Where{{Evidence: digest, Path: "flash.bin!squashfs@0x0!" + name}},
			Bears: []assay.Bears{{Method: "ts103701/1.1.1", Unit: "5.1-1-2/a", Effect: assay.Informs}}}
	}
	was := State{Declaration: declared(), Images: []string{imageA}, Files: map[string][]string{"/etc/httpd": {fileA}}, Observations: []assay.Observation{seen("/etc/httpd", fileA)}}
	images := []Pin{{"flash.bin", imageA}}
	more := declared()
	more.IXIT["1-AuthMech"] = append(more.IXIT["1-AuthMech"], assay.IXITEntry{ID: "ssh", Fields: map[string]string{"Description": "support"}})
	renamed := declared()
	renamed.Product.Name, renamed.Product.Model = "Another", ""
	telnet := []assay.Observation{seen("/etc/httpd", fileA), seen("/etc/telnetd", fileB)}
	for _, tt := range []struct {
		name string
		on   On
		id   string
		now  State
		want []string
	}{
		{"nothing changed", OnUnit, "5.1-1-2/a", was, nil},
		{"another image with a service more", OnUnit, "5.1-1-2/a",
			State{Declaration: declared(), Images: []string{imageB}, Files: was.Files, Observations: telnet}, []string{"/etc/telnetd counts now too"}},
		{"another image, nothing of it concerned", OnUnit, "5.1-1-2/a",
			State{Declaration: declared(), Images: []string{imageB}, Files: was.Files, Observations: was.Observations}, nil},
		{"the same image, a newer check", OnUnit, "5.1-1-2/a", State{Declaration: declared(), Images: []string{imageA}, Files: was.Files, Observations: telnet}, nil},
		{"a row more takes nothing from a search", OnUnit, "5.1-1-2/a", State{Declaration: more, Images: was.Images, Files: was.Files}, nil},
		{"a row more in a case judged as a whole", OnCase, "5.1-1-1", State{Declaration: more}, []string{"IXIT 1-AuthMech/ssh is new"}},
		{"another product without a model", OnCase, "5.1-1-1", State{Declaration: renamed}, []string{`recorded for product "HomeCam"`}},
	} {
		r := lab()
		r.On, r.ID = tt.on, tt.id
		r.Depends = Ground(tt.on, tt.id, "3.1.3", nil, was, images, was.Observations)
		if diff := cmp.Diff(tt.want, r.Stale(tt.now)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// TestBundleHoldsNoAttachments looks that attached files of a bundle are opened
// when asked for and are what they were.
func TestBundleHoldsNoAttachments(t *testing.T) {
	dir := t.TempDir()
	store := evidence.OpenStore(dir)
	trace, err := store.Put([]byte("seen"))
	if err != nil {
		t.Fatal(err)
	}
	r := lab()
	r.Files = []File{{Name: "trace", Evidence: trace, Size: 4}}
	text, err := r.Encode(nil)
	if err != nil {
		t.Fatal(err)
	}
	id, err := store.Put(text)
	if err != nil {
		t.Fatal(err)
	}
	run := &evidence.Run{Schema: evidence.RunSchema, Document: evidence.ID([]byte("{}")),
		Records: []evidence.RunInput{{Name: "records/a.json", Kind: KindRecord, Evidence: id}, {Name: "trace", Kind: KindAttachment, Evidence: trace}}}
	var b bytes.Buffer
	if err := evidence.WriteBundle(&b, run, []byte("{}"), store); err != nil {
		t.Fatal(err)
	}
	bundle, err := evidence.ReadBundle(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	s, err := FromBundle(bundle)
	if err != nil || len(s.Problems) > 0 || len(s.Kept()) != 2 {
		t.Fatalf("%v, %+v", err, s)
	}
	f, err := s.Kept()[1].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := io.ReadAll(f); err != nil || string(got) != "seen" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestMissingFileReadsTheSame looks that a document made without an attached file
// can be made again from a bundle, which knows no better why it is not there.
func TestMissingFileReadsTheSame(t *testing.T) {
	r := lab()
	r.Files = []File{{Name: "trace", Evidence: fileA, Size: 4}}
	dir := folder(t, map[string]*Record{"a.json": r}, nil)
	here := load(t, dir)
	store := evidence.OpenStore(t.TempDir())
	if _, err := store.Put(here.Records[0].Bytes); err != nil {
		t.Fatal(err)
	}
	run := &evidence.Run{Schema: evidence.RunSchema, Document: evidence.ID([]byte("{}")),
		Records: []evidence.RunInput{{Name: "records/a.json", Kind: KindRecord, Evidence: here.Records[0].Evidence}}}
	var b bytes.Buffer
	if err := evidence.WriteBundle(&b, run, []byte("{}"), store); err != nil {
		t.Fatal(err)
	}
	bundle, err := evidence.ReadBundle(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	there, err := FromBundle(bundle)
	if err != nil || len(here.Problems) != 1 {
		t.Fatalf("%v, problems %v", err, here.Problems)
	}
	if diff := cmp.Diff(here.Problems, there.Problems); diff != "" {
		t.Error(diff)
	}
}
