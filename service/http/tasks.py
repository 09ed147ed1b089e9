"""The register of tasks on the wire: rows with their citations, notices and addresses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from index.library.library import Library
from index.library.task_records import TaskConflict, TaskDecision, TaskPage, TaskQuery, TaskRow
from index.query.bodies import body_writings
from index.records import Hit, StoredPassage
from index.store.json_codec import texts_from_json
from index.validity.notices import provision_notice
from ingest.grammar.citations import full_citation
from service.answering.notices import source_notices
from service.http import serialise
from service.schemas.documents import DocumentOut
from service.schemas.tasks import (
    TaskConflictOut,
    TaskConflictsOut,
    TaskDecisionOut,
    TaskFiltersIn,
    TaskOut,
    TaskReadOut,
    TasksOut,
)


def task_query(filters: TaskFiltersIn) -> TaskQuery:
    """The query that conditions make."""
    return TaskQuery(
        bodies=body_writings(filters.body) if filters.body else (),
        role=filters.role,
        shared=filters.shared,
        document_ids=filters.document_id or None,
        document_text=filters.document,
        year=filters.year,
        text=filters.text,
        due_from=filters.due_from,
        due_to=filters.due_to,
        selection=filters.state,
        day=filters.day or date.today(),
        order=filters.order,
    )


def tasks_out(library: Library, page: TaskPage, day: date) -> TasksOut:
    """The wire model of a page."""
    return TasksOut(
        tasks=tuple(rows_out(library, page, day)),
        documents=documents_out(page),
        total=page.total,
        document_total=page.document_total,
        overdue_total=page.overdue_total,
        day=day,
        following=None if page.following is None else str(page.following),
    )


def conflicts_out(library: Library, pairs: Iterable[TaskConflict], page: TaskPage, day: date) -> TaskConflictsOut:
    """The wire model of the pairs that need to be compared."""
    return TaskConflictsOut(
        conflicts=tuple(
            TaskConflictOut(first=pair.first.id, second=pair.second.id, reason=pair.reason) for pair in pairs
        ),
        tasks=tuple(rows_out(library, page, day)),
        documents=documents_out(page),
    )


def documents_out(page: TaskPage) -> tuple[DocumentOut, ...]:
    """The documents of a page's rows, each once."""
    return tuple(serialise.document_out(document, page.statuses) for document in page.documents.values())


def rows_out(library: Library, page: TaskPage, day: date) -> Iterable[TaskOut]:
    """The wire models of a page's rows, in their order."""
    return map(partial(_row_out, library, page, day), page.rows)


def decision_out(decision: TaskDecision) -> TaskDecisionOut:
    """The wire model of a decision."""
    given = decision.correction
    shown = frozenset[str]() if given is None else given.given
    return TaskDecisionOut(
        act=decision.act,
        who=decision.who,
        at=decision.at,
        note=decision.note,
        leads=given.leads if given and "leads" in shown else None,
        deadline=given.deadline if given and "deadline" in shown else None,
        due=given.due if given and "due" in shown else None,
    )


def _row_out(library: Library, page: TaskPage, day: date, row: TaskRow) -> TaskOut:
    document, passage = page.documents[row.document_id], page.passages[row.passage_id]
    citation = passage.citation
    base = f"{serialise.DOCUMENTS}/{document.id}"
    paged = document.kind in serialise.PAGED_KINDS and citation.page_from is not None
    return TaskOut(
        id=row.id,
        document_id=row.document_id,
        passage_id=row.passage_id,
        task=row.quote,
        leads=row.leads,
        coordinating=row.coordinating,
        deadline=row.deadline,
        due=row.due,
        due_rule=row.due_rule,
        recurring=row.recurring,
        product=row.product,
        in_table=row.in_table,
        state=row.state,
        overdue=row.is_overdue(day),
        citation=full_citation(document.metadata, citation, formal=False),
        label=citation.label,
        page=citation.page_from,
        page_url=f"{base}/pages/{citation.page_from}.png?passage={passage.id}" if paged else None,
        view_url=f"{base}/passages/{passage.id}",
        notices=_notices(library, page, day, row, passage),
        as_read=_as_read(row),
        who=row.who,
        at=row.at,
        note=row.note,
    )


def _notices(library: Library, page: TaskPage, day: date, row: TaskRow, passage: StoredPassage) -> tuple[str, ...]:
    """What must be said with a row: of its document, of the bodies named, of what has changed its place."""
    document, status = page.documents[row.document_id], page.statuses[row.document_id]
    found = list(source_notices(Hit(passage, document, 0.0), status, day))
    if status.changes and passage.citation.path:
        changes = library.relations.provision_changes(
            document.id, passage.citation.component, passage.citation.path, day
        )
        found += dict.fromkeys(provision_notice(change) for change in changes)
    return tuple(found)


def _as_read(row: TaskRow) -> TaskReadOut | None:
    if not row.as_read:
        return None
    return TaskReadOut.model_validate({**row.as_read, "leads": texts_from_json(str(row.as_read["leads"]))})
