"""The state of the running HTTP service: made by the lifespan, reached through the request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import HTTPConnection
from starlette.types import Scope

from service.access.audit import AuditRecorder
from service.access.authentication import Authenticator
from service.access.permalinks import Permalinks
from service.access.sites import Sites
from service.access.widget_tokens import WidgetTokens
from service.ask_queue import AskQueue
from service.assistant import Assistant
from service.bridges.mcp_sessions import McpSessions
from service.bridges.openai_chat import ChatThreads
from service.documents.background_jobs import BackgroundJobs
from service.monitoring.metrics import Metrics
from service.neighbours.neighbours import Neighbours
from service.rephrasing.rephrasing import Rephraser
from service.settings import Settings
from service.suggestions import Examples
from service.transcripts.conversations import Conversations
from service.transcripts.recorder import Recorder


@dataclass(frozen=True, slots=True)
class ServiceState:
    """The settings and all long-lived services of one process."""

    settings: Settings
    assistant: Assistant
    conversations: Conversations
    recorder: Recorder
    ask_queue: AskQueue
    examples: Examples
    background_jobs: BackgroundJobs
    authenticator: Authenticator
    chat_threads: ChatThreads
    mcp: McpSessions
    sites: Sites
    widget_tokens: WidgetTokens
    permalinks: Permalinks
    audit: AuditRecorder
    metrics: Metrics
    #: None where no language model is set.
    rephraser: Rephraser | None = None
    #: None where no other service is asked.
    neighbours: Neighbours | None = None


def service_state(connection: HTTPConnection) -> ServiceState:
    """The state of the service that answers a request."""
    state: ServiceState = connection.state.service
    return state


def state_in_scope(scope: Scope) -> ServiceState | None:
    """The same for middleware; None where there is no lifespan (a test of one middleware)."""
    state: ServiceState | None = scope.get("state", {}).get("service")
    return state


async def _state(request: Request) -> ServiceState:
    # Asynchronous, because FastAPI runs other dependencies on a thread: four changes of thread cost 1 ms of CPU.
    return service_state(request)


StateDep = Annotated[ServiceState, Depends(_state)]
