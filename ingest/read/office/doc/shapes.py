"""Groups of drawn shapes in a DOC ([MS-ODRAW]): a text box in a group stands where its group is anchored."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_DRAWING, _GROUP, _SHAPE, _SHAPE_HEAD = 0xF002, 0xF003, 0xF004, 0xF00A
_CONTAINER = 0xF
_MOST_DEPTH = 50


def groups_of_shapes(drawings: bytes) -> dict[int, int]:
    """The number of each shape in a group -> that of the outermost group."""
    found: dict[int, int] = {}
    *_, place = next(_records(drawings, 0, len(drawings)), (0,))
    # Behind the first record each drawing has one byte before it: whether it is that of the headers.
    while 0 < place < len(drawings) - 9:
        kind, _, start, end = next(_records(drawings, place + 1, len(drawings)), (0, 0, 0, 0))
        if kind != _DRAWING:
            break
        _read_drawing(drawings, start, end, found)
        place = end
    return found


def _read_drawing(data: bytes, start: int, end: int, found: dict[int, int]) -> None:
    for kind, _, first, last in _records(data, start, end):
        if kind != _GROUP:
            continue
        # The whole drawing is a group itself; those in it are groups on the page.
        for inner, _, inner_first, inner_last in _records(data, first, last):
            if inner == _GROUP:
                numbers = list(_shape_numbers(data, inner_first, inner_last, 0))
                found.update(dict.fromkeys(numbers, numbers[0]) if numbers else {})


def _shape_numbers(data: bytes, start: int, end: int, depth: int) -> Iterator[int]:
    for kind, version, first, last in _records(data, start, end):
        if kind == _SHAPE_HEAD and last - first >= 4:
            yield struct.unpack_from("<i", data, first)[0]
        elif version == _CONTAINER and depth < _MOST_DEPTH:
            yield from _shape_numbers(data, first, last, depth + 1)


def _records(data: bytes, place: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Kind, version, first and last byte of each record."""
    while place + 8 <= end:
        version, kind, length = struct.unpack_from("<HHI", data, place)
        start = place + 8
        place = min(start + length, end)
        yield kind, version & 0xF, start, place
