package yamlfile

import (
	"errors"
	"testing"
)

func TestRead(t *testing.T) {
	var into struct {
		A string
		B []string
	}
	if err := Read([]byte("a: x\nb: [y]\n"), 100, &into); err != nil || into.A != "x" || len(into.B) != 1 {
		t.Errorf("%+v, %v", into, err)
	}
	for _, bad := range []string{"c: 1", "a: [", "b: !00\n0", "a: {"} {
		if err := Read([]byte(bad), 100, &into); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
	if err := Read([]byte("a: x"), 3, &into); !errors.Is(err, ErrTooLarge) {
		t.Errorf("error %v, want ErrTooLarge", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("a: x\nb: [y]\n"))
	f.Add([]byte("b: !00\n0"))
	f.Add([]byte("b: &x [*x]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var into struct {
			A string
			B []string
			C map[string]string
		}
		_ = Read(data, 1<<16, &into)
	})
}
