"""The HTTP application: settings in, one FastAPI out. Everything long-lived is made by the lifespan."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
from collections.abc import AsyncIterator
from importlib.metadata import version
from pathlib import Path
from typing import TypedDict

from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from starlette.routing import Route

from index.accounts.audit_log import AuditLog
from index.accounts.keys_and_sessions import AccountStore
from index.library.library import WrongModel
from service.access.audit import AuditRecorder
from service.access.authentication import Authenticator
from service.access.sites import Sites
from service.access.widget_tokens import WidgetTokens
from service.ask_queue import AskQueue
from service.assistant import Assistant
from service.bridges.mcp_sessions import McpSessions
from service.bridges.openai_chat import ChatThreads
from service.documents.background_jobs import BackgroundJobs
from service.http import etags, openapi, problems
from service.middleware.rate_limits import RateLimits
from service.middleware.request_guard import RequestGuard
from service.middleware.token_buckets import BucketTable
from service.monitoring import memory
from service.monitoring.metrics import Metrics
from service.monitoring.request_log import RequestLog
from service.monitoring.tracing import Tracer
from service.routes import (
    about,
    admin_documents,
    admin_page,
    audit,
    chat_page,
    document_changes,
    documents,
    health,
    jobs,
    keys,
    login,
    maintenance,
    openai_chat,
    passages,
    question_log,
    questions,
    relations,
    review,
    sites,
    suggestions,
    transcripts,
    widget_tokens,
)
from service.routes import mcp as mcp_http
from service.routes import (
    metrics as metrics_route,
)
from service.routes.figures import library_figures
from service.settings import Settings
from service.state import ServiceState
from service.suggestions import Examples
from service.transcripts.conversations import Conversations
from service.transcripts.recorder import Recorder

_log = logging.getLogger("hoivanban")

#: How often what is past its days is deleted.
FORGET_SECONDS = 3600.0


class _Lifespan(TypedDict):
    service: ServiceState


def create_app(settings: Settings, shared: Path | None = None) -> FastAPI:
    """Build the application. The library is opened when the server starts, and closed when it stops.

    Of several processes one is leading (``app.state.leading``): it does the jobs and watches the folders. They count
    together in the folder ``shared`` (:func:`service.monitoring.process_counters.make_shared_folder`).

    :raises TracingMissing: if traces are to be sent and the packages for it are not installed.
    """
    metrics = Metrics(shared)
    tracer = Tracer(settings.otel) if settings.otel else None

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[_Lifespan]:
        memory.limit_malloc_arenas()
        assistant = await asyncio.to_thread(
            Assistant.open,
            settings.home,
            settings.model,
            settings.library_url,
            settings.reranker,
            timed=metrics.time_stage,
        )
        recorder = Recorder(assistant.library.transcripts, settings.keep_days)
        conversations = Conversations(settings.conversations, recorder.conversation)
        asking = AskQueue(assistant, conversations, recorder, answered=metrics.count_answer)
        engine = assistant.library.engine
        access, sites_held = AccountStore(engine), Sites(engine)
        gate = Authenticator(settings, access)
        audit_log = AuditRecorder(AuditLog(engine), settings.audit_days, questions=settings.audit_questions)
        keeper = BackgroundJobs(settings, assistant)
        mcp = McpSessions(mcp_http.make_session_manager)
        chores = [
            asyncio.create_task(_follow(assistant, settings, metrics)),
            asyncio.create_task(_forget_old(recorder, audit_log)),
        ]
        try:
            if app.state.leading:
                keeper.start()
            examples = Examples(assistant)
            threads = ChatThreads(assistant, conversations)
            state = ServiceState(
                settings, assistant, conversations, recorder, asking, examples, keeper, gate, threads, mcp,
                sites_held, WidgetTokens(access, sites_held, gate), audit_log, metrics,
            )  # fmt: skip
            _count(state)
            # What is loaded by now stays. A full round of the collector over it took 77 ms, in the midst of a question.
            gc.collect()
            gc.freeze()
            yield {"service": state}
        finally:
            await _end(chores)
            await mcp.close()
            await asyncio.to_thread(keeper.close)
            await asyncio.to_thread(asking.close)
            await asyncio.to_thread(recorder.close)
            gate.close()
            assistant.close()
            if tracer is not None:
                tracer.close()
            # Else what an ended service held (70 MB) stays where one process starts several, as the tests do.
            gc.unfreeze()

    app = FastAPI(
        title="Hỏi Văn Bản",
        summary="Hỏi đáp trên kho văn bản, luôn kèm đoạn nguyên văn và trích dẫn chính xác",
        version=version("hoivanban"),
        lifespan=lifespan,
        openapi_url="/api/v1/openapi.json",
        # The interactive pages load their scripts from a foreign server, which the policy forbids.
        docs_url=None,
        redoc_url=None,
    )
    app.state.leading = True
    # The last one added is the outermost.
    app.add_middleware(RateLimits, settings=settings, metrics=metrics, table=BucketTable(shared=settings.processes > 1))
    app.add_middleware(
        RequestGuard,
        max_body_bytes=settings.max_body_kb * 1024,
        origins=settings.origins,
        seconds=settings.request_seconds,
    )
    app.add_middleware(RequestLog, metrics=metrics, mounted=(mcp_http.PATH,), tracer=tracer)
    problems.install(app)
    etags.install(app)
    openapi.install(app)
    app.router.routes.append(Route(mcp_http.PATH, mcp_http.McpEndpoint()))
    # The page comes last: its files are matched by any single name.
    rooms = (
        questions, suggestions, transcripts, question_log, documents, passages, document_changes, jobs, relations,
        review, about, health,
        sites, widget_tokens, audit, metrics_route, keys, admin_documents, maintenance, openai_chat, login, admin_page,
        chat_page,
    )  # fmt: skip
    app.include_router(login.api)
    for room in rooms:
        app.include_router(room.router)
    return app


def _count(state: ServiceState) -> None:
    """Let look-ups of keys be counted, and the library's figures be read, from now on."""
    metrics, keys = state.metrics, state.authenticator.keys
    keys.found, keys.missed = metrics.cache_hits.labels("keys").inc, metrics.cache_misses.labels("keys").inc
    metrics.index_change.set(state.assistant.health().index_change)
    metrics.add_reader(lambda: library_figures(state))


async def _end(chores: list[asyncio.Task[None]]) -> None:
    for chore in chores:
        chore.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await chore


async def _follow(assistant: Assistant, settings: Settings, metrics: Metrics) -> None:
    """Take in what other processes publish. A failure is logged and tried again: answers go on from the old state."""
    told, change = "", -1
    while True:
        await asyncio.sleep(settings.refresh_ms / 1000)
        try:
            before, change = change, await asyncio.to_thread(assistant.refresh, settings.model)
            if change != before:
                metrics.index_change.set(change)
                await asyncio.to_thread(memory.trim_heap)
        except WrongModel as error:
            if str(error) != told:
                _log.error("%s", error)
                told = str(error)
        except (OSError, RuntimeError, SQLAlchemyError):
            _log.exception("the indexes could not be brought up to date")


async def _forget_old(recorder: Recorder, audit_log: AuditRecorder) -> None:
    """Keep nothing longer than the setting says."""
    while True:
        try:
            await asyncio.to_thread(recorder.forget_old)
            await asyncio.to_thread(audit_log.forget_old)
        except SQLAlchemyError:
            _log.exception("old conversations or audit rows could not be deleted")
        await asyncio.sleep(FORGET_SECONDS)
