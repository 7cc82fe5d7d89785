package lzma

import (
	"fmt"
	"math"
)

// Decode2 decodes an LZMA2 stream at the start of src, up to and with its end byte, and appends the output to dst, at most
// max bytes. The dictionary is the output itself, so the dictionary size a container states is not needed.
func Decode2(dst, src []byte, max int) ([]byte, End, error) {
	d := borrow()
	defer giveBack(d)
	c := chunks{decoder: d, needDict: true, needProps: true, needState: true}
	c.limit = len(dst) + min(max, math.MaxInt/2-len(dst))
	d.buf, d.op, d.base = dst, len(dst), len(dst)
	base, ip := len(dst), 0
	for {
		n, err := c.next(src[ip:])
		ip += n
		end := End{Read: ip, Marker: c.ended, Clean: c.ended}
		if err != nil {
			return d.buf[:d.op], end, fmt.Errorf("LZMA2 chunk before byte %d, at output byte %d: %w", ip, d.op-base, err)
		}
		if c.ended {
			return d.buf[:d.op], end, nil
		}
	}
}

// chunks is what must still be reset before the next chunk may rely on it.
type chunks struct {
	*decoder
	needDict, needProps, needState bool
	ended                          bool
}

// next decodes one chunk and returns how much of src it took.
func (c *chunks) next(src []byte) (int, error) {
	if len(src) == 0 {
		return 0, ErrTruncated
	}
	control := src[0]
	switch {
	case control == 0:
		c.ended = true
		return 1, nil
	case control >= 0xe0 || control == 1:
		c.base = c.op
		c.needDict, c.needProps = false, true
	case c.needDict:
		return 1, fmt.Errorf("%w: control byte %#02x before a dictionary reset", ErrCorrupt, control)
	}
	if control < 0x80 {
		return c.stored(control, src)
	}
	return c.coded(control, src)
}

// stored copies an uncompressed chunk: control, size less one in two bytes, data.
func (c *chunks) stored(control byte, src []byte) (int, error) {
	if control > 2 {
		return 1, fmt.Errorf("%w: control byte %#02x", ErrCorrupt, control)
	}
	if len(src) < 3 {
		return len(src), ErrTruncated
	}
	n := int(src[1])<<8 + int(src[2]) + 1
	if n > c.limit-c.op {
		return 3, ErrTooLarge
	}
	data := src[3:min(3+n, len(src))]
	c.end = c.op + len(data)
	c.resize(len(data))
	c.op += copy(c.buf[c.op:], data)
	if len(data) < n {
		return len(src), ErrTruncated
	}
	return 3 + n, nil
}

// coded decodes an LZMA chunk: control with the high bits of the output size, that size, the input size, perhaps properties.
func (c *chunks) coded(control byte, src []byte) (int, error) {
	head := 5
	if control >= 0xc0 {
		head = 6
	}
	if len(src) < head+5 {
		return len(src), ErrTruncated
	}
	out := int(control&0x1f)<<16 + int(src[1])<<8 + int(src[2]) + 1
	in := int(src[3])<<8 + int(src[4]) + 1
	if err := c.reset(control, src[5]); err != nil {
		return head, err
	}
	if out > c.limit-c.op {
		return head, ErrTooLarge
	}
	if in < 5 || src[head] != 0 {
		return head, fmt.Errorf("%w: no range coder start", ErrCorrupt)
	}
	c.end = c.op + out
	c.resize(out)
	c.restart(src[:min(head+in, len(src))], head+5)
	if err := c.run(false); err != nil {
		return min(c.ip, len(src)), err
	}
	if c.ip != head+in || c.code != 0 {
		return min(c.ip, len(src)), fmt.Errorf("%w: chunk of %d bytes ended after %d", ErrCorrupt, in, c.ip-head)
	}
	return head + in, nil
}

func (c *chunks) reset(control, props byte) error {
	if control >= 0xc0 {
		p, err := ParseProps(props)
		if err != nil {
			return err
		}
		if p.LC+p.LP > 4 {
			return fmt.Errorf("%w: lc %d and lp %d together exceed 4", ErrCorrupt, p.LC, p.LP)
		}
		if err := c.setProps(p); err != nil {
			return err
		}
		c.needProps = false
	} else if c.needProps {
		return fmt.Errorf("%w: control byte %#02x before properties", ErrCorrupt, control)
	}
	if control >= 0xa0 {
		c.resetState()
		c.needState = false
	} else if c.needState {
		return fmt.Errorf("%w: control byte %#02x before a state reset", ErrCorrupt, control)
	}
	return nil
}
