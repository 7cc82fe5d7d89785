package unpack

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay/evidence"
)

// box is a made-up format: a magic, a size, a proof and a body.
func box(magic string, proof Proof, body string) string {
	head := make([]byte, 5)
	binary.BigEndian.PutUint32(head, uint32(len(body)))
	head[4] = byte(proof)
	return magic + string(head) + body
}

const boxHead = 9

func boxFormat(magic string) *Format {
	return &Format{
		Name: strings.ToLower(magic), Magics: []Magic{{Bytes: []byte(magic)}},
		Identify: func(data []byte) (Found, error) {
			if len(data) < boxHead || string(data[:4]) != magic {
				return Found{}, ErrNot
			}
			found := Found{Size: boxHead + int64(binary.BigEndian.Uint32(data[4:])), Proof: Proof(data[8])}
			if found.Size > int64(len(data)) {
				found.Size, found.Truncated, found.Proof = int64(len(data)), true, Plausible
			}
			return found, nil
		},
		Open: func(job *Job, data []byte) (*Contents, error) {
			return &Contents{Parts: []Part{{Data: data[boxHead:], Offset: boxHead}}}, nil
		},
	}
}

// stream is a made-up compressed stream: a magic, text in capitals, a full stop.
var stream = &Format{
	Name: "stream", Magics: []Magic{{Bytes: []byte("STRM")}},
	Identify: func(data []byte) (Found, error) { return Found{Proof: Checked}, nil },
	Open: func(job *Job, data []byte) (*Contents, error) {
		end := bytes.IndexByte(data, '.')
		if end < 0 {
			return &Contents{Size: int64(len(data)), Parts: []Part{{Data: data[4:], Offset: -1}}}, ErrTruncated
		}
		return &Contents{Size: int64(end + 1), Parts: []Part{{Data: bytes.ToLower(data[4:end]), Offset: -1}}}, nil
	},
}

// tree is a made-up file system: a magic, the name of its one file, a full stop.
var tree = &Format{
	Name: "tree", Magics: []Magic{{Bytes: []byte("TREE")}},
	Identify: func(data []byte) (Found, error) {
		if end := bytes.IndexByte(data, '.'); end > 0 {
			return Found{Size: int64(end + 1), Proof: Closed}, nil
		}
		return Found{Size: int64(len(data)), Proof: Plausible, Truncated: true}, nil
	},
	Open: func(job *Job, data []byte) (*Contents, error) {
		root := evidence.Dir("", 0o755)
		err := root.Add(&evidence.Node{Name: strings.Trim(string(data[4:]), "."), Mode: 0o644, Content: evidence.Bytes(nil)})
		return &Contents{Root: root}, err
	},
}

// panics is a format with a mistake.
var panics = &Format{
	Name: "panics", Magics: []Magic{{Bytes: []byte("PANI")}, {Bytes: []byte("PANO")}},
	Identify: func(data []byte) (Found, error) {
		if data[3] == 'I' {
			panic("identify")
		}
		return Found{Size: 8, Proof: Checked}, nil
	},
	Open: func(job *Job, data []byte) (*Contents, error) { panic("open") },
}

var formats = []*Format{boxFormat("BOXA"), boxFormat("BOXB"), stream, tree, panics}

func unpackAll(t *testing.T, l Limits, data string) (*Output, *Budget) {
	t.Helper()
	b := NewBudget(l)
	out := Unpack(context.Background(), formats, b, Input{Origin: "in", Evidence: "id", Data: []byte(data)})
	at := int64(0)
	for _, r := range out.Regions {
		if r.Offset != at || r.Size <= 0 {
			t.Errorf("region %+v, want it at %d", r, at)
		}
		at = r.Offset + r.Size
	}
	if at != int64(len(data)) {
		t.Errorf("regions end at %d of %d", at, len(data))
	}
	return out, b
}

func TestCarve(t *testing.T) {
	fill := strings.Repeat("\xff", 64)
	for _, c := range []struct {
		name, data string
		want       string // claims as format@offset+size
	}{
		{"in a row", box("BOXA", Closed, "aa") + "junk" + box("BOXB", Checked, "bbb") + fill, "boxa@0+11 boxb@15+12"},
		{"inside stays inside", box("BOXA", Closed, "x"+box("BOXB", Checked, "")), "boxa@0+19"},
		{"more proof wins", box("BOXA", Plausible, "x"+box("BOXB", Checked, "")+"x"), "boxb@10+9"},
		{"equal proof, first wins", box("BOXA", Plausible, "x"+box("BOXB", Plausible, "")+"x"), "boxa@0+20"},
		{"stream", "junk" + "STRMHELLO." + "STRMYOU.", "stream@4+10 stream@14+8"},
		{"stream without end inside", "junk" + "STRMHELLO", ""},
		{"stream without end at the start", "STRMHELLO", "stream@0+9"},
		{"tree cut short", "junk" + "TREEname", "tree@4+8"},
		{"tree cut by another", "TREEname" + box("BOXA", Checked, ""), "tree@0+8 boxa@8+9"},
		{"box cut short inside", "junk" + box("BOXA", Checked, "long body")[:12], ""},
		{"identify panics", "PANI1234" + box("BOXA", Checked, ""), "boxa@8+9"},
		{"nothing", "nothing at all", ""},
		{"empty", "", ""},
	} {
		job := &Job{Context: context.Background(), Budget: NewBudget(Limits{})}
		var got []string
		for _, claim := range carve(job, formats, []byte(c.data)) {
			got = append(got, fmt.Sprintf("%s@%d+%d", claim.Format.Name, claim.Offset, claim.Found.Size))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
	}
}

func TestUnpack(t *testing.T) {
	data := "boot" + strings.Repeat("\xff", 28) + box("BOXA", Checked, "TREEetc."+"STRMDECODED.") + "tail"
	out, b := unpackAll(t, Limits{}, data)
	var got []string
	for _, r := range out.Regions {
		got = append(got, fmt.Sprintf("%s@%d+%d %v", r.Format, r.Offset, r.Size, r.Identified))
	}
	for _, tr := range out.Trees {
		got = append(got, fmt.Sprintf("tree %s at %d", tr.Origin, tr.Offset))
	}
	for _, blob := range out.Blobs {
		got = append(got, fmt.Sprintf("blob %s at %d %q", blob.Origin, blob.Offset, blob.Data))
	}
	want := []string{
		"data@0+4 false", "padding@4+28 true", "boxa@32+9 true", "tree@41+8 true", "stream@49+12 true", "data@61+4 false",
		"tree in!boxa@0x20!tree@0x29 at 41", `blob in!boxa@0x20!stream@0x31 at -1 "decoded"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if met := b.Met(); len(met) > 0 {
		t.Errorf("limits %v", met)
	}
}

func TestPanicOfAFormatIsALimit(t *testing.T) {
	_, b := unpackAll(t, Limits{}, "PANO1234"+box("BOXA", Checked, ""))
	if met := b.Met(); len(met) != 1 || !strings.Contains(met[0].What, "unpacking stopped") {
		t.Errorf("limits %v", met)
	}
}

func TestDepth(t *testing.T) {
	data := "x"
	for range 20 {
		data = box("BOXA", Checked, data)
	}
	_, b := unpackAll(t, Limits{Depth: 5}, data)
	if met := b.Met(); len(met) != 1 || !strings.Contains(met[0].What, "deeper than 5") {
		t.Errorf("limits %v", met)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	b := NewBudget(Limits{})
	Unpack(ctx, formats, b, Input{Origin: "in", Data: []byte("junk" + box("BOXA", Checked, ""))})
	if met := b.Met(); len(met) == 0 {
		t.Error("no limit says that the run was stopped")
	}
}

func TestBudget(t *testing.T) {
	b := NewBudget(Limits{Decoded: 100, Held: 50, Stream: 40, Files: 2})
	if err := b.Hold(50); err != nil {
		t.Error(err)
	}
	if err := b.Hold(1); !errors.Is(err, ErrBudget) {
		t.Errorf("51 of 50 held: %v", err)
	}
	if err := b.Decode(100); !errors.Is(err, ErrBudget) {
		t.Errorf("more than 100 decoded: %v", err)
	}
	if n := b.StreamMax(1); n != 0 {
		t.Errorf("room for %d with nothing left", n)
	}
	first, second, third := b.File(), b.File(), b.File()
	if first != nil || second != nil || !errors.Is(third, ErrBudget) {
		t.Error("the third of two files was taken")
	}
	if n := NewBudget(Limits{}).StreamMax(10); n != RatioFloor {
		t.Errorf("a small stream may decode to %d, want %d", n, RatioFloor)
	}
}

func TestGaps(t *testing.T) {
	ff := func(n int) string { return strings.Repeat("\xff", n) }
	for _, c := range []struct{ name, data, want string }{
		{"edges", ff(32) + "data" + ff(32), "fill 32, 4, fill 32"},
		{"small runs inside", "data" + ff(100) + "data", "108"},
		{"large run inside", "data" + ff(minPadding) + "data", "4, fill 2048, 4"},
		{"all", ff(3), "fill 3"},
		{"two fills", ff(20) + strings.Repeat("\x00", 20), "fill 20, fill 20"},
		{"empty", "", ""},
	} {
		var got []string
		for _, s := range gaps([]byte(c.data), 0) {
			if s.fill {
				got = append(got, fmt.Sprintf("fill %d", s.size))
			} else {
				got = append(got, fmt.Sprint(s.size))
			}
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
	}
}

func TestEntropy(t *testing.T) {
	all := make([]byte, 4096)
	for i := range all {
		all[i] = byte(i)
	}
	for _, c := range []struct {
		data string
		want float64
	}{{"", 0}, {"aaaa", 0}, {"abab", 1}, {"aab", 0.92}, {string(all), 8}} {
		if got := Entropy([]byte(c.data)); got != c.want {
			t.Errorf("entropy of %.10q is %v, want %v", c.data, got, c.want)
		}
	}
}

func TestDescribe(t *testing.T) {
	for data, want := range map[string]string{
		"\x00\x01U-Boot 2013.07 (Jul 2015)":                      "u-boot",
		"\x00U-Boot command\x00U-Boot SPL 2013.07":               "u-boot",
		"xx Linux version 3.10.14 (gcc)":                         "kernel",
		"how to use U-Boot and another Linux version of it, xyz": "data",
	} {
		if got, _ := describe([]byte(data)); got != want {
			t.Errorf("%q is %s, want %s", data, got, want)
		}
	}
}

// A container that was opened to see whether to believe it, and was not
// believed, leaves no limits behind.
func TestWhatIsNotBelievedLeavesNoLimit(t *testing.T) {
	loud := &Format{
		Name: "loud", Magics: []Magic{{Bytes: []byte("LOUD")}},
		Identify: func([]byte) (Found, error) { return Found{Proof: Checked}, nil },
		Open: func(job *Job, data []byte) (*Contents, error) {
			job.Limit("something of a loud stream", "it is missing")
			if bytes.HasPrefix(data, []byte("LOUDok")) {
				return &Contents{Size: 6, Parts: []Part{{Data: []byte("ok"), Offset: -1}}}, nil
			}
			return &Contents{Size: int64(len(data))}, ErrTruncated
		},
	}
	for data, want := range map[string]int{"....LOUD....": 0, "....LOUDok..": 1} {
		b := NewBudget(Limits{})
		Unpack(context.Background(), []*Format{loud}, b, Input{Origin: "in", Data: []byte(data)})
		if got := len(b.Met()); got != want {
			t.Errorf("%s: %d limits, want %d: %v", data, got, want, b.Met())
		}
	}
}

func TestManyLimitsAreCounted(t *testing.T) {
	b := NewBudget(Limits{})
	for range maxMet + 7 {
		b.Limit("a file", "here", "it is missing")
	}
	met := b.Met()
	if last := met[len(met)-1]; len(met) != maxMet+1 || last.What != "7 more limits of unpacking" {
		t.Errorf("%d limits, the last %+v", len(met), last)
	}
}

// What only looks like a stream costs no more room than its first bytes.
func TestAStreamStartsSmall(t *testing.T) {
	job := &Job{Context: context.Background(), Origin: "in", Budget: NewBudget(Limits{})}
	out, err := ReadStream(job, nil, io.MultiReader(strings.NewReader("few"), iotest.ErrReader(ErrNot)), 100<<20)
	if !errors.Is(err, ErrNot) || string(out) != "few" || cap(out) > firstRead+1 {
		t.Errorf("%q in a buffer of %d, %v", out, cap(out), err)
	}
	long := strings.Repeat("x", 3*firstRead)
	if out, err := ReadStream(job, nil, strings.NewReader(long), 100); err != nil || string(out) != long {
		t.Errorf("%d bytes of %d, %v", len(out), len(long), err)
	}
}
