"""Approvals: what waits for a clerk, and the clerk's decisions, each stored with the key's name and the time."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi import Path as PathParameter
from pydantic import BaseModel

from index.access_labels import released_label
from index.library.library import Library
from index.store.clerk_values import UnusableValue, checked_value
from index.validity.reviews import STATUS_MARK
from service.access.authentication import EVERY_LABEL
from service.documents import approvals
from service.http import problems, serialise
from service.http.problems import ProblemError
from service.middleware.idempotency import IdempotentRoute
from service.routes.dependencies import AuditDep, ClerkLibraryDep, DocumentId, ReviewerDep
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
    ValueIn,
    WaitingOut,
)
from service.state import StateDep

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
    queue = approvals.approval_queue(library, limit)
    targets = {edge.target_id for edge in queue.edges if edge.target_id}
    return WaitingOut(
        held_back=tuple(
            HeldBackOut(
                document_id=document.id, file_name=document.file_name, access=released_label(document.access),
                added_at=document.added_at, warnings=document.warnings,
            )
            for document in queue.held_back
        ),
        relations=tuple(relation_out(edge, targets) for edge in queue.edges),
        statuses=tuple(
            UnknownStatusOut(
                document_id=document.id, file_name=document.file_name, code=status.code, reason=status.reason
            )
            for document, status in queue.statuses
        ),
        uncertain=tuple(
            UncertainOut(
                document_id=document.id, file_name=document.file_name, number=document.metadata.number,
                issued_date=document.metadata.issued_date, reasons=reasons, issuer=document.metadata.issuer,
                candidates=serialise.candidates_out(document),
            )
            for document, reasons in queue.uncertain
        ),
    )  # fmt: skip


@router.get(_ONE, summary="Các quyết định về một văn bản và quan hệ của nó: ai, lúc nào, vì sao")
def decisions(document_id: DocumentId, library: ClerkLibraryDep) -> ReviewsOut:
    if library.document(document_id) is None:
        raise problems.not_found("văn bản", document_id)
    return _reviews_out(library, document_id)


class _Clerk:
    """The clerk who decides: the name recorded, the library as he works on it, and the audit."""

    def __init__(self, state: StateDep, principal: ReviewerDep, library: ClerkLibraryDep, audit: AuditDep) -> None:
        self.principal = principal
        self.name = principal.name
        self.library = library
        self._state = state
        self._audit = audit

    @contextmanager
    def deciding(self, act: str, key: str, what: str, body: BaseModel, **detail: str) -> Iterator[None]:
        """Record the decision of the block; a LookupError in it is the 404 of ``what`` (``key`` is its id)."""
        try:
            with self._audit.record_together(act, key, **detail, **body.model_dump(mode="json")):
                yield
        except LookupError:
            raise problems.not_found(what, key) from None

    def reviews_after(self, document_id: str) -> ReviewsOut:
        """All decisions on a document after a new one, which takes effect in answers from now on."""
        self._state.assistant.refresh(self._state.settings.model)
        return _reviews_out(self._state.assistant.library, document_id)


_ClerkDep = Annotated[_Clerk, Depends()]


@router.post(f"{_ONE}/access", summary="Duyệt hoặc không duyệt một văn bản đang chờ")
def access(document_id: DocumentId, body: AccessDecisionIn, clerk: _ClerkDep) -> ReviewsOut:
    label = None if body.access is None else grantable_label(body.access, clerk.principal)
    if label == EVERY_LABEL:
        raise ProblemError(422, "bad_label", "Nhãn truy cập không hợp lệ", f"{label} là nhãn của khóa.")
    with clerk.deciding("review.access", document_id, "văn bản chờ duyệt", body):
        if body.decision == "accept":
            approvals.approve(clerk.library, document_id, clerk.name, body.note, label)
        else:
            approvals.reject(clerk.library, document_id, clerk.name, body.note)
    return clerk.reviews_after(document_id)


@router.post(f"{_ONE}/status", summary="Xác nhận tình trạng hiệu lực, thay cho tình trạng tính được")
def status(document_id: DocumentId, body: StatusIn, clerk: _ClerkDep) -> ReviewsOut:
    with clerk.deciding("review.status", document_id, "văn bản", body):
        approvals.confirm_status(clerk.library, document_id, body.code, clerk.name, body.since, body.note)
    return clerk.reviews_after(document_id)


@router.post(f"{_ONE}/metadata", summary="Xác nhận đã đối chiếu số hiệu, ngày ban hành với bản gốc")
def metadata(document_id: DocumentId, body: NoteIn, clerk: _ClerkDep) -> ReviewsOut:
    with clerk.deciding("review.metadata", document_id, "văn bản", body):
        approvals.confirm_metadata(clerk.library, document_id, clerk.name, body.note)
    return clerk.reviews_after(document_id)


@router.post(f"{_ONE}/values", summary="Đặt số hiệu, ngày ban hành hoặc cơ quan ban hành theo bản gốc")
def value(document_id: DocumentId, body: ValueIn, clerk: _ClerkDep) -> ReviewsOut:
    try:
        checked_value(body.field, body.value)
    except UnusableValue as error:
        raise ProblemError(422, "bad_value", "Giá trị không dùng được", str(error)) from None
    with clerk.deciding("review.value", document_id, "văn bản", body):
        approvals.give_value(clerk.library, document_id, body.field, body.value, clerk.name, body.note)
    return clerk.reviews_after(document_id)


@router.post("/relations/{number}/review", summary="Xác nhận hoặc bác một quan hệ giữa hai văn bản")
def relation(number: Number, body: DecisionIn, clerk: _ClerkDep) -> ReviewsOut:
    edge = clerk.library.relations.edge(number)
    if edge is None:
        raise problems.not_found("quan hệ", str(number))
    with clerk.deciding("review.relation", str(number), "quan hệ", body, document=edge.source_id):
        approvals.decide_relation(clerk.library, number, body.decision, clerk.name, body.note)
    return clerk.reviews_after(edge.source_id)


@router.post("/relations/{number}/review/undo", summary="Bỏ quyết định gần nhất về một quan hệ")
def undo_relation(number: Number, clerk: _ClerkDep, body: NoteIn | None = None) -> ReviewsOut:
    edge = clerk.library.relations.edge(number)
    if edge is None:
        raise problems.not_found("quan hệ", str(number))
    return _taken_back(clerk, edge.source_id, edge.fingerprint, body or NoteIn(note=""))


@router.post(f"{_ONE}/undo", summary="Bỏ tình trạng hiệu lực đặt gần nhất; tình trạng tính được dùng lại")
def undo_status(document_id: DocumentId, clerk: _ClerkDep, body: NoteIn | None = None) -> ReviewsOut:
    return _taken_back(clerk, document_id, STATUS_MARK, body or NoteIn(note=""))


def _taken_back(clerk: _Clerk, document_id: str, mark: str, body: NoteIn) -> ReviewsOut:
    with clerk.deciding("review.undo", document_id, "quyết định có thể bỏ của văn bản", body, mark=mark):
        approvals.take_back(clerk.library, document_id, mark, clerk.name, body.note)
    return clerk.reviews_after(document_id)


def _reviews_out(library: Library, document_id: str) -> ReviewsOut:
    reviews = library.reviews.document_reviews(document_id)
    fields = ReviewOut.model_fields
    rows = [{name: value for name, value in dataclasses.asdict(review).items() if name in fields} for review in reviews]
    return ReviewsOut(reviews=tuple(ReviewOut(**row) for row in rows))
