"""The request guard: security headers, allowed origins (CORS), HEAD, and the limit on a request's size."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.problems import MEDIA_TYPE, ProblemError, problem_bytes
from service.middleware.rate_limits import too_slow_problem
from service.middleware.upload_paths import is_upload
from service.state import state_in_scope

#: Content security policy of the pages: their own scripts, styles and pictures, and this service; nothing else.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
)
#: Content security policy of data: even when opened as a page it can run nothing.
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: Headers of a response that a page of another origin may read.
EXPOSED = "Retry-After, RateLimit, RateLimit-Policy, X-Request-ID"


class RequestGuard:
    """ASGI middleware: sets the security headers, refuses a body over the limit (413), makes HEAD of GET.

    ``origins`` are the other servers whose pages may use the API and show the chat page in a frame, besides those of
    the registered sites; none by default. A body must arrive within ``seconds``.
    """

    def __init__(
        self, app: ASGIApp, max_body_bytes: int, origins: Collection[str] = (), seconds: float | None = None
    ) -> None:
        self._app = app
        self._most = max_body_bytes
        self._seconds = seconds
        self._always = frozenset(origins)
        #: The sites' origins when they were last read; the allowed origins and the policy are derived from them.
        self._site_origins: frozenset[str] = frozenset()
        self._set_origins(self._site_origins)

    def _set_origins(self, site_origins: frozenset[str]) -> None:
        self._site_origins = site_origins
        self._origins = self._always | site_origins
        ancestors = " ".join(["'self'", *sorted(self._origins)]) if self._origins else "'none'"
        self._page_policy = PAGE_POLICY.format(ancestors=ancestors)

    async def _refresh_site_origins(self, scope: Scope) -> None:
        """Take over the origins of the registered sites; a revoked one is dropped within a second."""
        state = state_in_scope(scope)
        if state is None:
            return
        if state.sites.is_stale:
            await asyncio.to_thread(state.sites.refresh)
        if (origins := state.sites.origins) is not self._site_origins:
            self._set_origins(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._refresh_site_origins(scope)
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        allowed = origin if origin in self._origins else None
        head = scope["method"] == "HEAD"

        async def send_shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add_headers(MutableHeaders(scope=message), scope["path"], allowed)
            elif head:
                message = {**message, "body": b""}
            await send(message)

        if scope["method"] == "OPTIONS" and origin and "access-control-request-method" in headers:
            await _answer_preflight(send_shielded, allowed)
            return
        if is_upload(scope["method"], scope["path"]):
            # An upload is written to the disk as it arrives; its route limits its size.
            await self._app(scope, receive, send_shielded)
            return
        try:
            async with asyncio.timeout(self._seconds):
                body = await _read_body(receive, self._most)
        except TimeoutError:
            await _send_problem(send_shielded, too_slow_problem())
            return
        if body is None:
            await _send_too_large(send_shielded, self._most)
            return
        inner = {**scope, "method": "GET"} if head else scope
        try:
            await self._app(inner, _replay(body, receive), send_shielded)
        finally:
            if head and "route" in inner:
                scope["route"] = inner["route"]

    def _add_headers(self, headers: MutableHeaders, path: str, origin: str | None) -> None:
        api = path.startswith(("/api/", "/v1/", "/mcp"))
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", DATA_POLICY if api else self._page_policy)
        headers.setdefault("Cache-Control", "no-store" if api else "no-cache")
        if api or not self._origins:
            headers.setdefault("X-Frame-Options", "DENY")
        if path == "/widget.js" or path.startswith("/modules/"):
            # A module script is fetched with CORS; the scripts are public.
            headers["Access-Control-Allow-Origin"] = "*"
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            return
        if api and self._origins:
            headers.add_vary_header("Origin")
        if api and origin is not None:
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = EXPOSED
            # The widget fetches page pictures with CORS; no other page can show them.
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        else:
            headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")


async def _answer_preflight(send: Send, origin: str | None) -> None:
    """Answer a CORS preflight: methods and headers that a page of an allowed origin may send."""
    if origin is None:
        problem = ProblemError(
            403,
            "origin_not_allowed",
            "Trang này không được phép",
            "Trang gửi yêu cầu không có trong danh sách cho phép.",
        )
        await _send_problem(send, problem)
        return
    headers = [
        (b"access-control-allow-methods", b"GET, POST, DELETE"),
        (b"access-control-allow-headers", b"content-type, accept, authorization, idempotency-key, x-hoivanban-visitor"),
        (b"access-control-max-age", b"600"),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _read_body(receive: Receive, most: int) -> bytes | None:
    """The whole body; None if it is larger than ``most`` bytes (the rest is not read)."""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(chunks)
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > most:
            return None
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


async def _send_too_large(send: Send, most: int) -> None:
    problem = ProblemError(413, "too_large", "Yêu cầu quá lớn", f"Nội dung gửi lên vượt quá {most // 1024} KB.")
    await _send_problem(send, problem, (b"connection", b"close"))


async def _send_problem(send: Send, problem: ProblemError, *more: tuple[bytes, bytes]) -> None:
    given = ((name.lower().encode(), value.encode()) for name, value in problem.headers.items())
    headers = [(b"content-type", MEDIA_TYPE.encode()), *given, *more]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": problem_bytes(problem)})
