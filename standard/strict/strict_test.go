package strict

import (
	"errors"
	"strings"
	"testing"
)

func TestDecode(t *testing.T) {
	type doc struct {
		A int            `json:"a"`
		B map[string]int `json:"b"`
	}
	for _, tt := range []struct{ name, in, want string }{
		{"plain", `{"a": 1, "b": {"x": 2}}`, ""},
		{"unknown field", `{"a": 1, "c": 2}`, "unknown field"},
		{"duplicate at the top", `{"a": 1, "a": 2}`, "a: key given twice"},
		{"duplicate below", `{"b": {"x": 1, "x": 2}}`, "b.x: key given twice"},
		{"more after the end", `{"a": 1} {}`, "more text after the document"},
		{"cut off", `{"a": 1`, "EOF"},
		{"empty", ``, "EOF"},
		{"too deep", strings.Repeat("[", 100), "nested deeper"},
	} {
		var v doc
		err := Decode([]byte(tt.in), &v)
		if got := err == nil; got != (tt.want == "") {
			t.Errorf("%s: Decode(%q) = %v, want error %q", tt.name, tt.in, err, tt.want)
		} else if err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: Decode(%q) = %v, want error with %q", tt.name, tt.in, err, tt.want)
		}
	}
	if err := Decode([]byte(`{"a":1,"a":1}`), &doc{}); !errors.Is(err, ErrDuplicateKey) {
		t.Errorf("error for a duplicate key does not wrap ErrDuplicateKey: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"a": [1, {"b": null}]}`))
	f.Add([]byte(`{"a": 1, "a": 2}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var v any
		_ = Decode(data, &v) // only: no panic
	})
}
