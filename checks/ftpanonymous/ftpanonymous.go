// Package ftpanonymous asks whether an FTP server is set up to let anybody in
// without a password.
package ftpanonymous

import (
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/services"
)

// Check is the question about each FTP server and its configuration.
var Check = &check.Check{
	Name: "ftpanonymous",
	Doc: "Reads the configuration of FTP servers (vsftpd.conf). Yes: anonymous_enable lets anybody in; it counts less where nothing was seen to start the server. " +
		"No: it is switched off. Unknown: the server's own build decides, as with busybox ftpd.",
	Question: "service.ftp.anonymous",
	Bears: []check.Bearing{
		{Unit: "5.5-4-2/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.5-5-2/a", On: assay.Yes, Effect: assay.Informs},
		{Unit: "5.5-4-2/a", On: assay.Unknown, Effect: assay.Informs},
	},
	Run: run,
}

var files = []string{"/etc/vsftpd.conf", "/etc/vsftpd/vsftpd.conf"}

func run(p *check.Pass) error {
	found, err := services.Of(p.Input)
	if err != nil {
		return err
	}
	read := false
	for _, file := range files {
		if c := services.Read(p.Device, file); c.Node() != nil {
			read = true
			p.Report(configured(found, c))
		}
	}
	for _, s := range found.Named("ftp") {
		if s.Product == "vsftpd" && read {
			continue
		}
		p.Report(check.Finding{
			Answer: assay.Unknown, About: s.Key, Where: s.Where(), Data: s.Data(), Exercised: found.Exercised(),
			Summary: "Whether " + s.Product + " lets anybody in without a password its build decides: " + s.Sentence(),
		})
	}
	return nil
}

func configured(found *services.Found, c services.Config) check.Finding {
	f := check.Finding{Answer: assay.No, About: "/" + c.Node().Path(), Exercised: found.Exercised(), Where: []assay.Where{c.Node().At(0)}}
	set, ok := c.Last("anonymous_enable")
	if ok {
		f.Where = []assay.Where{c.At(set)}
	}
	f.Summary = c.Node().Path() + " lets nobody in without a password"
	switch {
	case ok && strings.EqualFold(set.Value, "no"):
	case ok && !strings.EqualFold(set.Value, "yes"):
		f.Answer, f.Summary = assay.Unknown, c.Node().Path()+" does not say whether anybody is let in by FTP without a password"
	default: // vsftpd.conf(5): YES where the file does not say
		f.Answer, f.Summary = assay.Yes, c.Node().Path()+" lets anybody in by FTP without a password"
		f.Mend = "Set anonymous_enable=NO, or take the FTP server out."
	}
	if !started(found, "vsftpd") {
		f.Summary += "; nothing was seen to start the server"
		f.AtMost = assay.Informs
	}
	return f
}

func started(found *services.Found, product string) bool {
	for _, s := range found.Named("ftp") {
		if s.Product == product {
			return true
		}
	}
	return false
}
