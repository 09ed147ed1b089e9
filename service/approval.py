"""What waits for a clerk: documents held back, relations that change whether one is in force, unknown statuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.library import Library, Listing
from index.records import HELD_BACK, PUBLIC, StoredDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.relations import Decision, StoredEdge
    from index.validity import Status

#: How each relation is said of its source.
RELATIONS = {
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
class Waiting:
    """What a clerk should decide, each part no longer than was asked for."""

    held: tuple[StoredDocument, ...]
    edges: tuple[StoredEdge, ...]
    statuses: tuple[tuple[StoredDocument, Status], ...]


def waiting(library: Library, limit: int) -> Waiting:
    """What waits now."""
    held = library.documents(Listing(access=(HELD_BACK,), limit=limit)).documents
    return Waiting(held, library.relations.undecided(limit), tuple(_unknown(library, limit)))


def approve(library: Library, document_id: str, who: str, note: str = "") -> None:
    """Let a document that was held back answer.

    :raises LookupError: if no such document waits.
    """
    _decide(library, document_id, "accept", who, note)
    library.set_access(document_id, PUBLIC)


def reject(library: Library, document_id: str, who: str, note: str = "") -> None:
    """Turn a document that was held back away; it stays for audit, withdrawn.

    :raises LookupError: if no such document waits.
    """
    _decide(library, document_id, "reject", who, note)
    library.withdraw(document_id, note or f"không được {who} duyệt")


def _decide(library: Library, document_id: str, decision: Decision, who: str, note: str) -> None:
    """Write down who decides before it takes effect."""
    document = library.document(document_id)
    if document is None or document.state != "active" or document.access != HELD_BACK:
        raise LookupError(document_id)
    library.relations.review_access(document_id, decision, who, note)


def _unknown(library: Library, limit: int) -> Iterator[tuple[StoredDocument, Status]]:
    """Rules of law, and documents that another one touches, whose status the library does not show."""
    after: str | None = None
    found = 0
    while found < limit:
        page = library.documents(Listing(limit=PAGE, after=after))
        known = library.relations.statuses({one.id for one in page.documents}, date.today())
        for document in page.documents:
            status = known[document.id]
            doubtful = document.metadata.legal_class == "qppl" or status.cause is not None
            if status.code == "unknown" and status.confirmed_by is None and doubtful and found < limit:
                found += 1
                yield document, status
        after = page.following
        if after is None:
            return
