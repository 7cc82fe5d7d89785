package main

import (
	"github.com/spf13/cobra"

	"github.com/assay-project/assay/doc/schema"
)

func schemaCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "schema assessment|declaration",
		Short: "Print the JSON Schema of the document or of assay.yaml",
		Long: `Prints the JSON Schema of the document that every report is made from
(assessment), or of assay.yaml (declaration).`,
		Example: `  assay schema declaration > assay.yaml.schema.json   # for your editor
  assay schema assessment`,
		ValidArgs: []string{"assessment", "declaration"},
		Args:      oneOf("assessment", "declaration"),
		RunE: func(_ *cobra.Command, args []string) error {
			text := schema.Assessment
			if args[0] == "declaration" {
				text = schema.Declaration
			}
			_, err := s.out.Write(text)
			return err
		},
	}
}
