"""Lists of properties ([MS-DOC] 2.6): an operation code with its operand, one behind the other."""

from __future__ import annotations

import struct
from collections.abc import Iterator

#: Bytes of an operand by the last three bits of its code; 0 where the operand says its own length.
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
TABLE_CELLS, _TABS, HUGE = 0xD608, 0xC615, (0x6645, 0x6646)


def read_properties(data: bytes, huge: bytes = b"") -> Iterator[tuple[int, bytes]]:
    """Codes and operands. ``huge`` is the stream in which long lists of a table row lie."""
    place = 0
    while place + 2 <= len(data):
        code = struct.unpack_from("<H", data, place)[0]
        place += 2
        size = _SIZES[code >> 13]
        if size == 0:
            place, size = _operand_bytes(code, data, place)
        operand = data[place : place + size]
        place += size
        if code in HUGE and len(operand) == 4:
            start = struct.unpack("<I", operand)[0]
            if start + 2 <= len(huge):
                length = struct.unpack_from("<H", huge, start)[0]
                yield from read_properties(huge[start + 2 : start + 2 + length])
        else:
            yield code, operand


def _operand_bytes(code: int, data: bytes, place: int) -> tuple[int, int]:
    """Where the operand begins and its length, for those that say it."""
    if place >= len(data):
        return place, 0
    if code == TABLE_CELLS:
        length = struct.unpack_from("<H", data.ljust(place + 2, b"\0"), place)[0]
        return place + 2, max(length - 1, 0)
    if code == _TABS and data[place] == 255 and place + 1 < len(data):
        removed = data[place + 1]
        added_at = place + 2 + 4 * removed
        added = data[added_at] if added_at < len(data) else 0
        return place + 1, 2 + 4 * removed + 3 * added
    return place + 1, data[place]


def word(operand: bytes) -> int:
    """An operand as a whole number."""
    return int.from_bytes(operand, "little")
