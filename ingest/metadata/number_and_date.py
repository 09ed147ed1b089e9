"""What the document is called: its own number and date, each from the surest place, and where that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.grammar import document_numbers
from ingest.metadata import number_fallbacks
from ingest.metadata.header_lines import DocumentHeader
from ingest.metadata.number_fallbacks import OwnReference
from ingest.metadata.stated_dates import adoption_date
from ingest.records import Paragraph, Reading, Table
from ingest.text.normalize import fold

Block = Paragraph | Table

#: An attachment without a head says within its first blocks what it is attached to.
_TOP = 15


@dataclass(frozen=True, slots=True)
class NumberAndDate:
    """What the document is called, and where each part of that was found."""

    number: document_numbers.DocumentNumber | None
    issued: date | None
    reference: OwnReference | None
    sources: dict[str, str]
    #: The layer that the head was read from.
    origin: str
    issuer: str | None = None


def read_number_and_date(
    head: DocumentHeader, blocks: Sequence[Block], reading: Reading, file_name: str, *, headless: bool
) -> NumberAndDate:
    """Number and date: the header's own unless it is blank or was read from handwriting."""
    origin = _head_source(reading)
    sources: dict[str, str] = {}
    by_hand = {one.field for one in reading.handwritten}
    number = head.number
    symbol = head.blank_symbol or ((number.type, number.agency) if number and (origin == "ocr" or headless) else None)
    references = (
        number_fallbacks.attachment_references(blocks[:_TOP] if headless else blocks) if symbol or headless else []
    )
    fitting = [one for one in references if headless or _has_symbol(one, symbol)]
    reference = next((one for one in fitting if one.number), fitting[0] if fitting else None)
    signed = number_fallbacks.number_in_signature(reading.signatures) if symbol or headless else None
    named = number_fallbacks.number_in_file_name(file_name, symbol) if symbol and not headless else None
    for found, origin_of_it in (
        (reference.number if reference else None, "body"),
        (signed[0] if signed else None, "signature"),
        (named, "file_name"),
    ):
        same = number is not None and found is not None and found.canonical_key == number.canonical_key
        if found and (number is None or (origin == "ocr" and (not same or "number" in by_hand))):
            number, sources["number"] = found, origin_of_it
            break
    issued = head.issued
    if issued is None or ("issued_date" in by_hand and reference and reference.issued):
        issued = _issued_elsewhere(head, blocks, reference, reading, sources)
    for name, known in (("number", number or head.bare_number), ("issued_date", issued)):
        if known:
            sources.setdefault(name, "handwriting" if name in by_hand else origin)
    issuer = (signed[1].organisation or signed[1].signer) if signed and headless else None
    return NumberAndDate(number, issued, reference if headless else None, sources, origin, issuer)


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
    """Whether the reference can be to this document: same type and agency in its number."""
    number = reference.number
    if symbol is None or number is None:
        return False
    return number.type == symbol[0] and fold(number.agency) == fold(symbol[1])


def _head_source(reading: Reading) -> str:
    """Where the head's text comes from: that of the first page for a file of both kinds."""
    if reading.text_source == "mixed":
        return "ocr" if reading.pages and reading.pages[0].source == "ocr" else "text_layer"
    return reading.text_source
