"""Where the papers of a file begin: a letter and the draft that it sends, two decisions scanned one after the other.

A later paper has a head of its own: national title, bodies, number, place and date, the type's name or the addressees.
No line of it proves a paper alone. A form in an annex has a national title and a blank number, an attached regulation
repeats its decision's head, and a scan loses lines. So what a head holds is weighed, with what stands above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.grammar import document_numbers, issuers
from ingest.metadata import signature_block
from ingest.metadata import title as head_title
from ingest.metadata.header_lines import is_issuer_line, is_rule, is_sample_mark, without_motto
from ingest.metadata.number_fallbacks import attachment_references
from ingest.metadata.number_line import TYPES_IN_NUMBER_LINE
from ingest.reading import Paragraph, Table
from ingest.text import dates
from ingest.text.normalize import fold

Block = Paragraph | Table

#: Lines of a head above and below its national title, and how far above them a form's or an annex's label stands.
_ABOVE, _BELOW, _LABEL_REACH = 8, 14, 4
_HEAD_LINE = 90
#: The weight from which on the lines are a paper's head.
_LEAST = 6.0
_NUMBER_LINE = re.compile(rf"^\W*(?:(?:{TYPES_IN_NUMBER_LINE}) )?so\s*[:.;]?(?=\W|\d|$)")
_MATTER = re.compile(r"^\W*(?:v\s*/\s*v|ve viec)\b")
_DRAFT = re.compile(r"^\W*(?:ban )?du thao\b.{0,40}$")
_DATE = re.compile(r",\s*ngay\b.{0,14}\bthang\b.{0,12}\bnam\b")
_ATTACHED = re.compile(r"^\W*(?:ban hanh )?(?:kem )?theo\b|^\W*ban hanh\b")
_LABEL = re.compile(r"^\W*(?:bieu )?(?:mau|phu luc|bieu mau|mau bieu)\b(?!.*[.;,]$)")
#: Where a head ends and its paper's text begins.
_PROSE = re.compile(r"^\W*(?:can cu|dieu \d|kinh gui|de |theo |thuc hien|trien khai|xet|\d+\.|i\.)")
#: What a form leaves to be filled in: dots, `TÊN CƠ QUAN`, references to its notes.
_TO_FILL = re.compile(r"\.{4,}|…{2,}|\bten co quan\b|\(\d\)|\bco quan,? to chuc\b|_{4,}")
#: Papers that send other papers: what is attached to them has a head of its own.
_SENDERS = frozenset(("CV", "TTr", "BC", "PTr", "PC", "GM", "TB"))


@dataclass(slots=True)
class PaperHead:
    """A head within a file, and what speaks for its being one. ``title`` is its last line."""

    start: int
    title: int
    number: str | None = None
    is_blank: bool = False
    #: How the part is cited where a clerk found it to be an annex of the paper above.
    annex: str = ""
    clues: dict[str, float] = field(default_factory=dict)

    @property
    def weight(self) -> float:
        return sum(self.clues.values())


def paper_heads(blocks: Sequence[Block]) -> list[PaperHead]:
    """The heads of the later papers of a file; the first paper's own head is none of them."""
    found: list[PaperHead] = []
    first = _first_number(blocks)
    for index in _anchors(blocks):
        known = found[-1] if found else None
        if known and index <= known.title:
            continue
        head = _read_head(blocks, index)
        numbers = {first, *(paper.number for paper in found)} - {None}
        if head is None or head.start == 0 or head.number in numbers or not _holds_body(blocks, known, head.start):
            continue
        if (head.number or head.is_blank) and head.weight >= _LEAST:
            found.append(head)
    return found


def is_head_line(text: str) -> bool:
    """True for a short line with the national title, the motto or the Party's name."""
    return len(text) <= _HEAD_LINE and without_motto(text) != text


def opens_paper(block: Block) -> bool:
    """True for a line that only a head has: the national title, a type's name as the title, the addressees."""
    return isinstance(block, Paragraph) and (is_head_line(block.text) or _is_last_line(block))


def _anchors(blocks: Sequence[Block]) -> Iterator[int]:
    """The lines by which a head is found: a national title, a number's line, a draft's mark."""
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            continue
        folded = fold(block.text) if len(block.text) <= _HEAD_LINE else ""
        if folded and (is_head_line(block.text) or _NUMBER_LINE.match(folded) or _DRAFT.match(folded)):
            yield index


def _first_number(blocks: Sequence[Block]) -> str | None:
    """The number in the first paper's head, which may be printed again above an attached text."""
    for block in blocks[: _ABOVE + _BELOW]:
        if isinstance(block, Table) or _PROSE.match(fold(block.text)):
            return None
        if (
            len(block.text) < _HEAD_LINE
            and _NUMBER_LINE.search(fold(block.text))
            and (number := document_numbers.first_number(block.text))
        ):
            return number.text
    return None


def _read_head(blocks: Sequence[Block], anchor: int) -> PaperHead | None:
    """The head around a line, weighed; None where neither a title nor addressees follow."""
    end = _end_of_head(blocks, anchor)
    if end is None:
        return None
    head = PaperHead(_start_of_head(blocks, anchor), end)
    lines = [block for block in blocks[head.start : end + 1] if isinstance(block, Paragraph)]
    for line in lines:
        _weigh_line(line, head)
    _weigh_place(blocks, head)
    below = blocks[end : end + 5]
    if any(isinstance(block, Paragraph) and _ATTACHED.search(fold(block.text)) for block in below):
        senders = [reference.type in _SENDERS for reference in attachment_references(below)]
        own = head.number or "draft" in head.clues
        head.clues["attached"] = 0.0 if own and senders and all(senders) else -6.0
    return head


def _weigh_line(line: Paragraph, head: PaperHead) -> None:
    text, folded = line.text.strip(), fold(line.text)
    if _is_last_line(line):
        head.clues["title"] = 1.5
    if len(text) > _HEAD_LINE:
        return
    rest = without_motto(text)
    if rest != text:
        head.clues["national title"] = 2.0
    if _DRAFT.match(folded):
        head.clues["draft"] = 1.5
        head.is_blank = True
    if _NUMBER_LINE.match(folded) or _NUMBER_LINE.match(fold(rest)):
        _weigh_number(text, head)
    if _DATE.search(folded):
        head.clues["date"] = 1.0
    elif rest and is_issuer_line(rest) and issuers.opens_body_name(rest):
        head.clues["body"] = 1.0
    if head.number is None and _TO_FILL.search(_NUMBER_LINE.sub("", folded)) and not _DATE.search(folded):
        head.clues["left to be filled in"] = -3.0


def _weigh_number(text: str, head: PaperHead) -> None:
    number = document_numbers.first_number(text)
    if number is not None:
        head.number = head.number or number.text
        head.clues["number"] = 2.0
    elif document_numbers.blank_symbol(text):
        head.is_blank = True
        head.clues.setdefault("number", 1.0)


def _weigh_place(blocks: Sequence[Block], head: PaperHead) -> None:
    """Add what stands above: another page, the end of the paper before, the label of a form or an annex."""
    above, first = blocks[head.start - 1] if head.start else None, blocks[head.start]
    if above is None:
        return
    before = above.page_to if isinstance(above, Paragraph) else above.page
    after = first.page_from if isinstance(first, Paragraph) else first.page
    if before is not None and after is not None and after > before:
        head.clues["new page"] = 1.0
    reach = [block for block in blocks[max(0, head.start - _LABEL_REACH) : head.start] if isinstance(block, Paragraph)]
    if any(_closes_paper(block.text) for block in reach):
        head.clues["end above"] = 1.0
    if any(_LABEL.match(fold(block.text)) and len(block.text) < _HEAD_LINE for block in reach):
        head.clues["label above"] = -4.0


def _closes_paper(text: str) -> bool:
    """True for a line of a signature block, or the sign that ends a paper (`./.`)."""
    closes = signature_block.is_signature_line(text) or signature_block.is_name(text)
    return closes or text.rstrip().endswith("./.") or fold(text).strip(" -").startswith(("noi nhan", "luu:"))


def _end_of_head(blocks: Sequence[Block], anchor: int) -> int | None:
    """The title's line, or that of the addressees."""
    for index in range(anchor, min(anchor + _BELOW, len(blocks))):
        block = blocks[index]
        if isinstance(block, Table):
            return None
        if _is_last_line(block):
            return index
        if len(block.text) >= _HEAD_LINE and not _MATTER.match(fold(block.text)):
            return None
    return None


def _is_last_line(block: Paragraph) -> bool:
    return head_title.opens_with_type(block) or fold(block.text).lstrip(" -*").startswith("kinh gui")


def _start_of_head(blocks: Sequence[Block], anchor: int) -> int:
    """The first line of the head: bodies, number, date, matter, marks and rules above the line that was found."""
    start = anchor
    first = blocks[anchor]
    page = first.page_from if isinstance(first, Paragraph) else None
    for index in range(anchor - 1, max(-1, anchor - _ABOVE - 1), -1):
        block = blocks[index]
        if isinstance(block, Table) or len(block.text) > _HEAD_LINE or block.page_from != page:
            break
        if not _may_stand_in_head(block.text) and not _continues_matter(blocks, index):
            break
        if issuers.opens_body_name(block.text) or not is_issuer_line(block.text):
            start = index
    return start


def _continues_matter(blocks: Sequence[Block], at: int) -> bool:
    """True for the second or third line of a letter's `V/v ...` in the narrow left column."""
    above = blocks[max(0, at - 2) : at]
    return any(isinstance(block, Paragraph) and bool(_MATTER.match(fold(block.text))) for block in above)


def _may_stand_in_head(text: str) -> bool:
    folded = fold(text)
    if signature_block.CAPACITY.match(text.strip()) or text.rstrip().endswith((";", "./.")):
        return False
    dated = dates.LONG_DATE.search(text) is not None and not text.rstrip().endswith((".", ";"))
    marked = _NUMBER_LINE.match(folded) or _MATTER.match(folded) or _DRAFT.match(folded) or _DATE.search(folded)
    return bool(is_issuer_line(text) or is_rule(text) or dated or marked or is_head_line(text) or is_sample_mark(text))


def _holds_body(blocks: Sequence[Block], known: PaperHead | None, until: int) -> bool:
    """True if text stands between the head before and this one: a head's own lines are not two papers."""
    above = blocks[known.title if known else 0 : until]
    prose = any(isinstance(block, Table) or len(block.text) > _HEAD_LINE for block in above)
    return prose or any(isinstance(block, Paragraph) and _closes_paper(block.text) for block in above)
