package privacydata

import (
	"testing"

	"github.com/assay-project/assay/check/checktest"
)

func TestCheck(t *testing.T) { checktest.Run(t, Check) }
