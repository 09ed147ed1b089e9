"""Cells of columns of figures that deserve a second reading: unsure, broken, with letters in them, or empty over ink.

The recogniser of whole pages loses single digits and reads small ones wrongly; a recogniser of lines that sees the cell
alone does better (docs/figures.md). What it reads is taken only where it is a figure and sure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from ingest.read.pages.row_evidence import TextLine, text_lines
from ingest.read.pages.ruled_tables import RuledGrid
from ingest.read.pages.words import Word, median

#: A picture's part in points -> what stands there, and how sure that is; None for no ink.
CellReader = Callable[[tuple[float, float, float, float]], tuple[str, float] | None]

#: A column is one of figures if this share of its filled cells are; heads and labels of groups are the rest.
_FIGURES, _FEWEST = 0.5, 3
#: A figure read with less confidence is read again; a second reading counts from this confidence.
_SURE, _TAKEN = 0.97, 0.8
#: At most so many cells of a page.
_MOST = 200
#: Rules keep so far (points) from what is read.
_INSIDE = 2.0


@dataclass(frozen=True, slots=True)
class _Slot:
    """A cell between drawn rules, with its words."""

    box: tuple[float, float, float, float]
    words: list[Word]

    @property
    def lines(self) -> list[TextLine]:
        return text_lines(self.words)


def with_second_readings(grid: RuledGrid, words: list[Word], read: CellReader) -> list[Word]:
    """The words of a table, those of doubtful figures replaced by what a second reading makes of their cell."""
    gone: set[int] = set()
    found: list[Word] = []
    for slot, usual in islice(_doubtful_slots(grid, words), _MOST):
        box = _word_box(slot, usual)
        again = read(box) if box is not None else None
        if box is not None and again is not None and again[1] >= _TAKEN and _is_figure(again[0]):
            gone |= {id(word) for word in slot.words}
            found.append(_word(again, box, slot.words))
    return [word for word in words if id(word) not in gone] + found


def _doubtful_slots(grid: RuledGrid, words: Sequence[Word]) -> Iterator[tuple[_Slot, float]]:
    """Cells of columns of figures that are to be read again, with the usual height of the column's letters."""
    for column, (left, right) in enumerate(pairwise(grid.xs)):
        inside = [word for word in words if left <= (word.x0 + word.x1) / 2 < right]
        slots = list(_slots(grid, column, inside))
        if _holds_figures(slots):
            usual = median(word.height for word in inside)
            yield from ((slot, usual) for slot in slots if _is_doubtful(slot))


def _slots(grid: RuledGrid, column: int, words: Sequence[Word]) -> Iterator[_Slot]:
    """The column's cells that have rules on all four sides."""
    left, right = grid.xs[column], grid.xs[column + 1]
    for top, bottom in pairwise(grid.ys):
        upright = all(any(a == x and b <= top and d >= bottom for a, b, _, d in grid.vertical) for x in (left, right))
        level = all(any(b == y and a <= left and c >= right for a, b, c, _ in grid.horizontal) for y in (top, bottom))
        if upright and level:
            inside = [word for word in words if top <= (word.y0 + word.y1) / 2 < bottom]
            yield _Slot((left, top, right, bottom), inside)


def _holds_figures(slots: Sequence[_Slot]) -> bool:
    filled = [slot for slot in slots if slot.words]
    figures = sum(len(slot.lines) == 1 and slot.lines[0].is_figure for slot in filled)
    return figures >= _FEWEST and figures >= _FIGURES * len(filled)


def _is_doubtful(slot: _Slot) -> bool:
    """True for a cell without words, or with one line that is unsure or no figure."""
    if not slot.words:
        return True
    if len(slot.lines) > 1:
        return False
    return len(slot.words) > 1 or not slot.lines[0].is_figure or (slot.words[0].confidence or 1.0) < _SURE


def _word_box(slot: _Slot, usual: float) -> tuple[float, float, float, float] | None:
    """Where to look: around the words, or the cell without its rules; None where several lines have room."""
    left, top, right, bottom = slot.box
    if slot.words:
        margin = 0.25 * usual
        return (
            max(left + 0.5, min(word.x0 for word in slot.words) - 1.5 * margin),
            max(top + 0.5, min(word.y0 for word in slot.words) - margin),
            min(right - 0.5, max(word.x1 for word in slot.words) + 1.5 * margin),
            min(bottom - 0.5, max(word.y1 for word in slot.words) + margin),
        )
    inner = (left + _INSIDE, top + _INSIDE, right - _INSIDE, bottom - _INSIDE)
    return inner if inner[2] - inner[0] > usual / 2 and inner[3] - inner[1] > usual / 2 else None


def _is_figure(text: str) -> bool:
    return any(map(str.isdigit, text)) and TextLine((Word(text, 0, 0, 1, 1),)).is_figure


def _word(again: tuple[str, float], box: tuple[float, float, float, float], words: Sequence[Word]) -> Word:
    """The second reading as a word in the place of the first."""
    height = median(word.height for word in words) if words else box[3] - box[1]
    if words:
        box = (
            min(word.x0 for word in words),
            min(word.y0 for word in words),
            max(word.x1 for word in words),
            max(word.y1 for word in words),
        )
    return Word(again[0].strip(), *box, size=height, confidence=round(again[1], 3))
