"""Rate limits for each key, site and address; limits on questions in hand, on uploads at once, and on time.

The rates hold for the whole service, however many processes it has (``service.middleware.token_buckets``). Questions in
hand are counted by each process, because it is its own core that they would overload. Monitoring (/healthz, /readyz,
/metrics) and the pages' own files are not limited; nor is this machine's own user as long as there is no key.
"""

from __future__ import annotations

import asyncio
import ipaddress
import math

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.keys import PREFIX
from service.access.principal import Principal
from service.http import problems
from service.http.problems import ProblemError
from service.middleware.token_buckets import BucketTable, LimitStatus, TokenBuckets
from service.middleware.upload_paths import is_upload
from service.monitoring.metrics import Metrics
from service.settings import Settings
from service.state import service_state

#: Paths that are limited; all others are the pages' own files and monitoring.
_LIMITED = ("/api/", "/v1/", "/mcp", "/login")
#: Paths whose requests take a core for tens of milliseconds.
QUESTIONS = frozenset(("/api/v1/ask", "/api/v1/search", "/v1/chat/completions", "/mcp"))
#: Uploads received at once: each holds a file open and writes to the disk.
MOST_UPLOADS = 4
#: Wrong keys that one address may send in a minute. Past that they are answered 429; a right key is never refused.
WRONG_KEYS = 60


class RateLimits:
    """ASGI middleware, the innermost: applies all limits."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics, table: BucketTable) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        self._keys, self._sites = TokenBuckets("key", table), TokenBuckets("site", table)
        self._addresses, self._wrong = TokenBuckets("address", table), TokenBuckets("wrong-keys", table)
        self._unknown, self._sign_ins = TokenBuckets("unknown", table), TokenBuckets("sign-in", table)
        self._questions = self._uploads = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith(_LIMITED):
            await self._app(scope, receive, send)
            return
        try:
            status = await self._admit(HTTPConnection(scope))
            limit_headers = {} if status is None else status.headers()

            async def send_with_limits(message: Message) -> None:
                if message["type"] == "http.response.start" and limit_headers:
                    MutableHeaders(scope=message).update(limit_headers)
                await send(message)

            if is_upload(scope["method"], path):
                await self._upload(scope, receive, send_with_limits)
            else:
                counted = scope["method"] == "POST" and path in QUESTIONS
                await self._in_time(scope, receive, send_with_limits, counted=counted)
        except ProblemError as problem:
            await problems.problem_response(problem, instance=path)(scope, receive, send)

    async def _admit(self, request: HTTPConnection) -> LimitStatus | None:
        """The status of the limit that applies to the caller; None without a limit.

        Whoever is refused, or stands at the login, is counted apart: nobody without a key uses up what his address has
        for those who hold one.

        :raises ProblemError: 429 past a limit, 503 with too many questions in hand.
        """
        authenticator = service_state(request).authenticator
        if authenticator.keys.is_stale:
            await asyncio.to_thread(authenticator.keys.refresh)
        address = client_address(request)
        method, path = request.scope["method"], request.scope["path"]
        if method == "POST" and path in QUESTIONS and self._questions >= self._settings.max_waiting:
            raise overloaded_problem()
        request.state.count_wrong_key = lambda: _refuse_if_limited(self._wrong.take(address, WRONG_KEYS))
        if path.startswith("/login"):
            return self._address_limit(self._sign_ins, address, request)
        try:
            principal = await authenticator.principal(request)
        except ProblemError as problem:
            # The route raises it again, if it needs a principal: a wrong key is checked once.
            request.state.refused = problem
            if problem.status == 401 and _sends_key(request):
                request.state.count_wrong_key()
            return self._address_limit(self._unknown, address, request)
        status = self._address_limit(self._addresses, address, request)
        return self._principal_limit(principal) or status

    def _address_limit(self, buckets: TokenBuckets, address: str, request: HTTPConnection) -> LimitStatus | None:
        per_minute = self._settings.address_per_minute
        if not per_minute or service_state(request).authenticator.is_open:
            return None
        return _refuse_if_limited(buckets.take(address, per_minute))

    def _principal_limit(self, principal: Principal) -> LimitStatus | None:
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
        """Run the application; raise 504 if its response has not begun in time.

        A thread cannot be stopped: a question that was given up counts as in hand until its thread ends.
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
        """Receive an upload: it may last as long as its bytes keep coming, but few are received at once."""
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
    """The 503 problem of too much work in hand: queueing more would only make all of it slow."""
    return ProblemError(
        503, "overloaded", "Hệ thống đang quá tải", "Đang có quá nhiều yêu cầu; hãy thử lại sau ít giây.",
        {"Retry-After": "2"},
    )  # fmt: skip


def too_slow_problem() -> ProblemError:
    """The 408 problem of a body that does not arrive."""
    return ProblemError(
        408, "request_timeout", "Gửi quá chậm", "Nội dung yêu cầu không đến kịp; hãy kiểm tra mạng rồi gửi lại.",
        {"Connection": "close"},
    )  # fmt: skip


def client_address(request: HTTPConnection) -> str:
    """The caller's address; of IPv6 the /64 network, which one subscriber has as a whole.

    uvicorn has put ``X-Forwarded-For`` in its place already, where a proxy of the settings sent it.
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


def _refuse_if_limited(status: LimitStatus) -> LimitStatus:
    if not status.wait:
        return status
    wait = max(1, math.ceil(status.wait))
    raise ProblemError(
        429, "rate_limited", "Quá nhiều yêu cầu",
        f"Giới hạn là {status.per_minute} yêu cầu mỗi phút; hãy thử lại sau {wait} giây.",
        {**status.headers(), "Retry-After": str(wait)},
    )  # fmt: skip


def _sends_key(request: HTTPConnection) -> bool:
    return request.headers.get("authorization", "").partition(" ")[2].strip().startswith(PREFIX)
