"""Quality of a text layer: usable, or the page must be read by OCR."""

from __future__ import annotations

import re
from typing import Literal

from ingest.read.pdf.text_layer import PageText
from ingest.read.pdf.unread_regions import unread_regions
from ingest.text.syllables import accent_rate, is_english, is_syllable, syllable_rate

#: ``usable``: the layer is read. ``poor``: the page is read as a picture. ``doubtful``: whichever reads better.
LayerQuality = Literal["usable", "poor", "doubtful"]

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
#: Letters of a footer and two signatures on a scan, and the part of the page that the scan takes at least.
_BESIDE_SCAN, _SCAN_PART = 900, 0.6
#: Letters without Unicode: control signs, private ones, replacements. Good text has none, symbol fonts a few.
_STRANGE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ue000-\uf8ff\ufffd]")
_STRANGE_PART = 0.03
#: Words of a page whose fonts do not say which letters they show, or say it wrongly; good text has .9.
_FEWEST_WORDS, _READABLE = 12, 0.45
_NO_WORD = re.compile(r"[\W\d_]*[A-ZĐ]{0,6}[\W\d_]*")
_FILLING = " ._-…–—*|"
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def layer_quality(page: PageText) -> LayerQuality:
    """Whether the text layer holds the page's text, readable.

    A page whose letters are few is usable only when no picture can hide more: a blank back page would cost
    one OCR run, a missed scan would cost the document.
    """
    text = " ".join(word.text for word in page.words)
    letters = sum(map(str.isalnum, text))
    if page.drawings.is_empty and not letters:
        return "usable"
    if letters < _FEW_LETTERS:
        return "usable" if letters > 0 and not page.has_picture else "poor"
    if letters < _STAMP_LETTERS and page.has_picture and _STAMP_WORDS.search(text):
        return "poor"
    if page.has_picture and (is_garbled(text) or (letters < _BESIDE_SCAN and _is_scan_with_few_words(page))):
        return "poor"
    return "doubtful" if is_unreadable(page.characters, text) else "usable"


def _is_scan_with_few_words(page: PageText) -> bool:
    """True if most of the page is a picture without words over it: a scan that was stamped, or given a footer."""
    if page.drawings.unseen:  # its own invisible text
        return False
    regions = unread_regions(page.drawings, page.words, page.width, page.height)
    return any((x1 - x0) * (y1 - y0) > _SCAN_PART * page.width * page.height for x0, y0, x1, y1 in regions)


def is_unreadable(characters: str, text: str) -> bool:
    """True if the letters are not those that the page shows: broken or missing Unicode of its fonts.

    >>> is_unreadable("", "Uy ban nhan dan tinh")
    False
    >>> is_unreadable("", "&Ӝ1* +Ñ$ ;+ +Ӝ, &+Ӫ 1*+Ƭ$ 9,Ӊ7 1$0 ĈӝF OұS 7ӵ GR +ҥQK SK~F 6ӕ 4Ĉ 8%1'")
    True
    """
    if len(_STRANGE.findall(characters)) > max(3, _STRANGE_PART * len(characters)):
        return True
    if _is_mostly_signs(text):
        return True
    words = [word for word in text.split() if not _NO_WORD.fullmatch(word)]
    if len(words) < _FEWEST_WORDS:
        return False
    # Twelve words tell good text at a glance; the others are looked at only where they do not.
    for sample in (words[:: max(1, len(words) // 40)], words):
        if sum(map(_is_readable, sample)) >= _READABLE * len(sample):
            return False
    return not is_english([text])


def _is_mostly_signs(text: str) -> bool:
    """True if fewer than half of the characters are letters or digits; dotted lines and rules are not counted."""
    counted = len(text) - sum(map(text.count, _FILLING))
    return counted > _FEW_LETTERS and sum(map(str.isalnum, text)) < 0.5 * counted


def _is_readable(word: str) -> bool:
    """True for a syllable, or several with signs between them."""
    parts = re.split(r"[\W\d_]+", _EDGES.sub("", word))
    return bool(parts) and all(is_syllable(part) for part in parts)


def is_garbled(text: str) -> bool:
    """True if running text is the output of OCR that did not know Vietnamese (`CQNG HOA XA HO!`)."""
    rate, words = syllable_rate(text)
    if words < 25:
        return False
    digits, letters = sum(map(str.isdigit, text)), sum(map(str.isalpha, text))
    if digits > letters:  # a page of figures
        return False
    return accent_rate(text) < _MARKED or rate < _SYLLABLES
