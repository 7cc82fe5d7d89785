// Command build packs an example product: it compiles the few programs of the
// example for ARM, packs its root file system as squashfs and its application
// partition as JFFS2, and puts them with a boot loader, its environment and a
// kernel into one flash image, as a maker of cheap cameras would. The image is
// committed, so that nobody needs these tools to run the example.
//
// It needs from Debian: gcc-arm-linux-gnueabihf libc6-dev-armhf-cross
// squashfs-tools mtd-utils.
//
// Usage: go run ./examples/build examples/ip-camera
package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// recipe is build.json of an example.
type recipe struct {
	About      string
	Size       int64 // of the flash, bytes
	Programs   []program
	Modules    map[string]string // file in the root file system: vermagic
	Partitions []partition
}

// program is compiled from Source (in src of the example, else of the first
// example) to Output.
type program struct {
	Source string
	Output string // relative to the example, such as rootfs/bin/busybox
	Banner string
	Flags  []string
}

// partition is a part of the flash at Offset.
type partition struct {
	Name   string
	Offset int64
	Size   int64
	Kind   string            // bootloader, environment, kernel, squashfs, jffs2, ramdisk
	From   string            // folder of a file system
	Text   string            // banner of boot loader or kernel
	Label  string            // name in the uImage header of kernel and ramdisk
	Env    map[string]string // of the environment
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("build: ")
	if len(os.Args) != 2 {
		log.Fatal("usage: go run ./examples/build FOLDER")
	}
	if err := build(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func build(dir string) error {
	var r recipe
	text, err := os.ReadFile(filepath.Join(dir, "build.json"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return fmt.Errorf("read build.json: %w", err)
	}
	work, err := os.MkdirTemp("", "example")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := stage(dir, work, r); err != nil {
		return err
	}
	flash := fill(r.Size, 0xff)
	for _, p := range r.Partitions {
		data, err := pack(work, p)
		if err != nil {
			return fmt.Errorf("partition %s: %w", p.Name, err)
		}
		if int64(len(data)) > p.Size {
			return fmt.Errorf("partition %s: %d bytes do not fit into %d", p.Name, len(data), p.Size)
		}
		copy(flash[p.Offset:], data)
		log.Printf("%-12s at %#08x  %7d of %7d bytes", p.Name, p.Offset, len(data), p.Size)
	}
	return os.WriteFile(filepath.Join(dir, "flash.bin"), flash, 0o644)
}

// stage copies the folders of the example and puts the compiled programs there.
func stage(dir, work string, r recipe) error {
	for _, p := range r.Partitions {
		if p.From == "" {
			continue
		}
		if err := os.CopyFS(filepath.Join(work, p.From), os.DirFS(filepath.Join(dir, p.From))); err != nil {
			return err
		}
		if modes, err := os.ReadFile(filepath.Join(dir, p.From+".modes")); err == nil {
			if err := os.WriteFile(filepath.Join(work, p.From+".modes"), modes, 0o644); err != nil {
				return err
			}
		}
	}
	for _, p := range r.Programs {
		if err := compile(dir, filepath.Join(work, p.Output), p); err != nil {
			return err
		}
	}
	for name, vermagic := range r.Modules {
		if err := module(dir, filepath.Join(work, name), vermagic); err != nil {
			return err
		}
	}
	return nil
}

func compile(dir, out string, p program) error {
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	source := filepath.Join(dir, "src", p.Source)
	if _, err := os.Stat(source); err != nil {
		source = filepath.Join(filepath.Dir(dir), "ip-camera", "src", p.Source)
	}
	args := append([]string{"-Os", "-Wl,-z,max-page-size=4096", "-Wl,--build-id=none", "-w", "-o", out}, p.Flags...)
	if p.Banner != "" {
		args = append(args, fmt.Sprintf("-DBANNER=%q", p.Banner))
	}
	return run("arm-linux-gnueabihf-gcc", append(args, source)...)
}

// module makes a kernel module of one section, enough to carry its vermagic.
func module(dir, out, vermagic string) error {
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	source := out + ".c"
	text := fmt.Sprintf("static const char magic[] __attribute__((section(\".modinfo\"), used)) = \"vermagic=%s\";\n", vermagic)
	if err := os.WriteFile(source, []byte(text), 0o644); err != nil {
		return err
	}
	defer os.Remove(source)
	return run("arm-linux-gnueabihf-gcc", "-c", "-Os", "-o", out, source)
}

func pack(work string, p partition) ([]byte, error) {
	out := filepath.Join(work, p.Name+".img")
	from := filepath.Join(work, p.From)
	switch p.Kind {
	case "bootloader":
		return bootloader(p.Text), nil
	case "environment":
		return environment(p.Env, int(p.Size)), nil
	case "kernel":
		return kernel(p.Text, cmp.Or(p.Label, "Linux-HomeCam"))
	case "ramdisk":
		return ramdisk(from, cmp.Or(p.Label, "ramdisk"))
	case "squashfs":
		args := []string{from, out, "-comp", "xz", "-b", "131072", "-noappend", "-no-progress", "-quiet", "-all-root", "-no-xattrs"}
		if _, err := os.Stat(from + ".modes"); err == nil {
			args = append(args, "-pf", from+".modes")
		}
		if err := run("mksquashfs", args...); err != nil {
			return nil, err
		}
	case "jffs2":
		// Times go into the nodes: one time for all keeps the image reproducible.
		if err := run("find", from, "-exec", "touch", "-h", "-d", "@0", "{}", "+"); err != nil {
			return nil, err
		}
		if err := run("mkfs.jffs2", "-l", "-n", "-q", "-U", "-e", "65536", "-r", from, "-o", out); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("unknown kind %q", p.Kind)
	}
	return os.ReadFile(out)
}

func run(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), "SOURCE_DATE_EPOCH=0")
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return nil
}

func fill(size int64, with byte) []byte {
	data := make([]byte, size)
	for i := range data {
		data[i] = with
	}
	return data
}
