"""The text of a DOC by character positions, and which properties hold where."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from ingest.read.office.doc.streams import PARAGRAPH_PAGES, PIECES, RUN_PAGES, DocStreams, positions

_PAGE = 512
_COMPRESSED = 0x40000000
_ONE_BYTE = {code: (bytes([code]).decode("cp1252", "ignore") or chr(code)) for code in range(256)}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text: its first position, where its bytes lie, bytes a letter, properties of the piece."""

    start: int
    end: int
    offset: int
    width: int
    extra: bytes

    def byte_of(self, position: int) -> int:
        return self.offset + (position - self.start) * self.width


class DocText:
    """All stories as one text, one character a position."""

    def __init__(self, streams: DocStreams) -> None:
        self._pieces = _read_pieces(streams)
        self.text = "".join(_piece_text(piece, streams.main) for piece in self._pieces)
        self._starts = [piece.start for piece in self._pieces]
        self._runs = _entries(streams, RUN_PAGES, _run_properties)
        self._run_starts = [start for start, _, _ in self._runs]
        self._paragraphs = _entries(streams, PARAGRAPH_PAGES, _paragraph_properties)
        self._paragraph_starts = [start for start, _, _ in self._paragraphs]

    def paragraph_properties(self, mark: int) -> bytes:
        """Style and properties of the paragraph that ends at position ``mark``."""
        piece = self._piece_at(mark)
        if piece is None:
            return b"\0\0"
        place = piece.byte_of(mark)
        index = bisect_right(self._paragraph_starts, place) - 1
        found = self._paragraphs[index] if index >= 0 else (0, 0, b"")
        return (found[2] if found[0] <= place < found[1] and found[2] else b"\0\0") + piece.extra

    def runs(self, start: int, end: int) -> list[tuple[int, int, bytes]]:
        """The stretches of one look between two positions: first, last, properties."""
        found: list[tuple[int, int, bytes]] = []
        position = start
        while position < end:
            piece = self._piece_at(position)
            if piece is None:
                break
            until = min(end, piece.end)
            place = piece.byte_of(position)
            index = bisect_right(self._run_starts, place) - 1
            look = b""
            if index >= 0 and place < self._runs[index][1]:
                look, limit = self._runs[index][2], self._runs[index][1]
            else:
                limit = self._run_starts[index + 1] if index + 1 < len(self._runs) else piece.byte_of(until)
            # A look may begin in the middle of a letter only in a damaged file: each step goes on at least one.
            until = min(until, position + max(1, -(-(limit - place) // piece.width)))
            found.append((position, until, look + piece.extra))
            position = until
        return found

    def _piece_at(self, position: int) -> _Piece | None:
        index = bisect_right(self._starts, position) - 1
        return self._pieces[index] if index >= 0 and position < self._pieces[index].end else None


def _read_pieces(streams: DocStreams) -> list[_Piece]:
    data = streams.table(PIECES)
    changes: list[bytes] = []
    place = 0
    while place + 3 <= len(data) and data[place] == 1:
        length = struct.unpack_from("<H", data, place + 1)[0]
        changes.append(data[place + 3 : place + 3 + length])
        place += 3 + length
    bounds, items = positions(data[place + 5 :], 8)
    pieces = []
    for start, end, item in zip(bounds, bounds[1:], items, strict=False):
        offset, change = struct.unpack_from("<IH", item, 2)
        index = change >> 1
        extra = changes[index] if change & 1 and index < len(changes) else b""
        if offset & _COMPRESSED:
            pieces.append(_Piece(start, end, (offset & ~_COMPRESSED) // 2, 1, extra))
        else:
            pieces.append(_Piece(start, end, offset, 2, extra))
    return [piece for piece in pieces if piece.start < piece.end <= len(streams.main)]


def _piece_text(piece: _Piece, main: bytes) -> str:
    count = piece.end - piece.start
    data = main[piece.offset : piece.offset + count * piece.width]
    if piece.width == 1:
        letters = "".join(_ONE_BYTE[byte] for byte in data)
    else:
        letters = "".join(map(chr, struct.unpack(f"<{len(data) // 2}H", data[: len(data) // 2 * 2])))
    return letters.ljust(count)


def _entries(streams: DocStreams, place: int, read: Callable[[bytes, int, int], bytes]) -> list[tuple[int, int, bytes]]:
    """Properties by the bytes that they hold for, from the pages that the table names."""
    found: list[tuple[int, int, bytes]] = []
    _, items = positions(streams.table(place), 4)
    for item in items:
        start = (struct.unpack("<I", item)[0] & 0x3FFFFF) * _PAGE
        page = streams.main[start : start + _PAGE]
        if len(page) < _PAGE:
            continue
        count = page[-1]
        if 4 * (count + 1) >= _PAGE:
            continue
        bounds = struct.unpack_from(f"<{count + 1}I", page)
        found.extend(
            (bounds[n], bounds[n + 1], read(page, count, n)) for n in range(count) if bounds[n] < bounds[n + 1]
        )
    return sorted(found, key=lambda entry: entry[0])


def _run_properties(page: bytes, count: int, index: int) -> bytes:
    offset = page[4 * (count + 1) + index] * 2
    return page[offset + 1 : offset + 1 + page[offset]] if offset else b""


def _paragraph_properties(page: bytes, count: int, index: int) -> bytes:
    """The style's number and the properties; their length is said in words, in one of two ways."""
    offset = page[4 * (count + 1) + 13 * index] * 2
    if not offset:
        return b""
    if page[offset]:
        return page[offset + 1 : offset + 2 * page[offset]]
    return page[offset + 2 : offset + 2 + 2 * page[offset + 1]]
