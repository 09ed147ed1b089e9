"""One question on its way through the service: asked once however often sent, stopped when nobody waits for it."""

from __future__ import annotations

import asyncio
import hashlib
import os
import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from index.records import Filters
from service import wire
from service.conversation import Conversation, Conversations, begin
from service.desk import Desk
from service.recorder import Recorder, entry_of
from service.schemas import AnswerOut

#: Requests whose answers are held for a reconnecting caller; after that the stored answer serves.
MOST_RUNS = 1000


class Abandoned(Exception):
    """Nobody waits for the answer any more."""


@dataclass(frozen=True, slots=True)
class Request:
    """A cleaned question. ``key`` is the caller's idempotency key."""

    question: str
    conversation_id: str | None
    filters: Filters
    limit: int
    key: str | None = None

    def fingerprint(self) -> str | None:
        """The same for the same question sent again under the same key."""
        if self.key is None:
            return None
        said = repr((self.key, self.question, self.conversation_id, self.filters, self.limit))
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(slots=True)
class _Run:
    stop: threading.Event = field(default_factory=threading.Event)
    waiting: int = 0
    work: Future[AnswerOut] | None = None


class Asking:
    """Answers questions on a few threads of its own: more at once than cores would only make all of them slow."""

    def __init__(self, desk: Desk, conversations: Conversations, recorder: Recorder) -> None:
        self._desk = desk
        self._conversations = conversations
        self._recorder = recorder
        self._threads = ThreadPoolExecutor(max(2, os.cpu_count() or 2), thread_name_prefix="hoivanban-ask")
        self._runs: OrderedDict[str, _Run] = OrderedDict()

    async def answer(self, request: Request) -> AnswerOut:
        """The answer to a request. When the last one who waits for it goes away, the work stops.

        To be called on the event loop only: the table of runs has no lock.
        """
        fingerprint = request.fingerprint()
        run = self._runs.get(fingerprint) if fingerprint else None
        if run is None or run.stop.is_set() or (run.work is not None and run.work.done() and run.work.exception()):
            run = self._start(request, fingerprint)
        assert run.work is not None
        run.waiting += 1
        try:
            outcome = asyncio.wrap_future(run.work)
            outcome.add_done_callback(_look_at)
            return await asyncio.shield(outcome)
        finally:
            run.waiting -= 1
            if not run.waiting and not run.work.done():
                run.stop.set()
                run.work.cancel()

    def close(self) -> None:
        """Let the work in hand end, start no more."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _start(self, request: Request, fingerprint: str | None) -> _Run:
        run = _Run()
        run.work = self._threads.submit(self._work, request, fingerprint, run.stop)
        if fingerprint:
            self._runs[fingerprint] = run
            self._runs.move_to_end(fingerprint)
            while len(self._runs) > MOST_RUNS:
                self._runs.popitem(last=False)
        return run

    def _work(self, request: Request, fingerprint: str | None, stop: threading.Event) -> AnswerOut:
        def checkpoint() -> None:
            if stop.is_set():
                raise Abandoned

        kept = self._recorder.by_request(fingerprint) if fingerprint else None
        if kept is not None:
            return AnswerOut.model_validate_json(kept.body)
        checkpoint()
        conversation = self._conversation(request.conversation_id)
        reply = self._desk.ask(request.question, conversation, request.filters, request.limit, checkpoint)
        cited = [*(source.hit.document for source in reply.answer.sources), *reply.answer.candidates]
        known = wire.statuses(self._desk.library, cited, request.filters.as_of)
        answer = wire.answer_out(reply.answer, known)
        body = answer.model_dump_json()
        checkpoint()
        # From here on the question counts as asked.
        self._conversations.keep(reply.conversation)
        self._recorder.record(entry_of(reply.answer, body, reply.conversation, fingerprint))
        return answer

    def _conversation(self, conversation_id: str | None) -> Conversation:
        """The conversation to go on with; one of an earlier process is taken up again."""
        if conversation_id is None:
            return begin()
        held = self._conversations.get(conversation_id)
        if held.id == conversation_id:
            return held
        return self._recorder.conversation(conversation_id) or held


def _look_at(outcome: asyncio.Future[AnswerOut]) -> None:
    """A question given up must not end as "exception was never retrieved" in the operator's log."""
    if not outcome.cancelled():
        outcome.exception()
