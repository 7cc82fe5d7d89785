package pdf

import (
	"errors"
	"fmt"
)

// Limits bounds the reading of one paper. A zero field takes the default.
type Limits struct {
	Bytes       int   // of the file; default 64 MiB
	Values      int   // parsed names, numbers, strings and so on; default 4 million
	Pages       int   // read; default 500
	Decoded     int64 // bytes that streams decode to, together; default 64 MiB
	Ratio       int64 // decoded over encoded bytes of one stream above 1 MiB; default 1100
	Operations  int   // of content streams, letters shown among them; default 8 million
	Attachments int64 // bytes of embedded files, together; default 64 MiB
}

func (l Limits) filled() Limits {
	set(&l.Bytes, 64<<20)
	set(&l.Values, 4_000_000)
	set(&l.Pages, 500)
	set(&l.Decoded, 64<<20)
	set(&l.Ratio, 1100) // deflate reaches 1032
	set(&l.Operations, 8_000_000)
	set(&l.Attachments, 64<<20)
	return l
}

func set[T int | int64](field *T, standard T) {
	if *field <= 0 {
		*field = standard
	}
}

// ErrLimit is wrapped by the errors of a paper that meets a limit.
var ErrLimit = errors.New("limit met")

// budget counts down what a paper may still use. An error stays.
type budget struct {
	limits     Limits
	values     int
	decoded    int64
	operations int
}

func newBudget(l Limits) *budget {
	return &budget{limits: l, values: l.Values, decoded: l.Decoded, operations: l.Operations}
}

func (b *budget) value(n int) error {
	if b.values -= n; b.values < 0 {
		return fmt.Errorf("stopped after %d values: %w", b.limits.Values, ErrLimit)
	}
	return nil
}

func (b *budget) operate(n int) error {
	if b.operations -= n; b.operations < 0 {
		return fmt.Errorf("stopped after %d operations: %w", b.limits.Operations, ErrLimit)
	}
	return nil
}

// room returns how many bytes a stream of so many encoded bytes may decode to.
func (b *budget) room(encoded int) int64 {
	most := max(int64(encoded)*b.limits.Ratio, 1<<20)
	return min(most, b.decoded)
}

func (b *budget) decode(n int) { b.decoded -= int64(n) }
