package checks

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
)

// hostile are pieces that pages are made of to waste time: words that patterns
// begin with and never end with, in sentences without a stop, under headings and
// lead-ins that are read once more with each item.
var hostile = map[string]string{
	"begun":   "we acknowledge reports security updates collect to share with you before ",
	"stops":   "We acknowledge reports. Security updates until. Report vulnerability to. We collect data. ",
	"times":   "within 5 days within 24 hours until 31 december every 3 weeks for ",
	"commas":  "we will, and you may, acknowledge the report, but, not, updates, ",
	"letters": "a b c d e f g h i j k l m n o p q r s t u v w x y z ",
	"items":   "<li>we acknowledge reports of security updates<li>delete your data before you sell",
	"digits":  "1 2 3 4 5 2028 31 12 2028 01 02 03 ",
}

// TestHostile judges 1 MiB of prose made to waste time.
func TestHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	// on a quiet machine each takes a second or two; what is quadratic takes minutes
	const most = 40 * time.Second
	for name, piece := range hostile {
		body := "<html lang=en><title>Vulnerability disclosure privacy policy user guide</title><h1>Vulnerability disclosure: security updates support period</h1><p>report to us:<p>" + strings.Repeat(piece, 1<<20/len(piece))
		p := &evidence.Page{URL: "https://larkspur.example/vdp", Final: "https://larkspur.example/vdp", Status: 200, Type: "text/html", Asked: true, Body: []byte(body), Digest: "sha256:00"}
		in := &check.Input{Name: "case", NoImage: true, Pages: []*evidence.Page{p}, Models: []string{"HomeCam 2"}}
		var own []*check.Check
		for _, c := range All {
			if fmt.Sprint(c.Reads) == fmt.Sprint(check.Site) {
				own = append(own, c)
			}
		}
		start := time.Now()
		check.Run(own, in)
		took := time.Since(start)
		t.Logf("%-8s %6.2f s", name, took.Seconds())
		if took > most {
			t.Errorf("%s: %s for 1 MiB, at most %s", name, took, most)
		}
	}
}
