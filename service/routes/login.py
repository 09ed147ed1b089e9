"""Login to the pages: /login by a key, /login/oidc by the identity provider, /logout."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from service.access import login_page
from service.access.keys import key_id_of
from service.access.sessions import COOKIE, CSRF_HEADER, SESSION_HOURS
from service.access.sign_in_locks import KNOWN_COOKIE, KNOWN_SECONDS, known_browser, place_of
from service.http.problems import ProblemError
from service.http.public_address import public_address
from service.middleware.rate_limits import client_address
from service.middleware.request_guard import PAGE_POLICY
from service.routes.dependencies import AuditDep, PrincipalDep
from service.schemas.common import ProblemOut
from service.schemas.sessions import SessionOut
from service.state import ServiceState, StateDep

if TYPE_CHECKING:
    from service.access.oidc import IdentityProvider

router = APIRouter(include_in_schema=False)
api = APIRouter(
    prefix="/api/v1", tags=["Đăng nhập"], responses={status: {"model": ProblemOut} for status in (401, 403)}
)

#: The cookie that carries a login attempt to the provider and back.
ATTEMPT_COOKIE = "hvb_login"
_CALLBACK = "/login/oidc/callback"
#: Content security policy of the login pages: forms go to this server only, no frame may show them.
_POLICY = PAGE_POLICY.format(ancestors="'none'").replace("form-action 'none'", "form-action 'self'")
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    # With "no-referrer" browsers send these forms with "Origin: null", as they do for a foreign page.
    "Referrer-Policy": "same-origin",
}
#: The longest login form: a key and a path.
MOST_FORM_BYTES = 8192

Next = Annotated[str, Query(alias="next", max_length=2000)]


@api.get("/session", summary="Bên gọi là ai, có những quyền nào")
async def session(request: Request, state: StateDep, principal: PrincipalDep) -> SessionOut:
    csrf = ""
    if principal.kind in ("session", "oidc"):
        found = await asyncio.to_thread(state.authenticator.sessions.find, request.cookies.get(COOKIE, ""))
        csrf = found.session.csrf if found is not None else ""
    return SessionOut(
        kind=principal.kind,
        name=principal.name,
        scopes=tuple(sorted(principal.scopes)),
        labels=principal.labels,
        csrf=csrf,
        rephrases=state.rephraser is not None,
    )


@router.get("/login")
async def ask_for_key(request: Request, state: StateDep, following: Next = "/") -> Response:
    target = login_page.local_path(following)
    found = await asyncio.to_thread(state.authenticator.sessions.find, request.cookies.get(COOKIE, ""))
    if found is not None:
        return _html_page(login_page.logged_in_page(found.session.name, found.session.csrf, target))
    return _html_page(login_page.login_form(target, oidc=state.settings.oidc_issuer is not None))


@router.post("/login")
async def log_in(request: Request, state: StateDep, audit: AuditDep) -> Response:
    fields = await _own_form_fields(request)
    target = login_page.local_path(fields.get("next", "/"))
    given = fields.get("key", "").strip()
    oidc, locks = state.settings.oidc_issuer is not None, state.authenticator.sign_in_locks
    secret = await asyncio.to_thread(state.authenticator.signing.secret, "known-browser")
    place = place_of(given, client_address(request), request.cookies.get(KNOWN_COOKIE, ""), secret)
    if await asyncio.to_thread(locks.is_locked, given, place):
        problem = (
            "Khóa này bị nhập sai quá nhiều lần từ máy này nên tạm bị chặn ở trang đăng nhập. Hãy thử lại sau 15 phút; "
            "phần mềm và phiên đang dùng khóa này vẫn chạy."
        )
        return _html_page(login_page.login_form(target, problem, oidc=oidc), 429)
    key = await state.authenticator.check_key(given)
    if key is None:
        problem = "Khóa không đúng, đã hết hạn, đã bị thu hồi hoặc tạm dừng vì lâu không dùng."
        locked = await asyncio.to_thread(locks.note_wrong, given, place)
        await asyncio.to_thread(
            audit, "session.locked" if locked else "session.refused", f"key:{key_id_of(given) or ''}"
        )
        request.state.count_wrong_key()
        return _html_page(login_page.login_form(target, problem, oidc=oidc), 401)
    await asyncio.to_thread(locks.note_right, given, place)
    with audit.record_together("session.open", f"key:{key.id}", name=key.name):
        token, _ = await asyncio.to_thread(state.authenticator.sessions.open_with_key, key)
    response = RedirectResponse(target, 303, {"Cache-Control": "no-store"})
    secure = _is_secure(request, state)
    _set_session(response, token, secure=secure)
    if not place.startswith("b"):
        response.set_cookie(
            KNOWN_COOKIE, known_browser(key.id, secret), KNOWN_SECONDS, path="/login", httponly=True,
            samesite="strict", secure=secure,
        )  # fmt: skip
    return response


@router.post("/logout")
async def log_out(request: Request, state: StateDep, audit: AuditDep) -> Response:
    token = request.cookies.get(COOKIE, "")
    found = await asyncio.to_thread(state.authenticator.sessions.find, token)
    if found is not None:
        fields = await _own_form_fields(request)
        given = request.headers.get(CSRF_HEADER) or fields.get("csrf", "")
        if not found.has_csrf_token(given):
            raise ProblemError(403, "csrf", "Yêu cầu không được nhận", "Hãy tải lại trang rồi đăng xuất lại.")
        everywhere = fields.get("everywhere") == "1"
        with audit.record_together("session.close", found.session.who, name=found.session.name, everywhere=everywhere):
            sessions = state.authenticator.sessions
            await asyncio.to_thread(sessions.end_all_of if everywhere else sessions.end, token)
    response = RedirectResponse("/login", 303, {"Cache-Control": "no-store"})
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response


@router.get("/login/oidc")
async def begin_oidc(request: Request, state: StateDep, following: Next = "/") -> Response:
    from service.access.oidc import LOGIN_SECONDS, LoginError

    provider = _require_provider(state)
    try:
        url, attempt = await provider.begin_login(_callback_url(request, state), login_page.local_path(following))
    except LoginError as error:
        return _html_page(login_page.refusal_page(str(error)), 502)
    secret = await asyncio.to_thread(state.authenticator.signing.secret, "login")
    response = RedirectResponse(url, 303, {"Cache-Control": "no-store"})
    # Lax, because the cookie must come back with the redirect from the provider's server.
    response.set_cookie(
        ATTEMPT_COOKIE, attempt.to_cookie(secret), LOGIN_SECONDS, path="/login", httponly=True, samesite="lax",
        secure=_is_secure(request, state),
    )  # fmt: skip
    return response


@router.get(_CALLBACK)
async def end_oidc(request: Request, state: StateDep, audit: AuditDep) -> Response:
    from service.access.oidc import LoginError, attempt_from_cookie

    provider = _require_provider(state)
    secret = await asyncio.to_thread(state.authenticator.signing.secret, "login")
    try:
        attempt = attempt_from_cookie(request.cookies.get(ATTEMPT_COOKIE, ""), secret)
        account = await provider.end_login(attempt, _callback_url(request, state), dict(request.query_params))
    except LoginError as error:
        await asyncio.to_thread(audit, "session.refused", "oidc", reason=str(error))
        return _html_page(login_page.refusal_page(str(error)), 401)
    with audit.record_together("session.open", f"oidc:{account.subject}", name=account.name):
        token, _ = await asyncio.to_thread(
            state.authenticator.sessions.open_for_account, account.subject, account.name, account.scopes, account.labels
        )
    response = _html_page(login_page.redirect_page(attempt.following))
    response.delete_cookie(ATTEMPT_COOKIE, path="/login", httponly=True, samesite="lax")
    _set_session(response, token, secure=_is_secure(request, state))
    return response


def _require_provider(state: ServiceState) -> IdentityProvider:
    provider = state.authenticator.provider
    if provider is None:
        raise ProblemError(404, "not_found", "Không tìm thấy", "Địa chỉ này không có trên hệ thống.")
    return provider


def _callback_url(request: Request, state: ServiceState) -> str:
    return public_address(state.settings.public_url, request) + _CALLBACK


def _is_secure(request: Request, state: ServiceState) -> bool:
    """True where cookies must come back by TLS only: people reach the service so."""
    return public_address(state.settings.public_url, request).startswith("https:")


def _html_page(text: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(text, status, _HEADERS)


def _set_session(response: Response, token: str, *, secure: bool) -> None:
    response.set_cookie(
        COOKIE,
        token,
        SESSION_HOURS * 3600,
        path="/",
        httponly=True,
        samesite="strict",
        secure=secure,
    )


async def _own_form_fields(request: Request) -> dict[str, str]:
    """The fields of a form sent by a page of this server; a foreign page must not log anybody in.

    :raises ProblemError: 403 if another server's page sent it, 413 if it is too long.
    """
    origin = request.headers.get("origin")
    host = request.headers.get("host", "")
    foreign = origin is not None and urlsplit(origin).netloc != host
    if foreign or request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ProblemError(403, "origin_not_allowed", "Trang này không được phép", "Hãy đăng nhập tại trang /login.")
    body = await request.body()
    if len(body) > MOST_FORM_BYTES:
        raise ProblemError(413, "too_large", "Yêu cầu quá lớn", "Nội dung đăng nhập quá dài.")
    return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=20))
