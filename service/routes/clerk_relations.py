"""Relations that a clerk adds or corrects. With the scope "review", between documents that the caller may see."""

from __future__ import annotations

from fastapi import APIRouter

from index.store.clerk_values import UnusableValue
from index.validity.records import StoredEdge
from service.documents.clerk_relations import RelationRequest, add_relation
from service.http import problems, serialise
from service.http.problems import ProblemError
from service.middleware.idempotency import IdempotentRoute
from service.routes.dependencies import AuditDep, DocumentId, Review, ReviewerDep, clerks_view
from service.routes.document_changes import require_changeable_document
from service.routes.relations import relations_out
from service.schemas.clerk_relations import RelationIn
from service.schemas.library import RelationsOut
from service.state import StateDep

router = APIRouter(
    prefix="/api/v1",
    tags=["Quản trị kho"],
    dependencies=[Review],
    route_class=IdempotentRoute,
    responses=problems.openapi_responses(401, 403, 404, 422),
)
_OWN = f"{serialise.DOCUMENTS.removeprefix('/api/v1')}/{{document_id}}"


@router.post(
    f"{_OWN}/relations",
    summary="Ghi hoặc sửa quan hệ của văn bản với một văn bản khác; hiệu lực theo ngay, đọc lại vẫn giữ",
)
def add(
    document_id: DocumentId, body: RelationIn, state: StateDep, principal: ReviewerDep, audit: AuditDep
) -> RelationsOut:
    source = require_changeable_document(document_id, state, principal)
    target = None if body.target_id is None else require_changeable_document(body.target_id, state, principal)
    seen = clerks_view(state.assistant.library, principal)
    instead: StoredEdge | None = None
    if body.instead_of is not None:
        instead = seen.relations.edge(body.instead_of)
        if instead is None or instead.source_id != document_id:
            raise problems.not_found("quan hệ", str(body.instead_of))
    request = RelationRequest(body.type, target, body.target, body.place, body.effective, body.until, instead)
    try:
        with audit.record_together("review.relation_added", document_id, **body.model_dump(mode="json")):
            add_relation(seen, source, request, principal.name, body.note)
    except UnusableValue as error:
        raise ProblemError(422, "bad_value", "Giá trị không dùng được", str(error)) from None
    state.assistant.refresh(state.settings.model)
    return relations_out(document_id, seen)
