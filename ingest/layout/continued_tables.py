"""Tables that run over several pages: parts joined, repeated headers dropped, rows cut by the page break mended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ingest.reading import Cell, Paragraph, Table
from ingest.text.normalize import fold

_HEADER_WORDS = re.compile(
    r"\b(?:stt|tt|so tt|noi dung|nhiem vu|co quan|don vi|chu tri|phoi hop|thoi gian|thoi han|san pham|kinh phi|ghi chu|"
    r"ten|dia diem|so luong|ho va ten|chuc vu|dien tich|cong viec|muc tieu|chi tieu|ket qua|tieu chi)\b"
)
_COLUMN_NUMBER = re.compile(r"^\(?\s*(?:\d{1,2}|[A-Z])(?:\s*=.*)?\s*\)?$")
_MAX_HEADER_ROWS = 4
_MAX_TITLE_ROWS = 3


def join_tables(blocks: Iterable[Paragraph | Table]) -> Iterator[Paragraph | Table]:
    """The blocks with continued tables joined and header rows counted."""
    open_table: Table | None = None
    for block in blocks:
        if isinstance(block, Paragraph):
            if open_table is not None:
                yield open_table
                open_table = None
            yield block
            continue
        table = replace(block, header_rows=count_header_rows(block))
        if open_table is not None and _is_continuation(open_table, block):
            open_table = _join_parts(open_table, table)
            continue
        if open_table is not None:
            yield open_table
        open_table = table
    if open_table is not None:
        yield open_table


def count_header_rows(table: Table) -> int:
    """Number of rows at the top that are no data: a title over all columns, then headings, told by their words,
    boldness, merges and a row of column numbers. All rows only where merges say that the last one is a heading too."""
    if table.header_rows:
        return _with_merged_rows(table)
    first = _count_title_rows(table)
    count = first
    for index, row in enumerate(table.rows[first : first + _MAX_HEADER_ROWS], start=first):
        texts = [cell.text.strip() for cell in row if cell.text and cell.text.strip()]
        if index > first and len(texts) >= 2 and all(_COLUMN_NUMBER.match(text) for text in texts):
            count = index + 1
            break
        if not _is_header_row(row, texts, table.rows[index - 1] if index > first else ()):
            break
        count = index + 1
    if count == first:
        return 0
    if count == len(table.rows) > 1 and _goes_on_with(table.rows[-1], table.rows[-2]):
        return count
    return min(count, len(table.rows) - 1)


def _with_merged_rows(table: Table) -> int:
    """The header rows that the file names, and the rows into which their cells go on."""
    count = table.header_rows
    while count < len(table.rows) and any(cell.merged == "above" for cell in table.rows[count]):
        count += 1
    return count


def _count_title_rows(table: Table) -> int:
    """Number of rows at the top with a single text for the whole width."""
    count = 0
    for row in table.rows[:_MAX_TITLE_ROWS]:
        if len(row) < 2 or not row[0].text or any(cell.text for cell in row[1:]):
            break
        count += 1
    return count


def _is_header_row(row: tuple[Cell, ...], texts: list[str], header: tuple[Cell, ...]) -> bool:
    """True for a row of headings; ``texts`` are those of its filled cells, ``header`` is the header row above it."""
    if not texts or _starts_data(texts):
        return False
    if header and _goes_on_with(row, header):
        return True
    words = sum(bool(_HEADER_WORDS.search(fold(text))) for text in texts if len(text) < 80)
    bold = sum(cell.bold for cell in row if cell.text) * 2 > len(texts)
    return len(texts) >= 2 and (words >= 2 or (bold and (words > 0 or len(texts) == len(row))))


def _goes_on_with(row: tuple[Cell, ...], header: tuple[Cell, ...]) -> bool:
    """True if cells of the header row go on in the row, or all its texts stand under merged ones of the header row."""
    return any(cell.merged == "above" for cell in row) or _divides_header(row, header)


def _divides_header(row: tuple[Cell, ...], header: tuple[Cell, ...]) -> bool:
    """True if the row's texts stand under merged cells of the header row and nowhere else."""
    divided = {i for i, cell in enumerate(header) if cell.merged == "left"}
    divided |= {i - 1 for i in divided}
    filled = {i for i, cell in enumerate(row) if cell.text}
    return bool(divided) and filled <= divided


def _starts_data(texts: list[str]) -> bool:
    """True for a row that begins with a row number, or holds a text too long for a heading."""
    return bool(re.match(r"^(?:\d{1,3}|[IVX]+|[A-Z])\W?$", texts[0])) or max(map(len, texts)) > 150


def _is_continuation(before: Table, after: Table) -> bool:
    if len(before.rows[0]) != len(after.rows[0]):
        return False
    first, last = _page_of_row(after, 0), _page_of_row(before, -1)
    if first is None or last is None:
        return False
    if first not in (last, last + 1):
        return False
    own_header = count_header_rows(after)
    return own_header == 0 or _row_key(after.rows[0]) == _row_key(before.rows[0])


def _page_of_row(table: Table, row: int) -> int | None:
    rows = table.rows if row == 0 else tuple(reversed(table.rows))
    return next((cell.box.page for r in rows for cell in r if cell.box is not None), table.page)


def _row_key(row: tuple[Cell, ...]) -> str:
    return fold("|".join(cell.text or "" for cell in row)).replace(" ", "")


def _join_parts(before: Table, after: Table) -> Table:
    heads = {_row_key(row) for row in before.rows[: max(before.header_rows, 1)]}
    rows = list(after.rows)
    while rows and _row_key(rows[0]) in heads and before.header_rows:
        rows.pop(0)
    merged = list(before.rows)
    if rows and _is_rest_of_row(rows[0], merged[-1], before):
        merged[-1] = _merge_row(merged[-1], rows.pop(0))
    return replace(before, rows=(*merged, *rows))


def _is_rest_of_row(row: tuple[Cell, ...], above: tuple[Cell, ...], table: Table) -> bool:
    """True for the rest of a row cut by the page break: its first cell is empty where rows are numbered."""
    data = table.rows[table.header_rows :]
    numbered = sum(bool(r[0].text and re.match(r"^\W?(?:\d|[IVXa-zA-Z]\W?$)", r[0].text)) for r in data)
    if not data or numbered < 0.5 * len(data) or row[0].text:
        return False
    filled = [cell.text for cell in row if cell.text]
    return bool(filled) and bool(above[0].text)


def _merge_row(above: tuple[Cell, ...], rest: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return tuple(
        replace(a, text=f"{a.text}\n{b.text}" if a.text else b.text, box=a.box or b.box) if b.text else a
        for a, b in zip(above, rest, strict=True)
    )
