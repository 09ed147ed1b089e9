"""What the HTTP interface holds while it runs, made by the lifespan and reached through the request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from index.records import PUBLIC, StoredDocument
from service import problems
from service.asking import Asking
from service.conversation import Conversations
from service.desk import Desk
from service.examples import Examples
from service.keeper import Keeper
from service.recorder import Recorder
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class ServiceState:
    """The settings, the open desk, the conversations of this process and what is kept of them."""

    settings: Settings
    desk: Desk
    conversations: Conversations
    recorder: Recorder
    asking: Asking
    examples: Examples
    keeper: Keeper


def service_state(request: Request) -> ServiceState:
    """The state that the lifespan made."""
    state: ServiceState = request.state.service
    return state


StateDep = Annotated[ServiceState, Depends(service_state)]


def wanted_document(document_id: str, state: StateDep) -> StoredDocument:
    """The document named in the path, or the problem that there is none."""
    document = state.desk.library.document(document_id)
    if document is None or document.state != "active" or document.access != PUBLIC:
        raise problems.not_found("văn bản", document_id)
    return document


DocumentDep = Annotated[StoredDocument, Depends(wanted_document)]
