"""The package of a workbook made small before it is opened: what a library would unfold cell by cell is cut down first.

A merge over a whole sheet is 17 thousand million cells to openpyxl, formatting without values a million. Formulas that
nobody has computed keep their own text, for their label stands beside them.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

_SHEET = re.compile(r"xl/(?:worksheets|chartsheets)/[^/]+\.xml\Z", re.IGNORECASE)
_KEPT = re.compile(
    r"\[Content_Types\]\.xml\Z|_rels/\.rels\Z|docProps/|xl/(?!media|drawings|embeddings|printerSettings)"
)
_P = rb"(?:\w+:)?"
_EMPTY_CELL = re.compile(rb"<" + _P + rb"c\s[^>]*/>|<" + _P + rb"c\s[^>]*[^/]>\s*</" + _P + rb"c>")
_EMPTY_ROW = re.compile(rb"<" + _P + rb"row\s[^>]*/>|<" + _P + rb"row\s[^>]*[^/]>\s*</" + _P + rb"row>")
_FORMULA = re.compile(
    rb"<(" + _P + rb")c(\s[^>]*[^/])>\s*<" + _P + rb"f(?:\s[^>]*)?(?:/>|>([^<]*)</" + _P + rb"f>)"
    rb"\s*(?:<" + _P + rb"v\s*/>|<" + _P + rb"v>\s*</" + _P + rb"v>)?\s*</" + _P + rb"c>"
)
_TYPE = re.compile(rb"\st\s*=\s*[\"'][^\"']*[\"']")
_MERGE = re.compile(
    rb"<" + _P + rb"mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"'][^>]*?(?:/>|></[^>]*>)"
)
_MERGES = re.compile(rb"<(" + _P + rb")mergeCells\b[^>]*>.*?</" + _P + rb"mergeCells>", re.DOTALL)
_PLACE = re.compile(rb"<" + _P + rb"c\s[^>]*?\br\s*=\s*[\"']([A-Z]+)(\d+)[\"']")
_DRAWINGS = re.compile(rb"<" + _P + rb"(?:drawing|legacyDrawing|legacyDrawingHF|picture)\s[^>]*/>")
_SHEET_LINKS = re.compile(r"xl/worksheets/_rels/[^/]+\.rels\Z", re.IGNORECASE)
_DRAWING_LINK = re.compile(rb"<Relationship\s[^>]*/(?:drawing|vmlDrawing|image|oleObject|control)[\"'][^>]*/>")
#: Slots that merged cells of one sheet may cover; annexes have some hundreds.
_MOST_COVERED = 200_000


@dataclass(frozen=True, slots=True)
class SmallPackage:
    """A workbook without drawings, empty cells and merges beyond its values, and how many formulas had no value."""

    stream: io.BytesIO
    formulas: int


def small_package(path: Path) -> SmallPackage:
    """The package with what holds no text cut away."""
    stream = io.BytesIO()
    formulas = 0
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as target:
        for member in archive.infolist():
            if not _KEPT.match(member.filename):
                continue
            data = archive.read(member)
            if _SHEET.match(member.filename):
                data, found = _small_sheet(data)
                formulas += found
            elif _SHEET_LINKS.match(member.filename):
                data = _DRAWING_LINK.sub(b"", data)
            target.writestr(member.filename, data)
    stream.seek(0)
    return SmallPackage(stream, formulas)


def _small_sheet(data: bytes) -> tuple[bytes, int]:
    """A sheet's XML without what is empty, and the number of formulas that became texts."""
    data = _DRAWINGS.sub(b"", _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", data)))
    data, formulas = _FORMULA.subn(_formula_text, data)
    places = [(int(row), _column_number(column)) for column, row in _PLACE.findall(data)]
    last = (max((row for row, _ in places), default=0), max((column for _, column in places), default=0))
    return _MERGES.sub(lambda match: _clipped_merges(match, last), data), formulas


def _formula_text(match: re.Match[bytes]) -> bytes:
    prefix, attributes, formula = match[1], _TYPE.sub(b"", match[2]), match[3] or b""
    text = b"<" + prefix + b"is><" + prefix + b"t>=" + formula + b"</" + prefix + b"t></" + prefix + b"is>"
    return b"<" + prefix + b"c" + attributes + b' t="inlineStr">' + text + b"</" + prefix + b"c>"


def _clipped_merges(match: re.Match[bytes], last: tuple[int, int]) -> bytes:
    """The merges of a sheet as far as its values reach; none where nothing is left to cover."""
    prefix = match[1]
    left = _MOST_COVERED
    kept: list[bytes] = []
    for first_column, first_row, end_column, end_row in _MERGE.findall(match[0]):
        top, start = int(first_row), _column_number(first_column)
        bottom, end = min(int(end_row), last[0]), min(_column_number(end_column), last[1])
        size = (bottom - top + 1) * (end - start + 1)
        if bottom < top or end < start or size < 2 or size > left:
            continue
        left -= size
        place = first_column + first_row + b":" + _column_name(end) + str(bottom).encode()
        kept.append(b"<" + prefix + b'mergeCell ref="' + place + b'"/>')
    if not kept:
        return b""
    return b"<" + prefix + b"mergeCells>" + b"".join(kept) + b"</" + prefix + b"mergeCells>"


def _column_number(name: bytes) -> int:
    number = 0
    for letter in name[:4]:
        number = number * 26 + letter - 64
    return number


def _column_name(number: int) -> bytes:
    name = b""
    while number:
        number, rest = divmod(number - 1, 26)
        name = bytes([65 + rest]) + name
    return name
