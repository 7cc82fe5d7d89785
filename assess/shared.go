package assess

import (
	"crypto/sha256"
	"encoding/hex"
	"sort"

	"github.com/assay-project/assay"
	"github.com/assay-project/assay/check"
	"github.com/assay-project/assay/fact/accounts"
	"github.com/assay-project/assay/fact/secrets"
)

// holding is a secret that an image holds, by its fingerprint.
type holding struct {
	kind, fingerprint, about, place string
}

// shared says what an image has in common with those given together with it:
// stored password hashes and private keys. The same image given twice shares
// nothing that one alone would not show.
func shared(in *check.Input) []assay.Shared {
	images := []*check.Input{in}
	for _, other := range in.Others {
		if other.Evidence != in.Evidence {
			images = append(images, other)
		}
	}
	found := make(map[string]*assay.Shared)
	for i, image := range images {
		for _, h := range holdings(image) {
			key := h.kind + "\x00" + h.fingerprint
			s, ok := found[key]
			if !ok && i > 0 {
				continue // not in the image the document is about
			}
			if !ok {
				s = &assay.Shared{Kind: h.kind, Fingerprint: h.fingerprint, About: h.about}
				found[key] = s
			}
			s.Places = append(s.Places, h.place)
			if n := len(s.Subjects); n == 0 || s.Subjects[n-1] != image.Evidence {
				s.Subjects = append(s.Subjects, image.Evidence)
			}
		}
	}
	var list []assay.Shared
	for _, s := range found {
		if len(s.Subjects) > 1 {
			sort.Strings(s.Subjects)
			sort.Strings(s.Places)
			list = append(list, *s)
		}
	}
	sort.Slice(list, func(i, j int) bool {
		if list[i].Kind != list[j].Kind {
			return list[i].Kind < list[j].Kind
		}
		return list[i].Fingerprint < list[j].Fingerprint
	})
	return list
}

func holdings(in *check.Input) []holding {
	var all []holding
	if list, err := accounts.Of(in); err == nil {
		for _, a := range list.All {
			if stored := a.Stored(); stored != "" && len(a.Where) > 0 {
				all = append(all, holding{"password_hash", fingerprint(stored), a.User, a.Where[0].Path})
			}
		}
	}
	if hidden, err := secrets.Of(in); err == nil {
		for _, k := range hidden.Keys {
			if len(k.Where) > 0 {
				all = append(all, holding{"private_key", k.Fingerprint(), k.Describe(), k.Where[0].Path})
			}
		}
	}
	return all
}

// fingerprint names a stored hash without giving it away.
func fingerprint(stored string) string {
	sum := sha256.Sum256([]byte(stored))
	return "sha256:" + hex.EncodeToString(sum[:8])
}
