package main

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/evidence"
	"github.com/assay-project/assay/report"
	"github.com/assay-project/assay/source/firmware"
)

func extractCommand(s streams) *cobra.Command {
	var to string
	var list, quiet bool
	cmd := &cobra.Command{
		Use:   "extract IMAGE",
		Short: "Unpack an image into a folder, or list what is in it",
		Long: `Unpacks an image. Without --to it lists what is in it: every tree with its
files, modes, owners and digests, and every stretch of the image.

With --to, one tree goes into the folder itself. Where there are several, the
device as it mounts them goes into device/, and what is not mounted (archives,
second copies) into folders of their own. Set-uid bits, owners and device nodes
are not made; what was left out is said.`,
		Example: `  assay extract flash.bin --to out
  assay extract flash.bin | grep passwd`,
		Args:              arguments(1, 1, "an image"),
		ValidArgsFunction: only(anyFile),
		RunE: func(cmd *cobra.Command, args []string) error {
			bar := newProgress(s.err, quiet)
			collected, err := firmware.Collect(cmd.Context(), args[0], firmware.Options{Progress: bar.step})
			bar.wait()
			if err != nil {
				return err
			}
			defer collected.Close()
			for _, l := range collected.Limits {
				if !quiet {
					fmt.Fprintln(s.err, report.Plain(fmt.Sprintf("not read: %s: %s; %s", l.Where, l.What, l.Effect)))
				}
			}
			if to == "" || list {
				printTrees(s, collected)
			}
			if to == "" {
				return nil
			}
			return extractAll(cmd.Context(), s, collected.Input, to, quiet)
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "unpack into this `folder`, which must be new or empty")
	_ = cmd.RegisterFlagCompletionFunc("to", folders)
	cmd.Flags().BoolVar(&list, "list", false, "list what is in it even with --to")
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "print no progress and no warnings")
	return cmd
}

func extractAll(ctx context.Context, s streams, in *check.Input, to string, quiet bool) error {
	trees := in.Trees()
	for i, t := range trees {
		dir := to
		if len(trees) > 1 {
			dir = filepath.Join(to, folderName(t, i, in.Device))
		}
		out, err := firmware.Extract(ctx, t, dir)
		if err != nil {
			return err
		}
		if quiet {
			continue
		}
		for _, l := range out.Limits {
			fmt.Fprintln(s.err, report.Plain(fmt.Sprintf("not made: %s: %s; %s", l.Where, l.What, l.Effect)))
		}
		fmt.Fprintf(s.err, "%s: %d files, %d folders, %d links, %d bytes\n", dir, out.Files, out.Dirs, out.Links, out.Bytes)
	}
	return nil
}

// folderName names the folder of one of several trees after where it was found.
func folderName(t *evidence.Tree, i int, device *evidence.Tree) string {
	if t == device {
		return "device"
	}
	safe := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(".-_@", r) {
			return r
		}
		return '_'
	}, t.Origin)
	return fmt.Sprintf("%02d-%.120s", i, safe)
}

func printTrees(s streams, collected *firmware.Collected) {
	for _, r := range collected.Input.Regions {
		fmt.Fprintf(s.out, "%#010x %9d  %-10s entropy %.2f  %s\n", r.Offset, r.Size, report.Plain(r.Format), r.Entropy, report.Plain(r.Note))
	}
	for _, t := range collected.Input.Trees() {
		fmt.Fprintf(s.out, "\n%s (%s)\n", report.Plain(t.Origin), report.Plain(t.Format))
		_ = t.Walk(func(name string, n *evidence.Node) error {
			fmt.Fprintf(s.out, "%s %5d:%-5d %9d  %s%s\n", modeLine(n.Mode), n.UID, n.GID, n.Size, report.Plain(name), report.Plain(nodeNote(n)))
			return nil
		})
	}
}

// modeLine writes a mode as ls does: "-rwsr-xr-x".
func modeLine(mode fs.FileMode) string {
	kinds := map[fs.FileMode]byte{
		0: '-', fs.ModeDir: 'd', fs.ModeSymlink: 'l', fs.ModeNamedPipe: 'p', fs.ModeSocket: 's',
		fs.ModeDevice: 'b', fs.ModeDevice | fs.ModeCharDevice: 'c',
	}
	line := []byte("?" + mode.Perm().String()[1:])
	if kind, ok := kinds[mode&fs.ModeType]; ok {
		line[0] = kind
	}
	for _, special := range []struct {
		flag      fs.FileMode
		at        int
		with, not byte // with and without the execute bit below it
	}{{fs.ModeSetuid, 3, 's', 'S'}, {fs.ModeSetgid, 6, 's', 'S'}, {fs.ModeSticky, 9, 't', 'T'}} {
		if mode&special.flag == 0 {
			continue
		}
		if line[special.at] == 'x' {
			line[special.at] = special.with
		} else {
			line[special.at] = special.not
		}
	}
	return string(line)
}

// nodeNote says of a node what its mode does not: where a link leads, the digest
// of a file, which partition is mounted on a folder.
func nodeNote(n *evidence.Node) string {
	switch {
	case n.IsDir() && n.Parent() != nil && n.Tree() != n.Parent().Tree():
		return "  mounted from " + n.Tree().Origin
	case n.IsLink():
		return " -> " + n.Target
	case n.Mode&fs.ModeDevice != 0:
		return fmt.Sprintf(" (%d, %d)", n.Major, n.Minor)
	case n.Digest != "":
		return "  " + n.Digest
	}
	return ""
}
