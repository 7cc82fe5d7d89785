// Command generate writes the JSON Schemas that the project ships, from the Go
// types. It is run by go generate in the folder above.
package main

import (
	"fmt"
	"os"
)

func main() {
	files, err := Files("../..")
	if err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
	for _, f := range files {
		if err := os.WriteFile(f.Name, f.Text, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "generate:", err)
			os.Exit(1)
		}
	}
}
