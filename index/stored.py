"""The library's rows as records: what to select, and how a row is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from index import codec, tables
from index.records import IndexRow, StoredDocument, StoredPassage

ACTIVE, WITHDRAWN, LEFT = "active", "withdrawn", "left"

#: Rows fetched at a time when the derived indexes are fed: few enough that what is cut of them for the terms is
#: still at hand for the columns.
FEED = 1000

_document, _version, _passage = tables.documents.c, tables.versions.c, tables.passages.c

#: A document joined with one of its versions; the caller says which.
DOCUMENT: Select[*tuple[Any, ...]] = select(
    _document.id, _document.state, _document.access, _version.version, _version.id.label("version_id"),
    _version.sha256, _version.file_name, _version.kind, _version.text_source, _version.metadata,
    _version.page_count, _version.passage_count, _version.warnings, _version.added_at,
).join_from(tables.documents, tables.versions, _version.document_id == _document.id)  # fmt: skip

PASSAGE: Select[*tuple[Any, ...]] = select(
    _passage.id, _version.document_id, _passage.version_id, _passage.ordinal, _passage.text, _passage.citation,
    _passage.kind, _passage.headings, _passage.context, _passage.parent, _passage.cells, _passage.node,
).join_from(tables.passages, tables.versions, _passage.version_id == _version.id)  # fmt: skip


def stored_document(row: Row[*tuple[Any, ...]]) -> StoredDocument:
    return StoredDocument(
        id=row.id,
        version=row.version,
        version_id=row.version_id,
        sha256=row.sha256,
        file_name=row.file_name,
        kind=row.kind,
        text_source=row.text_source,
        metadata=codec.metadata_from_json(row.metadata),
        page_count=row.page_count,
        passage_count=row.passage_count,
        state="active" if row.state == ACTIVE else "withdrawn",
        access=row.access,
        warnings=codec.texts_from_json(row.warnings),
        added_at=row.added_at,
    )


def stored_passage(row: Row[*tuple[Any, ...]]) -> StoredPassage:
    return StoredPassage(
        id=row.id,
        document_id=row.document_id,
        version_id=row.version_id,
        ordinal=row.ordinal,
        text=row.text,
        citation=codec.citation_from_json(row.citation),
        kind=row.kind,
        headings=codec.texts_from_json(row.headings),
        context=row.context,
        parent=row.parent,
        cells=codec.cells_from_json(row.cells),
        node=row.node,
    )


def index_rows(connection: Connection, since: int) -> Iterator[list[IndexRow]]:
    """Answering passages of documents that changed after ``since``, by passage id."""
    vector, model = tables.vectors.c, tables.models.c
    query = (
        select(
            _passage.id, _document.id.label("document_id"), _passage.version_id, _passage.parent, _passage.ordinal,
            _passage.text, _passage.headings, _passage.kind, vector.vector, _document.number, _document.type,
            _document.issuer, _document.subject, _document.year, _document.territory, _document.access,
        )
        .join_from(tables.documents, tables.passages, _passage.version_id == _document.version_id)
        .join(tables.vectors, vector.passage_id == _passage.id)
        .join(tables.models, (model.id == vector.model_id) & model.active)
        .where(_document.state == ACTIVE, _document.last_change > since)
        # Without the "+ 0" SQLite walks all passages to spare itself the sorting of a few.
        .order_by(_passage.id if since == 0 else _passage.id + 0)
    )  # fmt: skip
    for part in connection.execution_options(yield_per=FEED).execute(query).partitions():
        yield [_index_row(row) for row in part]


def _index_row(row: Row[*tuple[Any, ...]]) -> IndexRow:
    facts = (row.number, row.type, row.issuer, row.subject)
    # A passage without a parent stands for itself: a letter without sections is not one big group.
    group = row.parent if row.parent is not None else f"p{row.ordinal}"
    return IndexRow(
        passage_id=row.id,
        document_id=row.document_id,
        group=f"{row.version_id}:{group}",
        body=row.text,
        heading="\n".join(codec.texts_from_json(row.headings)),
        subject=" ".join([fact for fact in facts if fact]),
        kind=row.kind,
        vector=row.vector,
        type=row.type,
        issuer=row.issuer,
        year=row.year,
        territory=row.territory,
        access=row.access,
    )


def last_change(connection: Connection) -> int:
    """The number of the last change that this transaction sees."""
    return int(connection.execute(select(func.coalesce(func.max(tables.changes.c.id), 0))).scalar_one())
