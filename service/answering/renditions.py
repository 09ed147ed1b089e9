"""One document read from two files (a Word file and its PDF) is one document to whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.records import Hit, StoredDocument
from ingest.text.normalize import fold


def identity(document: StoredDocument) -> object:
    """What two renditions of one document share; a document without a number or a date is only itself."""
    known = document.metadata
    if not known.canonical_key or known.issued_date is None:
        return document.id
    return known.canonical_key, known.type, known.issued_date, fold(known.issuer or "")


def one_rendition_each(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Hits with the passages of one rendition only; of several the one with page pictures and a text of its own."""
    chosen: dict[object, StoredDocument] = {}
    for hit in hits:
        key = identity(hit.document)
        held = chosen.get(key)
        if held is None or _worth(hit.document) > _worth(held):
            chosen[key] = hit.document
    return tuple(hit for hit in hits if chosen[identity(hit.document)].id == hit.document.id)


def distinct_documents(documents: Iterable[StoredDocument]) -> tuple[StoredDocument, ...]:
    """The documents, one rendition of each."""
    chosen: dict[object, StoredDocument] = {}
    for document in documents:
        key = identity(document)
        if key not in chosen or _worth(document) > _worth(chosen[key]):
            chosen[key] = document
    return tuple(chosen.values())


def _worth(document: StoredDocument) -> tuple[bool, bool]:
    return document.text_source not in ("ocr", "mixed"), document.kind == "pdf"
