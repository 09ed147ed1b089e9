"""The outline of the body: a tree of numbered units, attached texts and appendices as its components."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.grammar import citations
from ingest.grammar.document_types import ATTACHED_TYPES, COMMON_TYPES, folded_name_pattern, select_types
from ingest.grammar.numbering_marks import find_marks
from ingest.reading import Paragraph, Table
from ingest.records import OutlineNode
from ingest.structure import conclusion, outline_search, split_headings
from ingest.structure.outline_search import ChosenOutline
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


#: A warning names so many places at most.
_NAMED_DOUBTS = 5


def build_outline(blocks: Sequence[Block]) -> tuple[tuple[OutlineNode, ...], tuple[Section, ...], tuple[str, ...]]:
    """The tree of the body, the sections with each node's own content, and a warning where places are in doubt."""
    blocks = split_headings.part_headings_from_units(split_headings.join_split_headings(blocks))
    chosen, heads = outline_search.choose_outline(blocks, _attached_head)
    builder = OutlineBuilder()
    index = 0
    while index < len(blocks):
        index += _add_block(blocks, index, builder, chosen, heads)
    sections = [section for section in builder.sections if section.blocks or section.node is not None]
    return tuple(builder.nodes), conclusion.split_conclusion(sections), _doubt_warning(builder)


def _doubt_warning(builder: OutlineBuilder) -> tuple[str, ...]:
    if not builder.doubtful:
        return ()
    named = "; ".join(builder.doubtful[:_NAMED_DOUBTS])
    more = f" và {len(builder.doubtful) - _NAMED_DOUBTS} chỗ khác" if len(builder.doubtful) > _NAMED_DOUBTS else ""
    return (
        f"Chưa chắc chắn về cấp của đề mục: {named}{more}. Trích dẫn ở đó chỉ nêu phần chắc chắn; "
        "hãy đối chiếu với bản gốc.",
    )


def _add_block(
    blocks: Sequence[Block], index: int, builder: OutlineBuilder, chosen: ChosenOutline, heads: Mapping[int, int]
) -> int:
    """Add the block at ``index`` as a heading or as content; returns how many blocks that took."""
    block = blocks[index]
    opening = chosen.openings.get(index)
    if index in heads and isinstance(block, Paragraph):
        if not block.opens:
            return _open_attached_text(blocks, index, heads[index], builder)
        builder.open_paper(block.opens, block.text.strip()[:300], block.page_from)
    elif opening is not None and isinstance(block, Paragraph):
        builder.open_unit(opening, block, chosen.certain.get(index))
        return 1 + _take_title_lines(blocks, index, builder, chosen)
    builder.add_content(block)
    return 1


def _attached_head(blocks: Sequence[Block], index: int) -> int:
    """The number of blocks of the head of an attached text: `QUY CHẾ` ... `(Ban hành kèm theo ...)`; 0 for none."""
    block = blocks[index]
    assert isinstance(block, Paragraph)
    bracket = _issuing_bracket(blocks, index) if _component_name(block) is not None else None
    return 0 if bracket is None else bracket + _bracket_lines(blocks, bracket) + 1 - index


def _open_attached_text(blocks: Sequence[Block], index: int, size: int, builder: OutlineBuilder) -> int:
    """Open the attached text whose head takes ``size`` blocks; returns that."""
    block = blocks[index]
    assert isinstance(block, Paragraph)
    lines = [line for line in blocks[index : index + size] if isinstance(line, Paragraph)]
    until = (_issuing_bracket(blocks, index) or index) - index
    title = " ".join(line.text.strip() for line in lines[: until + 1] if not line.text.lstrip().startswith("("))
    builder.open_component(_component_name(block) or "", title[:300], block.page_from)
    return size


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


def _take_title_lines(blocks: Sequence[Block], index: int, builder: OutlineBuilder, chosen: ChosenOutline) -> int:
    """Take the title of `Chương I`, `Phụ lục II` from the next lines into the node; returns their number."""
    mark = chosen.openings[index].mark
    if mark.kind not in _TITLED or (mark.title and mark.kind not in citations.OWN_NUMBERING):
        return 0
    taken: list[Paragraph] = []
    for at, block in enumerate(blocks[index + 1 : index + 5], start=index + 1):
        if isinstance(block, Table) or at in chosen.openings or not _is_title_line(block, first=not taken):
            break
        taken.append(block)
    node = builder.nodes[-1]
    lines = (line.text.strip() for line in taken if not line.text.lstrip().startswith("("))
    builder.nodes[-1] = replace(node, title=" ".join([mark.title, *lines]).strip())
    builder.sections[-1].blocks.extend(taken)
    return len(taken)


def _is_title_line(block: Paragraph, *, first: bool) -> bool:
    """True for a line in capitals or brackets, or a first one that is bold or centred."""
    if len(block.text) > 300:
        return False
    text = block.text.strip()
    return text.isupper() or text.startswith("(") or (first and (block.bold or block.align == "center"))
