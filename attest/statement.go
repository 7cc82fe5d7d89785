package attest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// StatementType is the type of an in-toto statement, version 1.
const StatementType = "https://in-toto.io/Statement/v1"

// Types of predicates. They name a form and need not lead anywhere on the web;
// doc/testing.md describes them. A form that changes gets another version.
const (
	// AssessmentType is the predicate of an assessment: where a product stands.
	AssessmentType = "https://assay-project.github.io/attestation/assessment/v1"
	// TestRecordType is the predicate of what a person tested or judged.
	TestRecordType = "https://assay-project.github.io/attestation/test-record/v1"
	// BundleType is the predicate of a bundle: a run, its document, its evidence.
	BundleType = "https://assay-project.github.io/attestation/bundle/v1"
)

// maxSubjects bounds the subjects of a statement.
const maxSubjects = 10_000

// Statement binds a predicate to things that are known by their digests.
type Statement struct {
	Type          string          `json:"_type"`
	Subject       []Subject       `json:"subject"`
	PredicateType string          `json:"predicateType"`
	Predicate     json.RawMessage `json:"predicate"`
}

// Subject is a thing that a statement is about. Digest holds hex digests by the
// name of their algorithm, "sha256".
type Subject struct {
	Name   string            `json:"name,omitempty"`
	URI    string            `json:"uri,omitempty"`
	Digest map[string]string `json:"digest"`
}

// SubjectOf returns a subject from an evidence id, "sha256:<hex>".
func SubjectOf(name, id string) Subject {
	algorithm, hex, _ := strings.Cut(id, ":")
	return Subject{Name: name, Digest: map[string]string{algorithm: hex}}
}

// ID returns the sha256 digest of a subject as an evidence id, "" without one.
func (s Subject) ID() string {
	if hex := s.Digest["sha256"]; hex != "" {
		return "sha256:" + hex
	}
	return ""
}

// NewStatement makes a statement of a predicate about subjects.
func NewStatement(predicateType string, predicate any, subjects ...Subject) (*Statement, error) {
	text, err := encode(predicate)
	if err != nil {
		return nil, fmt.Errorf("statement: %w", err)
	}
	s := &Statement{Type: StatementType, Subject: subjects, PredicateType: predicateType, Predicate: bytes.TrimSpace(text)}
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("statement: %w", err)
	}
	return s, nil
}

// Encode returns the statement in JSON: the same for the same statement.
func (s *Statement) Encode() ([]byte, error) { return encode(s) }

// ParseStatement reads a statement of at most [MaxEnvelope] bytes strictly.
func ParseStatement(data []byte) (*Statement, error) {
	if len(data) > MaxEnvelope {
		return nil, fmt.Errorf("statement: %w", ErrTooLarge)
	}
	var s Statement
	if err := decode(data, &s); err != nil {
		return nil, fmt.Errorf("statement: %w", err)
	}
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("statement: %w", err)
	}
	return &s, nil
}

func (s *Statement) check() error {
	switch {
	case s.Type != StatementType:
		return fmt.Errorf("type %q, want %s", clip(s.Type), StatementType)
	case s.PredicateType == "":
		return errors.New("no predicate type")
	case len(s.Subject) == 0:
		return errors.New("no subject")
	case len(s.Subject) > maxSubjects:
		return fmt.Errorf("%d subjects, at most %d are taken", len(s.Subject), maxSubjects)
	case len(s.Predicate) == 0:
		return errors.New("no predicate")
	}
	for i, subject := range s.Subject {
		if len(subject.Digest) == 0 {
			return fmt.Errorf("subject %d has no digest", i+1)
		}
		for algorithm, hex := range subject.Digest {
			if algorithm == "" || hex == "" || strings.Trim(hex, "0123456789abcdef") != "" {
				return fmt.Errorf("subject %d: %q is no digest in lower-case hex", i+1, clip(hex))
			}
		}
	}
	return nil
}

// Sign puts a statement into an envelope signed with each key.
func (s *Statement) Sign(keys ...*Key) (*Envelope, error) {
	payload, err := s.Encode()
	if err != nil {
		return nil, err
	}
	if len(payload) > MaxEnvelope/2 { // room for base64 around it
		return nil, fmt.Errorf("sign: %w", ErrTooLarge)
	}
	return Sign(PayloadType, payload, keys...)
}

// Statement reads the statement in an envelope. Whether a signature holds is
// another question: ask [Envelope.Verify] first.
func (e *Envelope) Statement() (*Statement, error) {
	if e.Type != PayloadType {
		return nil, fmt.Errorf("envelope: payload type %q, want %s", clip(e.Type), PayloadType)
	}
	return ParseStatement(e.Payload)
}

// PredicateOf reads the predicate of a statement strictly. It is an error where
// the statement is of another type.
func (s *Statement) PredicateOf(predicateType string, into any) error {
	if s.PredicateType != predicateType {
		return fmt.Errorf("predicate type %q, want %s", clip(s.PredicateType), predicateType)
	}
	if err := decode(s.Predicate, into); err != nil {
		return fmt.Errorf("predicate: %w", err)
	}
	return nil
}
