package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/document/inspect"
	"github.com/assay-project/assay/source/declaration"
)

// maxPaper bounds the bytes of a supplier's paper.
const maxPaper = 64 << 20

// paperCheck are the flags of "assay document check".
type paperCheck struct {
	kind, product, model string
	declaration          string
	format               string
	at                   judging
}

func documentCheckCommand(s streams) *cobra.Command {
	var c paperCheck
	cmd := &cobra.Command{
		Use:   "check FILE...",
		Short: "Read a supplier's statement and say what is missing or wrong on it",
		Long: `Reads statements of compliance and declarations of conformity as suppliers send
them (PDF, HTML, DOCX, ODT, plain text; English and German) and says of each thing
that the law wants on them whether it is there, with the words and the page.

The kind of paper is recognised: uk-psti, eu-doc, eu-doc-simplified or
au-statement; --kind says it where that fails. A scan without text answers
unknown, and so does what cannot be told from the text, such as ink. What is on the
paper is compared with --product and --model, and with a declaration where one is
given; whether it is true is another question.

Exit status: 0 nothing is missing or wrong (look for what is unclear); 1 no file
could be read; 2 misused; 3 something is missing or wrong.`,
		Example: `  assay document check statement.pdf
  assay document check papers/*.pdf --at 2026-11-22 --product "HomeCam 2" --model LC-200
  assay document check doc.pdf --declaration examples/ip-camera --format json`,
		Args:              arguments(1, 0, "one or more files, such as statement.pdf"),
		ValidArgsFunction: complete(cobra.ShellCompDirectiveFilterFileExt, "pdf", "html", "htm", "docx", "odt", "txt"),
		RunE:              func(_ *cobra.Command, args []string) error { return c.run(s, args) },
	}
	f := cmd.Flags()
	f.StringVar(&c.kind, "kind", "", "the `kind` of paper: uk-psti, eu-doc, eu-doc-simplified, au-statement (default: recognised)")
	f.StringVar(&c.product, "product", "", "the product's `name` as you know it")
	f.StringVar(&c.model, "model", "", "the `type` or model that you have")
	f.StringVar(&c.at.at, "at", "", "read dates as of this `day`, as 2026-11-22 (default: today, or SOURCE_DATE_EPOCH)")
	f.StringVar(&c.declaration, "declaration", "", "compare with this assay.yaml, or the one in this `folder`")
	plainOrJSON(cmd, &c.format)
	_ = cmd.RegisterFlagCompletionFunc("kind", cobra.FixedCompletions(paperKinds(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func paperKinds() []string {
	var names []string
	for _, k := range inspect.Kinds() {
		names = append(names, k.Name)
	}
	return names
}

func (c *paperCheck) run(s streams, files []string) error {
	ask, err := c.ask(s)
	if err != nil {
		return err
	}
	var all paperReports
	found := false
	for _, name := range files {
		data, err := readPaper(name)
		if err != nil {
			return err
		}
		r, err := inspect.Inspect(name, data, ask)
		if err != nil {
			return hint(err, "pass a PDF, HTML, DOCX, ODT or text file")
		}
		all = append(all, r)
		found = found || r.Found()
	}
	if err := plain(s, c.format, all.value()); err != nil {
		return err
	}
	if found {
		return errRefuted
	}
	return nil
}

func (c *paperCheck) ask(s streams) (inspect.Ask, error) {
	at, err := c.at.day(s)
	if err != nil {
		return inspect.Ask{}, err
	}
	if _, ok := inspect.KindNamed(c.kind); c.kind != "" && !ok {
		return inspect.Ask{}, misused("--kind %q: want %s", c.kind, strings.Join(paperKinds(), ", "))
	}
	ask := inspect.Ask{Kind: c.kind, Product: c.product, Model: c.model, At: at}
	if c.declaration != "" {
		if ask.Declaration, err = loadDeclaration(c.declaration); err != nil {
			return inspect.Ask{}, err
		}
	}
	return ask, nil
}

// loadDeclaration reads a declaration by its file or its folder.
func loadDeclaration(name string) (*assay.Declaration, error) {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		name = filepath.Join(name, declaration.Name)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, hint(fmt.Errorf("read declaration: %w", err), "name an assay.yaml or the folder that holds one")
	}
	return declaration.Parse(name, data)
}

func readPaper(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, hint(err, "check the path")
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxPaper+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(data) > maxPaper {
		return nil, fmt.Errorf("%s: more than %d MiB, which no paper needs", name, maxPaper>>20)
	}
	return data, nil
}

// paperReports are printed one after the other; as JSON a single one stands alone.
type paperReports []*inspect.Report

func (r paperReports) Text() string {
	var parts []string
	for _, one := range r {
		parts = append(parts, one.Text())
	}
	return strings.Join(parts, "\n")
}

func (r paperReports) value() texter {
	if len(r) == 1 {
		return r[0]
	}
	return r
}
