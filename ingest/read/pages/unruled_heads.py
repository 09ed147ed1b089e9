"""Heads above columns that no rules part: each stands over one column, or by its middle over several.

A head over several columns stands above one of each of them. Where a head may stand over one column or over three,
there is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from ingest.read.pages.row_evidence import joined_words
from ingest.read.pages.ruled_tables import Rule, RuledGrid
from ingest.read.pages.words import Word, median
from ingest.text.normalize import fold

#: Values, other than the numbers of columns and years.
_FIGURES = re.compile(r"\d{1,3}(?:[.,]\d{1,3})+|[3-9]\d\d|\d{5,}")
#: A column begins where the blank is at least this part of the letters' height (one between words is a third of it).
CHANNEL = 0.7
#: A head over several columns lies this near their middle, the next choice this much further (parts of a column).
_CENTRED, _CLEARLY = 0.3, 0.2
#: A head is that of a column if this share of it stands over it.
_OWN = 0.75
#: Enough columns have a head; heads follow each other within so many letter heights.
_FILLED, _APART = 0.6, 1.8


@dataclass(frozen=True, slots=True)
class HeadPart:
    """Words of a head and the columns that it stands over."""

    words: list[Word]
    first: int
    last: int

    @property
    def top(self) -> float:
        return min(word.y0 for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.y1 for word in self.words)

    @property
    def columns(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def is_wide(self) -> bool:
        """True for a head over several columns."""
        return self.last > self.first


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of a table, none or one for most columns."""

    edges: list[float]
    parts: list[HeadPart]

    @property
    def bottom(self) -> float | None:
        """The lower end of the heads; None where there are none."""
        return max((part.bottom for part in self.parts), default=None)

    def grid(self, ys: list[float]) -> RuledGrid:
        """The grid of heads and rows; ``ys`` are the edges of the rows."""
        rows = _slot_rules(self.edges, ys, set(), set())
        if not self.parts:
            return RuledGrid(self.edges, ys, *rows)
        top = min(part.top for part in self.parts) - 1
        wide = [part for part in self.parts if part.is_wide]
        under = {column for part in wide for column in part.columns}
        if not wide:
            heads = [top, ys[0]]
            drawn = _slot_rules(self.edges, heads, set(), set())
        else:
            leaves = min(part.top for part in self.parts if not part.is_wide and part.first in under)
            heads = [top, (max(part.bottom for part in wide) + leaves) / 2, ys[0]]
            inner = {column for part in wide for column in part.columns[1:]}
            drawn = _slot_rules(self.edges, heads, inner, set(range(len(self.edges) - 1)) - under)
        return RuledGrid(self.edges, [*heads[:-1], *ys], drawn[0] + rows[0], drawn[1] + rows[1])


def _slot_rules(xs: list[float], ys: list[float], joined: set[int], tall: set[int]) -> tuple[list[Rule], list[Rule]]:
    """Upright and level rules around all slots: in the first row none left of the columns ``joined``, and none below
    the columns ``tall``."""
    upright = [
        (x, top, x, bottom)
        for row, (top, bottom) in enumerate(pairwise(ys))
        for column, x in enumerate(xs)
        if row or column not in joined
    ]
    level = [
        (left, y, right, y)
        for row, y in enumerate(ys)
        for column, (left, right) in enumerate(pairwise(xs))
        if row != 1 or column not in tall
    ]
    return upright, level


def segments(row: Sequence[Word]) -> list[list[Word]]:
    """The row's words, cut where the blank is wider than between words."""
    height = median(word.height for word in row)
    parts = [[row[0]]]
    for before, after in pairwise(row):
        if after.x0 - before.x1 > CHANNEL * height:
            parts.append([after])
        else:
            parts[-1].append(after)
    return parts


def table_heads(above: Sequence[list[Word]], first: list[Word], edges: list[float]) -> Heads | None:
    """The heads among the rows above the table's first one; None where they are not settled."""
    parts: list[HeadPart] = []
    below = first
    for row in reversed(above):
        gap = min(word.y0 for word in below) - max(word.y1 for word in row)
        found = segments(row)
        if gap > _APART * median(word.height for word in below) or _is_title(found, edges) or _is_unit(row):
            break
        # A row with values is one of the table, cut off by something between.
        placed = None if _holds_values(found) else _placed_row(found, edges, parts)
        if placed is None:
            return None
        parts += placed
        below = row
    covered = {column for part in parts for column in part.columns}
    enough = len(covered) >= _FILLED * (len(edges) - 1)
    return Heads(edges, parts) if enough and _are_levels(parts) else None


def _placed_row(
    found: Sequence[list[Word]], edges: Sequence[float], below: Sequence[HeadPart]
) -> list[HeadPart] | None:
    """The heads of one row; None where one of them is not settled."""
    # The head of row numbers that OCR could not read has no column; a single letter is a speck or a rule.
    told = [part for part in found if len(joined_words(part)) > 1 and part[-1].x1 > edges[0] + 5]
    placed = [part for part in (_placed(words, edges, told, below) for words in told) if part is not None]
    return placed if len(placed) == len(told) else None


def _is_unit(row: Sequence[Word]) -> bool:
    """True for the line with the unit of the whole table."""
    return fold(joined_words(row)).lstrip("( ").startswith(("don vi tinh", "dvt", "don vi:"))


def _holds_values(found: Sequence[Sequence[Word]]) -> bool:
    return sum(_FIGURES.fullmatch(joined_words(part)) is not None for part in found) > 1


def _is_title(found: Sequence[Sequence[Word]], edges: Sequence[float]) -> bool:
    """True for a single text over several columns or half of the table."""
    start, end = found[0][0].x0, found[0][-1].x1
    crossed = sum(start < edge < end for edge in edges[1:-1])
    return len(found) == 1 and (crossed > 1 or end - start > 0.5 * (edges[-1] - edges[0]))


def _placed(
    words: list[Word], edges: Sequence[float], row: Sequence[list[Word]], below: Sequence[HeadPart]
) -> HeadPart | None:
    """The column that holds most of the words, else the columns whose middle is theirs and that hold no other head of
    the row; None if neither is clear."""
    x0, x1 = words[0].x0, words[-1].x1
    columns = list(pairwise(edges))
    for column, (left, right) in enumerate(columns):
        if min(x1, right) - max(x0, left) >= _OWN * (x1 - x0):
            return HeadPart(words, column, column)
    fits = _wide_fits(words, columns, row, below)
    narrow = min(right - left for left, right in columns[1:])
    if not fits or fits[0][0] > _CENTRED * narrow:
        return None
    if len(fits) > 1 and fits[1][0] - fits[0][0] < _CLEARLY * narrow:
        return None
    return HeadPart(words, fits[0][1], fits[0][2])


def _wide_fits(
    words: list[Word],
    columns: Sequence[tuple[float, float]],
    row: Sequence[list[Word]],
    below: Sequence[HeadPart],
) -> list[tuple[float, int, int]]:
    """How far the words' middle lies from that of several columns, their first and their last; the nearest first."""
    x0, x1 = words[0].x0, words[-1].x1
    others = [part[0].x0 for part in row if part is not words]
    # The heads below tell the middle of their columns better than figures, which keep to one side.
    starts = {part.first: part.words[0].x0 for part in below if not part.is_wide}
    ends = {part.first: part.words[-1].x1 for part in below if not part.is_wide}
    fits = []
    for first, last in combinations(range(1, len(columns)), 2):
        left, right = columns[first][0], columns[last][1]
        if x0 > left - 3 and x1 < right + 3 and not any(left < other < right for other in others):
            middle = (starts.get(first, left) + ends.get(last, right)) / 2
            fits.append((abs(middle - (x0 + x1) / 2), first, last))
    return sorted(fits)


def _are_levels(parts: Sequence[HeadPart]) -> bool:
    """True if heads over several columns stand above those of each of these columns and over no other such."""
    wide = [part for part in parts if part.is_wide]
    single = [part for part in parts if not part.is_wide]
    covered = [column for part in wide for column in part.columns]
    if len(set(covered)) < len(covered):
        return False
    stands = all(_stands_above(part, column, single) for part in wide for column in part.columns)
    return stands and not any(_may_span(part, single) for part in single)


def _stands_above(part: HeadPart, column: int, single: Sequence[HeadPart]) -> bool:
    own = [other for other in single if other.first == column]
    return bool(own) and min(other.top for other in own) >= part.bottom - 3


def _may_span(part: HeadPart, single: Sequence[HeadPart]) -> bool:
    """True for a head above that of its own column and, at the same height, those of both neighbours, which have none
    above: it may stand over all three."""
    under = [other for other in single if other.first == part.first and other.top > part.bottom - 3]
    beside = [[other for other in single if other.first == part.first + step] for step in (-1, 1)]
    return bool(under) and all(parts and all(abs(other.top - under[0].top) < 4 for other in parts) for parts in beside)
