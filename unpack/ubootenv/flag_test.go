package ubootenv

import (
	"encoding/binary"
	"hash/crc32"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The flag byte of redundant environments counts up with each save, and passes
// through the letters.
func TestFlagByteThatIsALetter(t *testing.T) {
	data := environment(4096, 5, binary.LittleEndian, vars)
	data[4] = 'a'
	binary.LittleEndian.PutUint32(data, crc32.ChecksumIEEE(data[5:]))
	want := Variable{"bootdelay", "1"}
	if got := Parse(data); len(got) == 0 || !cmp.Equal(got[0], want) {
		t.Errorf("Parse = %v, want %v first", got, want)
	}
}
