"""The head of a document becomes its metadata; what is recognised leaves the body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from ingest.grammar import citations, document_numbers, document_types, issuers
from ingest.grammar.numbering_marks import find_marks
from ingest.metadata import (
    bundled_documents,
    enacting_sentence,
    incoming_stamp,
    number_and_date,
    portal_properties,
    signature_block,
)
from ingest.metadata import title as head_title
from ingest.metadata.addressees import take_addressees
from ingest.metadata.header_lines import DocumentHeader, is_sample_mark, read_letter_subject, take_line
from ingest.metadata.stated_dates import planned_period, stated_effective_date
from ingest.records import Layout, LegalClass, Metadata, Paragraph, Reading, Table
from ingest.text.normalize import fold

Block = Paragraph | Table

#: Layout tables of a head are small and stand at the very top.
_TABLE_PIPES = 3
_HEAD_TABLE_ROWS, _HEAD_TABLE_CHARS, _TOP = 6, 900, 15
#: The headline of a web page is a short paragraph.
_TITLE_CHARS = 200


def describe_document(
    layout: Layout, reading: Reading, file_name: str
) -> tuple[Metadata, tuple[Block, ...], tuple[Block, ...]]:
    """Metadata, the blocks of the body, and the closing blocks (recipients, signatures)."""
    properties, chrome = portal_properties.take_properties(layout.blocks)
    blocks = _open_head_tables([block for index, block in enumerate(layout.blocks) if index not in chrome])
    head = DocumentHeader()
    head.is_sample = any(is_sample_mark(text) for texts in layout.furniture.values() for text in texts)
    _read_head(blocks, head)
    headless = _is_headless(head) and not properties
    if headless:
        _title_without_head(blocks, head)
    body = [block for index, block in enumerate(blocks) if index not in head.used_blocks]
    if head.subject and head.subject_blocks:
        body = [*head.subject_blocks, *body]
    body, ending, tail = bundled_documents.separate_documents(body, head.number.text if head.number else None)
    said = enacting_sentence.find_enacting_sentence(blocks)
    if said and not headless and not head.addressees:
        _fill_from_sentence(head, said)
    own = number_and_date.read_number_and_date(head, blocks, reading, file_name, headless=headless)
    metadata = _build_metadata(head, ending, own, said, blocks)
    stamp = incoming_stamp.read_stamp(layout.furniture.get("incoming_stamp", ()), metadata.issued_date)
    if stamp:
        metadata = incoming_stamp.with_stamp(metadata, stamp, own.origin)
    if properties:
        metadata = portal_properties.with_properties(metadata, properties)
    elif headless and reading.kind in ("html", "text") and metadata.number is None and metadata.type is None:
        metadata = _as_web_article(metadata, body)
    return metadata, tuple(body), tuple(tail)


def _fill_from_sentence(head: DocumentHeader, said: enacting_sentence.EnactingSentence) -> None:
    """Type and subject that the head lost, and a scan's subject that a stamp covers, from the lead sentence."""
    if head.type is None and head.number is None and head.blank_symbol is None and head.subject is None:
        head.type = said.type
    known = head.type or (head.number.type if head.number else None)
    if head.subject is None and known == said.type and said.subject:
        head.subject = said.subject
        head.is_subject_from_sentence = True
    elif head.subject_blocks:
        head.subject = enacting_sentence.legible_subject(head.subject, head.subject_blocks[-1].confidence, said)


def _as_web_article(metadata: Metadata, body: Sequence[Block]) -> Metadata:
    """A page without any head speaks about documents and is none itself: cited by its title, never by their numbers."""
    first = body[0] if body else None
    title = first.text.strip() if isinstance(first, Paragraph) and len(first.text) < _TITLE_CHARS else None
    return replace(metadata, type_name=citations.WEB_ARTICLE, subject=metadata.subject or title)


def _open_head_tables(blocks: Sequence[Block]) -> list[Block]:
    """Layout tables of the head (two columns) as paragraphs; cells that a converter joined with `|` split again."""
    opened: list[Block] = []
    for index, block in enumerate(blocks):
        if index < _TOP and isinstance(block, Table) and _is_head_table(block):
            texts = [line for row in block.rows for cell in row if cell.text for line in cell.text.split("\n")]
            opened += [Paragraph(text, page_from=block.page, page_to=block.page) for text in texts if text.strip()]
        elif index < _TOP and isinstance(block, Paragraph) and _is_head_row(block.text):
            pieces = re.split(r"\s*\|\s*|\n", block.text)
            opened += [replace(block, text=piece.strip(), spans=()) for piece in pieces if piece.strip()]
        else:
            opened.append(block)
    return opened


def _is_head_row(text: str) -> bool:
    """Cells of the head in one line; a row of a table of the body (`| 1 | Trồng cây | ... |`) is none."""
    return "\n" in text or (" | " in text and text.count("|") < _TABLE_PIPES and not text.startswith("|"))


def _is_head_table(table: Table) -> bool:
    text = fold(" ".join(cell.text or "" for row in table.rows for cell in row))
    named = "cong hoa xa hoi" in text or "doc lap" in text or re.search(r"\bso\s*:|dang cong san", text)
    return bool(named) and len(text) < _HEAD_TABLE_CHARS and len(table.rows) <= _HEAD_TABLE_ROWS


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
    for index, block in enumerate(blocks[: head_title.HEAD_BLOCKS]):
        text = fold(block.text) if isinstance(block, Paragraph) else ""
        if text.startswith(("kinh gui", "can cu", "dieu 1", "i. ", "1. ", "(ban hanh kem", "(kem theo", "quyet dinh:")):
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
    ending: signature_block.SignatureBlock,
    own: number_and_date.NumberAndDate,
    said: enacting_sentence.EnactingSentence | None,
    blocks: Sequence[Block],
) -> Metadata:
    number = own.number
    origin = own.origin
    kind = _document_type(head, own)
    printed = number.text if number else head.bare_number
    key = number.canonical_key if number else None
    if printed and key is None:
        key = f"{int(re.sub(r'[^0-9]', '', printed))}||{fold(kind or '').upper()}|"
    parent, issuer = _find_issuer(head, own, said)
    if issuer == "Văn phòng" and parent:
        issuer = f"{issuer} {parent}"
    issuer = _with_chairman(issuer, kind, ending)
    if head.is_subject_from_sentence:
        own.sources["subject"] = "body"
    for name, value in (("type", kind), ("issuer", issuer), ("subject", head.subject)):
        if value is not None:
            own.sources.setdefault(name, origin)
    if own.issuer and issuer:
        own.sources["issuer"] = "signature"
    span = planned_period(head.subject) if head.subject and kind not in ("L", "BL", "NĐ", "TT", "VBHN") else None
    unsigned = head.blank_symbol is not None and number is None and origin != "ocr"
    return Metadata(
        number=printed,
        canonical_key=key,
        type=kind,
        type_name=document_types.TYPE_NAMES.get(kind) if kind else None,
        issuer=issuer,
        issuer_parent=parent,
        place=head.place,
        issued_date=own.issued,
        effective_date=_effective_date(blocks, own.issued),
        period_from=span[0] if span else None,
        period_to=span[1] if span else None,
        subject=head.subject,
        signer=ending.signer,
        signer_title=ending.signer_title,
        signer_capacity=ending.capacity,
        recipients=tuple(dict.fromkeys([*head.addressees, *ending.recipients])),
        urgency=head.urgency.capitalize() if head.urgency else None,
        circulation=head.circulation.capitalize() if head.circulation else None,
        legal_class=_legal_class(number, kind, head),
        is_draft=head.is_draft or unsigned,
        is_sample=head.is_sample,
        sources=own.sources,
    )


def _document_type(head: DocumentHeader, own: number_and_date.NumberAndDate) -> str | None:
    """The type: by the number's symbol, else as printed; a letter has none of its own."""
    number = own.number
    kind = (number.type if number else None) or head.type or (head.blank_symbol[0] if head.blank_symbol else None)
    if kind is None and own.reference:
        kind = own.reference.type or None
    agency = number.agency if number else head.blank_symbol[1] if head.blank_symbol else ""
    return "CV" if kind is None and "-" in agency else kind


def _find_issuer(
    head: DocumentHeader, own: number_and_date.NumberAndDate, said: enacting_sentence.EnactingSentence | None
) -> tuple[str | None, str | None]:
    """Superior body and issuer, from the header, the number's symbol, the authority line, the lead sentence."""
    named = list(dict.fromkeys(issuers.header_bodies(head.issuer_lines)))
    named = [name for name in named if len(name) < 160]
    if any(issuers.opens_body_name(name) for name in named):
        named = [name for name in named if issuers.opens_body_name(name)]
    parent = named[-2] if len(named) > 1 else None
    issuer = named[-1] if named else None
    by_symbol = issuers.issuer_of_symbol(own.number.agency) if own.number else None
    if issuer is None or (by_symbol and not issuers.opens_body_name(issuer)):
        issuer, parent = by_symbol or issuer, None
    if issuer is None:
        issuer = _issuer_outside_header(head, own, said)
    if issuer and head.place and re.fullmatch(r"(?:UBND|HĐND) (?:tỉnh|thành phố)|(?:.* )?Tỉnh ủy", issuer):
        issuer = f"{issuer} {head.place}"
    if head.authority and issuer and fold(head.authority).startswith("chu tich uy ban") and issuer.startswith("UBND"):
        issuer = f"Chủ tịch {issuer}"
    return parent, issuer


def _with_chairman(issuer: str | None, kind: str | None, ending: signature_block.SignatureBlock) -> str | None:
    """A directive, decision or telegram that a chairman signs without `TM.` is the chairman's own (domain.md 2.2)."""
    personal = kind in ("CT", "QĐ", "CĐ") and (ending.capacity or "KT.").upper().startswith("KT")
    title = fold(ending.signer_title or "")
    if issuer and personal and issuer.startswith("UBND") and title.startswith(("chu tich", "pho chu tich")):
        return f"Chủ tịch {issuer}"
    return issuer


def _issuer_outside_header(
    head: DocumentHeader, own: number_and_date.NumberAndDate, said: enacting_sentence.EnactingSentence | None
) -> str | None:
    """The issuer when the header names none."""
    if own.issuer:
        return issuers.cited_form(own.issuer)
    if head.authority:
        return issuers.cited_form(enacting_sentence.body_of_office(head.authority))
    if own.reference and own.reference.issuer:
        return issuers.cited_form(own.reference.issuer)
    return said.issuer if said else None


def _effective_date(blocks: Iterable[Block], issued: date | None) -> date | None:
    """The day that the document's own closing article gives."""
    for block in blocks:
        if isinstance(block, Paragraph) and "này" in block.text and not block.text.lstrip().startswith(("“", '"')):
            day = stated_effective_date(block.text, issued)
            if day:
                return day
    return None


def _legal_class(
    number: document_numbers.DocumentNumber | None, kind: str | None, head: DocumentHeader
) -> LegalClass | None:
    if number is None:
        return "dang" if head.is_of_party else "hanh_chinh" if head.blank_symbol else None
    if number.type and re.match(r"\d+\w*-", number.text):
        return "dang"
    if number.year:
        return "qppl"
    return None if kind is None else "hanh_chinh"
