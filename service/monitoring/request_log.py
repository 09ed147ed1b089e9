"""The outermost middleware: gives each request its id, and counts, times and logs it."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Collection

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.monitoring.logs import request_id
from service.monitoring.metrics import Metrics
from service.monitoring.tracing import Tracer

_log = logging.getLogger("hoivanban.access")

HEADER = b"x-request-id"
#: Form of an id that is taken over from a proxy: nothing in it has a meaning in a log, shell or page.
_GIVEN = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
#: Paths that monitoring requests all the time; they are not logged, because their lines would bury the others.
_QUIET = frozenset(("/healthz", "/readyz", "/metrics"))
#: Stands for the route of a request that matched none.
NO_ROUTE = "-"


class RequestLog:
    """ASGI middleware. ``mounted`` are paths whose applications are no routes of the framework."""

    def __init__(self, app: ASGIApp, metrics: Metrics, mounted: Collection[str] = (), tracer: Tracer | None = None):
        self._app = app
        self._metrics = metrics
        self._mounted = frozenset(mounted)
        self._tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        identifier = _request_id(scope)
        token = request_id.set(identifier)
        scope.setdefault("state", {})["request_id"] = identifier
        status = 500  # what the framework answers when the application fails

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message.setdefault("headers", []).append((HEADER, identifier.encode()))
            await send(message)

        try:
            if self._tracer is None:
                await self._app(scope, receive, send_named)
            else:
                with self._tracer.request_span(scope, identifier) as span:
                    await self._app(scope, receive, send_named)
                    span(self._route(scope), status)
        finally:
            took = time.perf_counter() - started
            route = self._route(scope)
            self._metrics.count_request(route, scope["method"], status, took)
            if _log.isEnabledFor(logging.INFO) and scope["path"] not in _QUIET:
                _log_request(scope, route, status, took)
            request_id.reset(token)

    def _route(self, scope: Scope) -> str:
        """The route's pattern. A path itself could be anything, and each would become a metric of its own."""
        path: str | None = getattr(scope.get("route"), "path", None)
        if path is not None:
            return path
        return scope["path"] if scope["path"] in self._mounted else NO_ROUTE


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == HEADER and _GIVEN.fullmatch(value):
            return str(value.decode("ascii"))
    return secrets.token_hex(8)


def _log_request(scope: Scope, route: str, status: int, took: float) -> None:
    client, principal = scope.get("client"), scope["state"].get("principal")
    fields = {
        "method": scope["method"], "route": route, "status": status, "ms": round(took * 1000, 1),
        "address": client[0] if client else "", "who": principal.id if principal is not None else "",
    }  # fmt: skip
    _log.info("request", extra=fields)
