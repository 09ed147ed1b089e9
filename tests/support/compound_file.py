"""A small OLE compound file (the form of DOC and MSG), written for tests."""

from __future__ import annotations

import itertools
import struct

_SECTOR, _SMALL, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NONE = 0xFFFFFFFF


class _Chains:
    """Sectors of one size, and which follows which."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.sectors: list[bytes] = []
        self.following: list[int] = []

    def add(self, data: bytes) -> int:
        first = len(self.sectors)
        for place in range(0, len(data), self.size):
            self.sectors.append(data[place : place + self.size].ljust(self.size, b"\0"))
            self.following.append(len(self.sectors) if place + self.size < len(data) else _END)
        return first if data else _END


def compound_file(streams: dict[str, bytes]) -> bytes:
    """The bytes of a compound file; a path as ``storage/stream``."""
    names, kinds, contents = ["Root Entry"], [5], [b""]
    children: list[list[int]] = [[]]
    places: dict[str, int] = {"": 0}
    for path, data in streams.items():
        parts = path.split("/")
        for depth, name in enumerate(parts, start=1):
            key = "/".join(parts[:depth])
            if key not in places:
                places[key] = len(names)
                children[places["/".join(parts[: depth - 1])]].append(len(names))
                names.append(name)
                kinds.append(2 if depth == len(parts) else 1)
                contents.append(data if depth == len(parts) else b"")
                children.append([])
    large, small = _Chains(_SECTOR), _Chains(_SMALL)
    starts = [(large if len(data) >= _CUTOFF else small).add(data) for data in contents]
    sizes = [len(data) for data in contents]
    sizes[0] = len(small.sectors) * _SMALL
    starts[0] = large.add(b"".join(small.sectors))
    small_table = large.add(struct.pack(f"<{len(small.following)}I", *small.following))
    siblings = {child: after for own in children for child, after in itertools.pairwise([*own, _NONE])}
    directory = b"".join(
        _directory_entry(
            names[n], kinds[n], siblings.get(n, _NONE), children[n][0] if children[n] else _NONE, starts[n], sizes[n]
        )
        for n in range(len(names))
    )
    first_directory = large.add(directory)
    count = 1
    while (len(large.sectors) + count) * 4 > count * _SECTOR:
        count += 1
    table = large.following + [_FAT] * count
    table += [_FREE] * (count * _SECTOR // 4 - len(table))
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\0" * 16, 0x3E, 3, 0xFFFE, 9, 6, 0, count,
        first_directory, 0, _CUTOFF, small_table, 1 if small.sectors else 0, _END, 0,
    )  # fmt: skip
    first = len(large.sectors)
    difat = [*range(first, first + count), *[_FREE] * (109 - count)]
    return header + struct.pack("<109I", *difat) + b"".join(large.sectors) + struct.pack(f"<{len(table)}I", *table)


def _directory_entry(name: str, kind: int, following: int, child: int, start: int, size: int) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16sIQQIQ", wide, len(wide), kind, 1, _NONE, following, child, b"\0" * 16, 0, 0, 0, start, size
    )
