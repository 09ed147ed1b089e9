"""``/metrics`` for Prometheus: counters of the processes, and figures of the library. With the scope "read", or from
this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import get_args

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client.core import Metric
from sqlalchemy import Engine, func, select

from index.ingestion.jobs import JobState
from index.store import tables
from index.store.database import read_transaction
from service.access.authentication import is_from_this_machine
from service.http.problems import ProblemError
from service.monitoring.metrics import counts, gauge
from service.state import ServiceState, StateDep

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


def library_figures(state: ServiceState) -> Iterator[Metric]:
    """Figures of the library: its size, the lag of the indexes, the queue of jobs, scanned files."""
    health = state.assistant.health()
    yield gauge("documents", "Documents that answer", health.documents)
    yield gauge("passages", "Passages that answer", health.passages)
    yield gauge("change", "Newest change of the library", health.change)
    lag = max(0, health.change - state.metrics.oldest_index())
    yield gauge("index_lag_changes", "Changes that the indexes are behind", lag)
    jobs = state.background_jobs.jobs.count_by_state()
    yield counts("jobs", "Jobs of the library", "state", {name: jobs.get(name, 0) for name in get_args(JobState)})
    yield gauge(
        "scanned_files",
        "Files held that were read by OCR, all versions",
        _scanned_files(state.assistant.library.engine),
    )


def _scanned_files(engine: Engine) -> int:
    column = tables.versions.c.text_source
    with read_transaction(engine) as connection:
        return int(connection.execute(select(func.count()).where(column.in_(("ocr", "mixed")))).scalar_one())
