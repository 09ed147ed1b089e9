"""Rows of the register that a new version of a document writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table

from index.library.task_decisions import stored_decisions, with_decisions
from index.store.rows_to_write import StoredVersion
from index.store.task_rows import body_rows, task_bodies, task_rows, tasks
from ingest.records import Document


def register_rows(
    connection: Connection, document: Document, version: StoredVersion
) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """The rows of a version's tasks and of their bodies, with what a clerk decided about earlier versions' tasks."""
    rows = task_rows(document, version)
    if rows and version.version > 1:
        rows = with_decisions(rows, stored_decisions(connection, version.document_id))
    yield tasks, rows
    yield task_bodies, [body for row in rows for body in body_rows(row)]
