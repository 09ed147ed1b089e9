"""Approvals: what waits for a clerk, and the clerk's decisions, each stored with the key's name and the time."""

from __future__ import annotations

import dataclasses
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as PathParameter

from index.access_labels import released_label
from index.library.library import Library
from service.access.audit import AuditDep
from service.access.authentication import EVERY_LABEL
from service.documents import approvals
from service.http import problems, serialise
from service.http.problems import ProblemError
from service.middleware.idempotency import IdempotentRoute
from service.routes.dependencies import AdminDep, ClerkLibraryDep, DocumentId
from service.routes.relations import relation_out
from service.routes.sites import grantable_label
from service.schemas.review import (
    AccessDecisionIn,
    DecisionIn,
    HeldBackOut,
    NoteIn,
    ReviewOut,
    ReviewsOut,
    StatusIn,
    UncertainOut,
    UnknownStatusOut,
    WaitingOut,
)
from service.state import ServiceState, StateDep

router = APIRouter(
    prefix="/api/v1",
    tags=["Quản trị kho"],
    route_class=IdempotentRoute,
    responses=problems.openapi_responses(401, 403, 404, 422),
)
_ONE = f"{serialise.DOCUMENTS.removeprefix('/api/v1')}/{{document_id}}/review"
#: The library's numbers are 64-bit.
Number = Annotated[int, PathParameter(ge=1, le=2**63 - 1, description="Số của quan hệ", examples=[55])]


@router.get("/review", summary="Việc chờ văn thư duyệt hoặc xác nhận")
def waiting(
    library: ClerkLibraryDep,
    limit: Annotated[int, Query(ge=1, le=1000, description="Số mục nhiều nhất của mỗi phần", examples=[50])] = 50,
) -> WaitingOut:
    found = approvals.approval_queue(library, limit)
    seen = {edge.target_id for edge in found.edges if edge.target_id}
    return WaitingOut(
        held_back=tuple(
            HeldBackOut(
                document_id=one.id, file_name=one.file_name, access=released_label(one.access), added_at=one.added_at,
                warnings=one.warnings,
            )
            for one in found.held_back
        ),
        relations=tuple(relation_out(edge, seen) for edge in found.edges),
        statuses=tuple(
            UnknownStatusOut(document_id=one.id, file_name=one.file_name, code=status.code, reason=status.reason)
            for one, status in found.statuses
        ),
        uncertain=tuple(
            UncertainOut(
                document_id=one.id, file_name=one.file_name, number=one.metadata.number,
                issued_date=one.metadata.issued_date, reasons=reasons,
            )
            for one, reasons in found.uncertain
        ),
    )  # fmt: skip


@router.get(_ONE, summary="Các quyết định về một văn bản và quan hệ của nó: ai, lúc nào, vì sao")
def decisions(document_id: DocumentId, library: ClerkLibraryDep) -> ReviewsOut:
    if library.document(document_id) is None:
        raise problems.not_found("văn bản", document_id)
    return _reviews_out(library, document_id)


@router.post(f"{_ONE}/access", summary="Duyệt hoặc không duyệt một văn bản đang chờ")
def access(
    document_id: DocumentId,
    body: AccessDecisionIn,
    state: StateDep,
    principal: AdminDep,
    library: ClerkLibraryDep,
    audit: AuditDep,
) -> ReviewsOut:
    label = None if body.access is None else grantable_label(body.access, principal)
    if label == EVERY_LABEL:
        raise ProblemError(422, "bad_label", "Nhãn truy cập không hợp lệ", f"{label} là nhãn của khóa.")
    try:
        with audit.record_together("review.access", document_id, **body.model_dump(mode="json")):
            if body.decision == "accept":
                approvals.approve(library, document_id, principal.name, body.note, label)
            else:
                approvals.reject(library, document_id, principal.name, body.note)
    except LookupError:
        raise problems.not_found("văn bản chờ duyệt", document_id) from None
    return _reviews_after_decision(state, document_id)


@router.post(f"{_ONE}/status", summary="Xác nhận tình trạng hiệu lực, thay cho tình trạng tính được")
def status(
    document_id: DocumentId,
    body: StatusIn,
    state: StateDep,
    principal: AdminDep,
    library: ClerkLibraryDep,
    audit: AuditDep,
) -> ReviewsOut:
    try:
        with audit.record_together("review.status", document_id, **body.model_dump(mode="json")):
            approvals.confirm_status(library, document_id, body.code, principal.name, body.since, body.note)
    except LookupError:
        raise problems.not_found("văn bản", document_id) from None
    return _reviews_after_decision(state, document_id)


@router.post(f"{_ONE}/metadata", summary="Xác nhận đã đối chiếu số hiệu, ngày ban hành với bản gốc")
def metadata(
    document_id: DocumentId,
    body: NoteIn,
    state: StateDep,
    principal: AdminDep,
    library: ClerkLibraryDep,
    audit: AuditDep,
) -> ReviewsOut:
    try:
        with audit.record_together("review.metadata", document_id, **body.model_dump(mode="json")):
            approvals.confirm_metadata(library, document_id, principal.name, body.note)
    except LookupError:
        raise problems.not_found("văn bản", document_id) from None
    return _reviews_after_decision(state, document_id)


@router.post("/relations/{number}/review", summary="Xác nhận hoặc bác một quan hệ giữa hai văn bản")
def relation(
    number: Number, body: DecisionIn, state: StateDep, principal: AdminDep, library: ClerkLibraryDep, audit: AuditDep
) -> ReviewsOut:
    held = library.relations.edge(number)
    if held is None:
        raise problems.not_found("quan hệ", str(number))
    try:
        with audit.record_together(
            "review.relation", str(number), document=held.source_id, **body.model_dump(mode="json")
        ):
            edge = approvals.decide_relation(library, number, body.decision, principal.name, body.note)
    except LookupError:
        raise problems.not_found("quan hệ", str(number)) from None
    return _reviews_after_decision(state, edge.source_id)


def _reviews_after_decision(state: ServiceState, document_id: str) -> ReviewsOut:
    """All decisions on a document after a new one, which takes effect in answers from now on."""
    state.assistant.refresh(state.settings.model)
    return _reviews_out(state.assistant.library, document_id)


def _reviews_out(library: Library, document_id: str) -> ReviewsOut:
    kept = library.reviews.document_reviews(document_id)
    fields = ReviewOut.model_fields
    rows = [{name: value for name, value in dataclasses.asdict(review).items() if name in fields} for review in kept]
    return ReviewsOut(reviews=tuple(ReviewOut(**row) for row in rows))
