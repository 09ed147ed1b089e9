"""Audit of requests: every management act is recorded with who did it, when and from where."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from index.accounts.audit_log import AuditEvent, AuditLog, AuditSubject

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from service.access.principal import Principal

_log = logging.getLogger("hoivanban.audit")

#: Act under which a question is recorded, where the settings ask for that.
QUESTION = "question"


class AuditRecorder:
    """Writes the acts of requests into the library's audit log."""

    def __init__(self, trail: AuditLog, days: int = 0, *, questions: bool = False) -> None:
        self.trail = trail
        self._days = days
        self._questions = questions

    def record(
        self, act: str, object: str, principal: Principal | None, request: HTTPConnection, detail: dict[str, Any]
    ) -> AuditEvent:
        """Record an act after it was done (or refused). ``principal`` is None for an unknown caller."""
        event = self.trail.add(act, object, **_actor_fields(principal, request), detail=detail)
        _log_event(event)
        return event

    @contextmanager
    def record_together(
        self,
        act: str,
        object: AuditSubject,
        principal: Principal | None,
        request: HTTPConnection,
        detail: dict[str, Any],
    ) -> Iterator[None]:
        """Record the act of the block in the same transaction: neither is ever kept without the other."""
        with self.trail.in_next_transaction(act, object, **_actor_fields(principal, request), detail=detail) as added:
            yield
        for event in added:
            _log_event(event)

    def record_question(self, text: str, principal: Principal, request: HTTPConnection) -> None:
        """Record a question, if the settings ask for it (HOIVANBAN_AUDIT_QUESTIONS)."""
        if self._questions:
            self.record(QUESTION, text, principal, request, {})

    def forget_old(self) -> int:
        """Delete rows older than the setting's days (0 keeps all); returns how many were deleted."""
        if not self._days:
            return 0
        return self.trail.remove_before((datetime.now(UTC) - timedelta(days=self._days)).isoformat(timespec="seconds"))


class RequestAudit:
    """The audit as one route uses it: caller, address and request id are taken from the request."""

    def __init__(self, recorder: AuditRecorder, request: HTTPConnection) -> None:
        self._audit = recorder
        self._request = request

    def __call__(self, act: str, object: str, **detail: Any) -> None:
        """Record an act that writes nothing to the library, or that was refused."""
        self._audit.record(act, object, self._sender, self._request, detail)

    def record_together(self, act: str, object: AuditSubject, **detail: Any) -> AbstractContextManager[None]:
        """``with audit.together("document.withdraw", document_id, reason=...):`` around the act itself."""
        return self._audit.record_together(act, object, self._sender, self._request, detail)

    @property
    def _sender(self) -> Principal | None:
        return getattr(self._request.state, "principal", None)


def _actor_fields(principal: Principal | None, request: HTTPConnection) -> dict[str, str]:
    address = request.client.host if request.client is not None else ""
    return {"actor": actor_name(principal), "address": address, "request_id": request_id_of(request)}


def _log_event(event: AuditEvent) -> None:
    _log.info("audit", extra={"act": event.act, "object": event.object, "actor": event.actor, "seq": event.seq})


def actor_name(principal: Principal | None) -> str:
    """The actor as the log names it: id and name of the key, account or site.

    >>> from service.access.principal import Principal
    >>> actor_name(Principal("0f3c5d7e9a1b", "Văn thư", "session", frozenset()))
    'key:0f3c5d7e9a1b (Văn thư)'
    """
    if principal is None:
        return "unknown"
    prefix = "key:" if principal.kind in ("key", "session") else ""
    return f"{prefix}{principal.id} ({principal.name})"


def request_id_of(request: HTTPConnection) -> str:
    """The request's id, set by the outermost middleware."""
    return str(getattr(request.state, "request_id", ""))
