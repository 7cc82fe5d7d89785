package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/attest"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/record"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/source/declaration"
	"github.com/assay-project/assay/source/firmware"
)

func importCommand(s streams) *cobra.Command {
	var trust []string
	cmd := &cobra.Command{
		Use:   "import BUNDLE FOLDER",
		Short: "Unpack a maker's bundle into a folder to work on",
		Long: `Unpacks a bundle into a new folder: the declaration, byte for byte as the maker
wrote it; the firmware and saved pages where the declaration names them; records with
their files; the evidence and the maker's run. FOLDER/origin says where it came from,
and what is bundled there later carries the head of this bundle with its signature.

From then on the folder is yours: assay plan, assay record, assay check, and assay
bundle --sign. The keys that the maker trusted are not taken over: put those that you
trust into FOLDER/trust.`,
		Example: `  assay import homecam.assay work
  assay import homecam.assay work --trust maker.pub`,
		Args: arguments(2, 2, "a bundle, as made by assay bundle, and a new folder"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return []string{"assay"}, cobra.ShellCompDirectiveFilterFileExt
			}
			return folders(cmd, args, prefix)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return importBundle(cmd.Context(), s, args[0], args[1], trust)
		},
	}
	cmd.Flags().StringArrayVar(&trust, "trust", nil, "only take a bundle signed by the key in this `file`")
	completeKeys(cmd)
	return cmd
}

// originFolder keeps what is known of where a folder came from.
const originFolder = "origin"

// originSchema names the shape of [origin].
const originSchema = "assay.origin/v1"

// origin says where a folder came from. Its evidence is in the folder's store.
type origin struct {
	Schema    string `json:"schema"`
	Bundle    string `json:"bundle"` // id of the bundle's bytes
	Name      string `json:"name"`
	Tool      string `json:"tool"` // that made the bundle
	At        string `json:"at"`
	Run       string `json:"run"`
	Document  string `json:"document"`
	Signature string `json:"signature,omitempty"`
	Signer    string `json:"signer,omitempty"` // fingerprint
	Trusted   bool   `json:"signer_trusted"`   // whether who imported it knew the key
}

func importBundle(ctx context.Context, s streams, name, folder string, trusted []string) error {
	bundle, closeBundle, err := openBundle(name)
	if err != nil {
		return err
	}
	defer closeBundle()
	if bundle.Run.Declaration == nil {
		return hint(fmt.Errorf("%s holds no declaration: there is nothing to work on", name), "take the image out of it, and begin with: assay init")
	}
	from, err := originOf(name, bundle, trusted)
	if err != nil {
		return err
	}
	if err := emptyFolder(folder); err != nil {
		return err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer root.Close()
	im := &importing{ctx: ctx, bundle: bundle, root: root, folder: folder, s: s}
	for _, step := range []func() error{im.weigh, im.declaration, im.places, im.inputs, im.records, im.evidence, im.run, func() error { return im.origin(from) }} {
		err := ctx.Err()
		if err == nil {
			err = step()
		}
		if err != nil {
			im.undo()
			return fmt.Errorf("import %s: %w", name, err)
		}
	}
	fmt.Fprintln(s.out, folder)
	im.say(from)
	return nil
}

// originOf describes a bundle. A seal that does not hold is an error; with keys
// to trust, one that none of them made is too.
func originOf(name string, b *evidence.Bundle, trusted []string) (*origin, error) {
	id, err := fileID(name)
	if err != nil {
		return nil, err
	}
	o := &origin{Schema: originSchema, Bundle: id, Name: filepath.Base(name), Tool: b.Run.Tool, At: b.Run.At, Run: evidence.ID(b.RunBytes), Document: b.Run.Document}
	trust, err := trustOf("", trusted)
	if err != nil {
		return nil, err
	}
	signer, err := attest.SignerOfBundle(b)
	switch {
	case errors.Is(err, attest.ErrUnsigned) && len(trusted) == 0:
		return o, nil
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	o.Signature, o.Signer = evidence.ID(b.Signature), signer.Fingerprint()
	for _, k := range trust.Keys {
		o.Trusted = o.Trusted || k.Key.Fingerprint() == o.Signer
	}
	if len(trusted) > 0 && !o.Trusted {
		return nil, fmt.Errorf("%s: signed by %s, which is none of the keys given with --trust", name, o.Signer)
	}
	return o, nil
}

func fileID(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	return streamID(f)
}

// emptyFolder makes a folder that must be new or empty.
func emptyFolder(name string) error {
	if err := os.MkdirAll(name, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(name)
	if err == nil && len(entries) > 0 {
		return hint(fmt.Errorf("%s is not empty", name), "name a new folder")
	}
	return err
}

// importing is a bundle on its way into a folder. Every path is opened below the
// folder, whatever the bundle says.
type importing struct {
	ctx    context.Context
	bundle *evidence.Bundle
	root   *os.Root
	folder string
	s      streams

	declared *assay.Declaration
	notes    []string
}

// undo takes away what was written into a folder that was empty before: half of a
// bundle is nothing to work on.
func (im *importing) undo() {
	entries, err := fs.ReadDir(im.root.FS(), ".")
	if err != nil {
		return
	}
	for _, e := range entries {
		_ = im.root.RemoveAll(e.Name()) // what stays is seen by the next import
	}
}

// maxImported bounds the bytes of all pieces together: a small bundle can hold
// very many zeros.
const maxImported = 16 << 30

// weigh refuses a bundle that would fill the disk, before anything is written.
func (im *importing) weigh() error {
	sum := new(counting)
	for _, id := range im.bundle.Run.Pieces() {
		if err := im.ctx.Err(); err != nil {
			return err
		}
		if err := im.bundle.Copy(sum, id, evidence.MaxBundle); err != nil {
			return err
		}
		if int64(*sum) > maxImported {
			return hint(fmt.Errorf("more than %s of evidence", report.Bytes(maxImported)), "judge it where it is with: assay rejudge BUNDLE")
		}
	}
	return nil
}

// counting counts the bytes written to it.
type counting int64

func (c *counting) Write(p []byte) (int, error) {
	*c += counting(len(p))
	return len(p), nil
}

func (im *importing) declaration() error {
	input := im.bundle.Run.Declaration
	text, err := im.bundle.Get(input.Evidence, declaration.MaxBytes)
	if err != nil {
		return err
	}
	if im.declared, err = declaration.Parse(declaration.Name, text); err != nil {
		return err
	}
	return im.put(declaration.Name, 0o644, bytes.NewReader(text))
}

// ours are the folders beside a declaration that say whom the owner trusts and
// what was done: a maker's declaration puts no evidence there.
var ours = []string{record.TrustFolder, record.Folder, originFolder, ".assay"}

// places refuses evidence that would lie where keys, records and runs do, or
// inside other evidence, where a link of that could lead elsewhere.
func (im *importing) places() error {
	var taken []string
	for _, source := range im.declared.Sources {
		name := path.Clean(source.Path)
		top, _, _ := strings.Cut(name, "/")
		for _, own := range ours {
			if strings.EqualFold(top, own) {
				return fmt.Errorf("evidence %q of the declaration lies in %s/, which is for whoever owns the folder", source.Path, own)
			}
		}
		for _, other := range taken {
			if strings.HasPrefix(name+"/", other+"/") || strings.HasPrefix(other+"/", name+"/") {
				return fmt.Errorf("evidence %q of the declaration lies in other evidence, %q", source.Path, other)
			}
		}
		taken = append(taken, name)
	}
	return nil
}

// inputs puts firmware and pages where the declaration names them.
func (im *importing) inputs() error {
	left := append([]evidence.RunInput(nil), im.bundle.Run.Inputs...)
	for _, source := range im.declared.Sources {
		i := inputFor(source.Kind, left)
		if i < 0 {
			im.notes = append(im.notes, fmt.Sprintf("%s: named in the declaration, not in the bundle", source.Path))
			continue
		}
		input := left[i]
		left = append(left[:i], left[i+1:]...)
		if !filepath.IsLocal(filepath.FromSlash(source.Path)) || path.Clean(source.Path) == "." {
			return fmt.Errorf("evidence %q of the declaration does not stay in its folder", source.Path)
		}
		if err := im.input(path.Clean(source.Path), input); err != nil {
			return err
		}
	}
	for _, input := range left {
		im.notes = append(im.notes, fmt.Sprintf("%s: in the bundle, not named in the declaration; its bytes are in .assay/evidence", input.Name))
	}
	return nil
}

// inputFor finds the first input of a kind of source.
func inputFor(kind string, inputs []evidence.RunInput) int {
	for i, input := range inputs {
		if (kind == "site") == (input.Kind == "site") {
			return i
		}
	}
	return -1
}

func (im *importing) input(name string, input evidence.RunInput) error {
	if input.Kind != "folder" {
		return im.piece(name, 0o644, input.Evidence)
	}
	data, err := im.bundle.Get(input.Evidence, evidence.MaxBundle)
	if err != nil {
		return err
	}
	top, err := evidence.Unpack(bytes.NewReader(data), evidence.MaxBundle)
	if err != nil {
		return err
	}
	tree := &evidence.Tree{Root: top, Format: "folder", Origin: input.Name}
	tree.Seal(nil)
	if err := im.root.MkdirAll(filepath.FromSlash(name), 0o755); err != nil {
		return err
	}
	out, err := firmware.Extract(im.ctx, tree, filepath.Join(im.folder, filepath.FromSlash(name)))
	if err != nil {
		return err
	}
	for _, l := range out.Limits {
		im.notes = append(im.notes, fmt.Sprintf("not made: %s: %s; %s", l.Where, l.What, l.Effect))
	}
	return nil
}

// records puts records back. Files they attach come with the evidence.
func (im *importing) records() error {
	for _, input := range im.bundle.Run.Records {
		if input.Kind != record.KindRecord {
			continue
		}
		if err := im.piece(path.Join(record.Folder, recordName(input)), 0o644, input.Evidence); err != nil {
			return err
		}
	}
	return nil
}

// recordName is the file of a record. One that a folder would not read as a
// record gets another name, so that none is lost on the way.
func recordName(input evidence.RunInput) string {
	name := path.Base(input.Name)
	if path.Ext(name) == ".json" && !strings.HasPrefix(name, ".") || !evidence.ValidID(input.Evidence) {
		return name
	}
	return "record-" + input.Evidence[len("sha256:"):][:8] + ".json"
}

func (im *importing) evidence() error {
	store := storeOf(im.folder)
	for _, id := range im.bundle.Run.Pieces() {
		if err := im.ctx.Err(); err != nil {
			return err
		}
		if err := im.keep(store, id); err != nil {
			return err
		}
	}
	for _, data := range [][]byte{im.bundle.RunBytes, im.bundle.Document, im.bundle.Signature} {
		if len(data) == 0 {
			continue
		}
		if _, err := store.Put(data); err != nil {
			return err
		}
	}
	return nil
}

// keep copies a piece into a store as it is read; the store refuses other bytes.
func (im *importing) keep(store *evidence.Store, id string) error {
	r, w := io.Pipe()
	go func() { w.CloseWithError(im.bundle.Copy(w, id, evidence.MaxBundle)) }()
	err := store.PutReader(id, r)
	r.Close()
	return err
}

// run keeps the maker's run, so that assay status says what changed since.
func (im *importing) run() error {
	name := path.Join(".assay", "runs", im.bundle.Run.Document[len("sha256:"):][:16])
	if err := im.put(path.Join(name, "run.json"), 0o644, bytes.NewReader(im.bundle.RunBytes)); err != nil {
		return err
	}
	return im.put(path.Join(name, "document.json"), 0o644, bytes.NewReader(im.bundle.Document))
}

func (im *importing) origin(o *origin) error {
	text, err := writeJSON(o)
	if err != nil {
		return err
	}
	return im.put(path.Join(originFolder, o.Bundle[len("sha256:"):][:16]+".json"), 0o644, bytes.NewReader(text))
}

// piece writes a piece of evidence to a file.
func (im *importing) piece(name string, mode fs.FileMode, id string) error {
	f, err := im.create(name, mode)
	if err != nil {
		return err
	}
	if err := im.bundle.Copy(f, id, evidence.MaxBundle); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func (im *importing) put(name string, mode fs.FileMode, r io.Reader) error {
	f, err := im.create(name, mode)
	if err != nil {
		return err
	}
	if _, err := io.Copy(f, r); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func (im *importing) create(name string, mode fs.FileMode) (*os.File, error) {
	name = filepath.FromSlash(name)
	if err := im.root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return nil, err
	}
	return im.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
}

func (im *importing) say(o *origin) {
	say := func(format string, args ...any) { fmt.Fprintln(im.s.err, report.Plain(fmt.Sprintf(format, args...))) }
	for _, n := range im.notes {
		say("%s", n)
	}
	switch {
	case o.Signer == "":
		say("nobody signed the bundle: who made it is not known")
	case o.Trusted:
		say("signed by %s, whom you trust", o.Signer)
	default:
		say("signed by %s; whose key that is the bundle does not show", o.Signer)
	}
	say("%s; next: assay plan %s", report.Count(len(im.bundle.Run.Records), "piece")+" of records", quoted(im.folder))
}

// originsOf reads what a folder keeps of where it came from, for a new bundle:
// heads of earlier bundles as pieces of the run.
func originsOf(folder string) ([]evidence.RunInput, error) {
	files, err := filepath.Glob(filepath.Join(folder, originFolder, "*.json"))
	if err != nil {
		return nil, err
	}
	store := storeOf(folder)
	var out []evidence.RunInput
	for _, name := range files {
		data, err := readSmall(name)
		if err != nil {
			return nil, err
		}
		var o origin
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&o); err != nil || o.Schema != originSchema || !evidence.ValidID(o.Bundle) {
			return nil, fmt.Errorf("%s: not what assay import wrote", name)
		}
		if _, err := store.Put(data); err != nil {
			return nil, err
		}
		short := path.Join(originFolder, o.Bundle[len("sha256:"):][:16])
		out = append(out, evidence.RunInput{Name: short + ".json", Kind: "origin", Evidence: evidence.ID(data), Size: int64(len(data))})
		for _, piece := range []struct{ name, kind, id string }{
			{"run.json", "run", o.Run}, {"document.json", "document", o.Document}, {"signature.json", "signature", o.Signature},
		} {
			if piece.id == "" {
				continue
			}
			r, size, err := store.Open(piece.id)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			r.Close()
			out = append(out, evidence.RunInput{Name: path.Join(short, piece.name), Kind: piece.kind, Evidence: piece.id, Size: size})
		}
	}
	return out, nil
}
