package main

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/internal/spelling"
	"github.com/assay-project/assay/regime"
	"github.com/assay-project/assay/regime/route"
	"github.com/assay-project/assay/source/declaration"
)

func routeCommand(s streams) *cobra.Command {
	var flags judging
	var r route.Request
	var sell string
	var facts map[string]string
	cmd := &cobra.Command{
		Use:   "route [FOLDER]",
		Short: "Find the cheapest chain of papers and labels to sell in some markets",
		Long: `Finds the cheapest chain of assessments, papers and labels by which a product may
be sold in the markets named, in what order, with dates, work, fees and what each
step gives and needs. Recognition of one label by another counts where it is open.

FOLDER is a product's folder with assay.yaml, whose facts and markets are read;
--fact states or overrides one. A fact that nobody states is taken as if the law
applied, and named.`,
		Example: `  assay route --markets uk,eu,sg,jp --labels
  assay route . --sell 2028-01-01
  assay route --markets us,br --fact is_router=true --format json`,
		Args:              arguments(0, 1, "a folder with assay.yaml"),
		ValidArgsFunction: only(folders),
		RunE: func(cmd *cobra.Command, args []string) error {
			var declared *assay.Declaration
			if len(args) == 1 {
				var err error
				if declared, _, err = declaration.Load(args[0]); err != nil {
					return err
				}
				if !cmd.Flags().Changed("markets") {
					r.Markets = declared.Markets
				}
			}
			if len(r.Markets) == 0 && len(r.Want) == 0 {
				return misused("name markets: --markets uk,eu; known are %s", strings.Join(route.Markets(), ", "))
			}
			r.Known = regime.All().FactsOf(declared)
			if err := stateFacts(r.Known, facts); err != nil {
				return err
			}
			var err error
			if r.At, err = flags.day(s); err != nil {
				return err
			}
			if sell != "" {
				if r.Sell, err = time.Parse(time.DateOnly, sell); err != nil {
					return misused("--sell %q: want a day as 2028-01-01", sell)
				}
			}
			plan, err := route.Find(r)
			if err != nil {
				return &misuse{err}
			}
			return plain(s, flags.format, plan)
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&r.Markets, "markets", nil, "`markets` to sell in: "+strings.Join(route.Markets(), ", "))
	f.BoolVar(&r.Labels, "labels", false, "the labels of these markets too, which nobody has to hold")
	f.StringSliceVar(&r.Want, "want", nil, "further `outcomes`, such as sg-cls/2")
	f.StringVar(&sell, "sell", "", "the first `day` of sale, whose laws count (default: the day work begins)")
	f.StringVar(&flags.at, "at", "", "the `day` work begins, as 2026-11-22 (default: today, or SOURCE_DATE_EPOCH)")
	f.Float64Var(&r.DayRate, "day-rate", 500, "`euros` for a day of work")
	f.StringToStringVar(&facts, "fact", nil, "a product `fact`, as is_router=true; may be repeated")
	plainOrJSON(cmd, &flags.format)
	_ = cmd.RegisterFlagCompletionFunc("fact", factWords)
	_ = cmd.RegisterFlagCompletionFunc("markets", cobra.FixedCompletions(route.Markets(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// factWords completes --fact.
func factWords(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, f := range regime.All().Facts() {
		if f.Market == "" {
			out = append(out, f.Name+"=")
		}
	}
	return out, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
}

// stateFacts adds facts given as name=true or name=false.
func stateFacts(known regime.Known, facts map[string]string) error {
	for name, text := range facts {
		switch f, ok := regime.All().Fact(name); {
		case !ok:
			return misused("--fact %s: no such product fact%s", name, meant(name))
		case f.Market != "":
			return misused("--fact %s: where it is sold is said with --markets", name)
		}
		switch text {
		case "true", "yes":
			known[name] = true
		case "false", "no":
			known[name] = false
		default:
			return misused("--fact %s=%s: want true or false", name, text)
		}
	}
	return nil
}

func meant(name string) string {
	var known []string
	for _, f := range regime.All().Facts() {
		known = append(known, f.Name)
	}
	if near := spelling.Nearest(name, known); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}
