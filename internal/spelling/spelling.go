// Package spelling tells how far a word is from the one that was probably meant.
// It is for hints beside an error, never for reading input leniently.
package spelling

// maxWord bounds what is compared letter by letter: longer words are no typing
// mistakes, and the time is the product of both lengths.
const maxWord = 100

// Distance counts letters to put in, drop or change, neighbours swapped counting
// as one (optimal string alignment). Words over 100 bytes count as far apart.
func Distance(a, b string) int {
	if len(a) > maxWord || len(b) > maxWord {
		return len(a) + len(b)
	}
	ra, rb := []rune(a), []rune(b)
	two, one, now := make([]int, len(rb)+1), make([]int, len(rb)+1), make([]int, len(rb)+1)
	for j := range one {
		one[j] = j
	}
	for i := 1; i <= len(ra); i++ {
		now[0] = i
		for j := 1; j <= len(rb); j++ {
			change := 1
			if ra[i-1] == rb[j-1] {
				change = 0
			}
			now[j] = min(one[j]+1, now[j-1]+1, one[j-1]+change)
			if i > 1 && j > 1 && ra[i-1] == rb[j-2] && ra[i-2] == rb[j-1] {
				now[j] = min(now[j], two[j-2]+1)
			}
		}
		two, one, now = one, now, two
	}
	return one[len(rb)]
}

// Nearest returns the first of the known words with the fewest changes, if these
// are few for the length of what was written; "" otherwise.
func Nearest(written string, known []string) string {
	best, fewest := "", 2+len(written)/3
	for _, k := range known {
		if d := Distance(written, k); d < fewest {
			best, fewest = k, d
		}
	}
	return best
}
