"""The issuing body of a document and its superior, from the surest place that names them."""

from __future__ import annotations

import re

from ingest.grammar import issuers
from ingest.metadata import enacting_sentence
from ingest.metadata.document_header import DocumentHeader
from ingest.metadata.enacting_sentence import EnactingSentence
from ingest.metadata.number_and_date import NumberAndDate
from ingest.metadata.signature_block import SignatureBlock
from ingest.text.normalize import fold

#: A longer "name" is a sentence that was printed in capitals.
_LONGEST_NAME = 160
#: A body that its province must follow; some headers name the province only beside the date.
_WITHOUT_PROVINCE = re.compile(r"(?:UBND|HĐND) (?:tỉnh|thành phố)|(?:.* )?Tỉnh ủy")


def find_issuer(
    head: DocumentHeader,
    own: NumberAndDate,
    sentence: EnactingSentence | None,
    document_type: str | None,
    signature: SignatureBlock,
) -> tuple[str | None, str | None]:
    """Superior body and issuer, from the header, the number's symbol, the authority line, the enacting sentence."""
    parent, issuer = _header_issuer(head)
    by_symbol = issuers.issuer_of_symbol(own.number.agency) if own.number else None
    if issuer is None or (by_symbol and not issuers.opens_body_name(issuer)):
        issuer, parent = by_symbol or issuer, None
    if issuer is None:
        issuer = _issuer_outside_header(head, own, sentence)
    if issuer is None:
        return parent, None
    if head.place and _WITHOUT_PROVINCE.fullmatch(issuer):
        issuer = f"{issuer} {head.place}"
    if head.authority and fold(head.authority).startswith("chu tich uy ban") and issuer.startswith("UBND"):
        issuer = f"Chủ tịch {issuer}"
    if issuer == "Văn phòng" and parent:
        issuer = f"{issuer} {parent}"
    return parent, _with_chairman(issuer, document_type, signature)


def _header_issuer(head: DocumentHeader) -> tuple[str | None, str | None]:
    """Superior body and issuer that the header's left column names: the last two of its bodies."""
    names = [name for name in dict.fromkeys(issuers.header_bodies(head.issuer_lines)) if len(name) < _LONGEST_NAME]
    opening = [name for name in names if issuers.opens_body_name(name)]
    bodies = opening or names
    return bodies[-2] if len(bodies) > 1 else None, bodies[-1] if bodies else None


def _with_chairman(issuer: str, document_type: str | None, signature: SignatureBlock) -> str:
    """`Chủ tịch UBND ...`: a directive, decision or telegram that a chairman signs without `TM.` is the chairman's own
    ("Head of a document" in docs/documents.md)."""
    personal = document_type in ("CT", "QĐ", "CĐ") and (signature.capacity or "KT.").upper().startswith("KT")
    title = fold(signature.signer_title or "")
    if personal and issuer.startswith("UBND") and title.startswith(("chu tich", "pho chu tich")):
        return f"Chủ tịch {issuer}"
    return issuer


def _issuer_outside_header(head: DocumentHeader, own: NumberAndDate, sentence: EnactingSentence | None) -> str | None:
    """The issuer of a document whose header names none."""
    if own.issuer:
        return issuers.cited_form(own.issuer)
    if head.authority:
        return issuers.cited_form(enacting_sentence.body_of_office(head.authority))
    if own.reference and own.reference.issuer:
        return issuers.cited_form(own.reference.issuer)
    return sentence.issuer if sentence else None
