"""Streams of a DOC and the tables that its head names ([MS-DOC] 2.5)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import olefile

from ingest.read.refusals import ENCRYPTED
from ingest.reading import RefusedFile

_MAGIC = 0xA5EC
_FLAGS, _ENCRYPTED, _SECOND_TABLE = 0x0A, 0x0100, 0x0200
_COUNTS, _PLACES = 0x4C, 0x9A
#: Place of a table among those that the head names.
STYLES, NOTE_REFERENCES, NOTE_TEXTS, HEADERS, RUN_PAGES, PARAGRAPH_PAGES, FONTS = 1, 2, 3, 11, 12, 13, 15
PIECES, SHAPES, ENDNOTE_REFERENCES, ENDNOTE_TEXTS, DRAWINGS = 33, 40, 46, 47, 50
BOX_TEXTS, LISTS, LIST_OVERRIDES = 56, 73, 74


class NotWord97(ValueError):
    """A file of another version of Word, or a damaged one."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """Characters of each story, in the order in which they follow each other."""

    body: int
    notes: int
    headers: int
    macros: int
    comments: int
    endnotes: int
    boxes: int


class DocStreams:
    """The streams of a file and its head."""

    def __init__(self, path: Path) -> None:
        with olefile.OleFileIO(path) as ole:
            self.main: bytes = ole.openstream("WordDocument").read()
            if len(self.main) < _PLACES or struct.unpack_from("<H", self.main)[0] != _MAGIC:
                raise NotWord97("no head of Word 97")
            flags = struct.unpack_from("<H", self.main, _FLAGS)[0]
            if flags & _ENCRYPTED:
                raise RefusedFile("encrypted", ENCRYPTED)
            self._table: bytes = ole.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
            self.data: bytes = ole.openstream("Data").read() if ole.exists("Data") else b""
        self.lengths = Lengths(*struct.unpack_from("<7i", self.main, _COUNTS))

    def table(self, place: int) -> bytes:
        """A table by its place in the head, empty where the file has none."""
        start, length = struct.unpack_from("<II", self.main, _PLACES + place * 8)
        return self._table[start : start + length]

    def table_and_rest(self, place: int) -> tuple[bytes, bytes]:
        """A table, and what follows it: levels of lists stand behind the table that counts them."""
        start, length = struct.unpack_from("<II", self.main, _PLACES + place * 8)
        return self._table[start : start + length], self._table[start + length :]


def positions(table: bytes, item_bytes: int) -> tuple[list[int], list[bytes]]:
    """A table of positions and items: one position more than there are items."""
    if len(table) < 4:
        return [], []
    count = (len(table) - 4) // (4 + item_bytes)
    places = list(struct.unpack_from(f"<{count + 1}I", table))
    start = 4 * (count + 1)
    return places, [table[start + n * item_bytes : start + (n + 1) * item_bytes] for n in range(count)]
