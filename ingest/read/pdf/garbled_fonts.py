"""One font among good ones whose letters are not those that it shows: its words are read as a picture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.read.pages.words import Word
from ingest.read.pdf.drawings import Rule
from ingest.text.syllables import is_english, is_syllable

#: A font is judged by so many of its words, and good where this part of them are syllables.
_FEWEST, _READABLE = 4, 0.3
_SAMPLE = 40
#: Letters without Unicode: control signs, private ones, replacements; symbol fonts hold single ones (bullets, ticks).
_STRANGE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_STRANGE_LETTERS, _STRANGE_PART = 6, 0.2
#: What is no word in any font: figures, short forms, addresses.
_NO_WORD = re.compile(r"[\W\d_]*[A-ZĐ]{0,6}[\W\d_]*|\S*(?:@|://|www\.|\.vn\b|\.com\b)\S*")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
#: Words of one line of print.
_BESIDE, _MARGIN = 20.0, 2.0


def garbled_words(words: Sequence[Word]) -> list[Word]:
    """The words of the fonts that say something else than they show; none where the page has but one font."""
    by_font: dict[int, list[Word]] = {}
    for word in words:
        by_font.setdefault(word.font, []).append(word)
    if len(by_font) < 2:
        return []
    return [
        word for members in by_font.values() if is_garbled_font([word.text for word in members]) for word in members
    ]


def is_garbled_font(texts: Sequence[str]) -> bool:
    """True if the texts that a font shows are no words of Vietnamese or English.

    >>> is_garbled_font("Căn cứ Luật Tổ chức chính quyền".split()), is_garbled_font("&ăQ Fứ /XậW 7ổ FKứF".split())
    (False, True)
    """
    whole = "".join(texts)
    strange = len(_STRANGE.findall(whole))
    if strange >= _STRANGE_LETTERS and strange > _STRANGE_PART * len(whole) and len(texts) >= _FEWEST:
        return True
    words = [text for text in texts if not _NO_WORD.fullmatch(text)]
    if len(set(words)) < _FEWEST:
        return False
    for sample in (words[:: max(1, len(words) // _SAMPLE)], words):
        if sum(map(_is_readable, sample)) >= _READABLE * len(sample):
            return False
    return not is_english(words)


def _is_readable(word: str) -> bool:
    parts = re.split(r"[\W\d_]+", _EDGES.sub("", word))
    return bool(parts) and all(is_syllable(part) for part in parts)


def regions_of(words: Sequence[Word]) -> list[Rule]:
    """The boxes of the lines that these words stand in, neighbouring lines together."""
    lines: list[list[float]] = []
    for word in sorted(words, key=lambda one: ((one.y0 + one.y1) / 2, one.x0)):
        middle = (word.y0 + word.y1) / 2
        for line in lines:
            near = word.x0 - line[2] < _BESIDE and line[0] - word.x1 < _BESIDE
            if near and line[1] - 0.6 * word.height <= middle <= line[3] + 0.6 * word.height:
                line[:] = [min(line[0], word.x0), min(line[1], word.y0), max(line[2], word.x1), max(line[3], word.y1)]
                break
        else:
            lines.append([word.x0, word.y0, word.x1, word.y1])
    return [(x0 - _MARGIN, y0 - _MARGIN, x1 + _MARGIN, y1 + _MARGIN) for x0, y0, x1, y1 in lines]
