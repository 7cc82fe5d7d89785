package html

import (
	"fmt"
	"math"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

// Measures of the flash strip, in units of the drawing.
const (
	stripWidth  = 1000.0
	labelRoom   = 7.0 // per character
	entropyRoom = 44.0
	mostStrips  = 8
)

// strip is an input image drawn at scale: what lies where, whether it was
// identified, and how random it looks.
type strip struct {
	ID         string
	Name       string
	Size       int64
	Identified string
	Segments   []segment
	Regions    list[assay.Region]
	Ticks      []tick
	Summary    string // for readers who do not see the drawing
}

type segment struct {
	X, Width  float64
	Kind      string // known, unknown, empty
	Label     string
	Title     string
	EntropyY  float64
	EntropyHi float64
}

type tick struct {
	X      float64
	Anchor string
	Text   string
}

// strips draws one strip per image, in the order of the document.
func strips(doc *assay.Document, most int) []strip {
	regions := map[string][]assay.Region{}
	var order []string
	for _, r := range doc.Layout {
		if regions[r.Evidence] == nil {
			order = append(order, r.Evidence)
		}
		regions[r.Evidence] = append(regions[r.Evidence], r)
	}
	var out []strip
	for i, id := range order {
		if i == mostStrips {
			break
		}
		out = append(out, drawStrip(doc, i, id, regions[id], most))
	}
	return out
}

func drawStrip(doc *assay.Document, number int, id string, regions []assay.Region, most int) strip {
	s := strip{ID: fmt.Sprintf("strip%d", number), Name: report.ShortDigest(id), Regions: cut(regions, most)}
	for _, e := range doc.Evidence {
		if e.ID == id && len(e.Places) > 0 {
			s.Name, s.Size = report.Plain(e.Places[0].Origin), e.Size
		}
	}
	var known, total int64
	for _, r := range regions {
		s.Size = max(s.Size, r.Offset+r.Size)
		total += r.Size
		if r.Identified {
			known += r.Size
		}
	}
	s.Identified = report.Percent(known, total)
	s.Summary = fmt.Sprintf("%s of %s in %s, %s identified.", s.Name, report.Bytes(s.Size), report.Count(len(regions), "region"), s.Identified)
	for _, r := range s.Regions.Rows {
		s.Segments = append(s.Segments, drawSegment(r, s.Size))
	}
	for i := range 5 {
		at := float64(i) / 4
		anchor := "middle"
		if i == 0 {
			anchor = "start"
		} else if i == 4 {
			anchor = "end"
		}
		s.Ticks = append(s.Ticks, tick{round(at * stripWidth), anchor, fmt.Sprintf("0x%x", int64(at*float64(s.Size)))})
	}
	return s
}

func drawSegment(r assay.Region, size int64) segment {
	scale := stripWidth / float64(max(size, 1))
	g := segment{X: round(float64(r.Offset) * scale), Width: math.Max(round(float64(r.Size)*scale), 1), Kind: "unknown"}
	if r.Identified {
		g.Kind = "known"
	}
	if r.Identified && r.Entropy < 0.05 {
		g.Kind = "empty"
	}
	g.Title = fmt.Sprintf("%s, %s at 0x%x, entropy %.2f of 8", report.Plain(r.Format), report.Bytes(r.Size), r.Offset, r.Entropy)
	if room := int(g.Width / labelRoom); room >= 5 && len(r.Format) <= room {
		g.Label = report.Plain(r.Format)
	}
	g.EntropyHi = round(entropyRoom * math.Min(math.Max(r.Entropy, 0), 8) / 8)
	g.EntropyY = round(entropyRoom - g.EntropyHi)
	return g
}

// round keeps drawings short and the same on every machine.
func round(f float64) float64 { return math.Round(f*10) / 10 }
