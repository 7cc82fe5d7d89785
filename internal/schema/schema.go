// Package schema makes a JSON Schema (draft 2020-12) from Go types, so that the
// schemas we ship cannot differ from what the program reads and writes.
//
// It knows what our types need and no more: structs, maps with text keys,
// slices, pointers, texts, numbers, truth values. Descriptions come from struct
// tags or from the comments in the source, closed lists of values from the
// constants of a named text type.
package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Draft is the dialect of every schema made here.
const Draft = "https://json-schema.org/draft/2020-12/schema"

// Node is a part of a schema. Keys are sorted when it is written.
type Node = map[string]any

// Options say how types are read.
type Options struct {
	ID    string // $id of the schema
	Title string
	Tag   string // struct tag that names a field: json or yaml
	// Source holds comments and constants; see [ReadSource]. It may be nil.
	Source *Source
	// Field replaces the schema of a field; nil leaves it to the type. It may
	// itself ask for the schema of the field's type.
	Field func(b *Builder, f reflect.StructField) Node
	// Required tells whether a field must be there.
	Required func(f reflect.StructField) bool
}

// Builder makes one schema; types that occur are kept under $defs.
type Builder struct {
	options Options
	defs    map[string]any
	failure error
}

// Make returns the schema of a type as indented JSON with a final newline.
func Make(t reflect.Type, o Options) ([]byte, error) {
	b := &Builder{options: o, defs: make(map[string]any)}
	root := b.object(t)
	root["$schema"], root["$id"], root["title"] = Draft, o.ID, o.Title
	if len(b.defs) > 0 {
		root["$defs"] = b.defs
	}
	if b.failure != nil {
		return nil, b.failure
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(root); err != nil {
		return nil, fmt.Errorf("write schema of %s: %w", t, err)
	}
	return out.Bytes(), nil
}

// Of returns the schema of a type.
func (b *Builder) Of(t reflect.Type) Node {
	switch t.Kind() {
	case reflect.Pointer:
		return b.Of(t.Elem())
	case reflect.Struct:
		return b.ref(t)
	case reflect.Slice:
		return Node{"type": "array", "items": b.Of(t.Elem())}
	case reflect.Map:
		if t.Key().Kind() != reflect.String {
			b.fail(t)
		}
		return Node{"type": "object", "additionalProperties": b.Of(t.Elem())}
	case reflect.Interface:
		return Node{}
	case reflect.String:
		return b.text(t)
	case reflect.Bool:
		return Node{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return Node{"type": "integer"}
	case reflect.Float64:
		return Node{"type": "number"}
	}
	b.fail(t)
	return nil
}

func (b *Builder) fail(t reflect.Type) {
	if b.failure == nil {
		b.failure = fmt.Errorf("no schema for a value of type %s", t)
	}
}

// text gives a named text type the values of its constants.
func (b *Builder) text(t reflect.Type) Node {
	out := Node{"type": "string"}
	if b.options.Source != nil {
		if values := b.options.Source.Values[t.Name()]; len(values) > 0 {
			out["enum"] = values
		}
	}
	return out
}

func (b *Builder) ref(t reflect.Type) Node {
	if _, ok := b.defs[t.Name()]; !ok {
		b.defs[t.Name()] = Node{} // stands for it while it is made, should it hold itself
		b.defs[t.Name()] = b.object(t)
	}
	return Node{"$ref": "#/$defs/" + t.Name()}
}

func (b *Builder) object(t reflect.Type) Node {
	properties, required := Node{}, []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get(b.options.Tag), ",")
		if name == "" || name == "-" {
			continue
		}
		properties[name] = b.field(t, f)
		if b.options.Required(f) {
			required = append(required, name)
		}
	}
	out := Node{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["required"] = required
	}
	if b.options.Source != nil && b.options.Source.Docs[t.Name()] != "" {
		out["description"] = b.options.Source.Docs[t.Name()]
	}
	return out
}

func (b *Builder) field(t reflect.Type, f reflect.StructField) Node {
	var out Node
	if b.options.Field != nil {
		out = b.options.Field(b, f)
	}
	if out == nil {
		out = b.Of(f.Type)
	}
	doc := f.Tag.Get("doc")
	if b.options.Source != nil && doc == "" {
		doc = b.options.Source.Docs[t.Name()+"."+f.Name]
	}
	if doc != "" {
		out["description"] = doc
	}
	return out
}
