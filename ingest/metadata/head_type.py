"""The type and the legal class of a document: the number's symbol and the printed title, each where it is the surer."""

from __future__ import annotations

import re

from ingest.grammar import document_numbers, document_types
from ingest.metadata.document_header import DocumentHeader
from ingest.metadata.number_and_date import NumberAndDate
from ingest.records import LegalClass
from ingest.text.normalize import fold

#: Party regulations bear `QĐ` too: their title tells them from decisions, as it does where the number stands only in
#: the words on what issues the text.
_REGULATIONS = ("QyĐ", "QĐi", "QC")


def document_type(head: DocumentHeader, own: NumberAndDate) -> str | None:
    """The type: by the number's symbol, else as printed; a letter has none of its own."""
    number = own.number or head.number or head.doubtful_number
    if number:
        symbol, agency = _symbol(number, head, own), number.agency
    else:
        symbol, agency = head.blank_symbol or (None, "")
    kind = symbol or head.type or (own.reference.type if own.reference else None) or None
    return "CV" if kind is None and ("-" in agency or _is_letter(head)) else kind


def _is_letter(head: DocumentHeader) -> bool:
    """True for the form that only letters have: `V/v` in place of a type's name, and addressees."""
    return bool(head.addressees) and bool(re.match(r"v/v\b", fold(head.subject or "")))


def _symbol(number: document_numbers.DocumentNumber, head: DocumentHeader, own: NumberAndDate) -> str | None:
    """The number's type; the title's where the symbol stands for several types."""
    if number.type == "L" and fold(number.agency) == "ctn":
        return document_types.ORDER
    if head.type not in _REGULATIONS or number.type != "QĐ":
        return number.type
    is_repeated = own.sources.get("number") == "body" and own.reference is None
    return head.type if is_repeated or _is_of_party(number) else number.type


def _is_of_party(number: document_numbers.DocumentNumber) -> bool:
    """True for a number whose symbol follows a hyphen (`31-QĐ/TU`)."""
    return bool(re.match(r"\d+\w*-", number.text))


def legal_class(
    number: document_numbers.DocumentNumber | None, kind: str | None, head: DocumentHeader
) -> LegalClass | None:
    """Party, normative or administrative, as the number's form tells."""
    if number is None:
        return "dang" if head.is_of_party else "hanh_chinh" if head.blank_symbol else None
    if number.type and _is_of_party(number):
        return "dang"
    if number.year:
        return "qppl"
    return None if kind is None else "hanh_chinh"
