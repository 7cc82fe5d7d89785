package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/assess"
	"github.com/assay-project/assay/attest"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/record"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/source/declaration"
	"github.com/assay-project/assay/standard"
	"github.com/assay-project/assay/verdict"
)

// recordFlags are what a tester says.
type recordFlags struct {
	judging
	record.Record
	result, answer string
	files, cites   []string
	whole          bool
	everyRow       bool // no row was named: it holds for all of them
	key            string
	passphrase     string
}

func recordCommand(s streams) *cobra.Command {
	var f recordFlags
	cmd := &cobra.Command{
		Use:   "record ID [FOLDER]",
		Short: "Enter what a person tested or judged, with its proof",
		Long: `Enters a result into the records of a product. ID is a test unit (5.1-1-2/a), a
test case (5.1-1-2), a provision with external evidence (5.1-1 and --covers, clause
4.7 of TS 103 701), or a neutral question (sbom.complete and --answer).

The result is written to FOLDER/records and says what it depends on: the files of
the firmware that the checks of the unit read (else the whole image), the IXIT rows
and the ICS answer. It counts while these stay as they are. Attached files are kept
with the evidence and go into bundles. At a terminal, what is missing is asked for.

Without --key the record is not signed and counts as the maker's word. A result
counts as independent with --independent, signed by a laboratory whose public key
lies in FOLDER/trust.`,
		Example: `  assay record 5.1-1-2/a --result pass --by "A. Tester" --role laboratory \
    --procedure @scan.txt --file scan.pcap --key lab.pem --independent
  assay record 5.5-1-2/a homecam --result fail --entry 11-ComMech/tls --by "B. Dev" \
    --role maker --procedure "downgrade tried with testssl"
  assay record sbom.complete --answer yes --by "B. Dev" --role maker --procedure "compared by hand"`,
		Args:              arguments(1, 2, "what was tested, such as 5.1-1-2/a, and the folder with assay.yaml"),
		ValidArgsFunction: recordArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			folder := "."
			if len(args) == 2 {
				folder = args[1]
			}
			f.Record.ID = args[0]
			return f.run(cmd.Context(), s, folder)
		},
	}
	f.declare(cmd)
	return cmd
}

func (f *recordFlags) declare(cmd *cobra.Command) {
	set := cmd.Flags()
	set.StringVar(&f.result, "result", "", "what the test came to: pass, fail or inconclusive")
	set.StringVar(&f.answer, "answer", "", "the answer to a question: yes, no or unknown")
	set.StringVar(&f.By, "by", "", "`name` of the person")
	set.StringVar(&f.Role, "role", "", "`what` the person is to the product: "+strings.Join(record.Roles(), ", "))
	set.StringVar(&f.Organisation, "organisation", "", "the person's `organisation`")
	set.StringVar(&f.at, "date", "", "`day` of the test, as 2026-11-22 (default: today, or SOURCE_DATE_EPOCH)")
	set.StringVar(&f.Procedure, "procedure", "", "how it was done: a `text`, or @ and a file that holds it")
	set.StringArrayVar(&f.files, "file", nil, "a `file` that shows it; repeat for several")
	set.StringArrayVar(&f.Entries, "entry", nil, "an IXIT `row` it holds for, as 28-LogIntf/web; repeat for several (default: every row declared)")
	set.StringVar(&f.Edition, "edition", string(standard.V3_1_3), "`edition` of EN 303 645 that a case or provision is meant of")
	set.StringVar(&f.Covers, "covers", "", "`scope` of external evidence for a provision")
	set.StringVar(&f.Covers, "scope", "", "the same as --covers")
	set.StringVar(&f.About, "about", "", "the `thing` an answer is about, as tcp/443")
	set.StringVar(&f.Note, "note", "", "a `remark`")
	set.BoolVar(&f.Independent, "independent", false, "you are independent of the maker")
	set.BoolVar(&f.Tested, "tested", false, "the product was tried for the answer to a question, not only its papers read")
	set.StringArrayVar(&f.cites, "cites", nil, "a `path` in the firmware that the result rests on, as /etc/ssl; repeat for several")
	set.BoolVar(&f.whole, "whole-image", false, "the result rests on the whole image, whatever the checks read")
	set.StringVar(&f.key, "key", "", "sign with the private key in this `file`")
	set.StringVar(&f.passphrase, "passphrase-file", "", "the passphrase of the key is in the first line of this `file`")
	set.BoolVarP(&f.quiet, "quiet", "q", false, "print no progress and no remarks")
	_ = set.MarkHidden("scope")
	for name, words := range map[string][]string{"result": {"pass", "fail", "inconclusive"}, "answer": {"yes", "no", "unknown"}, "role": record.Roles(), "edition": {"3.1.3", "2.1.1"}} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	}
}

// recordArguments completes ids of units and cases, then folders.
func recordArguments(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return folders(cmd, args, prefix)
	}
	var words []string
	m, _ := standard.EN303645().Method(standard.TS103701V1)
	for _, u := range m.Units() {
		if strings.HasPrefix(u.ID, prefix) && u.SettledBy != standard.Step {
			words = append(words, u.ID+"\t"+report.Plain(report.Shorten(u.Tester, 60)))
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}

func (f *recordFlags) run(ctx context.Context, s streams, folder string) error {
	f.On = record.What(f.Record.ID, standard.Edition(f.Edition))
	if f.On == "" {
		return hint(misused("%q is no test unit, case or provision of V%s and no question", f.Record.ID, f.Edition), "see: assay plan, or assay explain %s", quoted(f.Record.ID))
	}
	d, _, err := declaration.Load(folder)
	if err != nil {
		return err
	}
	if err := f.ask(ctx, s, d); err != nil {
		return err
	}
	at, err := f.day(s)
	if err != nil {
		return err
	}
	f.Date, f.Tool = at.Format(time.DateOnly), "assay "+version
	f.Result, f.Answer = record.Result(f.result), assay.Answer(f.answer)
	if f.Organisation == "" && f.Role == "maker" {
		f.Organisation = d.Product.Manufacturer
	}
	f.Product = record.Product{Name: d.Product.Name, Model: d.Product.Model, Firmware: d.Product.Firmware, Hardware: d.Product.Hardware}
	if err := f.text(); err != nil {
		return err
	}
	if err := f.entries(d); err != nil {
		return err
	}
	if err := f.Validate(); err != nil {
		return &misuse{err}
	}
	var key *attest.Key
	if f.key != "" {
		if key, err = readKey(s, f.key, f.passphrase); err != nil {
			return err
		}
	}
	if err := f.ground(ctx, s, folder, at); err != nil {
		return err
	}
	return f.keep(s, folder, key)
}

// text reads a procedure that stands in a file.
func (f *recordFlags) text() error {
	name, isFile := strings.CutPrefix(f.Procedure, "@")
	if !isFile {
		return nil
	}
	data, err := readSmall(name)
	if err != nil {
		return fmt.Errorf("--procedure: %w", err)
	}
	f.Procedure = strings.TrimSpace(string(data))
	return nil
}

// entries are the rows a result for a unit holds for: those named, else, for
// anything but a fail, every row declared now. A row declared later is not
// covered by it. A fail without rows fails the unit as a whole.
func (f *recordFlags) entries(d *assay.Declaration) error {
	if f.On != record.OnUnit {
		return nil
	}
	u, _ := standard.EN303645().Unit(standard.TS103701V1, f.Record.ID)
	rows := verdict.Entries(d, standard.Edition(f.Edition), u)
	for _, e := range f.Entries {
		if !slices.Contains(rows, e) {
			return misused("--entry %q: %s", e, oneOfRows(f.Record.ID, rows))
		}
	}
	f.everyRow = len(f.Entries) == 0
	if f.everyRow && f.Result != record.Fail {
		f.Entries = rows
	}
	return nil
}

func oneOfRows(unit string, rows []string) string {
	if len(rows) == 0 {
		return unit + " runs over no declared rows; leave --entry out"
	}
	return unit + " runs over " + strings.Join(rows, ", ")
}

// ground finds out what the result depends on and puts attached files into it.
func (f *recordFlags) ground(ctx context.Context, s streams, folder string, at time.Time) error {
	now, err := lookAt(ctx, s, folder, at, f.quiet)
	if err != nil {
		return err
	}
	f.Depends = record.Ground(f.On, f.Record.ID, standard.Edition(f.Edition), f.Entries, now.State, now.images, now.Observations)
	if f.whole {
		f.Depends.Files, f.Depends.Complete = nil, false
	}
	if len(f.cites) > 0 {
		f.Depends.Complete = false
		if f.Depends.Files, err = citedFiles(f.cites, now.Files); err != nil {
			return err
		}
	}
	return nil
}

// lookedAt is a product as it is now, and what the checks say of it.
type lookedAt struct {
	record.State
	images []record.Pin
}

// lookAt collects a product.
func lookAt(ctx context.Context, s streams, folder string, at time.Time, quiet bool) (lookedAt, error) {
	bar := newProgress(s.err, quiet)
	looked, err := assess.Look(ctx, folder, assess.Options{At: at, Version: version, Command: "check", Progress: bar.step})
	bar.wait()
	if err != nil {
		return lookedAt{}, err
	}
	defer looked.Close()
	now := lookedAt{State: record.State{Declaration: looked.Declaration, At: at, Observations: looked.Checked.Observations}}
	if in := looked.Input; !in.NoImage {
		now.Images = []string{in.Evidence}
		now.images = []record.Pin{{Name: in.Name, Digest: in.Evidence}}
		now.Files = record.FilesOf(in.Trees())
	}
	if now.Files == nil {
		now.Files = make(map[string][]string)
	}
	record.AddPages(now.Files, looked.Input.Pages)
	return now, nil
}

// citedFiles finds paths, or all files below them, among those of the firmware.
func citedFiles(cites []string, files map[string][]string) ([]record.Pin, error) {
	found := make(map[record.Pin]bool)
	for _, c := range cites {
		before := len(found)
		c = "/" + strings.Trim(c, "/")
		for name, digests := range files {
			if name == c || strings.HasPrefix(name, c+"/") {
				for _, d := range digests {
					found[record.Pin{Name: name, Digest: d}] = true
				}
			}
		}
		if len(found) == before {
			return nil, hint(misused("--cites %s: there is no such file in the firmware", c), "list them with: assay extract IMAGE")
		}
	}
	return record.SortPins(found), nil
}

// maxAttached bounds the bytes of one attached file.
const maxAttached = 1 << 30

// keep writes attached files and the record.
func (f *recordFlags) keep(s streams, folder string, key *attest.Key) error {
	store := evidence.OpenStore(filepath.Join(folder, ".assay", "evidence"))
	for _, name := range f.files {
		kept, err := attach(store, name)
		if err != nil {
			return err
		}
		f.Files = append(f.Files, kept)
	}
	set, err := record.Load(folder)
	if err != nil {
		return err
	}
	f.Replaces = f.earlier(set, key)
	data, err := f.Encode(key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(folder, record.Folder), 0o755); err != nil {
		return err
	}
	name := filepath.Join(folder, record.Folder, record.FileName(&f.Record, data))
	if err := writeNew(name, 0o644, data); err != nil {
		return err
	}
	fmt.Fprintln(s.out, name)
	if !f.quiet {
		f.remark(s, folder, key)
	}
	return nil
}

func attach(store *evidence.Store, name string) (record.File, error) {
	info, err := os.Stat(name) // before it is opened: a pipe would wait for a writer
	if err != nil {
		return record.File{}, hint(err, "name a file that shows the result with --file")
	}
	if !info.Mode().IsRegular() || info.Size() > maxAttached {
		return record.File{}, hint(fmt.Errorf("%s: want a file of at most %s", name, report.Bytes(maxAttached)), "cut it down to what shows the result")
	}
	f, err := os.Open(name)
	if err != nil {
		return record.File{}, err
	}
	defer f.Close()
	id, err := streamID(f)
	if err != nil {
		return record.File{}, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return record.File{}, err
	}
	return record.File{Name: filepath.Base(name), Evidence: id, Size: info.Size()}, store.PutReader(id, f)
}

// streamID is the evidence id of what a reader gives.
func streamID(r io.Reader) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return "", err
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}

// earlier are the records that a new one takes the place of: for the same thing
// and rows, by the same key, or by the same organisation where nobody signed.
func (f *recordFlags) earlier(set *record.Set, key *attest.Key) []string {
	r := &f.Record
	var ids []string
	for _, old := range set.Records {
		same := old.Signer == nil && key == nil && old.Organisation == r.Organisation
		if old.Signer != nil && key != nil {
			same = old.Signer.Fingerprint() == key.Public().Fingerprint()
		}
		if same && old.Record.ID == r.ID && old.Edition == r.Edition && old.About == r.About && old.Date <= r.Date && (f.everyRow || covers(r.Entries, old.Entries)) {
			ids = append(ids, old.Evidence)
		}
	}
	return ids
}

// covers tells whether rows hold all of others, which stand for the whole where
// there are none.
func covers(rows, others []string) bool {
	for _, o := range others {
		if !slices.Contains(rows, o) {
			return false
		}
	}
	return len(others) > 0
}

// remark says what the record rests on and what it is worth.
func (f *recordFlags) remark(s streams, folder string, key *attest.Key) {
	say := func(format string, args ...any) { fmt.Fprintln(s.err, report.Plain(fmt.Sprintf(format, args...))) }
	if len(f.Entries) > 0 {
		say("holds for %s", strings.Join(f.Entries, ", "))
	}
	d := f.Depends
	switch {
	case d.Paper:
		say("judged on the declaration alone: no new firmware makes it stale")
	case len(d.Files) > 0:
		say("counts while what it rests on stays as it is (%s): %s", report.Count(len(d.Files), "file"), pinNames(d.Files, 4))
	case len(d.Images) > 0:
		say("counts while the image stays as it is: %s", pinNames(d.Images, 4))
	default:
		say("there is no image; it counts while the declared firmware version stays %q", f.Product.Firmware)
	}
	if len(d.Rows) > 0 {
		say("counts while what it reads of the IXIT stays as it is (%s)", report.Count(len(d.Rows), "row"))
	}
	if len(f.Replaces) > 0 {
		say("takes the place of %s", report.Count(len(f.Replaces), "earlier record"))
	}
	switch trust, err := record.LoadTrust(folder); {
	case key == nil:
		say("not signed: it counts as the maker's word; sign with --key")
	case err == nil && !slices.ContainsFunc(trust.Keys, func(k record.TrustedKey) bool { return k.Key.Fingerprint() == key.Public().Fingerprint() }):
		say("no file in %s holds this key: there, the result counts as the maker's word", quoted(filepath.Join(folder, record.TrustFolder)))
	}
}

func pinNames(pins []record.Pin, most int) string {
	var names []string
	for i, p := range pins {
		if i == most {
			return strings.Join(names, ", ") + fmt.Sprintf(" and %d more", len(pins)-most)
		}
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}
