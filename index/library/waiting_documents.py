"""Documents that may wait for a clerk: doubted heads, normative documents, and how often each is asked about."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Engine, func, select

from index.store import tables
from index.store.database import chunked, read_transaction
from index.store.relation_rows import reviews
from index.store.rows_read import ACTIVE
from index.store.transcript_tables import evidence
from index.validity.reviews import METADATA_MARK

_document = tables.documents.c


class WaitingDocuments:
    """What the clerk's queue asks of the documents with these access labels; None: of all documents."""

    def __init__(self, engine: Engine, labels: tuple[str, ...] | None = None) -> None:
        self._engine = engine
        self._labels = labels

    def doubted(self) -> dict[str, tuple[int, str]]:
        """Weight and kinds of the doubts of each answering head that no clerk has compared with the original."""
        compared = select(reviews.c.document_id).where(reviews.c.fingerprint == METADATA_MARK)
        query = select(_document.id, _document.doubt, _document.doubts).where(
            _document.state == ACTIVE, _document.doubt > 0, _document.id.not_in(compared), *self._visible()
        )
        with read_transaction(self._engine) as connection:
            return {row.id: (row.doubt, row.doubts) for row in connection.execute(query)}

    def normative(self) -> list[str]:
        """Ids of answering documents whose number bears its year: their validity matters."""
        query = select(_document.id).where(_document.state == ACTIVE, _document.key_year.is_not(None), *self._visible())
        with read_transaction(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def times_asked(self, document_ids: Iterable[str]) -> dict[str, int]:
        """In how many answers each of these documents was quoted; those that were in none are left out."""
        row = evidence.c
        query = select(row.document_id, func.count(row.answer_id.distinct())).group_by(row.document_id)
        found: dict[str, int] = {}
        with read_transaction(self._engine) as connection:
            for part in chunked(document_ids):
                counted = connection.execute(query.where(row.document_id.in_(part)))
                found |= {str(document_id): int(times) for document_id, times in counted}
        return found

    def _visible(self) -> list[ColumnElement[bool]]:
        return [] if self._labels is None else [_document.access.in_(self._labels)]
