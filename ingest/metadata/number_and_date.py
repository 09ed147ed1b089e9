"""A document's own number and date, each from the surest place, with the place that it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.grammar import document_numbers
from ingest.metadata import annexes, number_fallbacks
from ingest.metadata.damaged_date import signed_on
from ingest.metadata.document_header import DocumentHeader
from ingest.metadata.evidence import WeighedValue, as_candidates, best_value
from ingest.metadata.number_evidence import (
    ELSEWHERE,
    reference_weight,
    weighed_date,
    weighed_elsewhere,
    weighed_number,
)
from ingest.metadata.number_fallbacks import OwnReference
from ingest.metadata.stated_dates import adoption_date
from ingest.reading import Paragraph, Reading, Signature, Table
from ingest.records import Candidate
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
    #: All numbers and dates that were weighed.
    candidates: tuple[Candidate, ...] = ()


def read_number_and_date(
    head: DocumentHeader, blocks: Sequence[Block], reading: Reading, file_name: str, *, headless: bool
) -> NumberAndDate:
    """Number and date: those for which enough speaks, from the header or from where the document repeats them."""
    source = _head_source(reading)
    _drop_bare_number(head, source)
    symbol = head.blank_symbol or _unsure_symbol(head.number, source, headless=headless)
    reference = _own_reference(blocks, symbol, head, headless=headless)
    signed = number_fallbacks.number_in_signature(reading.signatures) if symbol or headless else None
    found = _found_numbers(
        head,
        blocks,
        reading,
        (
            ("body", reference.number if reference else None),
            ("signature", signed[0] if signed else None),
            ("file_name", _number_in_file_name(file_name, blocks, symbol, headless=headless)),
        ),
        ELSEWHERE | {"body": reference_weight(reference, head, scanned=source == "ocr")},
        source,
    )
    _weigh_contradictions(found, head, source)
    best = best_value("number", (value for value, _ in found))
    number = next((number for value, number in found if value is best), None)
    issued, dated = _issued_date(head, blocks, reference, reading, source)
    weighed = (*as_candidates("number", (value for value, _ in found)), *as_candidates("issued_date", dated))
    sources = _named_sources(best, number is not None or head.bare_number is not None, issued, reading, source)
    body = (signed and headless and _signing_body(signed[1])) or None
    reference = reference if headless else _reference_of_annex(reference, number)
    return NumberAndDate(number, issued and issued[0], reference, sources, source, body, weighed)


def _reference_of_annex(
    reference: OwnReference | None, number: document_numbers.DocumentNumber | None
) -> OwnReference | None:
    """The reference under a title, where the paper has no number of its own: it belongs to what the reference names."""
    return reference if reference and reference.is_at_top and number is None else None


def _drop_bare_number(head: DocumentHeader, source: str) -> None:
    """A number without a symbol on a scan may be a stamp's: nothing tells whose it is."""
    if source == "ocr" and head.type != "SL":
        head.bare_number = None


def _named_sources(
    best: WeighedValue | None, has_number: bool, issued: tuple[date, str] | None, reading: Reading, source: str
) -> dict[str, str]:
    """Where number and date were found, in the words of ``Metadata.sources``."""
    by_hand = {entry.field for entry in reading.handwritten}
    sources = {}
    if has_number:
        elsewhere = best.source if best and best.source in ELSEWHERE else ""
        sources["number"] = elsewhere or ("handwriting" if "number" in by_hand else source)
    if issued:
        sources["issued_date"] = issued[1] or ("handwriting" if "issued_date" in by_hand else source)
    return sources


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
    blocks: Sequence[Block], symbol: tuple[str | None, str] | None, head: DocumentHeader, *, headless: bool
) -> OwnReference | None:
    """The reference to the document in its attachments, or in an attachment's first lines; one with a number if any."""
    if symbol is None and (head.number or head.bare_number):
        return None
    unnumbered = symbol is None and not headless
    references = number_fallbacks.attachment_references(blocks[:_TOP] if headless or unnumbered else blocks)
    fitting = [
        reference
        for reference in references
        if headless or (unnumbered and reference.is_at_top) or _has_symbol(reference, symbol)
    ]
    return next((reference for reference in fitting if reference.number), fitting[0] if fitting else None)


def _found_numbers(
    head: DocumentHeader,
    blocks: Sequence[Block],
    reading: Reading,
    elsewhere: Candidates,
    weights: Mapping[str, float],
    source: str,
) -> list[tuple[WeighedValue, document_numbers.DocumentNumber]]:
    """All numbers that may be the document's own, weighed. What stands elsewhere counts where the printed number is
    unknown or a scan's reading; a place that repeats the printed number speaks for it."""
    by_hand = next((entry for entry in reading.handwritten if entry.field == "number"), None)
    found: list[tuple[WeighedValue, document_numbers.DocumentNumber]] = []
    printed = head.number or head.doubtful_number
    if printed:
        found.append((weighed_number(printed, head, blocks, source, by_hand), printed))
        if head.number is None and not (by_hand and by_hand.digits):
            found[0][0].add("a line that is hardly read", -3.0)
    for place, number in elsewhere:
        if number is None:
            continue
        same = next((value for value, known in found if known.canonical_key == number.canonical_key), None)
        if same:
            same.add(f"also {place}", max(weights[place], 0.0))
        elif head.number is None or source == "ocr":
            value = WeighedValue(number.text, place)
            value.add(place, weights[place])
            found.append((value, number))
    return found


def _weigh_contradictions(
    found: Sequence[tuple[WeighedValue, document_numbers.DocumentNumber]], head: DocumentHeader, source: str
) -> None:
    """Take weight from the head's number of a scan and from those elsewhere that have its symbol and other digits."""
    if source != "ocr" or head.issued is None or not (head.number or head.doubtful_number):
        return
    (head_value, printed), *elsewhere = found
    for value, number in elsewhere:
        if _differs_in_digits(printed, number):
            for one in (head_value, value):
                one.add("other digits at two places of a scan", -3.0)


def _differs_in_digits(one: document_numbers.DocumentNumber, other: document_numbers.DocumentNumber) -> bool:
    """True for one symbol with two numbers: a digit was misread at one of the places, and nobody knows at which."""
    symbols = [(number.year, number.type, fold(number.agency)) for number in (one, other)]
    return symbols[0] == symbols[1] and one.num != other.num


def _issued_date(
    head: DocumentHeader, blocks: Sequence[Block], reference: OwnReference | None, reading: Reading, source: str
) -> tuple[tuple[date, str] | None, list[WeighedValue]]:
    """The header's date if enough speaks for it, with its source (empty for the head), and what was weighed; a day that
    was written by hand gives way to the one that an attachment repeats with the same month."""
    by_hand = any(entry.field == "issued_date" for entry in reading.handwritten)
    dated = [weighed_date(head.issued, head, blocks, reading, source)] if head.issued else []
    if head.issued is None or (by_hand and reference and _same_month(reference.issued, head.issued)):
        found = _issued_elsewhere(head, blocks, reference, reading)
        return found, [*dated, *weighed_elsewhere(found, reading.signatures)]
    return ((head.issued, "") if best_value("issued_date", dated) else None), dated


def _same_month(one: date | None, other: date) -> bool:
    """True for two days of one month: month and year are printed where the day is written by hand."""
    return one is not None and (one.year, one.month) == (other.year, other.month)


def _issued_elsewhere(
    head: DocumentHeader, blocks: Sequence[Block], reference: OwnReference | None, reading: Reading
) -> tuple[date, str] | None:
    """The date that an attachment repeats, the day of adoption, or the day of signing in the printed month."""
    if reference and reference.issued:
        return reference.issued, "body"
    for block in reversed(blocks):
        adopted = adoption_date(block.text) if isinstance(block, Paragraph) and len(block.text) < 400 else None
        if adopted:
            return adopted, "body"
    month = head.issued_month or (reference.month if reference else None)
    signed = number_fallbacks.signing_day(reading.signatures, month) or signed_on(reading.signatures, head.damaged_day)
    return (signed, "signature") if signed else None


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
