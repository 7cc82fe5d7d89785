package policy

import (
	"strings"
	"testing"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
)

// Each sentence stands alone in a policy that says nothing else of times.
func TestSentences(t *testing.T) {
	for _, c := range []struct {
		sentence    string
		ack, status assay.Answer
	}{
		{"You will hear back from us within 48 hours.", assay.Yes, assay.No},
		{"Our team will get back to you within three business days.", assay.Yes, assay.No},
		{"We commit to acknowledging your email within 24 hours.", assay.Yes, assay.No},
		{"Reports are acknowledged no later than five working days after we get them.", assay.Yes, assay.No},
		{"Within 7 days of receiving your report, we will confirm that we have received it.", assay.Yes, assay.No},
		{"First response: 2 business days", assay.Yes, assay.No},
		{"You will receive an automatic acknowledgement immediately.", assay.Yes, assay.No},
		{"We’ll acknowledge your report within one week — and we mean it.", assay.Yes, assay.No},
		{"We acknowledge receipt in 3 days and will fix it afterwards.", assay.Yes, assay.No},
		{"You should receive an acknowledgement within 3 days.", assay.Unknown, assay.No},
		{"If you have not received an acknowledgement within 5 days, please call us.", assay.Unknown, assay.No},
		{"Please allow up to 5 days for us to acknowledge your report.", assay.Unknown, assay.No},
		{"We acknowledge your report as soon as possible.", assay.Unknown, assay.No},
		{"We usually reply within two days.", assay.Unknown, assay.No},
		{"We will do our best to respond within 5 working days, where possible.", assay.Unknown, assay.No},
		{"We do not acknowledge anonymous reports within 5 days.", assay.Unknown, assay.No},
		{"We fix acknowledged vulnerabilities within 90 days.", assay.Unknown, assay.No},
		{"We publish an advisory within 30 days.", assay.No, assay.No},
		{"Refunds are paid within 14 days.", assay.No, assay.No},
		{"We update you every 10 working days until the issue is closed.", assay.No, assay.Yes},
		{"You get progress updates at intervals of no more than 14 days.", assay.No, assay.Yes},
		{"There are never more than 30 days between status updates.", assay.No, assay.Unknown},
		{"We keep you informed at least once a month until it is resolved.", assay.No, assay.Yes},
		{"Status reports follow weekly.", assay.No, assay.Yes},
		{"We try to update you every two weeks.", assay.No, assay.Unknown},
		{"We keep you informed of our progress.", assay.No, assay.Unknown},
		{"You can see the status of your report in the portal.", assay.No, assay.Unknown},
		{"We review this policy every 12 months.", assay.No, assay.No},
		{"Our cameras get firmware updates every month.", assay.No, assay.No},
		{"Subscribe to our newsletter for monthly updates on products.", assay.No, assay.No},
		{"We acknowledge your report within 5 days, and give you a status update every 14 days until it is resolved.", assay.Yes, assay.Yes},
	} {
		body := "<html lang=en><title>Vulnerability disclosure policy</title><h1>Vulnerability disclosure policy</h1><p>Please report a vulnerability in any of our products to security@larkspur.example, and be kind to the data of others.</p><p>" + c.sentence + "</p>"
		in := &check.Input{Name: "case", NoImage: true, Pages: []*evidence.Page{{URL: "https://a.example/vdp", Final: "https://a.example/vdp", Status: 200, Type: "text/html", Body: []byte(body)}}}
		found, err := Of(in)
		if err != nil {
			t.Fatal(err)
		}
		if ack, status := found.Acknowledgement(), found.StatusUpdates(); ack.Answer != c.ack || status.Answer != c.status {
			t.Errorf("%s\n ack %s (%s), status %s (%s); want %s, %s", c.sentence, ack.Answer, ack.Say, status.Answer, status.Say, c.ack, c.status)
		}
	}
}

func TestContacts(t *testing.T) {
	for html, want := range map[string]string{
		"<p>E-mail: psirt@a.example</p>":                                                                               "psirt@a.example",
		"<p>Please report vulnerabilities by writing to info@a.example.</p>":                                           "info@a.example",
		"<p>Questions on invoices: billing@a.example</p>":                                                              "",
		"<p>Do not report vulnerabilities to support@a.example.</p>":                                                   "",
		"<p>Write to our <a href='mailto:product-security%40a.example?subject=x'>security team</a>.</p>":               "product-security@a.example",
		"<p>Report a vulnerability with our <a href='https://forms.a.example/x'>online form</a>.</p>":                  "https://forms.a.example/x",
		"<p>See the <a href='https://a.example/privacy'>privacy form</a>.</p>":                                         "",
		"<p>To report a security vulnerability call our team by telephone: +44 20 7946 0000</p>":                       "+44 20 7946 0000",
		"<p>Report a vulnerability at <a href='https://bugcrowd.com/larkspur'>Bugcrowd</a>.</p>":                       "https://bugcrowd.com/larkspur",
		"<p>We like <a href='https://hackerone.com/'>HackerOne</a>.</p>":                                               "",
		"<p style='display:none'>security@a.example</p>":                                                               "",
		"<nav><a href='mailto:security@a.example'>Mail</a></nav>":                                                      "",
		"<p>security@a.example is for reports. <a href='https://b.example/pgp-report-form'>Our reporting form</a></p>": "security@a.example",
	} {
		body := "<html lang=en><title>Vulnerability disclosure policy</title><h1>Vulnerability disclosure policy</h1><p>We want to hear of each vulnerability that you have found in our products, and we look into it.</p>" + html
		in := &check.Input{Name: "case", NoImage: true, Pages: []*evidence.Page{{URL: "https://a.example/vdp", Final: "https://a.example/vdp", Status: 200, Type: "text/html", Body: []byte(body)}}}
		found, err := Of(in)
		if err != nil {
			t.Fatal(err)
		}
		s := found.Contact(in)
		got, _ := s.Data["contact"].(string)
		if got != want {
			t.Errorf("%s: got %q (%s), want %q", html, got, s.Say, want)
		}
	}
}

func FuzzPolicy(f *testing.F) {
	f.Add([]byte("<html lang=en><title>Vulnerability disclosure</title><p>Report vulnerabilities to security@a.example. We acknowledge within 5 days and update you weekly."))
	f.Add([]byte("# Vulnerability disclosure policy\n\n- Please send reports on the vulnerability to us: security (at) a (dot) example"))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, kind := range []string{"text/html", "text/plain"} {
			in := &check.Input{Name: "case", NoImage: true, Pages: []*evidence.Page{{URL: "https://a.example/vdp", Final: "https://a.example/vdp", Status: 200, Type: kind, Body: body}}}
			found, err := Of(in)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range found.Policies {
				for _, s := range []assay.Answer{p.Contact.Answer, p.Acknowledgement.Answer, p.Status.Answer} {
					if s == assay.No && (!p.Sure || !p.Page.Full()) {
						t.Fatal("a no from what was not read")
					}
				}
				if w := p.Acknowledgement.Where; p.Acknowledgement.Answer == assay.Yes && (len(w) == 0 || strings.TrimSpace(w[0].Quote) == "") {
					t.Fatal("a yes without a quotation")
				}
			}
			found.Complete(in)
			found.Access()
			found.Human(in)
		}
	})
}
