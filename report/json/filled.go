package json

import (
	"reflect"

	"github.com/assay-project/assay"
)

// filled copies a document with every nil list made an empty one, so that a
// reader of the JSON never meets null where the contract has a list. What is
// left out when empty stays left out.
func filled(doc *assay.Document) *assay.Document {
	return fill(reflect.ValueOf(doc)).Interface().(*assay.Document)
}

func fill(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(fill(v.Elem()))
		return p
	case reflect.Struct:
		s := reflect.New(v.Type()).Elem()
		for i := range v.NumField() {
			s.Field(i).Set(fill(v.Field(i)))
		}
		return s
	case reflect.Slice:
		s := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			s.Index(i).Set(fill(v.Index(i)))
		}
		return s
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		m := reflect.MakeMapWithSize(v.Type(), v.Len())
		for _, k := range v.MapKeys() {
			m.SetMapIndex(k, fill(v.MapIndex(k)))
		}
		return m
	case reflect.Interface:
		if v.IsNil() {
			return v
		}
		i := reflect.New(v.Type()).Elem()
		i.Set(fill(v.Elem()))
		return i
	}
	return v
}
