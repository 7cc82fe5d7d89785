package site

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io/fs"
	"net"
	"os"
	"syscall"

	"github.com/assay-project/assay/internal/reach"
)

const saveInstead = "save the pages in a browser (as HAR) or with wget --warc-file, and give that file"

// Advice is one sentence on what to try after an error of this package; "" where
// there is nothing to say.
func Advice(err error) string {
	var name *net.DNSError
	var cert *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.Is(err, ErrRobots):
		return "the site asks programs to stay away: " + saveInstead
	case errors.Is(err, ErrRefused):
		return "only public addresses are visited: for a site on a private network, " + saveInstead
	case errors.Is(err, reach.ErrBudget):
		return "name fewer addresses, or give it more with --time or --pages"
	case errors.As(err, &name) && name.IsNotFound:
		return "check the spelling of the host name"
	case errors.As(err, &name):
		return "no name server answers: is this machine online? If not, " + saveInstead
	case errors.As(err, &cert), errors.As(err, &unknown):
		return "the certificate of the site is not trusted here, so what it says could be anybody's: " + saveInstead
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, os.ErrDeadlineExceeded):
		return "is this machine online, and is the address right? Without a network, " + saveInstead
	case errors.Is(err, ErrFormat):
		return "how to save pages: assay site --help"
	case errors.Is(err, fs.ErrNotExist):
		return "an address of the web starts with https://"
	}
	return ""
}
