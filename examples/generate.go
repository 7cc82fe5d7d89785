// Package examples holds products of our own making, weak and mended, in the
// image of those that made the headlines. No vendor's code, name or mark is used.
package examples

//go:generate go run ./build ip-camera
//go:generate go run ./build ip-camera-hardened
