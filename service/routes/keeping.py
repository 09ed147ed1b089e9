"""Changing the library: upload, withdraw, restore. Only with the admin token."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request

from index.library import UnknownDocument
from service import problems, uploads, wire
from service.admin import Admin
from service.keeper import UPLOAD
from service.library_schemas import JobOut, StateOut, WithdrawIn
from service.routes.jobs import job_out
from service.schemas import Identifier, ProblemOut
from service.state import StateDep

router = APIRouter(
    prefix=wire.DOCUMENTS,
    tags=["Quản trị kho"],
    dependencies=[Admin],
    responses={status: {"model": ProblemOut} for status in (403, 404, 413, 415, 422)},
)

_FILES = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
            }
        },
    }
}


@router.post("", status_code=202, summary="Tải tệp lên kho; việc nạp chạy sau đó", openapi_extra=_FILES)
async def upload(request: Request, state: StateDep) -> JobOut:
    paths = await uploads.receive(
        request.headers.get("content-type", ""),
        request.headers.get("content-length"),
        request.stream(),
        state.keeper.uploads,
        state.settings.max_file_mb << 20,
    )
    number = await asyncio.to_thread(state.keeper.submit, UPLOAD, paths)
    job = await asyncio.to_thread(state.keeper.jobs.get, number)
    assert job is not None
    return job_out(job)


@router.post("/{document_id}/withdraw", summary="Rút văn bản: thôi trả lời ngay, vẫn giữ để tra cứu")
def withdraw(document_id: Identifier, state: StateDep, body: WithdrawIn | None = None) -> StateOut:
    try:
        change = state.desk.library.withdraw(document_id, body.reason if body else "")
    except UnknownDocument:
        raise problems.not_found("văn bản", document_id) from None
    state.desk.refresh(state.settings.model)
    return StateOut(document_id=document_id, state="withdrawn", change=change)


@router.post("/{document_id}/restore", summary="Cho văn bản đã rút trả lời trở lại")
def restore(document_id: Identifier, state: StateDep) -> StateOut:
    try:
        change = state.desk.library.restore(document_id)
    except UnknownDocument:
        raise problems.not_found("văn bản", document_id) from None
    state.desk.refresh(state.settings.model)
    return StateOut(document_id=document_id, state="active", change=change)
