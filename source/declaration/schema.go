package declaration

import (
	"reflect"

	"github.com/assay-project/assay/internal/schema"
	"github.com/assay-project/assay/standard"
)

// Schema makes the JSON Schema of assay.yaml from [Form] and the standard's
// data, so that an editor knows every provision, table and field.
func Schema() ([]byte, error) {
	return schema.Make(reflect.TypeFor[Form](), schema.Options{
		ID:       "urn:assay:schema:assay.yaml:v1",
		Title:    "Assay: what a maker declares of a product (assay.yaml)",
		Tag:      "yaml",
		Field:    fieldSchema,
		Required: func(f reflect.StructField) bool { return f.Tag.Get("need") == "yes" },
	})
}

// fieldSchema narrows a field by its form, and lets numbers stand for texts:
// "model: 42" is read as it is written.
func fieldSchema(b *schema.Builder, f reflect.StructField) schema.Node {
	form := f.Tag.Get("form")
	switch form {
	case "edition":
		return schema.Node{"type": "object", "properties": icsSchemas(b), "additionalProperties": false}
	case "table":
		return schema.Node{"type": "object", "properties": tableSchemas(), "additionalProperties": false}
	case "fact":
		return schema.Node{"type": "object", "propertyNames": schema.Node{"enum": facts}, "additionalProperties": schema.Node{"type": "boolean"}}
	}
	switch f.Type.Kind() {
	case reflect.String:
		return textSchema(form)
	case reflect.Slice:
		if f.Type.Elem().Kind() == reflect.String {
			return listOf(textSchema(form))
		}
	}
	return nil
}

// listOf allows one value for a list of one.
func listOf(item schema.Node) schema.Node {
	return schema.Node{"anyOf": []schema.Node{item, {"type": "array", "items": item}}}
}

func textSchema(form string) schema.Node {
	switch form {
	case "schema":
		return schema.Node{"const": SchemaName}
	case "role":
		return schema.Node{"enum": roles}
	case "market":
		return schema.Node{"enum": markets}
	case "label":
		return schema.Node{"enum": labels}
	case "party":
		return schema.Node{"enum": parties}
	case "support":
		return schema.Node{"enum": supports}
	case "url":
		return schema.Node{"type": "string", "format": "uri", "pattern": "^https?://"}
	case "day":
		return schema.Node{"type": "string", "format": "date"}
	case "day_or_month":
		return schema.Node{"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"}
	case "gtin":
		return schema.Node{"type": []string{"string", "integer"}, "pattern": "^([0-9]{8}|[0-9]{12,14})$"}
	}
	return schema.Node{"type": []string{"string", "number", "boolean"}}
}

// icsSchemas is the ICS of each edition, with the ids its status table has.
func icsSchemas(b *schema.Builder) schema.Node {
	std, out := standard.EN303645(), schema.Node{}
	for _, e := range standard.Editions() {
		method := standard.MethodFor(e)
		out[string(e)] = schema.Node{
			"type": "object", "additionalProperties": false, "required": []string{"provisions"},
			"properties": schema.Node{
				"conditions": truths(std.Conditions(method)),
				"features":   truths(std.Features(method)),
				"provisions": answers(b, std.Provisions(e), e),
			},
		}
	}
	return out
}

func truths(list []standard.Condition) schema.Node {
	properties := schema.Node{}
	for _, x := range list {
		properties[x.ID] = schema.Node{"type": "boolean", "description": x.Text}
	}
	return schema.Node{"type": "object", "properties": properties, "additionalProperties": false}
}

func answers(b *schema.Builder, provisions []*standard.Provision, e standard.Edition) schema.Node {
	answer := schema.Node{"anyOf": []schema.Node{textSchema("support"), b.Of(reflect.TypeFor[AnswerForm]())}}
	properties := schema.Node{}
	for _, p := range provisions {
		reading, _ := p.In(e)
		for _, id := range append([]string{p.ID}, p.Aliases...) {
			properties[id] = schema.Node{"anyOf": answer["anyOf"], "description": string(reading.Level) + ": " + reading.Summary}
		}
	}
	return schema.Node{"type": "object", "properties": properties, "additionalProperties": false}
}

// tableSchemas is each IXIT table under each of its names.
func tableSchemas() schema.Node {
	out := schema.Node{}
	for _, t := range standard.EN303645().Tables() {
		one := tableSchema(t)
		out[t.Key], out[t.KeyIn(standard.TS103701V1)] = one, one
	}
	return out
}

func tableSchema(t *standard.IXITTable) schema.Node {
	properties := schema.Node{}
	for _, f := range t.Fields {
		if f.Name != "ID" {
			properties[Spelling(f.Name)] = ixitSchema(t, f)
		}
	}
	row := schema.Node{"type": "object", "properties": properties, "additionalProperties": false}
	if t.Single() {
		row["description"] = t.Title
		return row
	}
	properties["id"] = schema.Node{"type": []string{"string", "integer"}, "description": "Short name, unique in the table."}
	observed := listOf(schema.Node{"type": "string"})
	observed["description"] = "Fact keys under which it is seen on the device: tcp/80, /usr/sbin/telnetd, root@/etc/shadow, sha256:…"
	properties["observed"] = observed
	row["required"] = []string{"id"}
	return schema.Node{"type": "array", "items": row, "description": t.Title}
}

func ixitSchema(t *standard.IXITTable, f standard.IXITField) schema.Node {
	text := textSchema("")
	out := schema.Node{"anyOf": []schema.Node{text, {"type": "array", "items": text}}}
	if f.ValuesClosed {
		out = schema.Node{"enum": closedSpellings(f.Values)}
		if standard.EN303645().Several(t, f.Name) {
			one := out
			out = schema.Node{"anyOf": []schema.Node{one, {"type": "array", "items": one}, {"type": "string", "pattern": "[,;/]"}}}
		}
	}
	if f.Enter != "" {
		out["description"] = f.Enter
	}
	return out
}

// closedSpellings adds to Yes and No what YAML users write for them.
func closedSpellings(values []string) []any {
	var out []any
	for _, v := range values {
		out = append(out, v)
		switch v {
		case "Yes":
			out = append(out, "yes", true)
		case "No":
			out = append(out, "no", false)
		}
	}
	return out
}
