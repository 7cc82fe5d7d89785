package pdf

import "testing"

func TestJoin(t *testing.T) {
	tests := []struct{ a, b, want string }{
		{"de-", "clares", "declares"},
		{"type SG-", "868", "type SG-868"},
		{"see https://redpoll.example/doc/rt-", "bear.pdf", "see https://redpoll.example/doc/rt-bear.pdf"},
		{"2402 -", "2480", "2402 - 2480"},
		{"Smart-", "Home", "Smart-Home"},
	}
	for _, tt := range tests {
		if got := join(tt.a, tt.b); got != tt.want {
			t.Errorf("join(%q, %q) = %q, want %q", tt.a, tt.b, got, tt.want)
		}
	}
}

// column returns n lines of text with a gap of the width at 200, moved by shift
// points from line to line.
func column(n int, width, shift float64) []line {
	var out []line
	for i := range n {
		x := 200 + float64(i)*shift
		out = append(out, line{y: 700 - 12*float64(i), size: 10, segs: []seg{{x0: 50, x1: 400}}, gaps: []gap{{x, x + width}}})
	}
	return out
}

func TestGutters(t *testing.T) {
	tests := []struct {
		name string
		ls   []line
		want int
	}{
		{"columns set close", column(8, 10, 0), 1},
		{"too few lines", column(5, 10, 0), 0},
		{"gaps of words, at other places", column(8, 10, 6), 0},
		{"no wider than a space", column(8, 5, 0), 0},
		{"no lines", nil, 0},
	}
	for _, tt := range tests {
		if got := gutters(tt.ls); len(got) != tt.want {
			t.Errorf("%s: %d gutters, want %d", tt.name, len(got), tt.want)
		}
	}
}
