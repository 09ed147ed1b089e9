"""The outline under construction: nodes, their sections, rows of tables."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ingest.grammar import citations
from ingest.grammar.numbering_marks import NumberingMark
from ingest.reading import Paragraph, Table
from ingest.records import OutlineNode, Step
from ingest.structure import table_groups, table_rows
from ingest.structure.table_units import stated_unit, with_unit
from ingest.structure.unit_openings import Opening

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


class OutlineBuilder:
    """Builds nodes and sections from the blocks of the body, in reading order."""

    def __init__(self) -> None:
        self.nodes: list[OutlineNode] = []
        self.node_paths: list[tuple[Step, ...]] = []
        #: The nodes of the units that later ones may still belong to, outermost first.
        self.open_nodes: list[int] = []
        self.component = ""
        self.component_node: int | None = None
        #: The later paper of the file that is being read: name and node; what is attached to it is cited with it.
        self.paper = ""
        self.paper_node: int | None = None
        self.sections = [Section(None, "", ())]
        #: The labels of units whose place is in doubt.
        self.doubtful: list[str] = []

    def add_content(self, block: Paragraph | Table) -> None:
        """Add a block to the section of the innermost open unit."""
        section = self.sections[-1]
        section.blocks.append(self._place_table(block, section) if isinstance(block, Table) else block)

    def _place_table(self, table: Table, section: Section) -> PlacedTable:
        """The table with its rows; rows and group rows become nodes below the section that holds it."""
        placed: list[PlacedRow] = []
        opened: dict[tuple[Step, ...], int] = {}
        before = sum(len(b.rows) for b in section.blocks if isinstance(b, PlacedTable))
        above = section.blocks[-1] if section.blocks else None
        unit = stated_unit(above.text) if isinstance(above, Paragraph) else ""
        rows = [with_unit(row, unit) for row in table_rows.data_rows(table)]
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
                path = (*path, Step(table_groups.group_kind(number), number))
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
        self.open_nodes.clear()
        self.component = citations.component_of_paper(name, self.paper)
        self.component_node = len(self.nodes)
        self.nodes.append(
            OutlineNode(
                self.component_node, self.paper_node, "component", "", title, self.component, self.component, page
            )
        )
        self.node_paths.append(())
        self.sections.append(Section(self.component_node, self.component, ()))

    def open_unit(self, opening: Opening, block: Paragraph, certain: tuple[Step, ...] | None = None) -> None:
        """Open the unit that a heading begins, after closing those that it ends.

        ``certain`` is what is sure of its place, where that is less than the whole.
        """
        mark = opening.mark
        if opening.kind == "phuluc":
            self.component, self.component_node = self.paper, self.paper_node
        if opening.anew:
            self.open_component(UNNAMED_COMPONENT, "", block.page_from)
        if opening.lost_first:
            self._insert_lost_first(opening)
        del self.open_nodes[opening.kept :]
        parent = self.open_nodes[-1] if self.open_nodes else self.component_node
        above = self.node_paths[parent] if parent is not None else ()
        if mark.style == "roman.n1" and Step("roman", mark.prefix) not in above:
            above = (*above, Step("roman", mark.prefix))  # `II.1` names its section itself
        path = (*above, Step(opening.kind, mark.number))
        cited = path if certain is None else certain or path[-1:]
        if cited != path:
            self.doubtful.append(citations.path_label(path))
        node = self._add_node(path, parent, mark.title, block.page_from, citations.path_label(cited))
        self.open_nodes.append(node)
        self.sections.append(Section(node, self.component, cited, [block]))

    def _insert_lost_first(self, second: Opening) -> None:
        """Make the one paragraph under the open heading its first item, where OCR lost the `1.` before a `2.`."""
        section = self.sections[-1]
        block = section.blocks[-1]
        if section.node is None or len(section.blocks) != 2 or not isinstance(block, Paragraph):
            return
        section.blocks.pop()
        first = NumberingMark(second.mark.kind, second.mark.style, "1", 1, block.text)
        self.open_unit(replace(second, mark=first, lost_first=False), block)
