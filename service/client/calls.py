"""Every call as data: what is sent and how the response is read. The clients only send them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel

from service.client.page import ResultPage
from service.client.uploading import Progress, ProgressFile, opener_with_progress
from service.schemas.about import StatusOut
from service.schemas.documents import (
    ContextPassageOut,
    DocumentOut,
    DocumentsOut,
    OutlineOut,
    PassagesOut,
    PassageViewOut,
)
from service.schemas.library import (
    ChangesOut,
    JobDetailOut,
    JobOut,
    JobsOut,
    RelationsOut,
    StateOut,
    ValidityDetailOut,
)
from service.schemas.questions import AnswerOut, FiltersIn
from service.schemas.searches import SearchOut
from service.schemas.tasks import TaskConflictsOut, TaskDetailOut, TaskOut, TasksOut
from service.schemas.transcripts import (
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

BASE = "/api/v1"
Result = TypeVar("Result")
Model = TypeVar("Model", bound=BaseModel)
Files = Callable[[], dict[str, tuple[str, ProgressFile]]]


@dataclass(frozen=True, slots=True)
class Call(Generic[Result]):
    """One request. ``key`` makes a write safe to send again; ``files`` opens the files to upload, anew for each try."""

    method: str
    path: str
    read: Callable[[httpx.Response], Result]
    params: Mapping[str, Any] = field(default_factory=dict)
    json: Mapping[str, Any] | None = None
    files: Files | None = None
    key: str | None = None
    accept: str = "application/json"

    def headers(self) -> dict[str, str]:
        """The headers that belong to this call."""
        # Headers hold no Vietnamese.
        return {"Accept": self.accept, **({"Idempotency-Key": quote(self.key, safe="")} if self.key else {})}

    def request(self, opened: dict[str, tuple[str, ProgressFile]] | None) -> dict[str, Any]:
        """The arguments of httpx."""
        return {
            "method": self.method, "url": self.path, "params": _without_none(self.params), "json": self.json,
            "files": opened, "headers": self.headers(),
        }  # fmt: skip


def ask(question: str, conversation_id: str | None, filters: FiltersIn | None, as_of: date | None, limit: int,
        key: str | None) -> Call[AnswerOut]:  # fmt: skip
    return Call("POST", f"{BASE}/ask", _model(AnswerOut), key=key or fresh_key(),
                json=_question_body(question, filters, as_of, limit, conversation_id=conversation_id))  # fmt: skip


def search(question: str, filters: FiltersIn | None, as_of: date | None, limit: int) -> Call[SearchOut]:
    return Call("POST", f"{BASE}/search", _model(SearchOut), json=_question_body(question, filters, as_of, limit))


def documents(after: str | None, **conditions: Any) -> Call[ResultPage[DocumentOut]]:
    def read(response: httpx.Response) -> ResultPage[DocumentOut]:
        page = _model(DocumentsOut)(response)
        return ResultPage(page.documents, page.following)

    return Call("GET", f"{BASE}/documents", read, {**conditions, "after": after})


def document(document_id: str) -> Call[DocumentOut]:
    return Call("GET", _document_path(document_id), _model(DocumentOut))


def document_by_number(number: str, year: int | None, issuer: str | None) -> Call[DocumentOut]:
    path = f"{BASE}/documents/by-number/{quote(number, safe='/')}"
    return Call("GET", path, _model(DocumentOut), {"year": year, "issuer": issuer})


def outline(document_id: str) -> Call[OutlineOut]:
    return Call("GET", f"{_document_path(document_id)}/outline", _model(OutlineOut))


def passages(document_id: str, limit: int, after: str | None) -> Call[ResultPage[ContextPassageOut]]:
    def read(response: httpx.Response) -> ResultPage[ContextPassageOut]:
        part = _model(PassagesOut)(response)
        return ResultPage(part.passages, part.following)

    return Call("GET", f"{_document_path(document_id)}/passages", read, {"limit": limit, "after": after})


def passage(document_id: str, passage_id: int) -> Call[PassageViewOut]:
    return Call("GET", f"{_document_path(document_id)}/passages/{passage_id}", _model(PassageViewOut))


def page_picture(document_id: str, number: int, passage_id: int | None) -> Call[bytes]:
    path = f"{_document_path(document_id)}/pages/{number}.png"
    return Call("GET", path, _bytes, {"passage": passage_id}, accept="image/png")


def original_file(document_id: str) -> Call[bytes]:
    return Call("GET", f"{_document_path(document_id)}/file", _bytes, accept="application/octet-stream")


def relations(document_id: str) -> Call[RelationsOut]:
    return Call("GET", f"{_document_path(document_id)}/relations", _model(RelationsOut))


def validity(document_id: str, as_of: date | None) -> Call[ValidityDetailOut]:
    params = {"as_of": as_of.isoformat() if as_of else None}
    return Call("GET", f"{_document_path(document_id)}/validity", _model(ValidityDetailOut), params)


def changes(since: int, limit: int) -> Call[ChangesOut]:
    return Call("GET", f"{BASE}/changes", _model(ChangesOut), {"since": since, "limit": limit})


def upload(source: Path | bytes, name: str | None, progress: Progress | None, key: str | None) -> Call[JobOut]:
    shown = name or (source.name if isinstance(source, Path) else "van-ban")

    def files() -> dict[str, tuple[str, ProgressFile]]:
        return {"file": (shown, opener_with_progress(source, progress))}

    return Call("POST", f"{BASE}/documents", _model(JobOut), files=files, key=key or fresh_key())


def tasks(after: str | None, **conditions: Any) -> Call[ResultPage[TaskOut]]:
    def read(response: httpx.Response) -> ResultPage[TaskOut]:
        page = _model(TasksOut)(response)
        return ResultPage(page.tasks, page.following)

    return Call("GET", f"{BASE}/tasks", read, {**conditions, "after": after})


def task(task_id: str) -> Call[TaskDetailOut]:
    return Call("GET", f"{BASE}/tasks/{quote(task_id, safe='')}", _model(TaskDetailOut))


def task_file(kind: str, **conditions: Any) -> Call[bytes]:
    """``kind`` is ``xlsx`` or ``ics``."""
    return Call("GET", f"{BASE}/tasks.{kind}", _bytes, conditions, accept="*/*")


def task_conflicts(**conditions: Any) -> Call[TaskConflictsOut]:
    return Call("GET", f"{BASE}/tasks/conflicts", _model(TaskConflictsOut), conditions)


def decide_task(task_id: str, act: str, body: Mapping[str, Any]) -> Call[TaskDetailOut]:
    path = f"{BASE}/tasks/{quote(task_id, safe='')}/{act}"
    return Call("POST", path, _model(TaskDetailOut), json=body, key=fresh_key())


def withdraw(document_id: str, reason: str) -> Call[StateOut]:
    return Call(
        "POST", f"{_document_path(document_id)}/withdraw", _model(StateOut), json={"reason": reason}, key=fresh_key()
    )


def restore(document_id: str) -> Call[StateOut]:
    return Call("POST", f"{_document_path(document_id)}/restore", _model(StateOut), key=fresh_key())


def jobs(limit: int, after: str | None) -> Call[ResultPage[JobOut]]:
    def read(response: httpx.Response) -> ResultPage[JobOut]:
        page = _model(JobsOut)(response)
        return ResultPage(page.jobs, page.following)

    return Call("GET", f"{BASE}/jobs", read, {"limit": limit, "after": after})


def job(number: int) -> Call[JobDetailOut]:
    return Call("GET", f"{BASE}/jobs/{number}", _model(JobDetailOut))


def answer(answer_id: str) -> Call[ReplayOut]:
    return Call("GET", f"{BASE}/answers/{quote(answer_id, safe='')}", _model(ReplayOut))


def judge(answer_id: str, useful: bool, reason: str | None, comment: str) -> Call[FeedbackOut]:
    path = f"{BASE}/answers/{quote(answer_id, safe='')}/feedback"
    feedback = _without_none({"useful": useful, "reason": reason, "comment": comment})
    return Call("POST", path, _model(FeedbackOut), json=feedback, key=fresh_key())


def conversation(conversation_id: str) -> Call[ConversationOut]:
    return Call("GET", f"{BASE}/conversations/{quote(conversation_id, safe='')}", _model(ConversationOut))


def forget(conversation_id: str) -> Call[None]:
    path = f"{BASE}/conversations/{quote(conversation_id, safe='')}"
    return Call("DELETE", path, _nothing, key=fresh_key())


def conversations(limit: int, after: str | None) -> Call[ResultPage[HeldConversationOut]]:
    def read(response: httpx.Response) -> ResultPage[HeldConversationOut]:
        page = _model(ConversationsOut)(response)
        return ResultPage(page.conversations, page.following)

    return Call("GET", f"{BASE}/conversations", read, {"limit": limit, "after": after})


def question_log(which: str, limit: int, after: str | None) -> Call[ResultPage[AskedOut]]:
    """``which`` is ``feedback`` or ``unanswered``."""

    def read(response: httpx.Response) -> ResultPage[AskedOut]:
        page = _model(AskedListOut)(response)
        return ResultPage(page.questions, page.following)

    return Call("GET", f"{BASE}/{which}", read, {"limit": limit, "after": after})


def touched_answers(limit: int, after: str | None) -> Call[ResultPage[TouchedAnswerOut]]:
    def read(response: httpx.Response) -> ResultPage[TouchedAnswerOut]:
        page = _model(TouchedAnswersOut)(response)
        return ResultPage(page.answers, page.following)

    return Call("GET", f"{BASE}/answers/touched", read, {"limit": limit, "after": after})


def evaluation() -> Call[list[dict[str, Any]]]:
    def read(response: httpx.Response) -> list[dict[str, Any]]:
        return [json.loads(line) for line in response.text.splitlines()]

    return Call("GET", f"{BASE}/evaluation/questions", read, accept="application/x-ndjson")


def status() -> Call[StatusOut]:
    return Call("GET", f"{BASE}/status", _model(StatusOut))


def fresh_key() -> str:
    """A random key that no other write has."""
    return secrets.token_urlsafe(16)


def _document_path(document_id: str) -> str:
    return f"{BASE}/documents/{quote(document_id, safe='')}"


def _question_body(
    question: str, filters: FiltersIn | None, as_of: date | None, limit: int, **more: Any
) -> dict[str, Any]:
    conditions = filters.model_dump(mode="json", exclude_defaults=True) if filters else None
    return _without_none(
        {"question": question, "filters": conditions, "as_of": as_of.isoformat() if as_of else None, "limit": limit,
         **more}
    )  # fmt: skip


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _model(model: type[Model]) -> Callable[[httpx.Response], Model]:
    """A reader of this wire model that ignores fields added by a newer service."""
    return lambda response: model.model_validate_json(response.content, extra="ignore")


def _bytes(response: httpx.Response) -> bytes:
    return response.content


def _nothing(_: httpx.Response) -> None:
    return None
