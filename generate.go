package assay

//go:generate go run ./internal/genlist -dir checks -var Check -type *check.Check -package checks -out checks/list.go
//go:generate go run ./internal/genlist -dir unpack -var Format -type *unpack.Format -package all -out unpack/all/list.go
