"""Purge of a document: its rows, vectors, original files and the answers that quoted it are removed.

Clerks withdraw documents every day; a purge is for documents that must not be kept at all. What remains are lines of
the change log with the document's id, so that indexes elsewhere drop its passages, and a keyed digest of each file, so
that one left in a watched folder or at a source does not come back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Column, Connection, Row, Table, delete, insert, select

from index.library.clerk_publisher import forget_keeper, forget_main
from index.library.clerk_relations import purge_clerk_relations
from index.library.library import Library, UnknownDocument
from index.library.purged_files import remember_purged
from index.store import tables
from index.store.database import chunked, next_numbers, now, write_transaction
from index.store.facts import read_fact, write_fact
from index.store.source_files import container_key
from index.upkeep.purge_traces import purge_traces, remove_copies
from ingest.temporary_rooms import remove_left_rooms

#: Rows of these tables are not removed with the document: the change log is rewritten below.
_KEPT_TABLES = {"changes"}
#: The fact under which the library lists the backups that it has written.
BACKUPS_FACT = "backups"


@dataclass(frozen=True, slots=True)
class PurgeResult:
    """The result of a purge: rows removed by table, originals by hash, and backups that may still have the document."""

    document_id: str
    rows: Mapping[str, int]
    files: tuple[str, ...]
    backups: tuple[str, ...]
    change: int


def purge(library: Library, document_id: str) -> PurgeResult:
    """Remove a document. Rebuild the derived indexes afterwards (``Indexes.rebuild``): its words are in them.

    :raises UnknownDocument: if there is no such document.
    """
    with write_transaction(library.engine) as connection:
        version = tables.versions.c
        held = connection.execute(
            select(tables.documents.c.state, tables.documents.c.added_at, tables.documents.c.access).where(
                tables.documents.c.id == document_id
            )
        ).first()
        if held is None:
            raise UnknownDocument(document_id)
        versions = list(
            connection.execute(
                select(version.id, version.sha256, version.first_passage, version.passage_count).where(
                    version.document_id == document_id
                )
            )
        )
        shas = {one.sha256 for one in versions}
        remains, unread = purge_traces(connection, document_id)
        purge_clerk_relations(connection, document_id)
        forget_main(connection, document_id)
        forget_keeper(connection, document_id)
        rows = _remove_rows(connection, document_id)
        rows |= {name: rows.get(name, 0) + count for name, count in remains.items()}
        changes = delete(tables.changes).where(tables.changes.c.document_id == document_id)
        rows["changes"] = connection.execute(changes).rowcount
        change = _log_purge(connection, document_id, versions, held.access)
        shared = set(connection.execute(select(version.sha256).where(version.sha256.in_(shas))).scalars())
        remember_purged(connection, shas - shared, held.access)
        backups = _backups_since(connection, held.added_at)
    files = tuple(sorted(sha for sha in shas - shared if library.files.remove(sha)))
    remove_copies(library.home, shas - shared, unread)
    for place in (None, library.home):
        remove_left_rooms(place)
    _truncate_write_log(library)
    return PurgeResult(document_id, {name: count for name, count in rows.items() if count}, files, backups, change)


def standing_files(library: Library, document_id: str) -> tuple[str, ...]:
    """The document's files that still stand outside the library: a purge leaves them, and they are not taken in again.

    Copies inside the library's home (uploads, what was fetched from a source) are not among them: a purge removes them.
    """
    paths = sorted(library.sources.document_sources(document_id))
    outside = (path for path in paths if not Path(path).is_relative_to(library.home))
    return tuple(path for path in outside if Path(container_key(path)).exists())


def record_backup(library: Library, path: str) -> None:
    """Record a backup, so that a later purge can name it."""
    with write_transaction(library.engine) as connection:
        every = [*json.loads(read_fact(connection, BACKUPS_FACT) or "[]"), [path, now()]]
        write_fact(connection, BACKUPS_FACT, json.dumps(every))


def _backups_since(connection: Connection, added_at: str) -> tuple[str, ...]:
    known = json.loads(read_fact(connection, BACKUPS_FACT) or "[]")
    return tuple(path for path, at in known if at >= added_at)


def _log_purge(
    connection: Connection, document_id: str, versions: Sequence[Row[int, str, int, int]], access: str
) -> int:
    """Write one change a version, so that every index that reads the log drops its passages. Returns the last number.

    The reason is the label that the document had: readers without it must not learn that there was a document.
    """
    first = next_numbers(connection, "change", len(versions))
    connection.execute(
        insert(tables.changes),
        [
            {
                "id": first + i, "kind": "purge", "document_id": document_id, "version_id": None,
                "stopped_first": start, "stopped_count": count, "reason": access, "at": now(),
            }
            for i, (_, _, start, count) in enumerate(versions)
        ],
    )  # fmt: skip
    return first + len(versions) - 1


def _remove_rows(connection: Connection, document_id: str) -> dict[str, int]:
    """Delete the document and every row that refers to it, by foreign key or id, children first. Returns the counts."""
    every = tables.documents.metadata
    doomed: dict[Table, list[Column[object]]] = {}
    counts: dict[str, int] = {}
    keys: dict[str, list[object]] = {"documents": [document_id]}
    keys["versions"] = _primary_keys(connection, tables.versions, tables.versions.c.document_id, [document_id])
    keys["passages"] = _primary_keys(connection, tables.passages, tables.passages.c.version_id, keys["versions"])
    if "evidence" in every.tables:
        # An answer that quoted the document is a copy of its words.
        evidence = every.tables["evidence"]
        quoted = select(evidence.c.answer_id).where(evidence.c.document_id == document_id).distinct()
        keys["answers"] = list(connection.execute(quoted).scalars())
    for table in every.sorted_tables:
        owned = [foreign.parent for foreign in table.foreign_keys if foreign.column.table.name in keys] + [
            column for column in table.c if column.name in ("document_id", "by_id") and not column.foreign_keys
        ]
        doomed[table] = [] if table.name in _KEPT_TABLES else owned
    for table in reversed(every.sorted_tables):
        for column in doomed[table]:
            parent = next((foreign.column.table.name for foreign in column.foreign_keys), "documents")
            counts[table.name] = counts.get(table.name, 0) + _delete_rows(connection, table, column, keys[parent])
        if table.name in keys and table.primary_key.columns.keys() == ["id"]:
            counts[table.name] = counts.get(table.name, 0) + _delete_rows(
                connection, table, table.c.id, keys[table.name]
            )
    return counts


def _primary_keys(connection: Connection, table: Table, column: Column[object], values: list[object]) -> list[object]:
    found: list[object] = []
    for part in chunked(values):
        found += connection.execute(select(table.c.id).where(column.in_(part))).scalars()
    return found


def _delete_rows(connection: Connection, table: Table, column: Column[object], values: list[object]) -> int:
    gone = 0
    for part in chunked(values):
        gone += connection.execute(delete(table).where(column.in_(part))).rowcount
    return gone


def _truncate_write_log(library: Library) -> None:
    """Empty SQLite's write-ahead log, which still has the old pages."""
    if library.engine.dialect.name == "sqlite":
        with library.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
