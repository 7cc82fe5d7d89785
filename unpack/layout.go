package unpack

import (
	"math"

	"github.com/assay-project/assay"
)

const (
	// A run of one byte counts as padding inside unknown bytes from this length
	// on: half an erase sector of small NOR flash.
	minPadding = 2 << 10
	// At the edge of unknown bytes less is enough: what aligns a container.
	minEdge = 16
)

// padding reports whether data is empty or nothing but 0x00 or 0xFF bytes of one
// kind, which is how flash is filled.
func padding(data []byte) bool {
	if len(data) == 0 {
		return true
	}
	return (data[0] == 0 || data[0] == 0xff) && run(data) == len(data)
}

// run is how many bytes at the start of data are equal to the first.
func run(data []byte) int {
	if len(data) == 0 {
		return 0
	}
	b, n := data[0], 1
	for n < len(data) && data[n] == b {
		n++
	}
	return n
}

// span is a stretch of unclaimed bytes.
type span struct {
	offset, size int64
	fill         bool // padding
}

// gaps cuts bytes that no format claimed into padding and unknown stretches.
func gaps(data []byte, base int64) []span {
	var spans []span
	start := 0 // of the unknown stretch being built
	flush := func(end int) {
		if end > start {
			spans = append(spans, span{base + int64(start), int64(end - start), false})
		}
	}
	for i := 0; i < len(data); {
		if data[i] != 0 && data[i] != 0xff {
			i++
			continue
		}
		n := run(data[i:])
		edge := i == start || i+n == len(data)
		if n >= minPadding || edge && n >= minEdge || n == len(data) {
			flush(i)
			spans = append(spans, span{base + int64(i), int64(n), true})
			start = i + n
		}
		i += n
	}
	flush(len(data))
	return spans
}

// Entropy is the Shannon entropy of data in bits per byte, rounded to two
// places; 0 for no data. Near 8 means compressed or encrypted.
func Entropy(data []byte) float64 {
	if len(data) == 0 {
		return 0
	}
	var counts [2][256]int
	i := 0
	for ; i+1 < len(data); i += 2 {
		counts[0][data[i]]++
		counts[1][data[i+1]]++
	}
	if i < len(data) {
		counts[0][data[i]]++
	}
	var bits float64
	total := float64(len(data))
	for b := range 256 {
		if n := counts[0][b] + counts[1][b]; n > 0 {
			p := float64(n) / total
			bits -= p * math.Log2(p)
		}
	}
	return math.Round(math.Abs(bits)*100) / 100
}

func region(evidence string, data []byte, offset int64, format, note string, identified bool) assay.Region {
	return assay.Region{
		Evidence: evidence, Offset: offset, Size: int64(len(data)), Format: format,
		Identified: identified, Entropy: Entropy(data), Note: note,
	}
}
