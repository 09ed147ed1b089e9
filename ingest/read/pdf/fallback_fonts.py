"""Words that a second font tore apart: where the first lacks `ệ`, converters draw such letters later, out of order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.read.pages.words import Word
from ingest.read.pages.words_to_lines import group_rows
from ingest.read.pdf.glyphs import Glyphs

#: Letters are this close (of the size): on three drawn files letters end at .12, blanks begin at .20.
_NO_BLANK = 0.16
#: Single letters that no word is (`ệ`, `ụ`) are this share of a page that was torn; a whole page has none.
_LEAST, _TORN = 3, 0.03
_ALONE = re.compile(r"(?<!\S)[^\x00-\x7f\W\d_ởýôàạáơưđ](?!\S)", re.IGNORECASE)


def is_torn(characters: str, words: int) -> bool:
    """True if letters of the page's words stand alone.

    >>> is_torn("Căn c ứ Quy ế t đ ị nh", 11), is_torn("Ông ấy ở ý nào", 5)
    (True, False)
    """
    alone = len(_ALONE.findall(characters))
    return alone >= _LEAST and alone >= _TORN * words


def split_token(glyphs: Glyphs, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A token cut where a letter of the other font belongs (`CU` of `CẦU`), or stands too late (`uệ`)."""
    first = start
    for index in range(start + 1, end):
        before, after = glyphs.corners(index - 1, index), glyphs.corners(index, index + 1)
        gap = after[0] - before[2] if before and after else 0.0
        if gap > _NO_BLANK * glyphs.style(index).size or (before and after and after[0] < before[0]):
            yield first, index
            first = index
    yield first, end


def join_torn_words(words: Sequence[Word]) -> list[Word]:
    """The words of a torn page, whole again and in order."""
    return [word for row in group_rows(words) for word in _join_row(row)]


def _join_row(row: Sequence[Word]) -> list[Word]:
    whole: list[Word] = []
    for word in row:
        last = whole[-1] if whole else None
        if last is not None and _touches(last, word):
            whole[-1] = replace(
                last,
                text=last.text + word.text,
                x1=max(last.x1, word.x1),
                y0=min(last.y0, word.y0),
                y1=max(last.y1, word.y1),
            )
        else:
            whole.append(word)
    return whole


def _touches(last: Word, word: Word) -> bool:
    """Letters without a blank between them, and what may stand around letters without one (`(ủy`, `vị;`)."""
    if last.raised or word.raised:
        return False
    gap = (word.x0 - last.x1) / max(1.0, min(last.size, word.size))
    before, after = last.text[-1], word.text[0]
    if before.isdigit() and after.isdigit():
        return gap < _NO_BLANK / 2
    if not (before.isalpha() or before in "“(/-") or not (after.isalpha() or after in "”),.;:/-"):
        return False
    return gap < _NO_BLANK
