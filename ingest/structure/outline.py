"""Paragraphs of the body -> a tree of numbered units, with attached texts and appendices as components."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.grammar import citations
from ingest.grammar.document_types import ATTACHED_TYPES, COMMON_TYPES, folded_name_pattern, select_types
from ingest.grammar.numbering_marks import NumberingMark, find_marks, with_sequence_number
from ingest.records import OutlineNode, Paragraph, Table
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
    """The tree of the body, and each node's own content. Every path of a section is the path of its node."""
    builder = OutlineBuilder()
    blocks = misread_marks.join_split_headings(blocks)
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if isinstance(block, Table):
            builder.add_content(block)
            index += 1
            continue
        if block.opens:
            builder.open_component(block.opens, block.text.strip()[:300], block.page_from)
            builder.add_content(block)
            index += 1
            continue
        taken = _open_attached_text(blocks, index, builder)
        if taken:
            index += taken
            continue
        mark = (
            None
            if quoted_provisions.is_quoted(builder, blocks, index)
            else _heading_mark(builder, block, blocks[index + 1 : index + 6])
        )
        if mark is not None and mark.kind == "mau" and _is_form_list_entry(blocks, index):
            mark = None
        if mark is None:
            builder.add_content(block)
        else:
            builder.open_unit(mark, block)
            index += _take_title_lines(blocks, index, builder, mark)
        index += 1
    sections = [section for section in builder.sections if section.blocks or section.node is not None]
    return tuple(builder.nodes), conclusion.split_conclusion(sections)


def _heading_mark(builder: OutlineBuilder, block: Paragraph, ahead: Sequence[Block]) -> NumberingMark | None:
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
    """Whether the form is an entry of a list of forms: one above or below it is named too."""
    around = [*blocks[max(0, index - 1) : index], *blocks[index + 1 : index + 2]]
    return any(isinstance(b, Paragraph) and any(mark.kind == "mau" for mark in find_marks(b.text)) for b in around)


def _open_attached_text(blocks: Sequence[Block], index: int, builder: OutlineBuilder) -> int:
    """Opens an attached text at `QUY CHẾ` ... `(Ban hành kèm theo ...)`; returns how many blocks it took."""
    block = blocks[index]
    assert isinstance(block, Paragraph)
    first = block.text.strip().split("\n")[0]
    if not first.isupper() or len(block.text) > _LONGEST_HEADING or not builder.nodes:
        return 0
    folded = fold(first).strip(" .:*")
    name = _COMPONENT_NAMES.get(folded)
    if name is None:
        name = next((shown for key, shown in _COMPONENT_NAMES.items() if folded.startswith(key + " ")), None)
    if name is None:
        return 0
    for ahead in range(index, min(index + 6, len(blocks))):
        candidate = blocks[ahead]
        if isinstance(candidate, Table) or (ahead > index and find_marks(candidate.text)):
            return 0
        if _ATTACHED.search(fold(candidate.text)[-400:]) and (
            candidate.text.lstrip().startswith("(") or "(" in candidate.text
        ):
            last = ahead + _bracket_lines(blocks, ahead)
            taken = [b for b in blocks[index : last + 1] if isinstance(b, Paragraph)]
            title = " ".join(b.text.strip() for b in taken[: ahead + 1 - index] if not b.text.lstrip().startswith("("))
            builder.open_component(name, title[:300], block.page_from)
            return last + 1 - index
    return 0


def _bracket_lines(blocks: Sequence[Block], at: int) -> int:
    """How many more lines the bracket (`(Kèm theo Quyết định số ...` / `của Ủy ban ...)`) takes."""
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
    """Titles of `Chương I`, `Phụ lục II` stand on the next lines; takes them into the node."""
    if mark.kind not in _TITLED or (mark.title and mark.kind not in citations.OWN_NUMBERING):
        return 0
    taken: list[Paragraph] = []
    for block in blocks[index + 1 : index + 5]:
        if (
            isinstance(block, Table)
            or len(block.text) > 300
            or any(builder.is_heading(m, block) for m in find_marks(block.text))
        ):
            break
        text = block.text.strip()
        if not (text.isupper() or text.startswith("(") or (not taken and (block.bold or block.align == "center"))):
            break
        taken.append(block)
    node = builder.nodes[-1]
    title = " ".join([mark.title, *(b.text.strip() for b in taken if not b.text.lstrip().startswith("("))]).strip()
    builder.nodes[-1] = OutlineNode(
        node.id, node.parent, node.kind, node.number, title, node.label, node.component, node.page
    )
    builder.sections[-1].blocks.extend(taken)
    return len(taken)
