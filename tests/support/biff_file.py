"""A small binary workbook of Excel 97 (BIFF8), written for tests."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.support.compound_file import compound_file

#: Indexes of the fonts below; number 4 is left out by the format.
PLAIN, BOLD, WHITE, RAISED, LOWERED = 0, 1, 2, 5, 6
_FONTS = ((400, 0, 0x7FFF), (700, 0, 0x7FFF), (400, 0, 1), (400, 0, 0x7FFF), (400, 1, 0x7FFF), (400, 2, 0x7FFF))
_OWN_FORMAT = 164


@dataclass(frozen=True, slots=True)
class Formatted:
    """A value with a number format; a text with pieces in other fonts (where they begin, which)."""

    value: str | float
    form: str = "General"
    font: int = PLAIN
    runs: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BinarySheet:
    """A sheet: its rows, merged ranges (first and last row, first and last column), hidden rows."""

    rows: Sequence[Sequence[str | float | Formatted | None]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden_rows: Sequence[int] = ()
    state: int = 0
    extra: bytes = field(default=b"")


def binary_workbook(sheets: Mapping[str, BinarySheet]) -> bytes:
    """The bytes of an XLS."""
    looks: dict[tuple[str, int], int] = {("General", PLAIN): 0}
    for sheet in sheets.values():
        for row in sheet.rows:
            for cell in row:
                if isinstance(cell, Formatted):
                    looks.setdefault((cell.form, cell.font), len(looks))
    forms = sorted({form for form, _ in looks} - {"General"})
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6))
    for weight, height, colour in _FONTS:
        data = struct.pack("<HHHHHBBBB", 220, 0, colour, weight, height, 0, 0, 0, 0)
        head += _record(0x0031, data + _text("Arial", 1))
    for number, form in enumerate(forms):
        head += _record(0x041E, struct.pack("<H", _OWN_FORMAT + number) + _text(form, 2))
    for form, font in looks:
        key = 0 if form == "General" else _OWN_FORMAT + forms.index(form)
        head += _record(0x00E0, struct.pack("<HHH", font, key, 1).ljust(20, b"\0"))
    bodies = [_sheet(sheet, looks) for sheet in sheets.values()]
    names = [(name, sheet.state) for name, sheet in sheets.items()]
    place = len(head) + sum(len(_bound(0, name, state)) for name, state in names) + 4
    for (name, state), body in zip(names, bodies, strict=True):
        head += _bound(place, name, state)
        place += len(body)
    stream = head + _record(0x000A, b"") + b"".join(bodies)
    return compound_file({"Workbook": stream.ljust(4096, b"\0")})


def _bound(place: int, name: str, state: int) -> bytes:
    return _record(0x0085, struct.pack("<IBB", place, state, 0) + _text(name, 1))


def _sheet(sheet: BinarySheet, looks: Mapping[tuple[str, int], int]) -> bytes:
    data = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6))
    for row in sheet.hidden_rows:
        data += _record(0x0208, struct.pack("<HHHHHHI", row, 0, 9, 0x8000, 0, 0, 0x20))
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            one = cell if isinstance(cell, Formatted) else Formatted("" if cell is None else cell)
            if cell is None:
                continue
            place = struct.pack("<HHH", row, column, looks[one.form, one.font])
            if isinstance(one.value, str) and one.runs:
                runs = b"".join(struct.pack("<HH", *run) for run in one.runs)
                data += _record(0x00D6, place + _text(one.value, 2) + struct.pack("<H", len(one.runs)) + runs)
            elif isinstance(one.value, str):
                data += _record(0x0204, place + _text(one.value, 2))
            else:
                data += _record(0x0203, place + struct.pack("<d", one.value))
    if sheet.merged:
        ranges = b"".join(struct.pack("<HHHH", *one) for one in sheet.merged)
        data += _record(0x00E5, struct.pack("<H", len(sheet.merged)) + ranges)
    return data + sheet.extra + _record(0x000A, b"")


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _text(text: str, length_bytes: int) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<B" if length_bytes == 1 else "<H", len(data) // 2) + b"\1" + data
