package declaration

// The types below are the shape of assay.yaml. Reading, the error messages and
// the JSON Schema are all made from them: tag yaml names the key, tag need is
// "yes" where it must be given, tag doc is what an editor shows, tag form names
// a check of a text (see forms).

// Form is assay.yaml as it is written. [Parse] turns it into assay.Declaration.
type Form struct {
	Schema     string              `yaml:"schema" form:"schema" doc:"Shape of this file; assay.declaration/v1 where left out."`
	Product    ProductForm         `yaml:"product" need:"yes" doc:"Identity of the device under test (TS 103 701 A.2)."`
	Roles      []string            `yaml:"roles" form:"role" doc:"What you are to this product."`
	Markets    []string            `yaml:"markets" form:"market" doc:"Where it is sold: a country or union each."`
	Support    SupportForm         `yaml:"support" doc:"The defined support period."`
	Disclosure DisclosureForm      `yaml:"disclosure" doc:"How flaws can be reported and updates come."`
	Facts      map[string]bool     `yaml:"facts" form:"fact" doc:"Facts that laws and rules ask about; leave out what you do not know."`
	Labels     []LabelForm         `yaml:"labels" doc:"Labels of other schemes that the product holds."`
	ICS        map[string]ICSForm  `yaml:"ics" form:"edition" doc:"Which provisions are claimed, by edition of EN 303 645."`
	IXIT       map[string]RowsForm `yaml:"ixit" form:"table" doc:"How provisions are met: the tables of TS 103 701 Annex A.4."`
	Decisions  []DecisionForm      `yaml:"decisions" doc:"Answers to the decision questions of EN 18031, one entry for each asset, mechanism or interface."`
	Parties    []PartyForm         `yaml:"parties" doc:"Who stands on papers: the maker, representatives, importers."`
	Signatory  SignatoryForm       `yaml:"signatory" doc:"Who signs papers for the maker, where and when."`
	Conformity ConformityForm      `yaml:"conformity" doc:"What a declaration of conformity names beside the product."`
	Evidence   []EvidenceForm      `yaml:"evidence" doc:"Where to look, relative to this file and inside its folder."`
}

// ProductForm is the identification of the device under test.
type ProductForm struct {
	Name                     string   `yaml:"name" need:"yes" doc:"Name on the box."`
	Manufacturer             string   `yaml:"manufacturer" doc:"Who makes it, in full."`
	Brand                    string   `yaml:"brand" doc:"Brand or trade name, where it is not the maker's."`
	Model                    string   `yaml:"model" doc:"Type, batch or model designation, as printed."`
	Batch                    string   `yaml:"batch" doc:"Batches or serial numbers that papers are about: all, or LK-0001 to LK-9999."`
	Kind                     string   `yaml:"kind" doc:"What it is in one word: camera, router, watch."`
	Firmware                 string   `yaml:"firmware" doc:"Firmware version in factory setting."`
	Hardware                 string   `yaml:"hardware" doc:"Hardware configuration or revision."`
	GTIN                     []string `yaml:"gtin" form:"gtin" doc:"Article numbers: 8, 12, 13 or 14 digits."`
	Constrained              *bool    `yaml:"constrained" doc:"A constrained device in the sense of EN 303 645 clause 3.1."`
	ConstrainedJustification string   `yaml:"constrained_justification" doc:"Why it is constrained, or why it is not."`
}

// SupportForm is the support period and where it is published.
type SupportForm struct {
	Until       string `yaml:"until" form:"day_or_month" doc:"Last day or month with security updates: 2029-12-31 or 2029-12."`
	PublishedAt string `yaml:"published_at" form:"url" doc:"Page that states it."`
}

// DisclosureForm is how security flaws can be reported.
type DisclosureForm struct {
	Policy         string `yaml:"policy" form:"url" doc:"Page with the vulnerability disclosure policy."`
	Contact        string `yaml:"contact" doc:"Where to report: a mail address or a page."`
	AcknowledgedIn string `yaml:"acknowledged_in" doc:"When a report is first answered, as published: 5 days."`
	UpdatesEvery   string `yaml:"updates_every" doc:"How often a reporter hears of progress, as published."`
}

// LabelForm is a label held.
type LabelForm struct {
	Regime  string `yaml:"regime" need:"yes" form:"label" doc:"Scheme that gave it."`
	Level   string `yaml:"level" doc:"Level, as the scheme writes it."`
	Number  string `yaml:"number" doc:"Number or link of the entry in the scheme's register."`
	ValidTo string `yaml:"valid_to" form:"day" doc:"Last day it is valid: 2027-06-30."`
}

// ICSForm is an implementation conformance statement for one edition.
type ICSForm struct {
	Conditions map[string]bool       `yaml:"conditions" doc:"Numbered conditions of the status table: true where met."`
	Features   map[string]bool       `yaml:"features" doc:"Lettered features of the status table (V3.1.3): true where it exists."`
	Provisions map[string]AnswerForm `yaml:"provisions" need:"yes" doc:"An answer for each provision."`

	at *node
}

// AnswerForm is the answer to one provision, Y or N or N/A alone, or with its
// detail.
type AnswerForm struct {
	Support string `yaml:"support" need:"yes" form:"support" doc:"Y supported, N not supported, N/A not applicable."`
	Detail  string `yaml:"detail" doc:"Y: what was done. N: why not possible or not fitting. N/A: why it does not apply."`

	at *node
}

// RowsForm is an IXIT table: a list of rows, or one record.
type RowsForm struct {
	at *node
}

// DecisionForm is one walk through the decision questions of a rule.
type DecisionForm struct {
	Regime  string `yaml:"regime" need:"yes" doc:"Regime whose rule asks, such as en-18031-1."`
	Rule    string `yaml:"rule" need:"yes" doc:"Id of the rule, such as ACM-1."`
	About   string `yaml:"about" need:"yes" doc:"The asset, mechanism or interface it is answered for."`
	Answers []bool `yaml:"answers" need:"yes" doc:"An answer for each question in turn, as far as it went."`
	Reason  string `yaml:"reason" doc:"Why; needed where the outcome is that it holds or does not apply."`

	at *node
}

// PartyForm is somebody whom papers name.
type PartyForm struct {
	Role    string `yaml:"role" need:"yes" form:"party" doc:"manufacturer, authorised_representative, importer, distributor or notified_body."`
	Name    string `yaml:"name" need:"yes" doc:"Name in full, as registered."`
	Address string `yaml:"address" doc:"Postal address in one line."`
	Contact string `yaml:"contact" doc:"Mail address, telephone or web page."`
	Number  string `yaml:"number" doc:"Number of a notified body."`
}

// SignatoryForm is who signs papers.
type SignatoryForm struct {
	Name     string `yaml:"name" doc:"Name of the person who signs."`
	Function string `yaml:"function" doc:"Function in the company."`
	Place    string `yaml:"place" doc:"Place of issue."`
	Date     string `yaml:"date" form:"day" doc:"Day of issue: 2027-01-15."`
}

// ConformityForm is what a declaration of conformity names beside the product.
type ConformityForm struct {
	Standards   []AppliedForm `yaml:"standards" doc:"Standards and specifications the product was designed to."`
	Procedure   string        `yaml:"procedure" doc:"Conformity assessment procedure: module A, module B+C, module H."`
	Certificate string        `yaml:"certificate" doc:"Certificate of a notified body, where one was involved."`
	FullTextAt  string        `yaml:"full_text_at" form:"url" doc:"Page with the full declaration, for the simplified one."`
	PlacedOn    string        `yaml:"placed_on" form:"day" doc:"First day on the market: 2027-02-01."`
	Accessories []string      `yaml:"accessories" doc:"Accessories and software that make the product work and are covered."`
}

// AppliedForm is a standard applied.
type AppliedForm struct {
	Name   string `yaml:"name" need:"yes" doc:"Number, such as EN 18031-1."`
	Date   string `yaml:"date" doc:"Edition or date: 2024, V2.1.1 (2020-06)."`
	InFull bool   `yaml:"in_full" doc:"Applied in full."`
}

// EvidenceForm is something to look at: one of its keys is set.
type EvidenceForm struct {
	Firmware string `yaml:"firmware" doc:"Path of a firmware image, archive or unpacked folder."`
	Site     string `yaml:"site" doc:"Path of saved web pages: a WARC or HAR file, or a folder of pages."`

	at *node
}
