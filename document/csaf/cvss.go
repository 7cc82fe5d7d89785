package csaf

import (
	"fmt"
	"math"
	"strings"
)

// weights are those of the CVSS v3.1 specification, section 7.4. PR is for an
// unchanged scope; a changed one has its own below.
var weights = map[string]map[string]float64{
	"AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2}, "AC": {"L": 0.77, "H": 0.44},
	"PR": {"N": 0.85, "L": 0.62, "H": 0.27}, "UI": {"N": 0.85, "R": 0.62}, "S": {"U": 0, "C": 1},
	"C": {"H": 0.56, "L": 0.22, "N": 0}, "I": {"H": 0.56, "L": 0.22, "N": 0}, "A": {"H": 0.56, "L": 0.22, "N": 0},
}

// beyond are the temporal and environmental metrics, which the base score leaves out.
var beyond = map[string]bool{"E": true, "RL": true, "RC": true, "CR": true, "IR": true, "AR": true,
	"MAV": true, "MAC": true, "MPR": true, "MUI": true, "MS": true, "MC": true, "MI": true, "MA": true}

var changedPR = map[string]float64{"N": 0.85, "L": 0.68, "H": 0.5}

// Score computes the base score of a CVSS 3.0 or 3.1 base vector and its severity.
func Score(vector string) (float64, string, error) {
	rest, ok := strings.CutPrefix(vector, "CVSS:3.1/")
	if !ok {
		if rest, ok = strings.CutPrefix(vector, "CVSS:3.0/"); !ok {
			return 0, "", fmt.Errorf("vector %q does not begin with CVSS:3.1/", vector)
		}
	}
	m := map[string]float64{}
	letter := map[string]string{}
	for _, part := range strings.Split(rest, "/") {
		name, value, _ := strings.Cut(part, ":")
		if beyond[name] {
			continue
		}
		weight, known := weights[name][value]
		if _, twice := letter[name]; !known || twice {
			return 0, "", fmt.Errorf("vector %q: %q is no base metric, or is there twice", vector, part)
		}
		m[name], letter[name] = weight, value
	}
	if len(m) != len(weights) {
		return 0, "", fmt.Errorf("vector %q has %d of the %d base metrics", vector, len(m), len(weights))
	}
	changed := letter["S"] == "C"
	if changed {
		m["PR"] = changedPR[letter["PR"]]
	}
	iss := 1 - (1-m["C"])*(1-m["I"])*(1-m["A"])
	impact := 6.42 * iss
	if changed {
		impact = 7.52*(iss-0.029) - 3.25*math.Pow(iss-0.02, 15)
	}
	ability := 8.22 * m["AV"] * m["AC"] * m["PR"] * m["UI"]
	score := 0.0
	switch {
	case impact <= 0:
	case changed:
		score = roundUp(math.Min(1.08*(impact+ability), 10))
	default:
		score = roundUp(math.Min(impact+ability, 10))
	}
	return score, severity(score), nil
}

// roundUp is that of the specification, appendix A: exact for tenths.
func roundUp(x float64) float64 {
	i := int(math.Round(x * 100000))
	if i%10000 == 0 {
		return float64(i) / 100000
	}
	return (math.Floor(float64(i)/10000) + 1) / 10
}

func severity(score float64) string {
	switch {
	case score == 0:
		return "NONE"
	case score < 4:
		return "LOW"
	case score < 7:
		return "MEDIUM"
	case score < 9:
		return "HIGH"
	}
	return "CRITICAL"
}
