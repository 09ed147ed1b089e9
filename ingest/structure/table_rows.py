"""Rows of a table as text: cells under their headers, group rows, inherited cells, row numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.reading import Box, Cell, Table
from ingest.structure.row_numbers import row_numbers
from ingest.structure.sideways_tables import is_property_list, upright
from ingest.structure.table_groups import ROW_NUMBER, SAME_AS_ABOVE, Group, Groups, group_row, nest_groups, total_row
from ingest.text.normalize import fold

_STT = re.compile(r"^(?:stt|tt|so tt|so thu tu|so t\.?t\.?)\.?$")
#: `(1)`, `2`: a row of column numbers under the headings.
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?")
#: Characters of a row's title.
_TITLE = 120


@dataclass(frozen=True, slots=True)
class DataRow:
    """One data row: its number, its cells under their headers, and the (number, title) of the group rows above it."""

    number: str | None
    cells: tuple[tuple[str, str], ...]
    text: str
    groups: Groups
    boxes: tuple[Box, ...]

    @property
    def title(self) -> str:
        """The first cell that says something, shortened: what an outline shows of the row."""
        values = [value for _, value in self.cells if len(value) > 3 and not ROW_NUMBER.match(value)]
        return values[0][:_TITLE] if values else ""

    @property
    def page(self) -> int | None:
        """The page where the row begins."""
        return min((box.page for box in self.boxes), default=None)


def header_count(table: Table) -> int:
    """Number of header rows at the top."""
    if table.header_rows:
        return table.header_rows
    rows = table.rows
    if len(rows) < 2 or not _is_header_row(rows[0]):
        return 0
    count = 1
    while count < min(3, len(rows) - 1) and _is_second_header(rows[count], rows[0]):
        count += 1
    return count


def _is_header_row(row: Sequence[Cell]) -> bool:
    """True for a first row with `STT`, or with several cells that begin with no number and are short or bold.

    A cell that holds rows of its own (a table inside it) is no heading.
    """
    texts = [fold(cell.text or "").strip() for cell in row]
    if any(_STT.match(text) for text in texts):
        return True
    if any(map(_holds_rows, texts)):
        return False
    if sum(bool(text) for text in texts) < 2 or any(ROW_NUMBER.match(text) for text in texts[:1]):
        return False
    return all(cell.bold for cell in row if cell.text) or all(len(text) < 50 for text in texts)


def _holds_rows(text: str) -> bool:
    """True for the text of a cell with a table inside: lines of cells."""
    return "\n" in text and ";" in text


def _is_second_header(row: Sequence[Cell], top: Sequence[Cell]) -> bool:
    """True for a row of sub-headers (its first cell continues the one above) or of column numbers `(1) (2)`."""
    texts = [cell.text for cell in row]
    filled = [text for text in texts if text]
    if len(filled) >= 3 and all(re.fullmatch(r"\(?\d{1,2}\)?|\([a-z]\)", text.strip()) for text in filled):
        return True
    below_first = row[0].merged == "above" and bool(top[0].text)
    return below_first and any(cell.merged == "left" for cell in top[1:]) and len(filled) >= 2


def data_rows(table: Table) -> Iterator[DataRow]:
    """Data rows with headers; title rows and group rows give their text to the rows that follow.

    A table of headings only gives its rows without headers.
    """
    table = upright(table)
    top = header_count(table)
    if is_property_list(table):
        yield from _property_rows(table)
    elif top == len(table.rows):
        yield from (_data_row(row, _own_texts(row), (), ()) for row in table.rows if any(_own_texts(row)))
    else:
        yield from _with_garbled_numbers(list(_rows_below(table, top)))


def _with_garbled_numbers(rows: Sequence[DataRow]) -> Iterator[DataRow]:
    """The rows, with the numbers under `STT` that a recogniser garbled where the rows around them tell."""
    under = [row.cells[0][1] if row.cells and _STT.match(fold(row.cells[0][0]).strip()) else None for row in rows]
    if any(text is not None and row.number is None for row, text in zip(rows, under, strict=True)):
        numbers = row_numbers([row.number or text for row, text in zip(rows, under, strict=True)])
        rows = [
            replace(row, number=row.number or (number if text is not None else None))
            for row, number, text in zip(rows, numbers, under, strict=True)
        ]
    yield from rows


@dataclass(slots=True)
class OpenGroups:
    """The group rows that hold at a row, and those of them without a row of their own so far."""

    groups: Groups
    empty: list[tuple[Group, DataRow]] = field(default_factory=list)

    def open(self, group: Group, lone: DataRow | None) -> Iterator[DataRow]:
        """Begin a group; groups that it ends without rows of their own are rows themselves.

        ``lone``: its own row, if no other follows; None where it has figures, so that it is a row in any case.
        """
        self.groups = nest_groups(self.groups, group)
        yield from (lone for opened, lone in self.empty if opened not in self.groups)
        self.empty = [pair for pair in self.empty if pair[0] in self.groups] if lone else []
        if lone:
            self.empty.append((group, lone))


def _rows_below(table: Table, top: int) -> Iterator[DataRow]:
    """The rows below ``top`` header rows; a group row without rows of its own is one of them."""
    titles, header_rows, groups = _split_titles(table.rows[:top])
    headers = _column_headers(header_rows, _width(table.rows))
    header_texts = list(filter(None, map(fold, headers)))
    full = _full_columns(table.rows[top:])
    numbered = any(ROW_NUMBER.match((row[0].text or "").strip()) for row in table.rows[top:] if row)
    opened = OpenGroups(groups)
    above: list[str] = []
    page: int | None = None
    for row in table.rows[top:]:
        own = [fold(text) for text in _own_texts(row) if text]
        if not own or (top and own == header_texts):
            continue
        before, page = page, _first_page(row, page)
        texts = _inherit_cells(row, above)
        group = group_row(texts)
        if group:
            outer = nest_groups(opened.groups, group)[:-1]
            yield from opened.open(group, _data_row(row, texts, (), (*titles, *outer)))
            above = []
            continue
        if numbered and (total := total_row(texts)):
            yield from opened.open(total, None)
        opened.empty.clear()
        above = _fill_after_break(texts, above, full) if _is_later(page, before) else texts
        yield _data_row(row, above, headers, (*titles, *opened.groups))
    yield from (lone for _, lone in opened.empty)


def _is_later(page: int | None, before: int | None) -> bool:
    return page is not None and before is not None and page > before


def _property_rows(table: Table) -> Iterator[DataRow]:
    """The rows of a list of properties, each value under its own name; a name without a value stands alone."""
    for row in table.rows:
        name, value = _own_texts(row)
        if value:
            yield _data_row(row[1:], [value], [" ".join(name.split()).rstrip(": ")], ())
        elif name:
            yield _data_row(row, [name, ""], (), ())


def _own_texts(row: Sequence[Cell]) -> list[str]:
    return [(cell.text or "").strip() for cell in row]


def _split_titles(header_rows: Sequence[Sequence[Cell]]) -> tuple[Groups, Sequence[Sequence[Cell]], Groups]:
    """The titles over the whole width, as groups without a number: those above the headings, the rows of headings,
    and those below, which hold until the next group row."""
    heads = [i for i, row in enumerate(header_rows) if sum(map(bool, _own_texts(row))) > 1 or not row[0].text]
    if not heads:
        return (), header_rows, ()
    titles = [(i, str(row[0].text).strip()) for i, row in enumerate(header_rows) if i not in heads]
    above = tuple((None, text) for i, text in titles if i < heads[-1])
    below = tuple((None, text) for i, text in titles if i > heads[-1])
    return above, [header_rows[i] for i in heads], below[-1:]


def _width(rows: Sequence[Sequence[Cell]]) -> int:
    return max((len(row) for row in rows), default=0)


def _first_page(row: Sequence[Cell], before: int | None) -> int | None:
    """The page where a row begins; ``before`` when its cells do not tell."""
    return min((cell.box.page for cell in row if cell.box), default=before)


def _fill_after_break(texts: list[str], above: list[str], full: frozenset[int]) -> list[str]:
    """The row with the text of merged cells that a page break cut: they have none on the second page."""
    return [
        above[column] if not text and column in full and column < len(above) else text
        for column, text in enumerate(texts)
    ]


def _full_columns(data: Sequence[Sequence[Cell]]) -> frozenset[int]:
    """Columns with a value in every data row but one at most (group rows and merged cells left out)."""
    width = _width(data)
    single = [row for row in data if sum(bool(cell.text) for cell in row) > 2]
    empty = [sum(i < len(row) and row[i].text is not None and not row[i].text for row in single) for i in range(width)]
    return frozenset(i for i, count in enumerate(empty) if count <= 1 < len(single))


def _column_headers(header_rows: Sequence[Sequence[Cell]], width: int) -> list[str]:
    """The heading of each column: its cells in the header rows, those of merged cells for all that they cover."""
    headers = [""] * width
    for row in header_rows:
        last = ""
        for i, cell in enumerate(row[:width]):
            if cell.merged == "above":
                last = ""
            elif cell.merged is None:
                last = " ".join((cell.text or "").split())
            if last and not _COLUMN_NUMBER.fullmatch(last) and last not in headers[i]:
                headers[i] = f"{headers[i]} - {last}" if headers[i] else last
    return headers


def _inherit_cells(row: Sequence[Cell], above: list[str]) -> list[str]:
    """`nt`, `như trên` and cells merged from above take the text of the row above."""
    return [
        above[i] if i < len(above) and above[i] and (SAME_AS_ABOVE.match(text) or row[i].merged == "above") else text
        for i, text in enumerate(_own_texts(row))
    ]


def _data_row(row: Sequence[Cell], texts: list[str], headers: Sequence[str], groups: Groups) -> DataRow:
    number = None
    for i, text in enumerate(texts[:2]):
        match = ROW_NUMBER.match(text)
        if match and (i == 0 or (i < len(headers) and _STT.match(fold(headers[i])))):
            number = match["no"]
            break
    cells = tuple((_cell_header(row, i, headers), " ".join(text.split())) for i, text in enumerate(texts) if text)
    parts = [f"{header}: {text}" if header else text for header, text in cells]
    boxes = tuple(cell.box for cell in row if cell.box is not None and cell.text)
    return DataRow(number, cells, "; ".join(parts), groups, boxes)


def _cell_header(row: Sequence[Cell], column: int, headers: Sequence[str]) -> str:
    """The headings of all columns that the cell covers."""
    end = column + 1
    while end < len(row) and row[end].merged == "left":
        end += 1
    return ", ".join(dict.fromkeys(header for header in headers[column:end] if header))
