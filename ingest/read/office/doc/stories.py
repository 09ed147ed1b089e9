"""Stories of a DOC (body, notes, headers, text boxes) as paragraphs and tables of a DOCX."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from ingest.read.office.doc.looks import SYMBOL, Looks
from ingest.read.office.doc.properties import read_properties, word
from ingest.read.office.doc.tables import TableRow, table_element, table_row
from ingest.read.office.doc.text import DocText
from ingest.read.office.word_parts import element

_PARAGRAPH_END, _CELL_END, _SECTION_END = "\r", "\x07", "\x0c"
_FIELD_BEGIN, _FIELD_RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_STYLE, _IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW = 0x4600, 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_PLACES = frozenset((_STYLE, _IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW))
_SOFT_HYPHEN, _SYMBOL_MARK = "\x1f", "("
_NAMED = {"\t": "tab", "\x0b": "br", "\x1e": "noBreakHyphen"}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(slots=True)
class _Paragraph:
    """A paragraph and its place in tables: how deep, whether it ends a cell or a row."""

    block: etree._Element
    depth: int
    ends_cell: bool
    ends_row: bool
    properties: bytes


class _OpenFields:
    """Fields (page numbers, links): their codes are no text, their results are. They may stand in each other."""

    def __init__(self) -> None:
        self._open: list[bool] = []

    @property
    def hides(self) -> bool:
        """True inside the code of any field that is open."""
        return any(self._open)

    def takes(self, char: str) -> bool:
        """Whether the character is a mark of a field."""
        if char == _FIELD_BEGIN:
            self._open.append(True)
        elif char == _FIELD_RESULT and self._open:
            self._open[-1] = False
        elif char == _FIELD_END and self._open:
            self._open.pop()
        return char in (_FIELD_BEGIN, _FIELD_RESULT, _FIELD_END)


class Stories:
    """Reads stretches of the text. ``inserts`` are elements that stand at positions: marks of notes, text boxes."""

    def __init__(self, text: DocText, looks: Looks, huge: bytes, inserts: Mapping[int, list[etree._Element]]) -> None:
        self._text = text
        self._looks = looks
        self._huge = huge
        self._inserts = inserts

    def blocks(self, start: int, end: int) -> list[etree._Element]:
        """Paragraphs and tables between two positions."""
        paragraphs: list[_Paragraph] = []
        text = self._text.text
        begin = start
        fields = _OpenFields()
        for position in range(start, min(end, len(text))):
            if text[position] in (_PARAGRAPH_END, _CELL_END, _SECTION_END):
                paragraphs.append(self._paragraph(begin, position, fields))
                begin = position + 1
        if begin < end:
            paragraphs.append(self._paragraph(begin, min(end, len(text)), fields))
        return _nested(paragraphs, self._huge)

    def _paragraph(self, start: int, end: int, fields: _OpenFields) -> _Paragraph:
        known = self._text.paragraph_properties(end)
        style, properties = word(known[:2]), known[2:]
        said = {code: word(operand) for code, operand in read_properties(properties, self._huge) if code in _PLACES}
        style = said.get(_STYLE, style)
        depth = max(said.get(_DEPTH, 0), int(said.get(_IN_TABLE) == 1))
        block = element("p", self._looks.paragraph_look(properties, style))
        for first, last, look in self._text.runs(start, end):
            self._add_run(block, first, last, look, fields)
        mark = self._text.text[end] if end < len(self._text.text) else _PARAGRAPH_END
        ends_cell = mark == _CELL_END if depth <= 1 else said.get(_INNER_CELL) == 1
        return _Paragraph(block, depth, ends_cell, 1 in (said.get(_ROW_END), said.get(_INNER_ROW)), properties)

    def _add_run(self, block: etree._Element, first: int, last: int, properties: bytes, fields: _OpenFields) -> None:
        look = self._looks.run_look(properties)
        run = element("r")
        if look is not None:
            run.append(look)
        letters: list[str] = []
        for position in range(first, last):
            char = self._text.text[position]
            if fields.takes(char) or fields.hides or look is None:
                continue
            made = self._inserts.get(position) or self._special(char, properties)
            if made:
                _settle(run, letters)
                run.extend(made)
            elif char == _SOFT_HYPHEN:
                letters.append("\u00ad")  # in the fonts of TCVN3 this is the letter ư
            elif char >= " ":
                letters.append(char)
        _settle(run, letters)
        if len(run) > (look is not None):
            block.append(run)

    def _special(self, char: str, properties: bytes) -> list[etree._Element]:
        """The element that a character stands for, if it does."""
        if char in _NAMED:
            return [element(_NAMED[char])]
        if char == _SYMBOL_MARK:
            symbol = next((operand for code, operand in read_properties(properties) if code == SYMBOL), None)
            if symbol is not None:
                font, code = word(symbol[:2]), word(symbol[2:])
                return [element("sym", font=self._looks.font_name(font), char=f"{code:04X}")]
        return []


def _settle(run: etree._Element, letters: list[str]) -> None:
    """Add the letters so far as one text."""
    if letters:
        run.append(_text_element("".join(letters)))
        letters.clear()


def _text_element(letters: str) -> etree._Element:
    """``w:t``; pairs of UTF-16 halves are joined, what XML cannot hold is dropped."""
    joined = letters.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    made = element("t", text="".join(char for char in joined if char not in "\ufffe\uffff"))
    made.set(_SPACE, "preserve")
    return made


def _nested(paragraphs: list[_Paragraph], huge: bytes) -> list[etree._Element]:
    blocks, _ = _read_level(paragraphs, 0, 0, huge)
    return blocks


def _read_level(paragraphs: list[_Paragraph], place: int, depth: int, huge: bytes) -> tuple[list[etree._Element], int]:
    """The blocks at a depth from ``place`` on, and where they end."""
    blocks: list[etree._Element] = []
    while place < len(paragraphs) and paragraphs[place].depth >= depth:
        if paragraphs[place].depth > depth:
            rows, place = _read_rows(paragraphs, place, depth + 1, huge)
            blocks.append(table_element(rows))
        else:
            blocks.append(paragraphs[place].block)
            place += 1
    return blocks, place


def _read_rows(paragraphs: list[_Paragraph], place: int, depth: int, huge: bytes) -> tuple[list[TableRow], int]:
    rows: list[TableRow] = []
    cells: list[list[etree._Element]] = []
    content: list[etree._Element] = []
    while place < len(paragraphs) and paragraphs[place].depth >= depth:
        one = paragraphs[place]
        if one.depth > depth:
            inner, place = _read_rows(paragraphs, place, depth + 1, huge)
            content.append(table_element(inner))
            continue
        place += 1
        if one.ends_row:
            rows.append(table_row(cells, one.properties, huge))
            cells, content = [], []
            continue
        content.append(one.block)
        if one.ends_cell:
            cells.append(content)
            content = []
    if content:
        cells.append(content)
    if cells:
        rows.append(TableRow(cells))
    return rows, place
