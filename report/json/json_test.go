package json

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/google/go-cmp/cmp"
)

func sample(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("../testdata/homecam.json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWrittenAgainIsTheSame(t *testing.T) {
	want := sample(t)
	doc, err := Read(bytes.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Encode(doc)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("bytes differ (-read +written):\n%s", diff)
	}
}

func TestListsAreNeverNull(t *testing.T) {
	doc := &assay.Document{
		Schema: assay.Schema, Verdicts: []assay.Verdict{{}}, Services: []assay.Service{{TLS: &assay.TLS{}}},
		Observations: []assay.Observation{{Data: map[string]any{"names": []string(nil), "big": int64(9007199254740993)}}},
	}
	b, err := Encode(doc)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte("null")) {
		t.Errorf("null in the document:\n%s", b)
	}
	if doc.Verdicts[0].Because != nil {
		t.Error("Encode changed the document it was given")
	}
	again, err := Read(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if twice, _ := Encode(again); !bytes.Equal(b, twice) {
		t.Errorf("written, read and written again differs:\n%s", cmp.Diff(string(b), string(twice)))
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     error
	}{
		{"another schema", `{"schema": "assay.assessment/v2"}`, ErrSchema},
		{"no schema", `{}`, ErrSchema},
		{"unknown field", `{"schema": "assay.assessment/v1", "verdict": "pass"}`, nil},
		{"key twice", `{"schema": "assay.assessment/v1", "at": "a", "at": "b"}`, nil},
		{"more after it", `{"schema": "assay.assessment/v1"} {}`, nil},
		{"not an object", `[]`, nil},
		{"empty", ``, nil},
		{"deep", `{"schema": "assay.assessment/v1", "evidence": ` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`, nil},
	} {
		_, err := Read(strings.NewReader(c.in))
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: got error %v, want %v", c.name, err, c.want)
		}
	}
}

func TestSeveral(t *testing.T) {
	doc, err := Read(bytes.NewReader(sample(t)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteAll(&b, []*assay.Document{doc, doc}); err != nil {
		t.Fatal(err)
	}
	docs, err := ReadAll(&b)
	if err != nil {
		t.Fatal(err)
	}
	if len(docs) != 2 || docs[1].Subject.Name != doc.Subject.Name {
		t.Errorf("got %d documents, want the two that were written", len(docs))
	}
	if docs, err = ReadAll(bytes.NewReader(sample(t))); err != nil || len(docs) != 1 {
		t.Errorf("one document: got %d, %v", len(docs), err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"schema": "assay.assessment/v1", "observations": [{"data": {"a": [1, {"b": null}]}}]}`))
	f.Add([]byte(`[{"schema": "assay.assessment/v1"}]`))
	f.Fuzz(func(t *testing.T, in []byte) {
		docs, err := ReadAll(bytes.NewReader(in))
		if err != nil {
			return
		}
		for _, doc := range docs {
			if _, err := Encode(doc); err != nil {
				t.Errorf("what was read cannot be written: %v", err)
			}
		}
	})
}
