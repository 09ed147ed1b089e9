"""Rows of a table without rules between them: figures and row numbers stand one a row, labels gather around them.

A figure never wraps, so each height with figures is a row. A label of several lines begins, is centred or ends at
its figures' height, the same way in the whole table; where that does not settle which lines belong together, there is
no answer: a label beside another row's figures would be a false statement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.read.pages.words import Word, joined_text, median

#: A number, share, range, day or dash: what never wraps. OCR reads 0 and 1 as letters.
_FIGURE = re.compile(r"[-+(<>≤≥]?\s?[\dOoIl]*\d[\dOoIl.,/:]*\s?[%‰)]?(?:\s?[-–]\s?\d[\d.,/]*)?|[-–—]")
_ROW_NUMBER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5}|[A-H])[.)]?")
#: Lines of one row differ in height by less than this part of the letters' height.
_LEVEL = 0.6
#: A column keeps to the rows if it has a value in this share of them.
_MOST = 0.6
_MOST_LINES = 8
#: A label is at its figures' height within this part of the letters' height: half a line is .6.
_AT = 0.42
#: A column of row numbers is narrower than this many letter heights.
_NARROW = 3.0


@dataclass(frozen=True, slots=True)
class TextLine:
    """Words of one column at one height."""

    words: tuple[Word, ...]

    @property
    def y(self) -> float:
        return median((word.y0 + word.y1) / 2 for word in self.words)

    @property
    def top(self) -> float:
        return median(word.y0 for word in self.words)

    @property
    def bottom(self) -> float:
        return median(word.y1 for word in self.words)

    @property
    def text(self) -> str:
        return joined_text(self.words)

    @property
    def is_figure(self) -> bool:
        """True for a text that never wraps."""
        return _FIGURE.fullmatch(self.text.strip(" |[]_")) is not None

    @property
    def is_row_number(self) -> bool:
        """True for `3`, `1.2`, `IV`."""
        return _ROW_NUMBER.fullmatch(self.text.strip(" |[]_-")) is not None


def joined_words(words: Sequence[Word]) -> str:
    """The words as one text without what OCR makes of rules."""
    return joined_text(words).strip(" |[]_")


def text_lines(words: Sequence[Word]) -> list[TextLine]:
    """The words of one column as lines from top to bottom."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.y0 + word.y1) / 2):
        middle = (word.y0 + word.y1) / 2
        for line in lines[-2:]:
            if abs(middle - median((other.y0 + other.y1) / 2 for other in line)) < _LEVEL * min(
                word.height, line[0].height
            ):
                line.append(word)
                break
        else:
            lines.append([word])
    return [TextLine(tuple(sorted(line, key=lambda word: word.x0))) for line in lines]


def is_figure_column(lines: Sequence[TextLine]) -> bool:
    """True if nearly all lines of a column are figures."""
    return bool(lines) and sum(line.is_figure for line in lines) >= 0.8 * len(lines)


def is_numbering(lines: Sequence[TextLine]) -> bool:
    """True for row numbers that count upwards, with Roman numbers or letters of groups between them."""
    numbers = [int(match.group()) for line in lines if (match := re.match(r"\d{1,3}", line.text.strip(" |[]_(")))]
    if len(lines) < 2 or not all(line.is_row_number for line in lines):
        return False
    rising = sum(0 <= b - a <= 2 or b == 1 for a, b in pairwise(numbers))
    return len(numbers) >= 2 and rising >= 0.8 * (len(numbers) - 1)


def lost_rows(columns: Sequence[Sequence[TextLine]]) -> int:
    """How many rows a band between two rules holds for certain: heights at which several columns have figures."""
    heights = row_heights(columns)
    numbered = bool(columns) and is_numbering(columns[0])
    figures = [lines for lines in columns[1:] if is_figure_column(lines) and len(lines) > 1]
    if len(heights) < 2 or not figures:
        return len(columns[0]) if numbered and len(columns[0]) > 2 else 1
    kept = sum(len(lines) >= _MOST * len(heights) for lines in figures) + numbered
    # Two days or two sums in one cell are no rows yet.
    return len(heights) if kept >= (2 if len(heights) > 2 else 3) else 1


def row_heights(columns: Sequence[Sequence[TextLine]]) -> list[float]:
    """The heights at which columns of figures and of row numbers have lines."""
    lines = [line for column in columns if is_figure_column(column) or is_numbering(column) for line in column]
    heights: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: line.y):
        size = line.bottom - line.top
        if heights and line.y - median(other.y for other in heights[-1]) < _LEVEL * max(size, 1.0):
            heights[-1].append(line)
        else:
            heights.append([line])
    return [median(line.y for line in group) for group in heights]


def row_edges(columns: Sequence[Sequence[TextLine]], top: float, bottom: float) -> list[float] | None:
    """The heights between the rows, from ``top`` to ``bottom``; None where the lines do not settle them."""
    heights = row_heights(columns)
    if len(heights) < 2:
        return None
    size = median(line.bottom - line.top for column in columns for line in column)
    rows: list[list[TextLine]] = [[] for _ in heights]
    for number, column in enumerate(columns):
        if number == 0 and not is_numbering(column) and _width(column) < _NARROW * size:
            continue  # row numbers, too badly read to tell anything
        shares = _line_shares(column, heights, size)
        if shares is None:
            return None
        for row, share in zip(rows, shares, strict=True):
            row.extend(share)
    return _edges_between(rows, size, top, bottom) if all(rows) else None


def _edges_between(rows: Sequence[Sequence[TextLine]], size: float, top: float, bottom: float) -> list[float] | None:
    """The middles of the gaps between rows; None where rows overlap."""
    gaps = [(max(line.bottom for line in above), min(line.top for line in below)) for above, below in pairwise(rows)]
    if any(low - high > 0.5 * size for low, high in gaps):
        return None
    return [top, *((low + high) / 2 for low, high in gaps), bottom]


def _line_shares(column: Sequence[TextLine], heights: Sequence[float], size: float) -> list[list[TextLine]] | None:
    """The column's lines for each row; None where that is not settled."""
    if is_figure_column(column) or is_numbering(column):
        return _nearest_shares(column, heights, size)
    column = [line for line in column if any(map(str.isalnum, line.text))]
    found: list[list[list[TextLine]]] = []
    for place in (_first_line, _middle, _last_line):
        shares = _shares_by_place(column, heights, size, place)
        if shares is not None and shares not in found and (place is not _first_line or _are_wrapped(shares)):
            found.append(shares)
    whole = [shares for shares in found if all(shares)]
    if len(whole) == 1:
        return whole[0]
    return found[0] if len(found) == 1 else None


def _width(column: Sequence[TextLine]) -> float:
    """The width of the widest line."""
    return max((line.words[-1].x1 - line.words[0].x0 for line in column), default=0.0)


def _are_wrapped(shares: Sequence[Sequence[TextLine]]) -> bool:
    """True if the further lines of each row go on from its first: not the title of a group below it."""
    for row, share in enumerate(shares):
        below = next((later[0] for later in shares[row + 1 :] if later), None)
        for before, line in pairwise(share):
            gap = line.top - before.bottom
            after = below.top - line.bottom if below is not None and line is share[-1] else gap
            if not line.text[:1].islower() and (below is None or gap >= 0.75 * after):
                return False
    return True


def _nearest_shares(column: Sequence[TextLine], heights: Sequence[float], reach: float) -> list[list[TextLine]] | None:
    shares: list[list[TextLine]] = [[] for _ in heights]
    for line in column:
        row = min(range(len(heights)), key=lambda i: abs(heights[i] - line.y))
        if abs(heights[row] - line.y) > reach:
            return None
        shares[row].append(line)
    return shares


def _first_line(lines: Sequence[TextLine]) -> float:
    return lines[0].y


def _middle(lines: Sequence[TextLine]) -> float:
    return (lines[0].y + lines[-1].y) / 2


def _last_line(lines: Sequence[TextLine]) -> float:
    return lines[-1].y


def _shares_by_place(
    column: Sequence[TextLine], heights: Sequence[float], size: float, place: Callable[[Sequence[TextLine]], float]
) -> list[list[TextLine]] | None:
    """The lines cut into consecutive groups whose ``place`` lies at the rows' heights; None where they cannot be.

    Rows may have no line (a value left out), but no line may be left over.
    """
    shares: list[list[TextLine]] = [[] for _ in heights]
    at = 0
    for row, height in enumerate(heights):
        counts = range(1, min(_MOST_LINES, len(column) - at) + 1)
        fits = [count for count in counts if abs(place(column[at : at + count]) - height) < _AT * size]
        if not fits:
            continue
        # With the first line at the row's height, the row goes on until the next row begins.
        count = fits[0] if place is not _first_line else _until_next(column, at, heights[row + 1 :], size)
        shares[row] = list(column[at : at + count])
        at += count
    return shares if at == len(column) else None


def _until_next(column: Sequence[TextLine], at: int, later: Sequence[float], size: float) -> int:
    count = 1
    while at + count < len(column) and count < _MOST_LINES:
        if any(abs(column[at + count].y - height) < _AT * size for height in later):
            break
        count += 1
    return count
