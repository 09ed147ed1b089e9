"""Lists of a DOC ([MS-DOC] 2.9.131 and following) as the numbering part of a DOCX."""

from __future__ import annotations

import struct

from lxml import etree

from ingest.read.office.doc.streams import LIST_OVERRIDES, LISTS, DocStreams
from ingest.read.office.word_parts import element
from ingest.read.office.word_xml import NUMBER_FORMS

_LIST_BYTES, _LEVEL_BYTES, _OVERRIDE_BYTES = 28, 28, 16
_SIMPLE, _NO_RESTART, _LEGAL = 0x01, 0x08, 0x04
_STARTS, _FORMATS = 0x10, 0x20
_BULLET = "bullet"


def read_numbering(streams: DocStreams) -> etree._Element | None:
    """``numbering.xml``; None for a file without lists."""
    table, rest = streams.table_and_rest(LISTS)
    if len(table) < 2:
        return None
    made = element("numbering")
    place = 0
    known: set[int] = set()
    for index in range(struct.unpack_from("<H", table)[0]):
        entry = table[2 + index * _LIST_BYTES : 2 + (index + 1) * _LIST_BYTES]
        if len(entry) < _LIST_BYTES:
            break
        identifier = struct.unpack_from("<I", entry)[0]
        abstract = element("abstractNum", abstractNumId=str(identifier))
        for depth in range(1 if entry[26] & _SIMPLE else 9):
            level, place = _read_level(rest, place, depth)
            if level is None:
                break
            abstract.append(level)
        known.add(identifier)
        made.append(abstract)
    for number in _numbers(streams, known):
        made.append(number)
    return made


def _numbers(streams: DocStreams, known: set[int]) -> list[etree._Element]:
    """The lists in use: each names its definition, and levels that it starts or writes otherwise."""
    table = streams.table(LIST_OVERRIDES)
    if len(table) < 4:
        return []
    count = min(struct.unpack_from("<I", table)[0], len(table) // _OVERRIDE_BYTES)
    place = 4 + count * _OVERRIDE_BYTES
    made = []
    for index in range(count):
        identifier, levels = struct.unpack_from("<I8xB", table, 4 + index * _OVERRIDE_BYTES)
        number = element("num", element("abstractNumId", val=str(identifier)), numId=str(index + 1))
        place += 4
        for _ in range(levels):
            if place + 8 > len(table):
                break
            start, flags = struct.unpack_from("<iI", table, place)
            place += 8
            override = element("lvlOverride", ilvl=str(flags & 0xF))
            if flags & _FORMATS:
                level, place = _read_level(table, place, flags & 0xF)
                if level is not None:
                    override.append(level)
            elif flags & _STARTS:
                override.append(element("startOverride", val=str(start)))
            number.append(override)
        if identifier in known:
            made.append(number)
    return made


def _read_level(data: bytes, place: int, depth: int) -> tuple[etree._Element | None, int]:
    if place + _LEVEL_BYTES > len(data):
        return None, len(data)
    start, form, flags = struct.unpack_from("<iBB", data, place)
    run_bytes, paragraph_bytes, restart = data[place + 24], data[place + 25], data[place + 26]
    place += _LEVEL_BYTES + run_bytes + paragraph_bytes
    if place + 2 > len(data):
        return None, len(data)
    length = struct.unpack_from("<H", data, place)[0]
    letters = struct.unpack_from(f"<{min(length, (len(data) - place - 2) // 2)}H", data, place + 2)
    name = NUMBER_FORMS.get(form, "decimal")
    level = element(
        "lvl", element("start", val=str(start)), element("numFmt", val=name), ilvl=str(depth)
    )  # fmt: skip
    if flags & _NO_RESTART:
        level.append(element("lvlRestart", val=str(restart)))
    if flags & _LEGAL:
        level.append(element("isLgl"))
    text = "".join(f"%{letter + 1}" if letter < 9 and name != _BULLET else chr(letter) for letter in letters)
    level.append(element("lvlText", val=_printable(text)))
    return level, place + 2 + 2 * length


def _printable(text: str) -> str:
    return "".join(char for char in text if ord(char) >= 32 and not 0xD800 <= ord(char) < 0xE000)
