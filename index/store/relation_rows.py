"""Relations, terms and reviews as rows of the library.

Edges and terms belong to a version and are written with it, in the same transaction. Reviews belong to the document
and to the content of an edge (its fingerprint), so that a clerk's decision outlives a new version or a better reader.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from index.store.rows_to_write import StoredVersion
from index.store.tables import Id, metadata
from index.store.tables import documents as documents_table
from index.store.tables import versions as versions_table
from ingest.records import Document, Relation, Step, Term
from ingest.text.normalize import fold

relations = Table(
    "relations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("version_id", ForeignKey(versions_table.c.id), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("type", String(20), nullable=False),
    # Canonical key of the target, or the folded name of a law cited without a number; both null for a vague repeal.
    Column("target_key", String(200), index=True),
    Column("target_name", Text),
    Column("fingerprint", String(16), nullable=False),
    Column("body", Text, nullable=False),
    # Of a clerk's edge: the document that he chose, and the change with which the edge came in.
    Column("target_document", String(40), index=True),
    Column("added_change", BigInteger),
)

terms = Table(
    "terms",
    metadata,
    Column("version_id", ForeignKey(versions_table.c.id), primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)

#: A clerk's decisions: on an edge (``fingerprint`` set, ``decision`` accept or reject) or on the document's status.
reviews = Table(
    "reviews",
    metadata,
    Column("id", Id, primary_key=True),
    Column("document_id", ForeignKey(documents_table.c.id), nullable=False),
    Column("fingerprint", String(16), nullable=False),
    Column("decision", String(20), nullable=False),
    Column("since", String(10), nullable=False),
    Column("who", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("note", Text, nullable=False),
    # The number, date or issuer that a clerk gave; "" for other decisions.
    Column("value", Text, nullable=False, server_default=""),
    Index(None, "document_id"),
)

#: Part of the mark of an edge that a clerk added, which stands where the fingerprint of one that was read would.
CLERK_EDGE_MARK = "k"
#: Fields of a relation that are kept as they are.
_TEXTS = (
    "evidence", "component", "label", "ordinal", "target_number", "target_key", "target_name", "target_type",
    "target_issuer", "target_component", "new_text", "passive",
)  # fmt: skip
_DATES = ("target_date", "effective", "until")
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def relation_rows(document: Document, version: StoredVersion) -> list[dict[str, Any]]:
    """Rows of a version's relations."""
    return [edge_row(edge, version.id, position, fingerprint(edge)) for position, edge in enumerate(document.relations)]


def edge_row(
    edge: Relation, version_id: int, position: int, mark: str, target: str | None = None, change: int | None = None
) -> dict[str, Any]:
    """The row of one edge; ``target`` and ``change`` are those of a clerk's edge."""
    return {
        "version_id": version_id,
        "position": position,
        "type": edge.type,
        "target_key": edge.target_key,
        "target_name": fold(edge.target_name) if edge.target_name and not edge.target_key else None,
        "fingerprint": mark,
        "body": relation_to_json(edge),
        "target_document": target,
        "added_change": change,
    }


def term_rows(document: Document, version: StoredVersion) -> list[dict[str, Any]]:
    """The row of a version's period of validity; none where the text says nothing about it."""
    if document.term == Term():
        return []
    return [{"version_id": version.id, "body": term_to_json(document.term)}]


def fingerprint(edge: Relation) -> str:
    """A digest of an edge's content: the same in every version and passage that states it."""
    steps = ["/".join(f"{step.kind} {step.number}" for step in path) for path in (edge.path, edge.target_path)]
    parts = [edge.type, edge.target_key or edge.target_name or "", edge.component, edge.target_component, *steps]
    return hashlib.sha256("|".join([*parts, *(edge.phrase or ())]).encode()).hexdigest()[:16]


def relation_to_json(edge: Relation) -> str:
    fields: dict[str, Any] = {name: value for name in _TEXTS if (value := getattr(edge, name)) not in (None, "", False)}
    fields |= {name: value.isoformat() for name in _DATES if (value := getattr(edge, name)) is not None}
    for name in ("path", "target_path"):
        if steps := getattr(edge, name):
            fields[name] = _steps_to_list(steps)
    if edge.phrase is not None:
        fields["phrase"] = list(edge.phrase)
    return _encode({"type": edge.type, **fields})


def relation_from_json(text: str) -> Relation:
    fields = json.loads(text)
    for name in _DATES:
        if name in fields:
            fields[name] = date.fromisoformat(fields[name])
    for name in ("path", "target_path"):
        if name in fields:
            fields[name] = _steps_from_list(fields[name])
    if "phrase" in fields:
        old, new = fields["phrase"]
        fields["phrase"] = (old, new)
    return Relation(**{"evidence": "", **fields})


def term_to_json(term: Term) -> str:
    fields: dict[str, Any] = {"basis": term.basis, "evidence": term.evidence, "ordinal": term.ordinal}
    fields["effective"] = term.effective.isoformat() if term.effective else None
    fields["last_day"] = term.last_day.isoformat() if term.last_day else None
    fields["exceptions"] = [[name, _steps_to_list(path), day.isoformat()] for name, path, day in term.exceptions]
    return _encode(fields)


def term_from_json(text: str | None) -> Term:
    if text is None:
        return Term()
    fields = json.loads(text)
    for name in ("effective", "last_day"):
        fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
    fields["exceptions"] = tuple(
        (name, _steps_from_list(path), date.fromisoformat(day)) for name, path, day in fields["exceptions"]
    )
    return Term(**fields)


def _steps_to_list(steps: tuple[Step, ...]) -> list[list[str]]:
    return [[step.kind, step.number] for step in steps]


def _steps_from_list(pairs: list[list[Any]]) -> tuple[Step, ...]:
    return tuple(Step(kind, number) for kind, number in pairs)
