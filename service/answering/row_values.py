"""Values in the rows of tables: the cell that answers, and what the table says of it by row, column and unit.

A number of a table means nothing by itself: "450" is "Giường bệnh, năm 2025: 450 giường".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.query.asked_values import names_share
from ingest.text.normalize import fold

Cells = Sequence[tuple[str, str]]

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BARE_NUMBER = re.compile(r"\s*[-–]?\d+(?:[.,]\d+)*\s*")
_ROW_NUMBER = re.compile(r"\W*(?:[\dIVXivx]+|[A-Za-zđĐ])(?:\.\d+)*\W*")
_UNIT_HEAD = re.compile(r"\b(?:don vi(?: tinh)?|dvt)\W*$")
#: A unit as the head of a column gives it: "Kinh phí (triệu đồng)", "Diện tích (ha)", "Đơn vị tính: triệu đồng".
_UNIT_IN_HEAD = re.compile(
    r"(?i)[(:]\s*(?:(?:đvt|đơn vị(?: tính)?)\s*:?\s*)?"
    r"(?P<unit>(?:nghìn|ngàn|triệu|tỷ|tỉ|tr\.|1\.000|1000)?\s*(?:đồng|đ)(?:/\w+)*|%|ha|km2?|m[23]?|kg|tấn|tạ|người|hộ|ngày"
    r"(?: làm việc)?|giờ|phút|tháng|giường|cây|con|xã|thôn|lớp|buổi|tiết|lượt(?: \w+)?|hồ sơ|điểm)\s*(?:\)|$)"
)
_LONGEST_LABEL = 120


@dataclass(frozen=True, slots=True)
class RowValue:
    """What a table says of one of its cells: the label of the row with the head of the column, and the unit."""

    about: str | None = None
    unit: str | None = None


def describe_cell(cells: Cells, value: str) -> RowValue:
    """The row, column and unit of a value; nothing where no cell holds it.

    >>> describe_cell([("Chỉ tiêu", "Giường bệnh"), ("Đơn vị tính", "giường"), ("Năm 2025", "450")], "450")
    RowValue(about='Giường bệnh; Năm 2025', unit='giường')
    """
    column = next((index for index, (_, cell) in enumerate(cells) if cell == value), None)
    if column is None:
        column = next((index for index, (_, cell) in enumerate(cells) if value in cell), None)
    if column is None:
        return RowValue()
    head = cells[column][0]
    labels = [cell for head, cell in cells[:column] if _is_label(head, cell)]
    parts = [_shortened(part) for part in (*labels[:1], head) if part.strip()]
    unit = _unit(cells, head) if _BARE_NUMBER.fullmatch(value) else None
    return RowValue("; ".join(parts) or None, unit)


def row_label(cells: Cells) -> str:
    """The label of a row: its first cell with a word.

    >>> row_label([("STT", "5.1."), ("Chỉ tiêu", "Số phiếu"), ("Số liệu", "25.898")])
    'Số phiếu'
    """
    return next((value for _, value in cells if re.search(r"[^\W\d_]{2}", value)), "")


def named_column(found: Sequence[tuple[str, str]], asked: Sequence[str]) -> str | None:
    """The value of the one column that is asked for; None where several might be, and the question names none.

    A row with "Kế hoạch: 240" and "Thực hiện: 71" has two values, and either would be wrong half the time.

    >>> named_column([("Kế hoạch", "240"), ("Thực hiện", "71")], ["thuc", "hien"])
    '71'
    >>> named_column([("Kế hoạch", "240"), ("Thực hiện", "71")], ["thu", "phi"]) is None
    True
    """
    worth = _head_worth(found, asked)
    best = {value.strip() for (_, value), one in zip(found, worth, strict=True) if one == max(worth)}
    return closest_head(found, asked) if len(best) == 1 else None


def closest_head(found: Sequence[tuple[str, str]], asked: Iterable[str]) -> str | None:
    """The value under the head that shares most of its own words with the question; else the first.

    Words that all the heads have tell nothing: "Thời gian theo quy định" and "Thời gian sau khi cắt giảm".
    """
    if not found:
        return None
    worth = _head_worth(found, asked)
    return found[max(range(len(found)), key=lambda index: (worth[index], -index))][1]


def _head_worth(found: Sequence[tuple[str, str]], asked: Iterable[str]) -> list[int]:
    """The number of its own words that each head shares with the question."""
    heads = [frozenset(re.findall(r"\w+", fold(head))) for head, _ in found]
    shared = frozenset.intersection(*heads) if heads else frozenset()
    words = frozenset(asked)
    return [len((head - shared) & words) for head in heads]


def fully_named(cells: Cells, folded: str) -> str | None:
    """The number under the longest head whose words all stand in the folded question: two at least beside a year.

    >>> cells = [("Nội dung", "Thu phí"), ("Dự toán năm", "240"), ("Thực hiện quý I", "71"), ("Dự toán (%)", "30")]
    >>> fully_named(cells, "thu phi thuc hien quy i duoc bao nhieu"), fully_named(cells, "thu phi duoc bao nhieu")
    ('71', None)
    """
    asked = frozenset(re.findall(r"\w+", folded))
    named = [
        (len(words), cell)
        for head, cell in numbers(cells, folded)
        if asked.issuperset(words := re.findall(r"\w+", fold(head)))
        and sum(word.isalpha() and word != "nam" for word in words) > 1
    ]
    return max(named, key=lambda pair: pair[0])[1] if named else None


def numbers(cells: Cells, folded: str) -> list[tuple[str, str]]:
    """The cells that hold a number; a share only where the folded question asks for one."""
    asks_share = names_share(folded)
    return [(head, cell) for head, cell in cells if any(map(str.isdigit, cell)) and ("%" not in head or asks_share)]


def under_year(cells: Cells, folded: str) -> list[tuple[str, str]]:
    """The numbers with a unit under heads that name a year of the question: "Năm 2025", "Kế hoạch 2025 (ha)".

    A share is given only where one is asked for.
    """
    years = frozenset(_YEAR.findall(folded))
    return [
        (head, cell)
        for head, cell in numbers(cells[1:], folded)
        if years.intersection(_YEAR.findall(head))
        and re.match(r"\W*(?:trên |dưới )?\d", cell)
        and (describe_cell(cells, cell).unit is not None or not _BARE_NUMBER.fullmatch(cell))
    ]


def _is_label(head: str, cell: str) -> bool:
    is_unit = _UNIT_HEAD.search(fold(head)) is not None and _is_unit(cell)
    named = not is_unit and not _ROW_NUMBER.fullmatch(cell)
    return named and re.search(r"[^\W\d_]{2}", cell) is not None


def _unit(cells: Cells, head: str) -> str | None:
    """The unit that a column of its own gives, else the head of the value's column."""
    stated = next((cell for name, cell in cells if _UNIT_HEAD.search(fold(name)) and _is_unit(cell)), None)
    inside = _UNIT_IN_HEAD.search(head)
    return " ".join(inside["unit"].split()) if inside else stated


def _is_unit(cell: str) -> bool:
    """True for a unit; under "Đơn vị" also bodies stand, whose names begin with a capital and are longer."""
    text = cell.strip()
    is_short = 0 < len(text) <= 24 and not any(map(str.isdigit, text))
    return is_short and (not text[0].isupper() or len(text.split()) == 1 or text.endswith("đồng"))


def _shortened(label: str) -> str:
    line = " ".join(label.split()).rstrip(" :;.")
    return line if len(line) <= _LONGEST_LABEL else line[:_LONGEST_LABEL].rsplit(" ", 1)[0] + " ..."
