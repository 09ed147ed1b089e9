"""Assigned tasks as rows of the library.

Rows belong to a version and are written with it, in the same transaction. What a clerk decided about a task is kept
among the reviews, by the document and the task's id, which follows from its words: a better reading of the same file
keeps the decision. The columns hold what counts now; ``as_read`` holds what the document says where a clerk corrected
it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, ColumnElement, ForeignKey, Index, Integer, String, Table, Text

from index.store.body_keys import LONGEST_KEY, base_key, full_key, group_keys
from index.store.clerk_values import CLERK_FIELDS
from index.store.json_codec import texts_to_json
from index.store.rows_to_write import StoredVersion
from index.store.tables import metadata
from index.store.tables import versions as versions_table
from ingest.records import Document, Metadata, Task
from ingest.text.normalize import fold

OPEN, DONE, REJECTED = "open", "done", "rejected"
LEAD, COORDINATING = "lead", "coordinate"
#: An id begins with this letter; the fingerprints of edges are hexadecimal and never do.
ID_MARK = "t"
_ID_DIGITS = 15

tasks = Table(
    "tasks",
    metadata,
    Column("version_id", ForeignKey(versions_table.c.id), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    # Of the document and the words of the task: the same in every version that holds it.
    Column("id", String(16), nullable=False, index=True),
    Column("passage_id", BigInteger, nullable=False),
    Column("quote", Text, nullable=False),
    Column("leads", Text, nullable=False),
    Column("coordinating", Text, nullable=False),
    Column("deadline", Text),
    Column("due", String(10)),
    Column("due_rule", Text),
    Column("recurring", Text),
    Column("product", Text),
    Column("in_table", Boolean, nullable=False),
    # The years that the document was made for, else the year of issue.
    Column("first_year", Integer),
    Column("last_year", Integer),
    # Task, bodies and product without accents, for the text filter.
    Column("folded", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("as_read", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("note", Text, nullable=False),
    Index(None, "due"),
)

#: The bodies of each task by their keys (``body_keys``): what a register is asked by.
task_bodies = Table(
    "task_bodies",
    metadata,
    Column("version_id", ForeignKey(versions_table.c.id), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("role", String(12), primary_key=True),
    Column("name_key", String(LONGEST_KEY), primary_key=True, index=True),
    Column("base_key", String(LONGEST_KEY), nullable=False, index=True),
)


def task_rows(document: Document, version: StoredVersion) -> list[dict[str, Any]]:
    """Rows of a version's tasks, as read."""
    places = {passage.ordinal: version.first + i for i, passage in enumerate(document.passages)}
    years = _years(document.metadata)
    seen: dict[str, int] = {}
    rows = []
    for position, task in enumerate(document.tasks):
        words = task_words(task.quote)
        seen[words] = seen.get(words, 0) + 1
        rows.append(
            {
                "version_id": version.id,
                "position": position,
                "id": _task_id(version.document_id, words, seen[words]),
                "passage_id": places[task.passage],
                "quote": task.quote,
                "leads": texts_to_json(task.leads),
                "coordinating": texts_to_json(task.coordinating),
                "deadline": task.deadline,
                "due": task.due.isoformat() if task.due else None,
                "due_rule": task.due_rule,
                "recurring": task.recurring,
                "product": task.product,
                "in_table": task.table,
                "first_year": years[0],
                "last_year": years[1],
                "folded": _folded(task),
                "state": OPEN, "as_read": "", "who": "", "at": "", "note": "",
            }
        )  # fmt: skip
    return rows


def body_rows(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a task's bodies, of its leads as they count now, and of the groups that they stand for."""
    named = [(LEAD, name) for name in json.loads(row["leads"])]
    named += [(COORDINATING, name) for name in json.loads(row["coordinating"])]
    keyed = [(role, full_key(name)) for role, name in named]
    keys = dict.fromkeys((role, one) for role, key in keyed for one in (key, *group_keys(key)) if one)
    place = {"version_id": row["version_id"], "position": row["position"]}
    return [{**place, "role": role, "name_key": key, "base_key": base_key(key)} for role, key in keys]


def task_words(quote: str) -> str:
    """The words of a task without accents, marks and numbering: what a second reading must agree on.

    >>> task_words("a) Chủ trì, báo cáo  UBND tỉnh;")
    'chu tri bao cao ubnd tinh'
    """
    return " ".join(re.findall(r"\w+", re.sub(r"^\s*(?:[\w.]{1,6}[.)]|[-+*•–])\s+", "", fold(quote))))


def _task_id(document_id: str, words: str, count: int) -> str:
    digest = hashlib.sha256(f"{document_id}|{words}|{count}".encode()).hexdigest()
    return f"{ID_MARK}{digest[:_ID_DIGITS]}"


def _years(metadata: Metadata) -> tuple[int | None, int | None]:
    """The first and the last year that a document was made for, else the year of issue."""
    days: Sequence[date | None] = (metadata.period_from, metadata.period_to)
    years = [day.year for day in days if day is not None]
    if not years and metadata.issued_date is not None:
        years = [metadata.issued_date.year]
    return (min(years), max(years)) if years else (None, None)


def _folded(task: Task) -> str:
    return fold(" ".join([task.quote, *task.leads, *task.coordinating, task.product or ""]))


def marks_task(column: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that a review's mark is the id of a task: the field "type" begins with the same letter."""
    return column.startswith(ID_MARK, autoescape=True) & column.not_in(CLERK_FIELDS)
