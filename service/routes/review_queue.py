"""The clerk's queue over HTTP. With the scope "review"."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from index.access_labels import released_label
from index.library.library import Library
from service.answering.document_names import short_name
from service.documents.review_queue import QueuedDocument, QueueKind, review_queue
from service.http import problems
from service.http.doubts import doubts_out
from service.http.duplicates import candidates_out
from service.routes.dependencies import ClerkLibraryDep, Review
from service.routes.relations import relation_out
from service.schemas.review import HeldBackOut, QueuedOut, QueueOut, UnknownStatusOut

router = APIRouter(
    prefix="/api/v1/review/queue",
    tags=["Quản trị kho"],
    dependencies=[Review],
    responses=problems.openapi_responses(401, 403, 422),
)
_APPROVAL, _STATUS = "chờ duyệt", "tình trạng hiệu lực chưa xác định"
_DUPLICATE = "có thể trùng với văn bản khác"


@router.get("", summary="Văn bản cần văn thư xem, nghi ngờ nhiều và được hỏi nhiều đứng trước")
def queue(
    library: ClerkLibraryDep,
    limit: Annotated[int, Query(ge=1, le=500, description="Số văn bản nhiều nhất", examples=[50])] = 50,
    kind: Annotated[QueueKind | None, Query(description="Chỉ loại việc này", examples=["head"])] = None,
) -> QueueOut:
    found, total = review_queue(library, limit, kind)
    return QueueOut(documents=tuple(_queued_out(queued, library) for queued in found), total=total)


def _queued_out(queued: QueuedDocument, library: Library) -> QueuedOut:
    document, doubts = queued.document, doubts_out(queued.doubts)
    reasons = [doubt.label for doubt in doubts]
    if "approval" in queued.kinds:
        reasons.insert(0, _APPROVAL)
    if queued.edges:
        reasons.append(f"{len(queued.edges)} quan hệ chưa ai xác nhận")
    if queued.status is not None:
        reasons.append(_STATUS)
    if queued.pairs:
        reasons.append(_DUPLICATE)
    return QueuedOut(
        document_id=document.id, name=short_name(document), file_name=document.file_name, asked=queued.asked,
        score=round(queued.score, 1), kinds=tuple(queued.kinds), reasons=tuple(reasons), doubts=doubts,
        held_back=HeldBackOut(
            document_id=document.id, file_name=document.file_name, access=released_label(document.access),
            added_at=document.added_at, warnings=document.warnings,
        ) if "approval" in queued.kinds else None,
        relations=tuple(relation_out(edge, {edge.target_id for edge in queued.edges if edge.target_id})
                        for edge in queued.edges),
        status=UnknownStatusOut(
            document_id=document.id, file_name=document.file_name, code=queued.status.code, reason=queued.status.reason
        ) if queued.status is not None else None,
        duplicates=candidates_out(library, document.id, queued.pairs),
    )  # fmt: skip
