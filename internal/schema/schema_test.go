package schema

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type colour string

type inner struct {
	N int64 `json:"n"`
}

type outer struct {
	Colour colour         `json:"colour"`
	List   []inner        `json:"list"`
	One    *inner         `json:"one,omitempty"`
	Free   map[string]any `json:"free,omitempty"`
	hidden bool           //lint:ignore U1000 an unexported field must not reach the schema
}

func TestMake(t *testing.T) {
	dir := t.TempDir()
	source := "package p\n\n// outer holds [inner].\ntype outer struct {\n\tList []inner // all of them\n}\n\ntype colour string\n\nconst (\n\tred colour = \"red\"\n\tblue colour = \"blue\"\n)\n"
	if err := os.WriteFile(filepath.Join(dir, "p.go"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	src, err := ReadSource(dir)
	if err != nil {
		t.Fatal(err)
	}
	text, err := Make(reflect.TypeFor[outer](), Options{ID: "id", Title: "title", Tag: "json", Source: src,
		Required: func(f reflect.StructField) bool { return !strings.Contains(f.Tag.Get("json"), "omitempty") }})
	if err != nil {
		t.Fatal(err)
	}
	var got any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	ref := func() any { return map[string]any{"$ref": "#/$defs/inner"} }
	want := map[string]any{
		"$schema": Draft, "$id": "id", "title": "title", "description": "outer holds inner.",
		"type": "object", "additionalProperties": false, "required": []any{"colour", "list"},
		"properties": map[string]any{
			"colour": map[string]any{"type": "string", "enum": []any{"red", "blue"}},
			"list":   map[string]any{"type": "array", "items": ref(), "description": "all of them"},
			"one":    ref(),
			"free":   map[string]any{"type": "object", "additionalProperties": map[string]any{}},
		},
		"$defs": map[string]any{"inner": map[string]any{
			"type": "object", "additionalProperties": false, "required": []any{"n"},
			"properties": map[string]any{"n": map[string]any{"type": "integer"}},
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("schema (-want +got):\n%s", diff)
	}
}

func TestMakeRefusesWhatItDoesNotKnow(t *testing.T) {
	type odd struct {
		C chan int `json:"c"`
	}
	_, err := Make(reflect.TypeFor[odd](), Options{Tag: "json", Required: func(reflect.StructField) bool { return false }})
	if err == nil || !strings.Contains(err.Error(), "chan int") {
		t.Errorf("got %v, want the type named", err)
	}
}
