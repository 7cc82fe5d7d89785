package conceptual

import (
	"slices"
	"strings"
)

// inputCovered matches validation methods with what takes input: the rows of user
// interfaces, external interfaces and communication. It is settled where each of
// them is named by the id of its row.
func inputCovered(v *view) *finding {
	if !v.filled[29] {
		return nil
	}
	if len(v.rows[29]) == 0 {
		return refutes("validate all input, and declare how", "29-InpVal declares no validation, and it is claimed that input is validated")
	}
	text := words(v.all(29, "Description") + " " + strings.ReplaceAll(v.all(29, "Source"), ",", " "))
	var sources, lacks []string
	for _, table := range []int{27, 28, 11} {
		for _, r := range v.rows[table] {
			if r.field("Status") == "disabled" {
				continue
			}
			sources = append(sources, r.key)
			if !slices.Contains(text, strings.ToLower(r.entry.ID)) {
				lacks = append(lacks, r.key)
			}
		}
	}
	switch {
	case len(sources) == 0 || !v.filled[27] || !v.filled[28]:
		return leaves("a person judges whether all input is validated: 27-UserIntf and 28-LogIntf name what takes input")
	case len(lacks) > 0:
		return leaves("a person judges whether input of %s is validated: 29-InpVal does not name it", strings.Join(clip(lacks, 6), ", "))
	}
	return supports("29-InpVal names each of %d rows that take input", len(sources))
}

func clip(list []string, most int) []string {
	if len(list) > most {
		return append(list[:most:most], "…")
	}
	return list
}
