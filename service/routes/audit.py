"""The audit log: list and check. With the scope "admin"."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated

from fastapi import APIRouter, Query

from index.accounts.audit_log import AuditEvent
from service.http import problems
from service.http.paging import After, cursor_number
from service.routes.dependencies import Admin
from service.schemas.audit import AuditCheckOut, AuditEventOut, AuditFaultOut, AuditOut
from service.state import StateDep

router = APIRouter(
    prefix="/api/v1/audit",
    tags=["Nhật ký quản trị"],
    dependencies=[Admin],
    responses=problems.openapi_responses(401, 403, 422),
)


@router.get("", summary="Ai làm gì, lúc nào, từ đâu; mới trước")
def events(
    state: StateDep,
    limit: Annotated[int, Query(ge=1, le=500, description="Số dòng của một trang", examples=[50])] = 50,
    after: After = None,
    act: Annotated[
        str | None,
        Query(max_length=60, description="Chỉ việc này, hoặc cả nhóm (`document`)", examples=["document.withdraw"]),
    ] = None,
    actor: Annotated[
        str | None, Query(max_length=200, description="Chỉ ai có tên bắt đầu như vậy", examples=["key:0f3c5d7e9a1b"])
    ] = None,
) -> AuditOut:
    before = None if after is None else cursor_number(after, 0)
    found = state.audit.trail.events_page(limit, before, act, actor)
    following = str(found[-1].seq) if len(found) == limit else None
    return AuditOut(events=tuple(event_out(event) for event in found), following=following)


@router.get("/verify", summary="Kiểm tra nhật ký: không dòng nào bị sửa, bị xóa hay đổi chỗ")
def verify(state: StateDep) -> AuditCheckOut:
    checked = state.audit.trail.check_chain()
    return AuditCheckOut(
        intact=not checked.faults,
        events=checked.events,
        head=checked.head,
        cut=checked.cut,
        problems=tuple(AuditFaultOut(**dataclasses.asdict(fault)) for fault in checked.faults),
    )


def event_out(event: AuditEvent) -> AuditEventOut:
    fields = dataclasses.asdict(event)
    del fields["previous"]
    return AuditEventOut(**{**fields, "detail": json.loads(event.detail)})
