"""Evidence for a document's number and date: how surely they were read, who repeats them, what speaks against them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta, timezone

from ingest.grammar import document_numbers, issuers
from ingest.grammar.known_bodies import initials, known_body, plain_key
from ingest.metadata.document_header import DocumentHeader
from ingest.metadata.evidence import WeighedValue, reading_weight
from ingest.metadata.number_fallbacks import OwnReference
from ingest.reading import Handwritten, Paragraph, Reading, Signature, Table
from ingest.text import dates
from ingest.text.normalize import fold

Block = Paragraph | Table

#: The words of other places than the head: what an attachment repeats in print, what a signing tool wrote, a file's
#: name that agrees with the printed symbol.
ELSEWHERE = {"body": 4.0, "signature": 5.0, "file_name": 3.0}
#: In a scan the attachment's reference is a reading too, often of digits written by hand, and may name another
#: decision: alone it does not suffice. Its date tells whose it is.
_REFERENCE_OF_SCAN, _SAME_DAY, _SAME_MONTH, _OTHER_DAY = 1.0, 2.0, 1.0, -2.0
#: Digits read by hand are as sure as their least certain digit; no print is surer than this.
_PRIOR_BY_HAND, _SUREST_BY_HAND = 2.0, 3.5
_BASE = re.compile(r"^\W*(?:can cu|xet|theo (?:de nghi|to trinh)|thuc hien|tren co so)\b")
#: Bases stand within so many blocks.
_BASES_REACH = 30
#: Signing tools sign on the day of issue or soon after.
_SIGNED_WITHIN = 4
#: The day of signing alone does not tell the date that is printed.
_SIGNING_ALONE = -1.7
_HANOI = timezone(timedelta(hours=7))


def weighed_number(
    number: document_numbers.DocumentNumber,
    head: DocumentHeader,
    blocks: Sequence[Block],
    source: str,
    by_hand: Handwritten | None,
) -> WeighedValue:
    """The printed number with what the head and the bases say of it."""
    value = WeighedValue(number.text, "handwriting" if by_hand else source)
    scanned = source == "ocr"
    if by_hand and by_hand.digits:
        value.add("digits by hand", _by_hand_weight(by_hand.confidence))
    elif by_hand:
        value.add("digits by hand that nothing could read", -1.0)
    else:
        value.add("reading", reading_weight(head.number_confidence if scanned else None) + (0.5 if scanned else 1.0))
    if scanned and not number.num.isdigit():
        value.add("a letter among the digits of a scan", -4.0)
    if head.is_date_misread:
        value.add("the day beside it was misread", -3.0)
    # A symbol that agrees says nothing of digits that were written by hand; one that does not speaks against all.
    symbol = _issuer_weight(number, head)
    if head.type and number.type:
        symbol += 0.5 if head.type == number.type else -0.5
    value.add("symbol", min(symbol, 0.0) if by_hand else symbol)
    if any(number.canonical_key == cited.canonical_key for cited in _cited_numbers(blocks)):
        value.add("cited as a base", -3.0)
    return value


def reference_weight(reference: OwnReference | None, head: DocumentHeader, *, scanned: bool) -> float:
    """The weight of an attachment's reference as a source of the document's own number."""
    if reference is None or not scanned:
        return ELSEWHERE["body"]
    weight = _REFERENCE_OF_SCAN
    if reference.issued and head.issued:
        return weight + (_SAME_DAY if reference.issued == head.issued else _OTHER_DAY)
    day = reference.issued
    month = (day.year, day.month) if day else reference.month
    if month and head.issued_month:
        weight += _SAME_MONTH if month == head.issued_month else _OTHER_DAY
    return weight


def _by_hand_weight(confidence: float) -> float:
    bounded = min(max(confidence, 0.01), 0.999)
    return min(_SUREST_BY_HAND + _PRIOR_BY_HAND, _PRIOR_BY_HAND + math.log(bounded / (1 - bounded)))


def _issuer_weight(number: document_numbers.DocumentNumber, head: DocumentHeader) -> float:
    """The agreement of the number's agency with the bodies of the head."""
    bodies = issuers.header_bodies(head.issuer_lines)
    if not bodies:
        return 0.0
    named = issuers.issuer_of_symbol(number.agency)
    if named:
        key = plain_key(named)
        if any(key in plain_key(body) for body in bodies):
            return 1.0
        known = [found for body in bodies if (found := known_body(body)) is not None and found.is_whole]
        return -2.0 if known and "-" not in number.agency else 0.0
    agency = plain_key(number.agency.split("-")[0])
    return 0.5 if any(initials(body) == agency for body in bodies) else 0.0


def _cited_numbers(blocks: Sequence[Block]) -> Iterator[document_numbers.DocumentNumber]:
    for block in blocks[:_BASES_REACH]:
        if isinstance(block, Paragraph) and _BASE.match(fold(block.text)):
            yield from document_numbers.find_numbers(block.text)


def weighed_date(
    issued: date, head: DocumentHeader, blocks: Sequence[Block], reading: Reading, source: str
) -> WeighedValue:
    """The printed date with what bases and signatures say of it."""
    by_hand = next((entry for entry in reading.handwritten if entry.field == "issued_date"), None)
    value = WeighedValue(issued.isoformat(), "handwriting" if by_hand else source)
    if by_hand and by_hand.digits:
        value.add("digits by hand", _by_hand_weight(by_hand.confidence))
    else:
        value.add("reading", reading_weight(head.date_confidence if source == "ocr" else None) + 1.0)
    if any(issued < day for day in _base_dates(blocks)):
        value.add("a base is younger", -2.0)
    signed = [entry.signed_at.astimezone(_HANOI).date() for entry in reading.signatures if entry.signed_at]
    if any(0 <= (day - issued).days <= _SIGNED_WITHIN for day in signed):
        value.add("signed soon after", 2.0)
    return value


def weighed_elsewhere(found: tuple[date, str] | None, signatures: Sequence[Signature]) -> list[WeighedValue]:
    """The date that was found elsewhere, and the days of signing, which a clerk may choose from: a paper may be signed
    weeks after its date."""
    weighed = []
    if found:
        value = WeighedValue(found[0].isoformat(), found[1])
        value.add(found[1], ELSEWHERE.get(found[1], 3.0))
        weighed.append(value)
    days = dict.fromkeys(entry.signed_at.astimezone(_HANOI).date() for entry in signatures if entry.signed_at)
    for day in days:
        if found is None or day != found[0]:
            value = WeighedValue(day.isoformat(), "signature")
            value.add("signing time", 1.0)
            value.add("a day of signing alone", _SIGNING_ALONE if found is None else 2 * _SIGNING_ALONE)
            weighed.append(value)
    return weighed


def _base_dates(blocks: Sequence[Block]) -> Iterator[date]:
    for block in blocks[:_BASES_REACH]:
        if isinstance(block, Paragraph) and _BASE.match(fold(block.text)):
            for match in dates.LONG_DATE.finditer(block.text):
                day = dates.date_of_match(match)
                if day:
                    yield day
