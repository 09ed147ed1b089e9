"""Relations that clerks gave: what no reader found, or read as another one; kept in every version of the document.

Each is a decision among the reviews, whose value holds it. While the decision stands its edge has a row beside those
that were read, in every version, so that all that reads edges reads it too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import Connection, delete, insert, select

from index.store import tables
from index.store.database import now
from index.store.relation_rows import (
    CLERK_EDGE_MARK,
    edge_row,
    fingerprint,
    relation_from_json,
    relation_to_json,
    relations,
    reviews,
)
from index.validity.reviews import standing_values
from ingest.records import Relation

#: Relations that a clerk may add; the others need words of the document (a phrase, an attached text).
ClerkRelationType = Literal[
    "replaces", "repeals", "repeals_part", "amends", "corrects", "suspends", "extends", "recalls", "based_on",
    "implements", "refers_to", "consolidates",
]  # fmt: skip
CLERK_RELATION_TYPES: tuple[ClerkRelationType, ...] = get_args(ClerkRelationType)
#: Behind all that were read.
_FIRST_POSITION = 100_000
_MARK_DIGITS = 15


@dataclass(frozen=True, slots=True)
class ClerkRelation:
    """A relation that a clerk gave.

    ``target`` is the document of the library that he chose, None where he named one that it may not hold. ``instead``
    is the fingerprint of the edge that was read and that this one stands in place of, "" for none.
    """

    relation: Relation
    target: str | None = None
    instead: str = ""

    @property
    def mark(self) -> str:
        """What stands in place of a fingerprint: a clerk's edge is told from one that was read."""
        content = f"{fingerprint(self.relation)}|{self.target or ''}"
        return CLERK_EDGE_MARK + hashlib.sha256(content.encode()).hexdigest()[:_MARK_DIGITS]


def standing_relations(connection: Connection, document_id: str) -> dict[str, tuple[ClerkRelation, int]]:
    """A clerk's relations of a document by their marks, each with the change that it came with."""
    values = standing_values(connection, document_id, CLERK_EDGE_MARK)
    return {mark: _from_value(value) for mark, value in values.items()}


def record_relation(
    connection: Connection, document_id: str, given: ClerkRelation, change: int, who: str, note: str
) -> None:
    """Keep a clerk's relation among the decisions; the edge that it stands in place of is rejected with it."""
    fields = {"relation": relation_to_json(given.relation), "target": given.target, "instead": given.instead}
    value = json.dumps({**fields, "change": change}, ensure_ascii=False)
    decisions = [("reject", given.instead, "")] if given.instead else []
    for decision, mark, kept in (*decisions, ("accept", given.mark, value)):
        row = {
            "document_id": document_id, "fingerprint": mark, "decision": decision, "who": who, "at": now(),
            "since": "", "note": note, "value": kept,
        }  # fmt: skip
        connection.execute(insert(reviews).values(**row))


def clerk_edge_rows(connection: Connection, document_id: str, version_ids: Iterable[int]) -> list[dict[str, Any]]:
    """Rows of a document's standing clerk's relations for some of its versions."""
    known = standing_relations(connection, document_id)
    return [
        edge_row(given.relation, version_id, _FIRST_POSITION + at, mark, given.target, change)
        for version_id in version_ids
        for at, (mark, (given, change)) in enumerate(known.items())
    ]


def write_clerk_edges(connection: Connection, document_id: str, version_ids: Iterable[int]) -> None:
    """Write the edges of all versions as the decisions now stand; those that are there keep their numbers."""
    ids = list(version_ids)
    wanted = clerk_edge_rows(connection, document_id, ids)
    edge = relations.c
    own = edge.version_id.in_(ids) & edge.fingerprint.startswith(CLERK_EDGE_MARK, autoescape=True)
    standing = {row["fingerprint"] for row in wanted}
    connection.execute(delete(relations).where(own, edge.fingerprint.not_in(standing)))
    present = {(row.version_id, row.fingerprint) for row in connection.execute(select(relations).where(own))}
    missing = [row for row in wanted if (row["version_id"], row["fingerprint"]) not in present]
    if missing:
        connection.execute(insert(relations), missing)


def purge_clerk_relations(connection: Connection, document_id: str) -> int:
    """Remove other documents' clerk's relations to a document that is purged; returns how many rows there were."""
    edge = relations.c
    named = connection.execute(
        select(edge.fingerprint, tables.versions.c.document_id)
        .join_from(relations, tables.versions, tables.versions.c.id == edge.version_id)
        .where(edge.target_document == document_id)
        .distinct()
    ).all()
    marks = {row.fingerprint for row in named}
    taken_back = select(reviews.c.fingerprint).where(reviews.c.value.contains(f'"target": "{document_id}"'))
    marks |= set(connection.execute(taken_back).scalars())
    connection.execute(delete(reviews).where(reviews.c.fingerprint.in_(marks)))
    return connection.execute(delete(relations).where(edge.target_document == document_id)).rowcount


def _from_value(value: str) -> tuple[ClerkRelation, int]:
    fields = json.loads(value)
    given = ClerkRelation(relation_from_json(fields["relation"]), fields["target"], fields["instead"])
    return given, fields["change"]
