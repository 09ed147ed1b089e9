"""A whole file as an annex of another document: made, and taken back. With the scope "review", over both documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from fastapi import APIRouter

from index.library.annexes import ClerkAnnexes
from index.library.clerk_publisher import ClerkPublisher, NotMergeable
from index.library.library import Library
from index.records import StoredDocument
from index.validity.reviews import ANNEX_MARK, standing_reviews
from service.answering.document_names import full_name
from service.documents.annexing import cited_name, refusal
from service.http import problems, serialise
from service.http.problems import ProblemError
from service.middleware.idempotency import IdempotentRoute
from service.routes.dependencies import AuditDep, ClerkLibraryDep, DocumentId, Review, ReviewerDep, clerks_view
from service.routes.document_changes import require_changeable_document
from service.schemas.annexes import AnnexesOut, AnnexIn, AnnexOut, AnnexPartOut
from service.schemas.review import NoteIn
from service.state import StateDep

router = APIRouter(
    prefix="/api/v1",
    tags=["Quản trị kho"],
    dependencies=[Review],
    route_class=IdempotentRoute,
    responses=problems.openapi_responses(401, 403, 404, 409, 422),
)
_OWN = f"{serialise.DOCUMENTS.removeprefix('/api/v1')}/{{document_id}}"


@router.get(
    "/library/documents/{document_id}/annexes", summary="Văn bản chính của một phụ lục, và các phụ lục ở tệp khác"
)
def annexes(document_id: DocumentId, library: ClerkLibraryDep) -> AnnexesOut:
    return _annexes_out(library, document_id)


@router.post(f"{_OWN}/annex", summary="Đặt cả tệp làm phụ lục của một văn bản; trích dẫn theo ngay, đọc lại vẫn giữ")
def make_annex(
    document_id: DocumentId, body: AnnexIn, state: StateDep, principal: ReviewerDep, audit: AuditDep
) -> AnnexesOut:
    document = require_changeable_document(document_id, state, principal)
    main = require_changeable_document(body.main, state, principal)
    name = cited_name(body.name)
    told = audit.record_together("review.annex", document_id, main=main.id, name=name, note=body.note)
    with _acting(state.assistant.library, told, document, main) as acts:
        acts.make_annex(document.id, main.id, name, principal.name, body.note)
    state.assistant.refresh(state.settings.model)
    return _annexes_out(clerks_view(state.assistant.library, principal), document.id)


@router.post(f"{_OWN}/annex/undo", summary="Bỏ việc đặt làm phụ lục: văn bản lại mang số và ngày của chính nó")
def undo_annex(
    document_id: DocumentId, state: StateDep, principal: ReviewerDep, audit: AuditDep, body: NoteIn | None = None
) -> AnnexesOut:
    document = require_changeable_document(document_id, state, principal)
    note = body.note if body else ""
    told = audit.record_together("review.undo", document_id, mark=ANNEX_MARK, note=note)
    with _acting(state.assistant.library, told, document, document) as acts:
        acts.take_back_annex(document.id, principal.name, note)
    state.assistant.refresh(state.settings.model)
    return _annexes_out(clerks_view(state.assistant.library, principal), document.id)


@contextmanager
def _acting(
    library: Library, told: AbstractContextManager[object], document: StoredDocument, main: StoredDocument
) -> Iterator[ClerkPublisher]:
    """The clerk's acts, recorded together with them; what cannot be is told as a problem."""
    try:
        with told, library.clerk_acts() as acts:
            yield acts
    except NotMergeable as error:
        raise ProblemError(409, "not_mergeable", "Không đặt được", refusal(error, document, main)) from None


def _annexes_out(library: Library, document_id: str) -> AnnexesOut:
    if library.document(document_id) is None:
        raise problems.not_found("văn bản", document_id)
    known = ClerkAnnexes(library.engine)
    named = known.main_of(document_id)
    given = standing_reviews(library.reviews.document_reviews(document_id), ANNEX_MARK)
    annex = None
    if named is not None and given:
        main_id, name = named
        last = given[-1]
        annex = AnnexOut(name=name, main=_part(library, main_id), who=last.who, at=last.at, note=last.note)
    parts = (_part(library, one) for one in known.of_main(document_id))
    return AnnexesOut(annex=annex, annexes=tuple(part for part in parts if part is not None))


def _part(library: Library, document_id: str) -> AnnexPartOut | None:
    document = library.document(document_id)
    return None if document is None else AnnexPartOut(document_id=document.id, name=full_name(document))
