package json

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"io"

	"github.com/assay-project/assay"
)

// maxDocuments bounds how many documents one list may hold.
const maxDocuments = 1000

// WriteAll writes several documents as one JSON list of canonical documents.
func WriteAll(w io.Writer, docs []*assay.Document) error {
	var b bytes.Buffer
	b.WriteString("[\n")
	for i, doc := range docs {
		one, err := Encode(doc)
		if err != nil {
			return err
		}
		b.Write(bytes.TrimSuffix(one, []byte("\n")))
		if i < len(docs)-1 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	b.WriteString("]\n")
	_, err := w.Write(b.Bytes())
	return err
}

// ReadAll reads one document, or a list of them as [WriteAll] writes it.
func ReadAll(r io.Reader) ([]*assay.Document, error) {
	b, err := readAll(r)
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(bytes.TrimSpace(b), []byte("[")) {
		doc, err := decode(b)
		if err != nil {
			return nil, err
		}
		return []*assay.Document{doc}, nil
	}
	var list []stdjson.RawMessage
	if err := stdjson.Unmarshal(b, &list); err != nil {
		return nil, fmt.Errorf("read documents: %w", err)
	}
	if len(list) > maxDocuments {
		return nil, fmt.Errorf("read documents: %d in one list, at most %d are read", len(list), maxDocuments)
	}
	docs := make([]*assay.Document, 0, len(list))
	for i, one := range list {
		doc, err := decode(one)
		if err != nil {
			return nil, fmt.Errorf("document %d: %w", i+1, err)
		}
		docs = append(docs, doc)
	}
	return docs, nil
}
