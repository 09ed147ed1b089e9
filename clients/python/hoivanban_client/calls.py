"""Every call as data: what is sent and how the response is read. The clients only send them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import httpx

from hoivanban_client.call import BASE, Call, content, document_path, fresh_key, model_reader, without_none
from hoivanban_client.models.about import StatusOut
from hoivanban_client.models.documents import (
    ContextPassageOut,
    DocumentOut,
    DocumentsOut,
    OutlineOut,
    PassagesOut,
    PassageViewOut,
)
from hoivanban_client.models.library import (
    ChangesOut,
    JobDetailOut,
    JobOut,
    JobsOut,
    RelationsOut,
    StateOut,
    ValidityDetailOut,
)
from hoivanban_client.models.questions import AnswerOut, FiltersIn
from hoivanban_client.models.searches import SearchOut
from hoivanban_client.models.tasks import TaskConflictsOut, TaskDetailOut, TaskOut, TasksOut
from hoivanban_client.models.transcripts import (
    AskedListOut,
    AskedOut,
    ConversationOut,
    ConversationsOut,
    FeedbackOut,
    HeldConversationOut,
    ReplayOut,
    TouchedAnswerOut,
    TouchedAnswersOut,
)
from hoivanban_client.page import ResultPage
from hoivanban_client.uploading import Progress, ProgressFile, opener_with_progress
from hoivanban_client.wire import to_wire

#: What a clerk decides about a task.
TaskAct = Literal["done", "reopen", "reject", "accept", "correct"]


def ask(question: str, conversation_id: str | None, filters: FiltersIn | None, as_of: date | None, limit: int,
        key: str | None) -> Call[AnswerOut]:  # fmt: skip
    return Call("POST", f"{BASE}/ask", model_reader(AnswerOut), key=key or fresh_key(),
                json=_question_body(question, filters, as_of, limit, conversation_id=conversation_id))  # fmt: skip


def search(question: str, filters: FiltersIn | None, as_of: date | None, limit: int) -> Call[SearchOut]:
    return Call("POST", f"{BASE}/search", model_reader(SearchOut), json=_question_body(question, filters, as_of, limit))


def documents(after: str | None, **conditions: Any) -> Call[ResultPage[DocumentOut]]:
    def read(response: httpx.Response) -> ResultPage[DocumentOut]:
        page = model_reader(DocumentsOut)(response)
        return ResultPage(page.documents, page.following)

    return Call("GET", f"{BASE}/documents", read, {**conditions, "after": after})


def document(document_id: str) -> Call[DocumentOut]:
    return Call("GET", document_path(document_id), model_reader(DocumentOut))


def document_by_number(number: str, year: int | None, issuer: str | None) -> Call[DocumentOut]:
    path = f"{BASE}/documents/by-number/{quote(number, safe='/')}"
    return Call("GET", path, model_reader(DocumentOut), {"year": year, "issuer": issuer})


def outline(document_id: str) -> Call[OutlineOut]:
    return Call("GET", f"{document_path(document_id)}/outline", model_reader(OutlineOut))


def passages(document_id: str, limit: int, after: str | None) -> Call[ResultPage[ContextPassageOut]]:
    def read(response: httpx.Response) -> ResultPage[ContextPassageOut]:
        part = model_reader(PassagesOut)(response)
        return ResultPage(part.passages, part.following)

    return Call("GET", f"{document_path(document_id)}/passages", read, {"limit": limit, "after": after})


def passage(document_id: str, passage_id: int) -> Call[PassageViewOut]:
    return Call("GET", f"{document_path(document_id)}/passages/{passage_id}", model_reader(PassageViewOut))


def page_picture(document_id: str, number: int, passage_id: int | None) -> Call[bytes]:
    path = f"{document_path(document_id)}/pages/{number}.png"
    return Call("GET", path, content, {"passage": passage_id}, accept="image/png")


def original_file(document_id: str) -> Call[bytes]:
    return Call("GET", f"{document_path(document_id)}/file", content, accept="application/octet-stream")


def relations(document_id: str) -> Call[RelationsOut]:
    return Call("GET", f"{document_path(document_id)}/relations", model_reader(RelationsOut))


def validity(document_id: str, as_of: date | None) -> Call[ValidityDetailOut]:
    params = {"as_of": as_of.isoformat() if as_of else None}
    return Call("GET", f"{document_path(document_id)}/validity", model_reader(ValidityDetailOut), params)


def changes(since: int, limit: int) -> Call[ChangesOut]:
    return Call("GET", f"{BASE}/changes", model_reader(ChangesOut), {"since": since, "limit": limit})


def upload(source: Path | bytes, name: str | None, progress: Progress | None, key: str | None) -> Call[JobOut]:
    shown = name or (source.name if isinstance(source, Path) else "van-ban")

    def files() -> dict[str, tuple[str, ProgressFile]]:
        return {"file": (shown, opener_with_progress(source, progress))}

    return Call("POST", f"{BASE}/documents", model_reader(JobOut), files=files, key=key or fresh_key())


def tasks(after: str | None, **conditions: Any) -> Call[ResultPage[TaskOut]]:
    def read(response: httpx.Response) -> ResultPage[TaskOut]:
        page = model_reader(TasksOut)(response)
        return ResultPage(page.tasks, page.following)

    return Call("GET", f"{BASE}/tasks", read, {**conditions, "after": after})


def task(task_id: str) -> Call[TaskDetailOut]:
    return Call("GET", f"{BASE}/tasks/{quote(task_id, safe='')}", model_reader(TaskDetailOut))


def task_file(kind: str, **conditions: Any) -> Call[bytes]:
    """``kind`` is ``xlsx`` or ``ics``."""
    return Call("GET", f"{BASE}/tasks.{kind}", content, conditions, accept="*/*")


def task_conflicts(**conditions: Any) -> Call[TaskConflictsOut]:
    return Call("GET", f"{BASE}/tasks/conflicts", model_reader(TaskConflictsOut), conditions)


def decide_task(task_id: str, act: str, body: Mapping[str, Any]) -> Call[TaskDetailOut]:
    path = f"{BASE}/tasks/{quote(task_id, safe='')}/{act}"
    return Call("POST", path, model_reader(TaskDetailOut), json=body, key=fresh_key())


def withdraw(document_id: str, reason: str) -> Call[StateOut]:
    return Call(
        "POST",
        f"{document_path(document_id)}/withdraw",
        model_reader(StateOut),
        json={"reason": reason},
        key=fresh_key(),
    )


def restore(document_id: str) -> Call[StateOut]:
    return Call("POST", f"{document_path(document_id)}/restore", model_reader(StateOut), key=fresh_key())


def jobs(limit: int, after: str | None) -> Call[ResultPage[JobOut]]:
    def read(response: httpx.Response) -> ResultPage[JobOut]:
        page = model_reader(JobsOut)(response)
        return ResultPage(page.jobs, page.following)

    return Call("GET", f"{BASE}/jobs", read, {"limit": limit, "after": after})


def job(number: int) -> Call[JobDetailOut]:
    return Call("GET", f"{BASE}/jobs/{number}", model_reader(JobDetailOut))


def answer(answer_id: str) -> Call[ReplayOut]:
    return Call("GET", f"{BASE}/answers/{quote(answer_id, safe='')}", model_reader(ReplayOut))


def judge(answer_id: str, useful: bool, reason: str | None, comment: str) -> Call[FeedbackOut]:
    path = f"{BASE}/answers/{quote(answer_id, safe='')}/feedback"
    feedback = without_none({"useful": useful, "reason": reason, "comment": comment})
    return Call("POST", path, model_reader(FeedbackOut), json=feedback, key=fresh_key())


def conversation(conversation_id: str) -> Call[ConversationOut]:
    return Call("GET", f"{BASE}/conversations/{quote(conversation_id, safe='')}", model_reader(ConversationOut))


def forget(conversation_id: str) -> Call[None]:
    path = f"{BASE}/conversations/{quote(conversation_id, safe='')}"
    return Call("DELETE", path, _nothing, key=fresh_key())


def conversations(limit: int, after: str | None) -> Call[ResultPage[HeldConversationOut]]:
    def read(response: httpx.Response) -> ResultPage[HeldConversationOut]:
        page = model_reader(ConversationsOut)(response)
        return ResultPage(page.conversations, page.following)

    return Call("GET", f"{BASE}/conversations", read, {"limit": limit, "after": after})


def question_log(which: str, limit: int, after: str | None) -> Call[ResultPage[AskedOut]]:
    """``which`` is ``feedback`` or ``unanswered``."""

    def read(response: httpx.Response) -> ResultPage[AskedOut]:
        page = model_reader(AskedListOut)(response)
        return ResultPage(page.questions, page.following)

    return Call("GET", f"{BASE}/{which}", read, {"limit": limit, "after": after})


def touched_answers(limit: int, after: str | None) -> Call[ResultPage[TouchedAnswerOut]]:
    def read(response: httpx.Response) -> ResultPage[TouchedAnswerOut]:
        page = model_reader(TouchedAnswersOut)(response)
        return ResultPage(page.answers, page.following)

    return Call("GET", f"{BASE}/answers/touched", read, {"limit": limit, "after": after})


def evaluation() -> Call[list[dict[str, Any]]]:
    def read(response: httpx.Response) -> list[dict[str, Any]]:
        return [json.loads(line) for line in response.text.splitlines()]

    return Call("GET", f"{BASE}/evaluation/questions", read, accept="application/x-ndjson")


def status() -> Call[StatusOut]:
    return Call("GET", f"{BASE}/status", model_reader(StatusOut))


def _question_body(
    question: str, filters: FiltersIn | None, as_of: date | None, limit: int, **more: Any
) -> dict[str, Any]:
    conditions = to_wire(filters) if filters else None
    return without_none(
        {"question": question, "filters": conditions, "as_of": as_of.isoformat() if as_of else None, "limit": limit,
         **more}
    )  # fmt: skip


def _nothing(_: httpx.Response) -> None:
    return None
