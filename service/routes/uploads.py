"""Uploads: the files and folders that a person sends at once are one job. With the scope "write".

The files are sent in several requests, so that thousands may come and each is small enough; then the job begins.
"""

from __future__ import annotations

import asyncio
from functools import partial

from fastapi import APIRouter, Request

from index.ingestion.jobs import newest_job_name
from index.ingestion.records import FileResult
from service.documents import uploads
from service.documents.background_jobs import UPLOAD
from service.http.problems import ProblemError
from service.middleware.idempotency import IdempotentRoute
from service.routes.dependencies import AuditDep, Write, WriterDep
from service.routes.document_changes import FILES_BODY, granted_label
from service.routes.jobs import Number, job_out, require_job
from service.schemas.common import ProblemOut
from service.schemas.library import JobOut
from service.schemas.uploads import UploadBeginIn, UploadIn
from service.state import StateDep

router = APIRouter(
    prefix="/api/v1/uploads",
    tags=["Quản trị kho"],
    dependencies=[Write],
    route_class=IdempotentRoute,
    responses={status: {"model": ProblemOut} for status in (401, 403, 404, 409, 413, 415, 422)},
)


@router.post("", status_code=201, summary="Mở một lần tải lên nhiều tệp, thư mục; cả lần là một việc")
async def open_upload(body: UploadIn, state: StateDep, principal: WriterDep, audit: AuditDep) -> JobOut:
    access = granted_label(body.access, principal)
    sees = None if principal.kind == "local" else list(principal.labels)
    submit = partial(state.background_jobs.submit, UPLOAD, [], "receiving", access=access, sees=sees)
    with audit.record_together("document.upload", newest_job_name, access=access):
        number = await asyncio.to_thread(submit)
    return job_out(require_job(state.background_jobs.jobs, number, principal), state)


@router.post(
    "/{number}/files",
    summary="Gửi tệp cho một lần tải lên đang mở; tên tệp có thể kèm thư mục",
    openapi_extra=FILES_BODY,
)
async def add_files(number: Number, request: Request, state: StateDep, principal: WriterDep) -> JobOut:
    jobs = state.background_jobs.jobs
    _require_open(require_job(jobs, number, principal).state, number)
    received = await uploads.receive_upload(
        request.headers.get("content-type", ""),
        request.headers.get("content-length"),
        request.stream(),
        state.background_jobs.uploads,
        state.settings.max_file_mb << 20,
        keep_folders=True,
    )
    if not await asyncio.to_thread(jobs.add_paths, number, received.paths):
        uploads.delete_upload(received)
        _require_open("done", number)
    return job_out(require_job(jobs, number, principal), state)


@router.post("/{number}/begin", summary="Đóng lần tải lên: việc nạp bắt đầu; tệp không gửi được nằm trong kết quả")
def begin(number: Number, body: UploadBeginIn, state: StateDep, principal: WriterDep) -> JobOut:
    jobs = state.background_jobs.jobs
    require_job(jobs, number, principal)
    unsent = [FileResult(one.name, "refused", code="not_sent", reason=one.reason) for one in body.not_sent]
    if not jobs.begin(number, unsent):
        _require_open("done", number)
    state.background_jobs.wake()
    return job_out(require_job(jobs, number, principal), state)


def _require_open(state: str, number: int) -> None:
    """Raise unless the job still receives its files."""
    if state != "receiving":
        raise ProblemError(
            409, "upload_closed", "Lần tải lên đã đóng",
            f"Việc số {number} đã bắt đầu hoặc đã dừng; hãy mở lần tải lên mới.",
        )  # fmt: skip
