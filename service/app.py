"""The HTTP application: settings in, one FastAPI out. All long-lived services are made by the lifespan."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TypedDict

from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from starlette.routing import Route

from index.accounts.audit_log import AuditLog
from index.accounts.key_uses import KeyUseStore
from index.accounts.keys_and_sessions import AccountStore
from service.access.audit import AuditRecorder
from service.access.authentication import Authenticator
from service.access.keys import Keys
from service.access.permalinks import Permalinks
from service.access.sites import Sites
from service.access.widget_tokens import WidgetTokens
from service.ask_queue import AskQueue
from service.assistant import Assistant
from service.bridges.mcp_sessions import McpSessions
from service.bridges.openai_chat import ChatThreads
from service.documents.background_jobs import BackgroundJobs
from service.following import follow_engine, refresh_indexes
from service.http import etags, openapi, problems
from service.middleware.rate_limits import RateLimits
from service.middleware.request_guard import RequestGuard
from service.middleware.token_buckets import BucketTable
from service.monitoring import memory
from service.monitoring.log_server import SyslogSender
from service.monitoring.metrics import Metrics
from service.monitoring.request_log import RequestLog
from service.monitoring.tracing import Tracer
from service.neighbours.neighbours import Neighbours
from service.rephrasing.language_model import LanguageModel
from service.rephrasing.rephrasing import Rephraser
from service.routes import (
    about,
    admin_documents,
    admin_page,
    annexes,
    appearance,
    audit,
    bulk,
    chat_page,
    clerk_relations,
    conversations,
    dashboard,
    desk,
    document_changes,
    document_fields,
    document_lists,
    documents,
    duplicates,
    health,
    jobs,
    keys,
    login,
    maintenance,
    openai_chat,
    overviews,
    papers,
    passages,
    provider_logout,
    question_log,
    questions,
    relations,
    review,
    review_queue,
    sessions,
    sites,
    sources,
    suggestions,
    tasks,
    transcripts,
    uploads,
    widget_tokens,
)
from service.routes import mcp as mcp_http
from service.routes import metrics as metrics_route
from service.routes import neighbours as neighbours_route
from service.routes.metrics import library_figures
from service.settings import Settings
from service.state import ServiceState
from service.suggestions import Examples
from service.transcripts.conversations import Conversations
from service.transcripts.recorder import Recorder
from service.transcripts.shared_states import SharedStates
from service.transcripts.touch_watch import TouchWatch

_log = logging.getLogger("hoivanban")

#: How often expired transcripts and audit rows are deleted.
FORGET_SECONDS = 3600.0
#: How often past answers are compared with what has changed.
WATCH_SECONDS = 1.0


class _LifespanState(TypedDict):
    service: ServiceState


@dataclass(slots=True)
class ProcessRole:
    """The part of this process among those of one service, set by the server after it was forked.

    The ``leading`` one does the jobs and watches the folders; all know ``states`` (None for a process that is alone).
    """

    leading: bool = True
    states: SharedStates | None = None


def create_app(settings: Settings, shared: Path | None = None, role: ProcessRole | None = None) -> FastAPI:
    """The application. The library is opened when the server starts, and closed when it stops.

    Several processes count together in the folder ``shared``
    (:func:`service.monitoring.process_counters.make_shared_folder`); ``role`` tells which of them is leading.

    :raises TracingMissing: if traces are to be sent and the packages for it are not installed.
    :raises NeighboursError: if the file of neighbours cannot be used.
    """
    metrics = Metrics(shared)
    tracer, neighbours = Tracer(settings.otel) if settings.otel else None, Neighbours.of(settings, keeps_health=True)
    app = FastAPI(
        title="Hỏi Văn Bản",
        summary="Hỏi đáp trên kho văn bản, luôn kèm đoạn nguyên văn và trích dẫn chính xác",
        version=version("hoivanban"),
        lifespan=lambda _: _running(settings, metrics, tracer, role or ProcessRole(), neighbours),
        openapi_url="/api/v1/openapi.json",
        # FastAPI's pages load their scripts from a foreign server, which the policy forbids: /docs is our own.
        docs_url=None,
        redoc_url=None,
    )
    _add_middleware(app, settings, metrics, tracer)
    problems.install(app)
    etags.install(app)
    openapi.install(app)
    app.router.routes.append(Route(mcp_http.PATH, mcp_http.McpEndpoint()))
    app.include_router(sessions.router)
    for module in _ROUTES:
        app.include_router(module.router)
    return app


#: The modules of routes. The chat page comes last, because its files are matched by any single name.
_ROUTES = (
    questions, suggestions, transcripts, conversations, question_log, documents, document_lists, overviews, passages,
    bulk, document_changes, document_fields, clerk_relations, duplicates, uploads, jobs, relations, review,
    review_queue, papers, annexes, tasks, about, appearance, health, sites, sources, neighbours_route,
    widget_tokens, audit,
    metrics_route, keys, admin_documents, dashboard, desk, maintenance, openai_chat, login, provider_logout, admin_page,
    chat_page,
)  # fmt: skip


def _add_middleware(app: FastAPI, settings: Settings, metrics: Metrics, tracer: Tracer | None) -> None:
    # The last one added is the outermost.
    app.add_middleware(RateLimits, settings=settings, metrics=metrics, table=BucketTable(shared=settings.processes > 1))
    app.add_middleware(
        RequestGuard,
        max_body_bytes=settings.max_body_kb * 1024,
        origins=settings.origins,
        seconds=settings.request_seconds,
    )
    app.add_middleware(RequestLog, metrics=metrics, mounted=(mcp_http.PATH,), tracer=tracer)


@contextlib.asynccontextmanager
async def _running(
    settings: Settings, metrics: Metrics, tracer: Tracer | None, role: ProcessRole, neighbours: Neighbours | None
) -> AsyncIterator[_LifespanState]:
    """The lifespan of the application: makes its services, and closes them in reverse order."""
    memory.limit_malloc_arenas()
    assistant = await asyncio.to_thread(
        Assistant.open, settings.home, settings.model, settings.library_url, settings.reranker, metrics.time_stage,
        engine=settings.engine_address,
    )  # fmt: skip
    state = _services(settings, assistant, metrics, neighbours, role)
    chores = [
        asyncio.create_task(refresh_indexes(assistant, settings, metrics)),
        asyncio.create_task(_delete_expired(state.recorder, state.audit)),
        asyncio.create_task(follow_engine(assistant, settings)),
    ]
    if role.leading:
        watch = TouchWatch(assistant.library.engine, state.recorder, settings)
        # The web hook may be slow: nobody's mark waits for it.
        steps: list[Callable[[], object]] = [watch.look, watch.send]
        if settings.syslog is not None:
            steps.append(SyslogSender(assistant.library.engine, settings.syslog, settings.syslog_ca).send)
        chores += [asyncio.create_task(_every_second(step)) for step in steps]
    try:
        if role.leading:
            state.background_jobs.start()
        metrics.index_change.set(assistant.health().index_change)
        metrics.add_reader(lambda: library_figures(state))
        # Objects loaded by now stay for good. A full collection over them took 77 ms, in the midst of a question.
        gc.collect()
        gc.freeze()
        yield {"service": state}
    finally:
        await _end(chores)
        await state.mcp.close()
        if state.neighbours is not None:
            await state.neighbours.close()
        await asyncio.to_thread(state.background_jobs.close)
        await asyncio.to_thread(state.ask_queue.close)
        await asyncio.to_thread(state.recorder.close)
        # A chore that was cancelled goes on in its thread: the library is not closed under the connection it holds.
        assistant.stop_engine()
        await asyncio.get_running_loop().shutdown_default_executor()
        state.authenticator.close()
        assistant.close()
        if tracer is not None:
            tracer.close()
        # gc.freeze() hid the service's objects from the collector: without this, every service that a test starts and
        # stops would leak 70 MB.
        gc.unfreeze()


def _services(
    settings: Settings, assistant: Assistant, metrics: Metrics, neighbours: Neighbours | None, role: ProcessRole
) -> ServiceState:
    """All long-lived services of the process, around an open assistant."""
    engine = assistant.library.engine
    recorder = Recorder(assistant.library.transcripts, settings.keep_days)
    conversations = Conversations(settings.conversations, recorder.conversation, role.states)
    ask_queue = AskQueue(assistant, conversations, recorder, metrics.count_answer, neighbours)
    access, registered_sites = AccountStore(engine), Sites(engine)
    access.drop_stored_secrets()
    hits, misses = metrics.cache_hits.labels("keys"), metrics.cache_misses.labels("keys")
    uses = KeyUseStore(engine)
    keys = Keys(access, on_hit=hits.inc, on_miss=misses.inc, uses=uses, idle_days=settings.idle_key_days)
    authenticator = Authenticator(settings, access, keys)
    return ServiceState(
        settings=settings,
        assistant=assistant,
        conversations=conversations,
        recorder=recorder,
        ask_queue=ask_queue,
        examples=Examples(assistant),
        background_jobs=BackgroundJobs(settings, assistant),
        authenticator=authenticator,
        chat_threads=ChatThreads(assistant, conversations),
        mcp=McpSessions(mcp_http.make_session_manager),
        sites=registered_sites,
        widget_tokens=WidgetTokens(registered_sites, authenticator),
        permalinks=Permalinks(authenticator.signing),
        audit=AuditRecorder(AuditLog(engine), settings.audit_days, questions=settings.audit_questions),
        metrics=metrics,
        rephraser=None if (model := LanguageModel.of(settings)) is None else Rephraser(model),
        neighbours=neighbours,
    )


async def _end(chores: list[asyncio.Task[None]]) -> None:
    for chore in chores:
        chore.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await chore


async def _every_second(step: Callable[[], object]) -> None:
    """A step again and again: past answers must be marked, and audit rows be elsewhere, within two seconds."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        try:
            await asyncio.to_thread(step)
        except SQLAlchemyError:
            _log.exception("touched answers or audit rows could not be sent; trying again")


async def _delete_expired(recorder: Recorder, audit_log: AuditRecorder) -> None:
    """Delete transcripts and audit rows older than the settings allow, once an hour."""
    while True:
        try:
            await asyncio.to_thread(recorder.forget_old)
            await asyncio.to_thread(audit_log.forget_old)
        except SQLAlchemyError:
            _log.exception("old conversations or audit rows could not be deleted")
        await asyncio.sleep(FORGET_SECONDS)
