package xz

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"runtime"
	"slices"
	"sync"
)

// vli reads a variable-length integer: seven bits a byte, at most nine bytes, no needless zero at the end.
func vli(src []byte) (int64, int, error) {
	var v int64
	for i := 0; i < 9; i++ {
		if i >= len(src) {
			return 0, i, ErrTruncated
		}
		v |= int64(src[i]&0x7f) << (7 * i)
		if src[i] < 0x80 {
			if src[i] == 0 && i > 0 {
				break
			}
			return v, i + 1, nil
		}
	}
	return 0, 0, fmt.Errorf("%w: integer % x", ErrCorrupt, src[:min(9, len(src))])
}

// readIndex reads the index at the start of src and returns its records and its length with padding and CRC.
func readIndex(src []byte) ([]record, int, error) {
	if len(src) == 0 || src[0] != 0 {
		return nil, 0, fmt.Errorf("%w: no index", ErrCorrupt)
	}
	at := 1
	count, n, err := vli(src[at:])
	if err != nil {
		return nil, 0, fmt.Errorf("index: %w", err)
	}
	at += n
	if count > int64(len(src)/2) { // a record takes two bytes or more
		return nil, 0, fmt.Errorf("index of %d blocks: %w", count, ErrTruncated)
	}
	records := make([]record, 0, min(count, 1<<12))
	for range count {
		var r record
		for _, field := range []*int64{&r.unpadded, &r.size} {
			if *field, n, err = vli(src[at:]); err != nil {
				return nil, 0, fmt.Errorf("index: %w", err)
			}
			at += n
		}
		if r.unpadded < 5 || r.unpadded >= 1<<62 {
			return nil, 0, fmt.Errorf("%w: index gives a block %d bytes", ErrCorrupt, r.unpadded)
		}
		records = append(records, r)
	}
	for ; at%4 != 0; at++ {
		if at >= len(src) || src[at] != 0 {
			return nil, 0, fmt.Errorf("%w: index padding", ErrCorrupt)
		}
	}
	if at+4 > len(src) {
		return nil, 0, fmt.Errorf("index: %w", ErrTruncated)
	}
	if got, want := crc32.ChecksumIEEE(src[:at]), binary.LittleEndian.Uint32(src[at:]); got != want {
		return nil, 0, fmt.Errorf("%w: index CRC-32 %08x, stated %08x", ErrCorrupt, got, want)
	}
	return records, at + 4, nil
}

// readFooter checks the footer at the start of src and returns the size it gives the index.
func readFooter(src []byte, flags [2]byte) (int64, error) {
	if len(src) < footerSize {
		return 0, fmt.Errorf("footer: %w", ErrTruncated)
	}
	if src[10] != 'Y' || src[11] != 'Z' {
		return 0, fmt.Errorf("%w: footer magic % x", ErrCorrupt, src[10:12])
	}
	if got, want := crc32.ChecksumIEEE(src[4:10]), binary.LittleEndian.Uint32(src); got != want {
		return 0, fmt.Errorf("%w: footer CRC-32 %08x, stated %08x", ErrCorrupt, got, want)
	}
	if [2]byte(src[8:10]) != flags {
		return 0, fmt.Errorf("%w: footer flags differ from the header's", ErrCorrupt)
	}
	return (int64(binary.LittleEndian.Uint32(src[4:])) + 1) * 4, nil
}

// grow makes room for what the index says, if that is believable: beyond the ratio the room grows with the data.
func (s *stream) grow(dst []byte, records []record, limit int) []byte {
	var total int64
	for _, r := range records {
		if total += r.size; r.size > int64(limit) || total > int64(limit-len(dst)) || total > 1000*int64(len(s.src)) {
			return dst
		}
	}
	return slices.Grow(dst, int(total))
}

// decodeParallel decodes a file of one stream with several blocks, whose index was found. It reports false where there is no
// room for the output or anything is wrong: then the blocks are to be decoded one by one.
func (s *stream) decodeParallel(dst []byte, records []record, end int) ([]byte, bool) {
	room := int64(cap(dst) - len(dst))
	for _, r := range records {
		if room -= r.size; room < 0 {
			return dst, false
		}
	}
	if len(records) < 2 {
		return dst, false
	}
	unverified, ok := s.decodeBlocks(dst, records)
	if !ok {
		return dst, false
	}
	s.at, s.records, s.unverified = end, records, unverified
	return dst[:int64(cap(dst))-room], true
}

// planned finds the index from the end of src and says where the stream ends.
func (s *stream) planned() ([]record, int, bool) {
	end := len(s.src)
	for end > headerSize && end%4 == 0 && binary.LittleEndian.Uint32(s.src[end-4:]) == 0 {
		end -= 4
	}
	if end < headerSize+footerSize {
		return nil, 0, false
	}
	size, err := readFooter(s.src[end-footerSize:end], s.flags)
	at := int64(end-footerSize) - size
	if err != nil || at < headerSize {
		return nil, 0, false
	}
	records, n, err := readIndex(s.src[at : end-footerSize])
	if err != nil || int64(n) != size {
		return nil, 0, false
	}
	var sum int64 = headerSize
	for _, r := range records {
		if r.padded() > at-sum {
			return nil, 0, false
		}
		sum += r.padded()
	}
	return records, end, sum == at
}

// decodeBlocks decodes every block into its own part of the capacity after len(out).
func (s *stream) decodeBlocks(out []byte, records []record) (unverified, ok bool) {
	var (
		mu   sync.Mutex
		wg   sync.WaitGroup
		gate = make(chan struct{}, runtime.GOMAXPROCS(0))
	)
	ok = true
	in, at := headerSize, len(out)
	for _, r := range records {
		from, to := at, at+int(r.size)
		start, room := in, out[from:from:to] // the loop goes on while the block is decoded
		gate <- struct{}{}
		wg.Go(func() {
			defer func() { <-gate }()
			weak, err := s.decodeBlockAt(start, r, room)
			mu.Lock()
			defer mu.Unlock()
			unverified = unverified || weak
			ok = ok && err == nil
		})
		in += int(r.padded())
		at = to
	}
	wg.Wait()
	return unverified, ok
}

// decodeBlockAt decodes one block into room, whose capacity is the size the index gives.
func (s *stream) decodeBlockAt(at int, want record, room []byte) (unverified bool, err error) {
	defer func() {
		if r := recover(); r != nil { // nobody above this goroutine could
			err = fmt.Errorf("%w: %v", ErrCorrupt, r)
		}
	}()
	b, err := s.openBlock(at)
	if err != nil {
		return false, err
	}
	got, n, err := b.decode(room, cap(room))
	if err == nil && (int64(n) != want.unpadded || int64(len(got)) != want.size) {
		err = fmt.Errorf("%w: block differs from the index", ErrCorrupt)
	}
	return b.unverified, err
}
