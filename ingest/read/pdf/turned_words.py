"""Text turned on its page: the upright headings of narrow columns, and pages whose whole text lies on its side.

Quarters are counted against the clock, on the page as displayed: 1 reads upwards, 2 stands on its head, 3 downwards.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from ingest.read.pages.words import Word, median
from ingest.read.pdf.display_map import DisplayMap
from ingest.read.pdf.glyphs import Glyphs
from ingest.text.normalize import repair

_QUARTER = math.pi / 2
#: A gap over this part of the size between two letters is a blank; lines of one heading are closer than the second.
_BLANK, _NEXT_LINE = 0.1, 0.7
#: A page with this part of its letters turned alike, so many at least, is turned as a whole.
_MOST, _LEAST = 0.6, 20


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter by its place in the turned line: along the line, and across it from its top to its bottom."""

    text: str
    begin: float
    end: float
    top: float
    bottom: float
    size: float
    bold: bool


def quarter_of(angle: float, rotation: int) -> int:
    """The quarter of a text by its angle in page space (radians) and the page's rotation (degrees with the clock).

    >>> quarter_of(0.0, 0), quarter_of(math.pi / 2, 90), quarter_of(0.0, 90), quarter_of(-math.pi / 2, 0)
    (0, 0, 3, 3)
    """
    return (round(angle / _QUARTER) - rotation // 90) % 4


def main_quarter(words: Iterable[Word]) -> int:
    """The quarter that most of the page's letters are turned by; 0 for an upright page."""
    letters: Counter[int] = Counter()
    for word in words:
        letters[word.quarter] += len(word.text)
    quarter, count = max(letters.items(), key=lambda item: item[1], default=(0, 0))
    return quarter if count >= _LEAST and count >= _MOST * letters.total() else 0


def turn_upright(page: pdfium.PdfPage, quarter: int) -> None:
    """Turn the page so that its text stands upright; it is then displayed so, to OCR as well."""
    page.set_rotation((page.get_rotation() + 90 * quarter) % 360)


def turned_words(glyphs: Glyphs, characters: str, places: Sequence[tuple[int, int]], frame: DisplayMap) -> list[Word]:
    """The turned lines of a page, one word for each; ``places`` holds (index, quarter) of their characters."""
    found: list[Word] = []
    for quarter in (1, 2, 3):
        letters = [
            letter
            for index, turned in places
            if turned == quarter and (letter := _letter(glyphs, characters, index, quarter, frame)) is not None
        ]
        lines = [_line_word(line, quarter) for line in _lines(letters)]
        found += _joined_lines(lines, quarter)
    return found


def _letter(glyphs: Glyphs, characters: str, index: int, quarter: int, frame: DisplayMap) -> _Letter | None:
    corners = glyphs.advance_box(index)
    if corners is None or not characters[index].strip():
        return None
    x0, y0, x1, y1 = frame.rect(*corners)
    style = glyphs.style(index)
    places = {1: (-y1, -y0, x0, x1), 2: (-x1, -x0, -y1, -y0), 3: (y0, y1, -x1, -x0)}[quarter]
    return _Letter(characters[index], *places, style.extent, style.bold)


def _lines(letters: Sequence[_Letter]) -> Iterator[list[_Letter]]:
    """Letters of one height without a wide gap between them, in the order of reading."""
    rows: list[list[_Letter]] = []
    for letter in sorted(letters, key=lambda one: (one.top + one.bottom) / 2):
        middle = (letter.top + letter.bottom) / 2
        row = next((row for row in rows if _middle(row) - 0.45 * letter.size < middle < _end(row, letter)), None)
        if row is None:
            rows.append([letter])
        else:
            row.append(letter)
    for row in rows:
        row.sort(key=lambda one: one.begin)
        line = [row[0]]
        for before, after in pairwise(row):
            if after.begin - before.end > 2 * after.size:
                yield line
                line = []
            line.append(after)
        yield line


def _middle(row: Sequence[_Letter]) -> float:
    return median((letter.top + letter.bottom) / 2 for letter in row)


def _end(row: Sequence[_Letter], letter: _Letter) -> float:
    return _middle(row) + 0.45 * letter.size


def _line_word(line: Sequence[_Letter], quarter: int) -> Word:
    text = line[0].text
    for before, after in pairwise(line):
        text += (" " if after.begin - before.end > _BLANK * after.size else "") + after.text
    begin, end = line[0].begin, max(letter.end for letter in line)
    top, bottom = min(letter.top for letter in line), max(letter.bottom for letter in line)
    box = {1: (top, -end, bottom, -begin), 2: (-end, -bottom, -begin, -top), 3: (-bottom, begin, -top, end)}[quarter]
    bold = 2 * sum(letter.bold for letter in line) > len(line)
    return Word(repair(text), *box, size=line[0].size, bold=bold, quarter=quarter)


def _joined_lines(words: Sequence[Word], quarter: int) -> list[Word]:
    """Lines of one heading as one word: they stand close beside each other, at the same height of the page."""
    joined: list[Word] = []
    for word in sorted(words, key=lambda one: -one.x1 if quarter == 3 else one.x0):
        last = joined[-1] if joined else None
        if last is not None and quarter != 2 and _is_next_line(last, word):
            last.text += f" {word.text}"
            last.x0, last.x1 = min(last.x0, word.x0), max(last.x1, word.x1)
            last.y0, last.y1 = min(last.y0, word.y0), max(last.y1, word.y1)
        else:
            joined.append(word)
    return joined


def _is_next_line(last: Word, word: Word) -> bool:
    gap = max(word.x0 - last.x1, last.x0 - word.x1)
    shared = min(last.y1, word.y1) - max(last.y0, word.y0)
    return gap < _NEXT_LINE * word.size and shared > 0.3 * min(last.height, word.height)


def text_quarters(turned: dict[int, int], text_page: pdfium.PdfTextPage, characters: str) -> list[tuple[int, int]]:
    """(Index, quarter) of the characters that stand in turned text objects."""
    found: list[tuple[int, int]] = []
    for index in range(len(characters)):
        run = pdfium_raw.FPDFText_GetTextObject(text_page.raw, index)
        quarter = turned.get(ctypes.addressof(run.contents), 0) if run else 0
        if quarter:
            found.append((index, quarter))
    return found
