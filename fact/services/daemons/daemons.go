// Package daemons is a table of programs that are known to listen: what they are
// for, where they listen unless told otherwise and how they are told. It is data
// read from manual pages; a program that is not in it may listen all the same.
package daemons

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"sync"
)

//go:embed daemons.json
var data []byte

// Daemon is one row of the table.
type Daemon struct {
	Names    []string `json:"names"`    // file names of the program
	Service  string   `json:"service"`  // telnet, ssh, ftp, http …
	Protocol string   `json:"protocol"` // tcp, udp, unix
	// Port is where it listens unless told otherwise; 0 where there is no usual one.
	Port int `json:"port"`
	// Also are further endpoints that are open as well, such as "udp/1900".
	Also []string `json:"also"`
	// PortFlags and BindFlags introduce a port and an address; a port flag may
	// take "address:port".
	PortFlags []string `json:"port_flags"`
	BindFlags []string `json:"bind_flags"`
	// Config are options that name a configuration file, ConfigAt where it is
	// otherwise.
	Config   []string `json:"config"`
	ConfigAt []string `json:"config_at"`
	// Auth is how a client is known unless something says otherwise: none,
	// password, key, unknown.
	Auth string `json:"auth"`
	// Needs is an option without which it is no server (ntpd -l).
	Needs []string `json:"needs"`
	// Clear says that log-in and content travel without encryption.
	Clear bool `json:"clear"`
	// DropsTo is the user it changes to by itself, as built by its makers.
	DropsTo string `json:"drops_to"`
	// Debug says that it exists to take a device apart (gdbserver, adbd).
	Debug  bool   `json:"debug"`
	Source string `json:"source"` // where the row was read
}

var table = sync.OnceValues(func() ([]Daemon, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var rows []Daemon
	if err := dec.Decode(&rows); err != nil {
		return nil, fmt.Errorf("read daemons.json: %w", err)
	}
	return rows, nil
})

var byName = sync.OnceValue(func() map[string]*Daemon {
	rows, err := table()
	if err != nil {
		return nil
	}
	index := make(map[string]*Daemon)
	for i := range rows {
		for _, n := range rows[i].Names {
			index[n] = &rows[i]
		}
	}
	return index
})

// All returns every row in the order of the file.
func All() ([]Daemon, error) { return table() }

// Lookup returns the row of a program by path or name, nil where it is not known.
func Lookup(program string) *Daemon {
	return byName()[strings.TrimPrefix(path.Base(program), "-")]
}
