// Package assess runs one assessment from what is put in to the document: it
// collects, runs the checks, judges and reads the verdicts through the regimes.
// It can keep what an assessment rests on and make the same document from it
// again, without the product.
package assess

import (
	"time"

	"github.com/assay-project/assay/record"
	"github.com/assay-project/assay/source/firmware"
	"github.com/assay-project/assay/unpack"
)

// Options say how an assessment is run. None of them but At changes what the
// document says of what was read.
type Options struct {
	At      time.Time // the day that laws, certificates and support periods are read for
	Version string    // of the tool
	Command string    // check or firmware, for the record
	Limits  unpack.Limits
	// Trust is whose signatures count where a bundle is judged again; nil: those
	// that the bundle itself names.
	Trust *record.Trust
	// Progress is told how far a stage is, in bytes; total is 0 where it is not
	// known. It may be called from several goroutines. Nil is allowed.
	Progress func(stage string, done, total int64)
}

func (o Options) step(stage string, done, total int64) {
	if o.Progress != nil {
		o.Progress(stage, done, total)
	}
}

func (o Options) collecting() firmware.Options {
	return firmware.Options{Limits: o.Limits, At: o.At, Progress: o.step}
}
