"""Numbering marks that OCR misread, corrected from the marks around them. The text itself stays as it was read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ingest.grammar.numbering_marks import NumberingMark, find_marks
from ingest.reading import Paragraph, Table

Block = Paragraph | Table

_SPLIT = re.compile(r"^\s*(?:PHẦN|Phần|CHƯƠNG|Chương|PHỤ LỤC|Phụ lục)\s*$")
_NUMBER = re.compile(r"^\s*(?:THỨ\s+|thứ\s+)?(?:[IVX]{1,5}|\d{1,2}|nhất|hai|ba|tư)\s*[.:]?\s*$")
#: Points whose letters look alike: what OCR printed -> what may have stood there.
_POINTS = {"e": "c", "d": "đ", "o": "c", "l": "i"}
_ALPHABET_POSITION = {letter: place for place, letter in enumerate("abcdđeghiklmnopqrstuvxy", start=1)}


def join_split_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with `Phần` and `II` on two lines joined to one heading."""
    joined: list[Block] = []
    for block in blocks:
        above = joined[-1] if joined else None
        if (
            isinstance(block, Paragraph)
            and isinstance(above, Paragraph)
            and _SPLIT.match(above.text)
            and _NUMBER.match(block.text)
        ):
            joined[-1] = replace(above, text=f"{above.text.strip()} {block.text.strip()}", spans=above.spans[:0])
        else:
            joined.append(block)
    return joined


def corrected_mark(
    found: NumberingMark, last: Callable[[NumberingMark], int | None], text: str, ahead: Sequence[Block]
) -> NumberingMark:
    """The mark that was printed: the one that continues the list, if OCR takes its letter or digit for the one read."""
    before = last(found)
    if found.kind == "n1" and found.value == 1 and before == 6:
        return replace(found, number="7", value=7)
    if found.kind == "diem" and before is not None and found.value != before + 1:
        printed = _POINTS.get(found.number)
        if printed and _ALPHABET_POSITION[printed] == before + 1:
            return replace(found, number=printed, value=before + 1)
    if found.kind == "roman" and found.value == 1 and not text[:40].isupper() and _two_follows(ahead):
        return NumberingMark("n1", "n1.", "1", 1, found.title)
    return found


def corrected_second_d(found: NumberingMark, last: Callable[[NumberingMark], int | None]) -> NumberingMark:
    """The mark `đ)` for a second `d)` of a list, misread or misprinted: two points of one name could not be cited."""
    if found.kind == "diem" and found.number == "d" and last(found) == found.value:
        return replace(found, number="đ", value=found.value + 1)
    return found


def _two_follows(ahead: Sequence[Block]) -> bool:
    """True if the next numbered paragraph is `2.` and not `II.`."""
    for block in ahead:
        if isinstance(block, Table):
            return False
        kinds = {(found.kind, found.value) for found in find_marks(block.text)}
        if kinds:
            return ("n1", 2) in kinds
    return False
