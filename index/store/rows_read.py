"""Rows read from the library, and the records made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select

from index.records import IndexRow, StoredDocument, StoredPassage
from index.store import json_codec, tables
from index.store.clerk_annexes import annex_name
from index.store.clerk_values import stored_metadata

ACTIVE, WITHDRAWN, FILE_LEFT = "active", "withdrawn", "left"
#: Part of the identity of an annex in a file of its own, before the annex's name.
ANNEX_MARK = "annex:"


def annex_part(row: Row[*tuple[Any, ...]]) -> str:
    """The folded name of an annex in a file of its own, by its identity or a clerk's word; "" for any other document.

    The row holds ``identity`` and ``clerk_values``.
    """
    return annex_name(row.clerk_values) or str(row.identity).partition(ANNEX_MARK)[2]


#: Rows fetched at a time for the derived indexes: few enough that the syllables cut for the terms are still cached
#: when the columns need them.
FEED_ROWS = 1000

_document, _version, _passage = tables.documents.c, tables.versions.c, tables.passages.c

#: The columns of ``versions`` that a stored document is made of.
_VERSION_FACTS = (
    "id", "version", "sha256", "file_name", "kind", "text_source", "metadata", "page_count", "passage_count",
    "warnings", "added_at",
)  # fmt: skip

#: A document joined with one of its versions; the caller says which.
DOCUMENT_QUERY: Select[*tuple[Any, ...]] = select(
    _document.id, _document.state, _document.access, _version.version, _version.id.label("version_id"),
    _version.sha256, _version.file_name, _version.kind, _version.text_source, _version.metadata,
    _version.page_count, _version.passage_count, _version.warnings, _version.added_at, _document.clerk_values,
).join_from(tables.documents, tables.versions, _version.document_id == _document.id)  # fmt: skip

PASSAGE_QUERY: Select[*tuple[Any, ...]] = select(
    _passage.id, _version.document_id, _passage.version_id, _passage.ordinal, _passage.text, _passage.citation,
    _passage.kind, _passage.headings, _passage.context, _passage.parent, _passage.cells, _passage.node,
).join_from(tables.passages, tables.versions, _passage.version_id == _version.id)  # fmt: skip

_answering = tables.versions.alias("answering")
#: Passages by id with the answering versions of their documents: all that a page of hits needs, in one statement.
#: Built once, so that its text is cached: 0.3 ms a page, where two statements built for each question took 1.1 ms.
_HITS_QUERY: Select[*tuple[Any, ...]] = (
    PASSAGE_QUERY.add_columns(
        _document.state,
        _document.access,
        _document.clerk_values,
        *(_answering.c[name].label(f"answering_{name}") for name in _VERSION_FACTS),
    )
    .join(tables.documents, _version.document_id == _document.id)
    .join(_answering, _answering.c.id == _document.version_id)
    .where(_passage.id.in_(bindparam("ids", expanding=True)), _document.state == ACTIVE)
)

#: The columns that the derived indexes take from a passage, and from its document.
_PASSAGE_FACTS = (
    _passage.id, _passage.version_id, _passage.parent, _passage.ordinal, _passage.text, _passage.headings,
    _passage.kind, _passage.cells,
)  # fmt: skip
_DOCUMENT_FACTS = (
    _document.id.label("document_id"), _document.number, _document.type, _document.issuer, _document.subject,
    _document.year, _document.territory, _document.access,
)  # fmt: skip


def stored_document(row: Row[*tuple[Any, ...]]) -> StoredDocument:
    return StoredDocument(
        id=row.id,
        version=row.version,
        version_id=row.version_id,
        sha256=row.sha256,
        file_name=row.file_name,
        kind=row.kind,
        text_source=row.text_source,
        metadata=stored_metadata(row.metadata, row.clerk_values),
        page_count=row.page_count,
        passage_count=row.passage_count,
        state="active" if row.state == ACTIVE else "withdrawn",
        access=row.access,
        warnings=json_codec.texts_from_json(row.warnings),
        added_at=row.added_at,
    )


def answering_passages(connection: Connection, ids: Sequence[int]) -> Iterator[tuple[StoredPassage, StoredDocument]]:
    """Those of the passages whose documents answer at this moment, each with its document."""
    documents: dict[str, StoredDocument] = {}
    for row in connection.execute(_HITS_QUERY, {"ids": ids}) if ids else ():
        if row.document_id not in documents:
            documents[row.document_id] = _answering_document(row)
        yield stored_passage(row), documents[row.document_id]


def _answering_document(row: Row[*tuple[Any, ...]]) -> StoredDocument:
    return StoredDocument(
        id=row.document_id,
        version=row.answering_version,
        version_id=row.answering_id,
        sha256=row.answering_sha256,
        file_name=row.answering_file_name,
        kind=row.answering_kind,
        text_source=row.answering_text_source,
        metadata=stored_metadata(row.answering_metadata, row.clerk_values),
        page_count=row.answering_page_count,
        passage_count=row.answering_passage_count,
        access=row.access,
        warnings=json_codec.texts_from_json(row.answering_warnings),
        added_at=row.answering_added_at,
    )


def stored_passage(row: Row[*tuple[Any, ...]]) -> StoredPassage:
    return StoredPassage(
        id=row.id,
        document_id=row.document_id,
        version_id=row.version_id,
        ordinal=row.ordinal,
        text=row.text,
        citation=json_codec.citation_from_json(row.citation),
        kind=row.kind,
        headings=json_codec.texts_from_json(row.headings),
        context=row.context,
        parent=row.parent,
        cells=json_codec.cells_from_json(row.cells),
        node=row.node,
    )


def index_rows(connection: Connection, since: int) -> Iterator[list[IndexRow]]:
    """Index rows of the documents that changed after ``since``, in the order of passage ids."""
    if since:
        yield from _changed_rows(connection, since)
        return
    vector, model = tables.vectors.c, tables.models.c
    query = (
        select(*_PASSAGE_FACTS, vector.vector, *_DOCUMENT_FACTS)
        .join_from(tables.documents, tables.passages, _passage.version_id == _document.version_id)
        .join(tables.vectors, vector.passage_id == _passage.id)
        .join(tables.models, (model.id == vector.model_id) & model.active)
        .where(_document.state == ACTIVE)
        .order_by(_passage.id)
    )
    for part in connection.execution_options(yield_per=FEED_ROWS).execute(query).partitions():
        yield [_index_row(row, row) for row in part]


def _changed_rows(connection: Connection, since: int) -> Iterator[list[IndexRow]]:
    """Index rows of one changed document after another, each by the range of its passage ids.

    In one query for all, SQLite, which does not know the tables' sizes, walks all vectors to find those of one
    document (measured on 71,585 passages: 35 ms of CPU instead of 1).
    """
    vector = tables.vectors.c
    changed = (
        select(_version.first_passage, _version.passage_count, *_DOCUMENT_FACTS)
        .join_from(tables.documents, tables.versions, _version.id == _document.version_id)
        .where(_document.state == ACTIVE, _document.last_change > since, _version.passage_count > 0)
        .order_by(_version.first_passage)
    )
    active = select(tables.models.c.id).where(tables.models.c.active).scalar_subquery()
    for document in connection.execute(changed).all():
        first, last = document.first_passage, document.first_passage + document.passage_count - 1
        rows = connection.execute(
            select(*_PASSAGE_FACTS, vector.vector)
            .join_from(tables.passages, tables.vectors, vector.passage_id == _passage.id)
            .where(_passage.id.between(first, last), vector.passage_id.between(first, last), vector.model_id == active)
            .order_by(_passage.id)
        )
        yield [_index_row(row, document) for row in rows]


def _index_row(row: Row[*tuple[Any, ...]], document: Row[*tuple[Any, ...]]) -> IndexRow:
    facts = (document.number, document.type, document.issuer, document.subject)
    # A passage without a parent is a group of its own: a letter without sections is not one big group.
    group = row.parent if row.parent is not None else f"p{row.ordinal}"
    return IndexRow(
        passage_id=row.id,
        document_id=document.document_id,
        group=f"{row.version_id}:{group}",
        body=row.text,
        heading="\n".join(json_codec.texts_from_json(row.headings)),
        subject=" ".join([fact for fact in facts if fact]),
        kind=row.kind,
        vector=row.vector,
        type=document.type,
        issuer=document.issuer,
        year=document.year,
        territory=document.territory,
        access=document.access,
        cells=json_codec.cells_from_json(row.cells),
    )


def last_change(connection: Connection) -> int:
    """The number of the last change that this transaction sees."""
    return int(connection.execute(select(func.coalesce(func.max(tables.changes.c.id), 0))).scalar_one())
