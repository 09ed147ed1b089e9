"""Edges between the library's documents, and the statuses that follow from them, read from the library.

A citation is resolved when it is asked about (:mod:`index.validity.citation_targets`), so that a document which arrives
later takes the place of its stub by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Engine, Row, Select, bindparam, select, union_all

from index.store import tables
from index.store.clerk_values import stored_metadata
from index.store.database import chunked, read_transaction
from index.store.relation_rows import relation_from_json, relations, term_from_json, terms
from index.store.revision import Remembered, Revision, current_revision, revision_in
from index.store.rows_read import ACTIVE
from index.validity.citation_targets import CitingDocument, resolve_target
from index.validity.document_view import (
    DocumentView,
    chosen_targets,
    citable_documents,
    edge_to_chosen,
    main_texts,
    target_candidates,
)
from index.validity.provision_changes import ProvisionChange, provision_changes
from index.validity.records import StoredEdge, Stub, ValidityDates, ValidityStatus, document_name, target_name
from index.validity.reviews import confirmations, last_decisions
from index.validity.status import validity_dates, validity_status
from ingest.records import EFFECTS, Step

_document, _version = tables.documents.c, tables.versions.c
_edge = relations.c

#: Those of some documents that say something of the effect of others; built once, so that its text is cached.
_SAYING: Select[*tuple[Any, ...]] = (
    select(_document.id)
    .join_from(tables.documents, relations, _edge.version_id == _document.version_id)
    .where(
        _document.id.in_(bindparam("ids", expanding=True)), _document.state == ACTIVE, _edge.type.in_(sorted(EFFECTS))
    )
    .distinct()
)


class RelationReader:
    """Reads the edges and statuses of the documents with these access labels; None: of all documents."""

    def __init__(self, engine: Engine, labels: tuple[str, ...] | None = None) -> None:
        self._engine = engine
        self._labels = labels
        #: Statuses computed before: the seven statements for each page of hits took 2.7 ms, of 6 for a whole search.
        self._remembered: Remembered[ValidityStatus | None] = Remembered()
        #: The same for the effects on a document: each passage that an answer cites asks for those on its document.
        self._effects: Remembered[list[StoredEdge]] = Remembered()
        #: Whether a document says anything of the effect of others.
        self._says: Remembered[bool] = Remembered()

    @contextmanager
    def _view(self) -> Iterator[DocumentView]:
        with read_transaction(self._engine) as connection:
            yield DocumentView(connection, self._labels)

    # -- edges -------------------------------------------------------------------------------------

    def outgoing(self, document_id: str) -> tuple[StoredEdge, ...]:
        """The edges that leave a document, in its own order, targets resolved."""
        with self._view() as view:
            rows = _edge_rows(view, _document.id == document_id)
            return tuple(_resolve_edges(view, rows))

    def incoming(self, document_id: str) -> tuple[StoredEdge, ...]:
        """The edges of other answering documents that point at a document."""
        with self._view() as view:
            return tuple(_incoming_edges(view, [document_id]).get(document_id, ()))

    def effects_on(self, document_ids: Collection[str]) -> dict[str, list[StoredEdge]]:
        """The edges of effect of other answering documents that point at these, by document."""
        found: dict[str, list[StoredEdge]] = {}
        with self._view() as view:
            for part in chunked(document_ids):
                found |= _incoming_edges(view, part, effects_only=True)
        return found

    def edges_to_number(self, key: str) -> tuple[StoredEdge, ...]:
        """Edges to a document number, in the library or not; an empty part of the key matches anything."""
        pattern = "|".join(part.replace("%", "").replace("_", "") or "%" for part in key.split("|"))
        with self._view() as view:
            rows = _edge_rows(view, _edge.target_key.like(pattern))
            return tuple(_resolve_edges(view, rows))

    def edges_to_law(self, name: str) -> tuple[StoredEdge, ...]:
        """Edges to a law that is cited by this name (folded), in the library or not."""
        with self._view() as view:
            rows = _edge_rows(view, _edge.target_name == name)
            return tuple(_resolve_edges(view, rows))

    def stubs(self, limit: int = 1000) -> tuple[Stub, ...]:
        """Documents that are cited but absent, the most cited first."""
        with self._view() as view:
            edges = _resolve_edges(view, _edge_rows(view, _edge.type != "attached_to"))
        groups: dict[str, list[StoredEdge]] = defaultdict(list)
        for edge in edges:
            target = edge.relation.target_key or edge.relation.target_name
            if edge.target_id is None and target:
                groups[target].append(edge)
        found = [
            Stub(some[0].relation.target_key, target_name(some[0].relation), tuple(some)) for some in groups.values()
        ]
        found.sort(key=lambda stub: (-len(stub.cited), stub.name))
        return tuple(found[:limit])

    def edge(self, edge_id: int) -> StoredEdge | None:
        """One edge by its number; None when no answering document has it."""
        with self._view() as view:
            found = _resolve_edges(view, _edge_rows(view, _edge.id == edge_id))
        return found[0] if found else None

    def undecided_edges(self, limit: int = 1000) -> tuple[StoredEdge, ...]:
        """Edges of effect that no clerk has confirmed or rejected."""
        with self._view() as view:
            found = _resolve_edges(view, _edge_rows(view, _edge.type.in_(sorted(EFFECTS))))
        return tuple(edge for edge in found if edge.review is None)[:limit]

    # -- validity ----------------------------------------------------------------------------------

    def status(self, document_id: str, as_of: date) -> ValidityStatus | None:
        """The status of one document on a day; None when the library does not hold it."""
        return self.statuses([document_id], as_of).get(document_id)

    def effective_day(self, document_id: str) -> date | None:
        """The first day on which a document has effect, by its own words or its head."""
        with self._view() as view:
            dates = _document_dates(view, [document_id]).get(document_id)
        return dates.effective if dates is not None else None

    def statuses(self, document_ids: Collection[str], as_of: date) -> dict[str, ValidityStatus]:
        """The statuses of several documents on a day, in a few queries."""
        return self._statuses_at(current_revision(self._engine), document_ids, as_of)

    def _statuses_at(self, revision: Revision, document_ids: Collection[str], as_of: date) -> dict[str, ValidityStatus]:
        """The statuses where the library was at this revision a moment ago."""
        known = self._remembered.at((revision, as_of))
        if any(document_id not in known for document_id in document_ids):
            with self._view() as view:
                # The library may have changed meanwhile: what is read now belongs to this transaction.
                known = self._remembered.at((revision_in(view.connection), as_of))
                missing = [document_id for document_id in document_ids if document_id not in known]
                for part in chunked(missing):
                    known |= self._statuses(view, part, as_of)
        return {document_id: status for document_id in document_ids if (status := known[document_id]) is not None}

    def ended_among(self, document_ids: Collection[str], as_of: date) -> dict[str, str]:
        """Those of the documents that another one of them has ended by this day, each with that one.

        Hardly any document says something of others: where none of these does, their statuses are not needed.
        """
        revision = current_revision(self._engine)
        if not any(self._say_effects(revision, document_ids)):
            return {}
        found: dict[str, str] = {}
        for document_id, status in self._statuses_at(revision, document_ids, as_of).items():
            source = status.cause.source_id if status.code == "expired" and status.cause is not None else None
            if source is not None and source in document_ids:
                found[document_id] = source
        return found

    def _say_effects(self, revision: Revision, document_ids: Collection[str]) -> Iterator[bool]:
        """Whether each of the documents says something of the effect of others."""
        known = self._says.at(revision)
        missing = [document_id for document_id in document_ids if document_id not in known]
        if missing:
            with read_transaction(self._engine) as connection:
                for part in chunked(missing):
                    saying = set(connection.execute(_SAYING, {"ids": part}).scalars())
                    known.update((document_id, document_id in saying) for document_id in part)
        return (known[document_id] for document_id in document_ids)

    def _statuses(
        self, view: DocumentView, document_ids: Collection[str], as_of: date
    ) -> dict[str, ValidityStatus | None]:
        """Statuses as one transaction sees them; None for documents that the library does not hold."""
        mains = main_texts(view, document_ids)
        if mains:  # an annex in a file of its own holds as long as its main text does
            others = [known for known in document_ids if known not in mains]
            known = self._statuses(view, list(dict.fromkeys([*others, *mains.values()])), as_of)
            return {document_id: known.get(mains.get(document_id, document_id)) for document_id in document_ids}
        dates = _document_dates(view, document_ids)
        edges = _incoming_edges(view, dates, effects_only=True)
        confirmed = confirmations(view.connection, dates)
        return dict.fromkeys(document_ids) | {
            document_id: validity_status(
                own_dates, [edge.effect for edge in edges.get(document_id, ())], as_of, confirmed.get(document_id, ())
            )
            for document_id, own_dates in dates.items()
        }

    def provision_changes(
        self, document_id: str, component: str, path: Sequence[Step], as_of: date
    ) -> tuple[ProvisionChange, ...]:
        """The changes of a provision up to a day, the latest first: the amending edges with their new text."""
        edges = self._effects.at(current_revision(self._engine)).get(document_id)
        if edges is None:
            with self._view() as view:
                edges = _incoming_edges(view, [document_id], effects_only=True).get(document_id, [])
                self._effects.at(revision_in(view.connection))[document_id] = edges
        return provision_changes([edge.effect for edge in edges], component, path, as_of)


# -- reading --------------------------------------------------------------------------------------------------


def _edge_rows(view: DocumentView, condition: Any) -> list[Row[*tuple[Any, ...]]]:
    """Rows of edges that answering versions have, each with the head of its document."""
    query = (
        select(
            _edge.id, _edge.fingerprint, _edge.body, _edge.target_document, _document.id.label("source_id"),
            _document.number, _document.type, _document.issued_on, _document.territory, _document.subject,
            _version.metadata, _document.clerk_values,
        )
        .join_from(relations, tables.versions, _version.id == _edge.version_id)
        # By the id too: version_id alone has no index, and every document would be looked at.
        .join(tables.documents, (_document.id == _version.document_id) & (_document.version_id == _version.id))
        .where(_document.state == ACTIVE, condition)
        .order_by(_document.issued_on, _edge.version_id, _edge.position)
    )  # fmt: skip
    return list(view.execute(query))


def _resolve_edges(view: DocumentView, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[StoredEdge]:
    edges = [relation_from_json(row.body) for row in rows]
    keys = {edge.target_key for edge in edges if edge.target_key}
    names = any(edge.target_name and not edge.target_key for edge in edges)
    known = target_candidates(view, keys, laws=names)
    decided = last_decisions(view.connection, {row.source_id for row in rows})
    chosen = chosen_targets(view, {row.target_document for row in rows if row.target_document})
    found = []
    for row, edge in zip(rows, edges, strict=True):
        if row.target_document is None:
            issued = date.fromisoformat(row.issued_on) if row.issued_on else None
            target = resolve_target(edge, CitingDocument(row.source_id, issued, row.territory), known)
        elif row.target_document in chosen:
            edge, target = edge_to_chosen(edge, chosen[row.target_document])  # noqa: PLW2901 - as it is named today
        else:
            continue  # a clerk chose what is not to be seen here: nor is the edge
        review = decided.get((row.source_id, row.fingerprint))
        name = document_name(stored_metadata(row.metadata, row.clerk_values))
        found.append(StoredEdge(row.id, row.source_id, name, edge, row.fingerprint, target, review))
    return found


def _incoming_edges(
    view: DocumentView, document_ids: Collection[str], *, effects_only: bool = False
) -> dict[str, list[StoredEdge]]:
    wanted = set(document_ids)
    documents = citable_documents(view, _document.id.in_(list(wanted)))
    keys = {document.key for document in documents if document.key}
    names = {document.law_name for document in documents if document.law_name}
    merged = select(_document.id).where(_document.merged_into.in_(list(wanted)))
    pointing = [
        select(_edge.id).where(_edge.target_document.in_(list(wanted))),
        select(_edge.id).where(_edge.target_document.in_(merged)),
    ]
    if keys:
        pointing.append(select(_edge.id).where(_edge.target_key.in_(list(keys))))
    if names:  # only edges without a key have a name, and the keys have an index
        without_key = _edge.target_key.is_(None) | (_edge.target_key == "")
        pointing.append(select(_edge.id).where(without_key, _edge.target_name.in_(list(names))))
    condition: Any = _edge.id.in_(union_all(*pointing))
    if effects_only:
        condition = condition & _edge.type.in_(sorted(EFFECTS))
    found: dict[str, list[StoredEdge]] = defaultdict(list)
    for edge in _resolve_edges(view, _edge_rows(view, condition)):
        if edge.target_id in wanted and edge.target_id != edge.source_id:
            found[edge.target_id].append(edge)
    return found


def _document_dates(view: DocumentView, document_ids: Collection[str]) -> dict[str, ValidityDates]:
    query = (
        select(_document.id, _version.metadata, _document.clerk_values, terms.c.body)
        .join_from(tables.documents, tables.versions, tables.versions.c.id == _document.version_id)
        .outerjoin(terms, terms.c.version_id == _document.version_id)
        .where(_document.id.in_(list(document_ids)))
    )
    return {
        row.id: validity_dates(stored_metadata(row.metadata, row.clerk_values), term_from_json(row.body))
        for row in view.execute(query)
    }
