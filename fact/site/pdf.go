package site

import (
	"github.com/assay-project/assay/prose"
	"github.com/assay-project/assay/prose/pdf"
)

// readPDF reads a paper. A scan gives no words and says so: it is then taken for
// unread, never for a paper that says nothing.
func readPDF(body []byte) (*prose.Text, error) { return pdf.Read(body, pdf.Limits{}) }
