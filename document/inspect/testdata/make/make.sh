#!/bin/sh
# Makes the papers anew from their sources, with LibreOffice, Chromium, groff and
# pdfLaTeX (Debian: libreoffice-writer-nogui chromium groff texlive-latex-recommended
# texlive-lang-german poppler-utils qpdf). The bytes differ from run to run; what the
# papers say does not. Companies, products and persons are invented.
#
#   cd document/inspect/testdata/make && ./make.sh [NN…]
set -eu
out=../papers
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export SOURCE_DATE_EPOCH=1780000000
here=$(pwd)

chrome() { # chrome IN.html OUT.pdf
	chromium --headless --no-sandbox --disable-gpu --no-pdf-header-footer --user-data-dir="$tmp/profile" --print-to-pdf="$2" "file://$1" >/dev/null 2>&1
}
latex() { # latex IN.tex OUT.pdf
	cp "$1" "$tmp/paper.tex"
	(cd "$tmp" && pdflatex -interaction=batchmode paper.tex >/dev/null && pdflatex -interaction=batchmode paper.tex >/dev/null)
	mv "$tmp/paper.pdf" "$2"
}
writer() { # writer IN OUT.pdf
	soffice -env:UserInstallation="file://$tmp/office" --headless --convert-to pdf:writer_pdf_Export --outdir "$tmp/w" "$1" >/dev/null 2>&1
	mv "$tmp/w/$(basename "${1%.*}").pdf" "$2"
}

scanned() { # scanned IN.html OUT.pdf: a picture of the page and nothing else
	chrome "$1" "$tmp/scan.pdf"
	pdftoppm -r 60 -gray -png -singlefile "$tmp/scan.pdf" "$tmp/scan"
	printf '<!doctype html><style>@page{margin:0}img{width:100%%}</style><img src="scan.png" alt="">' >"$tmp/scan.html"
	chrome "$tmp/scan.html" "$2"
}
curves() { # curves IN.html OUT.pdf: letters drawn as shapes
	chrome "$1" "$tmp/text.pdf"
	pdftocairo -svg "$tmp/text.pdf" "$tmp/text.svg"
	{ printf '<!doctype html><body style="margin:0">'; sed 's/<?xml[^>]*>//' "$tmp/text.svg"; } >"$tmp/text.html"
	chrome "$tmp/text.html" "$2"
}

for source in [0-9]*; do
	number=${source%%-*}
	case " ${*:-$number} " in *" $number "*) ;; *) continue ;; esac
	name=${source%%.*}
	case "$source" in
	*.writer.html) cp "$source" "$tmp/$name.html"; soffice -env:UserInstallation="file://$tmp/office" --headless --infilter="HTML (StarWriter)" --convert-to odt --outdir "$tmp/w" "$tmp/$name.html" >/dev/null 2>&1; writer "$tmp/w/$name.odt" "$out/$name.pdf" ;;
	*.writer.txt) python3 fodt.py "$source" >"$tmp/$name.fodt"; writer "$tmp/$name.fodt" "$out/$name.pdf" ;;
	*.chromium.html) cp "$source" "$tmp/$name.html"; chrome "$tmp/$name.html" "$out/$name.pdf" ;;
	*.ms) groff -k -t -ms -Tpdf "$source" >"$out/$name.pdf" ;;
	*.tex) latex "$source" "$out/$name.pdf" ;;
	*.curves.html) curves "$here/$source" "$out/$name.pdf" ;;
	*.source.html) scanned "$here/$source" "$out/$name.pdf" ;;
	esac
done
case " ${*:-48} " in *" 48 "*) qpdf --rotate=270 --replace-input "$out/48-rotated.pdf" ;; esac
case " ${*:-23} " in *" 23 "*)
	qpdf --encrypt "" owner 256 --modify=none -- "$out/01-table.pdf" "$out/23-locked.pdf"
	qpdf --encrypt user owner 256 -- "$out/17-statement.pdf" "$out/24-password.pdf" ;;
esac
