#!/usr/bin/env python3
"""Writes the flat OpenDocument files that need columns, a head and a foot."""
import sys

HEAD = '''<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles>
<style:default-style style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.2cm"/><style:text-properties style:font-name="Liberation Serif" fo:font-family="Liberation Serif" fo:font-size="10.5pt" fo:language="{lang}" fo:country="{country}" fo:hyphenate="true"/></style:default-style>
<style:style style:name="Body" style:family="paragraph"><style:paragraph-properties fo:text-align="justify"/></style:style>
<style:style style:name="Head" style:family="paragraph"><style:text-properties fo:font-size="16pt" fo:font-weight="bold"/></style:style>
<style:style style:name="Sub" style:family="paragraph"><style:text-properties fo:font-weight="bold"/></style:style>
</office:styles>
<office:automatic-styles>
<style:page-layout style:name="P"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2cm"/><style:header-style><style:header-footer-properties fo:margin-bottom="0.6cm"/></style:header-style><style:footer-style><style:header-footer-properties fo:margin-top="0.6cm"/></style:footer-style></style:page-layout>
<style:style style:name="Two" style:family="section"><style:section-properties><style:columns fo:column-count="2" fo:column-gap="0.8cm"/></style:section-properties></style:style>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="P">
<style:header><text:p>{header}</text:p></style:header><style:footer><text:p>{footer} · page <text:page-number/> of <text:page-count/></text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>
'''
TAIL = '</office:text></office:body></office:document>\n'

def main():
    meta, out, two = {}, [], False
    for line in open(sys.argv[1], encoding='utf-8'):
        line = line.rstrip('\n')
        esc = line.replace('&', '&amp;').replace('<', '&lt;')
        if line.startswith('@'):
            key, _, value = esc[1:].partition(' ')
            if key == 'columns':
                out.append('<text:section text:style-name="Two" text:name="cols">')
                two = True
            elif key == 'end':
                out.append('</text:section>')
                two = False
            else:
                meta[key] = value
        elif line.startswith('# '):
            out.append('<text:h text:outline-level="1" text:style-name="Head">%s</text:h>' % esc[2:])
        elif line.startswith('## '):
            out.append('<text:h text:outline-level="2" text:style-name="Sub">%s</text:h>' % esc[3:])
        elif line.strip():
            out.append('<text:p text:style-name="Body">%s</text:p>' % esc)
    meta.setdefault('lang', 'en')
    meta.setdefault('country', 'GB')
    sys.stdout.write(HEAD.format(**meta) + '\n'.join(out) + '\n' + TAIL)

main()
