package declaration

import (
	"net/url"
	"strings"
	"time"

	"github.com/assay-project/assay/standard"
)

// forms check a text and give it its usual spelling. What does not fit is a
// complaint and gives "".
var forms = map[string]func(*node, string, *complaints) string{
	"schema":       oneOf("schema", []string{SchemaName}),
	"role":         oneOf("role", roles),
	"market":       oneOf("market", markets),
	"fact":         oneOf("product fact", facts),
	"label":        oneOf("scheme", labels),
	"edition":      edition,
	"table":        table,
	"support":      oneOf("answer", supports),
	"party":        oneOf("role of a party", parties),
	"gtin":         gtin,
	"url":          webAddress,
	"day":          date("a day such as 2027-06-30", time.DateOnly),
	"day_or_month": date("a day such as 2029-12-31, or a month such as 2029-12", time.DateOnly, "2006-01"),
}

func oneOf(what string, known []string) func(*node, string, *complaints) string {
	return func(n *node, text string, c *complaints) string {
		for _, k := range known {
			if text == k {
				return k
			}
		}
		c.at(n, suggest(text, known), "unknown %s %q", what, shorten(text))
		return ""
	}
}

// editions are written 3.1.3; V3.1.3 is understood.
func edition(n *node, text string, c *complaints) string {
	text = strings.TrimPrefix(strings.TrimPrefix(text, "V"), "v")
	var known []string
	for _, e := range standard.Editions() {
		known = append(known, string(e))
	}
	return oneOf("edition of EN 303 645", known)(n, text, c)
}

func table(n *node, text string, c *complaints) string {
	if _, ok := standard.EN303645().Table(text); ok {
		return strings.TrimPrefix(text, "IXIT ")
	}
	c.at(n, suggest(text, tableKeys()), "unknown IXIT table %q", shorten(text))
	return ""
}

// tableKeys are the 29 tables by both their names, where they have two.
func tableKeys() []string {
	var keys []string
	for _, t := range standard.EN303645().Tables() {
		keys = append(keys, t.Key)
		if v1 := t.KeyIn(standard.TS103701V1); v1 != t.Key {
			keys = append(keys, v1)
		}
	}
	return keys
}

// gtin checks the length and the check digit (GS1 General Specifications 7.9).
func gtin(n *node, text string, c *complaints) string {
	sum, weight := 0, 1
	for i := len(text) - 1; i >= 0; i-- {
		if text[i] < '0' || text[i] > '9' {
			c.at(n, "digits only, without spaces", "%q is no article number", shorten(text))
			return ""
		}
		sum += int(text[i]-'0') * weight
		weight = 4 - weight
	}
	switch l := len(text); {
	case l != 8 && l != 12 && l != 13 && l != 14:
		c.at(n, "a GTIN has 8, 12, 13 or 14 digits", "%q is no article number", shorten(text))
		return ""
	case sum%10 != 0:
		c.at(n, "compare it with the barcode; quote it if it begins with 0", "the check digit of %q does not fit", text)
		return ""
	}
	return text
}

func webAddress(n *node, text string, c *complaints) string {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		c.at(n, "write it in full: https://example.com/page", "%q is no web address", shorten(text))
		return ""
	}
	return text
}

func date(hint string, layouts ...string) func(*node, string, *complaints) string {
	return func(n *node, text string, c *complaints) string {
		for _, layout := range layouts {
			if _, err := time.Parse(layout, text); err == nil {
				return text
			}
		}
		c.at(n, "write "+hint, "%q is no date", shorten(text))
		return ""
	}
}
