"""The register of assigned tasks as somebody with some access labels sees it: queries, counts, a clerk's decisions.

Rows follow their documents: those of a document that is withdrawn, or that its asker may not see, are not there. A
document that another one replaced or repealed takes its rows along, and so does a provision; they are found as
``ended``.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, case, func, select

from index.library.task_conditions import UncountedTasks, is_overdue, query_conditions, visible_documents, visible_rows
from index.library.task_conflicts import conflicting_pairs
from index.library.task_decisions import decided, record, row_columns, row_meant, stored_decisions, stored_rows
from index.library.task_records import (
    ComingTasks,
    TaskAct,
    TaskConflict,
    TaskCorrection,
    TaskDecision,
    TaskPage,
    TaskQuery,
    TaskRow,
)
from index.library.task_renditions import IDENTITY_COLUMNS, lesser_renditions
from index.records import StoredDocument
from index.store import tables
from index.store.database import chunked, read_transaction, write_transaction
from index.store.json_codec import citation_from_json, texts_from_json
from index.store.revision import Revision, current_revision
from index.store.rows_read import DOCUMENT_QUERY, PASSAGE_QUERY, stored_document, stored_passage
from index.store.task_rows import tasks
from index.validity.provision_changes import provision_changes
from index.validity.records import ValidityStatus
from index.validity.relation_reader import RelationReader

#: A document with one of these statuses has ended by another document's word: nothing in it is to be done any more.
#: One whose own period is over stays: what was not done in time is overdue.
ENDED = frozenset(("expired", "obsolete"))
#: Rows without a day stand behind those with one.
_NO_DAY = "9999-12-31"
_task, _document = tasks.c, tables.documents.c


class TaskRegister:
    """The tasks of the documents with these access labels; None: of all documents, but never of those held back."""

    def __init__(self, engine: Engine, relations: RelationReader, labels: tuple[str, ...] | None = None) -> None:
        self._engine = engine
        self._labels = labels
        self._relations = relations
        #: What is left out, and of which revision and day: a clerk's decision about a task changes nothing of it.
        self._remembered: tuple[tuple[Revision, date, bool] | None, UncountedTasks | None] = (None, None)

    # -- reading -----------------------------------------------------------------------------------

    def page(self, query: TaskQuery) -> TaskPage:
        """The rows of one page, and how many there are of all."""
        left_out = self._left_out(query)
        with read_transaction(self._engine) as connection:
            conditions = [*visible_rows(self._labels), *query_conditions(query, left_out)]
            total, documents, overdue = connection.execute(_counts(query, conditions)).one()
            ordered = _rows(*conditions).order_by(*_order(query)).offset(query.after).limit(query.limit + 1)
            found = [task_row(row) for row in connection.execute(ordered)]
            rows = tuple(found[: query.limit])
            following = query.after + query.limit if len(found) > query.limit else None
            return self._page(connection, query.on, rows, (total, documents, overdue or 0), following)

    def all_rows(self, query: TaskQuery, most: int) -> TaskPage:
        """All rows that fulfil the conditions, at most so many."""
        return self.page(replace(query, limit=most, after=0))

    def coming(self, day: date, last_days: Sequence[date], most: int) -> ComingTasks:
        """What is overdue on a day, how many open tasks fall due until each of the last days, and the first of them."""
        query = TaskQuery(selection="open", day=day, limit=most)
        left_out = self._left_out(query)
        with read_transaction(self._engine) as connection:
            conditions = [*visible_rows(self._labels), *query_conditions(query, left_out)]
            due = [_task.due.between(day.isoformat(), last.isoformat()) for last in last_days]
            sums = [func.sum(case((one, 1), else_=0)) for one in (is_overdue(query), *due)]
            overdue, *counts = (int(number or 0) for number in connection.execute(_totals(sums, conditions)).one())
            ordered = _rows(*conditions, due[-1]).order_by(*_order(query)).limit(most)
            rows = tuple(task_row(row) for row in connection.execute(ordered))
            page = self._page(connection, day, rows, (counts[-1], 0, overdue), None)
        return ComingTasks(overdue, tuple(counts), page)

    def row(self, task_id: str) -> TaskRow | None:
        """One row by its id; None if there is none that may be seen."""
        with read_transaction(self._engine) as connection:
            found = connection.execute(_rows(*visible_rows(self._labels), _task.id == task_id)).first()
        return None if found is None else task_row(found)

    def one(self, task_id: str, day: date | None = None) -> TaskPage | None:
        """A page of one row."""
        row = self.row(task_id)
        if row is None:
            return None
        query = TaskQuery(day=day)
        with read_transaction(self._engine) as connection:
            return self._page(connection, query.on, (row,), (1, 1, int(row.is_overdue(query.on))), None)

    def decisions(self, row: TaskRow) -> tuple[TaskDecision, ...]:
        """The decisions about a row, oldest first."""
        with read_transaction(self._engine) as connection:
            rows = stored_rows(connection, _task.version_id == row.version_id)
            known = stored_decisions(connection, row.document_id)
        found = ((decision, row_meant(rows, decision)) for decision in known)
        return tuple(decision for decision, meant in found if meant is not None and meant["position"] == row.position)

    def conflicts(self, query: TaskQuery, most: int) -> tuple[tuple[TaskConflict, ...], TaskPage]:
        """Pairs of rows that give one task different days, and a page of their rows."""
        wanted = replace(query, selection="current", bodies=(), limit=most, after=0)
        left_out = self._left_out(wanted)
        with read_transaction(self._engine) as connection:
            conditions = [*visible_rows(self._labels), *query_conditions(wanted, left_out)]
            dated = _rows(*conditions, _task.due.is_not(None)).order_by(*_order(wanted)).limit(most)
            every = [task_row(row) for row in connection.execute(dated)]
            own = query_conditions(replace(query, selection="all"), UncountedTasks())
            asked = set(connection.execute(select(_task.id).where(*visible_rows(self._labels), *own)).scalars())
            pairs = [
                pair for pair in conflicting_pairs(every) if not query.bodies or {pair.first.id, pair.second.id} & asked
            ]
            rows = {row.id: row for pair in pairs for row in (pair.first, pair.second)}
            page = self._page(connection, query.on, tuple(rows.values()), (len(rows), 0, 0), None)
        return tuple(pairs), page

    # -- a clerk's decisions -----------------------------------------------------------------------

    def decide(
        self, task_id: str, act: TaskAct, who: str, note: str = "", correction: TaskCorrection | None = None
    ) -> None:
        """Record a clerk's decision about a row, which follows it from now on, also when the file is read again.

        :raises LookupError: if there is no such row that may be seen.
        """
        with write_transaction(self._engine) as connection:
            seen = [*visible_rows(self._labels), _task.id == task_id]
            found = connection.execute(_rows(*seen)).first()
            if found is None:
                raise LookupError(task_id)
            record(connection, found.document_id, decided(act, row_columns(found), who, note, correction))

    # -- inside ------------------------------------------------------------------------------------

    def _left_out(self, query: TaskQuery) -> UncountedTasks:
        """What has ended on the query's day, and the other files of documents that are counted; kept for a revision."""
        with_ended = query.selection in ("all", "rejected")
        key = current_revision(self._engine), query.on, with_ended
        known, found = self._remembered
        if found is None or known != key:
            found = self._read_left_out(query.on, with_ended=with_ended)
            self._remembered = key, found
        return found

    def _read_left_out(self, day: date, *, with_ended: bool) -> UncountedTasks:
        with read_transaction(self._engine) as connection:
            with_tasks = select(_task.version_id).distinct()
            rows = list(
                connection.execute(
                    select(*IDENTITY_COLUMNS)
                    .join(tables.versions, tables.versions.c.id == _document.version_id)
                    .where(*visible_documents(self._labels), _document.version_id.in_(with_tasks))
                )
            )
        statuses: Mapping[str, ValidityStatus] = {}
        if not with_ended:
            statuses = self._relations.statuses([row.id for row in rows], day)
        ended = {document_id for document_id, status in statuses.items() if status.code in ENDED}
        renditions = lesser_renditions(row for row in rows if row.id not in ended)
        return UncountedTasks(ended, self._repealed_tasks(statuses, day), renditions)

    def _repealed_tasks(self, statuses: Mapping[str, ValidityStatus], day: date) -> set[str]:
        """The tasks whose provision another document has repealed by a day."""
        changed = {
            document_id: status.changes
            for document_id, status in statuses.items()
            if any(edge.type == "repeals_part" for edge in status.changes)
        }
        found: set[str] = set()
        places = select(_task.id, _document.id.label("document_id"), tables.passages.c.citation).where(
            _document.version_id == _task.version_id, tables.passages.c.id == _task.passage_id
        )
        with read_transaction(self._engine) as connection:
            for part in chunked(changed):
                for row in connection.execute(places.where(_document.id.in_(part))):
                    citation = citation_from_json(row.citation)
                    edges = changed[row.document_id]
                    changes = provision_changes(edges, citation.component, citation.path, day) if citation.path else ()
                    found |= {row.id for change in changes if change.repealed}
        return found

    def _page(
        self,
        connection: Connection,
        day: date,
        rows: tuple[TaskRow, ...],
        totals: tuple[int, int, int],
        following: int | None,
    ) -> TaskPage:
        documents = _documents_of(connection, {row.document_id for row in rows})
        passages = {}
        for part in chunked({row.passage_id for row in rows}):
            read = connection.execute(PASSAGE_QUERY.where(tables.passages.c.id.in_(part)))
            passages.update({row.id: stored_passage(row) for row in read})
        statuses: Mapping[str, ValidityStatus] = self._relations.statuses(list(documents), day)
        return TaskPage(rows, *totals, following, documents, passages, statuses)


def task_row(row: Row[*tuple[Any, ...]]) -> TaskRow:
    """The record of a stored row."""
    return TaskRow(
        id=row.id,
        document_id=row.document_id,
        version_id=row.version_id,
        position=row.position,
        passage_id=row.passage_id,
        quote=row.quote,
        leads=texts_from_json(row.leads),
        coordinating=texts_from_json(row.coordinating),
        deadline=row.deadline,
        due=date.fromisoformat(row.due) if row.due else None,
        due_rule=row.due_rule,
        recurring=row.recurring,
        product=row.product,
        in_table=row.in_table,
        state=row.state,
        as_read=json.loads(row.as_read) if row.as_read else {},
        who=row.who,
        at=row.at,
        note=row.note,
    )


def _rows(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(tasks, _document.id.label("document_id")).select_from(tasks).where(*conditions)


def _totals(
    columns: Sequence[ColumnElement[Any]], conditions: Sequence[ColumnElement[bool]]
) -> Select[*tuple[Any, ...]]:
    return select(*columns).select_from(tasks).where(*conditions)


def _counts(query: TaskQuery, conditions: Sequence[ColumnElement[bool]]) -> Select[int, int, int]:
    overdue = func.sum(case((is_overdue(query), 1), else_=0))
    return select(func.count(), func.count(_document.id.distinct()), overdue).select_from(tasks).where(*conditions)


def _order(query: TaskQuery) -> list[Any]:
    """The columns of a query's order; the last ones make it the same each time."""
    due, place = func.coalesce(_task.due, _NO_DAY), (_document.issued_on.desc(), _document.id, _task.position)
    if query.order == "document":
        return [*place]
    if query.order == "lead":
        return [_task.leads, due, *place]
    return [due, *place]


def _documents_of(connection: Connection, ids: Collection[str]) -> dict[str, StoredDocument]:
    query = DOCUMENT_QUERY.where(tables.versions.c.id == _document.version_id)
    found: dict[str, StoredDocument] = {}
    for part in chunked(ids):
        found |= {row.id: stored_document(row) for row in connection.execute(query.where(_document.id.in_(part)))}
    return found
