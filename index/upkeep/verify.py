"""Verification of a library: the database's own checks, every invariant of its rows, every original's hash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sqlalchemy import ColumnElement, Connection, func, select, text

from index.derived.snapshot import DerivedSnapshot
from index.derived.sync import Indexes
from index.library.library import Library
from index.records import VectorModel
from index.store import deep_vectors, tables
from index.store.database import read_transaction
from index.store.rows_read import ACTIVE

_document, _version, _passage, _vector = (
    tables.documents.c, tables.versions.c, tables.passages.c, tables.vectors.c,
)  # fmt: skip

#: How like its stored half-precision numbers a unit vector kept as bytes is, at least.
LEAST_LIKENESS = 0.98


def verify(library: Library, *, files: bool = True) -> list[str]:
    """The problems found, a Vietnamese sentence each; none when everything is right."""
    with read_transaction(library.engine) as connection:
        found = [*_database_problems(connection), *_row_problems(connection)]
        shas = set(connection.execute(select(_version.sha256).where(_has_file())).scalars()) if files else set()
    if files:
        found += [f"Tệp gốc {sha} bị hỏng: nội dung không còn đúng mã băm." for sha in library.files.damaged_hashes()]
        found += [f"Thiếu tệp gốc {sha}." for sha in sorted(shas) if not library.files.has(sha)]
    return found


def verify_indexes(library: Library, home: Path, deep: VectorModel | None = None) -> list[str]:
    """The problems of terms, vectors and columns, which must have exactly the answering passages.

    Of the deep vectors of the transformer ``deep`` those must be there that the library has.
    """
    indexes = Indexes.open(home, library, deep)
    found = list(indexes.notices)
    if deep is not None and _deep_differ(library, deep, indexes.snapshot()):
        found.append("Chỉ mục véc-tơ nghĩa khác với véc-tơ trong kho.")
    wanted = {row.passage_id: row.vector for rows in library.index_rows() for row in rows}
    found += snapshot_differences(indexes.snapshot(), wanted)
    return found


def _deep_differ(library: Library, model: VectorModel, snapshot: DerivedSnapshot) -> bool:
    """True unless a snapshot holds the deep vectors that the library has, as near as bytes can tell."""
    with library.state() as state:
        number = deep_vectors.model_number(state.connection, model)
        last = int(state.connection.execute(select(func.max(_passage.id))).scalar() or 0)
        rows = deep_vectors.vectors_between(state.connection, number or 0, 1, last)
    ids = np.array([row.passage_id for row in rows], np.int64)
    if snapshot.deep is None or not np.array_equal(snapshot.deep.ids(), ids):
        return True
    stored = np.frombuffer(b"".join(row.vector for row in rows), np.float16).reshape(len(ids), -1)
    near = (snapshot.deep.vectors(ids) * stored).sum(axis=1) if len(ids) else np.ones(0)
    return bool((near < LEAST_LIKENESS).any())


def snapshot_differences(snapshot: DerivedSnapshot, wanted: dict[int, bytes]) -> list[str]:
    """The differences between a snapshot and the passages (and float16 vectors) that it should have."""
    found: list[str] = []
    ids = np.array(sorted(wanted), np.int64)
    column_ids = snapshot.columns.arrays.ids[snapshot.columns.live]
    if not np.array_equal(np.sort(column_ids), ids):
        found.append(f"Chỉ mục cột có {len(column_ids)} đoạn, kho có {len(ids)}, hoặc khác đoạn.")
    if len(snapshot.lexical) != len(ids):
        found.append(f"Chỉ mục từ có {len(snapshot.lexical)} đoạn, kho có {len(ids)}.")
    if len(snapshot.vectors) != len(ids):
        found.append(f"Chỉ mục véc-tơ có {len(snapshot.vectors)} đoạn, kho có {len(ids)}.")
    elif len(ids):
        halves = np.frombuffer(b"".join(wanted[int(passage_id)] for passage_id in ids), np.float16).reshape(
            len(ids), -1
        )
        try:
            same = np.array_equal(snapshot.vectors.vectors(ids), halves.astype(np.float32))
        except RuntimeError:  # what FAISS raises for an unknown id
            same = False
        if not same:
            found.append("Chỉ mục véc-tơ khác với véc-tơ trong kho.")
    return found


def _database_problems(connection: Connection) -> Iterator[str]:
    if connection.dialect.name != "sqlite":
        return
    for row in connection.execute(text("PRAGMA integrity_check")):
        if row[0] != "ok":
            yield f"Tệp cơ sở dữ liệu bị hỏng: {row[0]}."
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        yield f"Bảng {row[0]} có dòng trỏ đến dữ liệu không còn."


def _row_problems(connection: Connection) -> Iterator[str]:
    stored = (
        select(_passage.version_id, func.count().label("n"), func.min(_passage.id).label("first"),
               func.max(_passage.id).label("last")).group_by(_passage.version_id).subquery()
    )  # fmt: skip
    query = select(
        _version.id, _version.first_passage, _version.passage_count, stored.c.n, stored.c.first, stored.c.last
    )
    for row in connection.execute(query.outerjoin(stored, stored.c.version_id == _version.id)):
        count = row.n or 0
        whole = count == 0 or (row.first == row.first_passage and row.last == row.first + count - 1)
        if count != row.passage_count or not whole:
            yield f"Phiên bản {row.id} có {count} đoạn, đúng ra là {row.passage_count} đoạn liền nhau."
    foreign = select(_document.id).join(tables.versions, _version.id == _document.version_id, isouter=True)
    for document_id in connection.execute(
        foreign.where(func.coalesce(_version.document_id, "") != _document.id)
    ).scalars():
        yield f"Văn bản {document_id} trỏ đến phiên bản không phải của nó."
    yield from _vector_problems(connection)
    for name, column in (("change", tables.changes.c.id), ("version", _version.id), ("passage", _passage.id)):
        last = connection.execute(select(tables.counters.c.value).where(tables.counters.c.name == name)).scalar_one()
        if (connection.execute(select(func.max(column))).scalar() or 0) > last:
            yield f"Bộ đếm {name} nhỏ hơn số lớn nhất đã dùng."


def _vector_problems(connection: Connection) -> Iterator[str]:
    model = connection.execute(
        select(tables.models.c.id, tables.models.c.dimension).where(tables.models.c.active)
    ).first()
    if model is None:
        return
    answering = (
        select(func.count())
        .select_from(tables.documents)
        .join(tables.passages, _passage.version_id == _document.version_id)
        .join(tables.vectors, (_vector.passage_id == _passage.id) & (_vector.model_id == model.id), isouter=True)
        .where(_document.state == ACTIVE)
    )
    missing = connection.execute(answering.where(_vector.passage_id.is_(None))).scalar_one()
    if missing:
        yield f"{missing} đoạn đang trả lời chưa có véc-tơ của mô hình hiện dùng."
    sizes = select(func.count()).select_from(tables.vectors).join(tables.models, tables.models.c.id == _vector.model_id)
    size = func.length(_vector.vector) != 2 * tables.models.c.dimension
    wrong = connection.execute(sizes.where(size)).scalar_one()
    if wrong:
        yield f"{wrong} véc-tơ có kích thước sai."


def _has_file() -> ColumnElement[bool]:
    """Condition: a file is known to hold the version. One published without a file has no original to miss."""
    source = tables.sources.c
    return select(source.path).where(source.sha256 == _version.sha256, ~source.path.startswith("upload:")).exists()
