// Package pdf writes a paper as PDF with its machine-readable twin attached as
// assay-statement.json. Where a Chromium is present the HTML form is printed by
// it, which gives a tagged, accessible PDF; otherwise a plain one is drawn, and
// its metadata says that it is not tagged.
//
// The plain form is the same bytes for the same paper. Chromium's is, as far as
// one version of it goes: its dates are replaced by that of the paper.
package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/assay-project/assay/document"
	"github.com/assay-project/assay/document/html"
	"github.com/assay-project/assay/internal/printed"
)

// ErrNoChromium is returned where a tagged PDF is asked for and none can be printed.
var ErrNoChromium = errors.New("no Chromium found")

// Options say how a PDF is made.
type Options struct {
	Chromium string    // path of the program; "" for one that is found, "none" for none
	Tagged   bool      // fail rather than draw a plain one
	At       time.Time // for the dates inside
}

// Made says what was written.
type Made struct {
	Tagged bool
	Note   string // why it is not tagged
}

// Write writes a paper.
func Write(ctx context.Context, w io.Writer, p *document.Paper, o Options) (Made, error) {
	twin, _, err := document.Twin(p)
	if err != nil {
		return Made{}, err
	}
	data, made, err := pages(ctx, p, o)
	if err != nil {
		return made, fmt.Errorf("write %s as PDF: %w", p.Kind, err)
	}
	about := printed.Info{Title: p.Title + ": " + p.Product.Name, Producer: "assay", At: o.At, Keywords: "tagged; twin: " + document.TwinName}
	if !made.Tagged {
		about.Keywords = "not tagged (made without Chromium); twin: " + document.TwinName
	}
	file := &printed.File{Name: document.TwinName, What: "machine-readable twin of this paper", Data: twin}
	if data, err = printed.Stamp(data, about, file); err != nil {
		return made, fmt.Errorf("attach the twin of %s: %w", p.Kind, err)
	}
	_, err = w.Write(data)
	return made, err
}

func pages(ctx context.Context, p *document.Paper, o Options) ([]byte, Made, error) {
	program := o.Chromium
	if program == "" {
		program = printed.Find()
	}
	if program != "" && program != "none" {
		data, err := printHTML(ctx, program, p)
		if err == nil {
			return data, Made{Tagged: true}, nil
		}
		if o.Tagged || ctx.Err() != nil {
			return nil, Made{}, err
		}
		data, plainErr := plain(p)
		return data, Made{Note: "Chromium could not print: " + err.Error()}, plainErr
	}
	if o.Tagged {
		return nil, Made{}, ErrNoChromium
	}
	data, err := plain(p)
	return data, Made{Note: ErrNoChromium.Error()}, err
}

// printHTML prints the HTML form.
func printHTML(ctx context.Context, program string, p *document.Paper) ([]byte, error) {
	var page bytes.Buffer
	if err := html.Write(&page, p); err != nil {
		return nil, err
	}
	return printed.HTML(ctx, program, page.Bytes())
}
