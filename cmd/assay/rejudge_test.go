package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/assess"
	"github.com/assay-project/assay/evidence"
)

// What a bundle says of itself must not reach the terminal as it stands.
func TestCompareShowsHostileWords(t *testing.T) {
	var out bytes.Buffer
	bundle := &evidence.Bundle{
		Run: &evidence.Run{Tool: "\x1b[31mred"},
		Document: []byte(`{"schema": "assay.assessment/v1", "verdicts": [
			{"edition": "3.1.3", "scope": "provision", "id": "5.1-1", "verdict": "\u001b[2Jpass"}]}`),
	}
	now := &assay.Document{Verdicts: []assay.Verdict{{Edition: "3.1.3", Scope: "provision", ID: "5.1-1", Verdict: "fail"}}}
	if err := compare(streams{err: &out}, bundle, &assess.Result{Document: now}); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); strings.Contains(got, "\x1b") || !strings.Contains(got, "made by") || !strings.Contains(got, "pass before, fail now") {
		t.Errorf("%q", got)
	}
}
