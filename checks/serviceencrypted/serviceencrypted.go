// Package serviceencrypted asks of each network service that the device starts
// whether what passes over it is encrypted.
package serviceencrypted

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/services"
)

// Check is the question about each service.
var Check = &check.Check{
	Name: "serviceencrypted",
	Doc: "Reads the services that the device starts, their arguments and configuration. No: the service speaks a protocol without encryption (Telnet, FTP, TFTP, HTTP, RTSP, MQTT without a certificate) and nothing switches encryption on. " +
		"Yes: it speaks SSH, or its configuration switches TLS on. An open web port whose configuration sends browsers on to https informs only. Unknown: the program is none of those that are known. It refutes only where a service is started without condition, answers the network, " +
		"and the declaration says of it that it is encrypted.",
	Question: "service.encrypted",
	Bears: []check.Bearing{
		{Unit: "5.5-1-2/a", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.5-4-2/c", On: assay.No, Effect: assay.Refutes},
		{Unit: "5.5-1-1/b", On: assay.No, Effect: assay.Informs},
		{Unit: "5.5-1-2/a", On: assay.Yes, Effect: assay.Informs},
	},
	Run: run,
}

// clear are protocols of which it is said in their own texts that nothing is
// encrypted: RFC 854, 959, 1350, 2326 with RTP (3550 clause 9), 9110 without TLS,
// MQTT 3.1.1 section 5.
var clear = map[string]bool{"telnet": true, "ftp": true, "tftp": true, "http": true, "mqtt": true, "rtsp": true}

func run(p *check.Pass) error {
	found, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	said := 0
	for _, s := range found.Named() {
		if s.Local() || s.Guess {
			continue
		}
		if f, ok := finding(found, s); ok {
			said++
			p.Report(f)
		}
	}
	if said == 0 {
		p.Report(check.Finding{Answer: assay.Unknown, Summary: "No service was found of which it is known whether it encrypts", Exercised: found.Exercised()})
	}
	return nil
}

func finding(found *services.Found, s *services.Service) (check.Finding, bool) {
	f := check.Finding{About: s.Key, Where: s.Where(), Exercised: found.Exercised(), Data: s.Data()}
	f.Data["name"] = s.Name
	switch {
	case s.Name == "rtsp" && options(s):
		return f, false
	case s.Clear && clear[s.Name]:
		f.Answer, f.Mend = assay.No, "Switch TLS on and the open port off, or take the service out."
		f.Summary = fmt.Sprintf("%s at %s is not encrypted: %s", s.Name, s.Key, s.Sentence())
	case s.Name == "ssh", s.Name == "https", s.Name == "mqtt" && !s.Clear:
		f.Answer, f.Summary = assay.Yes, fmt.Sprintf("%s at %s is encrypted", s.Name, s.Key)
	default:
		return f, false
	}
	if s.Config != nil {
		f.Where = append(f.Where, s.Config.At(0))
	}
	if !found.Reachable(s) || sendsOn(s) {
		f.AtMost = assay.Informs
	}
	return f, true
}

// options tells a stream server whose command line may switch encryption on:
// v4l2rtspserver has -x for a certificate and -X for SRTP.
func options(s *services.Service) bool {
	for _, w := range s.Argv {
		if !w.Known || strings.HasPrefix(w.Text, "-x") || strings.HasPrefix(w.Text, "-X") {
			return true
		}
	}
	return false
}

const maxConfig = 256 << 10

// sendsOn tells whether a web server's configuration may do no more on its open
// port than send browsers on to the encrypted one.
func sendsOn(s *services.Service) bool {
	if s.Name != "http" || s.Config == nil {
		return false
	}
	data, err := s.Config.Bytes(maxConfig)
	return err != nil || bytes.Contains(data, []byte("https://")) || bytes.Contains(data, []byte("redirect"))
}
