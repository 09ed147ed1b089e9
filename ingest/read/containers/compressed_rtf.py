"""The compressed RTF of Outlook's letters ([MS-OXRTFCP]): a dictionary that starts with usual RTF, then copies."""

from __future__ import annotations

import struct

_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_PLAIN, _COMPRESSED = b"MELA", b"LZFu"
_SIZE, _HEAD = 4096, 16
_MOST = 50 << 20


def decompress_rtf(data: bytes) -> bytes:
    """The RTF of a letter; "" where the bytes are of no known form."""
    if len(data) < _HEAD:
        return b""
    _, raw_size, form = struct.unpack_from("<II4s", data)
    if form == _PLAIN:
        return data[_HEAD : _HEAD + raw_size]
    return _expand(data[_HEAD:], min(raw_size, _MOST)) if form == _COMPRESSED else b""


def _expand(data: bytes, size: int) -> bytes:
    dictionary = bytearray(_START.ljust(_SIZE, b"\0"))
    write = len(_START)
    made = bytearray()
    place = 0
    while place < len(data) and len(made) < size:
        control = data[place]
        place += 1
        for bit in range(8):
            if place >= len(data):
                return bytes(made)
            if control >> bit & 1:
                reference = int.from_bytes(data[place : place + 2], "big")
                place += 2
                offset, length = reference >> 4, (reference & 0xF) + 2
                if offset == write:
                    return bytes(made)
            else:
                offset, length = -1, 1
            for step in range(length):
                byte = data[place] if offset < 0 else dictionary[(offset + step) % _SIZE]
                made.append(byte)
                dictionary[write] = byte
                write = (write + 1) % _SIZE
            place += offset < 0
    return bytes(made)
