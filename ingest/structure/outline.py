"""Paragraphs of the body -> a tree of numbered units, with attached texts and appendices as components."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.grammar import citations
from ingest.grammar.numbering_marks import Mark, in_sequence, marks
from ingest.records import OutlineNode, Paragraph, Table
from ingest.structure import conclusion, misread_marks, quoted_provisions
from ingest.structure.tree_builder import Builder, Section
from ingest.text.normalize import fold

Block = Paragraph | Table

_COMPONENT_NAMES = {
    "quy che": "Quy chế", "quy dinh": "Quy định", "dieu le": "Điều lệ", "ke hoach": "Kế hoạch", "noi quy": "Nội quy",
    "chuong trinh": "Chương trình", "chuong trinh hanh dong": "Chương trình hành động", "de an": "Đề án",
    "phuong an": "Phương án", "huong dan": "Hướng dẫn", "danh muc": "Danh mục", "quy trinh": "Quy trình",
    "quy hoach": "Quy hoạch", "chien luoc": "Chiến lược", "bang gia dat": "Bảng giá đất", "dinh muc": "Định mức",
}  # fmt: skip
_ATTACHED = re.compile(
    r"\(?\s*(?:ban hanh\s+)?(?:kem theo|theo)\s+"
    r"(?:quyet dinh|nghi quyet|thong tu|nghi dinh|cong van|van ban|ke hoach|chi thi)|^\(?\s*ban hanh kem"
)
_LONGEST_HEADING = 400
#: Their titles stand on the next lines.
_TITLED = frozenset(("phan", "chuong", "muc", "tieumuc", *citations.SPACES))


def outline(blocks: Sequence[Block]) -> tuple[tuple[OutlineNode, ...], tuple[Section, ...]]:
    """The tree of the body, and each node's own content. Every path of a section is the path of its node."""
    builder = Builder()
    blocks = misread_marks.headings_joined(blocks)
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if isinstance(block, Table):
            builder.content(block)
            index += 1
            continue
        if block.opens:
            builder.open_component(block.opens, block.text.strip()[:300], block.page_from)
            builder.content(block)
            index += 1
            continue
        taken = _component(blocks, index, builder)
        if taken:
            index += taken
            continue
        mark = (
            None
            if quoted_provisions.holds(builder, blocks, index)
            else _choose(builder, block, blocks[index + 1 : index + 6])
        )
        if mark is not None and mark.kind == "mau" and _is_listed(blocks, index):
            mark = None
        if mark is None:
            builder.content(block)
        else:
            builder.open(mark, block)
            index += _title_lines(blocks, index, builder, mark)
        index += 1
    sections = [section for section in builder.sections if section.blocks or section.node is not None]
    return tuple(builder.nodes), conclusion.parted(sections)


def _choose(builder: Builder, block: Paragraph, ahead: Sequence[Block]) -> Mark | None:
    ocr = block.confidence is not None
    readings = [in_sequence(mark, builder.last(mark)) for mark in marks(block.text, ocr=ocr)]
    readings = [misread_marks.second_d(reading, builder.last) for reading in readings]
    if ocr:
        readings = [misread_marks.mark(reading, builder.last, block.text, ahead) for reading in readings]
        for reading in readings:
            builder.insert_first(reading)
    readings = [mark for mark in readings if builder.fits(mark, block)]
    if len(readings) < 2:
        return readings[0] if readings else None
    # `C.`, `I.`: the reading that continues an open list wins over one that starts a list.
    going_on = [mark for mark in readings if (builder.last(mark) or -9) + 1 == mark.value]
    return (going_on or readings)[0]


def _is_listed(blocks: Sequence[Block], index: int) -> bool:
    """Whether the form is an entry of a list of forms: one above or below it is named too."""
    around = [*blocks[max(0, index - 1) : index], *blocks[index + 1 : index + 2]]
    return any(isinstance(b, Paragraph) and any(mark.kind == "mau" for mark in marks(b.text)) for b in around)


def _component(blocks: Sequence[Block], index: int, builder: Builder) -> int:
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
        if isinstance(candidate, Table) or (ahead > index and marks(candidate.text)):
            return 0
        if _ATTACHED.search(fold(candidate.text)[-400:]) and (
            candidate.text.lstrip().startswith("(") or "(" in candidate.text
        ):
            last = ahead + _bracket_ends(blocks, ahead)
            taken = [b for b in blocks[index : last + 1] if isinstance(b, Paragraph)]
            title = " ".join(b.text.strip() for b in taken[: ahead + 1 - index] if not b.text.lstrip().startswith("("))
            builder.open_component(name, title[:300], block.page_from)
            return last + 1 - index
    return 0


def _bracket_ends(blocks: Sequence[Block], at: int) -> int:
    """How many more lines the bracket (`(Kèm theo Quyết định số ...` / `của Ủy ban ...)`) takes."""
    opening = blocks[at]
    if isinstance(opening, Table) or opening.text.count("(") <= opening.text.count(")"):
        return 0
    for more, block in enumerate(blocks[at + 1 : at + 3], start=1):
        if isinstance(block, Table) or marks(block.text):
            return 0
        if block.text.rstrip().endswith(")"):
            return more
    return 0


def _title_lines(blocks: Sequence[Block], index: int, builder: Builder, mark: Mark) -> int:
    """Titles of `Chương I`, `Phụ lục II` stand on the next lines; takes them into the node."""
    if mark.kind not in _TITLED or (mark.title and mark.kind not in citations.SPACES):
        return 0
    taken: list[Paragraph] = []
    for block in blocks[index + 1 : index + 5]:
        if isinstance(block, Table) or len(block.text) > 300 or any(builder.fits(m, block) for m in marks(block.text)):
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
