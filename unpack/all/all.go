// Package all is the list of container formats that Assay reads. The list is
// made from the folders beside it: a folder with a variable Format is a format.
package all

//go:generate go run ./generate
