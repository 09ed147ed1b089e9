"""Stories of a DOC (body, notes, headers, text boxes) as paragraphs and tables of a DOCX."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from ingest.read.office.doc.looks import SYMBOL, Looks
from ingest.read.office.doc.properties import read_properties, word
from ingest.read.office.doc.tables import table_row
from ingest.read.office.doc.text import DocText
from ingest.read.office.flat_tables import MarkedParagraph, nested_blocks
from ingest.read.office.word_parts import element

_PARAGRAPH_END, _CELL_END, _SECTION_END = "\r", "\x07", "\x0c"
_FIELD_BEGIN, _FIELD_RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_STYLE, _IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW = 0x4600, 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_PLACES = frozenset((_STYLE, _IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW))
_SOFT_HYPHEN, _SYMBOL_MARK = "\x1f", "("
_NAMED = {"\t": "tab", "\x0b": "br", "\x1e": "noBreakHyphen"}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


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
        paragraphs: list[MarkedParagraph] = []
        text = self._text.text
        begin = start
        fields = _OpenFields()
        for position in range(start, min(end, len(text))):
            if text[position] in (_PARAGRAPH_END, _CELL_END, _SECTION_END):
                paragraphs.append(self._paragraph(begin, position, fields))
                begin = position + 1
        if begin < end:
            paragraphs.append(self._paragraph(begin, min(end, len(text)), fields))
        return nested_blocks(paragraphs)

    def _paragraph(self, start: int, end: int, fields: _OpenFields) -> MarkedParagraph:
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
        ends_row = 1 in (said.get(_ROW_END), said.get(_INNER_ROW))
        return MarkedParagraph(block, depth, ends_cell, table_row(properties, self._huge) if ends_row else None)

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
