"""Approvals: what waits for a clerk, and the clerk's decisions.

These are documents held back, relations that change a document's validity, unknown statuses, and numbers and dates read
from scans.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.access_labels import is_held_back, released_label
from index.library.annexes import ClerkAnnexes
from index.library.library import Library, ListRequest
from index.records import StoredDocument, ValidityCode
from index.store.clerk_values import CLERK_FIELDS, NO_VALUE, ClerkField, UnusableValue, checked_value
from index.store.relation_rows import CLERK_EDGE_MARK
from index.validity.reviews import standing_reviews
from ingest.records import Metadata
from service.http.doubts import reasons

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.validity.records import StoredEdge, ValidityStatus
    from index.validity.reviews import ReviewDecision

#: Vietnamese verb of each relation, with the citing document as its subject.
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
#: Fields that an annex in a file of its own has from its main text.
FROM_MAIN: frozenset[ClerkField] = frozenset(("number", "issued_date", "type", "issuer"))
_OF_MAIN = "Văn bản này là phụ lục nên mục này theo văn bản chính; hãy sửa ở văn bản chính, hoặc bỏ việc đặt phụ lục."
#: Documents read at once when the whole library is listed.
PAGE = 500


@dataclass(frozen=True, slots=True)
class ApprovalQueue:
    """The decisions that wait for a clerk, each part no longer than the limit.

    ``uncertain`` are documents whose number or date should be compared with the original, each with the reasons.
    """

    held_back: tuple[StoredDocument, ...]
    edges: tuple[StoredEdge, ...]
    statuses: tuple[tuple[StoredDocument, ValidityStatus], ...]
    uncertain: tuple[tuple[StoredDocument, tuple[str, ...]], ...]


def approval_queue(library: Library, limit: int) -> ApprovalQueue:
    """The decisions that wait now, at most ``limit`` in each part."""
    held_back: list[StoredDocument] = []
    unknown: list[tuple[StoredDocument, ValidityStatus]] = []
    uncertain: list[tuple[StoredDocument, tuple[str, ...]]] = []
    for documents in _all_documents(library):
        ids = {document.id for document in documents}
        statuses, compared = library.relations.statuses(ids, date.today()), library.reviews.documents_compared(ids)
        for document in documents:
            if is_held_back(document.access):
                held_back.append(document)
            if _needs_status_decision(document, statuses[document.id]):
                unknown.append((document, statuses[document.id]))
            if document.id not in compared and (why := uncertainties(document.metadata)):
                uncertain.append((document, why))
        if min(len(held_back), len(unknown), len(uncertain)) >= limit:
            break
    edges = library.relations.undecided_edges(limit)
    return ApprovalQueue(tuple(held_back[:limit]), edges, tuple(unknown[:limit]), tuple(uncertain[:limit]))


def uncertainties(metadata: Metadata) -> tuple[str, ...]:
    """The reasons to compare number, date and issuer with the original: read from a scan, or not surely known.

    >>> uncertainties(Metadata(number="9107/QĐ-UBND", type="QĐ", issuer="Sở Y tế", sources={"number": "ocr"}))
    ('số hiệu nhận dạng từ bản quét', 'không đọc được ngày ban hành')
    """
    return reasons(metadata)


def approve(library: Library, document_id: str, who: str, note: str = "", access: str | None = None) -> None:
    """Release a document that was held back, under ``access`` or the label that it was ingested with.

    :raises LookupError: if no such document waits.
    """
    document = _record_decision(library, document_id, "accept", who, note)
    library.set_access(document_id, access or released_label(document.access))


def reject(library: Library, document_id: str, who: str, note: str = "") -> None:
    """Withdraw a document that was held back; it is kept for audit.

    :raises LookupError: if no such document waits.
    """
    _record_decision(library, document_id, "reject", who, note)
    library.withdraw(document_id, note or f"không được {who} duyệt")


def decide_relation(library: Library, number: int, decision: ReviewDecision, who: str, note: str = "") -> StoredEdge:
    """Confirm or reject a relation.

    :raises LookupError: if no active document has it.
    """
    edge = library.relations.edge(number)
    if edge is None:
        raise LookupError(number)
    library.reviews.record_edge(edge.source_id, edge.fingerprint, decision, who, note)
    return edge


def confirm_status(
    library: Library, document_id: str, code: ValidityCode, who: str, since: date | None = None, note: str = ""
) -> None:
    """Replace the computed status of a document by the clerk's, from the day ``since`` on.

    :raises LookupError: if there is no such active document.
    """
    _active_document(library, document_id)
    library.reviews.record_status(document_id, code, who, since, note)


def confirm_metadata(library: Library, document_id: str, who: str, note: str = "") -> None:
    """Record that number and date were compared with the original.

    :raises LookupError: if there is no such active document.
    """
    _active_document(library, document_id)
    library.reviews.record_metadata(document_id, "accept", who, note)


def give_value(library: Library, document_id: str, field: ClerkField, value: str, who: str, note: str = "") -> str:
    """Give a field of a document's head the value that the clerk found right; returns it as it is kept.

    It goes before what is read of the file, also when the file is read again; an empty one says that there is none.

    :raises LookupError: if there is no such document.
    :raises UnusableValue: if the field cannot have this value.
    """
    kept = checked_value(field, value) if value.strip() else NO_VALUE
    document = library.document(document_id)
    if document is None:
        raise LookupError(document_id)
    if field in FROM_MAIN and ClerkAnnexes(library.engine).main_of(document_id) is not None:
        raise UnusableValue(_OF_MAIN)
    _check_period(document.metadata, field, kept)
    library.reviews.record_value(document_id, field, kept, who, note)
    library.set_clerk_values(document_id, {field: kept})
    return kept


def take_back(library: Library, document_id: str, mark: str, who: str, note: str = "") -> None:
    """Take back the last decision on a field, on the status (an empty mark) or on an edge (its fingerprint).

    :raises LookupError: if there is no such document, or nothing stands that could be taken back.
    """
    standing = standing_reviews(library.reviews.document_reviews(document_id), mark)
    if library.document(document_id) is None or not standing:
        raise LookupError(document_id)
    if mark.startswith(CLERK_EDGE_MARK):
        with library.clerk_acts() as acts:
            acts.take_back_relation(document_id, mark, who, note)
        return
    library.reviews.record_undo(document_id, mark, who, note)
    if mark in CLERK_FIELDS:
        library.set_clerk_values(document_id, {mark: standing[-2].value if len(standing) > 1 else None})


def _check_period(metadata: Metadata, field: ClerkField, value: str) -> None:
    """Raise where a period would end before it begins."""
    if field not in ("period_from", "period_to") or not value:
        return
    day = date.fromisoformat(value)
    first, last = (day, metadata.period_to) if field == "period_from" else (metadata.period_from, day)
    if first is not None and last is not None and first > last:
        raise UnusableValue("Ngày cuối của thời kỳ đứng trước ngày đầu; hãy xem lại hai ngày này.")


def _active_document(library: Library, document_id: str) -> StoredDocument:
    document = library.document(document_id)
    if document is None or document.state != "active":
        raise LookupError(document_id)
    return document


def _record_decision(
    library: Library, document_id: str, decision: ReviewDecision, who: str, note: str
) -> StoredDocument:
    """Record the decision on a document that is held back, before it takes effect."""
    document = _active_document(library, document_id)
    if not is_held_back(document.access):
        raise LookupError(document_id)
    library.reviews.record_access(document_id, decision, who, note)
    return document


def _needs_status_decision(document: StoredDocument, status: ValidityStatus) -> bool:
    """True for a legal normative document, or one that another affects, whose status is unknown and unconfirmed."""
    matters = document.metadata.legal_class == "qppl" or status.cause is not None
    return status.code == "unknown" and status.confirmed_by is None and matters


def _all_documents(library: Library) -> Iterator[tuple[StoredDocument, ...]]:
    after: str | None = None
    while True:
        page = library.documents(ListRequest(access=None, limit=PAGE, after=after))
        yield page.documents
        after = page.following
        if after is None:
            return
