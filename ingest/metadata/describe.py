"""The head of a document becomes its metadata; what is recognised leaves the body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from ingest.grammar import citations, document_types, issuers
from ingest.grammar.numbering_marks import find_marks
from ingest.metadata import (
    annex_title,
    annexes,
    enacting_sentence,
    field_probability,
    head_tables,
    head_type,
    incoming_stamp,
    number_and_date,
    portal_properties,
    self_mentions,
    signature_block,
)
from ingest.metadata import title as head_title
from ingest.metadata.addressees import take_addressees
from ingest.metadata.document_header import DocumentHeader
from ingest.metadata.envelope import with_envelope
from ingest.metadata.header_lines import is_sample_mark, read_letter_subject, take_line
from ingest.metadata.issuer import FoundIssuer, find_issuer
from ingest.metadata.stated_dates import planned_period, stated_effective_date
from ingest.reading import Layout, Paragraph, Reading, Signature, Table
from ingest.records import Metadata
from ingest.text.normalize import fold

Block = Paragraph | Table

#: Years in the subject of a law or of what consolidates one belong to its name; they are no period that is planned.
_WITHOUT_PERIOD = ("L", "BL", "NĐ", "TT", "VBHN")
#: Words of a stamp may stand before `Kính gửi` in its line.
_STAMPED = 60
#: The headline of a web page is a short paragraph.
_TITLE_CHARS = 200


def describe_document(
    layout: Layout, reading: Reading, file_name: str
) -> tuple[Metadata, tuple[Block, ...], tuple[Block, ...]]:
    """Metadata, the blocks of the body, and the closing blocks (recipients, signatures)."""
    properties, chrome = portal_properties.take_properties(layout.blocks)
    blocks = head_tables.open_head_tables(layout.blocks, chrome)
    head = DocumentHeader()
    head.is_sample = _holds_sample_mark(layout)
    alone = None if properties else annex_title.find_annex(blocks)
    headless = _read_top(blocks, head, alone, is_portal=bool(properties))
    attached = not properties and annexes.is_attached(head, blocks)
    body, signature, tail = signature_block.split_signature_blocks(_without_head(blocks, head))
    sentence = enacting_sentence.find_enacting_sentence(blocks)
    if sentence and not headless and not head.addressees:
        _fill_from_sentence(head, sentence)
    own = number_and_date.read_number_and_date(head, blocks, reading, file_name, headless=headless or attached)
    metadata = _build_metadata(head, signature, own, sentence, blocks, reading.signatures)
    metadata = _with_annex(metadata, own, blocks, alone, attached=attached, headless=headless)
    stamp = incoming_stamp.read_stamp(layout.furniture.get("incoming_stamp", ()), metadata.issued_date)
    if stamp:
        metadata = incoming_stamp.with_stamp(metadata, stamp, own.origin)
    if properties:
        metadata = portal_properties.with_properties(metadata, properties)
    elif headless and _is_web_article(metadata, reading):
        metadata = _as_web_article(metadata, body)
    if reading.envelope is not None:
        metadata = with_envelope(metadata, reading.envelope, annexes.name_beside_main_text(blocks, file_name))
    return metadata, tuple(body), tuple(tail)


def _with_annex(
    metadata: Metadata,
    own: number_and_date.NumberAndDate,
    blocks: Sequence[Block],
    alone: annex_title.Annex | None,
    *,
    attached: bool,
    headless: bool,
) -> Metadata:
    """The metadata of a part of another document, or of an annex that another document sends along."""
    if metadata.number and (attached or (headless and annexes.has_annex_heading(blocks))):
        metadata = replace(metadata, annex=annexes.annex_name(blocks))
    return annex_title.as_annex(metadata, own, alone)


def _holds_sample_mark(layout: Layout) -> bool:
    return any(is_sample_mark(text) for texts in layout.furniture.values() for text in texts)


def _read_top(
    blocks: Sequence[Block], head: DocumentHeader, alone: annex_title.Annex | None, *, is_portal: bool
) -> bool:
    """Read the head, or the title of what has none; True for an attachment in a file of its own."""
    if alone:
        annex_title.read_annex(blocks, head, alone)
        return True
    _read_head(blocks, head)
    if is_portal or not _is_headless(head):
        return False
    _title_without_head(blocks, head)
    return True


def _without_head(blocks: Sequence[Block], head: DocumentHeader) -> list[Block]:
    """The subject, which is quoted too, and what does not belong to the head."""
    body = [block for index, block in enumerate(blocks) if index not in head.used_blocks]
    return [*head.subject_blocks, *body] if head.subject and head.subject_blocks else body


def _fill_from_sentence(head: DocumentHeader, sentence: enacting_sentence.EnactingSentence) -> None:
    """Fill a missing type or subject from the enacting sentence; prefer it where a stamp covers an OCR subject."""
    if head.type is None and head.number is None and head.blank_symbol is None and head.subject is None:
        head.type = sentence.type
    known = head.type or (head.number.type if head.number else None)
    if head.subject is None and known == sentence.type and sentence.subject:
        head.subject = sentence.subject
        head.is_subject_from_sentence = True
    elif head.subject_blocks:
        head.subject = enacting_sentence.legible_subject(head.subject, head.subject_blocks[-1].confidence, sentence)


def _is_web_article(metadata: Metadata, reading: Reading) -> bool:
    return reading.kind in ("html", "text") and metadata.number is None and metadata.type is None


def _as_web_article(metadata: Metadata, body: Sequence[Block]) -> Metadata:
    """A page about documents, without a head of its own: it is cited by its title, never by their numbers."""
    first = body[0] if body else None
    title = first.text.strip() if isinstance(first, Paragraph) and len(first.text) < _TITLE_CHARS else None
    return replace(metadata, type_name=citations.WEB_ARTICLE, subject=metadata.subject or title)


def _read_head(blocks: Sequence[Block], head: DocumentHeader) -> None:
    """Walks the head down to the title, or to the body of a letter."""
    title = head_title.title_index(blocks)
    limit = title if title is not None else _body_position(blocks)
    for index, block in enumerate(blocks[: min(limit, head_title.HEAD_BLOCKS)]):
        if isinstance(block, Paragraph) and take_line(block, head):
            head.used_blocks.add(index)
    if title is not None:
        head_title.read_title(blocks, title, head)
    elif head.subject is None:
        read_letter_subject(blocks, limit, head)
    take_addressees(blocks, head)


def _body_position(blocks: Sequence[Block]) -> int:
    """Where the body of a text without a title begins: its opening words, or a table with headings."""
    for index, block in enumerate(blocks[: head_title.HEAD_BLOCKS]):
        if index and isinstance(block, Table) and block.header_rows and len(block.rows) > block.header_rows:
            return index
        text = fold(block.text) if isinstance(block, Paragraph) else ""
        opening = text.startswith(("can cu", "dieu 1", "i. ", "1. ", "(ban hanh kem", "(kem theo", "quyet dinh:"))
        if opening or "kinh gui" in text[:_STAMPED]:
            return index
    return min(len(blocks), 12)


def _is_headless(head: DocumentHeader) -> bool:
    """Nothing of a header but perhaps a stamped number: an attachment in a file of its own."""
    seen = head.has_motto or head.type or head.issued or head.subject or head.addressees
    return not seen and not any(issuers.opens_body_name(line) for line in head.issuer_lines)


def _title_without_head(blocks: Sequence[Block], head: DocumentHeader) -> None:
    """The capitals at the top of an attachment are its title, not a body's name."""
    lines = head.issuer_lines
    if not lines:
        return
    titled = [line for line in lines if not any(mark.kind in citations.OWN_NUMBERING for mark in find_marks(line))]
    head.subject = " ".join(" ".join(titled or lines).split())
    head.subject_blocks = [
        block
        for index, block in enumerate(blocks)
        if index in head.used_blocks and isinstance(block, Paragraph) and block.text.strip() in lines
    ]
    head.issuer_lines = []


def _build_metadata(
    head: DocumentHeader,
    signature: signature_block.SignatureBlock,
    own: number_and_date.NumberAndDate,
    sentence: enacting_sentence.EnactingSentence | None,
    blocks: Sequence[Block],
    signatures: Sequence[Signature],
) -> Metadata:
    document_type = head_type.document_type(head, own) or self_mentions.own_type(blocks, head)
    found = find_issuer(head, own, sentence, document_type, signature, signatures)
    printed, key = _number_and_key(head, own, document_type)
    span = planned_period(head.subject) if head.subject and document_type not in _WITHOUT_PERIOD else None
    unsigned = head.blank_symbol is not None and own.number is None and own.origin != "ocr"
    return Metadata(
        number=printed,
        canonical_key=key,
        type=document_type,
        type_name=document_types.TYPE_NAMES.get(document_type, document_type) if document_type else None,
        issuer=found.issuer,
        issuer_parent=found.parent,
        place=head.place,
        issued_date=own.issued,
        effective_date=_effective_date(blocks, own.issued),
        period_from=span[0] if span else None,
        period_to=span[1] if span else None,
        subject=head.subject,
        signer=signature.signer,
        signer_title=signature.signer_title,
        signer_capacity=signature.capacity,
        recipients=tuple(dict.fromkeys([*head.addressees, *signature.recipients])),
        urgency=head.urgency.capitalize() if head.urgency else None,
        circulation=head.circulation.capitalize() if head.circulation else None,
        legal_class=head_type.legal_class(own.number, document_type, head),
        is_draft=head.is_draft or unsigned,
        is_sample=head.is_sample,
        sources=_sources(head, own, document_type, found),
        candidates=(
            *own.candidates,
            *found.candidates,
            *field_probability.type_candidates(document_type, head, own),
            *field_probability.subject_candidates(head, own),
            *field_probability.signer_candidates(signature, signatures, own.origin),
        ),
    )


def _number_and_key(
    head: DocumentHeader, own: number_and_date.NumberAndDate, document_type: str | None
) -> tuple[str | None, str | None]:
    """The number as printed, and its canonical key; a number without a symbol gets the key of its type."""
    if own.number:
        return own.number.text, own.number.canonical_key
    printed = head.bare_number
    if not printed:
        return printed, None
    return printed, f"{int(re.sub(r'[^0-9]', '', printed))}||{fold(document_type or '').upper()}|"


def _sources(
    head: DocumentHeader, own: number_and_date.NumberAndDate, document_type: str | None, found: FoundIssuer
) -> dict[str, str]:
    """The field's name -> where it came from (``Metadata.sources``)."""
    sources = dict(own.sources)
    if head.is_subject_from_sentence:
        sources["subject"] = "body"
    for name, value in (("type", document_type), ("issuer", found.issuer), ("subject", head.subject)):
        if value is not None:
            sources.setdefault(name, own.origin)
    if found.source and found.issuer:
        sources["issuer"] = found.source
    return sources


def _effective_date(blocks: Iterable[Block], issued: date | None) -> date | None:
    """The day that the document's own closing article gives."""
    for block in blocks:
        if isinstance(block, Paragraph) and "này" in block.text and not block.text.lstrip().startswith(("“", '"')):
            day = stated_effective_date(block.text, issued)
            if day:
                return day
    return None
