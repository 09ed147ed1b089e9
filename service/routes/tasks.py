"""The register of tasks: who does what by when, over all plans; files of it; a clerk's decisions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as PathParameter
from fastapi.responses import Response
from pydantic import BaseModel

from index.library.library import Library
from index.library.task_records import TaskAct, TaskCorrection
from service.http import problems, sheet_text, task_files
from service.http.etags import NOT_MODIFIED, ConditionalDep, library_state
from service.http.paging import cursor_number
from service.http.problems import ProblemError
from service.http.public_address import public_address
from service.http.tasks import conflicts_out, decision_out, documents_out, rows_out, task_query, tasks_out
from service.middleware.idempotency import IdempotentRoute
from service.routes.dependencies import AuditDep, Read, ReviewerDep, VisibleLibraryDep
from service.schemas.review import NoteIn
from service.schemas.tasks import (
    TaskConflictsOut,
    TaskCorrectionIn,
    TaskDetailOut,
    TaskFiltersIn,
    TaskListIn,
    TasksOut,
)
from service.state import StateDep

router = APIRouter(
    prefix="/api/v1", tags=["Nhiệm vụ"], route_class=IdempotentRoute, responses=problems.openapi_responses(422)
)
_ONE = "/tasks/{task_id}"
_CLERK = problems.openapi_responses(401, 403, 404)

FiltersDep = Annotated[TaskFiltersIn, Query()]
TaskId = Annotated[
    str,
    PathParameter(max_length=16, pattern=r"^t[0-9a-f]{15}$", description="Mã nhiệm vụ", examples=["t3f9c0d5a7b1e246"]),
]
#: Rows looked through for pairs that contradict each other.
MOST_COMPARED = 20_000


@router.get(
    "/tasks", summary="Ai làm gì, hạn nào: các nhiệm vụ mà văn bản giao", responses=NOT_MODIFIED, dependencies=[Read]
)
def tasks(library: VisibleLibraryDep, conditional: ConditionalDep, listing: Annotated[TaskListIn, Query()]) -> TasksOut:
    query = replace(task_query(listing), limit=listing.limit, after=max(0, cursor_number(listing.after, 0)))
    conditional.set_etag(query, *library_state(library))
    return tasks_out(library, library.tasks.page(query), query.on)


@router.get(
    "/tasks/conflicts",
    summary="Nhiệm vụ cần đối chiếu: cùng một việc, văn bản khác nhau, thời hạn khác nhau",
    responses=NOT_MODIFIED,
    dependencies=[Read],
)
def conflicts(library: VisibleLibraryDep, conditional: ConditionalDep, filters: FiltersDep) -> TaskConflictsOut:
    query = task_query(filters)
    conditional.set_etag(query, *library_state(library))
    pairs, page = library.tasks.conflicts(query, MOST_COMPARED)
    return conflicts_out(library, pairs, page, query.on)


@router.get(
    _ONE,
    summary="Một nhiệm vụ và các quyết định về nó",
    responses={**problems.openapi_responses(404), **NOT_MODIFIED},
)
def one_task(task_id: TaskId, library: VisibleLibraryDep, conditional: ConditionalDep) -> TaskDetailOut:
    conditional.set_etag(task_id, *library_state(library))
    return _detail(library, task_id)


@router.get(
    "/tasks.xlsx",
    summary="Các nhiệm vụ thành bảng tính",
    dependencies=[Read],
    response_class=Response,
    responses={200: {"content": {sheet_text.MEDIA_TYPE: {}}, "description": "Bảng tính"}},
)
def as_workbook(library: VisibleLibraryDep, filters: FiltersDep, state: StateDep, request: Request) -> Response:
    query = task_query(filters)
    page = library.tasks.all_rows(query, task_files.MOST_ROWS)
    documents = {document.id: document for document in documents_out(page)}
    rows = tuple(rows_out(library, page, query.on))
    made = task_files.workbook(
        rows, documents, query.on, f"{public_address(state.settings.public_url, request)}/", page.total - len(rows)
    )
    return _download(made, sheet_text.MEDIA_TYPE, "nhiem-vu.xlsx")


@router.get(
    "/tasks.ics",
    summary="Ngày hết hạn của các nhiệm vụ thành lịch",
    dependencies=[Read],
    response_class=Response,
    responses={200: {"content": {"text/calendar": {}}, "description": "Lịch"}},
)
def as_calendar(library: VisibleLibraryDep, filters: FiltersDep, state: StateDep, request: Request) -> Response:
    query = task_query(filters)
    page = library.tasks.all_rows(query, task_files.MOST_ROWS)
    documents = {document.id: document for document in documents_out(page)}
    made = task_files.calendar(
        tuple(rows_out(library, page, query.on)), documents, f"{public_address(state.settings.public_url, request)}/"
    )
    return _download(made, task_files.ICS, "nhiem-vu.ics")


class _TaskClerk:
    """The clerk who decides about tasks: the rows that he may see, his name, the audit."""

    def __init__(self, principal: ReviewerDep, library: VisibleLibraryDep, audit: AuditDep) -> None:
        self._name = principal.name
        self._library = library
        self._audit = audit

    def decide(
        self, task_id: str, act: TaskAct, body: NoteIn, correction: TaskCorrection | None = None
    ) -> TaskDetailOut:
        """Record a decision together with its audit row; the task as it stands then."""
        with self._recorded(f"task.{act}", task_id, body):
            self._library.tasks.decide(task_id, act, self._name, body.note, correction)
        return _detail(self._library, task_id)

    @contextmanager
    def _recorded(self, act: str, task_id: str, body: BaseModel) -> Iterator[None]:
        try:
            with self._audit.record_together(act, task_id, **body.model_dump(mode="json", exclude_unset=True)):
                yield
        except LookupError:
            raise problems.not_found("nhiệm vụ", task_id) from None


_TaskClerkDep = Annotated[_TaskClerk, Depends()]


@router.post(f"{_ONE}/done", summary="Ghi nhận nhiệm vụ đã xong", responses=_CLERK)
def done(task_id: TaskId, body: NoteIn, clerk: _TaskClerkDep) -> TaskDetailOut:
    return clerk.decide(task_id, "done", body)


@router.post(f"{_ONE}/reopen", summary="Ghi nhận nhiệm vụ chưa xong", responses=_CLERK)
def reopen(task_id: TaskId, body: NoteIn, clerk: _TaskClerkDep) -> TaskDetailOut:
    return clerk.decide(task_id, "reopen", body)


@router.post(f"{_ONE}/reject", summary="Bác một dòng: đọc sai, không phải nhiệm vụ", responses=_CLERK)
def reject(task_id: TaskId, body: NoteIn, clerk: _TaskClerkDep) -> TaskDetailOut:
    return clerk.decide(task_id, "reject", body)


@router.post(f"{_ONE}/accept", summary="Nhận lại một dòng đã bác", responses=_CLERK)
def accept(task_id: TaskId, body: NoteIn, clerk: _TaskClerkDep) -> TaskDetailOut:
    return clerk.decide(task_id, "accept", body)


@router.post(f"{_ONE}/correct", summary="Sửa cơ quan chủ trì, thời hạn, ngày hết hạn theo bản gốc", responses=_CLERK)
def correct(task_id: TaskId, body: TaskCorrectionIn, clerk: _TaskClerkDep) -> TaskDetailOut:
    return clerk.decide(task_id, "correct", body, _correction(body))


def _correction(body: TaskCorrectionIn) -> TaskCorrection:
    names: tuple[Literal["leads", "deadline", "due"], ...] = ("leads", "deadline", "due")
    given = frozenset(name for name in names if name in body.model_fields_set)
    if not given:
        raise ProblemError(422, "nothing_given", "Chưa có gì để sửa", "Hãy gửi ít nhất một trong leads, deadline, due.")
    leads = tuple(" ".join(name.split()) for name in body.leads or ())
    deadline = " ".join((body.deadline or "").split()) or None
    return TaskCorrection(given, tuple(name for name in leads if name), deadline, body.due)


def _detail(library: Library, task_id: str) -> TaskDetailOut:
    page = library.tasks.one(task_id)
    if page is None:
        raise problems.not_found("nhiệm vụ", task_id)
    (row,) = page.rows
    (shown,) = rows_out(library, page, date.today())
    (document,) = documents_out(page)
    decisions = tuple(decision_out(decision) for decision in library.tasks.decisions(row))
    return TaskDetailOut(task=shown, document=document, decisions=decisions)


def _download(made: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(made, media_type=media_type, headers=headers)
