"""Rows of deep vectors: those of the transformer, which follow in the background, in portions.

They stand in the table of all vectors under a model of their own that is never the active one. A counter in
``counters`` grows with each portion, so that every process learns of it from one number: the change log is not touched,
since no document changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, Select, delete, func, insert, select, update

from index.records import Floats, VectorModel
from index.store import json_codec, tables
from index.store.database import chunked, now, read_transaction, write_transaction
from index.store.rows_read import ACTIVE

#: What the names of all transformers begin with.
NAME_START = "meaning@"
#: The counter of portions stored or removed.
COUNTER = "deep"
#: Vectors of a transformer that is used no more are removed so many at a time.
REMOVED_AT_ONCE = 5000

_document, _version, _passage = tables.documents.c, tables.versions.c, tables.passages.c
_vector, _model, _counter = tables.vectors.c, tables.models.c, tables.counters.c


@dataclass(frozen=True, slots=True)
class UnreadPassage:
    """An answering passage without a deep vector, with what the transformer reads of it."""

    id: int
    subject: str
    headings: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class DeepRow:
    """The deep vector of an answering passage, in half precision, with its document's access label."""

    passage_id: int
    access: str
    vector: bytes


def register_model(engine: Engine, model: VectorModel) -> int:
    """The model's number in the library; a new one is recorded as not in use."""
    with write_transaction(engine) as connection:
        found = model_number(connection, model)
        if found is not None:
            return found
        fresh = 1 + int(connection.execute(select(func.max(_model.id))).scalar() or 0)
        row = {"id": fresh, "name": model.name, "dimension": model.dimension, "active": False, "added_at": now()}
        connection.execute(insert(tables.models), [row])
        return fresh


def model_number(connection: Connection, model: VectorModel) -> int | None:
    """The model's number in the library; None for one that it does not know."""
    found = connection.execute(select(_model.id).where(_model.name == model.name)).scalar()
    return None if found is None else int(found)


def portions_stored(connection: Connection) -> int:
    """The number of portions stored or removed so far."""
    return int(connection.execute(select(_counter.value).where(_counter.name == COUNTER)).scalar() or 0)


def _answering(*columns: Any) -> Select[Any]:
    """Columns of answering passages and of their documents."""
    return (
        select(*columns)
        .select_from(tables.passages)
        .join(tables.versions, _version.id == _passage.version_id)
        .join(tables.documents, (_document.id == _version.document_id) & (_document.version_id == _version.id))
        .where(_document.state == ACTIVE)
    )


def unread_passages(connection: Connection, model_id: int, limit: int) -> list[UnreadPassage]:
    """Answering passages without a vector of this model, newest first: who just added a document asks about it."""
    has = select(_vector.passage_id).where(_vector.model_id == model_id, _vector.passage_id == _passage.id)
    query = _answering(_passage.id, _document.subject, _passage.headings, _passage.text).where(~has.exists())
    return [
        UnreadPassage(row.id, row.subject or "", json_codec.texts_from_json(row.headings), row.text)
        for row in connection.execute(query.order_by(_passage.id.desc()).limit(limit))
    ]


def count_unread(connection: Connection, model_id: int) -> int:
    """The number of answering passages without a vector of this model."""
    has = select(_vector.passage_id).where(_vector.model_id == model_id, _vector.passage_id == _passage.id)
    return int(connection.execute(_answering(func.count()).where(~has.exists())).scalar_one())


def store_vectors(engine: Engine, model_id: int, ids: Sequence[int], vectors: Floats) -> int:
    """Store the vectors of passages in one transaction; returns how many.

    A passage that was purged since, or that another process gave a vector, is left out.
    """
    halves = np.ascontiguousarray(vectors, dtype=np.float16)
    with write_transaction(engine) as connection:
        there: set[int] = set()
        for part in chunked(ids):
            there |= set(connection.execute(select(_passage.id).where(_passage.id.in_(part))).scalars())
            has = select(_vector.passage_id).where(_vector.model_id == model_id, _vector.passage_id.in_(part))
            there -= set(connection.execute(has).scalars())
        rows = [
            {"model_id": model_id, "passage_id": passage_id, "vector": half.tobytes()}
            for passage_id, half in zip(ids, halves, strict=True)
            if passage_id in there
        ]
        if rows:
            connection.execute(insert(tables.vectors), rows)
            _count_portion(connection)
    return len(rows)


def vectors_between(connection: Connection, model_id: int, first: int, last: int) -> list[DeepRow]:
    """The deep vectors of answering passages with these ids, in their order."""
    query = (
        _answering(_passage.id, _document.access, _vector.vector)
        .join(tables.vectors, (_vector.passage_id == _passage.id) & (_vector.model_id == model_id))
        .where(_passage.id.between(first, last), _vector.passage_id.between(first, last))
    )
    return [DeepRow(*row) for row in connection.execute(query.order_by(_passage.id))]


def remove_other_models(engine: Engine, model: VectorModel) -> int:
    """Remove the vectors of transformers other than this one; returns how many."""
    removed = 0
    with read_transaction(engine) as connection:
        other = _model.name.startswith(NAME_START) & (_model.name != model.name) & ~_model.active
        old = [int(number) for number in connection.execute(select(_model.id).where(other)).scalars()]
    for number in old:
        while gone := _remove_portion(engine, number):
            removed += gone
        with write_transaction(engine) as connection:
            connection.execute(delete(tables.models).where(_model.id == number))
    return removed


def _remove_portion(engine: Engine, model_id: int) -> int:
    with write_transaction(engine) as connection:
        some = select(_vector.passage_id).where(_vector.model_id == model_id).limit(REMOVED_AT_ONCE)
        ids = list(connection.execute(some.order_by(_vector.passage_id)).scalars())
        if not ids:
            return 0
        these = _vector.passage_id.between(ids[0], ids[-1])
        connection.execute(delete(tables.vectors).where(_vector.model_id == model_id, these))
        _count_portion(connection)
        return len(ids)


def _count_portion(connection: Connection) -> None:
    counted = update(tables.counters).where(_counter.name == COUNTER).values(value=_counter.value + 1)
    if not connection.execute(counted).rowcount:
        connection.execute(insert(tables.counters), [{"name": COUNTER, "value": 1}])
