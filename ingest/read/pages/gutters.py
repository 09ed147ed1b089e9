"""Text set in two columns: the gutter between them is found over many rows, for it is narrower than a table's gaps."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.read.pages.words import Word

#: A gutter is so wide (points) and stands near the middle of the page, over so many rows.
_WIDTH, _STEP = 9.0, 3.0
_FROM, _TO = 0.36, 0.64
_ROWS = 6
#: Less than any distance: places at the edge of a word are left to the closer look.
_NOTHING = 1e-6
#: Prose fills its column: most lines end near the gutter and hold several words.
_FULL, _NEAR, _WORDS = 0.55, 0.2, 3.5


@dataclass(frozen=True, slots=True)
class Gutter:
    """A stretch of rows in two columns: its heights, and where the columns part."""

    top: float
    bottom: float
    x: float


def find_gutter(rows: Sequence[Sequence[Word]], width: float) -> Gutter | None:
    """The longest stretch of prose in two columns; None where there is none."""
    best: tuple[int, Gutter] | None = None
    for x in _clear_places(rows, width):
        for start, end in _stretches(rows, x):
            if end - start >= _ROWS and (best is None or end - start > best[0]) and _is_prose(rows[start:end], x):
                stretch = [word for row in rows[start:end] for word in row]
                top, bottom = min(word.y0 for word in stretch), max(word.y1 for word in stretch)
                best = end - start, Gutter(top, bottom, x)
    return best[1] if best else None


def _clear_places(rows: Sequence[Sequence[Word]], width: float) -> list[float]:
    """The places of a gutter that no word of enough neighbouring rows crosses: on most pages there is none.

    A row's places are the bits of a number, so that all are looked at in one walk over the words.
    """
    places = [_FROM * width]
    while places[-1] + _STEP <= _TO * width:
        places.append(places[-1] + _STEP)
    every = (1 << len(places)) - 1
    runs = [0] * _ROWS
    found = 0
    for row in rows:
        crossed = 0 if row else every
        for word in row:
            first = bisect_right(places, word.x0 - _WIDTH / 2 + _NOTHING)
            after = bisect_left(places, word.x1 + _WIDTH / 2 - _NOTHING)
            crossed |= (1 << max(after, first)) - (1 << first)
        # runs[n]: places that the last n + 1 rows leave clear.
        runs = [every & ~crossed, *(run & ~crossed for run in runs[:-1])]
        found |= runs[-1]
    return [x for bit, x in enumerate(places) if found >> bit & 1]


def _stretches(rows: Sequence[Sequence[Word]], x: float) -> list[tuple[int, int]]:
    """Stretches of rows that no word crosses the gutter in, with text side by side at their beginning and end."""
    found: list[tuple[int, int]] = []
    start, last = -1, -1
    for index, row in enumerate([*rows, ()]):
        clear = bool(row) and not any(word.x0 < x + _WIDTH / 2 and word.x1 > x - _WIDTH / 2 for word in row)
        if clear and _has_both_sides(row, rows[index + 1] if index + 1 < len(rows) else (), x):
            start, last = (index if start < 0 else start), index
        elif clear and start >= 0 and index == last + 1 and (_is_close(rows[last], row) or _overlaps(rows[last], row)):
            last = index  # one column is longer
        if not clear and start >= 0:
            found.append((start, last + 1))
            start = -1
    return found


def _has_both_sides(row: Sequence[Word], following: Sequence[Word], x: float) -> bool:
    """True for a row with text on both sides, or one side of it beside the next row's other side."""
    left, right = any(word.x1 < x for word in row), any(word.x0 > x for word in row)
    if left and right:
        return True
    other = any(word.x0 > x for word in following) if left else any(word.x1 < x for word in following)
    return other and _overlaps(row, following)


def _overlaps(above: Sequence[Word], row: Sequence[Word]) -> bool:
    return bool(row) and min(word.y0 for word in row) < max(word.y1 for word in above)


def _is_close(above: Sequence[Word], row: Sequence[Word]) -> bool:
    return row[0].y0 - max(word.y1 for word in above) < 0.6 * row[0].height


def _is_prose(rows: Sequence[Sequence[Word]], x: float) -> bool:
    """True if the lines of both sides are long: those of a table, a head or a signature are not."""
    left = [[word for word in row if word.x1 < x] for row in rows]
    right = [[word for word in row if word.x0 > x] for row in rows]
    for side in (left, right):
        lines = [line for line in side if line]
        edge = max(line[-1].x1 for line in lines)
        start = min(line[0].x0 for line in lines)
        full = sum(line[-1].x1 > edge - _NEAR * (edge - start) for line in lines)
        words = sum(map(len, lines)) / len(lines)
        if len(lines) < _ROWS or full < _FULL * len(lines) or words < _WORDS:
            return False
    return True
