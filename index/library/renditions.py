"""Renditions and annexes: which of the library's documents are one for whoever counts documents.

A document read from two files (a Word file and its PDF) is one, and so are a main text and its annexes in files of
their own.
"""

from __future__ import annotations

from collections.abc import Iterable

from index.library.document_matching import rendition_identity
from index.records import StoredDocument


def distinct_documents(documents: Iterable[StoredDocument]) -> tuple[StoredDocument, ...]:
    """The documents, one rendition of each."""
    chosen: dict[str, StoredDocument] = {}
    for document in documents:
        key = rendition_identity(document)
        if key not in chosen or rendition_worth(document) > rendition_worth(chosen[key]):
            chosen[key] = document
    return tuple(chosen.values())


def whole_documents(documents: Iterable[StoredDocument]) -> tuple[StoredDocument, ...]:
    """The documents, one rendition of each, and an annex in a file of its own only where its main text is missing.

    Of several annexes without their main text the first stands for the document.
    """
    found = distinct_documents(documents)
    mains = [document for document in found if document.metadata.annex is None]
    annexes: list[StoredDocument] = []
    for document in found:
        if document.metadata.annex and not any(are_parts_of_one(document, other) for other in (*mains, *annexes)):
            annexes.append(document)
    return (*mains, *annexes)


def are_parts_of_one(first: StoredDocument, second: StoredDocument) -> bool:
    """True for an annex in a file of its own and its main text, or another annex of it: one number, no other day."""
    days = {first.metadata.issued_date, second.metadata.issued_date} - {None}
    one_number = (
        first.metadata.canonical_key is not None and first.metadata.canonical_key == second.metadata.canonical_key
    )
    return one_number and len(days) < 2 and bool(first.metadata.annex or second.metadata.annex)


def rendition_worth(document: StoredDocument) -> tuple[bool, bool]:
    """Key by which renditions are compared: a text of its own, then pages to show."""
    return document.text_source not in ("ocr", "mixed"), document.kind == "pdf"
