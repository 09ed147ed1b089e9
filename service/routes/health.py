"""Whether the service runs, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from service.problems import ProblemError
from service.schemas import HealthOut, ProblemOut
from service.state import StateDep

router = APIRouter(tags=["Tình trạng"])

#: How many changes of the library the indexes may be behind and still answer.
TOLERATED_LAG = 50


class AliveOut(BaseModel):
    """The process runs."""

    status: str = "ok"


@router.get("/healthz", summary="Tiến trình đang chạy")
def alive() -> AliveOut:
    return AliveOut()


@router.get("/readyz", summary="Sẵn sàng trả lời", responses={503: {"model": ProblemOut}})
def ready(state: StateDep) -> HealthOut:
    health = state.desk.health()
    if health.change - health.index_change > TOLERATED_LAG:
        raise ProblemError(503, "indexing", "Chưa sẵn sàng", "Chỉ mục đang được cập nhật; hãy thử lại sau ít phút.")
    return HealthOut(
        status="ok",
        documents=health.documents,
        passages=health.passages,
        change=health.change,
        index_change=health.index_change,
        model=health.model,
    )
