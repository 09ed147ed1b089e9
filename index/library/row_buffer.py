"""The rows and numbers of one write transaction, collected so that each table is written with few statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from index.store import tables
from index.store.database import COUNTERS
from index.store.relation_rows import relations, terms
from index.store.task_rows import task_bodies, tasks

#: Parents before children, for the foreign keys.
_WRITE_ORDER = (
    tables.documents, tables.versions, tables.outlines, tables.passages, tables.vectors, tables.sources,
    tables.changes, relations, terms, tasks, task_bodies,
)  # fmt: skip


class RowBuffer:
    """Rows to insert and the counters of ids; :meth:`flush` writes them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        rows = connection.execute(select(tables.counters.c.name, tables.counters.c.value))
        self._counters: dict[str, int] = dict(list(rows))
        self._rows: dict[Table, list[dict[str, Any]]] = {table: [] for table in _WRITE_ORDER}

    @property
    def last_change(self) -> int:
        """The number of the last change, written or not yet."""
        return self._counters["change"]

    def add(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        """Collect rows of a table."""
        self._rows[table].extend(rows)

    def next_numbers(self, counter: str, count: int = 1) -> int:
        """The first of ``count`` fresh consecutive numbers."""
        first = self._counters[counter] + 1
        self._counters[counter] += count
        return first

    def flush(self) -> None:
        """Write the collected rows and the counters."""
        for table, rows in self._rows.items():
            if rows:
                self._connection.execute(insert(table), rows)
                rows.clear()
        for name in COUNTERS:
            counter = tables.counters.c.name == name
            self._connection.execute(update(tables.counters).where(counter).values(value=self._counters[name]))
