"""Follower of the library's changes: finds the stored answers that a change touches, and keeps them in ``touches``.

It looks at cited documents only, and among them at those that changed themselves or are changed by a document that did.
For these all touches are found anew, so that a document that comes back, or an edge that a clerk rejects, takes its
touches away.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from index.store import json_codec, tables
from index.store.database import chunked, now, read_transaction, write_transaction
from index.store.relation_rows import relations, reviews
from index.store.revision import Revision, current_revision
from index.store.rows_read import ACTIVE
from index.store.touch_tables import touches
from index.store.transcript_tables import answers, evidence
from index.touched.causes import document_touches, edge_touches, one_line
from index.touched.records import CitedPassage, Touch
from index.validity.records import StoredEdge
from index.validity.relation_reader import RelationReader

_FACT = "touches_follow"
_document, _touch = tables.documents.c, touches.c


class TouchFollower:
    """Keeps the table of touches up to date with the library of ``engine``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._relations = RelationReader(engine)

    def follow(self) -> int:
        """Take in what has changed since the last call; returns how many touches are new."""
        revision = current_revision(self._engine)
        with read_transaction(self._engine) as connection:
            since = _followed(connection)
            if since == revision:
                return 0
            cited = set(connection.execute(select(evidence.c.document_id).distinct()).scalars())
            changed = _changed_documents(connection, since) if cited else set()
            before = _touched_by(connection, changed)
        edges = self._relations.effects_on(cited) if changed else {}
        affected = cited & (changed | before | _targets(edges, changed))
        found: set[Touch] = set()
        for document_id in sorted(affected):
            found |= self._touches_of(document_id, edges.get(document_id, []))
        with write_transaction(self._engine) as connection:
            if _followed(connection) != since:
                return 0  # another service did it
            _keep_followed(connection, revision)
            return _replace(connection, affected, found, revision.change)

    def _touches_of(self, document_id: str, edges: list[StoredEdge]) -> set[Touch]:
        with read_transaction(self._engine) as connection:
            passages = _cited_passages(connection, document_id)
            row = connection.execute(select(tables.documents).where(_document.id == document_id)).first()
            if row is None:
                return set()
            reworded = any(cited.version_id != row.version_id for cited in passages)
            words = one_line(" ".join(_words(connection, row.version_id))) if reworded else ""
            known = {edge.id: _known_since(connection, edge) for edge in edges}
        left = None if row.state == ACTIVE else row.reason
        own = document_touches(document_id, passages, withdrawn=left, words=words, version=row.version_id)
        return {*own, *edge_touches(document_id, passages, edges, lambda edge: known[edge.id])}


def _followed(connection: Connection) -> Revision:
    value = connection.execute(select(tables.facts.c.value).where(tables.facts.c.name == _FACT)).scalar()
    change, _, review = (value or "0/0").partition("/")
    return Revision(int(change), int(review))


def _keep_followed(connection: Connection, revision: Revision) -> None:
    value = f"{revision.change}/{revision.review}"
    if not connection.execute(update(tables.facts).where(tables.facts.c.name == _FACT).values(value=value)).rowcount:
        connection.execute(insert(tables.facts), [{"name": _FACT, "value": value}])


def _changed_documents(connection: Connection, since: Revision) -> set[str]:
    """Documents with a change or a clerk's decision after ``since``."""
    log = select(tables.changes.c.document_id).where(tables.changes.c.id > since.change)
    decided = select(reviews.c.document_id).where(reviews.c.id > since.review)
    return {*connection.execute(log).scalars(), *connection.execute(decided).scalars()}


def _touched_by(connection: Connection, changed: Collection[str]) -> set[str]:
    """Cited documents that one of the ``changed`` touched before."""
    found: set[str] = set()
    for part in chunked(changed):
        found |= set(connection.execute(select(_touch.document_id).where(_touch.by_id.in_(part))).scalars())
    return found


def _targets(edges: dict[str, list[StoredEdge]], changed: Collection[str]) -> set[str]:
    return {target for target, some in edges.items() if any(edge.source_id in changed for edge in some)}


def _cited_passages(connection: Connection, document_id: str) -> list[CitedPassage]:
    """The passages of a document that answers quote; what an answer only shows as a further source is no evidence."""
    query = (
        select(evidence, answers.c.change, answers.c.body, tables.passages.c.citation.label("place_read"))
        .join(answers, answers.c.id == evidence.c.answer_id)
        .outerjoin(tables.passages, tables.passages.c.id == evidence.c.passage_id)
        .where(evidence.c.document_id == document_id)
    )
    return [_cited_passage(row) for row in connection.execute(query) if row.place in _quoted_places(row)]


def _quoted_places(row: Any) -> set[int]:
    """Places of the sources that the statements of an answer quote; all where there are no statements."""
    quoted = {statement["source"] for statement in json.loads(row.body).get("statements", ())}
    return quoted or {row.place}


def _cited_passage(row: Any) -> CitedPassage:
    place = json_codec.citation_from_json(row.place_read) if row.place_read else None
    component, path = (place.component, place.path) if place else ("", ())
    return CitedPassage(row.answer_id, row.change, row.version_id, row.text, component or "", path)


def _words(connection: Connection, version_id: int) -> list[str]:
    query = select(tables.passages.c.text).where(tables.passages.c.version_id == version_id)
    return list(connection.execute(query.order_by(tables.passages.c.ordinal)).scalars())


def _known_since(connection: Connection, edge: StoredEdge) -> int:
    """The first change that brought a version of the source with this edge."""
    query = (
        select(func.min(func.coalesce(relations.c.added_change, tables.changes.c.id)))
        .join(relations, relations.c.version_id == tables.changes.c.version_id)
        .where(tables.changes.c.document_id == edge.source_id, relations.c.fingerprint == edge.fingerprint)
    )
    return int(connection.execute(query).scalar() or 0)


def _replace(connection: Connection, affected: Collection[str], found: set[Touch], change: int) -> int:
    """Keep the touches found for these documents and no others of theirs; returns how many are new."""
    held: dict[tuple[str, str, str, str], int] = {}
    for part in chunked(affected):
        for row in connection.execute(select(touches).where(_touch.document_id.in_(part))):
            held[row.answer_id, row.document_id, row.kind, row.by_id] = row.id
    keyed = {(touch.answer_id, touch.document_id, str(touch.kind), touch.by_id): touch for touch in found}
    for stale in chunked([number for key, number in held.items() if key not in keyed]):
        connection.execute(delete(touches).where(_touch.id.in_(stale)))
    moment = now()
    fresh = [
        {
            "answer_id": touch.answer_id, "document_id": touch.document_id, "by_id": touch.by_id, "kind": touch.kind,
            "effective": touch.effective.isoformat() if touch.effective else "", "reason": touch.reason,
            "change": change, "at": moment,
        }
        for key, touch in keyed.items()
        if key not in held
    ]  # fmt: skip
    if fresh:
        connection.execute(insert(touches), fresh)
    return len(fresh)
