// Package junit writes an assessment as JUnit XML, which most CI systems show: a
// suite per clause of EN 303 645 and a test case per provision. Refuted is a
// failure with its reasons and places; open and not applicable are skipped, with
// what is missing or the maker's reason; supported passes. A check that could not
// finish is an error in a suite of its own.
//
// JUnit XML has no standard; the shape is that of the Jenkins xUnit schema, which
// GitLab, Jenkins and GitHub actions read.
package junit

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/report"
)

// Form is the report for CI systems.
var Form = &report.Form{Name: "junit", Doc: "JUnit XML, for CI systems", Ext: ".xml", Write: Write}

type suites struct {
	XMLName  xml.Name `xml:"testsuites"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Skipped  int      `xml:"skipped,attr"`
	Time     string   `xml:"time,attr"`
	Suites   []suite  `xml:"testsuite"`
}

type suite struct {
	Name      string     `xml:"name,attr"`
	Tests     int        `xml:"tests,attr"`
	Failures  int        `xml:"failures,attr"`
	Errors    int        `xml:"errors,attr"`
	Skipped   int        `xml:"skipped,attr"`
	Time      string     `xml:"time,attr"`
	Timestamp string     `xml:"timestamp,attr,omitempty"`
	Cases     []testcase `xml:"testcase"`
}

type testcase struct {
	Name    string   `xml:"name,attr"`
	Class   string   `xml:"classname,attr"`
	Time    string   `xml:"time,attr"`
	Failure *outcome `xml:"failure"`
	Error   *outcome `xml:"error"`
	Skipped *outcome `xml:"skipped"`
}

type outcome struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// Write writes the suites of doc. The error is that of w.
func Write(w io.Writer, doc *assay.Document, _ report.Options) error {
	s := report.Summarise(doc)
	all := suites{Name: "EN 303 645 V" + report.Plain(s.Edition) + ": " + s.Name(), Time: "0"}
	for _, row := range s.Rows() {
		if len(row.Provisions) > 0 {
			all.add(clause(s, row))
		}
	}
	if len(doc.Errors) > 0 {
		all.add(unfinished(s))
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return fmt.Errorf("write JUnit XML: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (a *suites) add(s suite) {
	for _, c := range s.Cases {
		s.Tests++
		switch {
		case c.Failure != nil:
			s.Failures++
		case c.Error != nil:
			s.Errors++
		case c.Skipped != nil:
			s.Skipped++
		}
	}
	a.Tests, a.Failures, a.Errors, a.Skipped = a.Tests+s.Tests, a.Failures+s.Failures, a.Errors+s.Errors, a.Skipped+s.Skipped
	a.Suites = append(a.Suites, s)
}

func clause(s *report.Summary, row report.Clause) suite {
	out := suite{Name: row.ID + " " + row.Title, Time: "0", Timestamp: strings.TrimSuffix(report.Plain(s.Doc.At), "Z")}
	class := "en303645." + strings.ReplaceAll(s.Edition, ".", "_") + "." + strings.ReplaceAll(row.ID, ".", "_")
	for _, p := range row.Provisions {
		c := testcase{Name: report.Plain(p.ID + " " + p.Title), Class: class, Time: "0"}
		switch p.State {
		case report.Refuted:
			c.Failure = &outcome{Message: headline(p), Type: report.Plain(p.Level), Text: reasons(p)}
		case report.Open:
			c.Skipped = &outcome{Message: open(p)}
		case report.NotApplicable:
			c.Skipped = &outcome{Message: "n/a: " + report.Plain(p.Reason)}
		}
		out.Cases = append(out.Cases, c)
	}
	return out
}

func headline(p *report.Provision) string {
	text := "refuted"
	if len(p.Refuting) > 0 {
		text += ": " + report.Plain(p.Refuting[0].Summary)
	} else if p.Reason != "" {
		text += ": " + report.Plain(p.Reason)
	}
	if n := len(p.Refuting); n > 1 {
		text += fmt.Sprintf(" (and %s)", report.Count(n-1, "more observation"))
	}
	return text
}

// reasons tells every refuting observation with its places and how to mend it.
func reasons(p *report.Provision) string {
	var b strings.Builder
	for _, o := range p.Refuting {
		fmt.Fprintf(&b, "%s\n", report.Plain(o.Summary))
		for _, w := range o.Where {
			fmt.Fprintf(&b, "  %s\n", report.Place(w))
		}
		if o.Mend != "" {
			fmt.Fprintf(&b, "  mend: %s\n", report.Plain(o.Mend))
		}
	}
	for _, c := range p.Contradictions {
		fmt.Fprintf(&b, "contradiction: declared %s; observed %s\n", report.Plain(c.Declared), report.Plain(c.Observed))
	}
	return b.String()
}

func open(p *report.Provision) string {
	if len(p.Missing) == 0 {
		return "open: nothing settles it"
	}
	return "open: " + report.Plain(strings.Join(p.Missing, "; "))
}

func unfinished(s *report.Summary) suite {
	out := suite{Name: "checks that could not finish", Time: "0"}
	for _, e := range s.Doc.Errors {
		out.Cases = append(out.Cases, testcase{Name: report.Plain(e.Check), Class: "checks", Time: "0", Error: &outcome{Message: report.Plain(e.Message)}})
	}
	return out
}
