"""Lists out of the register of tasks: what a body has to do over all documents, what is overdue, what is due by a day.

Every item is a row of the register: quoted, cited, grouped by document. The count is of all rows that the asker may
see, also where not all are quoted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from index.library.task_records import TaskPage, TaskQuery, TaskRow, TaskSelection
from index.query.bodies import body_writings
from index.query.task_request import TaskKind, TaskRequest
from index.records import Hit
from index.store.body_keys import base_key, full_key
from ingest.text.dates import format_date
from service.answering import wording
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.records import Answer, AnswerStatus

#: Items quoted; the others are counted, and stand on the page of the register.
MOST_QUOTED = 20
#: Without a time "sắp đến hạn" means so many days from today.
NEAR = timedelta(days=30)
LONGEST_ROW = 700
_SELECTIONS: dict[TaskKind, TaskSelection] = {
    "all": "current", "open": "open", "due": "open", "overdue": "overdue", "done": "done",
}  # fmt: skip


def assigned_tasks(case: Case) -> Answer | None:
    """The rows asked for; None when the question asks for something else, or the register knows nothing of the body."""
    request = case.asked.task_request
    if request is None or case.understood.numbers or case.meant.named:
        return None
    query = _query(case, request)
    if query is None:
        return None
    page = case.library.tasks.page(query)
    known = case.library.tasks.page(_without_time(query))
    if not known.total:
        return None
    case, said = case.as_found(), _description(case, request, query, page)
    left_out = (*_undated_notice(case, query, known), *_shared_notice(case, query, page))
    if not page.rows:
        return build_answer(case, "none", wording.TASKS_NONE.format(what=said), also=left_out)
    status: AnswerStatus = "complete" if page.following is None else "partial"
    message = wording.TASKS_LISTED.format(count=page.total, what=said, documents=page.document_total)
    rest = page.total - len(page.rows)
    more = (wording.TASKS_MORE.format(count=rest),) if rest else ()
    quoted = [row_quotation(page, row) for row in page.rows]
    return build_answer(case, status, message, quoted=quoted, also=(*more, *left_out, *_corrections(page.rows)))


def row_quotation(page: TaskPage, row: TaskRow) -> Quotation:
    """A row as a quotation: its words, with the deadline as its value where they hold it; a table's row as a whole."""
    hit = Hit(page.passages[row.passage_id], page.documents[row.document_id], 0.0)
    lead = row.leads[0] if row.leads else None
    whole = quote_whole_passage(hit, LONGEST_ROW)
    if row.in_table and row.quote in whole:
        return Quotation(hit, whole, row.quote, wording.TASK, body=lead)
    if row.deadline is None or row.deadline not in row.quote:
        return Quotation(hit, row.quote, body=lead)
    computed = row.due is not None and row.due_rule is not None
    slot = wording.TASK_DUE.format(day=format_date(row.due)) if computed and row.due else wording.TASK_DEADLINE
    return Quotation(hit, row.quote, row.deadline, slot, body=lead)


def _query(case: Case, request: TaskRequest) -> TaskQuery | None:
    """The query that a question asks of the register; None for a day that no month has."""
    query = TaskQuery(
        bodies=body_writings(request.body) if request.body else (),
        role=request.role,
        document_ids=_documents_meant(case),
        selection=_SELECTIONS[request.kind],
        day=case.today,
        order="document",
        limit=MOST_QUOTED,
    )
    span = request.time.span(case.today) if request.time else None
    if request.time is not None and span is None:
        return None
    if span is None and request.kind == "due":
        span = case.today, case.today + NEAR
    if span is None:
        return query
    selection: TaskSelection = "open" if request.kind == "all" else query.selection
    return replace(query, due_from=span[0], due_to=span[1], selection=selection)


def _documents_meant(case: Case) -> tuple[str, ...] | None:
    """The documents that the asker chose, or the one that the conversation is about; None for all."""
    if case.understood.filters.document_ids is not None:
        return case.understood.filters.document_ids
    return (case.document.id,) if case.question.within_document and case.hits else None


def _without_time(query: TaskQuery) -> TaskQuery:
    """The same body's rows that are not rejected, whenever they are due."""
    return replace(query, selection="current", due_from=None, due_to=None, limit=1)


def _undated_notice(case: Case, query: TaskQuery, known: TaskPage) -> tuple[str, ...]:
    """What a question about days leaves out: the rows whose day no document says for certain."""
    if query.selection != "overdue" and query.due_to is None:
        return ()
    dated = case.library.tasks.page(replace(_without_time(query), due_from=date.min))
    count = known.total - dated.total
    return (wording.TASKS_UNDATED.format(count=count),) if count else ()


def _shared_notice(case: Case, query: TaskQuery, page: TaskPage) -> tuple[str, ...]:
    """What the count of one body's tasks leaves out: those that are given to all bodies of its kind together."""
    if not query.bodies:
        return ()
    count = case.library.tasks.page(replace(query, shared=True, limit=1)).total - page.total
    return (wording.TASKS_SHARED.format(count=count),) if count else ()


def _description(case: Case, request: TaskRequest, query: TaskQuery, page: TaskPage) -> str:
    """What was asked for, as the message says it."""
    said = ""
    if request.body is not None:
        said += wording.TASKS_OF[request.role].format(body=_printed_name(request.body, page.rows))
    if request.kind == "overdue":
        said += wording.TASKS_OVERDUE.format(day=format_date(case.today))
    elif query.selection in wording.TASKS_STATE:
        said += wording.TASKS_STATE[query.selection]
    if query.due_from is not None and query.due_to is not None:
        said += wording.TASKS_BETWEEN.format(first=format_date(query.due_from), last=format_date(query.due_to))
    return said


def _printed_name(typed: str, rows: Sequence[TaskRow]) -> str:
    """The body as a row prints it, where it was typed without accents or short; else as typed."""
    keys = {base_key(full_key(name)) for name in body_writings(typed)}
    printed = (name for row in rows for name in (*row.leads, *row.coordinating))
    return next((name for name in printed if base_key(full_key(name)) in keys), typed)


def _corrections(rows: Sequence[TaskRow]) -> tuple[str, ...]:
    """What a clerk put in place of what the quoted words say."""
    return tuple(
        wording.TASK_CORRECTED.format(
            number=number,
            who=row.who,
            leads="; ".join(row.leads) or "–",
            deadline=row.deadline or "–",
            due=format_date(row.due) if row.due else "–",
        )
        for number, row in enumerate(rows, start=1)
        if row.as_read
    )
