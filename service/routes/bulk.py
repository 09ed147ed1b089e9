"""Acts on many documents: relabel, withdraw, restore, read again; and another file for one. With the scope "write"."""

from __future__ import annotations

import asyncio
from functools import partial

from fastapi import APIRouter, Request

from index import access_labels
from index.ingestion.jobs import newest_job_name
from index.records import StoredDocument
from service.access.audit import RequestAudit
from service.access.principal import Principal
from service.documents import uploads
from service.documents.background_jobs import REPLACE, REREAD
from service.http import problems, serialise
from service.http.problems import ProblemError
from service.middleware.idempotency import IdempotentRoute
from service.routes.dependencies import AuditDep, DocumentId, Write, WriterDep
from service.routes.document_changes import FILES_BODY, granted_label, require_changeable_document
from service.routes.jobs import job_out, labels_of, require_job
from service.schemas.bulk import BulkIn, BulkOut, RereadIn, SkippedOut
from service.schemas.common import ProblemOut
from service.schemas.library import JobOut
from service.state import ServiceState, StateDep

router = APIRouter(
    prefix="/api/v1",
    tags=["Quản trị kho"],
    dependencies=[Write],
    route_class=IdempotentRoute,
    responses={status: {"model": ProblemOut} for status in (401, 403, 404, 413, 415, 422)},
)
_ABSENT, _WAITS = "Không có văn bản này.", "Văn bản đang chờ duyệt; hãy duyệt trước."
_SAME = "Văn bản đã như vậy."


@router.post("/documents/bulk", summary="Đổi người được thấy, rút hoặc cho trả lời lại nhiều văn bản")
def bulk(body: BulkIn, state: StateDep, principal: WriterDep, audit: AuditDep) -> BulkOut:
    access = granted_label(body.access, principal) if body.act == "relabel" else ""
    done, skipped = 0, []
    for document_id in dict.fromkeys(body.ids):
        reason = _act(state, principal, audit, document_id, body, access)
        if reason:
            skipped.append(SkippedOut(document_id=document_id, reason=reason))
        else:
            done += 1
    state.assistant.refresh(state.settings.model)
    return BulkOut(done=done, skipped=tuple(skipped))


def _act(
    state: ServiceState, principal: Principal, audit: RequestAudit, document_id: str, body: BulkIn, access: str
) -> str:
    """Do the act with one document; returns why it was not done."""
    document = _changeable(state, principal, document_id)
    if document is None:
        return _ABSENT
    library = state.assistant.library
    if body.act == "relabel":
        if access_labels.is_held_back(document.access):
            return _WAITS
        if document.access == access:
            return _SAME
        with audit.record_together("document.access", document_id, before=document.access, access=access):
            library.set_access(document_id, access)
        return ""
    if (body.act == "withdraw") == (document.state == "withdrawn"):
        return _SAME
    with audit.record_together(f"document.{body.act}", document_id, reason=body.reason):
        if body.act == "withdraw":
            library.withdraw(document_id, body.reason)
        else:
            library.restore(document_id)
    return ""


def _changeable(state: ServiceState, principal: Principal, document_id: str) -> StoredDocument | None:
    try:
        return require_changeable_document(document_id, state, principal)
    except ProblemError:
        return None


@router.post("/documents/reread", status_code=202, summary="Đọc lại nhiều văn bản từ bản kho đang giữ; là một việc")
def reread(body: RereadIn, state: StateDep, principal: WriterDep, audit: AuditDep) -> JobOut:
    documents = [found for one in body.ids if (found := _changeable(state, principal, one)) is not None]
    ids = [document.id for document in documents]
    if not ids:
        raise problems.not_found("văn bản", body.ids[0])
    with audit.record_together("document.reread", newest_job_name, documents=len(ids), ocr=body.ocr):
        number = state.background_jobs.submit(REREAD, [], documents=ids, ocr=body.ocr, labels=labels_of(documents))
    return job_out(require_job(state.background_jobs.jobs, number, principal), state)


@router.post(
    f"{serialise.DOCUMENTS.removeprefix('/api/v1')}/{{document_id}}/replace",
    status_code=202,
    summary="Thay tệp của một văn bản: tệp mới là phiên bản sau, mục văn thư đã sửa vẫn giữ",
    openapi_extra=FILES_BODY,
)
async def replace(
    document_id: DocumentId, request: Request, state: StateDep, principal: WriterDep, audit: AuditDep
) -> JobOut:
    document = await asyncio.to_thread(require_changeable_document, document_id, state, principal)
    received = await uploads.receive_upload(
        request.headers.get("content-type", ""),
        request.headers.get("content-length"),
        request.stream(),
        state.background_jobs.uploads,
        state.settings.max_file_mb << 20,
    )
    if len(received.paths) != 1:
        uploads.delete_upload(received)
        raise ProblemError(422, "no_file", "Cần một tệp", "Hãy gửi đúng một tệp để thay cho tệp của văn bản.")
    submit = partial(
        state.background_jobs.submit, REPLACE, received.paths, document=document_id, labels=labels_of([document])
    )
    name = received.paths[0].name
    with audit.record_together("document.replace", newest_job_name, document=document_id, file=name):
        number = await asyncio.to_thread(submit)
    return job_out(require_job(state.background_jobs.jobs, number, principal), state)
