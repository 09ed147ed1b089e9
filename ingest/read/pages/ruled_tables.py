"""Ruled tables of a page: ruling lines -> grid -> cells with their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.read.layout_tables import data_table
from ingest.read.pages.words import Word, bounding_box, joined_text
from ingest.read.pages.words_to_lines import group_rows
from ingest.reading import Cell, Table

Rule = tuple[float, float, float, float]
#: Rules this close are one rule drawn twice (points).
_SAME = 3.5
_MAX_COLUMNS = 40
_MAX_ROWS = 400
#: Framed lines that make prose: at least so many, one of them at least this long.
_PROSE_LINES = 3
_PROSE_LENGTH = 50


@dataclass(frozen=True, slots=True)
class RuledGrid:
    """Positions of a table's vertical and horizontal rules, and which stretches are drawn."""

    xs: list[float]
    ys: list[float]
    vertical: list[Rule]
    horizontal: list[Rule]

    def surrounds(self, x: float, y: float) -> bool:
        """True for a point of the table's area or within 2 points of it."""
        return self.xs[0] - 2 <= x <= self.xs[-1] + 2 and self.ys[0] - 2 <= y <= self.ys[-1] + 2


def find_grids(rules: Sequence[Rule]) -> list[RuledGrid]:
    """Connected groups of rules that enclose at least two columns, from top to bottom."""
    horizontal = merge_collinear([(x0, y0, x1, y1) for x0, y0, x1, y1 in rules if x1 - x0 > y1 - y0])
    vertical = merge_collinear([(x0, y0, x1, y1) for x0, y0, x1, y1 in rules if x1 - x0 <= y1 - y0])
    if len(horizontal) < 2 or len(vertical) < 3:
        return []
    grids = []
    for members_h, members_v in connected_rules(horizontal, vertical):
        if len(members_h) < 2 or len(members_v) < 3:
            continue
        xs = _distinct_positions([(x0 + x1) / 2 for x0, _, x1, _ in members_v])
        ys = _distinct_positions([(y0 + y1) / 2 for _, y0, _, y1 in members_h])
        if 3 <= len(xs) <= _MAX_COLUMNS + 1 and 2 <= len(ys) <= _MAX_ROWS + 1:
            grids.append(RuledGrid(xs, ys, members_v, members_h))
    return sorted(grids, key=lambda grid: grid.ys[0])


def merge_collinear(rules: list[Rule]) -> list[Rule]:
    """Collinear rules that touch become one; cell borders are usually drawn piece by piece."""
    if not rules:
        return []
    flat = rules[0][2] - rules[0][0] > rules[0][3] - rules[0][1]

    def key(rule: Rule) -> tuple[float, float]:
        x0, y0, x1, y1 = rule
        return ((y0 + y1) / 2, x0) if flat else ((x0 + x1) / 2, y0)

    lanes: list[list[Rule]] = []
    for rule in sorted(rules, key=key):
        if lanes and abs(key(rule)[0] - key(lanes[-1][0])[0]) <= _SAME:
            lanes[-1].append(rule)
        else:
            lanes.append([rule])
    merged: list[Rule] = []
    along = 0 if flat else 1
    for lane in lanes:
        lane.sort(key=lambda r: r[along])
        current = lane[0]
        for rule in lane[1:]:
            if rule[along] <= current[along + 2] + _SAME:
                current = (
                    min(current[0], rule[0]), min(current[1], rule[1]),
                    max(current[2], rule[2]), max(current[3], rule[3]),
                )  # fmt: skip
            else:
                merged.append(current)
                current = rule
        merged.append(current)
    return merged


def connected_rules(horizontal: list[Rule], vertical: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of rules linked by crossings (union-find over both kinds)."""
    parent = list(range(len(horizontal) + len(vertical)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, (hx0, hy0, hx1, hy1) in enumerate(horizontal):
        for j, (vx0, vy0, vx1, vy1) in enumerate(vertical, start=len(horizontal)):
            if vx1 >= hx0 - _SAME and vx0 <= hx1 + _SAME and vy0 <= hy1 + _SAME and vy1 >= hy0 - _SAME:
                parent[root(j)] = root(i)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate(horizontal):
        groups.setdefault(root(i), ([], []))[0].append(rule)
    for j, rule in enumerate(vertical, start=len(horizontal)):
        groups.setdefault(root(j), ([], []))[1].append(rule)
    return list(groups.values())


def _distinct_positions(values: list[float]) -> list[float]:
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > _SAME:
            merged.append(value)
    return merged


def fill_grid(
    grid: RuledGrid, words: Sequence[Word], page: int, width: float, height: float
) -> tuple[Table | None, list[Word]]:
    """The grid as a table and the words outside it; None where the grid holds no table."""
    owners = _slot_owners(grid)
    inside: dict[tuple[int, int], list[Word]] = {}
    outside: list[Word] = []
    for word in words:
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        if grid.surrounds(x, y):
            owner = owners[_slot_index(grid.ys, y)][_slot_index(grid.xs, x)]
            inside.setdefault(owner, []).append(word)
        else:
            outside.append(word)
    rows = [
        [
            _cell_of_words(inside.get(owner, []), page, width, height)
            if owner == (row, column)
            else Cell(None, merged="above" if owner[1] == column else "left")
            for column, owner in enumerate(row_owners)
        ]
        for row, row_owners in enumerate(owners)
    ]
    table = data_table(rows, 0)
    if table is None or len(table.rows[0]) < 2 or _is_framed_prose(table.rows):
        return None, list(words)
    return replace(table, page=page), outside


def _is_framed_prose(filled: Sequence[tuple[Cell, ...]]) -> bool:
    """Running text with a frame around every line (highlights of amended provisions), ragged at the right."""
    if len(filled) < _PROSE_LINES:
        return False
    alone = [texts[0] for texts in ([cell.text for cell in row if cell.text] for row in filled) if len(texts) == 1]
    lower = sum(text[0].islower() for text in alone)
    return len(alone) * 2 > len(filled) and lower * 3 >= len(filled) and max(map(len, alone)) > _PROSE_LENGTH


def _cell_of_words(words: list[Word], page: int, width: float, height: float) -> Cell:
    if not words:
        return Cell("")
    text = " ".join(joined_text(row) for row in group_rows(words))
    letters = sum(len(word.text) for word in words)
    bold = sum(len(word.text) for word in words if word.bold) * 2 > letters
    return Cell(text, bounding_box(words, page, width, height), bold)


def _slot_index(edges: list[float], value: float) -> int:
    for i in range(1, len(edges)):
        if value < edges[i]:
            return i - 1
    return len(edges) - 2


def _slot_owners(grid: RuledGrid) -> list[list[tuple[int, int]]]:
    """For every slot (row, column) the slot that owns it: borders that are not drawn merge slots, rectangles only."""
    row_count, column_count = len(grid.ys) - 1, len(grid.xs) - 1
    owners = [[(row, column) for column in range(column_count)] for row in range(row_count)]
    for row in range(row_count):
        for column in range(1, column_count):
            if not _has_vertical_rule(grid, grid.xs[column], grid.ys[row], grid.ys[row + 1]):
                owners[row][column] = owners[row][column - 1]
    for row in range(1, row_count):
        for column in range(column_count):
            if owners[row][column] == (row, column):
                _merge_with_above(grid, owners, row, column)
    return owners


def _merge_with_above(grid: RuledGrid, owners: list[list[tuple[int, int]]], row: int, column: int) -> None:
    """Give a slot and those it owns to the slot above, where no rule parts them and both are of one width."""
    if _has_horizontal_rule(grid, grid.ys[row], grid.xs[column], grid.xs[column + 1]):
        return
    above = owners[row - 1][column]
    owned = [place for place, owner in enumerate(owners[row]) if owner == (row, column)]
    if above[1] == column and all(owners[row - 1][place] == above for place in owned):
        for place in owned:
            owners[row][place] = above


def _has_vertical_rule(grid: RuledGrid, x: float, y0: float, y1: float) -> bool:
    middle = (y0 + y1) / 2
    return any(abs((a + c) / 2 - x) <= _SAME and b - 1 <= middle <= d + 1 for a, b, c, d in grid.vertical)


def _has_horizontal_rule(grid: RuledGrid, y: float, x0: float, x1: float) -> bool:
    middle = (x0 + x1) / 2
    return any(abs((b + d) / 2 - y) <= _SAME and a - 1 <= middle <= c + 1 for a, b, c, d in grid.horizontal)
