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


@router.get("/readyz", summary="Sẵn sàng trả lời", responses={503: {"model": ProblemOut}})
def ready(state: StateDep) -> HealthOut:
    # This route needs no key, so it counts public documents only.
    health = state.assistant.health((PUBLIC,))
    lag = max(0, health.change - health.index_change)
    if lag > TOLERATED_LAG:
        raise ProblemError(
            503, "indexing", "Chưa sẵn sàng", f"Chỉ mục còn chậm {lag} thay đổi; hãy thử lại sau ít phút.",
            {"Retry-After": "30"}, {"lag": lag},
        )  # fmt: skip
    jobs = state.background_jobs
    if not jobs.is_running:
        raise ProblemError(
            503, "indexing", "Chưa sẵn sàng",
            "Việc nạp văn bản trên máy chủ đã dừng; hãy khởi động lại dịch vụ và xem nhật ký.",
        )  # fmt: skip
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
    )
