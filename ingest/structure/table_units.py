"""The unit that is stated above a table (`Đơn vị tính: triệu đồng`): its figures say nothing without it."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.structure.table_rows import DataRow
from ingest.text.normalize import fold

HEADER = "Đơn vị tính"
_STATED = re.compile(r"(?:don vi (?:tinh|tien)|dvt)\s*:\s*\S.{0,38}")
#: `Đơn vị: Sở Y tế` names an office.
_MEASURE = re.compile(
    r"don vi\s*:\s*(?:(?:nghin|ngan|trieu|ty|1\.?000)\s*)*"
    r"(?:dong|ha|hec ta|m2|m²|m3|km|tan|ta|kg|ho|nguoi|%|ngay|gio|diem|usd|chiec|cai)\b.{0,12}"
)
#: A value that a unit belongs to: figures, not the number of a row, a day or a document.
_VALUE = re.compile(r"[-+(]?\d[\d.,\s]*\)?")


def stated_unit(above: str) -> str:
    """The unit that the paragraph above a table states; "" for none.

    >>> stated_unit("(Đơn vị tính: triệu đồng)"), stated_unit("Đơn vị: ha"), stated_unit("Đơn vị: Sở Y tế")
    ('triệu đồng', 'ha', '')
    """
    line = above.strip().rsplit("\n", 1)[-1].strip(" ().,")
    folded = fold(line).strip()
    if not (_STATED.fullmatch(folded) or _MEASURE.fullmatch(folded)):
        return ""
    return line.split(":", 1)[1].strip()


def with_unit(row: DataRow, unit: str) -> DataRow:
    """The row with the table's unit behind its figures; a row without figures, or with a unit of its own, as it is."""
    own = any("don vi tinh" in fold(header) or fold(header) in ("dvt", "don vi") for header, _ in row.cells)
    if not unit or own or not any(_VALUE.fullmatch(value) and value != row.number for _, value in row.cells):
        return row
    return replace(row, cells=(*row.cells, (HEADER, unit)), text=f"{row.text}; {HEADER}: {unit}")
