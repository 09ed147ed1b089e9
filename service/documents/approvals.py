"""What waits for a clerk, and the clerk's decisions: documents held back, relations that change whether one is in
force, unknown statuses, numbers and dates read from scans.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.access_labels import is_held_back, released_label
from index.library.library import Library, ListRequest
from index.records import StoredDocument, ValidityCode
from ingest.records import Metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.validity.records import StoredEdge, ValidityStatus
    from index.validity.reviews import ReviewDecision

#: How each relation is said of its source.
RELATION_NAMES = {
    "replaces": "thay thế",
    "repeals": "bãi bỏ",
    "repeals_part": "bãi bỏ một phần",
    "amends": "sửa đổi, bổ sung",
    "replaces_phrase": "thay cụm từ trong",
    "corrects": "đính chính",
    "suspends": "ngưng hiệu lực",
    "extends": "kéo dài thời hạn",
    "recalls": "thu hồi",
    "based_on": "căn cứ",
    "implements": "thực hiện",
    "refers_to": "dẫn chiếu",
    "consolidates": "hợp nhất",
    "attached_to": "ban hành kèm theo",
}
#: Documents of one page when the library is gone through.
PAGE = 500


@dataclass(frozen=True, slots=True)
class ApprovalQueue:
    """What a clerk should decide, each part no longer than was asked for.

    ``uncertain`` are documents whose number or date should be compared with the original, each with the reasons.
    """

    held_back: tuple[StoredDocument, ...]
    edges: tuple[StoredEdge, ...]
    statuses: tuple[tuple[StoredDocument, ValidityStatus], ...]
    uncertain: tuple[tuple[StoredDocument, tuple[str, ...]], ...]


def approval_queue(library: Library, limit: int) -> ApprovalQueue:
    """What waits now."""
    held: list[StoredDocument] = []
    unknown: list[tuple[StoredDocument, ValidityStatus]] = []
    uncertain: list[tuple[StoredDocument, tuple[str, ...]]] = []
    for documents in _all_documents(library):
        ids = {one.id for one in documents}
        known, compared = library.relations.statuses(ids, date.today()), library.reviews.documents_compared(ids)
        for one in documents:
            if is_held_back(one.access):
                held.append(one)
            if _needs_status_decision(one, known[one.id]):
                unknown.append((one, known[one.id]))
            if one.id not in compared and (reasons := uncertainties(one.metadata)):
                uncertain.append((one, reasons))
        if min(len(held), len(unknown), len(uncertain)) >= limit:
            break
    edges = library.relations.undecided_edges(limit)
    return ApprovalQueue(tuple(held[:limit]), edges, tuple(unknown[:limit]), tuple(uncertain[:limit]))


def uncertainties(metadata: Metadata) -> tuple[str, ...]:
    """Why the number and the date need a look at the original: read from a scan, or not found there.

    >>> uncertainties(Metadata(number="9107/QĐ-UBND", sources={"number": "ocr"}))
    ('số hiệu nhận dạng từ bản quét', 'không đọc được ngày ban hành')
    """
    reasons = []
    for field, name in (("number", "số hiệu"), ("issued_date", "ngày ban hành")):
        if metadata.sources.get(field) == "ocr":
            reasons.append(f"{name} nhận dạng từ bản quét")
        elif getattr(metadata, field) is None and "ocr" in metadata.sources.values():
            reasons.append(f"không đọc được {name}")
    return tuple(reasons)


def approve(library: Library, document_id: str, who: str, note: str = "", access: str | None = None) -> None:
    """Let a document that was held back answer; under ``access``, or the label that it was taken in for.

    :raises LookupError: if no such document waits.
    """
    held = _record_decision(library, document_id, "accept", who, note)
    library.set_access(document_id, access or released_label(held.access))


def reject(library: Library, document_id: str, who: str, note: str = "") -> None:
    """Turn a document that was held back away; it stays for audit, withdrawn.

    :raises LookupError: if no such document waits.
    """
    _record_decision(library, document_id, "reject", who, note)
    library.withdraw(document_id, note or f"không được {who} duyệt")


def decide_relation(library: Library, number: int, decision: ReviewDecision, who: str, note: str = "") -> StoredEdge:
    """Confirm or reject an edge.

    :raises LookupError: if no answering document has it.
    """
    edge = library.relations.edge(number)
    if edge is None:
        raise LookupError(number)
    library.reviews.record_edge(edge.source_id, edge.fingerprint, decision, who, note)
    return edge


def confirm_status(
    library: Library, document_id: str, code: ValidityCode, who: str, since: date | None = None, note: str = ""
) -> None:
    """Put a clerk's word on a document's status in the place of the computed one, from a day on.

    :raises LookupError: if the library does not hold the document.
    """
    _active_document(library, document_id)
    library.reviews.record_status(document_id, code, who, since, note)


def confirm_metadata(library: Library, document_id: str, who: str, note: str = "") -> None:
    """Record that the number and the date were compared with the original.

    :raises LookupError: if the library does not hold the document.
    """
    _active_document(library, document_id)
    library.reviews.record_metadata(document_id, "accept", who, note)


def _active_document(library: Library, document_id: str) -> StoredDocument:
    document = library.document(document_id)
    if document is None or document.state != "active":
        raise LookupError(document_id)
    return document


def _record_decision(
    library: Library, document_id: str, decision: ReviewDecision, who: str, note: str
) -> StoredDocument:
    """Write down who decides before it takes effect."""
    document = _active_document(library, document_id)
    if not is_held_back(document.access):
        raise LookupError(document_id)
    library.reviews.record_access(document_id, decision, who, note)
    return document


def _needs_status_decision(document: StoredDocument, status: ValidityStatus) -> bool:
    """Rules of law, and documents that another one touches, whose status the library does not show."""
    told = document.metadata.legal_class == "qppl" or status.cause is not None
    return status.code == "unknown" and status.confirmed_by is None and told


def _all_documents(library: Library) -> Iterator[tuple[StoredDocument, ...]]:
    after: str | None = None
    while True:
        page = library.documents(ListRequest(access=None, limit=PAGE, after=after))
        yield page.documents
        after = page.following
        if after is None:
            return
