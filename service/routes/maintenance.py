"""Maintenance of the library: health, check, backup. With the scope "admin"."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial
from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse

from index import access_labels
from index.accounts.audit_log import DONE_SUFFIX
from index.library.library import Library, ListRequest
from index.store.database import now
from index.upkeep.backup import back_up
from index.upkeep.verify import verify
from ingest.temporary_rooms import temporary_room
from service.access.audit import RequestAudit
from service.access.principal import Principal
from service.http import problems
from service.http.problems import ProblemError
from service.middleware.idempotency import IdempotentRoute
from service.routes.dependencies import Admin, AuditDep, ClerkLibraryDep, ReviewerDep, WholeLibrary
from service.routes.jobs import may_see_job
from service.schemas.maintenance import CheckOut, LibraryHealthOut
from service.state import ServiceState, StateDep

router = APIRouter(
    prefix="/api/v1/library",
    tags=["Quản trị kho"],
    dependencies=[Admin],
    route_class=IdempotentRoute,
    responses=problems.openapi_responses(401, 403, 422),
)

#: Acts in the audit log, from which the last check and the last backup are read.
CHECK, BACKUP = "library.verify", "library.backup"
#: Most problems of one check that are stored and shown; a failing disk has thousands.
MOST_PROBLEMS = 50
#: Bytes of the archive that are sent at once.
CHUNK = 1 << 20
TAR = "application/x-tar"

_log = logging.getLogger("hoivanban")


@router.get("/health", summary="Kho: số văn bản, chỉ mục, đĩa, lần kiểm tra và sao lưu gần nhất")
def health(state: StateDep, library: ClerkLibraryDep, principal: ReviewerDep) -> LibraryHealthOut:
    return library_health(state, library, principal)


def library_health(state: ServiceState, library: Library, principal: Principal) -> LibraryHealthOut:
    """How the library stands, of what the clerk sees of it."""
    whole, disk = state.assistant.health(library.labels), shutil.disk_usage(state.settings.home)
    waiting = tuple(label for label in library.labels or () if access_labels.is_held_back(label))
    checked, saved = (state.audit.trail.events_page(1, act=act) for act in (CHECK, BACKUP + DONE_SUFFIX))
    jobs = state.background_jobs.jobs
    waiting_jobs = (*jobs.list_jobs(500, state="queued"), *jobs.list_jobs(500, state="running"))
    held_back = library.documents(ListRequest(access=waiting, limit=1)).total
    return LibraryHealthOut(
        version=version("hoivanban"),
        documents=library.documents(ListRequest(access=None, limit=1)).total - held_back,
        held_back=held_back,
        withdrawn=library.documents(ListRequest(access=None, state="withdrawn", limit=1)).total,
        passages=whole.passages,
        change=whole.change,
        lag=max(0, whole.change - whole.index_change),
        model=whole.model,
        deep=whole.deep,
        jobs_waiting=sum(may_see_job(principal, job) for job in waiting_jobs),
        disk_free=disk.free,
        disk_total=disk.total,
        backup_possible=_fits_one_file(state),
        last_check=CheckOut(at=checked[0].at, problems=json.loads(checked[0].detail).get("problems", ()))
        if checked
        else None,
        last_backup=saved[0].at if saved else None,
    )


@router.post(
    "/verify",
    summary="Kiểm tra kho: cơ sở dữ liệu, ràng buộc, mã băm của mọi tệp gốc",
    dependencies=[WholeLibrary],
)
def check(state: StateDep, audit: AuditDep) -> CheckOut:
    found = tuple(verify(state.assistant.library)[:MOST_PROBLEMS])
    # Recorded in the audit log too, because the check of a large library outlasts its request.
    audit(CHECK, "library", problems=found)
    return CheckOut(at=now(), problems=found)


@router.get(
    "/backup",
    summary="Tải về một tệp chứa cả kho (tar), khôi phục kho được bằng “hoivanban recover”",
    response_class=StreamingResponse,
    dependencies=[WholeLibrary],
    responses={
        200: {
            "content": {TAR: {"schema": {"type": "string", "format": "binary"}}},
            "description": "Bản sao lưu; kết nối đứt giữa chừng nghĩa là sao lưu không thành",
        },
        **problems.openapi_responses(409),
    },
)
def backup(
    state: StateDep,
    audit: AuditDep,
    sec_fetch_site: Annotated[
        str | None,
        Header(
            max_length=40, description="Do trình duyệt gửi; trang của nơi khác không được", examples=["same-origin"]
        ),
    ] = None,
) -> StreamingResponse:
    if sec_fetch_site not in (None, "same-origin", "none"):
        raise ProblemError(
            403, "origin_not_allowed", "Trang này không được phép", "Hãy sao lưu từ trang quản trị của máy chủ này."
        )
    if not _fits_one_file(state):
        raise ProblemError(
            409,
            "no_single_file",
            "Không sao lưu thành một tệp được",
            "Kho dùng PostgreSQL: hãy sao lưu cơ sở dữ liệu bằng pg_dump và thư mục files bằng rsync.",
        )
    encrypted = ".age" if state.settings.backup_recipients else ""
    name = f"hoivanban-{datetime.now().astimezone():%Y-%m-%d-%H%M}.tar{encrypted}"
    audit(BACKUP, name)
    return StreamingResponse(
        _archive_chunks(state, name, audit),
        media_type=TAR,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _archive_chunks(state: ServiceState, name: str, audit: RequestAudit) -> AsyncIterator[bytes]:
    """The bytes of the archive, which is written completely before the first is sent."""
    with temporary_room("backup", state.settings.home) as folder:
        path, settings = folder / name, state.settings.model_dump(mode="json")
        done = await asyncio.to_thread(
            back_up, state.assistant.library, path, settings, state.settings.backup_recipients
        )
        _log.info("backup of %d documents, %d bytes", done.documents, done.bytes)
        with path.open("rb") as archive:
            while chunk := await asyncio.to_thread(archive.read, CHUNK):
                yield chunk
        # Recorded only now: a download that broke off is no backup.
        await asyncio.to_thread(partial(audit, BACKUP + DONE_SUFFIX, name, documents=done.documents, files=done.files))


def _fits_one_file(state: ServiceState) -> bool:
    return state.assistant.library.engine.dialect.name == "sqlite"
