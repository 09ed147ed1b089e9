"""Documents that may be one, and those that were merged, as they are sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from index import access_labels
from index.library.duplicates import DuplicatePair
from index.library.library import Library
from index.records import StoredDocument
from service.answering.document_names import short_name
from service.schemas.duplicates import DuplicateOut, DuplicatesOut, OtherDocumentOut


def duplicates_out(library: Library, document_id: str) -> DuplicatesOut:
    """What is known of a document's doubles, of what the library's view shows."""
    found = library.duplicates
    keeper = found.keeper(document_id)
    return DuplicatesOut(
        merged_into=next(iter(_others(library, [keeper] if keeper else [])), None),
        files=_others(library, found.merged_into(document_id)),
        candidates=candidates_out(library, document_id, found.of_document(document_id)),
        different=_others(library, found.found_different(document_id)),
    )


def candidates_out(library: Library, document_id: str, pairs: Iterable[DuplicatePair]) -> tuple[DuplicateOut, ...]:
    """The other documents of a document's pairs."""
    by_other = {pair.other(document_id): pair for pair in pairs}
    documents = library.documents_by_id(by_other)
    return tuple(
        DuplicateOut(**_other_out(documents[other]).model_dump(), reason=pair.reason, likeness=round(pair.likeness, 2))
        for other, pair in by_other.items()
        if other in documents
    )


def _others(library: Library, ids: Collection[str]) -> tuple[OtherDocumentOut, ...]:
    return tuple(map(_other_out, library.documents_by_id(ids).values()))


def _other_out(document: StoredDocument) -> OtherDocumentOut:
    return OtherDocumentOut(
        document_id=document.id,
        name=short_name(document),
        file_name=document.file_name,
        is_scan=document.text_source in ("ocr", "mixed"),
        page_count=document.page_count,
        access_label=access_labels.label_name(document.access),
    )
