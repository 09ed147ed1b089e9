"""The outline under construction: open units, their sections, rows of tables, and which marks are headings."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.grammar import citations
from ingest.grammar.numbering_marks import NumberingMark
from ingest.reading import Paragraph, Table
from ingest.records import OutlineNode, Step, StepKind
from ingest.structure import table_rows

_FIXED_RANK: dict[str, int] = {"phuluc": 0, "mau": 1, "phan": 2, "chuong": 3, "muc": 4, "tieumuc": 5, "dieu": 6}
#: What an attached text without a recognisable name is called: its articles begin at 1 again.
UNNAMED_COMPONENT = "Văn bản kèm theo"


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A table row with its place: the node is its own when the row has a number, else that of its group or section."""

    row: table_rows.DataRow
    path: tuple[Step, ...]
    node: int | None
    #: The path as it is cited: without the group where the number alone identifies the row.
    cited: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table of a section, its rows placed on the tree."""

    table: Table
    rows: tuple[PlacedRow, ...]


@dataclass(slots=True)
class Section:
    """The own content of one node (None: before any numbered unit, or after the last), in reading order.

    ``name`` is the place of words outside all units, where it is not the opening.
    """

    node: int | None
    component: str
    path: tuple[Step, ...]
    blocks: list[Paragraph | PlacedTable] = field(default_factory=list)
    name: str = ""


@dataclass(frozen=True, slots=True)
class OpenUnit:
    """A numbered unit that later units may still belong to; ``kind`` is the mark's, or `khoan` for a `1.` in a Điều."""

    node: int
    mark: NumberingMark
    kind: StepKind


class OutlineBuilder:
    """Builds nodes and sections from the blocks of the body, in reading order."""

    def __init__(self) -> None:
        self.nodes: list[OutlineNode] = []
        self.node_paths: list[tuple[Step, ...]] = []
        self.open_units: list[OpenUnit] = []
        self.component = ""
        self.component_node: int | None = None
        #: The later paper of the file that is being read: name and node; what is attached to it is cited with it.
        self.paper = ""
        self.paper_node: int | None = None
        self.sections = [Section(None, "", ())]
        self.quotation_length = 0

    @property
    def in_article(self) -> bool:
        """True below a Điều."""
        return any(unit.kind == "dieu" for unit in self.open_units)

    def add_content(self, block: Paragraph | Table) -> None:
        """Add a block to the section of the innermost open unit."""
        section = self.sections[-1]
        section.blocks.append(self._place_table(block, section) if isinstance(block, Table) else block)

    def _place_table(self, table: Table, section: Section) -> PlacedTable:
        """The table with its rows; rows and group rows become nodes below the section that holds it."""
        placed: list[PlacedRow] = []
        opened: dict[tuple[Step, ...], int] = {}
        before = sum(len(b.rows) for b in section.blocks if isinstance(b, PlacedTable))
        rows = list(table_rows.data_rows(table))
        numbered = [row.number for row in rows if row.number]
        numbers_differ = len(set(numbered)) == len(numbered)
        for row in rows:
            path, parent = self._open_groups(row, section, opened, table.page)
            if path and not row.number:
                placed.append(PlacedRow(row, path, parent, path))
                continue
            # A row without number, group or unit above it is counted: nothing else could name its place.
            step = Step("stt", row.number) if row.number else Step("dong", str(before + len(placed) + 1))
            path = (*path, step)
            cited = (*section.path, step) if section.path and numbers_differ and row.number else path
            node = self._add_node(path, parent, row.title, row.page or table.page, citations.path_label(cited))
            placed.append(PlacedRow(row, path, node, cited))
        return PlacedTable(table, tuple(placed))

    def _open_groups(
        self, row: table_rows.DataRow, section: Section, opened: dict[tuple[Step, ...], int], page: int | None
    ) -> tuple[tuple[Step, ...], int | None]:
        """The path and node that a row stands below; its numbered group rows become nodes when they are new."""
        path, parent = section.path, section.node
        for number, title in row.groups:
            if number:
                path = (*path, Step(table_rows.group_kind(number), number))
                if path not in opened:
                    opened[path] = self._add_node(path, parent, title, row.page or page)
                parent = opened[path]
        return path, parent

    def _add_node(
        self, path: tuple[Step, ...], parent: int | None, title: str, page: int | None, label: str | None = None
    ) -> int:
        step = path[-1]
        label = label or citations.path_label(path)
        node = OutlineNode(len(self.nodes), parent, step.kind, step.number, title, label, self.component, page)
        self.nodes.append(node)
        self.node_paths.append(path)
        return node.id

    def open_paper(self, name: str, title: str, page: int | None) -> None:
        """Begin another paper of the file: what follows is its, up to the next one."""
        self.paper, self.paper_node = "", None
        self.open_component(name, title, page)
        self.paper, self.paper_node = name, self.component_node

    def open_component(self, name: str, title: str, page: int | None) -> None:
        """Begin an attached text: it closes every open unit and numbers its own units anew."""
        self.open_units.clear()
        self.component = citations.component_of_paper(name, self.paper)
        self.component_node = len(self.nodes)
        self.nodes.append(
            OutlineNode(
                self.component_node, self.paper_node, "component", "", title, self.component, self.component, page
            )
        )
        self.node_paths.append(())
        self.sections.append(Section(self.component_node, self.component, ()))

    def open_unit(self, mark: NumberingMark, block: Paragraph) -> None:
        """Open the unit that a heading begins, after closing those that it ends."""
        kind = mark.kind
        if kind == "phuluc":
            self.open_units.clear()
            self.component, self.component_node = self.paper, self.paper_node
        elif kind == "mau":
            self._close_units(lambda unit: unit.kind != "phuluc")
        elif kind == "dieu" and mark.value == 1 and (self.last_value(mark) or 0) > 1:
            self.open_component(UNNAMED_COMPONENT, "", block.page_from)
        elif kind in _FIXED_RANK:
            self._close_units(lambda unit: _FIXED_RANK.get(unit.kind, 9) >= _FIXED_RANK[kind])
        else:
            position = self._sibling_position(mark)
            if position is not None:
                del self.open_units[position:]
        if kind == "n1" and self.in_article and not any(unit.kind == "khoan" for unit in self.open_units):
            kind = "khoan"
        parent = self.open_units[-1].node if self.open_units else self.component_node
        above = self.node_paths[parent] if parent is not None else ()
        path = (*above, Step(kind, mark.number))
        node = self._add_node(path, parent, mark.title, block.page_from)
        self.open_units.append(OpenUnit(node, mark, kind))
        self.sections.append(Section(node, self.component, path, [block]))

    def insert_lost_first(self, mark: NumberingMark) -> bool:
        """Make the one paragraph under the open heading its first item, where OCR lost the `1.` before a `2.`."""
        section = self.sections[-1]
        texts = [block for block in section.blocks if isinstance(block, Paragraph)]
        lost = mark.kind == "n1" and mark.value == 2 and self.last_value(mark) is None
        if not lost or section.node is None or len(texts) != 2 or len(section.blocks) != 2 or not self.open_units:
            return False
        first = NumberingMark(mark.kind, mark.style, "1", 1, texts[1].text)
        section.blocks.pop()
        self.open_unit(first, texts[1])
        return True

    def _close_units(self, closes: Callable[[OpenUnit], bool]) -> None:
        for position, unit in enumerate(self.open_units):
            if closes(unit):
                del self.open_units[position:]
                return

    def _sibling_position(self, mark: NumberingMark) -> int | None:
        """Position of the innermost open unit of the same list; None when the mark opens a list of its own."""
        for position in range(len(self.open_units) - 1, -1, -1):
            unit = self.open_units[position].mark
            if unit.style == mark.style and unit.prefix == mark.prefix:
                return position
        for position, opened in enumerate(self.open_units):
            if opened.mark.style == mark.style:
                return position
        if mark.prefix:  # 2.1 belongs under 2 (or under 2 of any style), else beside what stands there
            for position in range(len(self.open_units) - 1, -1, -1):
                if self.open_units[position].mark.number == mark.prefix:
                    return position + 1 if position + 1 < len(self.open_units) else None
        return None

    def is_heading(self, mark: NumberingMark, block: Paragraph) -> bool:
        """True if the mark is a heading here: it starts a list or follows the last one of its list."""
        if mark.kind in citations.OWN_NUMBERING:
            return is_appendix_heading(block)
        last = self.last_value(mark)
        if mark.kind in ("phan", "chuong", "muc", "tieumuc"):
            return last is None or mark.value in (1, last + 1, last) or block.bold or block.text.isupper()
        if last is None:
            return self._starts_list(mark, block)
        return _follows_article(mark, last, block) if mark.kind == "dieu" else _continues_list(mark, last, block)

    def last_value(self, mark: NumberingMark) -> int | None:
        """The number that the list of a mark has reached; None when the mark would start it."""
        if mark.kind == "dieu":
            return self._last_article()
        for unit in reversed(self.open_units):
            if unit.mark.style == mark.style and unit.mark.prefix == mark.prefix:
                return unit.mark.value
        return None

    def _last_article(self) -> int | None:
        """The last Điều of this component, appendix or form, also where other units were opened since."""
        here = self._numbering_space(self.open_units[-1].node) if self.open_units else None
        for node in reversed(self.nodes):
            in_component = node.kind == "dieu" and node.component == self.component
            if in_component and self._numbering_space(node.id) == here:
                digits = re.match(r"\d+", node.number)
                assert digits is not None
                return int(digits.group())
        return None

    def _numbering_space(self, node: int | None) -> int | None:
        """The appendix or form that holds a node: articles are numbered anew in each."""
        while node is not None and self.nodes[node].kind not in citations.OWN_NUMBERING:
            node = self.nodes[node].parent
        return node

    def _starts_list(self, mark: NumberingMark, block: Paragraph) -> bool:
        """True if the mark may begin a list: it is the first, or what stands before it may have been lost."""
        if mark.kind == "dieu":
            return mark.value <= 3 or block.bold
        if mark.kind in ("n2", "n3") and any(unit.mark.number == mark.prefix for unit in self.open_units):
            return True
        if mark.kind == "n1" and 1 < mark.value <= 3:
            return block.bold or block.auto_number or block.confidence is not None
        return mark.value == 1 and (not self._needs_emphasis(mark) or block.bold or block.text.isupper())

    def _needs_emphasis(self, mark: NumberingMark) -> bool:
        """True for `A.` below other units and `I.` in an article: plain ones are words of a sentence."""
        return (mark.kind == "letter" and bool(self.open_units)) or (mark.kind == "roman" and self.in_article)


def _follows_article(mark: NumberingMark, last: int, block: Paragraph) -> bool:
    inserted = mark.value == last and mark.number[-1:].isalpha()
    return inserted or last < mark.value <= last + 3 or (mark.value == 1 and block.bold)


def _continues_list(mark: NumberingMark, last: int, block: Paragraph) -> bool:
    if mark.value > last:
        return mark.value <= last + 2 or block.bold or block.auto_number
    if mark.value == last and (mark.kind == "diem" or (mark.kind == "n1" and mark.number[-1:].isalpha())):
        return True  # OCR reads đ) as d); 3a. is inserted after 3.
    return mark.value == 1


def is_appendix_heading(block: Paragraph) -> bool:
    """True for a line of its own, and not for a reference to an appendix at the start of a sentence."""
    text = block.text.strip()
    head = text.split("\n")[0]
    return (
        head.isupper()
        or block.bold
        or (len(text) < 60 and (block.align == "center" or not text.endswith((".", ";", ","))))
    )
