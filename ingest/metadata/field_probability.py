"""How probable type, subject and signer are, by what names them: they are shown as read, with their probability."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.metadata import signature_block
from ingest.metadata.document_header import DocumentHeader
from ingest.metadata.evidence import WeighedValue, as_candidates, reading_weight
from ingest.metadata.number_and_date import NumberAndDate
from ingest.metadata.signature_block import SignatureBlock
from ingest.reading import Signature
from ingest.records import Candidate
from ingest.text.normalize import fold
from ingest.text.syllables import syllable_rate

_SCRAWLED = 0.8


def type_candidates(kind: str | None, head: DocumentHeader, own: NumberAndDate) -> tuple[Candidate, ...]:
    """The type with the title and the number's symbol as its witnesses, and what the other of them says."""
    number = own.number or head.number or head.doubtful_number
    symbol = number.type if number else (head.blank_symbol or (None, ""))[0]
    weighed = []
    for value in dict.fromkeys(found for found in (kind, head.type, symbol) if found):
        found = WeighedValue(value, own.origin)
        found.add("title", 2.5 if value == head.type else 0.0)
        found.add("symbol agrees", 2.5 if value == symbol else 0.0)
        found.add("chosen", 1.0 if value == kind else -3.0)
        weighed.append(found)
    return as_candidates("type", weighed)


def subject_candidates(head: DocumentHeader, own: NumberAndDate) -> tuple[Candidate, ...]:
    """The subject by how surely its lines were read and whether its words can be spelt."""
    if not head.subject:
        return ()
    found = WeighedValue(head.subject, "body" if head.is_subject_from_sentence else own.origin)
    rates = [block.confidence for block in head.subject_blocks if block.confidence is not None]
    found.add("reading", reading_weight(min(rates) if rates else None))
    if rates and syllable_rate(head.subject)[0] < _SCRAWLED:
        found.add("words that spell nothing", -2.0)
    return as_candidates("subject", [found])


def signer_candidates(signature: SignatureBlock, signatures: Sequence[Signature], origin: str) -> tuple[Candidate, ...]:
    """The signer by the name's form, the office above it, and the digital signature."""
    if not signature.signer:
        return ()
    found = WeighedValue(signature.signer, origin)
    found.add("a person's name", 1.5 if signature_block.is_name(signature.signer) else -1.0)
    found.add("office above", 1.5 if signature.signer_title else 0.0)
    if any(fold(entry.signer or "") == fold(signature.signer) for entry in signatures):
        found.add("also signature", 2.5)
    return as_candidates("signer", [found])
