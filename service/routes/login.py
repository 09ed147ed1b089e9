"""Login to the pages: /login by a key, /login/oidc by the identity provider, /logout; and the page of one's account."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from service.access import login_page
from service.access.account_page import account_page
from service.access.browsers import browser_name
from service.access.keys import key_id_of
from service.access.sessions import COOKIE, CSRF_HEADER, SESSION_HOURS, SignInPlace
from service.access.sign_in_locks import KNOWN_COOKIE, KNOWN_SECONDS, known_browser, place_of
from service.http.problems import ProblemError
from service.http.public_address import public_address
from service.middleware.rate_limits import client_address
from service.middleware.request_guard import PAGE_POLICY
from service.routes.dependencies import AuditDep
from service.routes.page_files import MEDIA_TYPES, text_response
from service.state import ServiceState, StateDep

if TYPE_CHECKING:
    from service.access.oidc import IdentityProvider

router = APIRouter(include_in_schema=False)

#: The cookie that carries a login attempt to the provider and back.
ATTEMPT_COOKIE = "hvb_login"
#: The cookie of the theme that the reader chose on the chat or the desk; widget/parts/theme.js sets it.
THEME_COOKIE = "hvb_theme"
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
#: How the session ended that a browser comes from: "oidc" (signed out), "idle"; empty for any other.
Ended = Annotated[str, Query(max_length=10)]
_STYLE = (Path(__file__).parents[1] / "widget" / "login.css").read_text(encoding="utf-8")
_LOCKED = (
    "Khóa này bị nhập sai quá nhiều lần từ máy này nên tạm bị chặn ở trang đăng nhập. Hãy thử lại sau 15 phút; "
    "phần mềm và phiên đang dùng khóa này vẫn chạy."
)
_WRONG = "Khóa không đúng, đã hết hạn, đã bị thu hồi hoặc tạm dừng vì lâu không dùng."


@router.get("/login.css")
def stylesheet(request: Request, state: StateDep) -> Response:
    """The style of these pages, with the unit's colour: the security policy lets no page hold it itself."""
    return text_response(request, _STYLE.replace("#164a84", state.settings.accent), MEDIA_TYPES[".css"])


@router.get("/login")
async def login(request: Request, state: StateDep, following: Next = "/", ended: Ended = "") -> Response:
    target, authenticator = login_page.local_path(following), state.authenticator
    found = await asyncio.to_thread(authenticator.sessions.find, request.cookies.get(COOKIE, ""))
    if found is not None:
        labels = await authenticator.expand_labels(found.labels)
        own = await asyncio.to_thread(authenticator.sessions.all, found.session.who)
        return _html_page(account_page(_look(request, state), found, labels, own, target))
    if ended:
        at_provider = ended == "oidc" and authenticator.provider is not None
        page = login_page.ended_page(_look(request, state), target, idle=ended == "idle", at_provider=at_provider)
        return _html_page(page)
    return _html_page(login_page.login_form(_look(request, state), target))


@router.post("/login")
async def log_in(request: Request, state: StateDep, audit: AuditDep) -> Response:
    fields = await _own_form_fields(request, state)
    target = login_page.local_path(fields.get("next", "/"))
    given = fields.get("key", "").strip()
    look, locks = _look(request, state), state.authenticator.sign_in_locks
    secret = await asyncio.to_thread(state.authenticator.signing.secret, "known-browser")
    place = place_of(given, client_address(request), request.cookies.get(KNOWN_COOKIE, ""), secret)
    if await asyncio.to_thread(locks.is_locked, given, place):
        return _html_page(login_page.login_form(look, target, _LOCKED, by_key=True), 429)
    key = await state.authenticator.check_key(given)
    if key is None:
        locked = await asyncio.to_thread(locks.note_wrong, given, place)
        await asyncio.to_thread(
            audit, "session.locked" if locked else "session.refused", f"key:{key_id_of(given) or ''}"
        )
        request.state.count_wrong_key()
        return _html_page(login_page.login_form(look, target, _WRONG, by_key=True), 401)
    await asyncio.to_thread(locks.note_right, given, place)
    with audit.record_together("session.open", f"key:{key.id}", name=key.name):
        token, _ = await asyncio.to_thread(state.authenticator.sessions.open_with_key, key, _place(request))
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
    """End this session, another one of the same person (``session``), or all of them (``everywhere``)."""
    sessions = state.authenticator.sessions
    found = await asyncio.to_thread(sessions.find, request.cookies.get(COOKIE, ""))
    if found is not None:
        own = found.session
        fields = await _own_form_fields(request, state)
        if not found.has_csrf_token(request.headers.get(CSRF_HEADER) or fields.get("csrf", "")):
            raise ProblemError(403, "csrf", "Yêu cầu không được nhận", "Hãy tải lại trang rồi đăng xuất lại.")
        if named := fields.get("session"):
            other = next((one for one in await asyncio.to_thread(sessions.all, own.who) if one.id == named), None)
            if other is not None:
                with audit.record_together("session.close", own.who, name=own.name, session=other.id):
                    await asyncio.to_thread(sessions.end, other)
            return RedirectResponse("/login", 303, {"Cache-Control": "no-store"})
        everywhere = fields.get("everywhere") == "1"
        with audit.record_together("session.close", own.who, name=own.name, everywhere=everywhere):
            if everywhere:
                await asyncio.to_thread(sessions.end_all, own.who)
            else:
                await asyncio.to_thread(sessions.end, own)
    by_account = found is not None and found.kind == "oidc"
    response = RedirectResponse("/login?ended=oidc" if by_account else "/login", 303, {"Cache-Control": "no-store"})
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response


@router.get("/login/oidc")
async def begin_oidc(request: Request, state: StateDep, following: Next = "/", khac: str = "") -> Response:
    from service.access.oidc import LOGIN_SECONDS, LoginError

    provider, target = require_provider(state), login_page.local_path(following)
    try:
        url, attempt = await provider.begin_login(_callback_url(request, state), target, again=khac == "1")
    except LoginError as error:
        return _html_page(login_page.login_form(_look(request, state), target, str(error)), 502)
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

    provider = require_provider(state)
    secret = await asyncio.to_thread(state.authenticator.signing.secret, "login")
    following = "/"
    try:
        attempt = attempt_from_cookie(request.cookies.get(ATTEMPT_COOKIE, ""), secret)
        following = attempt.following
        account = await provider.end_login(attempt, _callback_url(request, state), dict(request.query_params))
    except LoginError as error:
        await asyncio.to_thread(audit, "session.refused", "oidc", reason=str(error))
        return _html_page(login_page.login_form(_look(request, state), following, str(error)), 401)
    with audit.record_together("session.open", f"oidc:{account.subject}", name=account.name):
        token, _ = await asyncio.to_thread(state.authenticator.sessions.open_for_account, account, _place(request))
    response = _html_page(login_page.redirect_page(_look(request, state), following))
    response.delete_cookie(ATTEMPT_COOKIE, path="/login", httponly=True, samesite="lax")
    _set_session(response, token, secure=_is_secure(request, state))
    return response


@router.get("/logout/oidc")
async def leave_provider(request: Request, state: StateDep) -> Response:
    """The way to sign out at the provider too, which asks there whether that is wanted."""
    from service.access.oidc import LoginError

    provider = require_provider(state)
    try:
        address = await provider.logout_address(public_address(state.settings.public_url, request) + "/login")
    except LoginError as error:
        return _html_page(login_page.login_form(_look(request, state), "/", str(error)), 502)
    return RedirectResponse(address or "/login", 303, {"Cache-Control": "no-store"})


def require_provider(state: ServiceState) -> IdentityProvider:
    provider = state.authenticator.provider
    if provider is None:
        raise ProblemError(404, "not_found", "Không tìm thấy", "Địa chỉ này không có trên hệ thống.")
    return provider


def _callback_url(request: Request, state: ServiceState) -> str:
    return public_address(state.settings.public_url, request) + _CALLBACK


def _is_secure(request: Request, state: ServiceState) -> bool:
    """True where cookies must come back by TLS only: people reach the service so."""
    return public_address(state.settings.public_url, request).startswith("https:")


def _look(request: Request, state: ServiceState) -> login_page.UnitLook:
    settings = state.settings
    return login_page.UnitLook(
        settings.unit_name,
        settings.emblem is not None,
        settings.oidc_issuer is not None,
        settings.anonymous == "ask",
        request.cookies.get(THEME_COOKIE, ""),
    )


def _place(request: Request) -> SignInPlace:
    address = request.client.host if request.client is not None else ""
    return SignInPlace(address, browser_name(request.headers.get("user-agent", "")[:500]))


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


async def _own_form_fields(request: Request, state: ServiceState) -> dict[str, str]:
    """The fields of a form sent by a page of this server; a foreign page must not log anybody in.

    :raises ProblemError: 403 if another server's page sent it, 413 if it is too long.
    """
    origin = request.headers.get("origin")
    own = {request.headers.get("host", ""), urlsplit(state.settings.public_url or "").netloc}
    foreign = origin is not None and urlsplit(origin).netloc not in own - {""}
    if foreign or request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ProblemError(403, "origin_not_allowed", "Trang này không được phép", "Hãy đăng nhập tại trang /login.")
    body = await request.body()
    if len(body) > MOST_FORM_BYTES:
        raise ProblemError(413, "too_large", "Yêu cầu quá lớn", "Nội dung đăng nhập quá dài.")
    return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=20))
