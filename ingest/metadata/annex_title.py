"""An annex alone in its file: no national title, no issuer, but `PHỤ LỤC` or `BIỂU MẪU` at the top, often with the line
in brackets that names the document it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.metadata.document_header import DocumentHeader
from ingest.metadata.evidence import WeighedValue, as_candidates
from ingest.metadata.header_lines import clean_subject, is_rule, take_line, without_motto
from ingest.metadata.number_and_date import NumberAndDate
from ingest.reading import Paragraph, Table
from ingest.records import Metadata
from ingest.text.normalize import fold

Block = Paragraph | Table

TYPE, NAME = "PL", "Phụ lục"
#: The label stands within so many paragraphs: a stamp, a rule or `PHẦN B` may stand above it.
_TOP = 4
#: `PHỤ LỤC`, `Phụ lục II:`, `PHỤ LỤC SỐ 01`, `BIỂU MẪU SỐ 2`; what follows is the subject's beginning.
_LABEL = re.compile(
    r"^\W*(?P<label>phu luc|bieu mau|bieu so|mau so|mau bieu)"
    r"(?P<number>\s*(?:so\s*)?(?:\d{1,2}[a-z]?|[ivx]{1,5}|[a-h])(?=\W|$))?\W*(?P<rest>.*)$"
)
_GROUP = re.compile(r"^\W*phan\s+(?:\d|[ivx]+|[a-h])\W*$")
#: What ends an annex's title: the reference in brackets, a second label, a first heading.
_END = re.compile(
    r"^\W*(?:\(|kem theo|ban hanh kem|phu luc \d|bieu mau \d|[ivx]{1,4}\s*[./]|\d{1,2}\s*[.)]|can cu|don vi tinh)"
)
_LONGEST, _MOST_LINES = 400, 5
#: The reference names a document that only sends an annex along; a decision or plan `issues` what is attached.
_SENDERS = ("BC", "CV", "TB", "GM", "TTr")
#: Papers that are sent along and say by their title what they are.
_OWN_TYPES = ("ĐC", "LCT", "PTr", "GM")


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex's title: the blocks that hold label and title, and the title as one line."""

    label: int
    title: list[int] = field(default_factory=list)
    subject: str | None = None


def find_annex(blocks: Sequence[Block]) -> Annex | None:
    """The annex that a file consists of; None for a document with a head.

    >>> find_annex([Paragraph("PHỤ LỤC II"), Paragraph("DANH SÁCH CÁC XÃ"), Paragraph("(Kèm theo ...)")]).subject
    'DANH SÁCH CÁC XÃ'
    """
    for index, block in enumerate(blocks[:_TOP]):
        if isinstance(block, Table) or without_motto(block.text) != block.text:
            return None
        folded = fold(block.text.strip())
        match = _LABEL.match(folded)
        if match is None:
            if index and not (_GROUP.match(folded) or is_rule(block.text) or re.match(r"\W*so\b", folded)):
                return None
            continue
        return _with_title(blocks, index, match)
    return None


def _with_title(blocks: Sequence[Block], at: int, label: re.Match[str]) -> Annex | None:
    block = blocks[at]
    assert isinstance(block, Paragraph)
    lines, used = [], []
    if label["rest"] and not label["number"]:
        lines.append(block.text.strip())
        used.append(at)
    elif label["rest"]:
        lines.append(block.text.strip()[-len(label["rest"]) :])
        used.append(at)
    for index in range(at + 1, min(at + 1 + _MOST_LINES, len(blocks))):
        below = blocks[index]
        if isinstance(below, Table) or _END.match(fold(below.text)) or len(below.text) > _LONGEST:
            break
        if without_motto(below.text) != below.text:
            return None  # a head follows: the label only opens a paper with a head of its own
        if is_rule(below.text):
            continue
        if used and not _goes_on(below):
            break
        lines.append(below.text.strip())
        used.append(index)
    subject = clean_subject(" ".join(lines)) or None
    return Annex(at, used, subject if subject and len(subject) <= _LONGEST else None)


def _goes_on(block: Paragraph) -> bool:
    """True for a paragraph set like a title, or one that a small letter joins to the line above."""
    return block.bold or block.align == "center" or block.text.isupper() or block.text[:1].islower()


def read_annex(blocks: Sequence[Block], head: DocumentHeader, alone: Annex) -> None:
    """The title of an annex; above it stands at most the stamp of the document that it was sent with."""
    for index, block in enumerate(blocks[: alone.label]):
        if isinstance(block, Paragraph) and take_line(block, head):
            head.used_blocks.add(index)
    titled = [blocks[index] for index in alone.title]
    head.issuer_lines = []
    head.subject = alone.subject
    head.subject_blocks = [block for block in titled if isinstance(block, Paragraph)]
    head.used_blocks.update(alone.title)


def as_annex(metadata: Metadata, own: NumberAndDate, alone: Annex | None) -> Metadata:
    """An annex that a letter or report sends along; one that a decision issues is a part of it (``annexes``)."""
    kind = own.reference.type if own.reference else own.number.type if own.number else None
    if (kind and kind not in _SENDERS) if alone else not _is_sent_along(own):
        return metadata
    if metadata.type in _OWN_TYPES and not alone:
        return metadata
    others = tuple(candidate for candidate in metadata.candidates if candidate.field != "type")
    annex = WeighedValue(TYPE, own.origin)
    annex.add("title", 2.5)
    metadata = replace(metadata, candidates=(*others, *as_candidates("type", [annex])))
    return replace(metadata, type=TYPE, type_name=metadata.type_name if metadata.annex else NAME)


def _is_sent_along(own: NumberAndDate) -> bool:
    """True if the document that the reference names only sends the paper along and does not issue it."""
    return own.number is None and own.reference is not None and own.reference.type in _SENDERS
