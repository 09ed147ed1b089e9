"""When two files are the same document."""

from __future__ import annotations

from ingest.records import Document
from ingest.text.normalize import fold

#: Of the words of two subjects, the share that must agree before a second file may take the place of a first
#: with the same number: an appendix in its own file often repeats the number of its plan.
_SUBJECT_AGREEMENT = 0.5


def document_identity(document: Document) -> str:
    """What makes two files the same document.

    A number alone is not enough: ``516/KH-UBND`` exists once a year in every province. Without the issuer and
    the date (or the key's year) only the bytes identify a file.
    """
    metadata = document.metadata
    key = metadata.canonical_key
    dated = metadata.issued_date.isoformat() if metadata.issued_date else (key or "||").split("|")[1]
    if not (key and metadata.issuer and dated):
        return f"sha:{document.sha256}"
    parts = ["key", key, fold(metadata.issuer), fold(metadata.issuer_parent or ""), dated]
    return "|".join([*parts, "draft" if metadata.is_draft else ""])


def subjects_agree(one: str | None, other: str | None) -> bool:
    """Whether two subjects can be the same one, misread or reworded. An unknown one agrees with any."""
    first, second = set(fold(one or "").split()), set(fold(other or "").split())
    if not first or not second:
        return True
    return len(first & second) >= _SUBJECT_AGREEMENT * min(len(first), len(second))
