"""Quality of a text layer: usable, or the page must be read by OCR."""

from __future__ import annotations

import re

from ingest.read.pdf.text_layer import PageText
from ingest.text.syllables import accent_rate, syllable_rate

#: Fewer letters than this on a page are a page number, a stamp or a watermark.
_FEW_LETTERS = 40
#: A signature's or portal's own words; a page that holds only these has no text of its own.
_STAMP_WORDS = re.compile(
    r"k[ýy] b[ởo]i|ng[ưu][ờo]i k[ýy]|th[ờo]i gian k[ýy]|ng[àa]y k[ýy]|c[ơo] quan:|email:|digitally signed|signature|"
    r"c[ổo]ng th[ôo]ng tin|thuvienphapluat|luatvietnam|camscanner|scanned (?:by|with)|watermark",
    re.IGNORECASE,
)
#: Vietnamese prose without marks is bad OCR: good text has .2 to .3 marked letters (measured on the real files).
_MARKED = 0.08
_SYLLABLES = 0.55
_STAMP_LETTERS = 260


def is_usable(page: PageText) -> bool:
    """True if the text layer holds the page's text, readable.

    A page whose letters are few is usable only when no picture can hide more: a blank back page would cost
    one OCR run, a missed scan would cost the document.
    """
    text = " ".join(word.text for word in page.words)
    letters = sum(map(str.isalnum, text))
    if letters < _FEW_LETTERS:
        return letters > 0 and not page.has_picture
    if letters < _STAMP_LETTERS and page.has_picture and _STAMP_WORDS.search(text):
        return False
    return not page.has_picture or not is_garbled(text)


def is_garbled(text: str) -> bool:
    """True if running text is the output of OCR that did not know Vietnamese (`CQNG HOA XA HO!`)."""
    rate, words = syllable_rate(text)
    if words < 25:
        return False
    digits, letters = sum(map(str.isdigit, text)), sum(map(str.isalpha, text))
    if digits > letters:  # a page of figures
        return False
    return accent_rate(text) < _MARKED or rate < _SYLLABLES
