"""Paragraphs of the body -> a tree of numbered units, with attached texts and appendices as components."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest import citations
from ingest.markers import Mark, in_sequence, marks
from ingest.normalize import fold
from ingest.records import Metadata, OutlineNode, Paragraph, Step, StepKind, Table

Block = Paragraph | Table

_FIXED_RANK: dict[str, int] = {"phuluc": 0, "phan": 1, "chuong": 2, "muc": 3, "tieumuc": 4, "dieu": 5}
_COMPONENT_NAMES = {
    "quy che": "Quy chế", "quy dinh": "Quy định", "dieu le": "Điều lệ", "ke hoach": "Kế hoạch", "noi quy": "Nội quy",
    "chuong trinh": "Chương trình", "chuong trinh hanh dong": "Chương trình hành động", "de an": "Đề án",
    "phuong an": "Phương án", "huong dan": "Hướng dẫn", "danh muc": "Danh mục", "quy trinh": "Quy trình",
    "quy hoach": "Quy hoạch", "chien luoc": "Chiến lược", "bang gia dat": "Bảng giá đất", "dinh muc": "Định mức",
}  # fmt: skip
_ATTACHED = re.compile(
    r"\(?\s*(?:ban hanh\s+)?(?:kem theo|theo)\s+(?:quyet dinh|nghi quyet|thong tu|nghi dinh|cong van|van ban|ke hoach|chi thi)|^\(?\s*ban hanh kem"  # noqa: E501
)
_OPENS_QUOTE = re.compile(r"^\s*[“\"]")


@dataclass(slots=True)
class Section:
    """The own content of one node (None: before any numbered unit), in reading order."""

    node: int | None
    component: str
    path: tuple[Step, ...]
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Open:
    node: int
    mark: Mark
    kind: StepKind


class _Builder:
    """Keeps the open units while the body is walked."""

    def __init__(self, metadata: Metadata) -> None:
        self.metadata = metadata
        self.nodes: list[OutlineNode] = []
        self.paths: list[tuple[Step, ...]] = []
        self.stack: list[_Open] = []
        self.component = ""
        self.component_node: int | None = None
        self.sections = [Section(None, "", ())]
        self.quoted = 0

    @property
    def articled(self) -> bool:
        return any(unit.kind == "dieu" for unit in self.stack)

    def content(self, block: Block) -> None:
        self.sections[-1].blocks.append(block)

    def open_component(self, name: str, title: str, page: int | None) -> None:
        self.stack.clear()
        self.component = name
        self.component_node = len(self.nodes)
        self.nodes.append(OutlineNode(len(self.nodes), None, "component", "", title, name, name, page))
        self.paths.append(())
        self.sections.append(Section(self.component_node, name, ()))

    def open(self, mark: Mark, block: Paragraph) -> None:
        kind = mark.kind
        if kind == "phuluc":
            self.stack.clear()
            self.component, self.component_node = "", None
        elif kind in _FIXED_RANK:
            self._close(lambda unit: _FIXED_RANK.get(unit.kind, 9) >= _FIXED_RANK[kind])
        else:
            position = self._sibling(mark)
            if position is not None:
                del self.stack[position:]
        if kind == "n1" and self.articled and not any(unit.kind == "khoan" for unit in self.stack):
            kind = "khoan"
        parent = self.stack[-1].node if self.stack else self.component_node
        above = self.paths[parent] if parent is not None else ()
        path = (*above, Step(kind, mark.number))
        node = OutlineNode(
            len(self.nodes),
            parent,
            kind,
            mark.number,
            mark.title,
            citations.label(path),
            self.component,
            block.page_from,
        )
        self.nodes.append(node)
        self.paths.append(path)
        self.stack.append(_Open(node.id, mark, kind))
        self.sections.append(Section(node.id, self.component, path, [block]))

    def _close(self, closes: object) -> None:
        for position, unit in enumerate(self.stack):
            if closes(unit):  # type: ignore[operator]
                del self.stack[position:]
                return

    def _sibling(self, mark: Mark) -> int | None:
        """The open unit of the same list, the innermost; None when the mark opens a list of its own."""
        for position in range(len(self.stack) - 1, -1, -1):
            unit = self.stack[position].mark
            if unit.style == mark.style and unit.prefix == mark.prefix:
                return position
        for position, opened in enumerate(self.stack):
            if opened.mark.style == mark.style:
                return position
        if mark.prefix:  # 2.1 belongs under 2 (or under 2 of any style), else beside what stands there
            for position in range(len(self.stack) - 1, -1, -1):
                if self.stack[position].mark.number == mark.prefix:
                    return position + 1 if position + 1 < len(self.stack) else None
        return None

    def fits(self, mark: Mark, block: Paragraph) -> bool:
        """Whether the mark is a heading here: it starts a list or follows the last one of its list."""
        if mark.kind == "phuluc":
            return _appendix_heading(block)
        last = self.last(mark)
        if mark.kind in ("phan", "chuong", "muc", "tieumuc"):
            return last is None or mark.value in (1, last + 1, last) or block.bold or block.text.isupper()
        if last is None:
            return self._starts(mark, block)
        if mark.kind == "dieu":
            return last <= mark.value <= last + 3 or (mark.value == 1 and block.bold)
        if mark.value == last + 1 or (mark.value == last and mark.number[-1:].isalpha() and mark.kind == "n1"):
            return True
        if mark.kind == "diem" and mark.value == last:  # OCR reads đ) as d)
            return True
        if mark.value == 1:
            return True
        return last < mark.value <= last + 2 or (mark.value > last and (block.bold or block.auto_number))

    def last(self, mark: Mark) -> int | None:
        if mark.kind == "dieu":
            numbers = [
                unit for unit in self.nodes if unit.kind == "dieu" and unit.component == self.component
                and (not self._appendix() or self.paths[unit.id][0].kind == "phuluc")
            ]  # fmt: skip
            return int(re.match(r"\d+", numbers[-1].number).group()) if numbers else None  # type: ignore[union-attr]
        for unit in reversed(self.stack):
            if unit.mark.style == mark.style and unit.mark.prefix == mark.prefix:
                return unit.mark.value
        return None

    def _appendix(self) -> bool:
        return bool(self.stack) and self.stack[0].kind == "phuluc"

    def _starts(self, mark: Mark, block: Paragraph) -> bool:
        if mark.kind == "dieu":
            return mark.value <= 3 or block.bold
        if mark.kind in ("n2", "n3"):
            return mark.value == 1 or any(unit.mark.number == mark.prefix for unit in self.stack)
        if mark.kind == "letter":
            return mark.value == 1 and (block.bold or block.text.isupper() or not self.stack)
        if mark.kind == "roman" and self.articled:
            return mark.value == 1 and (block.bold or block.text.isupper())
        if mark.kind == "n1" and mark.value > 1:
            return (block.bold or block.auto_number or block.confidence is not None) and mark.value <= 3
        return mark.value == 1


def outline(blocks: Sequence[Block], metadata: Metadata) -> tuple[tuple[OutlineNode, ...], tuple[Section, ...]]:
    """The tree of the body, and each node's own content. Every path of a section is the path of its node."""
    builder = _Builder(metadata)
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if isinstance(block, Table):
            builder.content(block)
            index += 1
            continue
        taken = _component(blocks, index, builder)
        if taken:
            index += taken
            continue
        mark = None if _quoted(builder, block) else _choose(builder, block)
        if mark is None:
            builder.content(block)
        else:
            builder.open(mark, block)
            index += _title_lines(blocks, index, builder, mark)
        index += 1
    return tuple(builder.nodes), tuple(
        section for section in builder.sections if section.blocks or section.node is not None
    )


def _choose(builder: _Builder, block: Paragraph) -> Mark | None:
    ocr = block.confidence is not None
    readings = [in_sequence(mark, builder.last(mark)) for mark in marks(block.text, ocr=ocr)]
    if ocr:
        readings = [_seven(mark, builder.last(mark)) for mark in readings]
    readings = [mark for mark in readings if builder.fits(mark, block)]
    if len(readings) < 2:
        return readings[0] if readings else None
    # `C.`, `I.`: the reading that continues an open list wins over one that starts a list.
    going_on = [mark for mark in readings if (builder.last(mark) or -9) + 1 == mark.value]
    return (going_on or readings)[0]


def _seven(mark: Mark, last: int | None) -> Mark:
    """OCR reads 7 as 1: a `1.` straight after `6.` of the same list."""
    if mark.kind == "n1" and mark.value == 1 and last == 6:
        return replace(mark, number="7", value=7)
    return mark


def _quoted(builder: _Builder, block: Paragraph) -> bool:
    """Inside “...” of an amending document or a quotation the numbers are another text's."""
    text = block.text
    opened = text.count("“") - text.count("”")
    inside = builder.quoted > 0 or bool(_OPENS_QUOTE.match(text))
    if builder.quoted > 0:
        builder.quoted += 1
        if opened < 0 or builder.quoted > 120:
            builder.quoted = 0
    elif opened > 0 and _OPENS_QUOTE.match(text):
        builder.quoted = 1
    return inside


def _component(blocks: Sequence[Block], index: int, builder: _Builder) -> int:
    """Opens an attached text at `QUY CHẾ` ... `(Ban hành kèm theo ...)`; returns how many blocks it took."""
    block = blocks[index]
    assert isinstance(block, Paragraph)
    first = block.text.strip().split("\n")[0]
    folded = fold(first).strip(" .:*")
    name = _COMPONENT_NAMES.get(folded)
    if name is None:
        name = next(
            (shown for key, shown in _COMPONENT_NAMES.items() if folded.startswith(key + " ") and first.isupper()), None
        )
    if name is None or not first.isupper() or len(block.text) > 400 or not builder.nodes:
        return 0
    for ahead in range(index, min(index + 6, len(blocks))):
        candidate = blocks[ahead]
        if isinstance(candidate, Table) or (ahead > index and marks(candidate.text)):
            return 0
        if _ATTACHED.search(fold(candidate.text)[-400:]) and (
            candidate.text.lstrip().startswith("(") or "(" in candidate.text
        ):
            taken = [b for b in blocks[index : ahead + 1] if isinstance(b, Paragraph)]
            title = " ".join(b.text.strip() for b in taken if not b.text.lstrip().startswith("("))
            builder.open_component(name, title[:300], block.page_from)
            return ahead + 1 - index
    return 0


def _appendix_heading(block: Paragraph) -> bool:
    text = block.text.strip()
    head = text.split("\n")[0]
    return (
        head.isupper()
        or block.bold
        or (len(text) < 60 and (block.align == "center" or not text.endswith((".", ";", ","))))
    )


def _title_lines(blocks: Sequence[Block], index: int, builder: _Builder, mark: Mark) -> int:
    """Titles of `Chương I`, `Phụ lục II` stand on the next lines; takes them into the node."""
    if mark.kind not in ("phan", "chuong", "muc", "tieumuc", "phuluc") or (mark.title and mark.kind != "phuluc"):
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
