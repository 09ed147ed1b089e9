"""Tables without rules, or with rules under their rows only: words in columns, with figures beside their labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.read.pages.columns import Segment, split_segments
from ingest.read.pages.words import Word, bounding_box
from ingest.read.pages.words_to_lines import group_rows, to_line
from ingest.reading import Block, Cell, Table

_LEAST_ROWS = 3
#: Edges of a column's cells agree within this part of the page's width.
_ALIGNED = 0.02
#: A column of figures: most of its cells hold digits; labels and figures are short.
_FIGURES, _LONGEST = 0.6, 60
#: Headings are this far apart (of their height).
_HEADING_GAP = 1.0
#: Rows of one table stand closer than so many of their heights.
_APART = 2.6
_FIGURE = re.compile(r"^\W*\d|\d[\d.,]*\s*\S{0,6}(?:\s\S{1,8}){0,2}\W*$")
#: What stands in columns and is no table: heads, signatures, addressees, lists of recipients, dates of places.
_NO_TABLE = re.compile(
    r"CỘNG H|ĐẢNG CỘNG|Độc lập|^\W*[Ss]ố\s*:|Nơi nhận|^(?:TM|KT|TL|TUQ|Q)\b\.?|ngày\W.*tháng|Kính gửi|\(Ký|\(Đã ký|^V/v"
    r"|CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|NGƯỜI LẬP|ỦY BAN|UỶ BAN|^\W*(?:Điều|Chương|Mục|Phần)\s|^\W*[-+]\s|\.{6}|_{6}"
)  # fmt: skip


def take_unruled_tables(
    words: Sequence[Word], page: int, width: float, height: float
) -> tuple[list[Block], list[Word]]:
    """The unruled tables of a page's words, those without headings as lines; and the words outside of them."""
    rows = [split_segments(row) for row in group_rows(words)]
    blocks: list[Block] = []
    taken: set[int] = set()
    index = 0
    while index < len(rows):
        end = _end_of_table(rows, index, width)
        if end - index >= _LEAST_ROWS and _holds_figures(rows[index:end]):
            members = rows[index:end]
            headings = _headings_above(rows[index - 1], members) if index and not _is_heading(members[0]) else None
            if headings is not None:
                members = [headings, *members]
            blocks += _block(members, page, width, height)
            taken.update(id(word) for row in members for segment in row for word in segment.words)
            index = end
        else:
            index += 1
    return blocks, [word for word in words if id(word) not in taken] if taken else list(words)


def _end_of_table(rows: Sequence[Sequence[Segment]], start: int, width: float) -> int:
    """The end of the rows of as many columns, aligned, that begin here."""
    first = rows[start]
    end = start
    while end < len(rows) and len(first) >= 2 and len(rows[end]) == len(first):
        row = rows[end]
        if any(_NO_TABLE.search(segment.text) or len(segment.text) > _LONGEST for segment in row):
            break
        # Headings stand in the middle of their columns, whose cells begin at the left.
        data = rows[start + _is_heading(first) : end]
        if end > start and not (_is_next(rows[end - 1], row) and _are_aligned(data, row, width)):
            break
        end += 1
    return end


def _is_next(above: Sequence[Segment], row: Sequence[Segment]) -> bool:
    height = max(6.0, row[0].y1 - row[0].y0)
    return row[0].y0 - above[0].y1 < _APART * height


def _are_aligned(above: Sequence[Sequence[Segment]], row: Sequence[Segment], width: float) -> bool:
    """True if every column's cell begins, ends or has its middle where another of its column does."""
    slack = _ALIGNED * width
    if not above:
        return True
    for column, segment in enumerate(row):
        others = [cells[column] for cells in above]
        agree = any(
            abs(other.x0 - segment.x0) < slack
            or abs(other.x1 - segment.x1) < slack
            or abs(other.x0 + other.x1 - segment.x0 - segment.x1) < 2 * slack
            for other in others
        )
        beyond = column + 1 < len(row) and any(cells[column + 1].x0 < segment.x1 for cells in above)
        if not agree or beyond:
            return False
    return True


def _headings_above(row: Sequence[Segment], rows: Sequence[Sequence[Segment]]) -> list[Segment] | None:
    """The row above as headings, where its words part as the columns do; None for a line of text."""
    if not _is_next(row, rows[0]) or _is_next_line_of_text(row):
        return None
    words = [word for segment in row for word in segment.words]
    borders = [
        (max(cells[column].x1 for cells in rows), min(cells[column + 1].x0 for cells in rows))
        for column in range(len(rows[0]) - 1)
    ]
    parts: list[list[Word]] = [[] for _ in rows[0]]
    for word in words:
        middle = (word.x0 + word.x1) / 2
        parts[sum((left + right) / 2 < middle for left, right in borders)].append(word)
    if not all(parts):
        return None
    apart = all(after[0].x0 - before[-1].x1 > _HEADING_GAP * after[0].height for before, after in pairwise(parts))
    return [Segment(part) for part in parts] if apart else None


def _is_next_line_of_text(row: Sequence[Segment]) -> bool:
    text = " ".join(segment.text for segment in row)
    return bool(_NO_TABLE.search(text)) or text[-1] in ".;:"


def _is_heading(row: Sequence[Segment]) -> bool:
    """True for a first row of headings: figures stand below them only."""
    return not any(_FIGURE.search(segment.text) for segment in row)


def _holds_figures(rows: Sequence[Sequence[Segment]]) -> bool:
    """True if a column behind the first holds figures, and another words."""
    columns = list(zip(*([segment.text for segment in row] for row in rows), strict=True))
    figures = [sum(bool(_FIGURE.search(text)) for text in column) >= _FIGURES * len(column) for column in columns]
    return any(figures[1:]) and not all(figures)


def _block(rows: Sequence[Sequence[Segment]], page: int, width: float, height: float) -> list[Block]:
    """The rows as a table under their headings; without headings each is a line of its label and figures."""
    if _is_heading(rows[0]) and _stand_under(rows[1:], rows[0]):
        return [Table(tuple(tuple(_cell(one, page, width, height) for one in row) for row in rows), page, 1)]
    lines = (Segment([word for segment in row for word in segment.words]) for row in rows)
    return [replace(to_line(line, page, width, height), whole=True) for line in lines]


def _stand_under(rows: Sequence[Sequence[Segment]], headings: Sequence[Segment]) -> bool:
    """True if every heading has its middle between the columns beside its own."""
    for column, heading in enumerate(headings):
        middle = (heading.x0 + heading.x1) / 2
        left = max((row[column - 1].x1 for row in rows), default=0.0) if column else 0.0
        right = min((row[column + 1].x0 for row in rows), default=middle) if column + 1 < len(headings) else middle + 1
        if not left < middle < right:
            return False
    return True


def _cell(segment: Segment, page: int, width: float, height: float) -> Cell:
    letters = sum(len(word.text) for word in segment.words)
    bold = sum(len(word.text) for word in segment.words if word.bold) * 2 > letters
    return Cell(segment.text, bounding_box(segment.words, page, width, height), bold)
