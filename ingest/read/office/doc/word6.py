"""DOC of Word 6 and 95: words, paragraphs and cells only; looks and automatic numbers lie in another form."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import olefile
from lxml import etree

from ingest.read.office.word_parts import WordParts, document_of, element
from ingest.read.refusals import ENCRYPTED
from ingest.reading import RefusedFile
from ingest.text import legacy_encodings

NUMBERS_UNREAD = (
    "Tệp Word 6/95: số thứ tự tự động, định dạng và hộp văn bản không đọc được; vui lòng đối chiếu bản gốc."
)
_MAGICS = (0xA5DC, 0xA5DB)
_ENCRYPTED, _PIECEWISE = 0x0100, 0x0004
_TEXT_AT, _LENGTHS = 0x18, 0x34
#: A field's code, from its beginning to its result; its end.
_FIELD = re.compile(r"\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))|\x15")
_CELL, _PARAGRAPH = "\x07", re.compile(r"[\r\x0c]")
_SOFT_HYPHEN = {0x1F: 0xAD, 0x1E: ord("-"), 0x09: ord(" ")}
#: Plain capitals, and no plain small letter, in a line; at least two in a word.
_LINES_IN_CAPITALS = re.compile(r"(?=(?:[^\r\x07\x0b]*?[A-Z]){6})(?:(?![a-z\r\x07\x0b]).)+(?=[\r\x07\x0b]|\Z)")
_WORDS_IN_CAPITALS = re.compile(r"\b(?=[^\W\d_]*[A-Z][^\W\d_]*[A-Z])(?:(?![a-z])[^\W\d_])+\b")


def is_word6(path: Path) -> bool:
    """True for a file of Word 6 or 95."""
    with olefile.OleFileIO(path) as ole:
        head = ole.openstream("WordDocument").read(2)
    return len(head) == 2 and struct.unpack("<H", head)[0] in _MAGICS


def word6_parts(path: Path) -> WordParts:
    """The body, and the footnotes, which follow it, as paragraphs and tables.

    :raises ValueError: a file that was saved in pieces: its words lie in another order.
    """
    with olefile.OleFileIO(path) as ole:
        main: bytes = ole.openstream("WordDocument").read()
    flags = struct.unpack_from("<H", main, 0x0A)[0]
    if flags & _ENCRYPTED:
        raise RefusedFile("encrypted", ENCRYPTED)
    if flags & _PIECEWISE:
        raise ValueError("a file that was saved in pieces")
    start = struct.unpack_from("<I", main, _TEXT_AT)[0]
    body, notes = struct.unpack_from("<2I", main, _LENGTHS)
    text = main[start : start + body + notes].decode("cp1252", "replace")
    return WordParts(document_of(_blocks(_with_old_letters(_FIELD.sub("", text)))))


def _with_old_letters(text: str) -> str:
    """The text in Unicode: fonts are not known here, so its letters must tell the old encoding."""
    verdict = legacy_encodings.guess_encoding(text.translate(_SOFT_HYPHEN))
    if verdict.encoding is None:
        return text
    decoded = legacy_encodings.decode(text.translate(_SOFT_HYPHEN), verdict.encoding)
    # The fonts of capitals draw small accented letters as capitals.
    whole = _LINES_IN_CAPITALS.sub(lambda match: match.group().upper(), decoded)
    return _WORDS_IN_CAPITALS.sub(lambda match: match.group().upper(), whole)


def _blocks(text: str) -> list[etree._Element]:
    """Paragraphs and tables. A cell ends with a mark, a row with one more. Where the first cell begins is not said:
    with the last paragraph before its mark."""
    blocks: list[etree._Element] = []
    rows: list[etree._Element] = []
    cells: list[etree._Element] = []
    pieces = text.split(_CELL)
    for piece in pieces[:-1]:
        lines = _PARAGRAPH.split(piece)
        if not piece and cells:
            rows.append(element("tr", *cells))
            cells = []
            continue
        if not cells and len(lines) > 1:
            blocks += [element("tbl", *rows)] if rows else []
            rows = []
            blocks += map(_paragraph, lines[:-1])
            lines = lines[-1:]
        cells.append(element("tc", *map(_paragraph, lines)))
    if cells:
        rows.append(element("tr", *cells))
    blocks += [element("tbl", *rows)] if rows else []
    return [*blocks, *map(_paragraph, _PARAGRAPH.split(pieces[-1]))]


def _paragraph(words: str) -> etree._Element:
    run = element("r")
    for index, line in enumerate(words.translate(_SOFT_HYPHEN).split("\x0b")):
        run.extend([element("br")] if index else [])
        run.append(element("t", text="".join(char for char in line if char >= " ")))
    return element("p", run)
