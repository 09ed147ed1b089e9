"""Tables of figures without rules between their columns: columns are the channels that all rows leave free.

Only figures make such a table: at least two columns of them over at least four rows. Two texts side by side (a head,
a signature block, addressees) never do. Heads over several columns are placed by their middle; where heads, columns
or rows are not settled, the lines stay lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.read.pages.row_evidence import TextLine, is_figure_column, is_numbering, row_edges, row_heights, text_lines
from ingest.read.pages.ruled_tables import Rule, RuledGrid
from ingest.read.pages.unruled_heads import CHANNEL, segments, table_heads
from ingest.read.pages.words import Word, median
from ingest.read.pages.words_to_lines import group_rows

_FEWEST_ROWS, _FEWEST_FIGURES = 4, 2
#: Rows without figures between rows with them: wrapped labels, titles of groups.
_MOST_BETWEEN = 4
#: Rows follow each other at most this many letter heights apart.
_APART = 4.0
_MOST_HEADS = 6
#: A word is no line of letters if it is so much taller than the page's others, unless OCR is sure of it.
_TALL, _SURE = 2.0, 0.8
#: A column of figures has one in this share of the rows.
_FILLED = 0.6
#: Row numbers stand in this share of the rows; their column is narrower than this many letter heights.
_NUMBERED, _NARROW = 0.6, 3.0
#: Heads and labels may reach so far (points) beyond the figures of the outer columns.
_OUTSIDE = 12.0


@dataclass(frozen=True, slots=True)
class _Region:
    """Rows of words from the first to the last with figures, the rows above that may be heads, and a few below."""

    rows: list[list[Word]]
    above: list[list[Word]]
    below: list[list[Word]]

    def widened(self, before: int, after: int) -> _Region:
        """The region with so many rows more: lines of labels stand above and below their figures."""
        cut = len(self.above) - before
        return _Region([*self.above[cut:], *self.rows, *self.below[:after]], self.above[:cut], self.below[after:])

    @property
    def words(self) -> list[Word]:
        return [word for row in self.rows for word in row]


def gap_grids(words: Sequence[Word], rules: Sequence[Rule]) -> tuple[list[RuledGrid], bool]:
    """The tables among these words, which lie in no ruled table, and whether one was not settled."""
    grids: list[RuledGrid] = []
    unsure = False
    for region in _regions(group_rows(_level_words(words))):
        found = _grid(region, rules)
        if found is None:
            unsure = True
        else:
            grids.append(found)
    return grids, unsure


def _level_words(words: Sequence[Word]) -> list[Word]:
    """The words without those that OCR made of a column of figures set one above the other."""
    usual = median(word.height for word in words) if words else 0.0
    lines: dict[int | None, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    upright = {number for number, line in lines.items() if number is not None and _stands(line)}
    return [
        word
        for word in words
        if word.line not in upright and (word.height < _TALL * usual or (word.confidence or 1.0) > _SURE)
    ]


def _stands(line: Sequence[Word]) -> bool:
    """True for a line of OCR that runs down the page."""
    wide = max(word.x1 for word in line) - min(word.x0 for word in line)
    return len(line) > 1 and wide < 0.7 * (max(word.y1 for word in line) - min(word.y0 for word in line))


def _regions(rows: list[list[Word]]) -> list[_Region]:
    """Stretches of rows with figures in several columns."""
    found: list[_Region] = []
    start = last = -1
    count = 0
    for index, row in enumerate([*rows, []]):
        height = median(word.height for word in row) if row else 1.0
        near = bool(row) and last >= 0 and row[0].y0 - max(word.y1 for word in rows[index - 1]) < _APART * height
        if last >= 0 and (not near or index - last > _MOST_BETWEEN):
            if count >= _FEWEST_ROWS:
                above, below = rows[max(0, start - _MOST_HEADS) : start], rows[last + 1 : last + 4]
                found.append(_Region(rows[start : last + 1], above, below))
            start = last = -1
            count = 0
        if row and _figure_segments(row) >= _FEWEST_FIGURES:
            start = index if start < 0 else start
            last = index
            count += 1
    return found


def _figure_segments(row: Sequence[Word]) -> int:
    return sum(TextLine(tuple(part)).is_figure for part in segments(row))


def _grid(region: _Region, rules: Sequence[Rule]) -> RuledGrid | None:
    """The region as a grid; None where columns, rows or heads are not settled."""
    columns = _columns(region)
    if columns is None:
        return None
    edges = [columns[0][0], *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), columns[-1][1]]
    edges[0], edges[-1] = edges[0] - _OUTSIDE, edges[-1] + _OUTSIDE
    most_before = _label_rows(list(reversed(region.above)), edges, below=False)
    most_after = _label_rows(region.below, edges, below=True)
    for before in range(most_before + 1):
        whole = region.widened(before, most_after)
        lines = _lines_of_columns(whole.words, edges)
        if not _are_columns(lines):
            return None
        heads = table_heads(whole.above, whole.rows[0], edges)
        if heads is None:
            continue
        top = min(word.y0 for word in whole.rows[0])
        start = top - 1 if heads.bottom is None else (top + heads.bottom) / 2
        ys = row_edges(lines, start, max(word.y1 for word in whole.words) + 1)
        if ys is not None:
            return None if _are_cut_by_rules(ys, edges, rules) else heads.grid(ys)
    return None


def _lines_of_columns(words: Sequence[Word], edges: Sequence[float]) -> list[list[TextLine]]:
    return [
        text_lines([word for word in words if left <= (word.x0 + word.x1) / 2 < right])
        for left, right in pairwise(edges)
    ]


def _label_rows(rows: Sequence[Sequence[Word]], edges: Sequence[float], *, below: bool) -> int:
    """How many of these rows, the nearest first, are lines of a label only: within one of the first two columns, and
    below the figures going on in small letters."""
    count = 0
    for row in rows[:3]:
        inside = any(row[0].x0 > left - 2 and row[-1].x1 < right + 2 for left, right in pairwise(edges[:3]))
        if not inside or (below and not row[0].text[:1].islower()):
            break
        count += 1
    return count


def _columns(region: _Region) -> list[tuple[float, float]] | None:
    """Left and right end of what stands in each column."""
    rows = [row for row in region.rows if _figure_segments(row) >= _FEWEST_FIGURES]
    height = median(word.height for row in rows for word in row)
    spans = _spans(rows, CHANNEL * height)
    spans = _with_numbering(spans, rows, height)
    if len(spans) < _FEWEST_FIGURES + 1:
        return None
    # A title of a group, or a label that wraps, may reach further than the labels of the rows with figures. Between row
    # numbers and labels a badly cut word does no harm.
    behind = spans[1:] if spans[0][1] - spans[0][0] < _NARROW * height else spans
    if any(_crossed(word, behind) > 1 for word in region.words):
        return None
    return [(x0, x1) for x0, x1 in spans]


def _spans(rows: Sequence[Sequence[Word]], channel: float) -> list[list[float]]:
    """What the words of all rows cover from left to right, blanks narrower than a channel bridged."""
    spans: list[list[float]] = []
    told = (word for row in rows for word in row if any(map(str.isalnum, word.text)))
    for x0, x1 in sorted((word.x0, word.x1) for word in told):
        if spans and x0 <= spans[-1][1] + channel:
            spans[-1][1] = max(spans[-1][1], x1)
        else:
            spans.append([x0, x1])
    return spans


def _with_numbering(spans: list[list[float]], rows: Sequence[list[Word]], height: float) -> list[list[float]]:
    """The spans with row numbers apart from the labels behind them, where a few rows run the two together."""
    first = [[word for word in row if word.x0 < spans[0][1]] for row in rows] if spans else []
    numbered = [row for row in first if row and TextLine((row[0],)).is_row_number]
    if len(numbered) < _NUMBERED * len(rows) or not is_numbering([TextLine((row[0],)) for row in numbered]):
        return spans
    ends, starts = sorted(row[0].x1 for row in numbered), sorted(row[1].x0 for row in numbered if len(row) > 1)
    if not starts:
        return spans
    end, start = ends[int(0.85 * (len(ends) - 1))], starts[int(0.15 * (len(starts) - 1))]
    if start - end < CHANNEL * height:
        return spans
    return [[spans[0][0], end], [start, spans[0][1]], *spans[1:]]


def _crossed(word: Word, spans: Sequence[Sequence[float]]) -> int:
    """How many columns a word stands in."""
    return sum(word.x0 < x1 and word.x1 > x0 for x0, x1 in spans)


def _are_columns(lines: Sequence[Sequence[TextLine]]) -> bool:
    """True if at least two columns hold figures in most rows, besides the row numbers."""
    heights = row_heights(lines)
    if len(heights) < _FEWEST_ROWS:
        return False
    figures = [column for column in lines if is_figure_column(column) and len(column) >= _FILLED * len(heights)]
    numbered = is_numbering(lines[0])
    return len(figures) - (numbered and is_figure_column(lines[0])) >= _FEWEST_FIGURES


def _are_cut_by_rules(ys: Sequence[float], edges: Sequence[float], rules: Sequence[Rule]) -> bool:
    """True if a level rule of the table runs through a row, not between two."""
    for x0, y0, x1, y1 in rules:
        y = (y0 + y1) / 2
        if x1 - x0 > 0.5 * (edges[-1] - edges[0]) and x0 < edges[-1] and x1 > edges[0] and ys[0] < y < ys[-1]:
            size = min(b - a for a, b in pairwise(ys))
            if min(abs(y - edge) for edge in ys) > 0.45 * size:
                return True
    return False
