// Package all is the list of container formats that Assay reads. The list is
// made from the folders beside it: a folder with a variable Format is a format
// ("go generate ." at the root of the module).
package all
