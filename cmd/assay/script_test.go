package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/assay-project/assay/report"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"assay": func() {
			os.Exit(run(context.Background(), streams{in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv}, os.Args[1:]))
		},
	})
}

// TestScripts runs the command as a user would, in a folder of its own. Scripts
// find the examples of the repository at $EXAMPLES.
func TestScripts(t *testing.T) {
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	var short []string
	if testing.Short() { // under the race detector: those that use several goroutines
		for _, name := range []string{"bundle", "check", "extract", "several", "site"} {
			short = append(short, filepath.Join("testdata", "script", name+".txtar"))
		}
	}
	dir := "testdata/script"
	if len(short) > 0 {
		dir = ""
	}
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		Files:               short,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("EXAMPLES", examples)
			env.Setenv("NO_COLOR", "1")
			return nil
		},
		Condition: func(cond string) (bool, error) {
			if cond == "root" {
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status, "copydir": copydir, "usages": usages, "holds": holds},
	})
}

// status runs a command that must end with the given exit status:
// "status 3 assay firmware flash.bin".
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("%s: exit status %d, want %d\nstdout: %s\nstderr: %s", strings.Join(args[1:], " "), got, want, ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

// copydir copies a folder: "copydir $EXAMPLES/ip-camera here".
func copydir(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: copydir FROM TO")
	}
	from, to := ts.MkAbs(args[0]), ts.MkAbs(args[1])
	ts.Check(os.MkdirAll(to, 0o755))
	for _, name := range []string{"assay.yaml", "flash.bin"} {
		data, err := os.ReadFile(filepath.Join(from, name))
		ts.Check(err)
		ts.Check(os.WriteFile(filepath.Join(to, name), data, 0o644))
	}
	ts.Check(os.CopyFS(filepath.Join(to, "site"), os.DirFS(filepath.Join(from, "site"))))
}

// usages asks every command for its help, which must hold an example.
func usages(ts *testscript.TestScript, neg bool, args []string) {
	for _, cmd := range rootCommand(streams{}).Commands() {
		ts.Check(ts.Exec("assay", cmd.Name(), "--help"))
		help := ts.ReadFile("stdout")
		if !strings.Contains(help, "Examples:\n") || !strings.Contains(cmd.Example, "assay "+cmd.Name()) {
			ts.Fatalf("%s --help has no example:\n%s", cmd.Name(), help)
		}
		for _, line := range strings.Split(cmd.Long+"\n"+cmd.Example, "\n") {
			if report.Width(line) > 100 {
				ts.Fatalf("%s --help has a line of %d columns: %s", cmd.Name(), report.Width(line), line)
			}
		}
	}
}

// holds says that folders hold these names and nothing else: "holds . flash.bin",
// "holds tmp". It asks no program of the system.
func holds(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: holds FOLDER NAME...")
	}
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got, want := strings.Join(names, " "), strings.Join(args[1:], " "); got != want {
		ts.Fatalf("%s holds %q, want %q", args[0], got, want)
	}
}
