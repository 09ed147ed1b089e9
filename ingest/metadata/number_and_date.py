"""A document's own number and date, each from the surest place, with the place that it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.grammar import document_numbers
from ingest.metadata import annexes, number_fallbacks
from ingest.metadata.document_header import DocumentHeader
from ingest.metadata.number_fallbacks import OwnReference
from ingest.metadata.stated_dates import adoption_date
from ingest.reading import Paragraph, Reading, Signature, Table
from ingest.text.normalize import fold

Block = Paragraph | Table
#: Numbers from other places than the header, the surest first: source (``Metadata.sources``) and number.
Candidates = Sequence[tuple[str, document_numbers.DocumentNumber | None]]

#: An attachment without a head says within its first blocks what it is attached to.
_TOP = 15


@dataclass(frozen=True, slots=True)
class NumberAndDate:
    """A document's number and date, and where each of them was found."""

    number: document_numbers.DocumentNumber | None
    issued: date | None
    reference: OwnReference | None
    sources: dict[str, str]
    #: The layer that the head was read from (``Metadata.sources``).
    origin: str
    issuer: str | None = None


def read_number_and_date(
    head: DocumentHeader, blocks: Sequence[Block], reading: Reading, file_name: str, *, headless: bool
) -> NumberAndDate:
    """Number and date: the header's own unless it is blank or was read from handwriting."""
    source = _head_source(reading)
    by_hand = frozenset(entry.field for entry in reading.handwritten)
    symbol = head.blank_symbol or _unsure_symbol(head.number, source, headless=headless)
    reference = _own_reference(blocks, symbol, headless=headless)
    signed = number_fallbacks.number_in_signature(reading.signatures) if symbol or headless else None
    candidates: Candidates = (
        ("body", reference.number if reference else None),
        ("signature", signed[0] if signed else None),
        ("file_name", _number_in_file_name(file_name, blocks, symbol, headless=headless)),
    )
    sources: dict[str, str] = {}
    number = head.number
    surer = _surer_number(number, candidates, scanned=source == "ocr", by_hand="number" in by_hand)
    if surer:
        sources["number"], number = surer
    issued = _issued_date(head, blocks, reference, reading, sources, by_hand="issued_date" in by_hand)
    for name, known in (("number", number or head.bare_number), ("issued_date", issued)):
        if known:
            sources.setdefault(name, "handwriting" if name in by_hand else source)
    if not headless:
        return NumberAndDate(number, issued, None, sources, source)
    return NumberAndDate(number, issued, reference, sources, source, _signing_body(signed[1]) if signed else None)


def _number_in_file_name(
    file_name: str, blocks: Sequence[Block], symbol: tuple[str | None, str] | None, *, headless: bool
) -> document_numbers.DocumentNumber | None:
    """The number in the name of a file; that of an attachment's file only where name and text say it is an annex."""
    if headless:
        return annexes.number_of_annex_file(file_name) if annexes.has_annex_heading(blocks) else None
    return number_fallbacks.number_in_file_name(file_name, symbol) if symbol else None


def _signing_body(signature: Signature) -> str | None:
    return signature.organisation or signature.signer


def _unsure_symbol(
    number: document_numbers.DocumentNumber | None, source: str, *, headless: bool
) -> tuple[str | None, str] | None:
    """Type and agency of a printed number that OCR may have misread, or that heads an attachment."""
    return (number.type, number.agency) if number and (source == "ocr" or headless) else None


def _own_reference(
    blocks: Sequence[Block], symbol: tuple[str | None, str] | None, *, headless: bool
) -> OwnReference | None:
    """The reference to the document in its attachments, or in an attachment's first lines; one with a number if any."""
    if symbol is None and not headless:
        return None
    references = number_fallbacks.attachment_references(blocks[:_TOP] if headless else blocks)
    fitting = [reference for reference in references if headless or _has_symbol(reference, symbol)]
    return next((reference for reference in fitting if reference.number), fitting[0] if fitting else None)


def _surer_number(
    printed: document_numbers.DocumentNumber | None, candidates: Candidates, *, scanned: bool, by_hand: bool
) -> tuple[str, document_numbers.DocumentNumber] | None:
    """The first number that takes the place of the printed one, which is unknown or a scan's misreading."""
    for source, number in candidates:
        if number is None:
            continue
        if printed is None or (scanned and (by_hand or number.canonical_key != printed.canonical_key)):
            return source, number
    return None


def _issued_date(
    head: DocumentHeader,
    blocks: Sequence[Block],
    reference: OwnReference | None,
    reading: Reading,
    sources: dict[str, str],
    *,
    by_hand: bool,
) -> date | None:
    """The header's date; one that was written by hand gives way to the date that an attachment repeats."""
    if head.issued is None or (by_hand and reference and reference.issued):
        return _issued_elsewhere(head, blocks, reference, reading, sources)
    return head.issued


def _issued_elsewhere(
    head: DocumentHeader,
    blocks: Sequence[Block],
    reference: OwnReference | None,
    reading: Reading,
    sources: dict[str, str],
) -> date | None:
    """The date that an attachment repeats, the day of adoption, or the day of signing in the printed month."""
    if reference and reference.issued:
        sources["issued_date"] = "body"
        return reference.issued
    for block in reversed(blocks):
        adopted = adoption_date(block.text) if isinstance(block, Paragraph) and len(block.text) < 400 else None
        if adopted:
            sources["issued_date"] = "body"
            return adopted
    issued = number_fallbacks.signing_day(
        reading.signatures, head.issued_month or (reference.month if reference else None)
    )
    if issued:
        sources["issued_date"] = "signature"
    return issued


def _has_symbol(reference: OwnReference, symbol: tuple[str | None, str] | None) -> bool:
    """True if the reference can be to this document: same type and agency in its number."""
    number = reference.number
    if symbol is None or number is None:
        return False
    return number.type == symbol[0] and fold(number.agency) == fold(symbol[1])


def _head_source(reading: Reading) -> str:
    """The layer of the head's text: for a file with scanned and other pages that of the first page."""
    if reading.text_source == "mixed":
        return "ocr" if reading.pages and reading.pages[0].source == "ocr" else "text_layer"
    return reading.text_source
