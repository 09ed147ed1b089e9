"""The blocking client: generated from ``asynchronous.py``, never edited by hand."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal

import httpx

from hoivanban_client import calls, overview_calls
from hoivanban_client.blocking_sending import Sender
from hoivanban_client.errors import Unreachable, error_of
from hoivanban_client.events import Event, EventReader
from hoivanban_client.models.about import StatusOut
from hoivanban_client.models.documents import ContextPassageOut, DocumentOut, OutlineOut, PassageViewOut
from hoivanban_client.models.library import ChangeOut, JobDetailOut, JobOut, RelationsOut, StateOut, ValidityDetailOut
from hoivanban_client.models.overviews import ComparisonOut, SummaryOut
from hoivanban_client.models.questions import AnswerOut, FiltersIn
from hoivanban_client.models.searches import SearchOut
from hoivanban_client.models.tasks import TaskConflictsOut, TaskDetailOut, TaskOut
from hoivanban_client.models.transcripts import (
    AskedOut,
    ConversationOut,
    FeedbackOut,
    HeldConversationOut,
    ReplayOut,
    TouchedAnswerOut,
)
from hoivanban_client.uploading import Progress


class Client(Sender):
    """Calls one service. ``key`` is an API key; ``retries`` how often a call that does no harm twice is sent again."""

    # -- asking ------------------------------------------------------------------------------------

    def ask(
        self,
        question: str,
        *,
        conversation_id: str | None = None,
        filters: FiltersIn | None = None,
        as_of: date | None = None,
        limit: int = 5,
        key: str | None = None,
    ) -> AnswerOut:
        """The answer to a question."""
        return self._send(calls.ask(question, conversation_id, filters, as_of, limit, key))

    def ask_events(
        self,
        question: str,
        *,
        conversation_id: str | None = None,
        filters: FiltersIn | None = None,
        as_of: date | None = None,
        limit: int = 5,
    ) -> Iterator[Event]:
        """The answer as it comes: sources, statements, at last the whole answer. Never tried again."""
        call = calls.ask(question, conversation_id, filters, as_of, limit, None)
        request = {**call.request(None), "headers": {**call.headers(), "Accept": "text/event-stream"}}
        reader = EventReader()
        try:
            with self._http.stream(**request) as response:
                if not response.is_success:
                    response.read()
                    raise error_of(response)
                for line in response.iter_lines():
                    yield from reader.line(line)
        except httpx.TransportError as error:
            raise Unreachable(str(error)) from error

    def search(
        self, question: str, *, filters: FiltersIn | None = None, as_of: date | None = None, limit: int = 10
    ) -> SearchOut:
        """The passages found."""
        return self._send(calls.search(question, filters, as_of, limit))

    # -- documents ---------------------------------------------------------------------------------

    def documents(self, *, limit: int = 100, **conditions: Any) -> Iterator[DocumentOut]:
        """All documents, newest first, read page by page; conditions are those of ``GET /api/v1/documents``."""
        return self._items(lambda after: calls.documents(after, limit=limit, **conditions))

    def document(self, document_id: str) -> DocumentOut:
        return self._send(calls.document(document_id))

    def document_by_number(self, number: str, *, year: int | None = None, issuer: str | None = None) -> DocumentOut:
        """The one document of that number; :class:`ApiError` ``ambiguous_number`` (300) lists several."""
        return self._send(calls.document_by_number(number, year, issuer))

    def outline(self, document_id: str) -> OutlineOut:
        return self._send(calls.outline(document_id))

    def passages(self, document_id: str, *, limit: int = 100) -> Iterator[ContextPassageOut]:
        """The whole text in order, read part by part."""
        return self._items(lambda after: calls.passages(document_id, limit, after))

    def passage(self, document_id: str, passage_id: int) -> PassageViewOut:
        return self._send(calls.passage(document_id, passage_id))

    def page_picture(self, document_id: str, number: int, *, passage_id: int | None = None) -> bytes:
        """A page as PNG, with a passage marked."""
        return self._send(calls.page_picture(document_id, number, passage_id))

    def original_file(self, document_id: str) -> bytes:
        return self._send(calls.original_file(document_id))

    def relations(self, document_id: str) -> RelationsOut:
        return self._send(calls.relations(document_id))

    def validity(self, document_id: str, *, as_of: date | None = None) -> ValidityDetailOut:
        return self._send(calls.validity(document_id, as_of))

    def changes(self, since: int = 0, *, limit: int = 1000) -> Iterator[ChangeOut]:
        """Every change after ``since`` up to now, oldest first."""
        while True:
            page = self._send(calls.changes(since, limit))
            yield from page.changes
            if page.last in (since, page.change):
                return
            since = page.last

    # -- overviews and lists -----------------------------------------------------------------------

    def summary(self, document_id: str) -> SummaryOut:
        """A document on one page, each line a quote with its place."""
        return self._send(overview_calls.summary(document_id))

    def summary_file(self, document_id: str, kind: Literal["docx", "pdf"]) -> bytes:
        return self._send(overview_calls.summary_file(document_id, kind))

    def comparison(self, document_id: str, other_id: str) -> ComparisonOut:
        """Two documents side by side."""
        return self._send(overview_calls.comparison(document_id, other_id))

    def comparison_file(self, document_id: str, other_id: str, kind: Literal["docx", "pdf"]) -> bytes:
        return self._send(overview_calls.comparison_file(document_id, other_id, kind))

    def document_list(self, *, limit: int = 100, **conditions: Any) -> Iterator[DocumentOut]:
        """All documents of a list, read page by page; conditions as ``GET /api/v1/lists/documents`` has them.

        Each comes with the places for which it is listed (``listed``).
        """
        return self._items(lambda after: overview_calls.document_list(after, limit=limit, **conditions))

    def document_list_file(self, kind: Literal["xlsx", "csv"], **conditions: Any) -> bytes:
        return self._send(overview_calls.document_list_file(kind, **conditions))

    # -- tasks -------------------------------------------------------------------------------------

    def tasks(self, *, limit: int = 100, **conditions: Any) -> Iterator[TaskOut]:
        """All tasks, read page by page; conditions are those of ``GET /api/v1/tasks`` (body, state, due_to ...)."""
        return self._items(lambda after: calls.tasks(after, limit=limit, **conditions))

    def task(self, task_id: str) -> TaskDetailOut:
        return self._send(calls.task(task_id))

    def task_file(self, kind: Literal["xlsx", "ics"], **conditions: Any) -> bytes:
        """The tasks as a workbook, or their days as a calendar."""
        return self._send(calls.task_file(kind, **conditions))

    def task_conflicts(self, **conditions: Any) -> TaskConflictsOut:
        """Pairs of tasks to compare: the same work with different days in two documents."""
        return self._send(calls.task_conflicts(**conditions))

    def decide_task(self, task_id: str, act: calls.TaskAct, **body: Any) -> TaskDetailOut:
        """Mark a task done, reopen, reject, accept or correct it; ``body`` is a note, or what is put right."""
        return self._send(calls.decide_task(task_id, act, body))

    # -- keeping the library -----------------------------------------------------------------------

    def upload(
        self,
        source: Path | bytes,
        *,
        name: str | None = None,
        progress: Progress | None = None,
        key: str | None = None,
    ) -> JobOut:
        """Send a file; returns the job that ingests it. ``progress`` is called with bytes sent and the size."""
        return self._send(calls.upload(source, name, progress, key))

    def withdraw(self, document_id: str, reason: str = "") -> StateOut:
        return self._send(calls.withdraw(document_id, reason))

    def restore(self, document_id: str) -> StateOut:
        return self._send(calls.restore(document_id))

    def jobs(self, *, limit: int = 50) -> Iterator[JobOut]:
        """All jobs, newest first."""
        return self._items(lambda after: calls.jobs(limit, after))

    def job(self, number: int) -> JobDetailOut:
        return self._send(calls.job(number))

    def wait(self, number: int, *, timeout: float = 300.0, every: float = 0.25) -> JobDetailOut:
        """A job when it has ended.

        :raises TimeoutError: if it has not after ``timeout`` seconds.
        """
        end = time.monotonic() + timeout
        while (job := self.job(number)).ended_at is None:
            if time.monotonic() > end:
                raise TimeoutError(f"job {number} has not ended")
            time.sleep(every)
        return job

    # -- what was asked ----------------------------------------------------------------------------

    def answer(self, answer_id: str) -> ReplayOut:
        """An answer as it was given, with its evidence."""
        return self._send(calls.answer(answer_id))

    def judge(self, answer_id: str, useful: bool, *, reason: str | None = None, comment: str = "") -> FeedbackOut:
        """Send feedback: whether an answer was useful, and why."""
        return self._send(calls.judge(answer_id, useful, reason, comment))

    def conversation(self, conversation_id: str) -> ConversationOut:
        return self._send(calls.conversation(conversation_id))

    def forget(self, conversation_id: str) -> None:
        """Delete a conversation and everything stored of it."""
        self._send(calls.forget(conversation_id))

    def conversations(self, *, limit: int = 100) -> Iterator[HeldConversationOut]:
        return self._items(lambda after: calls.conversations(limit, after))

    def feedback(self, *, limit: int = 100) -> Iterator[AskedOut]:
        return self._items(lambda after: calls.question_log("feedback", limit, after))

    def touched_answers(self, *, limit: int = 100) -> Iterator[TouchedAnswerOut]:
        """One's own answers whose evidence has changed since, the last touched first."""
        return self._items(lambda after: calls.touched_answers(limit, after))

    def unanswered(self, *, limit: int = 100) -> Iterator[AskedOut]:
        return self._items(lambda after: calls.question_log("unanswered", limit, after))

    def evaluation(self) -> list[dict[str, Any]]:
        """Questions left open or judged, as ``hoivanban evaluate documents`` reads them."""
        return self._send(calls.evaluation())

    def status(self) -> StatusOut:
        return self._send(calls.status())
