"""Words with boxes -> rows -> lines in reading order."""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence

from ingest.read.pages.columns import Segment, reading_order, split_segments
from ingest.read.pages.gutters import Gutter, find_gutter
from ingest.read.pages.words import Word, bounding_box, median
from ingest.reading import Line

#: Rows overlap when they share this part of the smaller height; superscripts and stamped numbers still join.
_SAME_ROW = 0.5


def group_rows(words: Sequence[Word]) -> list[list[Word]]:
    """Words grouped by height, each row sorted from left to right, rows from top to bottom."""
    found: list[_Row] = []
    for top, bottom, group in _word_groups(words):
        for row in reversed(found[-5:]):
            shared = min(row.bottom, bottom) - max(row.top, top)
            if shared >= _SAME_ROW * max(1.0, min(row.bottom - row.top, bottom - top)) and _has_room(
                group, row.members
            ):
                row.add(group)
                break
        else:
            found.append(_Row(top, bottom, group))
    found.sort(key=lambda row: (row.top + row.bottom) / 2)
    return [sorted(row.members, key=lambda w: w.x0) for row in found]


class _Row:
    """Words of one height so far and their median extent: a tall stamp must not stretch the row over its neighbours."""

    __slots__ = ("_bottoms", "_tops", "bottom", "members", "top")

    def __init__(self, top: float, bottom: float, group: list[Word]) -> None:
        self.top, self.bottom = top, bottom
        self.members = list(group)
        self._tops = sorted(word.y0 for word in group)
        self._bottoms = sorted(word.y1 for word in group)

    def add(self, group: list[Word]) -> None:
        self.members.extend(group)
        for word in group:
            insort(self._tops, word.y0)
            insort(self._bottoms, word.y1)
        middle = len(self._tops) // 2
        if len(self._tops) % 2:
            self.top, self.bottom = self._tops[middle], self._bottoms[middle]
        else:
            self.top = (self._tops[middle - 1] + self._tops[middle]) / 2
            self.bottom = (self._bottoms[middle - 1] + self._bottoms[middle]) / 2


def _word_groups(words: Sequence[Word]) -> list[tuple[float, float, list[Word]]]:
    """Words that belong together for certain, with their extent: single words, or the lines that OCR saw."""
    lines: dict[int, list[Word]] = {}
    groups: list[tuple[float, float, list[Word]]] = []
    for word in words:
        if word.line is None:
            groups.append((word.y0, word.y1, [word]))
        else:
            lines.setdefault(word.line, []).append(word)
    groups.extend((median(w.y0 for w in members), median(w.y1 for w in members), members) for members in lines.values())
    groups.sort(key=lambda group: ((group[0] + group[1]) / 2, group[2][0].x0))
    return groups


def _has_room(group: list[Word], members: list[Word]) -> bool:
    """True if the words find room in the row: two lines set close together must not be shuffled into one."""
    if group[0].x0 >= members[-1].x1 - 1:
        return True
    return all(
        min(word.x1, member.x1) - max(word.x0, member.x0) < 0.6 * (word.x1 - word.x0)
        for word in group
        for member in members
    )


def to_lines(words: Sequence[Word], page: int, width: float, height: float) -> list[Line]:
    """The page's words as lines in reading order."""
    if not words:
        return []
    rows = group_rows(words)
    gutter = find_gutter(rows, width) if all(word.line is None for word in words) else None
    if gutter is not None:
        parts = _parts_around(gutter, words)
        return [line for part in parts for line in _lines_of_rows(group_rows(part), page, width, height)]
    return _lines_of_rows(rows, page, width, height)


def _parts_around(gutter: Gutter, words: Sequence[Word]) -> tuple[list[Word], ...]:
    """The words above two columns, those of the left and of the right one, and those below."""
    parts: tuple[list[Word], ...] = ([], [], [], [])
    for word in words:
        middle = (word.y0 + word.y1) / 2
        if middle < gutter.top:
            parts[0].append(word)
        elif middle > gutter.bottom:
            parts[3].append(word)
        else:
            parts[1 if word.x1 < gutter.x else 2].append(word)
    return parts


def _lines_of_rows(rows: Sequence[list[Word]], page: int, width: float, height: float) -> list[Line]:
    split = [split_segments(row) for row in rows]
    return [to_line(segment, page, width, height) for segment in reading_order(split)]


def to_line(segment: Segment, page: int, width: float, height: float) -> Line:
    """A segment as the record the other rooms see."""
    words = segment.words
    letters = sum(len(word.text) for word in words)
    sizes = sorted((word.size for word in words if word.size), reverse=True)
    confidences = [(word.confidence, len(word.text)) for word in words if word.confidence is not None]
    confidence = None
    if confidences:
        confidence = round(sum(c * n for c, n in confidences) / max(1, sum(n for _, n in confidences)), 3)
    return Line(
        text=segment.text,
        page=page,
        box=bounding_box(words, page, width, height),
        bold=sum(len(word.text) for word in words if word.bold) * 2 > letters,
        italic=sum(len(word.text) for word in words if word.italic) * 2 > letters,
        size=round(sizes[len(sizes) // 2], 1) if sizes else None,
        confidence=confidence,
    )
