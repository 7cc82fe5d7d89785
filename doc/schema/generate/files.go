package main

import (
	"reflect"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/internal/schema"
	"github.com/assay-project/assay/source/declaration"
)

// File is a schema and the name of its file in doc/schema.
type File struct {
	Name string
	Text []byte
}

// Files makes every schema. Root is the module's folder, whose comments become
// descriptions.
func Files(root string) ([]File, error) {
	assessment, err := Assessment(root)
	if err != nil {
		return nil, err
	}
	form, err := declaration.Schema()
	if err != nil {
		return nil, err
	}
	return []File{{"assay.yaml.v1.json", form}, {"assessment.v1.json", assessment}}, nil
}

// Assessment makes the schema of [assay.Document]. A field is required unless
// it may be left out when empty.
func Assessment(root string) ([]byte, error) {
	source, err := schema.ReadSource(root)
	if err != nil {
		return nil, err
	}
	return schema.Make(reflect.TypeFor[assay.Document](), schema.Options{
		ID:     "urn:assay:schema:assessment:v1",
		Title:  "Assay: one assessment",
		Tag:    "json",
		Source: source,
		Required: func(f reflect.StructField) bool {
			return !strings.Contains(f.Tag.Get("json"), ",omitempty")
		},
		Field: func(_ *schema.Builder, f reflect.StructField) schema.Node {
			if f.Name == "Schema" {
				return schema.Node{"const": assay.Schema}
			}
			return nil
		},
	})
}
