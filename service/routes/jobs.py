"""Jobs: list, begin, follow, cancel, retry. With the scope "write", because they name files of the server."""

from __future__ import annotations

import asyncio
import dataclasses
import os
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as PathParameter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from index.access_labels import released_label
from index.ingestion.jobs import INGEST, Job, JobQueue, newest_job_name
from index.ingestion.jobs import JobState as JobState
from index.ingestion.records import FileResult
from index.records import PUBLIC, StoredDocument
from index.store.source_files import container_key
from service.access.principal import Principal
from service.documents.background_jobs import RETRIED_CODES, UPLOAD
from service.documents.job_names import FILE_RESULTS, JOB_STATES
from service.documents.shown_paths import container_of, shown_path, without_server_paths
from service.http import problems
from service.http.paging import After, cursor_number
from service.http.problems import ProblemError
from service.middleware.idempotency import IdempotentRoute
from service.routes.dependencies import AuditDep, Write, WriterDep
from service.routes.questions import EVENTS
from service.schemas.common import ProblemOut
from service.schemas.library import FileResultOut, JobDetailOut, JobIn, JobOut, JobsOut
from service.state import ServiceState, StateDep

router = APIRouter(
    prefix="/api/v1/jobs",
    tags=["Quản trị kho"],
    dependencies=[Write],
    route_class=IdempotentRoute,
    responses={status: {"model": ProblemOut} for status in (401, 403, 404, 422)},
)

#: Most file results in one response.
FILES = 1000
#: How often a followed job is polled, and how often a stream without events sends a comment to stay open.
LOOK_SECONDS = 0.5
ALIVE_SECONDS = 15.0

#: The library's numbers are 64-bit.
Number = Annotated[int, PathParameter(ge=1, le=2**63 - 1, description="Số của việc", examples=[12])]


@router.get("", summary="Các việc của kho, mới nhất trước")
def list_jobs(
    state: StateDep,
    principal: WriterDep,
    limit: Annotated[int, Query(ge=1, le=500, description="Số việc của một trang", examples=[50])] = 50,
    after: After = None,
    only: Annotated[
        JobState | None, Query(alias="state", description="Chỉ các việc ở trạng thái này", examples=["running"])
    ] = None,
) -> JobsOut:
    found = state.background_jobs.jobs.list_jobs(limit, None if after is None else cursor_number(after, 0), only)
    following = str(found[-1].id) if len(found) == limit else None
    counts = state.background_jobs.jobs.counts([job.id for job in found])
    shown = tuple(job_out(job, state, counts.get(job.id, {})) for job in found if may_see_job(principal, job))
    return JobsOut(jobs=shown, following=following)


@router.post("", status_code=202, summary="Nạp tệp, thư mục nằm trong các thư mục được theo dõi")
def begin(body: JobIn, state: StateDep, principal: WriterDep, audit: AuditDep) -> JobOut:
    folders = [Path(os.path.abspath(folder)) for folder in state.settings.watch]
    if not folders:
        raise ProblemError(
            422, "no_watched_folders", "Chưa có thư mục theo dõi", "Dịch vụ chưa được đặt HOIVANBAN_WATCH."
        )
    paths = [_path_in_watched_folder(given, folders) for given in body.paths] or folders
    with audit.record_together("job.begin", newest_job_name, paths=[str(path) for path in paths]):
        number = state.background_jobs.submit(INGEST, paths, again=body.again, empty_ok=body.empty_ok)
    return job_out(require_job(state.background_jobs.jobs, number, principal), state)


@router.get("/{number}", summary="Một việc và kết quả từng tệp")
def one_job(
    number: Number,
    state: StateDep,
    principal: WriterDep,
    after: After = None,
) -> JobDetailOut:
    job = require_job(state.background_jobs.jobs, number, principal)
    place = cursor_number(after, -1)
    files = state.background_jobs.jobs.files(number, place, FILES)
    return JobDetailOut(
        **job_out(job, state).model_dump(),
        files=tuple(file_out(file, state) for file in _visible_files(files, state, principal)),
        following=str(place + len(files)) if len(files) == FILES else None,
    )


@router.post("/{number}/cancel", summary="Dừng một việc đang chờ hoặc đang chạy")
def cancel(number: Number, state: StateDep, principal: WriterDep, audit: AuditDep) -> JobOut:
    require_job(state.background_jobs.jobs, number, principal)
    with audit.record_together("job.cancel", f"job {number}"):
        if not state.background_jobs.jobs.cancel(number):
            detail = f"Việc số {number} đã kết thúc nên không dừng được."
            raise ProblemError(409, "job_ended", "Việc đã kết thúc", detail)
    return job_out(require_job(state.background_jobs.jobs, number, principal), state)


@router.post("/{number}/retry", summary="Chạy lại một việc đã kết thúc; tệp đã nạp được bỏ qua")
def retry(number: Number, state: StateDep, principal: WriterDep, audit: AuditDep) -> JobOut:
    job = require_job(state.background_jobs.jobs, number, principal)
    with audit.record_together("job.retry", f"job {number}"):
        request = _retried_request(job, state) if job.kind == UPLOAD and job.ended_at else None
        if not state.background_jobs.jobs.retry(number, request):
            detail = f"Việc số {number} đang {JOB_STATES[job.state]}."
            raise ProblemError(409, "job_not_ended", "Việc chưa kết thúc", detail)
    state.background_jobs.wake()
    return job_out(require_job(state.background_jobs.jobs, number, principal), state)


@router.get(
    "/{number}/events",
    summary="Theo dõi một việc: các sự kiện `file`, `progress`, cuối cùng là `end`",
    response_class=StreamingResponse,
    responses={200: {"content": {EVENTS: {"schema": {"type": "string"}}}}},
)
def follow(number: Number, state: StateDep, principal: WriterDep) -> StreamingResponse:
    require_job(state.background_jobs.jobs, number, principal)
    return StreamingResponse(
        _job_events(state, number, principal), media_type=EVENTS, headers={"X-Accel-Buffering": "no"}
    )


async def _job_events(state: ServiceState, number: int, principal: Principal) -> AsyncIterator[str]:
    jobs, seen, quiet = state.background_jobs.jobs, -1, 0.0
    shown: JobOut | None = None
    while True:
        job = await asyncio.to_thread(jobs.get, number)
        if job is None:
            return
        files = await asyncio.to_thread(jobs.files, number, seen, FILES)
        seen += len(files)
        for file in await asyncio.to_thread(_visible_files, files, state, principal):
            yield _event_text("file", file_out(file, state))
        now = await asyncio.to_thread(job_out, job, state)
        ended = job.ended_at is not None
        if now != shown or files:
            yield _event_text("end" if ended and len(files) < FILES else "progress", now)
            shown, quiet = now, 0.0
        if ended and len(files) < FILES:
            return
        if len(files) < FILES:
            await asyncio.sleep(LOOK_SECONDS)
            quiet += LOOK_SECONDS
        if quiet >= ALIVE_SECONDS:
            yield ": \n\n"
            quiet = 0.0


def job_out(job: Job, state: ServiceState, counts: Mapping[str, int] | None = None) -> JobOut:
    """The wire model of a job; ``counts`` are the results of its files, looked up here where they are not given."""
    found = state.background_jobs.jobs.counts([job.id]).get(job.id, {}) if counts is None else counts
    refused = found.get("refused", 0)
    label = JOB_STATES[job.state]
    if job.state == "done" and refused:
        label = f"{label}, {refused} tệp không nhận"
    return JobOut(
        id=job.id, kind=job.kind, state=job.state, label=label,
        paths=tuple(_shown(path, state) for path in job.request.get("paths", ())), done=job.done, total=job.total,
        accepted=sum(found.values()) - refused, refused=refused, error=job.error,
        made_at=job.made_at, ended_at=job.ended_at, cancelling=job.cancelling,
    )  # fmt: skip


def file_out(file: FileResult, state: ServiceState) -> FileResultOut:
    container = container_of(file.path)
    own = dataclasses.asdict(file) | {"path": _shown(file.path, state), "reason": without_server_paths(file.reason)}
    part_of = None if container is None else _shown(container, state)
    return FileResultOut(**own, label=FILE_RESULTS[file.result], part_of=part_of, retried=file.code in RETRIED_CODES)


def _shown(path: str, state: ServiceState) -> str:
    folders = [Path(os.path.abspath(folder)) for folder in state.settings.watch]
    return shown_path(path, state.background_jobs.uploads, folders)


def _retried_request(job: Job, state: ServiceState) -> dict[str, object]:
    """The request of an upload's next try: the files that are kept for it, beside the results of the others.

    :raises ProblemError: 409 where no file is left that could be tried again.
    """
    files = state.background_jobs.all_files(job.id)
    again = [path for path in job.request["paths"] if Path(path).is_file()]
    if not again:
        raise ProblemError(
            409, "nothing_to_retry", "Không còn tệp để chạy lại", "Tệp không nhận không được giữ; hãy sửa rồi gửi lại."
        )
    kept = {*again}
    before = [dataclasses.asdict(file) for file in files if container_key(file.path) not in kept]
    return {**job.request, "paths": again, "before": before}


def _path_in_watched_folder(given: str, folders: Iterable[Path]) -> Path:
    """The path if it is inside a watched folder, also after links are resolved; a relative one is tried in each."""
    if "\0" not in given:
        for folder in folders:
            path = Path(os.path.abspath(folder / given))
            inside = path.is_relative_to(folder) and path.resolve().is_relative_to(folder.resolve())
            if inside and path.exists():
                return path
    raise ProblemError(
        422, "not_watched", "Đường dẫn không được nhận", f"{given!r} không có trong các thư mục được theo dõi."
    )


def may_see_job(principal: Principal, job: Job) -> bool:
    """True if the principal may see the documents that a job ingests, reads again or gives another file."""
    labels = job.request.get("labels") or (job.request.get("access", PUBLIC),)
    return all(map(principal.may_see, labels))


def labels_of(documents: Iterable[StoredDocument]) -> list[str]:
    """The labels of the documents that a job is about: whoever may not see one of them learns nothing of the job."""
    return sorted({released_label(document.access) for document in documents})


def _visible_files(files: Sequence[FileResult], state: ServiceState, principal: Principal) -> list[FileResult]:
    """The file results whose documents the principal may see (now, or after approval), and those without a document."""
    ids = {file.document_id for file in files if file.document_id is not None}
    documents = state.assistant.library.documents_by_id(ids)
    hidden = {document.id for document in documents.values() if not principal.may_see(released_label(document.access))}
    return [file for file in files if file.document_id not in hidden]


def require_job(jobs: JobQueue, number: int, principal: Principal) -> Job:
    job = jobs.get(number)
    if job is None or not may_see_job(principal, job):
        raise problems.not_found("việc", str(number))
    return job


def _event_text(name: str, data: BaseModel) -> str:
    return f"event: {name}\ndata: {data.model_dump_json()}\n\n"
