"""How much anybody may ask: rates for each key, site and address, questions in hand, uploads at once, time.

The rates are those of the whole service, however many processes it has (``service.middleware.token_buckets``). What is
in hand each
process counts for itself: it is its own core that it would overload. What watches the service (/healthz, /readyz,
/metrics) and the pages' own files are not limited; nor is this machine's own user as long as there is no key.
"""

from __future__ import annotations

import asyncio
import ipaddress
import math

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.authentication import Authenticator
from service.access.keys import PREFIX
from service.access.principal import Principal
from service.http import problems
from service.http.problems import ProblemError
from service.http.serialise import DOCUMENTS
from service.middleware.token_buckets import BucketTable, LimitStatus, TokenBuckets
from service.monitoring.metrics import Metrics
from service.settings import Settings

#: What is limited; everything else is the pages' own files and what watches the service.
_LIMITED = ("/api/", "/v1/", "/mcp", "/login")
#: Requests that take a core for tens of milliseconds.
QUESTIONS = frozenset(("/api/v1/ask", "/api/v1/search", "/v1/chat/completions", "/mcp"))
#: Uploads received at once: each holds a file open and writes to the disk.
MOST_UPLOADS = 4
#: Wrong keys that one address may show in a minute: each costs some 40 ms of CPU and 64 MB.
WRONG_KEYS = 60


class RateLimits:
    """ASGI middleware; the last before the application."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics, table: BucketTable) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        self._keys, self._sites = TokenBuckets("key", table), TokenBuckets("site", table)
        self._addresses, self._wrong = TokenBuckets("address", table), TokenBuckets("wrong-keys", table)
        self._questions = self._uploads = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith(_LIMITED):
            await self._app(scope, receive, send)
            return
        try:
            standing = await self._admit(HTTPConnection(scope))
            shown = {} if standing is None else standing.headers()

            async def send_shown(message: Message) -> None:
                if message["type"] == "http.response.start" and shown:
                    MutableHeaders(scope=message).update(shown)
                await send(message)

            if scope["method"] == "POST" and path == DOCUMENTS:
                await self._upload(scope, receive, send_shown)
            else:
                counted = scope["method"] == "POST" and path in QUESTIONS
                await self._in_time(scope, receive, send_shown, counted=counted)
        except ProblemError as problem:
            await problems.problem_response(problem, instance=path)(scope, receive, send)

    async def _admit(self, request: HTTPConnection) -> LimitStatus | None:
        """How the sender stands with the limit that is the nearest; None without a limit.

        :raises ProblemError: 429 past a limit, 503 with too many questions in hand.
        """
        gate: Authenticator = request.state.service.authenticator
        if gate.keys.is_stale:
            await asyncio.to_thread(gate.keys.refresh)
        address = client_address(request)
        standing = None
        if self._settings.address_per_minute and not gate.is_open:
            standing = _refuse_if_limited(self._addresses.take(address, self._settings.address_per_minute))
        method, path = request.scope["method"], request.scope["path"]
        if method == "POST" and path in QUESTIONS and self._questions >= self._settings.max_waiting:
            raise overloaded_problem()
        shows_key = _needs_key_check(request, gate)
        if shows_key:
            _refuse_if_limited(self._wrong.take(address, WRONG_KEYS, only_look=True))
        if path.startswith("/login"):
            return standing
        try:
            principal = await gate.principal(request)
        except ProblemError as problem:
            # Whoever needs to be known is told by the route; to look twice would cost a wrong key its 40 ms twice.
            request.state.refused = problem
            if shows_key and problem.status == 401:
                self._wrong.take(address, WRONG_KEYS)
            return standing
        return self._of(principal) or standing

    def _of(self, principal: Principal) -> LimitStatus | None:
        if principal.kind in ("local", "anonymous"):
            return None
        site = principal.kind == "site"
        preset = self._settings.site_per_minute if site else self._settings.key_per_minute
        per_minute = principal.per_minute or preset
        return (
            _refuse_if_limited((self._sites if site else self._keys).take(principal.id, per_minute))
            if per_minute
            else None
        )

    async def _in_time(self, scope: Scope, receive: Receive, send: Send, *, counted: bool) -> None:
        """Run the application; when nothing of its answer is there in time, the caller is told so at once.

        A thread cannot be broken off: a question given up counts as in hand until its thread ends.
        """
        begun = given_up = False

        async def send_until_given_up(message: Message) -> None:
            nonlocal begun
            if not given_up:
                begun = True
                await send(message)

        work: asyncio.Future[None] = asyncio.ensure_future(self._app(scope, receive, send_until_given_up))
        if counted:
            self._count(1)
            work.add_done_callback(lambda _: self._count(-1))
        try:
            await asyncio.wait({work}, timeout=self._settings.request_seconds)
            if not (work.done() or begun):
                given_up = True
                work.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
                raise ProblemError(
                    504, "timeout", "Quá thời gian", "Yêu cầu mất quá nhiều thời gian nên đã được dừng; hãy thử lại."
                )
            await work
        finally:
            if not work.done():
                work.cancel()

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An upload lasts as long as its bytes keep coming; few are received at once."""
        if self._uploads >= MOST_UPLOADS:
            raise overloaded_problem()
        stalled = False

        async def receive_in_time() -> Message:
            nonlocal stalled
            try:
                return await asyncio.wait_for(receive(), self._settings.request_seconds)
            except TimeoutError:
                stalled = True
                return {"type": "http.disconnect"}

        self._uploads += 1
        try:
            await self._app(scope, receive_in_time, send)
        except ClientDisconnect:
            if stalled:
                raise too_slow_problem() from None
            raise
        finally:
            self._uploads -= 1

    def _count(self, step: int) -> None:
        self._questions += step
        self._metrics.questions.set(self._questions)


def overloaded_problem() -> ProblemError:
    """Too much is in hand already: to wait would only make all of it slow."""
    return ProblemError(
        503, "overloaded", "Hệ thống đang quá tải", "Đang có quá nhiều yêu cầu; hãy thử lại sau ít giây.",
        {"Retry-After": "2"},
    )  # fmt: skip


def too_slow_problem() -> ProblemError:
    """A body that does not come."""
    return ProblemError(
        408, "request_timeout", "Gửi quá chậm", "Nội dung yêu cầu không đến kịp; hãy kiểm tra mạng rồi gửi lại.",
        {"Connection": "close"},
    )  # fmt: skip


def client_address(request: HTTPConnection) -> str:
    """The sender's address; of IPv6 the network that one subscriber has.

    ``X-Forwarded-For`` stands in it already where a proxy of the settings sent it, and is not believed otherwise.
    """
    host = request.client.host if request.client is not None else ""
    if ":" not in host:
        return host
    try:
        address = ipaddress.IPv6Address(host.partition("%")[0])
    except ValueError:
        return host
    mapped = address.ipv4_mapped
    return str(mapped) if mapped is not None else str(ipaddress.IPv6Address(int(address) >> 64 << 64))


def _refuse_if_limited(standing: LimitStatus) -> LimitStatus:
    if not standing.wait:
        return standing
    wait = max(1, math.ceil(standing.wait))
    raise ProblemError(
        429, "rate_limited", "Quá nhiều yêu cầu",
        f"Giới hạn là {standing.per_minute} yêu cầu mỗi phút; hãy thử lại sau {wait} giây.",
        {**standing.headers(), "Retry-After": str(wait)},
    )  # fmt: skip


def _needs_key_check(request: HTTPConnection, gate: Authenticator) -> bool:
    """Whether a request shows a key that has to be checked the slow way."""
    if request.scope["method"] == "POST" and request.scope["path"] == "/login":
        return True
    token = request.headers.get("authorization", "").partition(" ")[2].strip()
    return token.startswith(PREFIX) and gate.keys.recently_checked(token) is None
