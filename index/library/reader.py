"""Documents, passages and changes read from the library. Each call sees one state, whatever is published meanwhile.

A reader with ``labels`` is a view: documents with another access label are not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, or_, select

from index.library.listing import DocumentPage, ListRequest, find_by_key, list_documents
from index.library.passage_cache import AnsweringPassage, PassageCache
from index.records import PUBLIC, IndexRow, StoredDocument, StoredPassage
from index.store import json_codec, tables
from index.store.database import chunked, read_transaction
from index.store.deep_vectors import portions_stored
from index.store.revision import Remembered, current_revision, revision_in
from index.store.rows_read import (
    ACTIVE,
    DOCUMENT_QUERY,
    PASSAGE_QUERY,
    answering_passages,
    index_rows,
    last_change,
    stored_document,
    stored_passage,
)
from ingest.reading import Page, Signature
from ingest.records import Metadata, OutlineNode

#: Keys of which the documents are remembered.
MOST_KEYS = 1000


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the change log."""

    id: int
    kind: str
    document_id: str
    version_id: int | None
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class Delta:
    """The difference between two states for a derived index: passage ranges to drop, then rows to add.

    ``stopped`` holds (first passage id, count). Valid only inside the ``with`` that made it.
    """

    change: int
    stopped: tuple[tuple[int, int], ...]
    rows: Iterator[list[IndexRow]]


@dataclass(frozen=True, slots=True)
class LibraryState:
    """One state of the library, read by derived indexes of different changes. Valid only inside its ``with``."""

    connection: Connection
    change: int

    def delta(self, since: int) -> Delta:
        """The difference between change ``since`` and this state."""
        change = tables.changes.c
        stopped = self.connection.execute(
            select(change.stopped_first, change.stopped_count)
            .where(change.id > since, change.stopped_count > 0)
            .order_by(change.id)
        )
        ranges = tuple((first, count) for first, count in stopped)
        return Delta(self.change, ranges, index_rows(self.connection, since))

    def count_answering(self, *conditions: ColumnElement[bool]) -> int:
        """The number of answering passages of the documents that meet the conditions."""
        document, version = tables.documents.c, tables.versions.c
        query = select(func.coalesce(func.sum(version.passage_count), 0)).where(
            document.state == ACTIVE, document.version_id == version.id, *conditions
        )
        return int(self.connection.execute(query).scalar_one())


class LibraryReader:
    """The reading half of a library: of all documents, or of those with some access labels."""

    def __init__(self, engine: Engine, labels: tuple[str, ...] | None = None, kept: PassageCache | None = None) -> None:
        self._engine = engine
        self._labels = labels
        self._cache = PassageCache() if kept is None else kept
        #: The documents of numbers asked for: search, document meant and answer each look up those of a question.
        self._by_key: Remembered[tuple[StoredDocument, ...]] = Remembered(MOST_KEYS)

    @property
    def id(self) -> str:
        """The library's own id, by which it knows its derived indexes from those of another library."""
        with read_transaction(self._engine) as connection:
            fact = select(tables.facts.c.value).where(tables.facts.c.name == "library_id")
            return str(connection.execute(fact).scalar_one())

    @property
    def change(self) -> int:
        """The number of the last change."""
        with read_transaction(self._engine) as connection:
            return last_change(connection)

    def deep_state(self) -> tuple[int, int]:
        """The number of the last change, and of the portions of deep vectors that were stored."""
        with read_transaction(self._engine) as connection:
            return last_change(connection), portions_stored(connection)

    # -- documents ---------------------------------------------------------------------------------

    def document(self, document_id: str, version: int | None = None) -> StoredDocument | None:
        """A document with its answering version, or with a given older one."""
        document, row = tables.documents.c, tables.versions.c
        which = row.id == document.version_id if version is None else row.version == version
        query = DOCUMENT_QUERY.where(document.id == document_id, which, *self._access_conditions())
        with read_transaction(self._engine) as connection:
            found = connection.execute(query).first()
        return None if found is None else stored_document(found)

    def documents_by_id(self, document_ids: Collection[str]) -> dict[str, StoredDocument]:
        """Several documents with their answering versions, by id; unknown ids are left out."""
        query = DOCUMENT_QUERY.where(tables.versions.c.id == tables.documents.c.version_id, *self._access_conditions())
        found: dict[str, StoredDocument] = {}
        with read_transaction(self._engine) as connection:
            for part in chunked(document_ids):
                rows = connection.execute(query.where(tables.documents.c.id.in_(part)))
                found |= {row.id: stored_document(row) for row in rows}
        return found

    def documents(self, listing: ListRequest | None = None) -> DocumentPage:
        """One page of the list of documents, newest first."""
        with read_transaction(self._engine) as connection:
            rows, total, following = list_documents(connection, self._restrict(listing or ListRequest()))
        return DocumentPage(tuple(stored_document(row) for row in rows), total, following)

    def find_by_key(self, key: str) -> tuple[StoredDocument, ...]:
        """Answering documents by canonical key ``num|year|TYPE|AGENCY``; an empty part matches anything."""
        known = self._by_key.at(current_revision(self._engine))
        if key not in known:
            with read_transaction(self._engine) as connection:
                rows = find_by_key(connection, key, self._labels or (PUBLIC,))
            known[key] = tuple(stored_document(row) for row in rows)
        return known[key]

    def _access_conditions(self) -> list[ColumnElement[bool]]:
        return [] if self._labels is None else [tables.documents.c.access.in_(self._labels)]

    def _restrict(self, listing: ListRequest) -> ListRequest:
        """A list request cut down to this view's labels; with its default labels it asks for all of them."""
        if self._labels is None:
            return listing
        asked = listing.access
        if asked is None or asked == ListRequest().access:
            return replace(listing, access=self._labels)
        return replace(listing, access=tuple(label for label in asked if label in self._labels))

    def metadata_as_read(self, version_id: int) -> Metadata:
        """The head of a version as its file was read, without what a clerk gave."""
        with read_transaction(self._engine) as connection:
            query = select(tables.versions.c.metadata).where(tables.versions.c.id == version_id)
            return json_codec.metadata_from_json(connection.execute(query).scalar_one())

    def outline(self, version_id: int) -> tuple[OutlineNode, ...]:
        with read_transaction(self._engine) as connection:
            query = select(tables.outlines.c.nodes).where(tables.outlines.c.version_id == version_id)
            nodes = connection.execute(query).scalar()
        return () if nodes is None else json_codec.outline_from_json(nodes)

    def pages(self, version_id: int) -> tuple[Page, ...]:
        with read_transaction(self._engine) as connection:
            query = select(tables.versions.c.pages).where(tables.versions.c.id == version_id)
            return json_codec.pages_from_json(connection.execute(query).scalar() or "[]")

    def signatures(self, version_id: int) -> tuple[Signature, ...]:
        with read_transaction(self._engine) as connection:
            query = select(tables.versions.c.signatures).where(tables.versions.c.id == version_id)
            return json_codec.signatures_from_json(connection.execute(query).scalar() or "[]")

    # -- passages ----------------------------------------------------------------------------------

    def passages(self, ids: Collection[int]) -> dict[int, StoredPassage]:
        """Passages by id, also those of old versions and withdrawn documents (for replay)."""
        with read_transaction(self._engine) as connection:
            rows = connection.execute(
                PASSAGE_QUERY.where(tables.passages.c.id.in_([int(passage_id) for passage_id in ids]))
            )
            return {row.id: stored_passage(row) for row in rows}

    def answering_passages(self, ids: Sequence[int]) -> dict[int, AnsweringPassage]:
        """Those of the passages whose documents answer now and have a label of this view, each with its document."""
        cached = self._cache.passages_at(current_revision(self._engine).change)
        if any(passage_id not in cached for passage_id in ids):
            with read_transaction(self._engine) as connection:
                # The library may have changed since: the rows read now belong to this transaction.
                cached = self._cache.passages_at(revision_in(connection).change)
                missing = [passage_id for passage_id in ids if passage_id not in cached]
                found = {
                    passage.id: (passage, document) for passage, document in answering_passages(connection, missing)
                }
                cached.update((passage_id, found.get(passage_id)) for passage_id in missing)
        return {
            passage_id: known
            for passage_id in ids
            if (known := cached[passage_id]) is not None and (self._labels is None or known[1].access in self._labels)
        }

    def version_passages(self, version_id: int, parent: int | None = None) -> tuple[StoredPassage, ...]:
        """A version's passages in order: all of them, or those of one parent (the whole Điều or section)."""
        query = PASSAGE_QUERY.where(tables.passages.c.version_id == version_id).order_by(tables.passages.c.ordinal)
        if parent is not None:
            query = query.where(tables.passages.c.parent == parent)
        change = current_revision(self._engine).change
        known = self._cache.version_at(change, version_id) if parent is None else None
        if known is None:
            with read_transaction(self._engine) as connection:
                known = tuple(stored_passage(row) for row in connection.execute(query))
            if parent is None:
                self._cache.keep_version(change, version_id, known)
        return known

    # -- following the library ---------------------------------------------------------------------

    def changes(self, since: int = 0, limit: int = 1000) -> list[Change]:
        """Changes after ``since``, oldest first."""
        change = tables.changes.c
        query = select(change.id, change.kind, change.document_id, change.version_id, change.reason, change.at)
        with read_transaction(self._engine) as connection:
            rows = connection.execute(query.where(change.id > since).order_by(change.id).limit(limit))
            return [Change(*row) for row in rows]

    def last_change_for(self, labels: Collection[str]) -> int:
        """The last change that somebody with these labels may see: of documents with one of them, or that he lost."""
        change, document = tables.changes.c, tables.documents.c
        kept = change.document_id == document.id
        lost = or_(*(change.reason.like(f"{label}>%") for label in labels))
        seen = or_(
            document.access.in_(labels),
            and_(document.id.is_(None), change.reason.in_(("", *labels))),
            and_(change.kind == "access", lost),
        )
        query = select(func.max(change.id)).select_from(tables.changes.outerjoin(tables.documents, kept)).where(seen)
        with read_transaction(self._engine) as connection:
            return connection.execute(query).scalar() or 0

    @contextmanager
    def state(self) -> Iterator[LibraryState]:
        """One state of the library, whatever is published meanwhile."""
        with read_transaction(self._engine) as connection:
            yield LibraryState(connection, last_change(connection))

    @contextmanager
    def delta(self, since: int) -> Iterator[Delta]:
        """The difference between change ``since`` and now, all of it from one state of the library."""
        with self.state() as state:
            yield state.delta(since)

    def index_rows(self, since: int = 0) -> Iterator[list[IndexRow]]:
        """Index rows of the documents that changed after ``since``, in batches, in the order of their passage ids."""
        with self.delta(since) as delta:
            yield from delta.rows

    def count_answering(self) -> int:
        """The number of answering passages."""
        with self.state() as state:
            return state.count_answering(*self._access_conditions())
