"""``/metrics`` for Prometheus: counters of the processes, and figures of the library. With the scope "read", or from
this machine."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.access.authentication import is_from_this_machine
from service.http.problems import ProblemError
from service.state import StateDep

router = APIRouter(include_in_schema=False)

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: Headers of a forwarded request, which comes from elsewhere whatever its address.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


@router.get("/metrics")
async def metrics(request: Request, state: StateDep) -> Response:
    forwarded = any(name in request.headers for name in _FORWARDED)
    if forwarded or not is_from_this_machine(request) or "authorization" in request.headers:
        principal = await state.authenticator.principal(request)
        if not principal.may("read"):
            raise ProblemError(403, "forbidden", "Không được phép", "Số liệu vận hành cần khóa có quyền read.")
    # It reads the library, which does not belong on the event loop.
    return Response(await asyncio.to_thread(state.metrics.text), media_type=MEDIA_TYPE)
