"""Decisions of clerks: on edges, on a document's status, its metadata, and whether it may answer; by whom and when.

Nothing is overwritten: the last decision counts, the earlier ones stay for audit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

from sqlalchemy import Connection, Engine, Row, func, insert, select

from index.access_labels import is_held_back
from index.records import ValidityCode
from index.store import tables
from index.store.clerk_values import CLERK_FIELDS, ClerkField
from index.store.database import now, read_transaction, write_transaction
from index.store.relation_rows import reviews
from index.store.task_rows import marks_task
from index.validity.records import Confirmation

ReviewDecision = Literal["accept", "reject"]
ReviewSubject = Literal["edge", "status", "access", "metadata", "papers", "merged"]

#: In place of an edge's fingerprint, where the decision is on the document itself.
STATUS_MARK, ACCESS_MARK, METADATA_MARK = "", "access", "metadata"
#: The decisions by which a document was merged into another one.
MERGED_MARK = "merged"
#: The mark of a decision that a whole file is an annex of another document.
ANNEX_MARK = "annex_of"
#: Part of the mark of a decision that two documents are two.
DIFFERENT_MARK = "z"
#: Part of the mark of a decision on where a paper begins in a file.
CUT_MARK = "x"
#: The decision of a row that gives a field of the head a value; its mark is the field.
VALUE_GIVEN = "value"
#: The decision of a row that takes back the one before it on the same thing.
UNDONE = "undone"
_SUBJECTS: dict[str, ReviewSubject] = {
    STATUS_MARK: "status", ACCESS_MARK: "access", METADATA_MARK: "metadata", MERGED_MARK: "merged",
    ANNEX_MARK: "papers",
    **dict.fromkeys(CLERK_FIELDS, "metadata"),
}  # fmt: skip
_review = reviews.c
_Kept = TypeVar("_Kept")


@dataclass(frozen=True, slots=True)
class Review:
    """One decision. ``fingerprint`` names the edge that it is on, if ``subject`` is one; ``at`` is ISO, UTC.

    ``field`` and ``value`` are the part of the head and what the clerk gave for it, where he gave one.
    """

    id: int
    document_id: str
    subject: ReviewSubject
    fingerprint: str
    decision: str
    since: date | None
    who: str
    at: str
    note: str
    field: str = ""
    value: str = ""


class ReviewLog:
    """The library's record of decisions."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record_edge(
        self, document_id: str, fingerprint: str, decision: ReviewDecision, who: str, note: str = ""
    ) -> None:
        """Record that a clerk confirms or rejects an edge of a document."""
        self._record(document_id, fingerprint, decision, None, who, note)

    def record_status(
        self, document_id: str, code: ValidityCode, who: str, since: date | None = None, note: str = ""
    ) -> None:
        """Record a clerk's word on a document's status from a day on."""
        self._record(document_id, STATUS_MARK, code, since, who, note)

    def record_access(self, document_id: str, decision: ReviewDecision, who: str, note: str = "") -> None:
        """Record who let a document that was held back answer, or turned it away."""
        self._record(document_id, ACCESS_MARK, decision, None, who, note)

    def record_metadata(self, document_id: str, decision: ReviewDecision, who: str, note: str = "") -> None:
        """Record that a clerk compared a document's number and date with the original."""
        self._record(document_id, METADATA_MARK, decision, None, who, note)

    def record_value(self, document_id: str, field: ClerkField, value: str, who: str, note: str = "") -> None:
        """Record the value that a clerk gave a field of a document's head."""
        self._record(document_id, field, VALUE_GIVEN, None, who, note, value)

    def record_undo(self, document_id: str, mark: str, who: str, note: str = "") -> None:
        """Record that the last standing decision on an edge, a status or a field is taken back."""
        self._record(document_id, mark, UNDONE, None, who, note)

    @property
    def last_id(self) -> int:
        """The number of the last decision: validity depends on it besides the library's last change."""
        with read_transaction(self._engine) as connection:
            return int(connection.execute(select(func.coalesce(func.max(_review.id), 0))).scalar_one())

    def document_reviews(self, document_id: str) -> tuple[Review, ...]:
        """Every decision on a document and on its edges, oldest first; those on its tasks stand with the tasks."""
        own = (_review.document_id == document_id) & ~marks_task(_review.fingerprint)
        query = select(reviews).where(own).order_by(_review.id)
        with read_transaction(self._engine) as connection:
            return tuple(
                Review(
                    row.id, row.document_id, _subject(row.fingerprint), row.fingerprint, row.decision,
                    _optional_date(row.since), row.who, row.at, row.note,
                    row.fingerprint if row.decision == VALUE_GIVEN else "",
                    # What else stands there names other documents, which the reader of this may not see.
                    row.value if row.decision == VALUE_GIVEN else "",
                )
                for row in connection.execute(query)
            )  # fmt: skip

    def documents_compared(self, document_ids: Collection[str]) -> set[str]:
        """Those of the documents whose metadata a clerk has compared with the original."""
        with read_transaction(self._engine) as connection:
            marked = last_decisions(connection, document_ids)
        return {document_id for document_id, mark in marked if mark == METADATA_MARK}

    def _record(
        self, document_id: str, mark: str, decision: str, since: date | None, who: str, note: str, value: str = ""
    ) -> None:
        row = {
            "document_id": document_id, "fingerprint": mark, "decision": decision, "who": who, "at": now(),
            "since": since.isoformat() if since else "", "note": note, "value": value,
        }  # fmt: skip
        with write_transaction(self._engine) as connection:
            connection.execute(insert(reviews).values(**row))


def last_decisions(connection: Connection, document_ids: Collection[str]) -> dict[tuple[str, str], str]:
    """The last standing decision on each edge, and on each document's access and metadata, by document and mark."""
    query = (
        select(_review.document_id, _review.fingerprint, _review.decision)
        .where(_review.document_id.in_(list(document_ids)), _review.fingerprint != STATUS_MARK)
        .order_by(_review.id)
    )
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in connection.execute(query):
        _add_decision(found[row.document_id, row.fingerprint], row.decision, row.decision)
    return {key: decisions[-1] for key, decisions in found.items() if decisions}


def _add_decision(standing: list[_Kept], decision: str, kept: _Kept) -> None:
    """Add a decision to those that stand; one that takes back removes the last of them."""
    if decision != UNDONE:
        standing.append(kept)
    elif standing:
        standing.pop()


def standing_reviews(given: Iterable[Review], mark: str) -> tuple[Review, ...]:
    """The decisions on one thing that were not taken back, oldest first; ``given`` are all in their order."""
    standing: list[Review] = []
    for review in given:
        if review.fingerprint == mark:
            _add_decision(standing, review.decision, review)
    return tuple(standing)


def standing_decisions(rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    """Of rows of decisions, oldest first, those that were not taken back."""
    found: dict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
    for row in rows:
        _add_decision(found[row.document_id, row.fingerprint], row.decision, row)
    return [row for standing in found.values() for row in standing]


def standing_values(connection: Connection, document_id: str, beginning: str) -> dict[str, str]:
    """What clerks gave a document under marks that begin so, by mark, where it was not taken back."""
    query = (
        select(_review.fingerprint, _review.decision, _review.value)
        .where(_review.document_id == document_id, _review.fingerprint.startswith(beginning, autoescape=True))
        .order_by(_review.id)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(query):
        _add_decision(found[row.fingerprint], row.decision, row.value)
    given = {mark: [value for value in values if value] for mark, values in found.items()}
    return {mark: values[-1] for mark, values in given.items() if values}


def next_label(connection: Connection, document_id: str, given: str, *, reread: bool) -> tuple[str, str]:
    """A document's access label now, and its label after a next version whose file was ``given`` one.

    A list of persons waits for approval although the version before did not. A document that a clerk has approved stays
    approved when the same bytes are read again (``reread``).
    """
    query = select(tables.documents.c.access).where(tables.documents.c.id == document_id)
    label = str(connection.execute(query).scalar_one())
    if is_held_back(given):
        approved = reread and last_decisions(connection, [document_id]).get((document_id, ACCESS_MARK)) == "accept"
        return label, label if approved or is_held_back(label) else given
    return label, given if is_held_back(label) and not reread else label


def confirmations(connection: Connection, document_ids: Collection[str]) -> dict[str, tuple[Confirmation, ...]]:
    """Confirmed statuses by document, oldest first."""
    query = select(_review.document_id, _review.decision, _review.since, _review.who, _review.at, _review.note).where(
        _review.document_id.in_(list(document_ids)), _review.fingerprint == STATUS_MARK
    )
    found: dict[str, list[Confirmation]] = defaultdict(list)
    for row in connection.execute(query.order_by(_review.id)):
        confirmed = Confirmation(row.decision, _optional_date(row.since), row.who, row.at, row.note)
        _add_decision(found[row.document_id], row.decision, confirmed)
    return {document_id: tuple(confirmed) for document_id, confirmed in found.items()}


def _subject(mark: str) -> ReviewSubject:
    if mark.startswith(DIFFERENT_MARK):
        return "merged"
    return _SUBJECTS.get(mark) or ("papers" if mark.startswith(CUT_MARK) else "edge")


def _optional_date(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None
