"""The audit log: list and check. With the scope "admin"."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query

from index.access_labels import released_label
from index.accounts.audit_log import AuditEvent
from service.access.principal import Principal
from service.http import problems
from service.http.paging import After, cursor_number
from service.routes.dependencies import Admin, AdminDep
from service.schemas.audit import AuditCheckOut, AuditEventOut, AuditFaultOut, AuditOut
from service.state import ServiceState, StateDep

router = APIRouter(
    prefix="/api/v1/audit",
    tags=["Nhật ký quản trị"],
    dependencies=[Admin],
    responses=problems.openapi_responses(401, 403, 422),
)


_DOCUMENT = re.compile(r"\bd_[0-9a-f]{16}\b")
#: Stands in place of what a row says of a document that the caller may not see.
HIDDEN = "văn bản mà bạn không được xem"


@router.get("", summary="Ai làm gì, lúc nào, từ đâu; mới trước. Văn bản không được xem thì không nêu tên và chi tiết")
def events(
    state: StateDep,
    principal: AdminDep,
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
    hidden = _hidden_rows(found, state, principal)
    return AuditOut(
        events=tuple(_without_document(event) if event.seq in hidden else event_out(event) for event in found),
        following=following,
    )


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


def _hidden_rows(events: Sequence[AuditEvent], state: ServiceState, principal: Principal) -> set[int]:
    """Rows about a document, or a label, that the caller may not see: they name files, numbers and subjects."""
    named = {event.seq: set(_DOCUMENT.findall(f"{event.object} {event.detail}")) for event in events}
    documents = state.assistant.library.documents_by_id(set().union(*named.values()))
    hidden = {one.id for one in documents.values() if not principal.may_see(released_label(one.access))}
    return {
        event.seq
        for event in events
        if named[event.seq] & hidden or not _may_see_label(principal, json.loads(event.detail or "{}"))
    }


def _may_see_label(principal: Principal, detail: object) -> bool:
    label = detail.get("access") if isinstance(detail, dict) else None
    return not isinstance(label, str) or principal.may_see(label)


def _without_document(event: AuditEvent) -> AuditEventOut:
    """The row without what it is about. Who did what when stays; so does its place in the chain, not its digest:
    whoever guesses what the row says could try the guess on it."""
    return event_out(event).model_copy(update={"object": HIDDEN, "detail": {}, "digest": ""})
