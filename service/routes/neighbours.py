"""Neighbours: how each stands, and all of them tried now. With the scope "admin"."""

from __future__ import annotations

from fastapi import APIRouter

from service.http import problems
from service.middleware.idempotency import IdempotentRoute
from service.routes.dependencies import Admin, AuditDep, WholeLibrary
from service.schemas.neighbours import NeighboursOut
from service.state import ServiceState, StateDep

router = APIRouter(
    prefix="/api/v1/neighbours",
    tags=["Quản trị kho"],
    dependencies=[Admin, WholeLibrary],
    route_class=IdempotentRoute,
    responses=problems.openapi_responses(401, 403),
)


@router.get("", summary="Các dịch vụ láng giềng: lần hỏi gần nhất của từng dịch vụ ra sao")
def neighbours(state: StateDep) -> NeighboursOut:
    return _neighbours(state)


@router.post("/try", summary="Hỏi thử mọi dịch vụ láng giềng ngay bây giờ")
async def try_neighbours(state: StateDep, audit: AuditDep) -> NeighboursOut:
    if state.neighbours is not None:
        await state.neighbours.try_each()
        audit("neighbours.try", "")
    return _neighbours(state)


def _neighbours(state: ServiceState) -> NeighboursOut:
    return NeighboursOut(neighbours=() if state.neighbours is None else state.neighbours.standing())
