package verdict

import (
	"strings"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/standard"
)

// MarkServices returns the services with their Declared flag set: whether a row
// of the tables of services and interfaces declares them. It stays nil where
// there is no declaration, or none of those tables was filled.
func MarkServices(services []assay.Service, d *assay.Declaration) []assay.Service {
	out := append([]assay.Service{}, services...)
	t := newTables(standard.EN303645(), standard.V3_1_3, d)
	var rows []*row
	filled := false
	for _, key := range []string{"28-LogIntf", "15-Intf", "13-SoftServ"} {
		filled = filled || t.isFilled(key, service)
		rows = append(rows, t.of(key)...)
	}
	if !filled {
		return out
	}
	for i, s := range out {
		declared := false
		for _, key := range keysOfService(s) {
			declared = declared || bind(rows, key, []string{s.Name}) != nil
		}
		out[i].Declared = &declared
	}
	return out
}

// keysOfService are the fact keys a service may be bound by: its port and what
// starts it.
func keysOfService(s assay.Service) []string {
	keys := []string{""}
	if i := strings.LastIndex(s.Address, ":"); i >= 0 && s.Protocol != "" {
		keys = append(keys, s.Protocol+"/"+s.Address[i+1:])
	}
	if strings.HasPrefix(s.Address, "/") || isPort(s.Address) {
		keys = append(keys, s.Address)
	}
	if strings.HasPrefix(s.Product, "/") {
		keys = append(keys, s.Product)
	}
	return append(keys, s.StartedBy...)
}
