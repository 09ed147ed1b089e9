"""The outline of the body: a tree of numbered units, attached texts and appendices as its components."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.grammar import citations
from ingest.grammar.document_types import ATTACHED_TYPES, COMMON_TYPES, folded_name_pattern, select_types
from ingest.grammar.numbering_marks import NumberingMark, find_marks, with_sequence_number
from ingest.reading import Paragraph, Table
from ingest.records import OutlineNode
from ingest.structure import conclusion, misread_marks, quoted_provisions
from ingest.structure.tree_builder import OutlineBuilder, Section
from ingest.text.normalize import fold

Block = Paragraph | Table

_COMPONENT_NAMES = {fold(known.name): known.name for known in select_types(*ATTACHED_TYPES)}
#: Reports, notices and submissions have appendices, but no text is issued with them.
_ISSUED_WITH = folded_name_pattern(*COMMON_TYPES, "generic", without=("BC", "TB", "TTr"))
_ATTACHED = re.compile(rf"\(?\s*(?:ban hanh\s+)?(?:kem theo|theo)\s+(?:{_ISSUED_WITH})|^\(?\s*ban hanh kem")
_LONGEST_HEADING = 400
#: Their titles stand on the next lines.
_TITLED = frozenset(("phan", "chuong", "muc", "tieumuc", *citations.OWN_NUMBERING))


def build_outline(blocks: Sequence[Block]) -> tuple[tuple[OutlineNode, ...], tuple[Section, ...]]:
    """The tree of the body, and the sections with each node's own content, under the path of the node."""
    builder = OutlineBuilder()
    blocks = misread_marks.join_split_headings(blocks)
    index = 0
    while index < len(blocks):
        index += _add_block(blocks, index, builder)
    sections = [section for section in builder.sections if section.blocks or section.node is not None]
    return tuple(builder.nodes), conclusion.split_conclusion(sections)


def _add_block(blocks: Sequence[Block], index: int, builder: OutlineBuilder) -> int:
    """Add the block at ``index`` as a heading or as content; returns how many blocks that took."""
    block = blocks[index]
    if isinstance(block, Table):
        builder.add_content(block)
        return 1
    if block.opens:
        builder.open_paper(block.opens, block.text.strip()[:300], block.page_from)
        builder.add_content(block)
        return 1
    taken = _open_attached_text(blocks, index, builder)
    if taken:
        return taken
    quoted = quoted_provisions.is_quoted(builder, blocks, index)
    mark = None if quoted else _heading_mark(builder, block, blocks[index + 1 : index + 6])
    if mark is None or (mark.kind == "mau" and _is_form_list_entry(blocks, index)):
        builder.add_content(block)
        return 1
    builder.open_unit(mark, block)
    return 1 + _take_title_lines(blocks, index, builder, mark)


def _heading_mark(builder: OutlineBuilder, block: Paragraph, ahead: Sequence[Block]) -> NumberingMark | None:
    """The mark that makes a paragraph a heading; None for content."""
    ocr = block.confidence is not None
    readings = [with_sequence_number(mark, builder.last_value(mark)) for mark in find_marks(block.text, ocr=ocr)]
    readings = [misread_marks.corrected_second_d(reading, builder.last_value) for reading in readings]
    if ocr:
        readings = [
            misread_marks.corrected_mark(reading, builder.last_value, block.text, ahead) for reading in readings
        ]
        for reading in readings:
            builder.insert_lost_first(reading)
    readings = [mark for mark in readings if builder.is_heading(mark, block)]
    if len(readings) < 2:
        return readings[0] if readings else None
    # `C.`, `I.`: the reading that continues an open list wins over one that starts a list.
    going_on = [mark for mark in readings if (builder.last_value(mark) or -9) + 1 == mark.value]
    return (going_on or readings)[0]


def _is_form_list_entry(blocks: Sequence[Block], index: int) -> bool:
    """True for a form in a list of forms: the block above or below names one too."""
    around = [*blocks[max(0, index - 1) : index], *blocks[index + 1 : index + 2]]
    return any(isinstance(b, Paragraph) and any(mark.kind == "mau" for mark in find_marks(b.text)) for b in around)


def _open_attached_text(blocks: Sequence[Block], index: int, builder: OutlineBuilder) -> int:
    """Open an attached text at `QUY CHẾ` ... `(Ban hành kèm theo ...)`; returns how many blocks it took."""
    block = blocks[index]
    assert isinstance(block, Paragraph)
    name = _component_name(block) if builder.nodes else None
    bracket = _issuing_bracket(blocks, index) if name is not None else None
    if name is None or bracket is None:
        return 0
    title_lines = [line for line in blocks[index : bracket + 1] if isinstance(line, Paragraph)]
    title = " ".join(line.text.strip() for line in title_lines if not line.text.lstrip().startswith("("))
    builder.open_component(name, title[:300], block.page_from)
    return bracket + _bracket_lines(blocks, bracket) + 1 - index


def _component_name(block: Paragraph) -> str | None:
    """The kind of attached text that a heading in capitals names (`QUY CHẾ`, `DANH MỤC CÁC ...`)."""
    first = block.text.strip().split("\n")[0]
    if not first.isupper() or len(block.text) > _LONGEST_HEADING:
        return None
    folded = fold(first).strip(" .:*")
    begins = (shown for key, shown in _COMPONENT_NAMES.items() if folded.startswith(f"{key} "))
    return _COMPONENT_NAMES.get(folded) or next(begins, None)


def _issuing_bracket(blocks: Sequence[Block], index: int) -> int | None:
    """Index of the `(Ban hành kèm theo ...)` within the lines of the heading at ``index``."""
    for at in range(index, min(index + 6, len(blocks))):
        block = blocks[at]
        if isinstance(block, Table) or (at > index and find_marks(block.text)):
            return None
        if "(" in block.text and _ATTACHED.search(fold(block.text)[-400:]):
            return at
    return None


def _bracket_lines(blocks: Sequence[Block], at: int) -> int:
    """Number of further lines of the bracket (`(Kèm theo Quyết định số ...` / `của Ủy ban ...)`)."""
    opening = blocks[at]
    if isinstance(opening, Table) or opening.text.count("(") <= opening.text.count(")"):
        return 0
    for more, block in enumerate(blocks[at + 1 : at + 3], start=1):
        if isinstance(block, Table) or find_marks(block.text):
            return 0
        if block.text.rstrip().endswith(")"):
            return more
    return 0


def _take_title_lines(blocks: Sequence[Block], index: int, builder: OutlineBuilder, mark: NumberingMark) -> int:
    """Take the title of `Chương I`, `Phụ lục II` from the next lines into the node; returns their number."""
    if mark.kind not in _TITLED or (mark.title and mark.kind not in citations.OWN_NUMBERING):
        return 0
    taken: list[Paragraph] = []
    for block in blocks[index + 1 : index + 5]:
        if isinstance(block, Table) or not _is_title_line(block, builder, first=not taken):
            break
        taken.append(block)
    node = builder.nodes[-1]
    title = " ".join(
        [mark.title, *(line.text.strip() for line in taken if not line.text.lstrip().startswith("("))]
    ).strip()
    builder.nodes[-1] = OutlineNode(
        node.id, node.parent, node.kind, node.number, title, node.label, node.component, node.page
    )
    builder.sections[-1].blocks.extend(taken)
    return len(taken)


def _is_title_line(block: Paragraph, builder: OutlineBuilder, *, first: bool) -> bool:
    """True for a line in capitals or brackets, or a first one that is bold or centred; a heading is none."""
    if len(block.text) > 300 or any(builder.is_heading(mark, block) for mark in find_marks(block.text)):
        return False
    text = block.text.strip()
    return text.isupper() or text.startswith("(") or (first and (block.bold or block.align == "center"))
