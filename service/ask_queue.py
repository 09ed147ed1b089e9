"""Queue of questions: each is asked once however often it is sent, and stopped when nobody waits for its answer."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from index.records import Filters
from service.answering.question.follow_up import Conversation, new_conversation
from service.assistant import Assistant
from service.http import serialise
from service.neighbours.neighbour import Asker
from service.neighbours.neighbours import Neighbours
from service.records import Source
from service.schemas.questions import AnswerOut, FoundOut
from service.transcripts.conversations import Conversations
from service.transcripts.recorder import Recorder, transcript_entry

#: Requests whose answers are kept for a reconnecting caller; after that the stored answer serves.
MOST_RUNS = 1000
#: Threads for answers: a long one holds up no short one. More would only fight over Python's lock: with 32 searches at
#: once on as many threads each took 19 ms of CPU, on two 10, on one 9. More cores are used by more processes
#: (HOIVANBAN_PROCESSES). Searches are all short, so they have a single thread, which no answer keeps waiting.
THREADS, SEARCH_THREADS = 2, 1

Found = TypeVar("Found")


class Abandoned(Exception):
    """Raised in the work on a question whose callers have all gone away."""


@dataclass(frozen=True, slots=True)
class AskRequest:
    """A cleaned question. ``key`` is the caller's idempotency key, ``owner`` whose the conversation is.

    ``neighbours`` is False where other services are not to be asked, ``signs_in`` where nobody signs in here.
    """

    question: str
    conversation_id: str | None
    filters: Filters
    limit: int
    key: str | None = None
    owner: str = "local"
    neighbours: bool = True
    signs_in: bool = True

    def fingerprint(self) -> str | None:
        """Hash that is the same for a question sent again under the same key; None without a key."""
        if self.key is None:
            return None
        request = repr((self.owner, self.key, self.question, self.conversation_id, self.filters, self.limit))
        return hashlib.sha256(request.encode()).hexdigest()


@dataclass(slots=True)
class _Run:
    stop: threading.Event = field(default_factory=threading.Event)
    waiting: int = 0
    #: The sources found before the answer is composed, or None when none is probable enough.
    early: Future[FoundOut | None] = field(default_factory=Future)
    work: Future[AnswerOut] = field(default_factory=Future)
    #: The answer with what neighbours say to it; None where none are asked.
    widened: asyncio.Future[AnswerOut] | None = None


class PendingAnswer:
    """The answer to a question on its way, for one caller who waits for it."""

    def __init__(self, run: _Run) -> None:
        self._run = run

    async def early_sources(self) -> FoundOut | None:
        """The sources that the answer will probably cite; None when they come with the answer or not at all."""
        early, work = asyncio.wrap_future(self._run.early), _watched(self._run.work)
        waiting: set[asyncio.Future[Any]] = {early, work}
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        return early.result() if early.done() else None

    async def answer(self) -> AnswerOut:
        """The answer, once it is there."""
        return await asyncio.shield(_watched(self._run.work) if self._run.widened is None else self._run.widened)


def _ignore_status(status: str) -> None:
    """Default callback: metrics are off."""


class AskQueue:
    """Answers questions on two threads of its own; ``answered`` is told the status of each answer given."""

    def __init__(
        self,
        assistant: Assistant,
        conversations: Conversations,
        recorder: Recorder,
        answered: Callable[[str], None] = _ignore_status,
        neighbours: Neighbours | None = None,
    ) -> None:
        self._assistant = assistant
        self._conversations = conversations
        self._recorder = recorder
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="hoivanban-ask")
        self._search_threads = ThreadPoolExecutor(SEARCH_THREADS, thread_name_prefix="hoivanban-search")
        self._runs: OrderedDict[str, _Run] = OrderedDict()
        self._answered = answered
        self._neighbours = neighbours

    async def answer(self, request: AskRequest) -> AnswerOut:
        """The answer to a request. When the last one who waits for it goes away, the work stops."""
        with self.pending(request) as asked:
            return await asked.answer()

    async def search(self, searching: Callable[[], Found]) -> Found:
        """The outcome of a search, made beside the answers."""
        work = self._search_threads.submit(contextvars.copy_context().run, searching)
        return await asyncio.wrap_future(work)

    @contextlib.contextmanager
    def pending(self, request: AskRequest) -> Iterator[PendingAnswer]:
        """The pending answer to a request; its caller waits no longer when the block is left.

        To be called on the event loop only: the table of runs has no lock.
        """
        fingerprint = request.fingerprint()
        run = self._runs.get(fingerprint) if fingerprint else None
        if run is None or run.stop.is_set() or (run.work.done() and (run.work.cancelled() or run.work.exception())):
            run = self._start(request, fingerprint)
        run.waiting += 1
        try:
            yield PendingAnswer(run)
        finally:
            run.waiting -= 1
            if not run.waiting and not run.work.done():
                run.stop.set()
                run.work.cancel()
            if not run.waiting and run.widened is not None:
                run.widened.cancel()

    def close(self) -> None:
        """Wait for the questions in work; start no more."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._search_threads.shutdown(wait=True, cancel_futures=True)

    def _start(self, request: AskRequest, fingerprint: str | None) -> _Run:
        run = _Run()
        run.work = self._threads.submit(self._work, request, fingerprint, run)
        if self._neighbours is not None and request.neighbours:
            run.widened = asyncio.ensure_future(self._widen(self._neighbours, request, run))
            run.widened.add_done_callback(_retrieve_exception)
        if fingerprint:
            self._runs[fingerprint] = run
            self._runs.move_to_end(fingerprint)
            while len(self._runs) > MOST_RUNS:
                self._runs.popitem(last=False)
        return run

    async def _widen(self, neighbours: Neighbours, request: AskRequest, run: _Run) -> AnswerOut:
        """The answer with what neighbours say to it, which is then what is kept of it."""
        answer = await _watched(run.work)
        if answer.services:  # the answer that this request was given before
            return answer
        goes_on = request.conversation_id is not None
        asker = Asker(request.filters.access, request.signs_in)
        widened = await neighbours.widen_answer(answer, asker, request.filters, request.limit, goes_on=goes_on)
        if widened is not answer:
            self._recorder.replace_answer(widened.id, widened.status, widened.model_dump_json())
        return widened

    def _work(self, request: AskRequest, fingerprint: str | None, run: _Run) -> AnswerOut:
        def checkpoint() -> None:
            if run.stop.is_set():
                raise Abandoned

        def found(sources: tuple[Source, ...]) -> None:
            checkpoint()
            if not run.early.done():
                run.early.set_result(self._early_sources(sources, request.filters))

        given = self._recorder.exchange_of_request(fingerprint) if fingerprint else None
        if given is not None:
            return AnswerOut.model_validate_json(given.body)
        checkpoint()
        conversation = self._conversation(request)
        reply = self._assistant.ask(request.question, conversation, request.filters, request.limit, found)
        library = self._assistant.library.visible_to(request.filters.access)
        cited = [*(source.hit.document for source in reply.answer.sources), *reply.answer.candidates]
        known = serialise.statuses(library, cited, request.filters.as_of)
        answer = serialise.answer_out(reply.answer, known)
        body = answer.model_dump_json()
        checkpoint()
        # From here on the question counts as asked.
        self._recorder.record(transcript_entry(reply.answer, body, reply.conversation, fingerprint))
        if self._recorder.is_recording:
            self._conversations.hand_over(reply.conversation)
        else:
            self._conversations.keep(reply.conversation)
        self._answered(answer.status)
        return answer

    def _early_sources(self, sources: tuple[Source, ...], filters: Filters) -> FoundOut | None:
        """The wire form of probable sources; None when there are none."""
        if not sources:
            return None
        library = self._assistant.library.visible_to(filters.access)
        known = serialise.statuses(library, [source.hit.document for source in sources], filters.as_of)
        return FoundOut(sources=serialise.sources_out(sources, known))

    def _conversation(self, request: AskRequest) -> Conversation:
        """The caller's conversation, also one that another process began; never somebody else's."""
        if request.conversation_id is None:
            return new_conversation(request.owner)
        conversation = self._conversations.get(request.conversation_id, request.owner)
        library = self._assistant.library.visible_to(request.filters.access)
        if conversation.document_id is not None and library.document(conversation.document_id) is None:
            # The document was taken away meanwhile; its name must not come back in what the question "means".
            return Conversation(conversation.id, owner=conversation.owner)
        return conversation


def _watched(work: Future[AnswerOut]) -> asyncio.Future[AnswerOut]:
    outcome = asyncio.wrap_future(work)
    outcome.add_done_callback(_retrieve_exception)
    return outcome


def _retrieve_exception(outcome: asyncio.Future[AnswerOut]) -> None:
    """Retrieve the exception of a question given up: asyncio would log it as never retrieved."""
    if not outcome.cancelled():
        outcome.exception()
