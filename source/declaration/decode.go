package declaration

import (
	"reflect"
	"strings"
)

// decode fills a form from a node by the tags of its type. Everything that does
// not fit is a complaint; what fits is filled in all the same, so that one
// mistake does not hide the next.
func decode(n *node, into reflect.Value, form string, c *complaints) {
	if custom, ok := into.Addr().Interface().(interface{ decode(*node, *complaints) }); ok {
		custom.decode(n, c)
		return
	}
	switch into.Kind() {
	case reflect.Struct:
		decodeStruct(n, into, c)
	case reflect.Map:
		decodeMap(n, into, form, c)
	case reflect.Slice:
		decodeList(n, into, form, c)
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		decode(n, into.Elem(), form, c)
	case reflect.Bool:
		decodeBool(n, into, c)
	case reflect.String:
		if text, ok := readText(n, c); ok {
			if form != "" {
				text = forms[form](n, text, c)
			}
			into.SetString(text)
		}
	}
}

func decodeStruct(n *node, into reflect.Value, c *complaints) {
	if n.kind != mapping {
		c.at(n, "write "+strings.Join(keysOf(into.Type()), ", ")+" below it", "%s where keys are needed", n.kind)
		return
	}
	seen := make(map[string]bool)
	for _, p := range n.pairs {
		i := fieldFor(into.Type(), p.key)
		if i < 0 {
			c.at(p.at, suggest(p.key, keysOf(into.Type())), "unknown key %q", p.key)
			continue
		}
		seen[p.key] = true
		tag := into.Type().Field(i).Tag
		if p.value.kind == null {
			c.at(p.at, "write a value or remove the key", "%q has no value", p.key)
			continue
		}
		decode(p.value, into.Field(i), tag.Get("form"), c)
	}
	for i := range into.NumField() {
		f := into.Type().Field(i)
		if f.Tag.Get("need") == "yes" && !seen[f.Tag.Get("yaml")] {
			c.at(n, f.Tag.Get("doc"), "%q is missing", f.Tag.Get("yaml"))
		}
	}
}

func decodeMap(n *node, into reflect.Value, form string, c *complaints) {
	if n.kind != mapping {
		c.at(n, "write name: value below it", "%s where names with values are needed", n.kind)
		return
	}
	into.Set(reflect.MakeMapWithSize(into.Type(), len(n.pairs)))
	for _, p := range n.pairs {
		key := p.key
		if form != "" {
			if key = forms[form](p.at, p.key, c); key == "" {
				continue
			}
		}
		if into.MapIndex(reflect.ValueOf(key)).IsValid() {
			c.at(p.at, "keep one", "%q stands twice, under two spellings", key)
			continue
		}
		if p.value.kind == null && into.Type().Elem().Kind() != reflect.Struct {
			c.at(p.at, "write a value or remove the key", "%q has no value", p.key)
			continue
		}
		value := reflect.New(into.Type().Elem()).Elem()
		decode(p.value, value, "", c)
		into.SetMapIndex(reflect.ValueOf(key), value)
	}
}

func decodeList(n *node, into reflect.Value, form string, c *complaints) {
	items := n.items
	if n.kind == scalar && into.Type().Elem().Kind() == reflect.String {
		items = []*node{n} // one value stands for a list of one
	} else if n.kind != sequence {
		c.at(n, "write - before each", "%s where a list is needed", n.kind)
		return
	}
	for _, item := range items {
		value := reflect.New(into.Type().Elem()).Elem()
		decode(item, value, form, c)
		into.Set(reflect.Append(into, value))
	}
}

func decodeBool(n *node, into reflect.Value, c *complaints) {
	text, ok := readText(n, c)
	if !ok {
		return
	}
	switch strings.ToLower(text) {
	case "true", "yes":
		into.SetBool(true)
	case "false", "no":
		into.SetBool(false)
	default:
		c.at(n, "write true or false; leave the key out where it is not known", "%q is not true or false", shorten(text))
	}
}

// readText reads a scalar as it was written.
func readText(n *node, c *complaints) (string, bool) {
	switch {
	case n.kind == null:
		c.at(n, "write a value", "nothing where a value is needed")
		return "", false
	case n.kind != scalar:
		c.at(n, "write it as one text, in quotes if it holds a colon", "%s where a value is needed", n.kind)
		return "", false
	case strings.TrimSpace(n.text) == "":
		c.at(n, "write a value or remove the key", "an empty text")
		return "", false
	}
	return strings.TrimSpace(n.text), true
}

func keysOf(t reflect.Type) []string {
	var keys []string
	for i := range t.NumField() {
		if key := t.Field(i).Tag.Get("yaml"); key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

func fieldFor(t reflect.Type, key string) int {
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("yaml"); tag != "" && tag == key {
			return i
		}
	}
	return -1
}

// shorten keeps a message readable when a whole text stands in the wrong place.
func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
