package site

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"os"
	"strings"
	"time"
)

// errKind is returned for an answer that is no text: it is counted, not read.
var errKind = errors.New("not a kind of answer that is read")

// lateError says how long an answer was waited for. It wraps os.ErrDeadlineExceeded.
type lateError time.Duration

func (l lateError) Error() string { return fmt.Sprintf("no whole answer within %s", time.Duration(l)) }
func (l lateError) Unwrap() error { return os.ErrDeadlineExceeded }

// robotsOf is the robots.txt of one origin, or why there is no knowing it.
type robotsOf struct {
	*robots
	err error
}

// fetch asks for one address, if robots.txt allows, and reads its answer.
func (v *visitor) fetch(ctx context.Context, address string) (*answer, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	if how := v.halted[u.Host]; how != "" {
		return nil, errors.New(how)
	}
	rules := v.rules(ctx, u)
	if rules.err != nil {
		return nil, rules.err
	}
	if !rules.allows(u.RequestURI()) {
		return nil, v.told(address, fmt.Errorf("%s://%s/robots.txt: %w", u.Scheme, u.Host, ErrRobots))
	}
	a, err := v.get(ctx, u, v.opts.PageSize)
	if err != nil {
		return nil, v.told(address, err)
	}
	v.step(Step{URL: address, Status: a.status, Size: len(a.body)})
	if a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable && len(a.header["Retry-After"]) > 0 {
		v.halted[u.Host] = fmt.Sprintf("the site answered %d and wants to be left alone", a.status)
	}
	return a, nil
}

// told reports a failure as a step and returns it.
func (v *visitor) told(address string, err error) error {
	v.step(Step{URL: address, Err: err})
	return err
}

// rules returns the robots.txt of an origin, fetched once.
func (v *visitor) rules(ctx context.Context, u *url.URL) *robotsOf {
	origin := u.Scheme + "://" + u.Host
	if r, ok := v.robots[origin]; ok {
		return r
	}
	r := v.fetchRobots(ctx, origin)
	if ctx.Err() == nil {
		v.robots[origin] = r
	}
	if r.err != nil {
		r.err = v.told(origin+"/robots.txt", r.err)
	} else if r.delay > v.opts.Interval {
		v.door.Slow(u.Hostname(), r.delay)
	}
	return r
}

// fetchRobots follows RFC 9309 clause 2.3.1: up to five redirects; what the site
// does not have forbids nothing; what it cannot give forbids everything.
func (v *visitor) fetchRobots(ctx context.Context, origin string) *robotsOf {
	address := origin + "/robots.txt"
	for range 6 {
		u, err := url.Parse(address)
		if err != nil {
			break
		}
		a, err := v.getHead(ctx, u, maxRobots)
		switch {
		case err != nil:
			return &robotsOf{err: err}
		case a.location() != "":
			address = a.location()
		case a.status >= 200 && a.status < 300:
			return &robotsOf{robots: readRobots(a.body)}
		case a.status >= 500, a.status == http.StatusTooManyRequests:
			return &robotsOf{err: fmt.Errorf("%s answers %d: %w", address, a.status, ErrRobots)}
		default:
			return &robotsOf{robots: &robots{}}
		}
	}
	return &robotsOf{robots: &robots{}}
}

// get reads a whole answer.
func (v *visitor) get(ctx context.Context, u *url.URL, max int64) (*answer, error) {
	return v.request(ctx, u, func(a *answer, resp *http.Response) (err error) {
		if kind, _ := mediaType(normalHeader(resp.Header)); !readable(kind) {
			v.got.other[kind]++
			return errKind
		}
		if resp.ContentLength > max {
			return tooLarge(max)
		}
		a.body, err = undo(resp.Body, codings(resp.Header), max)
		if errors.Is(err, errTooLarge) {
			return tooLarge(max)
		}
		return err
	})
}

// getHead reads the start of an answer, whatever its kind.
func (v *visitor) getHead(ctx context.Context, u *url.URL, max int64) (*answer, error) {
	return v.request(ctx, u, func(a *answer, resp *http.Response) error {
		if list := codings(resp.Header); len(list) > 0 {
			data, err := undo(resp.Body, list, max)
			a.body = data
			return err
		}
		data, err := io.ReadAll(io.LimitReader(resp.Body, max))
		a.body = data
		return err
	})
}

func tooLarge(max int64) error {
	if max >= 1<<20 {
		return fmt.Errorf("more than %d MiB", max>>20)
	}
	return fmt.Errorf("more than %d bytes", max)
}

// request makes one request and has its answer read. Patience begins when it is
// the request's turn.
func (v *visitor) request(ctx context.Context, u *url.URL, read func(*answer, *http.Response) error) (*answer, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	late := lateError(v.opts.Patience)
	var timer *time.Timer
	turn := &httptrace.ClientTrace{GetConn: func(string) {
		if timer == nil {
			timer = time.AfterFunc(v.opts.Patience, func() { cancel(late) })
		}
	}}
	req, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, turn), http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5")
	req.Header.Set("Accept-Language", "en")
	req.Header.Set("Accept-Encoding", "gzip")
	resp, err := v.way.RoundTrip(req)
	if timer != nil {
		defer timer.Stop()
	}
	if err == nil {
		defer resp.Body.Close()
		a := &answer{url: u.String(), status: resp.StatusCode, at: v.now()}
		if err = read(a, resp); err == nil {
			a.header = normalHeader(resp.Header)
			return a, nil
		}
	}
	if context.Cause(ctx) == late {
		return nil, late
	}
	return nil, trim(err)
}

// trim takes away what an error of the HTTP client repeats.
func trim(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the answer was cut short: %w", err)
	}
	if err != nil && strings.Contains(err.Error(), "server gave HTTP response to HTTPS client") {
		return fmt.Errorf("the server speaks no TLS there: %w", err)
	}
	return err
}
