"""Renditions: one document read from two files (a Word file and its PDF) counts once in an answer."""

from __future__ import annotations

from collections.abc import Sequence

from index.library.document_matching import rendition_identity
from index.library.renditions import rendition_worth
from index.records import Hit, StoredDocument


def one_rendition_each(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Hits with the passages of one rendition only; of several the one with page pictures and a text of its own."""
    chosen: dict[str, StoredDocument] = {}
    for hit in hits:
        key = rendition_identity(hit.document)
        best = chosen.get(key)
        if best is None or rendition_worth(hit.document) > rendition_worth(best):
            chosen[key] = hit.document
    return tuple(hit for hit in hits if chosen[rendition_identity(hit.document)].id == hit.document.id)
