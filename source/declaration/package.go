// Package declaration reads assay.yaml: what a maker says of a product, with
// its ICS and IXIT in the sense of TS 103 701.
//
// It promises that nothing is guessed and nothing dropped: an unknown key, a
// key given twice, an id that the standard does not have, a date that is none
// are errors, each with line, column and, where one is near, the word that was
// probably meant. All errors come at once. YAML's tricks (anchors, aliases,
// merge keys, tags) are refused on the tokens, before a tree is built, so that
// a small file cannot become a large one; size, depth and number of words are
// bounded. Scalars are kept as written: version 1.10 does not become 1.1, and
// NO is not false.
package declaration
