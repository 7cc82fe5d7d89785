package assay

// Lists first: what follows reads them.
//go:generate go run ./internal/genlist -dir unpack -var Format -type *unpack.Format -package all -name Formats -out unpack/all/list.go
//go:generate go run ./internal/genlist -dir checks -var Check -type *check.Check -package checks -out checks/list.go
//go:generate go run ./internal/genlist -dir report -var Form -type *report.Form -package all -name Forms -out report/all/list.go
//go:generate go run ./doc/generate checks doc/checks.md
//go:generate go run ./doc/generate formats doc/formats.md
//go:generate go run ./cmd/assay check examples/ip-camera --quiet --fail-on never --at 2026-11-22 --out .assay -f html -o doc/example-report.html
