// Package examples holds products of our own making, weak and mended, in the
// image of those that made the headlines. No vendor's code, name or mark is used.
package examples

//go:generate go run ./build ip-camera
//go:generate go run ./build ip-camera-hardened
//go:generate go run ./build baby-monitor
//go:generate go run ./build baby-monitor-hardened
//go:generate go run ./build hot-tub
//go:generate go run ./build hot-tub-hardened
//go:generate go run ./build child-watch
//go:generate go run ./build child-watch-hardened
