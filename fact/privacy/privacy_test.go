package privacy

import (
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
)

func of(t *testing.T, title, body string) *Found {
	t.Helper()
	in := &check.Input{Name: "case", NoImage: true, Pages: []*evidence.Page{{URL: "https://a.example/x", Final: "https://a.example/x", Status: 200, Type: "text/html",
		Body: []byte("<html lang=en><title>" + title + "</title><h1>" + title + "</h1>" + body)}}}
	found, err := Of(in)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestTelemetry(t *testing.T) {
	for _, c := range []struct {
		body      string
		which     assay.Answer
		none, use bool
	}{
		{"<p>The camera does not collect any telemetry.</p>", assay.Yes, true, true},
		{"<p>No usage data is sent.</p>", assay.Yes, true, true},
		{"<p>We do not sell usage data.</p>", assay.Unknown, false, false},
		{"<p>We do not collect usage data without your consent.</p>", assay.Unknown, false, false},
		{"<p>Telemetry includes uptime and signal strength.</p>", assay.Yes, false, false},
		{"<h2>Diagnostic data</h2><ul><li>Firmware version</li><li>Uptime</li></ul>", assay.Yes, false, false},
		{"<h2>Diagnostic data</h2><p>It is used to improve the product.</p><p>It is shared with our hosting provider.</p>", assay.Unknown, false, true},
		{"<p>We collect usage data.</p>", assay.Unknown, false, false},
	} {
		found := of(t, "Privacy notice", c.body)
		which, use := found.Telemetry(), found.TelemetryUse()
		if which.Answer != c.which || (which.Data["none"] == true) != c.none || (use.Answer == assay.Yes) != c.use {
			t.Errorf("%s: which %s (%s), use %s", c.body, which.Answer, which.Say, use.Answer)
		}
	}
}

func TestNotice(t *testing.T) {
	long := strings.Repeat("<p>This notice is written with care for everybody who has one of our cameras at home.</p>", 10)
	for _, c := range []struct {
		title, body               string
		data, use, take, publised assay.Answer
	}{
		{"Privacy notice", long + "<p>We collect your name and address.</p><p>We use them to send you alerts.</p><p>We share nothing with third parties.</p><p>You can withdraw your consent in the app.</p>", assay.Yes, assay.Yes, assay.Yes, assay.Yes},
		{"Privacy notice", long, assay.No, assay.No, assay.Unknown, assay.Yes},
		{"Privacy notice", long + "<p>We do not collect your location.</p>", assay.No, assay.No, assay.Unknown, assay.Yes},
		{"Privacy notice", "<p>We care.</p>", assay.Unknown, assay.Unknown, assay.Unknown, assay.Yes},
		{"Privacy notice", long + "<iframe src='https://b.example/notice'></iframe>", assay.Unknown, assay.Unknown, assay.Unknown, assay.Yes},
		{"Cameras for privacy lovers", long + "<p>We collect your name.</p>", assay.Unknown, assay.Unknown, assay.Unknown, assay.Unknown},
	} {
		found := of(t, c.title, c.body)
		if d, u, w, p := found.Data().Answer, found.Use().Answer, found.Withdrawal().Answer, found.Published().Answer; d != c.data || u != c.use || w != c.take || p != c.publised {
			t.Errorf("%s %s: %s %s %s %s", c.title, c.body[max(0, len(c.body)-80):], d, u, w, p)
		}
	}
}
