"""Transfer of a library's rows from one database to another (SQLite to PostgreSQL and back), all of them compared.

The rows are read from one state and written in one transaction, so that the target has everything or nothing.
Original files and derived indexes stay in the home folder: the library keeps its id, and they remain its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Row, Table, func, insert, select

from index.store import database
from index.store.tables import metadata

#: Rows of one statement: some MB where they have vectors or pages.
BATCH_ROWS = 2000


class TransferError(Exception):
    """The rows could not be moved; the message is one Vietnamese sentence."""


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """A copied table: its name and its number of rows, the same on both sides."""

    table: str
    rows: int


def transfer(source: Engine, target: Engine) -> list[CopiedTable]:
    """Copy every table of the library, and compare all rows of both databases afterwards.

    :raises TransferError: if the target has a library already, or the copy differs from the original.
    """
    database.upgrade(source)
    if database.schema_version(target) is not None:
        raise TransferError("Cơ sở dữ liệu đích đã có kho. Hãy dùng một cơ sở dữ liệu trống.")
    database.upgrade(target)
    with database.read_transaction(source) as old, database.write_transaction(target) as new:
        # A new database has an id and counters of its own.
        for table in reversed(metadata.sorted_tables):
            new.execute(table.delete())
        for table in metadata.sorted_tables:
            for rows in _row_batches(old, table):
                new.execute(insert(table), [dict(row._mapping) for row in rows])
        _advance_sequences(new)
        return [_compare_table(old, new, table) for table in metadata.sorted_tables]


def _row_batches(connection: Connection, table: Table) -> Iterator[list[Row[tuple[object, ...]]]]:
    """All rows in the order of the primary key, a batch at a time."""
    result = connection.execution_options(yield_per=BATCH_ROWS).execute(select(table).order_by(*table.primary_key))
    for rows in result.partitions():
        yield list(rows)


def _compare_table(old: Connection, new: Connection, table: Table) -> CopiedTable:
    (rows, digest), copied = _table_digest(old, table), _table_digest(new, table)
    if (rows, digest) != copied:
        raise TransferError(f"Bảng {table.name} sau khi chép không giống bản gốc ({copied[0]} dòng, gốc {rows} dòng).")
    return CopiedTable(table.name, rows)


def _table_digest(connection: Connection, table: Table) -> tuple[int, str]:
    """The number of rows of a table, and a digest of all of them that does not depend on their order."""
    rows, total = 0, 0
    for batch in _row_batches(connection, table):
        rows += len(batch)
        for row in batch:
            digest = hashlib.sha256(repr(tuple(_comparable(value) for value in row)).encode()).digest()
            # A sum does not depend on the order: SQLite sorts by bytes, PostgreSQL by its own collation.
            total = (total + int.from_bytes(digest)) % 2**256
    return rows, f"{total:064x}"


def _comparable(value: object) -> object:
    if isinstance(value, str):
        # PostgreSQL keeps no NUL in a text; a question may have been typed with one.
        return value.replace("\0", "")
    return bytes(value) if isinstance(value, (bytes, memoryview)) else value


def _advance_sequences(connection: Connection) -> None:
    """Let PostgreSQL's sequences continue after the numbers in the copied rows."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        name = connection.execute(select(func.pg_get_serial_sequence(table.name, column.name))).scalar()
        last = connection.execute(select(func.max(column))).scalar()
        if name is not None and last is not None:
            connection.execute(select(func.setval(name, last)))
