"""Changes of documents: upload, withdraw, restore, access label. With the scope "write"."""

from __future__ import annotations

import asyncio
from functools import partial

from fastapi import APIRouter, Request

from index import access_labels
from index.ingestion.jobs import newest_job_name
from index.library.library import UnknownDocument
from index.records import PUBLIC, StoredDocument
from service.access.principal import Principal
from service.documents import uploads
from service.documents.background_jobs import UPLOAD
from service.http import problems, serialise
from service.http.problems import ProblemError
from service.middleware.idempotency import IdempotentRoute
from service.routes.dependencies import AuditDep, DocumentId, Write, WriterDep
from service.routes.jobs import job_out
from service.schemas.common import ProblemOut
from service.schemas.library import AccessIn, AccessOut, JobOut, StateOut, WithdrawIn
from service.state import ServiceState, StateDep

router = APIRouter(
    prefix=serialise.DOCUMENTS,
    tags=["Quản trị kho"],
    dependencies=[Write],
    route_class=IdempotentRoute,
    responses={status: {"model": ProblemOut} for status in (401, 403, 404, 413, 415, 422)},
)

FILES_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "Tệp văn bản; có thể gửi nhiều phần cùng tên",
                            "example": "(các byte của tệp)",
                        },
                        "access": {
                            "type": "string",
                            "description": "Ai được thấy văn bản mới: cong_khai (mặc định), noi_bo, nhom:tên; "
                            "văn bản đã có giữ nhãn của nó",
                            "example": "noi_bo",
                        },
                    },
                }
            }
        },
    }
}


@router.post("", status_code=202, summary="Tải tệp lên kho; việc nạp chạy sau đó", openapi_extra=FILES_BODY)
async def upload(request: Request, state: StateDep, principal: WriterDep, audit: AuditDep) -> JobOut:
    received = await uploads.receive_upload(
        request.headers.get("content-type", ""),
        request.headers.get("content-length"),
        request.stream(),
        state.background_jobs.uploads,
        state.settings.max_file_mb << 20,
    )
    try:
        access = granted_label(received.fields.get("access", PUBLIC), principal)
    except ProblemError:
        uploads.delete_upload(received)
        raise
    sees = None if principal.kind == "local" else list(principal.labels)
    submit = partial(state.background_jobs.submit, UPLOAD, received.paths, access=access, sees=sees)
    names = [path.name for path in received.paths]
    with audit.record_together("document.upload", newest_job_name, files=names, access=access):
        number = await asyncio.to_thread(submit)
    job = await asyncio.to_thread(state.background_jobs.jobs.get, number)
    assert job is not None
    return job_out(job, state)


@router.post("/{document_id}/withdraw", summary="Rút văn bản: thôi trả lời ngay, vẫn giữ để tra cứu")
def withdraw(
    document_id: DocumentId,
    state: StateDep,
    principal: WriterDep,
    audit: AuditDep,
    body: WithdrawIn | None = None,
) -> StateOut:
    require_changeable_document(document_id, state, principal)
    reason = body.reason if body else ""
    try:
        with audit.record_together("document.withdraw", document_id, reason=reason):
            change = state.assistant.library.withdraw(document_id, reason)
    except UnknownDocument:
        raise problems.not_found("văn bản", document_id) from None
    state.assistant.refresh(state.settings.model)
    return StateOut(document_id=document_id, state="withdrawn", change=change)


@router.post("/{document_id}/restore", summary="Cho văn bản đã rút trả lời trở lại")
def restore(document_id: DocumentId, state: StateDep, principal: WriterDep, audit: AuditDep) -> StateOut:
    require_changeable_document(document_id, state, principal)
    try:
        with audit.record_together("document.restore", document_id):
            change = state.assistant.library.restore(document_id)
    except UnknownDocument:
        raise problems.not_found("văn bản", document_id) from None
    state.assistant.refresh(state.settings.model)
    return StateOut(document_id=document_id, state="active", change=change)


@router.put("/{document_id}/access", summary="Đổi nhãn truy cập: ai được thấy văn bản")
def relabel(
    document_id: DocumentId, body: AccessIn, state: StateDep, principal: WriterDep, audit: AuditDep
) -> AccessOut:
    before = require_changeable_document(document_id, state, principal).access
    if access_labels.is_held_back(before):
        raise ProblemError(409, "held_back", "Văn bản đang chờ duyệt", "Hãy duyệt văn bản trước khi đổi nhãn.")
    access = granted_label(body.access, principal)
    with audit.record_together("document.access", document_id, before=before, access=access):
        change = state.assistant.library.set_access(document_id, access)
    state.assistant.refresh(state.settings.model)
    return AccessOut(document_id=document_id, access=access, label=access_labels.label_name(access), change=change)


def granted_label(text: str, principal: Principal) -> str:
    """The label that a request names. The caller must see it, or he could not take the document back.

    :raises ProblemError: 422 if it is no label, 403 if the caller may not see it.
    """
    try:
        access = access_labels.parse_label(text)
    except access_labels.InvalidLabel as error:
        raise ProblemError(422, "bad_label", "Nhãn truy cập không hợp lệ", str(error)) from None
    # The local user may also be the first to use a label.
    if principal.kind != "local" and not principal.may_see(access):
        raise ProblemError(403, "forbidden", "Không được phép", f"Khóa đang dùng không có nhãn {access}.")
    return access


def require_changeable_document(document_id: str, state: ServiceState, principal: Principal) -> StoredDocument:
    """A document that the caller may change: active, withdrawn or held back, under a label that he may see."""
    document = state.assistant.library.document(document_id)
    if document is None or not principal.may_see(access_labels.released_label(document.access)):
        raise problems.not_found("văn bản", document_id)
    return document
