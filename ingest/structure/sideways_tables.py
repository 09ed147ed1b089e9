"""Sideways tables: headings in the first column, one thing a column, and lists of properties in two columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.reading import Cell, Table
from ingest.text.normalize import fold

#: Words that open the heading of a property (`Địa điểm`, `Tổng mức đầu tư`).
_PROPERTY = re.compile(
    r"(?:ten|ma|dia diem|dia chi|chu dau tu|tong muc|tong so|tong dien tich|dien tich|quy mo|thoi gian|thoi han"
    r"|nguon von|kinh phi|don vi|co quan|loai|nhom|hinh thuc|muc tieu|muc dau tu|so luong|so dien thoai|dien thoai"
    r"|email|e-mail|ghi chu|nguoi|ho va ten|ho ten|chuc vu|ngay|nam|gia|noi dung|dac diem|chieu dai|chieu rong"
    r"|cong suat|suc chua|san pham|ket qua|don gia|phuong thuc|can cu|doi tuong|le phi|phi|trinh tu|thanh phan)\b"
)
_NUMBERED = re.compile(r"\W*(?:\d|[IVX]+\W|[A-Z]\W?$)")
_LONGEST_HEADING = 60


def upright(table: Table) -> Table:
    """The table with its headings in the first row: a sideways one is turned.

    >>> cells = (("Tên bãi", "An Phú", "Trà Bá"), ("Địa điểm", "Xã A", "Xã B"), ("Diện tích", "5 ha", "7 ha"))
    >>> turned = upright(Table(tuple(tuple(Cell(text) for text in row) for row in cells)))
    >>> [[cell.text for cell in row] for row in turned.rows], turned.header_rows
    ([['Tên bãi', 'Địa điểm', 'Diện tích'], ['An Phú', 'Xã A', '5 ha'], ['Trà Bá', 'Xã B', '7 ha']], 1)
    """
    if table.header_rows or len(table.rows[0]) < 3 or not _is_sideways(table.rows):
        return table
    turned = tuple(tuple(_turned_cell(row[column]) for row in table.rows) for column in range(len(table.rows[0])))
    return replace(table, rows=turned, header_rows=1)


def is_property_list(table: Table) -> bool:
    """True for two columns, names and values: each row stands for itself."""
    return not table.header_rows and len(table.rows[0]) == 2 and _is_sideways(table.rows)


def _turned_cell(cell: Cell) -> Cell:
    if cell.merged is None:
        return cell
    return replace(cell, merged="above" if cell.merged == "left" else "left")


def _is_sideways(rows: Sequence[Sequence[Cell]]) -> bool:
    """True if the first column holds headings, by boldness or words, and the first row holds none."""
    widths = {len(row) for row in rows}
    if len(rows) < 2 or len(widths) > 1 or max(widths) < 2:
        return False
    heads = [row[0] for row in rows]
    texts = [(cell.text or "").strip() for cell in heads]
    if any(cell.merged for cell in rows[0]) or not all(map(_may_head, texts)):
        return False
    if all(cell.bold for cell in heads) and not any(map(_holds_bold, rows)):
        return True
    return _names_properties(texts, [cell.text or "" for cell in rows[0][1:]])


def _holds_bold(row: Sequence[Cell]) -> bool:
    return any(cell.bold for cell in row[1:] if cell.text)


def _names_properties(texts: Sequence[str], beside: Sequence[str]) -> bool:
    """True for a column of different names of properties; ``beside`` are the cells behind its first one."""
    names = [_property_name(text) for text in texts]
    # `Loại 1`, `Loại 2` are things, not headings.
    different = len(set(filter(None, names)))
    enough = different >= 2 and different * 3 >= 2 * len(texts)
    return enough and bool(names[0]) and not any(map(_property_name, beside))


def _may_head(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_HEADING and not _NUMBERED.match(text)


def _property_name(text: str) -> str:
    """The words by which the text is the heading of a property, "" for none."""
    match = _PROPERTY.match(fold(text))
    return match.group() if match else text.rstrip().rstrip(":") if text.rstrip().endswith(":") else ""
