"""The parts of a document that the register of tasks knows as assigned tasks, each with its lead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.library.library import Library
from index.library.task_records import TaskQuery, TaskRow
from index.records import StoredDocument
from service.answering.overview.records import Unit

#: More tasks than this are not asked for: a page shows a dozen.
_MOST_TASKS = 1000


def assigned_tasks(library: Library, document: StoredDocument) -> tuple[TaskRow, ...]:
    """The rows of a document in the register, but for those that a clerk rejected."""
    query = TaskQuery(document_ids=(document.id,), selection="all", order="document")
    rows = library.tasks.all_rows(query, _MOST_TASKS).rows
    return tuple(row for row in rows if row.version_id == document.version_id and row.state != "rejected")


def with_tasks(units: Iterable[Unit], rows: Sequence[TaskRow]) -> list[Unit]:
    """The parts, those that a row quotes marked as assigned, with the row's lead where the document gives one body.

    What a clerk put in place of the printed body is no word of the document: there the part keeps what was read of it.
    """
    of_passage: dict[int, list[TaskRow]] = defaultdict(list)
    for row in rows:
        of_passage[row.passage_id].append(row)
    return [_with_row(unit, of_passage.get(unit.passage.id, ())) for unit in units]


def _with_row(unit: Unit, rows: Sequence[TaskRow]) -> Unit:
    row = next((row for row in rows if _overlap(unit, row)), None)
    if row is None:
        return unit
    lead = row.leads[0] if len(row.leads) == 1 and "leads" not in row.as_read else ""
    is_name = lead[:1].isupper() and " " in lead  # "cơ quan chủ trì" names nobody
    return replace(unit, is_assigned=True, body=lead if is_name else unit.body)


def _overlap(unit: Unit, row: TaskRow) -> bool:
    """True if the row's quote and the part share words of their passage."""
    start = unit.passage.text.find(row.quote)
    return start >= 0 and start < unit.end and start + len(row.quote) > unit.start
