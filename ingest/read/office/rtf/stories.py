"""Stories of an RTF (body, notes, headers, text boxes): paragraphs as they are written, and rows of tables."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from ingest.read.office.flat_tables import (
    FIRST_MERGED,
    MERGED,
    VERTICAL,
    VERTICAL_START,
    MarkedParagraph,
    TableRow,
    nested_blocks,
)
from ingest.read.office.rtf.looks import Look, Tables
from ingest.read.office.word_parts import element

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ALIGN = {"ql": "left", "qc": "center", "qr": "right", "qj": "both", "qd": "both"}
_MERGES = {
    "clmgf": FIRST_MERGED, "clmrg": MERGED, "clvmgf": VERTICAL | VERTICAL_START, "clvmrg": VERTICAL,
}  # fmt: skip

#: A list and its level; None for a paragraph without a number.
Number = tuple[str, int] | None


@dataclass(slots=True)
class RtfParagraph:
    """What control words say of the paragraph: alignment, list, depth in tables."""

    align: str = ""
    number: int = 0
    level: int = 0
    depth: int = 0
    in_table: bool = False
    ground: int = 0

    def take(self, word: str, number: int | None) -> None:
        """What one control word says."""
        if word in _ALIGN:
            self.align = _ALIGN[word]
        elif word == "ls":
            self.number = number or 0
        elif word == "ilvl":
            self.level = number or 0
        elif word == "intbl":
            self.in_table = number != 0
        elif word == "itap":
            self.depth = max(0, number or 0)
        elif word == "cbpat":
            self.ground = number or 0


@dataclass(slots=True)
class RowLook:
    """What control words say of a row: the edges of its cells, what they merge with."""

    row: TableRow = field(default_factory=TableRow)
    merges: int = 0
    ground: int = 0

    def take(self, word: str, number: int | None, tables: Tables) -> None:
        """What one control word says."""
        if word == "trhdr":
            self.row.is_header = number != 0
        elif word == "trleft":
            self._set_left(number or 0)
        elif word in _MERGES:
            self.merges |= _MERGES[word]
        elif word == "clcbpat":
            self.ground = number or 0
        elif word == "cellx":
            if not self.row.edges:
                self._set_left(0)
            self.row.edges.append(number or 0)
            self.row.merges.append(self.merges)
            self.row.grounds.append(tables.colour(self.ground))
            self.merges = self.ground = 0

    def _set_left(self, left: int) -> None:
        self.row.edges[:1] = [left]


class RtfStory:
    """A story as it is read: finished paragraphs, and the one that is open."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._done: list[MarkedParagraph] = []
        self._runs: list[etree._Element] = []
        self._letters: list[str] = []
        self._look = Look()
        #: The number of the paragraph as the file prints it.
        self.printed_number = ""

    def add_text(self, text: str, look: Look) -> None:
        """Letters of one look."""
        if look != self._look:
            self.settle()
            self._look = look
        self._letters.append(text)

    def add(self, child: etree._Element, look: Look) -> None:
        """A tab, a break, a mark, a box."""
        self.settle()
        run = element("r", self._tables.run_look(look), child)
        self._runs.append(element("del", run) if look.deleted else run)

    def add_whole(self, child: etree._Element) -> None:
        """An element beside the runs: an equation."""
        self.settle()
        self._runs.append(child)

    def settle(self) -> None:
        """Make a run of the letters so far."""
        joined = "".join(self._letters).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        shown = "".join(char for char in joined if char >= " " and char not in "\ufffe\uffff")
        self._letters.clear()
        if not shown:
            return
        words = element("delText" if self._look.deleted else "t", text=shown)
        words.set(_SPACE, "preserve")
        run = element("r", self._tables.run_look(self._look), words)
        self._runs.append(element("del", run) if self._look.deleted else run)

    def end_paragraph(
        self, look: RtfParagraph, number: Number, *, cell: int | None = None, is_deleted: bool = False
    ) -> None:
        """End the paragraph; ``cell`` is the depth of the cell that ends with it. Where its mark was deleted with
        tracked changes, it goes on in the next one."""
        self.settle()
        depth = cell or max(look.depth, int(look.in_table))
        made = element("p", _paragraph_properties(look, self._tables, number))
        if is_deleted:
            made[0].append(element("rPr", element("del")))
        made.extend(self._runs)
        self._done.append(MarkedParagraph(made, depth, ends_cell=cell is not None))
        self._runs = []

    def end_row(self, row: TableRow, depth: int) -> None:
        """End a row; its cells have ended before."""
        self._done.append(MarkedParagraph(element("p"), depth, row=row))

    def end_section(self, look: RtfParagraph, number: Number, section: etree._Element) -> None:
        """End a section in a paragraph of its own."""
        if self._runs or self._letters:
            self.end_paragraph(look, number)
        self._done.append(MarkedParagraph(element("p", element("pPr", section))))

    def blocks(self, look: RtfParagraph, number: Number) -> list[etree._Element]:
        """All paragraphs and tables; an open paragraph ends here."""
        self.settle()
        if self._runs:
            self.end_paragraph(look, number)
        return nested_blocks(self._done)


def _paragraph_properties(look: RtfParagraph, tables: Tables, number: Number) -> etree._Element:
    made = element("pPr")
    if number is not None:
        made.append(element("numPr", element("ilvl", val=str(number[1])), element("numId", val=number[0])))
    ground = tables.colour(look.ground)
    if ground is not None:
        made.append(element("shd", val="clear", fill=ground))
    if look.align:
        made.append(element("jc", val=look.align))
    return made
