"""Edges between the library's documents: what points where, what is cited but absent, and the status of a document
on a day.

A citation is resolved when it is asked about, by canonical key, date and province, so a document that arrives later
takes the
place of its stub by itself. A citation that fits two documents is resolved to neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, insert, select

from index import codec, tables
from index.database import now, reading, writing
from index.records import ValidityCode
from index.relation_rows import relation_from_json, relations, reviews, term_from_json, terms
from index.stored import ACTIVE
from index.territory import province_named, related, units
from index.validity import Confirmation, Dates, Edge, ProvisionChange, Status, dates_of, provision, status
from index.wording import written
from ingest.normalize import fold
from ingest.records import EFFECTS, Metadata, Relation, Step

Decision = Literal["accept", "reject"]

#: Stands in the place of an edge's fingerprint where a clerk decided on the document itself.
ACCESS = "access"
#: Laws are cited by name: the symbol of their type, and how the name begins.
_LAW_TYPES = {"L": "luat", "BL": "bo luat", "PL": "phap lenh", "HP": "hien phap"}
_document = tables.documents.c
_edge = relations.c


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
        where = " ".join(part for part in (_place(first.relation), first.source) if part)
        return f"Văn bản này chỉ được nhắc tới tại {where}; toàn văn chưa có trong kho."


@dataclass(frozen=True, slots=True)
class _Held:
    """What resolving needs of a document."""

    id: str
    version_id: int
    key: str
    law_name: str
    issued: date | None
    territory: str | None
    name: str


class Relations:
    """Reads and reviews the edges of a library."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # -- edges -------------------------------------------------------------------------------------

    def outgoing(self, document_id: str) -> tuple[StoredEdge, ...]:
        """What a document says of others, in its own order, targets resolved."""
        with reading(self._engine) as connection:
            rows = _edges(connection, _document.id == document_id)
            return tuple(_resolved(connection, rows))

    def incoming(self, document_id: str) -> tuple[StoredEdge, ...]:
        """What other answering documents say of a document."""
        with reading(self._engine) as connection:
            return tuple(_incoming(connection, [document_id]).get(document_id, ()))

    def citing(self, key: str) -> tuple[StoredEdge, ...]:
        """Edges to a number, held or not; an empty part of the key matches anything."""
        pattern = "|".join(part.replace("%", "").replace("_", "") or "%" for part in key.split("|"))
        with reading(self._engine) as connection:
            rows = _edges(connection, _edge.target_key.like(pattern))
            return tuple(_resolved(connection, rows))

    def stubs(self, limit: int = 1000) -> tuple[Stub, ...]:
        """Documents that are cited but absent, the most cited first."""
        with reading(self._engine) as connection:
            edges = _resolved(connection, _edges(connection, _edge.type != "attached_to"))
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
        with reading(self._engine) as connection:
            found = _resolved(connection, _edges(connection, _edge.id == edge_id))
        return found[0] if found else None

    def undecided(self, limit: int = 1000) -> tuple[StoredEdge, ...]:
        """Edges that change whether a document is in force, and that nobody has confirmed or rejected."""
        with reading(self._engine) as connection:
            found = _resolved(connection, _edges(connection, _edge.type.in_(sorted(EFFECTS))))
        return tuple(edge for edge in found if edge.review is None)[:limit]

    # -- validity ----------------------------------------------------------------------------------

    def status(self, document_id: str, as_of: date) -> Status | None:
        """The status of one document on a day; None when the library does not hold it."""
        return self.statuses([document_id], as_of).get(document_id)

    def statuses(self, document_ids: Collection[str], as_of: date) -> dict[str, Status]:
        """The statuses of several documents on a day, in a few queries."""
        with reading(self._engine) as connection:
            dates = _dates(connection, document_ids)
            edges = _incoming(connection, dates, effects_only=True)
            confirmed = _confirmations(connection, dates)
        return {
            one: status(found, _validity_edges(edges.get(one, ())), as_of, confirmed.get(one, ()))
            for one, found in dates.items()
        }

    def provision(
        self, document_id: str, component: str, path: Sequence[Step], as_of: date
    ) -> tuple[ProvisionChange, ...]:
        """What has changed a provision up to a day, the latest first: the amending edges with their new text."""
        with reading(self._engine) as connection:
            edges = _incoming(connection, [document_id], effects_only=True).get(document_id, ())
        return provision(_validity_edges(edges), component, path, as_of)

    # -- reviews -----------------------------------------------------------------------------------

    def review_edge(self, edge: StoredEdge, decision: Decision, who: str, note: str = "") -> None:
        """Record that a clerk confirms or rejects an edge. The last decision counts."""
        self._record(edge.source_id, edge.fingerprint, decision, None, who, note)

    def confirm_status(
        self, document_id: str, code: ValidityCode, who: str, since: date | None = None, note: str = ""
    ) -> None:
        """Record a clerk's word on a document's status from a day on."""
        self._record(document_id, "", code, since, who, note)

    def review_access(self, document_id: str, decision: Decision, who: str, note: str = "") -> None:
        """Record who let a document that was held back answer, or turned it away."""
        self._record(document_id, ACCESS, decision, None, who, note)

    def reviews(self, document_id: str) -> tuple[Confirmation, ...]:
        """The clerk's words on a document's status, oldest first."""
        with reading(self._engine) as connection:
            return _confirmations(connection, [document_id]).get(document_id, ())

    def _record(
        self, document_id: str, fingerprint: str, decision: str, since: date | None, who: str, note: str
    ) -> None:
        row = {
            "document_id": document_id, "fingerprint": fingerprint, "decision": decision, "who": who, "at": now(),
            "since": since.isoformat() if since else "", "note": note,
        }  # fmt: skip
        with writing(self._engine) as connection:
            connection.execute(insert(reviews).values(**row))


# -- reading --------------------------------------------------------------------------------------------------


def _edges(connection: Connection, condition: Any) -> list[Row[*tuple[Any, ...]]]:
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
    return list(connection.execute(query))


def _resolved(connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[StoredEdge]:
    edges = [relation_from_json(row.body) for row in rows]
    keys = {edge.target_key for edge in edges if edge.target_key}
    names = any(edge.target_name and not edge.target_key for edge in edges)
    candidates = _candidates(connection, keys, laws=names)
    decided = _decisions(connection, {row.source_id for row in rows})
    found = []
    for row, edge in zip(rows, edges, strict=True):
        target = _target(edge, row, candidates)
        review = decided.get((row.source_id, row.fingerprint))
        name = _document_name(codec.metadata_from_json(row.metadata))
        found.append(StoredEdge(row.id, row.source_id, name, edge, row.fingerprint, target, review))
    return found


def _incoming(
    connection: Connection, document_ids: Collection[str], *, effects_only: bool = False
) -> dict[str, list[StoredEdge]]:
    wanted = set(document_ids)
    held = _held(connection, _document.id.in_(list(wanted)))
    keys = {one.key for one in held if one.key}
    names = {one.law_name for one in held if one.law_name}
    if not keys and not names:
        return {}
    condition: Any = _edge.target_key.in_(list(keys)) | _edge.target_name.in_(list(names))
    if effects_only:
        condition = condition & _edge.type.in_(sorted(EFFECTS))
    found: dict[str, list[StoredEdge]] = defaultdict(list)
    for edge in _resolved(connection, _edges(connection, condition)):
        if edge.target_id in wanted and edge.target_id != edge.source_id:
            found[edge.target_id].append(edge)
    return found


def _held(connection: Connection, condition: Any) -> list[_Held]:
    query = select(
        _document.id, _document.version_id, _document.key_number, _document.key_year, _document.key_type,
        _document.key_agency, _document.type, _document.subject, _document.issued_on, _document.territory,
        _document.number,
    ).where(_document.state == ACTIVE, condition)  # fmt: skip
    found = []
    for row in connection.execute(query):
        parts = (row.key_number, row.key_year, row.key_type, row.key_agency)
        key = "|".join(part or "" for part in parts) if row.key_number else ""
        law = f"{_LAW_TYPES[row.type]} {fold(row.subject)}" if row.type in _LAW_TYPES and row.subject else ""
        issued = date.fromisoformat(row.issued_on) if row.issued_on else None
        found.append(_Held(row.id, row.version_id, key, law, issued, row.territory, row.number or ""))
    return found


def _candidates(connection: Connection, keys: Iterable[str], *, laws: bool) -> dict[str, list[_Held]]:
    """Answering documents by key and, for laws, by name."""
    numbers = sorted({key.split("|")[0] for key in keys})
    condition: Any = _document.key_number.in_(numbers)
    if laws:
        condition = condition | _document.type.in_(sorted(_LAW_TYPES))
    found: dict[str, list[_Held]] = defaultdict(list)
    for one in _held(connection, condition):
        if one.key:
            found[one.key].append(one)
        if one.law_name:
            found[one.law_name].append(one)
    return found


def _target(edge: Relation, row: Row[*tuple[Any, ...]], candidates: dict[str, list[_Held]]) -> str | None:
    """The one document that a citation means, or None."""
    if edge.type == "attached_to" and edge.component and edge.target_key:
        return str(row.source_id)  # an attached text in the same file
    known = candidates.get(edge.target_key or fold(edge.target_name or ""), [])
    issued = date.fromisoformat(row.issued_on) if row.issued_on else None
    fitting = [one for one in known if _fits(edge, one, issued, row.territory)]
    if len(fitting) > 1:
        same = [one for one in fitting if _same_province(one.territory, row.territory)]
        dated = [one for one in fitting if edge.target_date and one.issued == edge.target_date]
        fitting = dated if len(dated) == 1 else same
    return fitting[0].id if len(fitting) == 1 else None


def _fits(edge: Relation, one: _Held, source_day: date | None, source_territory: str | None) -> bool:
    if edge.target_date and one.issued and edge.target_date != one.issued:
        return False
    if edge.type in EFFECTS and source_day and one.issued and source_day < one.issued:
        return False
    if one.territory is None:
        return True
    named = province_named(edge.target_issuer or "")
    if named:
        return units()[one.territory].name in named if one.territory in units() else False
    # `Quyết định số 12/2020/QĐ-UBND của UBND tỉnh`: a body of the citing document's own province.
    local = source_territory is not None and source_territory != "trung_uong" and one.territory != "trung_uong"
    return not local or one.territory in related(source_territory or "")


def _same_province(one: str | None, other: str | None) -> bool:
    known = units()
    return one in known and other in known and known[str(one)].name == known[str(other)].name


def _dates(connection: Connection, document_ids: Collection[str]) -> dict[str, Dates]:
    query = (
        select(_document.id, tables.versions.c.metadata, terms.c.body)
        .join_from(tables.documents, tables.versions, tables.versions.c.id == _document.version_id)
        .outerjoin(terms, terms.c.version_id == _document.version_id)
        .where(_document.id.in_(list(document_ids)))
    )
    return {
        row.id: dates_of(codec.metadata_from_json(row.metadata), term_from_json(row.body))
        for row in connection.execute(query)
    }


def _decisions(connection: Connection, document_ids: Collection[str]) -> dict[tuple[str, str], str]:
    review = reviews.c
    query = (
        select(review.document_id, review.fingerprint, review.decision)
        .where(review.document_id.in_(list(document_ids)), review.fingerprint != "")
        .order_by(review.id)
    )
    return {(row.document_id, row.fingerprint): row.decision for row in connection.execute(query)}


def _confirmations(connection: Connection, document_ids: Collection[str]) -> dict[str, tuple[Confirmation, ...]]:
    review = reviews.c
    query = select(review.document_id, review.decision, review.since, review.who, review.at, review.note).where(
        review.document_id.in_(list(document_ids)), review.fingerprint == ""
    )
    found: dict[str, list[Confirmation]] = defaultdict(list)
    for row in connection.execute(query.order_by(review.id)):
        since = date.fromisoformat(row.since) if row.since else None
        found[row.document_id].append(Confirmation(row.decision, since, row.who, row.at, row.note))
    return {one: tuple(some) for one, some in found.items()}


def _validity_edges(edges: Iterable[StoredEdge]) -> list[Edge]:
    return [
        Edge(
            type=edge.relation.type, source=edge.source, source_id=edge.source_id, place=_place(edge.relation),
            effective=edge.relation.effective, until=edge.relation.until, component=edge.relation.target_component,
            path=edge.relation.target_path, evidence=edge.relation.evidence, new_text=edge.relation.new_text,
            phrase=edge.relation.phrase, accepted=edge.review != "reject", id=edge.id,
        )
        for edge in edges
    ]  # fmt: skip


def _place(edge: Relation) -> str:
    """Where in its source an edge stands, ready to stand before the source's name."""
    return f"{edge.label} {edge.component} ban hành kèm theo" if edge.component else edge.label


def _document_name(metadata: Metadata) -> str:
    """Type, number and date: what the fixed sentences name a document by."""
    words = [metadata.type_name or "Văn bản"]
    if metadata.number:
        words.append(f"số {metadata.number}")
    if metadata.issued_date:
        words.append(f"ngày {written(metadata.issued_date)}")
    return " ".join(words)


def _target_name(edge: Relation) -> str:
    if edge.target_name:
        return f"{edge.target_name} số {edge.target_number}" if edge.target_number else edge.target_name
    return f"{edge.target_type or 'Văn bản'} số {edge.target_number}"


__all__ = ["Decision", "Relations", "StoredEdge", "Stub"]
