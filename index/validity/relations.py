"""Edges between the library's documents: what points where, what is cited but absent, and the status of a document
on a day.

A citation is resolved when it is asked about (``index.validity.citation_targets``), so a document that arrives later
takes the place
of its stub by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine, Row, select

from index.store import json_codec, tables
from index.store.database import chunked, read_transaction
from index.store.relation_rows import relation_from_json, relations, term_from_json, terms
from index.store.revision import Revision, current_revision, revision_in
from index.store.rows_read import ACTIVE
from index.validity.citation_targets import DocumentView, citable_documents, resolve_target, target_candidates
from index.validity.provision_changes import ProvisionChange, provision_changes
from index.validity.reviews import confirmations, last_decisions
from index.validity.status import EffectEdge, ValidityDates, ValidityStatus, validity_dates, validity_status
from ingest.records import EFFECTS, Metadata, Relation, Step
from ingest.text.dates import format_date

_document = tables.documents.c
_edge = relations.c


#: Documents whose statuses are remembered; more are told anew.
MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class StoredEdge:
    """An edge in the library. ``target_id`` is None while the target is a stub, or ambiguous."""

    id: int
    source_id: str
    source: str
    relation: Relation
    fingerprint: str
    target_id: str | None
    review: str | None = None


@dataclass(frozen=True, slots=True)
class Stub:
    """A document that is cited but not in the library."""

    key: str | None
    name: str
    cited: tuple[StoredEdge, ...]

    @property
    def notice(self) -> str:
        """The fixed sentence (domain.md 9.5)."""
        first = self.cited[0]
        where = " ".join(part for part in (_place_in_source(first.relation), first.source) if part)
        return f"Văn bản này chỉ được nhắc tới tại {where}; toàn văn chưa có trong kho."


class RelationReader:
    """Reads the edges of a library, as far as documents with ``labels`` have them; None for all."""

    def __init__(self, engine: Engine, labels: tuple[str, ...] | None = None) -> None:
        self._engine = engine
        self._labels = labels
        #: Statuses told already: seven statements for each page of hits took 2.7 ms, of 6 for all of a search.
        self._remembered: tuple[tuple[Revision, date] | None, dict[str, ValidityStatus | None]] = (None, {})

    @contextmanager
    def _view(self) -> Iterator[DocumentView]:
        with read_transaction(self._engine) as connection:
            yield DocumentView(connection, self._labels)

    # -- edges -------------------------------------------------------------------------------------

    def outgoing(self, document_id: str) -> tuple[StoredEdge, ...]:
        """What a document says of others, in its own order, targets resolved."""
        with self._view() as view:
            rows = _edge_rows(view, _document.id == document_id)
            return tuple(_resolve_edges(view, rows))

    def incoming(self, document_id: str) -> tuple[StoredEdge, ...]:
        """What other answering documents say of a document."""
        with self._view() as view:
            return tuple(_incoming_edges(view, [document_id]).get(document_id, ()))

    def edges_to_number(self, key: str) -> tuple[StoredEdge, ...]:
        """Edges to a number, held or not; an empty part of the key matches anything."""
        pattern = "|".join(part.replace("%", "").replace("_", "") or "%" for part in key.split("|"))
        with self._view() as view:
            rows = _edge_rows(view, _edge.target_key.like(pattern))
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
            Stub(some[0].relation.target_key, _target_name(some[0].relation), tuple(some)) for some in groups.values()
        ]
        found.sort(key=lambda stub: (-len(stub.cited), stub.name))
        return tuple(found[:limit])

    def edge(self, edge_id: int) -> StoredEdge | None:
        """One edge by its number; None when no answering document has it."""
        with self._view() as view:
            found = _resolve_edges(view, _edge_rows(view, _edge.id == edge_id))
        return found[0] if found else None

    def undecided_edges(self, limit: int = 1000) -> tuple[StoredEdge, ...]:
        """Edges that change whether a document is in force, and that nobody has confirmed or rejected."""
        with self._view() as view:
            found = _resolve_edges(view, _edge_rows(view, _edge.type.in_(sorted(EFFECTS))))
        return tuple(edge for edge in found if edge.review is None)[:limit]

    # -- validity ----------------------------------------------------------------------------------

    def status(self, document_id: str, as_of: date) -> ValidityStatus | None:
        """The status of one document on a day; None when the library does not hold it."""
        return self.statuses([document_id], as_of).get(document_id)

    def statuses(self, document_ids: Collection[str], as_of: date) -> dict[str, ValidityStatus]:
        """The statuses of several documents on a day, in a few queries."""
        known = self._remembered_statuses(current_revision(self._engine), as_of)
        if any(one not in known for one in document_ids):
            with self._view() as view:
                # The library may have moved on: what is told now belongs to this transaction.
                known = self._remembered_statuses(revision_in(view.connection), as_of)
                missing = [one for one in document_ids if one not in known]
                for part in chunked(missing):
                    known |= self._statuses(view, part, as_of)
        return {one: found for one in document_ids if (found := known[one]) is not None}

    def _remembered_statuses(self, at: Revision, as_of: date) -> dict[str, ValidityStatus | None]:
        """What was told already of this day. Only the newest stand and day are kept, and not without end."""
        of, known = self._remembered
        if of != (at, as_of) or len(known) > MOST_REMEMBERED:
            known = {}
            self._remembered = ((at, as_of), known)
        return known

    def _statuses(
        self, view: DocumentView, document_ids: Collection[str], as_of: date
    ) -> dict[str, ValidityStatus | None]:
        """Their statuses as one transaction sees them; None for those that the library does not hold."""
        dates = _document_dates(view, document_ids)
        edges = _incoming_edges(view, dates, effects_only=True)
        confirmed = confirmations(view.connection, dates)
        return dict.fromkeys(document_ids) | {
            one: validity_status(found, _effect_edges(edges.get(one, ())), as_of, confirmed.get(one, ()))
            for one, found in dates.items()
        }

    def provision_changes(
        self, document_id: str, component: str, path: Sequence[Step], as_of: date
    ) -> tuple[ProvisionChange, ...]:
        """What has changed a provision up to a day, the latest first: the amending edges with their new text."""
        with self._view() as view:
            edges = _incoming_edges(view, [document_id], effects_only=True).get(document_id, ())
        return provision_changes(_effect_edges(edges), component, path, as_of)


# -- reading --------------------------------------------------------------------------------------------------


def _edge_rows(view: DocumentView, condition: Any) -> list[Row[*tuple[Any, ...]]]:
    """Edges of answering versions."""
    query = (
        select(
            _edge.id, _edge.fingerprint, _edge.body, _document.id.label("source_id"), _document.number, _document.type,
            _document.issued_on, _document.territory, _document.subject, tables.versions.c.metadata,
        )
        .join_from(relations, tables.documents, _document.version_id == _edge.version_id)
        .join(tables.versions, tables.versions.c.id == _edge.version_id)
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
    found = []
    for row, edge in zip(rows, edges, strict=True):
        target = resolve_target(edge, row, known)
        review = decided.get((row.source_id, row.fingerprint))
        name = _document_name(json_codec.metadata_from_json(row.metadata))
        found.append(StoredEdge(row.id, row.source_id, name, edge, row.fingerprint, target, review))
    return found


def _incoming_edges(
    view: DocumentView, document_ids: Collection[str], *, effects_only: bool = False
) -> dict[str, list[StoredEdge]]:
    wanted = set(document_ids)
    held = citable_documents(view, _document.id.in_(list(wanted)))
    keys = {one.key for one in held if one.key}
    names = {one.law_name for one in held if one.law_name}
    if not keys and not names:
        return {}
    condition: Any = _edge.target_key.in_(list(keys)) | _edge.target_name.in_(list(names))
    if effects_only:
        condition = condition & _edge.type.in_(sorted(EFFECTS))
    found: dict[str, list[StoredEdge]] = defaultdict(list)
    for edge in _resolve_edges(view, _edge_rows(view, condition)):
        if edge.target_id in wanted and edge.target_id != edge.source_id:
            found[edge.target_id].append(edge)
    return found


def _document_dates(view: DocumentView, document_ids: Collection[str]) -> dict[str, ValidityDates]:
    query = (
        select(_document.id, tables.versions.c.metadata, terms.c.body)
        .join_from(tables.documents, tables.versions, tables.versions.c.id == _document.version_id)
        .outerjoin(terms, terms.c.version_id == _document.version_id)
        .where(_document.id.in_(list(document_ids)))
    )
    return {
        row.id: validity_dates(json_codec.metadata_from_json(row.metadata), term_from_json(row.body))
        for row in view.execute(query)
    }


def _effect_edges(edges: Iterable[StoredEdge]) -> list[EffectEdge]:
    return [
        EffectEdge(
            type=edge.relation.type, source=edge.source, source_id=edge.source_id,
            place=_place_in_source(edge.relation),
            effective=edge.relation.effective, until=edge.relation.until, component=edge.relation.target_component,
            path=edge.relation.target_path, evidence=edge.relation.evidence, new_text=edge.relation.new_text,
            phrase=edge.relation.phrase, accepted=edge.review != "reject", id=edge.id,
        )
        for edge in edges
    ]  # fmt: skip


def _place_in_source(edge: Relation) -> str:
    """Where in its source an edge stands, ready to stand before the source's name."""
    return f"{edge.label} {edge.component} ban hành kèm theo" if edge.component else edge.label


def _document_name(metadata: Metadata) -> str:
    """Type, number and date: what the fixed sentences name a document by."""
    words = [metadata.type_name or "Văn bản"]
    if metadata.number:
        words.append(f"số {metadata.number}")
    if metadata.issued_date:
        words.append(f"ngày {format_date(metadata.issued_date)}")
    return " ".join(words)


def _target_name(edge: Relation) -> str:
    if edge.target_name:
        return f"{edge.target_name} số {edge.target_number}" if edge.target_number else edge.target_name
    return f"{edge.target_type or 'Văn bản'} số {edge.target_number}"
