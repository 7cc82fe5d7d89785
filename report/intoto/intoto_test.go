package intoto

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/attest"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/report/reporttest"
)

func write(t testing.TB, doc *assay.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, doc, report.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	reporttest.Golden(t, "homecam.intoto.json", write(t, reporttest.Sample(t)))
}

func TestStatement(t *testing.T) {
	doc := reporttest.Sample(t)
	s, err := attest.ParseStatement(write(t, doc))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range s.Subject {
		got = append(got, x.ID())
	}
	if diff := cmp.Diff(doc.Subject.Digests, got); diff != "" {
		t.Errorf("subjects (-want +got):\n%s", diff)
	}
	var a Assessment
	if err := s.PredicateOf(attest.AssessmentType, &a); err != nil {
		t.Fatal(err)
	}
	sum := report.Summarise(doc)
	for _, state := range report.States() {
		if got, want := len(a.Provisions[string(state)]), sum.Counts.Of(state); got != want {
			t.Errorf("%d %s, want %d", got, state, want)
		}
	}
	if len(a.Mandatory) != sum.Mandatory.Refuted {
		t.Errorf("%d mandatory refuted, want %d", len(a.Mandatory), sum.Mandatory.Refuted)
	}
}

// TestNothingGiven: a document without inputs is about itself.
func TestNothingGiven(t *testing.T) {
	s, err := attest.ParseStatement(write(t, reporttest.Empty()))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Subject) != 1 || s.Subject[0].Name != "document.json" {
		t.Errorf("subjects %+v", s.Subject)
	}
}

func TestHostileDigest(t *testing.T) {
	for _, d := range []string{"", "x", "sha256:", "sha256:XYZ", ":", "sha256:<b>"} {
		doc := reporttest.Empty()
		doc.Subject.Digests = []string{d}
		if err := Write(&bytes.Buffer{}, doc, report.Options{}); err == nil {
			t.Errorf("digest %q was taken", d)
		}
	}
}

func TestSign(t *testing.T) {
	key, err := attest.NewKey(attest.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	envelope, err := Sign(reporttest.Sample(t), key)
	if err != nil {
		t.Fatal(err)
	}
	text, err := envelope.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := attest.ParseEnvelope(text)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := back.Verify(key.Public()); err != nil {
		t.Error(err)
	}
	if !strings.Contains(string(back.Payload), attest.AssessmentType) {
		t.Error("the envelope holds something else")
	}
	other, err := attest.NewKey(attest.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := back.Verify(other.Public()); !errors.Is(err, attest.ErrSignature) {
		t.Errorf("another key: %v", err)
	}
}
