"""Health checks: the process is alive; the service is ready to answer."""

from __future__ import annotations

from fastapi import APIRouter

from index.records import PUBLIC
from service.http.problems import ProblemError
from service.schemas.common import AliveOut, HealthOut, ProblemOut
from service.state import StateDep

router = APIRouter(tags=["Tình trạng"])

#: Changes that the indexes may be behind while the service still counts as ready.
TOLERATED_LAG = 50


@router.get("/healthz", summary="Tiến trình đang chạy")
def alive() -> AliveOut:
    return AliveOut()


def unready_reason(lag: int, *, is_running: bool) -> str | None:
    """Why the service is not ready to answer, and what to do; None when it is."""
    if lag > TOLERATED_LAG:
        return f"Chỉ mục còn chậm {lag} thay đổi; hãy thử lại sau ít phút."
    if not is_running:
        return "Việc nạp văn bản trên máy chủ đã dừng; hãy khởi động lại dịch vụ và xem nhật ký."
    return None


@router.get("/readyz", summary="Sẵn sàng trả lời", responses={503: {"model": ProblemOut}})
def ready(state: StateDep) -> HealthOut:
    # This route needs no key, so it counts public documents only.
    health = state.assistant.health((PUBLIC,))
    lag = max(0, health.change - health.index_change)
    jobs = state.background_jobs
    if reason := unready_reason(lag, is_running=jobs.is_running):
        behind = lag > TOLERATED_LAG
        headers = {"Retry-After": "30"} if behind else {}
        raise ProblemError(503, "indexing", "Chưa sẵn sàng", reason, headers, {"lag": lag} if behind else {})
    return HealthOut(
        restarts=jobs.restarts,
        restarted_at=jobs.restarted_at,
        status="ok",
        documents=health.documents,
        passages=health.passages,
        change=health.change,
        index_change=health.index_change,
        lag=lag,
        model=health.model,
        deep=health.deep,
        engine=None if health.engine is None else health.engine.state,
    )
