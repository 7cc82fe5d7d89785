package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/assay-project/assay/report"
)

// Exit statuses, part of the interface (doc/design.md, Output contract).
const (
	statusDone    = 0 // done and nothing refuted
	statusFailed  = 1 // no document could be written
	statusMisused = 2
	statusRefuted = 3 // done and something refuted
)

// streams is the world of one invocation, so that tests can run the command
// without a process of its own.
type streams struct {
	in     io.Reader
	out    io.Writer // answers
	err    io.Writer // progress, warnings, errors
	getenv func(string) string
}

// errRefuted ends a command that did its work and found something refuted. The
// report has said what; there is nothing to print.
var errRefuted = errors.New("refuted")

// hinted is an error with one sentence that says what to try.
type hinted struct {
	err  error
	hint string
}

func (h *hinted) Error() string { return h.err.Error() }
func (h *hinted) Unwrap() error { return h.err }

// hint adds what to try to an error.
func hint(err error, format string, args ...any) error {
	return &hinted{err, fmt.Sprintf(format, args...)}
}

// misuse is an error in how the command was called.
type misuse struct{ err error }

func (m *misuse) Error() string { return m.err.Error() }
func (m *misuse) Unwrap() error { return m.err }

func misused(format string, args ...any) error { return &misuse{fmt.Errorf(format, args...)} }

// run runs one invocation and returns its exit status.
func run(ctx context.Context, s streams, args []string) int {
	root := rootCommand(s)
	root.SetArgs(args)
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	cmd, err := root.ExecuteContextC(ctx)
	switch {
	case err == nil:
		return statusDone
	case errors.Is(err, errRefuted):
		return statusRefuted
	case ctx.Err() != nil:
		fmt.Fprintln(s.err, "assay: stopped")
		return statusFailed
	}
	return complain(s.err, cmd, err)
}

// complain prints an error as one sentence what and, where there is one, one
// what to try, and returns the exit status it stands for.
func complain(w io.Writer, cmd *cobra.Command, err error) int {
	message := unknownCommand(strings.TrimSpace(err.Error()))
	var h *hinted
	if errors.As(err, &h) {
		message += "; " + h.hint
	}
	for i, line := range strings.Split(message, "\n") { // names from an image are hostile
		if i == 0 {
			line = "assay: " + strings.TrimPrefix(line, "assay: ")
		}
		fmt.Fprintln(w, report.Plain(line))
	}
	var m *misuse
	if errors.As(err, &m) || isUsage(err) {
		fmt.Fprintf(w, "try: %s --help\n", cmd.CommandPath())
		return statusMisused
	}
	return statusFailed
}

// isUsage knows the errors by which the command library says that a command was
// called wrongly; it has no types for them.
func isUsage(err error) bool {
	for _, start := range []string{"unknown command", "flag needs", "invalid argument"} {
		if strings.HasPrefix(err.Error(), start) {
			return true
		}
	}
	return false
}

func rootCommand(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "assay",
		Short: "Is this connected product secure by design?",
		Long: `Assay looks at a connected consumer product, judges it by ETSI EN 303 645 test
unit by test unit, says which laws and labels that touches, and what to do next.

  assay check examples/ip-camera      a folder with a declaration (assay.yaml)
  assay firmware flash.bin            just an image
  assay explain 5.1-1                 what a provision asks, and why

Exit status: 0 done and nothing refuted; 1 no document could be written;
2 misused; 3 done and something refuted (see --fail-on).`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	cobra.EnableCommandSorting = false // in the order of use
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(flagError)
	root.SetHelpCommand(helpCommand())
	root.AddCommand(
		initCommand(s), prefillCommand(s), checkCommand(s), planCommand(s), recordCommand(s), statusCommand(s), keyCommand(s), firmwareCommand(s), siteCommand(s), reportCommand(s), explainCommand(s), coverageCommand(s),
		regimesCommand(s), mapCommand(s), routeCommand(s), documentCommand(s), extractCommand(s), bundleCommand(s), importCommand(s), rejudgeCommand(s), schemaCommand(s), versionCommand(s), completionCommand(s),
	)
	return root
}

// colour says whether to colour what goes to w: a terminal, and the user did not
// say no (https://no-color.org).
func (s streams) colour(w io.Writer) bool {
	return s.getenv("NO_COLOR") == "" && s.getenv("TERM") != "dumb" && isTerminal(w)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// width returns the columns of a terminal, between 60 and 120, and 80 for
// everything else: text that is kept should not depend on where it was made.
func width(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 80
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 80
	}
	return min(max(columns, 60), 120)
}
