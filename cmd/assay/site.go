package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay/assess"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/source/site"
)

// siteFlags are the flags of site beside those of every judging command.
type siteFlags struct {
	judging
	save     string
	product  string
	pages    int
	depth    int
	time     time.Duration
	interval time.Duration
	loopback bool
}

func siteCommand(s streams) *cobra.Command {
	var flags siteFlags
	cmd := &cobra.Command{
		Use:   "site URL... | PATH...",
		Short: "Judge what a maker says in public: security.txt, policies, support period",
		Long: `Visits web pages of a maker and judges what they say: security.txt, disclosure
policy, support period, guidance, privacy and telemetry notices, statement of
compliance. It obeys robots.txt, waits between requests, follows only links of the
same site that look relevant, and goes to public addresses only.

Or reads saved pages and touches no network: a WARC file (wget --warc-file=site,
browser archivers), a HAR file (a browser's network tab, "save all with content"),
or a folder of pages as example.com/security/index.html, with site.json to say
more of each. What was not read is listed under limits.`,
		Example: `  assay site https://example.com/ --save site.warc
  assay site example.com/support/homecam-2 --product "HomeCam 2/HC-2"
  assay site site.warc --format json`,
		Args:              arguments(1, 0, "addresses as https://example.com/, or saved pages"),
		ValidArgsFunction: complete(cobra.ShellCompDirectiveDefault),
		RunE:              func(cmd *cobra.Command, args []string) error { return flags.run(cmd.Context(), s, args) },
	}
	flags.register(cmd)
	f := cmd.Flags()
	f.StringVar(&flags.save, "save", "", "write the pages to this WARC `file`, also where the visit is stopped")
	f.StringVar(&flags.product, "product", "", "`name` of the product, or name/model, that the pages are read for")
	f.IntVar(&flags.pages, "pages", 60, "end a visit after this `many` requests, at most 1000")
	f.IntVar(&flags.depth, "depth", 2, "follow links so `far` from the addresses named; 0 follows none")
	f.DurationVar(&flags.time, "time", 10*time.Minute, "end a visit after this `long`")
	f.DurationVar(&flags.interval, "interval", time.Second, "wait this `long` between requests to one host")
	f.BoolVar(&flags.loopback, "loopback", false, "let a visit go to this machine itself, for tests")
	_ = cmd.RegisterFlagCompletionFunc("save", complete(cobra.ShellCompDirectiveFilterFileExt, "warc"))
	return cmd
}

func (f *siteFlags) run(ctx context.Context, s streams, args []string) error {
	if err := f.checkSite(); err != nil {
		return err
	}
	urls, paths, err := sortSites(args)
	if err != nil {
		return err
	}
	opts, done, err := f.options(s, "site")
	if err != nil {
		return err
	}
	collected, err := f.collect(ctx, s, urls, paths)
	if err != nil && collected != nil && f.save != "" { // stopped on the way
		done()
		if saved := f.write(collected); saved != nil {
			return errors.Join(err, saved)
		}
		fmt.Fprintf(s.err, "assay: the %d pages had until then are in %s: assay site %s\n", len(collected.Pages), f.save, quoted(f.save))
		return err
	}
	if err != nil {
		done()
		if advice := site.Advice(err); advice != "" {
			return hint(err, "%s", advice)
		}
		return err
	}
	if f.save != "" {
		if err := f.write(collected); err != nil {
			done()
			return err
		}
	}
	result, err := assess.Site(ctx, collected, opts)
	done()
	if err != nil {
		return err
	}
	if f.format == "text" && f.output == "" {
		said(s.out, result.Document, width(s.out), f.all)
	}
	return f.deliver(s, f.out, f.rerun(args, paths), result)
}

func (f *siteFlags) write(collected *site.Collected) error {
	return writeFile(f.save, 0o644, func(file *os.File) error {
		_, err := file.Write(collected.Kept.Data)
		return err
	})
}

func (f *siteFlags) checkSite() error {
	if err := f.check(1); err != nil {
		return err
	}
	switch {
	case f.pages < 1 || f.pages > 1000:
		return misused("--pages %d: want 1 to 1000", f.pages)
	case f.depth < 0:
		return misused("--depth %d: want 0 or more", f.depth)
	case f.time <= 0 || f.interval < 0:
		return misused("--time and --interval: want a span as 90s")
	}
	return nil
}

// sortSites tells addresses from paths. What is there as a file is a path; so is
// what looks like one.
func sortSites(args []string) (urls, paths []string, err error) {
	for _, a := range args {
		switch {
		case site.Saved(a):
			paths = append(paths, a)
		case strings.Contains(a, "://"), looksLikeSite(a):
			if _, err := site.Address(a); err != nil {
				return nil, nil, misused("%v", err)
			}
			urls = append(urls, a)
		default:
			return nil, nil, hint(&fs.PathError{Op: "open", Path: a, Err: fs.ErrNotExist}, "an address of the web starts with https://")
		}
	}
	if len(urls) > 0 && len(paths) > 0 {
		return nil, nil, misused("%s is an address and %s a file: visit first, with --save, then read the files together", urls[0], paths[0])
	}
	return urls, paths, nil
}

// looksLikeSite tells whether a word starts like example.com and does not end like
// saved pages.
func looksLikeSite(word string) bool {
	host, _, _ := strings.Cut(word, "/")
	switch strings.ToLower(filepath.Ext(word)) {
	case ".warc", ".gz", ".har", ".yaml":
		return false
	}
	return strings.Contains(strings.Trim(host, "."), ".") && !strings.HasPrefix(host, ".")
}

func (f *siteFlags) collect(ctx context.Context, s streams, urls, paths []string) (*site.Collected, error) {
	opts := site.Options{
		Version: version, Pages: f.pages, Depth: f.depth, Time: f.time, Interval: f.interval, Loopback: f.loopback,
		Progress: func(step site.Step) { f.progress(s, step) },
	}
	opts.Product.Name, opts.Product.Model, _ = strings.Cut(f.product, "/")
	if len(paths) > 0 {
		return site.OpenAll(ctx, paths, opts)
	}
	if opts.Depth == 0 { // to the package 0 is its default
		opts.Depth = -1
	}
	if opts.Interval == 0 {
		opts.Interval = -1
	}
	if s.getenv("SOURCE_DATE_EPOCH") != "" { // not --at: pages are stamped with when they were fetched
		at, err := (&judging{}).day(s)
		if err != nil {
			return nil, err
		}
		opts.Now = func() time.Time { return at }
	}
	return site.Visit(ctx, urls, opts)
}

// progress prints a line for each answer or failure.
func (f *siteFlags) progress(s streams, step site.Step) {
	switch {
	case f.quiet:
	case step.Err != nil:
		fmt.Fprintf(s.err, "%4d  –    %s  %s\n", step.Number, report.Plain(step.URL), report.Plain(short(step.Err)))
	default:
		fmt.Fprintf(s.err, "%4d  %d  %s  %s\n", step.Number, step.Status, report.Plain(step.URL), report.Bytes(int64(step.Size)))
	}
}

// short is what went wrong, without what the HTTP client says around it.
func short(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil || len(err.Error()) < 100 {
			return err.Error()
		}
		err = inner
	}
}

// rerun is a command that shows more of the same without another visit, where
// the pages were saved.
func (f *siteFlags) rerun(args, paths []string) string {
	if f.save != "" {
		args = []string{f.save}
	} else if len(paths) == 0 {
		return ""
	}
	words := []string{"assay site"}
	for _, a := range args {
		words = append(words, quoted(a))
	}
	return strings.Join(words, " ")
}
