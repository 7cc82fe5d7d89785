package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/assay-project/assay/internal/spelling"
)

// arguments asks for between least and most arguments (most 0: any number) and
// says in words what they are.
func arguments(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return misused("%s: name %s", cmd.Name(), what)
		case most > 0 && len(args) > most:
			return misused("%s: %q is one too many; name %s", cmd.Name(), args[most], what)
		}
		return nil
	}
}

// noArguments is for commands that take none.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return misused("%s takes no arguments, not %q", cmd.Name(), args[0])
	}
	return nil
}

// oneOf asks for one of a few words.
func oneOf(words ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return misused("%s: want one of %s", cmd.Name(), strings.Join(words, ", "))
		}
		for _, w := range words {
			if args[0] == w {
				return nil
			}
		}
		return misused("%s %q: want %s", cmd.Name(), args[0], strings.Join(words, " or "))
	}
}

// flagError adds the flag that was probably meant.
func flagError(cmd *cobra.Command, err error) error {
	name, found := strings.CutPrefix(err.Error(), "unknown flag: --")
	if !found {
		return &misuse{err}
	}
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	near := spelling.Nearest(name, known)
	if near == "" {
		return &misuse{err}
	}
	return misused("unknown flag: --%s; did you mean --%s?", name, near)
}

// unknownCommand turns what the command library says of an unknown command into
// one line.
func unknownCommand(message string) string {
	what, suggestions, found := strings.Cut(message, "\n\nDid you mean this?\n")
	what = strings.TrimSuffix(what, ` for "assay"`)
	if !found {
		return what
	}
	return what + "; did you mean " + strings.Join(strings.Fields(suggestions), " or ") + "?"
}

// complete completes arguments from a fixed directive: folders, or files that
// end in one of the extensions.
func complete(directive cobra.ShellCompDirective, extensions ...string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return extensions, directive
	}
}

// only completes the first argument and nothing after it.
func only(first cobra.CompletionFunc) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return first(cmd, args, prefix)
	}
}

var (
	anyFile = complete(cobra.ShellCompDirectiveDefault)
	folders = complete(cobra.ShellCompDirectiveFilterDirs)
)
