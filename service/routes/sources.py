"""Sources of documents: how each stands, and a round of one now. With the scope "admin"."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from index.intake.configuration import SourcesError
from service.documents.intake_rounds import ask_for_round, followed_sources
from service.http import problems
from service.http.problems import ProblemError
from service.middleware.idempotency import IdempotentRoute
from service.routes.dependencies import Admin, AuditDep, WholeLibrary
from service.schemas.sources import IntakeSourcesOut
from service.settings import Settings
from service.state import StateDep

router = APIRouter(
    prefix="/api/v1/sources",
    tags=["Quản trị kho"],
    dependencies=[Admin, WholeLibrary],
    route_class=IdempotentRoute,
    responses=problems.openapi_responses(401, 403, 404, 409, 422),
)


@router.get("", summary="Các nguồn văn bản được theo dõi: hộp thư, kho đối tượng, thư mục mạng, dịch vụ khác")
def sources(state: StateDep) -> IntakeSourcesOut:
    return _sources(state.settings)


@router.post("/{name}/follow", status_code=202, summary="Lấy văn bản từ một nguồn ngay bây giờ")
def follow(
    name: Annotated[str, Path(max_length=40, description="Tên nguồn", examples=["hop-thu-van-thu"])],
    state: StateDep,
    audit: AuditDep,
) -> IntakeSourcesOut:
    found = _sources(state.settings)
    if not ask_for_round(state.settings, name):
        raise problems.not_found("nguồn", name)
    audit("source.follow", name)
    return found


def _sources(settings: Settings) -> IntakeSourcesOut:
    try:
        return IntakeSourcesOut(sources=followed_sources(settings))
    except SourcesError as error:
        raise ProblemError(409, "sources_unusable", "Tệp nguồn không dùng được", str(error)) from None
