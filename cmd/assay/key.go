package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/assay-project/assay/attest"
)

func keyCommand(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "key",
		Short: "Make a key to sign results with, or show one",
		Long: `Keys sign what a person tested (assay record --key) and what is handed on (assay
bundle --sign). A key is known by its fingerprint, the SHA-256 of its public half.
Hand the .pub file to those who shall trust you, and tell them the fingerprint by
another way than the file.`,
		Example: `  assay key new lab.pem
  assay key show lab.pem.pub`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return misused("key: want new or show") },
	}
	cmd.AddCommand(keyNewCommand(s), keyShowCommand(s))
	return cmd
}

func keyNewCommand(s streams) *cobra.Command {
	var algorithm, passphrase string
	cmd := &cobra.Command{
		Use:   "new FILE",
		Short: "Make a key: FILE, which only you may read, and FILE.pub",
		Long: `Makes a key: FILE holds the private half (PKCS #8 in PEM, readable by its owner
only), FILE.pub the public one. A file that is there is never replaced.

With --passphrase-file the private half is encrypted with the passphrase in that
file (age, scrypt); without, whoever can read FILE can sign in your name.`,
		Example: `  assay key new lab.pem
  assay key new lab.pem --algorithm ecdsa-p256 --passphrase-file passphrase.txt`,
		Args: arguments(1, 1, "the file to write, such as lab.pem"),
		RunE: func(_ *cobra.Command, args []string) error {
			key, err := attest.NewKey(attest.Algorithm(algorithm))
			if err != nil {
				return &misuse{err}
			}
			for _, name := range []string{args[0], args[0] + ".pub"} {
				if err := isNew(name); err != nil {
					return err // before anything is written: half a pair is of no use
				}
			}
			text, err := keyText(s, key, args[0], passphrase)
			if err != nil {
				return err
			}
			if err := writeNew(args[0], 0o600, text); err != nil {
				return err
			}
			if err := writeNew(args[0]+".pub", 0o644, key.Public().Encode()); err != nil {
				return err
			}
			fmt.Fprintln(s.out, key.Public().Fingerprint())
			return nil
		},
	}
	cmd.Flags().StringVar(&algorithm, "algorithm", string(attest.Ed25519), "`kind` of key: ed25519 or ecdsa-p256")
	cmd.Flags().StringVar(&passphrase, "passphrase-file", "", "encrypt with the passphrase in the first line of this `file`")
	_ = cmd.RegisterFlagCompletionFunc("algorithm", cobra.FixedCompletions([]string{string(attest.Ed25519), string(attest.ECDSAP256)}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// keyText is what the file of a private key holds.
func keyText(s streams, key *attest.Key, name, passphraseFile string) ([]byte, error) {
	if passphraseFile == "" {
		fmt.Fprintf(s.err, "warning: %s is not encrypted; whoever can read it can sign in your name (see --passphrase-file)\n", name)
		return key.Encode()
	}
	passphrase, err := readPassphrase(passphraseFile)
	if err != nil {
		return nil, err
	}
	return key.Protect(passphrase)
}

func keyShowCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:               "show FILE",
		Short:             "Show the fingerprint of a public key",
		Example:           `  assay key show trust/lab.pub`,
		Args:              arguments(1, 1, "a public key, such as lab.pem.pub"),
		ValidArgsFunction: only(complete(cobra.ShellCompDirectiveFilterFileExt, "pub")),
		RunE: func(_ *cobra.Command, args []string) error {
			key, err := readPublicKey(args[0])
			if err != nil {
				return err
			}
			fmt.Fprintf(s.out, "%s %s\n", key.Fingerprint(), key.Algorithm())
			return nil
		},
	}
}

// completeKeys completes --trust with public keys.
func completeKeys(cmd *cobra.Command) {
	_ = cmd.RegisterFlagCompletionFunc("trust", cobra.FixedCompletions([]string{"pub"}, cobra.ShellCompDirectiveFilterFileExt))
}

// maxKeyFile bounds the bytes of a file with a key or a passphrase.
const maxKeyFile = 64 << 10

func readSmall(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err == nil && len(data) > maxKeyFile {
		err = fmt.Errorf("%s: more than %d bytes", name, maxKeyFile)
	}
	return data, err
}

func readPublicKey(name string) (*attest.PublicKey, error) {
	data, err := readSmall(name)
	if err != nil {
		return nil, err
	}
	key, err := attest.ParsePublicKey(data)
	if err != nil {
		return nil, hint(fmt.Errorf("%s: %w", name, err), "name the .pub file that assay key new wrote")
	}
	return key, nil
}

func readPassphrase(name string) (string, error) {
	data, err := readSmall(name)
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(data), "\n")
	if line = strings.TrimSuffix(line, "\r"); line == "" {
		return "", fmt.Errorf("%s: the first line is empty, want a passphrase", name)
	}
	return line, nil
}

// readKey reads a private key. The passphrase of a protected one comes from a
// file, or from who sits at the terminal.
func readKey(s streams, name, passphraseFile string) (*attest.Key, error) {
	data, err := readSmall(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, hint(fmt.Errorf("%s: no such file", name), "make a key with: assay key new %s", quoted(name))
	}
	if err != nil {
		return nil, err
	}
	passphrase := ""
	switch in, isFile := s.in.(*os.File); {
	case passphraseFile != "":
		if passphrase, err = readPassphrase(passphraseFile); err != nil {
			return nil, err
		}
	case attest.Protected(data) && isFile && term.IsTerminal(int(in.Fd())):
		fmt.Fprintf(s.err, "passphrase of %s: ", name)
		typed, err := term.ReadPassword(int(in.Fd()))
		fmt.Fprintln(s.err)
		if err != nil {
			return nil, err
		}
		passphrase = string(typed)
	}
	key, err := attest.ParseKey(data, passphrase)
	switch {
	case errors.Is(err, attest.ErrPassphrase):
		return nil, hint(fmt.Errorf("%s: %w", name, err), "name the file that holds it with --passphrase-file")
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return key, nil
}

// isNew returns an error for a file that is there.
func isNew(name string) error {
	if _, err := os.Lstat(name); err == nil {
		return hint(fmt.Errorf("%s is there already and was left as it is", name), "name another file in %s", quoted(filepath.Dir(name)))
	}
	return nil
}

// writeNew writes a file that must not be there yet.
func writeNew(name string, mode fs.FileMode, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return hint(fmt.Errorf("%s is there already and was left as it is", name), "name another file in %s", quoted(filepath.Dir(name)))
	}
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
