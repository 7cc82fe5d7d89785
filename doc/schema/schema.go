// Package schema ships the JSON Schemas of what Assay reads and writes:
// assay.yaml, and the one document every report is made from. They are
// generated from the Go types; a test beside them says when they are behind.
package schema

import _ "embed"

//go:generate go run ./generate

// Declaration is the schema of assay.yaml.
//
//go:embed assay.yaml.v1.json
var Declaration []byte

// Assessment is the schema of assay.Document.
//
//go:embed assessment.v1.json
var Assessment []byte
