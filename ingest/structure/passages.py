"""Passages with their citations, from the sections of the outline: the smallest numbered unit, split when long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.grammar import citations
from ingest.reading import Note, Paragraph
from ingest.records import Citation, Metadata, OutlineNode, Passage, PassageKind, Step
from ingest.structure.passage_splitting import AIM_SYLLABLES, PassagePiece, passage_pieces, syllable_count
from ingest.structure.preamble import begins_like_basis, preamble_groups
from ingest.structure.table_units import stated_unit
from ingest.structure.tree_builder import PlacedTable, Section

#: A heading shorter than this says nothing that the `headings` of its children do not say.
_BARE_HEADING = 15
#: A conclusion shorter than this (`Trân trọng./.`) says nothing.
_COURTESY = 5
#: Sibling units all shorter than TINY (lists of names) become one passage with the parent's citation.
_TINY, _TOGETHER = 12, 120
#: `1. Sản lượng điện đạt 12,5 tỷ kWh.` above `1.1.` is a sentence, and says something that its children do not.
_SENTENCE, _ITEM = 6, 3


def build_passages(
    nodes: Sequence[OutlineNode], sections: Sequence[Section], metadata: Metadata, notes: Sequence[Note] = ()
) -> tuple[Passage, ...]:
    """Every passage of a document, in reading order; the footnotes follow."""
    maker = _PassageMaker(nodes, sections, metadata)
    made = [passage for section in maker.merged_sections() for passage in maker.section_passages(section)]
    made += [passage for note in notes for passage in maker.note_passages(note)]
    return tuple(replace(passage, ordinal=i) for i, passage in enumerate(made))


class _PassageMaker:
    """Makes the passages of one document: its outline tells headings, paths and what a hit may be expanded to."""

    def __init__(self, nodes: Sequence[OutlineNode], sections: Sequence[Section], metadata: Metadata) -> None:
        self.nodes = nodes
        self.sections = sections
        self.metadata = metadata
        self.with_children = {node.parent for node in nodes}
        self.section_by_node = {section.node: section for section in sections if section.node is not None}
        self.note_sections = _note_sections(sections)
        self.prefix = " ".join(part for part in (metadata.type_name, metadata.number, metadata.subject) if part)

    def merged_sections(self) -> Iterator[Section]:
        """Sections, with runs of tiny leaf siblings joined into one of their parent."""
        run: list[Section] = []
        for section in [*self.sections, None]:
            if section is not None and self._is_tiny(section):
                same = not run or self.nodes[run[0].node or 0].parent == self.nodes[section.node or 0].parent
                if same and sum(_section_syllables(s) for s in run) + _section_syllables(section) <= _TOGETHER:
                    run.append(section)
                    continue
                yield from self._join_siblings(run)
                run = [section]
                continue
            yield from self._join_siblings(run)
            run = []
            if section is not None:
                yield section

    def _is_tiny(self, section: Section) -> bool:
        if (
            section.node is None
            or section.node in self.with_children
            or any(isinstance(b, PlacedTable) for b in section.blocks)
        ):
            return False
        node = self.nodes[section.node]
        return (
            node.kind in ("khoan", "diem", "n1", "n2", "n3")
            and node.parent is not None
            and 0 < _section_syllables(section) < _TINY
        )

    def _join_siblings(self, run: list[Section]) -> list[Section]:
        if len(run) < 3:
            return run
        parent = self.nodes[run[0].node or 0].parent
        blocks = [block for section in run for block in section.blocks]
        return [Section(parent, run[0].component, run[0].path[:-1], blocks)]

    def section_passages(self, section: Section) -> Iterator[Passage]:
        """The passages of one section, text and table rows in reading order."""
        texts: list[Paragraph] = []
        for block in section.blocks:
            if isinstance(block, PlacedTable):
                yield from self._text_passages(section, texts)
                yield from self._row_passages(section, block, _caption(texts))
                texts = []
            else:
                texts.append(block)
        yield from self._text_passages(section, texts)

    def _text_passages(self, section: Section, blocks: list[Paragraph]) -> Iterator[Passage]:
        """Passages of running text, cited by the section's path or by its place outside all units."""
        if not blocks:
            return
        if not self.nodes:
            yield from self._unnumbered_passages(section, blocks)
        elif not section.name and (section.node is None or self.nodes[section.node].kind == "component"):
            yield from self._preamble_passages(section, blocks)
        elif not self._says_nothing(section, blocks):
            name = section.name or citations.path_label(section.path)
            yield from (self._passage(section, piece, "body", name) for piece in passage_pieces(blocks))

    def _says_nothing(self, section: Section, blocks: list[Paragraph]) -> bool:
        """True for `Trân trọng./.` as a conclusion, and for a short heading whose children carry it."""
        size = _syllables(blocks)
        if section.name:
            return size < _COURTESY
        if section.node not in self.with_children or size >= _BARE_HEADING or _holds_sentence(blocks):
            return False
        # What follows the heading and is no part of it would be lost.
        title = " ".join(self.nodes[section.node or 0].title.split())
        return all(" ".join(block.text.split()) in title for block in blocks[1:])

    def _unnumbered_passages(self, section: Section, blocks: list[Paragraph]) -> Iterator[Passage]:
        """Passages of a letter or page without any numbered unit: its paragraphs are counted (`đoạn 3-4`)."""
        first = 0
        while first < len(blocks):
            end = first + 1
            while end < len(blocks) and _syllables(blocks[first : end + 1]) <= AIM_SYLLABLES:
                end += 1
            members = blocks[first:end]
            is_basis = all(begins_like_basis(block.text) for block in members)
            count = f"đoạn {first + 1}" if end == first + 1 else f"đoạn {first + 1}-{end}"
            kind: PassageKind = "can_cu" if is_basis else "body"
            name = citations.CAN_CU_LABEL if is_basis else count
            yield from (self._passage(section, piece, kind, name) for piece in passage_pieces(members))
            first = end

    def _preamble_passages(self, section: Section, blocks: list[Paragraph]) -> Iterator[Passage]:
        """Legal bases as passages of their own kind, the rest as the opening."""
        for kind, members in preamble_groups(blocks):
            name = citations.CAN_CU_LABEL if kind == "can_cu" else citations.MO_DAU_LABEL
            for piece in passage_pieces(members):
                yield self._passage(section, piece, kind, name)

    def _row_passages(self, section: Section, table: PlacedTable, caption: str) -> Iterator[Passage]:
        """One passage for each row of a table, under the titles of its table and group rows."""
        for placed in table.rows:
            row = placed.row
            pages = sorted({box.page for box in row.boxes}) or [p for p in (table.table.page,) if p is not None]
            piece = PassagePiece(row.text, pages[0] if pages else None, pages[-1] if pages else None, row.boxes, None)
            name = citations.path_label(placed.cited)
            passage = self._passage(with_path(section, placed.path), piece, "table_row", name)
            place = citations.formal_path_label(placed.cited, section.component)
            extra = tuple(title for title in (caption, *(title for _, title in row.groups)) if title)
            yield replace(
                passage,
                citation=replace(passage.citation, formal=place),
                cells=row.cells,
                headings=(*passage.headings, *extra),
                context=" > ".join([passage.context, *extra]),
                node=placed.node,
            )

    def note_passages(self, note: Note) -> Iterator[Passage]:
        """A footnote as passages of its own, cited by its number and by the place of its mark."""
        place = self.note_sections.get(note.number or "")
        name = f"chú thích {note.number}" if note.number else "chú thích cuối trang"
        component = place.component if place else ""
        at = citations.formal_path_label(place.path, component) if place and place.path else ""
        headings = (*(self._headings(place.node)), citations.path_label(place.path)) if place and place.path else ()
        for piece in passage_pieces(note.paragraphs):
            citation = Citation(
                component, (), name, f"{name} tại {at}" if at else name,
                piece.page_from, piece.page_to, piece.boxes, piece.confidence,
            )  # fmt: skip
            yield Passage(0, piece.text, citation, "footnote", headings, " > ".join((self.prefix, *headings)))

    def _passage(self, section: Section, piece: PassagePiece, kind: PassageKind, name: str) -> Passage:
        headings = self._headings(section.node)
        component = section.component
        place = citations.formal_path_label(section.path, component) if section.path else name
        citation = Citation(
            component, section.path, name, place, piece.page_from, piece.page_to, piece.boxes, piece.confidence
        )
        context = " > ".join(part for part in (self.prefix, *headings, self._lead_in(section.node)) if part)
        return Passage(
            0, piece.text, citation, kind, headings, context, section.node, self._expandable_node(section.node)
        )

    def _headings(self, node: int | None) -> tuple[str, ...]:
        titles: list[str] = []
        inner = node is not None and node not in self.with_children
        while node is not None:
            item = self.nodes[node]
            title = _short_title(item, own_text=inner)
            if title:
                titles.append(title)
            inner = False
            node = item.parent
        return tuple(reversed(titles))

    def _lead_in(self, node: int | None) -> str:
        """The parent's lead-in sentence (`Giao Sở Y tế:`): without it its children cannot be understood."""
        parent = self.nodes[node].parent if node is not None else None
        section = self.section_by_node.get(parent) if parent is not None else None
        if section is None:
            return ""
        last = next((b for b in reversed(section.blocks) if isinstance(b, Paragraph)), None)
        return last.text[-300:] if last is not None and last.text.rstrip().endswith(":") else ""

    def _expandable_node(self, node: int | None) -> int | None:
        """The whole Điều, else the outermost section around the node."""
        best = node
        while node is not None:
            item = self.nodes[node]
            if item.kind == "dieu":
                return node
            if item.kind != "component":
                best = node
            node = item.parent
        return best


def _note_sections(sections: Sequence[Section]) -> dict[str, Section]:
    """The section with the mark of each footnote, by number; numbers that start anew on every page have none."""
    found: dict[str, Section] = {}
    twice: set[str] = set()
    for section in sections:
        for number in dict.fromkeys(n for b in section.blocks if isinstance(b, Paragraph) for n in b.notes):
            twice |= {number} if number in found else set()
            found[number] = section
    return {number: section for number, section in found.items() if number not in twice}


def _holds_sentence(blocks: Sequence[Paragraph]) -> bool:
    """True if a short heading is a whole sentence; an item of a list that is not set in bold needs fewer words."""
    return any(
        block.text.rstrip().endswith((".", ";"))
        and syllable_count(block.text) > (_ITEM if block.auto_number and not block.bold else _SENTENCE)
        for block in blocks
    )


def _caption(above: Sequence[Paragraph]) -> str:
    """The paragraph above a table when it is short and no `(Kèm theo ...)`; that of the unit is passed over."""
    texts = [block.text for block in above[-2:]]
    if len(texts) > 1 and stated_unit(texts[-1]):
        texts.pop()
    last = texts[-1] if texts else ""
    return "" if len(last) >= 300 or last.lstrip().startswith("(") else last[-160:]


def with_path(section: Section, path: tuple[Step, ...]) -> Section:
    """The section under a longer path (a row of its table)."""
    return Section(section.node, section.component, path, section.blocks)


#: Letters of a title that are looked at for a heading of 200.
_TITLE_REACH = 1000


def _short_title(node: OutlineNode, *, own_text: bool) -> str:
    """Number and title as a heading; a leaf's own text is no heading."""
    # A leaf's title may be its whole text: only its beginning is looked at, for each of its passages.
    beginning = node.title[:_TITLE_REACH]
    if own_text and syllable_count(beginning) > 20:
        return ""
    names = {
        "phan": "Phần",
        "chuong": "Chương",
        "muc": "Mục",
        "tieumuc": "Tiểu mục",
        "dieu": "Điều",
        "phuluc": "Phụ lục",
        **citations.FORM_NAMES,
    }
    mark = f"{names[node.kind]} {node.number}".strip() if node.kind in names else node.number
    title = " ".join(beginning.split())
    if len(title) > 200:
        title = re.split(r"(?<=[.;:])\s", title, maxsplit=1)[0][:200]
    return f"{mark}. {title}".strip(". ") if mark else title


def _section_syllables(section: Section) -> int:
    return _syllables(block for block in section.blocks if isinstance(block, Paragraph))


def _syllables(blocks: Iterable[Paragraph]) -> int:
    return sum(syllable_count(block.text) for block in blocks)
