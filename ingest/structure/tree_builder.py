"""The tree while the body is walked: open units, their sections, rows of tables, and whether a mark fits here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.grammar import citations
from ingest.grammar.numbering_marks import NumberingMark
from ingest.records import OutlineNode, Paragraph, Step, StepKind, Table
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
    #: The path as it is cited: without the group where the number alone tells the row (domain.md 2.2).
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
    node: int
    mark: NumberingMark
    kind: StepKind


class OutlineBuilder:
    """Keeps the open units while the body is walked."""

    def __init__(self) -> None:
        self.nodes: list[OutlineNode] = []
        self.node_paths: list[tuple[Step, ...]] = []
        self.open_units: list[OpenUnit] = []
        self.component = ""
        self.component_node: int | None = None
        self.sections = [Section(None, "", ())]
        self.quotation_length = 0

    @property
    def in_article(self) -> bool:
        return any(unit.kind == "dieu" for unit in self.open_units)

    def add_content(self, block: Paragraph | Table) -> None:
        section = self.sections[-1]
        section.blocks.append(self._place_table(block, section) if isinstance(block, Table) else block)

    def _place_table(self, table: Table, section: Section) -> PlacedTable:
        """Rows and group rows become nodes below the section that holds the table."""
        placed: list[PlacedRow] = []
        opened: dict[tuple[Step, ...], int] = {}
        before = sum(len(b.rows) for b in section.blocks if isinstance(b, PlacedTable))
        rows = list(table_rows.data_rows(table))
        numbered = [row.number for row in rows if row.number]
        told_by_number = len(set(numbered)) == len(numbered)
        for row in rows:
            path, parent = section.path, section.node
            for number, title in row.groups:
                if number:
                    path = (*path, Step(table_rows.group_kind(number), number))
                    if path not in opened:
                        opened[path] = self._add_node(path, parent, title, row.page or table.page)
                    parent = opened[path]
            if row.number:
                path = (*path, Step("stt", row.number))
            elif not path:  # nothing else could say where the row stands
                path = (Step("dong", str(before + len(placed) + 1)),)
            else:
                placed.append(PlacedRow(row, path, parent, path))
                continue
            cited = (*section.path, path[-1]) if section.path and told_by_number and row.number else path
            node = self._add_node(path, parent, row.title, row.page or table.page, citations.path_label(cited))
            placed.append(PlacedRow(row, path, node, cited))
        return PlacedTable(table, tuple(placed))

    def _add_node(
        self, path: tuple[Step, ...], parent: int | None, title: str, page: int | None, label: str | None = None
    ) -> int:
        step = path[-1]
        label = label or citations.path_label(path)
        node = OutlineNode(len(self.nodes), parent, step.kind, step.number, title, label, self.component, page)
        self.nodes.append(node)
        self.node_paths.append(path)
        return node.id

    def open_component(self, name: str, title: str, page: int | None) -> None:
        self.open_units.clear()
        self.component = name
        self.component_node = len(self.nodes)
        self.nodes.append(OutlineNode(len(self.nodes), None, "component", "", title, name, name, page))
        self.node_paths.append(())
        self.sections.append(Section(self.component_node, name, ()))

    def open_unit(self, mark: NumberingMark, block: Paragraph) -> None:
        kind = mark.kind
        if kind == "phuluc":
            self.open_units.clear()
            self.component, self.component_node = "", None
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
        """OCR lost the `1.` before a `2.`: the one paragraph under the open heading is the first item."""
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
        """The open unit of the same list, the innermost; None when the mark opens a list of its own."""
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
        """Whether the mark is a heading here: it starts a list or follows the last one of its list."""
        if mark.kind in citations.OWN_NUMBERING:
            return is_appendix_heading(block)
        last = self.last_value(mark)
        if mark.kind in ("phan", "chuong", "muc", "tieumuc"):
            return last is None or mark.value in (1, last + 1, last) or block.bold or block.text.isupper()
        if last is None:
            return self._starts_list(mark, block)
        if mark.kind == "dieu":
            inserted = mark.value == last and mark.number[-1:].isalpha()
            return inserted or last < mark.value <= last + 3 or (mark.value == 1 and block.bold)
        if mark.value == last + 1 or (mark.value == last and mark.number[-1:].isalpha() and mark.kind == "n1"):
            return True
        if mark.kind == "diem" and mark.value == last:  # OCR reads đ) as d)
            return True
        if mark.value == 1:
            return True
        return last < mark.value <= last + 2 or (mark.value > last and (block.bold or block.auto_number))

    def last_value(self, mark: NumberingMark) -> int | None:
        if mark.kind == "dieu":
            here = self._numbering_space(self.open_units[-1].node) if self.open_units else None
            numbers = [
                unit for unit in self.nodes if unit.kind == "dieu" and unit.component == self.component
                and self._numbering_space(unit.id) == here
            ]  # fmt: skip
            return int(re.match(r"\d+", numbers[-1].number).group()) if numbers else None  # type: ignore[union-attr]
        for unit in reversed(self.open_units):
            if unit.mark.style == mark.style and unit.mark.prefix == mark.prefix:
                return unit.mark.value
        return None

    def _numbering_space(self, node: int | None) -> int | None:
        """The appendix or form that holds a node: articles are numbered anew in each."""
        while node is not None and self.nodes[node].kind not in citations.OWN_NUMBERING:
            node = self.nodes[node].parent
        return node

    def _starts_list(self, mark: NumberingMark, block: Paragraph) -> bool:
        if mark.kind == "dieu":
            return mark.value <= 3 or block.bold
        if mark.kind in ("n2", "n3"):
            return mark.value == 1 or any(unit.mark.number == mark.prefix for unit in self.open_units)
        if mark.kind == "letter":
            return mark.value == 1 and (block.bold or block.text.isupper() or not self.open_units)
        if mark.kind == "roman" and self.in_article:
            return mark.value == 1 and (block.bold or block.text.isupper())
        if mark.kind == "n1" and mark.value > 1:
            return (block.bold or block.auto_number or block.confidence is not None) and mark.value <= 3
        return mark.value == 1


def is_appendix_heading(block: Paragraph) -> bool:
    """A line of its own, not a reference to an appendix at the start of a sentence."""
    text = block.text.strip()
    head = text.split("\n")[0]
    return (
        head.isupper()
        or block.bold
        or (len(text) < 60 and (block.align == "center" or not text.endswith((".", ";", ","))))
    )
