package main

import (
	"github.com/spf13/cobra"

	"github.com/assay-project/assay/assess"
)

func firmwareCommand(s streams) *cobra.Command {
	var flags judging
	cmd := &cobra.Command{
		Use:   "firmware IMAGE...",
		Short: "Judge firmware images without a declaration, and say what they share",
		Long: `Unpacks each image, an archive or an unpacked root file system, runs every
check and judges what can be judged without a declaration. Several images give
one document each; what they have in common (a password hash, a private key) is
said in each.`,
		Example: `  assay firmware flash.bin
  assay firmware v1.bin v2.bin --format json --output runs.json
  assay firmware camera.bin doorbell.bin --out kept`,
		Args:              arguments(1, 0, "one or more images, archives or unpacked root file systems"),
		ValidArgsFunction: anyFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.check(len(args)); err != nil {
				return err
			}
			opts, done, err := flags.options(s, "firmware")
			if err != nil {
				return err
			}
			results, err := assess.Images(cmd.Context(), args, opts)
			done()
			if err != nil {
				return err
			}
			return flags.deliver(s, flags.out, "assay firmware "+quoted(args[0]), results...)
		},
	}
	flags.register(cmd)
	return cmd
}
