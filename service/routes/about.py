"""About the service: version and state, limits, and the codes of its errors."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Path

from service.http import problems
from service.http.problem_codes import CODES
from service.neighbours.neighbour import Asker
from service.routes.dependencies import CitedDep
from service.schemas.about import LimitsOut, ProblemCodeOut, ProblemCodesOut, StatusOut
from service.state import StateDep

router = APIRouter(prefix="/api/v1", tags=["Tình trạng"])


@router.get("/status", summary="Phiên bản, tình trạng kho và chỉ mục, các giới hạn")
def status(state: StateDep, principal: CitedDep) -> StatusOut:
    health, settings = state.assistant.health(principal.labels), state.settings
    return StatusOut(
        version=version("hoivanban"),
        documents=health.documents,
        passages=health.passages,
        change=health.change,
        index_change=health.index_change,
        lag=max(0, health.change - health.index_change),
        model=health.model,
        engine=None if health.engine is None else health.engine.state,
        limits=LimitsOut(
            question_chars=settings.max_question_chars,
            body_kb=settings.max_body_kb,
            file_mb=settings.max_file_mb,
            keep_days=settings.keep_days,
        ),
        services=()
        if state.neighbours is None
        else state.neighbours.known(Asker(principal.labels, principal.signs_in)),
    )


@router.get("/problems", summary="Các mã lỗi của giao diện này")
def problem_codes() -> ProblemCodesOut:
    return ProblemCodesOut(problems=tuple(_problem_code_out(code) for code in CODES))


@router.get("/problems/{code}", summary="Một mã lỗi", responses=problems.openapi_responses(404, 422))
def problem_code(
    code: Annotated[str, Path(max_length=80, description="Mã lỗi", examples=["invalid_field"])],
) -> ProblemCodeOut:
    if code not in CODES:
        raise problems.not_found("mã lỗi", code)
    return _problem_code_out(code)


def _problem_code_out(code: str) -> ProblemCodeOut:
    status_code, when = CODES[code]
    return ProblemCodeOut(code=code, status=status_code, description=when)
