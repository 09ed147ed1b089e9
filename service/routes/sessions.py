"""Sessions of the pages: who the caller is, the sessions of his key or account, and the way to end them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from index.accounts.keys_and_sessions import Session
from service.access.principal import Principal
from service.access.sessions import COOKIE, OIDC, LoggedIn
from service.http import problems
from service.middleware.idempotency import IdempotentRoute
from service.routes.dependencies import AuditDep, CitedDep, PrincipalDep
from service.schemas.sessions import EndedSessionsOut, SessionOut, SessionRowOut, SessionsOut
from service.state import ServiceState, StateDep

router = APIRouter(
    prefix="/api/v1",
    tags=["Đăng nhập"],
    route_class=IdempotentRoute,
    responses=problems.openapi_responses(401, 403, 422),
)
SessionId = Annotated[str, Path(max_length=40, description="Mã của phiên", examples=["9f2c5d7e9a1b0c3d"])]
Whose = Annotated[
    str | None,
    Query(max_length=200, description="Của khóa hay tài khoản này (cần quyền admin)", examples=["oidc:u-17"]),
]
Everybody = Annotated[
    bool, Query(description="Của mọi người (cần quyền admin), không chỉ của bên gọi", examples=[True])
]


@router.get("/session", summary="Bên gọi là ai, có những quyền nào")
async def session(request: Request, state: StateDep, principal: PrincipalDep) -> SessionOut:
    found = await _own(request, state, principal)
    return SessionOut(
        kind=principal.kind,
        name=principal.name,
        scopes=tuple(sorted(principal.scopes)),
        labels=principal.labels,
        csrf=found.session.csrf if found else "",
        rephrases=state.rephraser is not None,
        ends_in=_seconds_until(found.session.ends_at) if found else None,
        idle_minutes=found.idle_minutes or None if found else None,
        account=principal.kind == "oidc",
        sign_in=principal.kind == "anonymous",
    )


@router.get("/sessions", summary="Các phiên đăng nhập của bên gọi; quản trị viên xem được của mọi người")
async def list_sessions(
    request: Request, state: StateDep, principal: CitedDep, everybody: Everybody = False
) -> SessionsOut:
    if everybody:
        _require_admin(principal)
    found = await _own(request, state, principal)
    rows = await asyncio.to_thread(state.authenticator.sessions.all, None if everybody else principal.id)
    here = found.session.id if found else ""
    return SessionsOut(sessions=tuple(_row_out(one, here) for one in rows))


@router.delete(
    "/sessions/{session_id}",
    summary="Kết thúc một phiên của mình; quản trị viên kết thúc được phiên của người khác",
    responses=problems.openapi_responses(404),
)
async def end_session(session_id: SessionId, state: StateDep, principal: CitedDep, audit: AuditDep) -> EndedSessionsOut:
    sessions = state.authenticator.sessions
    rows = await asyncio.to_thread(sessions.all, None if principal.may("admin") else principal.id)
    found = next((one for one in rows if one.id == session_id), None)
    if found is None:
        raise problems.not_found("phiên đăng nhập", session_id)
    with audit.record_together("session.close", found.who, name=found.name, session=found.id):
        await asyncio.to_thread(sessions.end, found)
    return EndedSessionsOut(ended=1)


@router.delete("/sessions", summary="Đăng xuất mọi nơi: kết thúc mọi phiên của bên gọi, hoặc của một người khác")
async def end_sessions(
    state: StateDep,
    principal: CitedDep,
    audit: AuditDep,
    who: Whose = None,
) -> EndedSessionsOut:
    if who is not None and who != principal.id:
        _require_admin(principal)
    whose = who or principal.id
    with audit.record_together("session.close", whose, everywhere=True):
        ended = await asyncio.to_thread(state.authenticator.sessions.end_all, whose)
    return EndedSessionsOut(ended=ended)


def _require_admin(principal: Principal) -> None:
    if not principal.may("admin"):
        raise problems.ProblemError(
            403,
            "forbidden",
            "Không được phép",
            "Phiên của người khác chỉ quản trị viên (quyền admin) mới xem được.",
        )


async def _own(request: Request, state: ServiceState, principal: Principal) -> LoggedIn | None:
    """The session that the request itself came with; its use was noted when the caller was identified."""
    if principal.kind not in ("session", "oidc"):
        return None
    find = state.authenticator.sessions.find
    return await asyncio.to_thread(find, request.cookies.get(COOKIE, ""), used=False)


def _seconds_until(moment: str) -> int:
    return max(0, int((datetime.fromisoformat(moment) - datetime.now(UTC)).total_seconds()))


def _row_out(one: Session, here: str) -> SessionRowOut:
    return SessionRowOut(
        id=one.id,
        who=one.who,
        name=one.name,
        kind="oidc" if one.who.startswith(OIDC) else "session",
        made_at=one.made_at,
        used_at=one.used_at or None,
        ends_at=one.ends_at,
        address=one.address,
        browser=one.browser,
        current=one.id == here,
    )
