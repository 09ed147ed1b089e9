"""Ruled tables of a scan: rules with breaks, missing edges and stray pieces -> grids as they were printed.

What is drawn is weighed for each edge of each cell: how much of it is dark, what the rest of its rule does, and
whether words run across it. A frame without its outer edges is completed; a band that holds several rows is cut where
figures and labels settle it, and given up where they do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.read.pages.row_evidence import TextLine, lost_rows, row_edges, text_lines
from ingest.read.pages.ruled_tables import Rule, RuledGrid, connected_rules, merge_collinear
from ingest.read.pages.unruled_heads import segments
from ingest.read.pages.words import Word, median

#: Rules this close are one (points): double rules, bent ones.
_SAME = 4.5
#: An edge is drawn if this share of it is dark; below the second share it is not.
_DRAWN, _PERHAPS = 0.6, 0.2
#: Outer edges are missing where rules reach so far beyond the last one across them.
_BEYOND = 14.0
#: A rule that makes a row or column runs along at least this part of the table, or as far as one cell.
_SHORTEST = 9.0
_MAX_LINES = 400
#: A rule between labels and figures is lost where they stand apart in so many rows, and in this share of them.
_FEWEST_PARTED, _MOST_PARTED = 4, 0.35


@dataclass(slots=True)
class _Edges:
    """The drawn edges of a grid: ``vertical[row][column]`` left of the slot, ``horizontal[row][column]`` above it."""

    xs: list[float]
    ys: list[float]
    vertical: list[list[bool]]
    horizontal: list[list[bool]]

    def grid(self) -> RuledGrid:
        """The grid with each drawn edge as a rule of its own."""
        upright = [
            (x, self.ys[row], x, self.ys[row + 1])
            for row, drawn in enumerate(self.vertical)
            for x, is_drawn in zip(self.xs, drawn, strict=True)
            if is_drawn
        ]
        level = [
            (self.xs[column], y, self.xs[column + 1], y)
            for y, drawn in zip(self.ys, self.horizontal, strict=True)
            for column, is_drawn in enumerate(drawn)
            if is_drawn
        ]
        return RuledGrid(self.xs, self.ys, upright, level)


def scanned_grids(words: Sequence[Word], rules: Sequence[Rule]) -> tuple[list[RuledGrid], bool]:
    """The page's ruled tables from top to bottom, and whether one was given up because its rows are not settled."""
    level = merge_collinear([rule for rule in rules if rule[2] - rule[0] > rule[3] - rule[1]])
    upright = merge_collinear([rule for rule in rules if rule[2] - rule[0] <= rule[3] - rule[1]])
    grids: list[RuledGrid] = []
    unsure = False
    for flat, tall in connected_rules(level, upright):
        edges = _edges(flat, tall, words)
        if edges is None:
            continue
        inside = [word for word in words if _is_inside(edges, word)]
        split = _with_lost_rows(_with_lost_columns(edges, inside), inside)
        if split is None:
            unsure = True
        else:
            grids.append(split.grid())
    return sorted(grids, key=lambda grid: grid.ys[0]), unsure


def _edges(level: list[Rule], upright: list[Rule], words: Sequence[Word]) -> _Edges | None:
    """The grid of one group of rules; None for a frame without columns."""
    if len(level) < 2 or not upright:
        return None
    level, upright = _completed(level, upright)
    xs = _positions([((x0 + x1) / 2, y1 - y0) for x0, y0, x1, y1 in upright])
    ys = _positions([((y0 + y1) / 2, x1 - x0) for x0, y0, x1, y1 in level])
    if not 3 <= len(xs) <= 41 or not 2 <= len(ys) <= _MAX_LINES:
        return None
    inner_xs, inner_ys = set(xs[1:-1]), set(ys[1:-1])
    vertical = [
        [x not in inner_xs or _is_drawn(upright, x, band, words, across=False) for x in xs] for band in pairwise(ys)
    ]
    horizontal = [
        [y not in inner_ys or _is_drawn(level, y, slot, words, across=True) for slot in pairwise(xs)] for y in ys
    ]
    return _Edges(xs, ys, vertical, horizontal)


def _is_drawn(
    rules: list[Rule], at: float, within: tuple[float, float], words: Sequence[Word], *, across: bool
) -> bool:
    """True for an edge that is dark, or dark in part with no word upon it."""
    share = _share(rules, at, *within, across=across)
    return share >= _DRAWN or (share >= _PERHAPS and not _is_crossed(words, at, within, across=across))


def _completed(level: list[Rule], upright: list[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The rules with outer edges that were not drawn, or lie beyond the page's break."""
    left, right = _reach(level, 0, 0.8)
    top, bottom = min(rule[1] for rule in level), max(rule[3] for rule in level)
    first, last = _reach(upright, 1, 0.6)
    ends = [(left, top, left, bottom)] if min(rule[0] for rule in upright) - left > _BEYOND else []
    ends += [(right, top, right, bottom)] if right - max(rule[2] for rule in upright) > _BEYOND else []
    open_ends = [(left, first, right, first)] if top - first > _BEYOND and len(upright) > 2 else []
    open_ends += [(left, last, right, last)] if last - bottom > _BEYOND and len(upright) > 2 else []
    return [*level, *open_ends], [*upright, *ends]


def _reach(rules: list[Rule], along: int, share: float) -> tuple[float, float]:
    """Where the long rules begin and end, as a rule."""
    longest = max(rule[along + 2] - rule[along] for rule in rules)
    long = [rule for rule in rules if rule[along + 2] - rule[along] > share * longest]
    return median(rule[along] for rule in long), median(rule[along + 2] for rule in long)


def _positions(places: list[tuple[float, float]]) -> list[float]:
    """Where rules lie: places (position, length) this close are one, at the mean by length; stray pieces are none."""
    groups: list[list[tuple[float, float]]] = []
    for place in sorted(places):
        if groups and place[0] - groups[-1][-1][0] <= _SAME and place[0] - groups[-1][0][0] <= 2 * _SAME:
            groups[-1].append(place)
        else:
            groups.append([place])
    kept = [group for group in groups if sum(length for _, length in group) >= _SHORTEST]
    return [sum(at * length for at, length in group) / sum(length for _, length in group) for group in kept]


def _share(rules: list[Rule], at: float, start: float, end: float, *, across: bool) -> float:
    """How much of an edge is dark."""
    covered = 0.0
    reached = start
    along = 0 if across else 1
    for rule in sorted(rules, key=lambda rule: rule[along]):
        place = (rule[1] + rule[3]) / 2 if across else (rule[0] + rule[2]) / 2
        if abs(place - at) > _SAME + 1:
            continue
        low, high = max(rule[along], reached), min(rule[along + 2], end)
        if high > low:
            covered += high - low
            reached = high
    return covered / max(1.0, end - start)


def _is_crossed(words: Sequence[Word], at: float, within: tuple[float, float], *, across: bool) -> bool:
    """True if a word stands on the edge."""
    for word in words:
        low, high, start, end = (word.y0, word.y1, word.x0, word.x1) if across else (word.x0, word.x1, word.y0, word.y1)
        if low + 1.5 < at < high - 1.5 and within[0] < (start + end) / 2 < within[1]:
            return True
    return False


def _is_inside(edges: _Edges, word: Word) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return edges.xs[0] <= x <= edges.xs[-1] and edges.ys[0] <= y <= edges.ys[-1]


def _with_lost_columns(edges: _Edges, words: Sequence[Word]) -> _Edges:
    """The grid with columns cut in which labels and figures stand apart in most rows: the rule between them is lost."""
    found = [_lost_column(edges, words, column) for column in range(len(edges.xs) - 1)]
    cuts = {column: cut for column, cut in enumerate(found) if cut is not None}
    if not cuts:
        return edges
    made = _Edges([], edges.ys, [[] for _ in edges.vertical], [[] for _ in edges.horizontal])
    for column, x in enumerate(edges.xs):
        cut = cuts.get(column)
        made.xs += [x] if cut is None else [x, cut]
        for row, drawn in enumerate(edges.vertical):
            band = (edges.ys[row], edges.ys[row + 1])
            inner = [] if cut is None else [not _is_crossed(words, cut, band, across=False)]
            made.vertical[row] += [drawn[column], *inner]
        for row, level in enumerate(edges.horizontal):
            made.horizontal[row] += level[column : column + 1] * (1 if cut is None else 2)
    return made


def _lost_column(edges: _Edges, words: Sequence[Word], column: int) -> float | None:
    """Where the column is to be cut; None where nothing parts it."""
    left, right = edges.xs[column], edges.xs[column + 1]
    inside = [word for word in words if left <= (word.x0 + word.x1) / 2 < right]
    labels: list[float] = []
    figures: list[float] = []
    for top, bottom in pairwise(edges.ys):
        for line in text_lines([word for word in inside if top <= (word.y0 + word.y1) / 2 < bottom]):
            parts = [TextLine(tuple(part)) for part in segments(line.words)]
            if len(parts) > 1 and parts[-1].is_figure and not parts[-2].is_figure:
                figures.append(parts[-1].words[0].x0)
                labels.append(parts[-2].words[-1].x1)
    if len(figures) < _FEWEST_PARTED or len(figures) < _MOST_PARTED * (len(edges.ys) - 1):
        return None
    cut = (max(labels) + min(figures)) / 2
    return cut if max(labels) < min(figures) else None


def _with_lost_rows(edges: _Edges, words: Sequence[Word]) -> _Edges | None:
    """The grid with bands of several rows cut; None where such a band cannot be cut for certain."""
    made = _Edges(edges.xs, [edges.ys[0]], [], [edges.horizontal[0]])
    for row, (top, bottom) in enumerate(pairwise(edges.ys)):
        cuts = [top, bottom]
        columns = _band_columns(edges, words, row)
        if lost_rows(columns) > 1:
            found = row_edges(columns, top, bottom)
            if found is None:
                return None
            cuts = found
        for cut in cuts[1:-1]:
            made.ys.append(cut)
            made.vertical.append(edges.vertical[row])
            # A cell that goes on above or below is not cut.
            made.horizontal.append([a and b for a, b in zip(*edges.horizontal[row : row + 2], strict=True)])
        made.ys.append(bottom)
        made.vertical.append(edges.vertical[row])
        made.horizontal.append(edges.horizontal[row + 1])
    return made


def _band_columns(edges: _Edges, words: Sequence[Word], row: int) -> list[list[TextLine]]:
    """The lines of each cell between two rules; columns that go on above or below are left out."""
    top, bottom = edges.ys[row], edges.ys[row + 1]
    band = [word for word in words if top <= (word.y0 + word.y1) / 2 < bottom]
    columns = []
    starts = [column for column in range(len(edges.xs) - 1) if edges.vertical[row][column]]
    for start, end in pairwise([*starts, len(edges.xs) - 1]):
        if edges.horizontal[row][start] and edges.horizontal[row + 1][start]:
            left, right = edges.xs[start], edges.xs[end]
            columns.append(text_lines([word for word in band if left <= (word.x0 + word.x1) / 2 < right]))
    return columns
