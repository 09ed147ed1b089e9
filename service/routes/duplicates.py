"""Documents that may be one: offered, merged, found to be two, and taken back.

With the scope "review"; to merge also takes labels that let see both documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from fastapi import APIRouter

from index.library.clerk_publisher import ClerkPublisher, NotMergeable
from index.records import StoredDocument
from service.access.principal import Principal
from service.answering.document_names import short_name
from service.documents.merging import MERGED, refusal
from service.http import problems, serialise
from service.http.duplicates import duplicates_out
from service.http.problems import ProblemError
from service.middleware.idempotency import IdempotentRoute
from service.routes.dependencies import AuditDep, ClerkLibraryDep, DocumentId, Review, ReviewerDep, clerks_view
from service.routes.document_changes import require_changeable_document
from service.schemas.duplicates import DuplicatesOut
from service.schemas.merging import DifferenceIn, MergeIn
from service.schemas.review import NoteIn
from service.state import ServiceState, StateDep

router = APIRouter(
    prefix="/api/v1",
    tags=["Quản trị kho"],
    route_class=IdempotentRoute,
    responses=problems.openapi_responses(401, 403, 404, 409, 422),
)
_OWN = f"{serialise.DOCUMENTS.removeprefix('/api/v1')}/{{document_id}}"


@router.get(
    "/library/documents/{document_id}/duplicates",
    dependencies=[Review],
    summary="Văn bản có thể trùng với văn bản này, và các văn bản đã gộp",
)
def duplicates(document_id: DocumentId, library: ClerkLibraryDep) -> DuplicatesOut:
    if library.document(document_id) is None:
        raise problems.not_found("văn bản", document_id)
    return duplicates_out(library, document_id)


@router.post(
    f"{_OWN}/merge",
    dependencies=[Review],
    summary="Gộp văn bản vào một văn bản trùng với nó: một văn bản trả lời, tệp kia vẫn giữ",
)
def merge(
    document_id: DocumentId, body: MergeIn, state: StateDep, principal: ReviewerDep, audit: AuditDep
) -> DuplicatesOut:
    document = require_changeable_document(document_id, state, principal)
    keeper = require_changeable_document(body.into, state, principal)
    reason = MERGED.format(name=short_name(keeper))
    told = audit.record_together("document.merge", document_id, into=keeper.id, note=body.note)
    with _acting(state, told, document, keeper) as acts:
        acts.merge(document.id, keeper.id, reason, principal.name, body.note)
    return _done(state, principal, keeper.id)


@router.post(f"{_OWN}/merge/undo", dependencies=[Review], summary="Bỏ việc gộp: văn bản lại tự trả lời")
def undo_merge(
    document_id: DocumentId, state: StateDep, principal: ReviewerDep, audit: AuditDep, body: NoteIn | None = None
) -> DuplicatesOut:
    document = require_changeable_document(document_id, state, principal)
    note = body.note if body else ""
    with _acting(state, audit.record_together("document.unmerge", document_id, note=note), document, document) as acts:
        acts.take_back_merge(document.id, principal.name, note)
    return _done(state, principal, document.id)


@router.post(
    f"{_OWN}/duplicates",
    dependencies=[Review],
    summary="Xác định hai văn bản giống nhau là hai văn bản khác nhau, hoặc bỏ quyết định ấy",
)
def decide_difference(
    document_id: DocumentId, body: DifferenceIn, state: StateDep, principal: ReviewerDep, audit: AuditDep
) -> DuplicatesOut:
    document = require_changeable_document(document_id, state, principal)
    other = require_changeable_document(body.other, state, principal)
    if document.id == other.id:
        raise _refusal(NotMergeable("same"), document, other)
    undo = body.decision == "undo"
    act = "review.undo" if undo else "review.different"
    told = audit.record_together(act, document_id, other=other.id, note=body.note)
    with _acting(state, told, document, other) as acts:
        decide = acts.take_back_difference if undo else acts.find_different
        decide(document.id, other.id, principal.name, body.note)
    return _done(state, principal, document.id)


@contextmanager
def _acting(
    state: ServiceState, told: AbstractContextManager[object], document: StoredDocument, other: StoredDocument
) -> Iterator[ClerkPublisher]:
    """The clerk's acts on two documents, recorded together with them; what cannot be is told as a problem."""
    try:
        with told, state.assistant.library.clerk_acts() as acts:
            yield acts
    except NotMergeable as error:
        raise _refusal(error, document, other) from None


def _refusal(error: NotMergeable, document: StoredDocument, keeper: StoredDocument) -> ProblemError:
    return ProblemError(409, "not_mergeable", "Không gộp được", refusal(error, document, keeper))


def _done(state: ServiceState, principal: Principal, document_id: str) -> DuplicatesOut:
    state.assistant.refresh(state.settings.model)
    return duplicates_out(clerks_view(state.assistant.library, principal), document_id)
