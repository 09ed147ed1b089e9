"""Re-embedding with another model: its vectors are made beside the present ones, which are used until all are there.

Vectors are written in portions, each its own transaction, so an interrupted run continues where it stopped. The
switch is one transaction that first embeds the passages published in the meantime; it appends to the change log, and
services that see it open the indexes anew with the new model.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from sqlalchemy import Connection, Row, func, insert, select, update

from index.embedding.encoders import Encoder, passage_text
from index.library.library import Library
from index.records import VectorModel
from index.store import tables
from index.store.database import next_numbers, now, read_transaction, write_transaction
from index.store.deep_vectors import register_model
from index.store.facts import read_fact, write_fact
from index.store.rows_read import PASSAGE_QUERY, stored_passage
from ingest.records import Passage

#: The fact under which the library stores the folder or name that its model was opened from.
MODEL_SOURCE_FACT = "model_place"
#: Passages embedded at a time.
PORTION = 512

_passage, _vector, _model = tables.passages.c, tables.vectors.c, tables.models.c


def reembed(
    library: Library,
    encoder: Encoder,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    stop: Callable[[], bool] = lambda: False,
    place: str = "",
) -> bool:
    """Embed every passage with ``encoder`` and switch to it. False when stopped before the end: call it again.

    ``place`` is what ``index.embedding.encoders.load`` opened it from: running services open it there too.
    """
    model_id = register_model(library.engine, VectorModel(encoder.name, encoder.dimension))
    with read_transaction(library.engine) as connection:
        total = int(connection.execute(select(func.count()).select_from(tables.passages)).scalar_one())
        done = int(connection.execute(select(func.count()).where(_vector.model_id == model_id)).scalar_one())
    while True:
        with read_transaction(library.engine) as connection:
            rows = _passages_without_vector(connection, model_id, PORTION)
        if len(rows) < PORTION:
            break
        if stop():
            return False
        made = _vector_rows(encoder, rows, model_id)
        with write_transaction(library.engine) as connection:
            connection.execute(insert(tables.vectors), made)
        done += len(rows)
        on_progress(done, total)
    with write_transaction(library.engine) as connection:
        while rows := _passages_without_vector(connection, model_id, PORTION):
            connection.execute(insert(tables.vectors), _vector_rows(encoder, rows, model_id))
        connection.execute(update(tables.models).values(active=_model.id == model_id))
        log = {
            "id": next_numbers(connection, "change", 1), "kind": "model", "document_id": "", "version_id": None,
            "stopped_first": 0, "stopped_count": 0, "reason": encoder.name, "at": now(),
        }  # fmt: skip
        connection.execute(insert(tables.changes), [log])
        write_fact(connection, MODEL_SOURCE_FACT, place)
    library.forget_model()
    on_progress(total, total)
    return True


def model_source(library: Library) -> str:
    """The folder or name that the library's model can be opened from; empty when it was never changed."""
    with read_transaction(library.engine) as connection:
        return read_fact(connection, MODEL_SOURCE_FACT) or ""


def _passages_without_vector(connection: Connection, model_id: int, limit: int) -> list[Row[tuple[object, ...]]]:
    """Rows of passages without a vector of this model, by id."""
    has = select(_vector.passage_id).where(_vector.model_id == model_id, _vector.passage_id == _passage.id)
    last = select(func.coalesce(func.max(_vector.passage_id), 0)).where(_vector.model_id == model_id)
    start = int(connection.execute(last).scalar_one())
    query = PASSAGE_QUERY.where(~has.exists()).order_by(_passage.id).limit(limit)
    # Vectors are made in the order of ids, so the missing ones nearly always follow the last one.
    rows = list(connection.execute(query.where(_passage.id > start)))
    return rows if len(rows) == limit else list(connection.execute(query))


def _vector_rows(encoder: Encoder, rows: list[Row[tuple[object, ...]]], model_id: int) -> list[dict[str, object]]:
    passages = [stored_passage(row) for row in rows]
    texts = [
        passage_text(Passage(row.ordinal, row.text, row.citation, headings=row.headings, context=row.context))
        for row in passages
    ]
    halves = np.ascontiguousarray(encoder.embed_passages(texts), np.float16)
    return [
        {"model_id": model_id, "passage_id": passage.id, "vector": half.tobytes()}
        for passage, half in zip(passages, halves, strict=True)
    ]
