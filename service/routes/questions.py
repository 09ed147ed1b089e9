"""Questions and searches."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Header
from fastapi import Request as HttpRequest
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel

from index.records import Filters, SearchResult
from service.access.principal import Principal
from service.answering.question.clean import QuestionError, clean_question
from service.ask_queue import AskRequest, PendingAnswer
from service.http import serialise
from service.http.problems import ProblemError
from service.neighbours.neighbour import Asker
from service.routes.dependencies import AskerDep, CitedDep
from service.schemas.common import ProblemOut
from service.schemas.questions import AnswerOut, FoundOut, QuestionIn
from service.schemas.searches import SearchIn, SearchOut
from service.settings import Settings
from service.state import ServiceState, StateDep

router = APIRouter(
    prefix="/api/v1",
    tags=["Hỏi và tìm"],
    responses={status: {"model": ProblemOut} for status in (400, 413, 422)},
)

Result = TypeVar("Result")

EVENTS = "text/event-stream"
_STREAM = {
    EVENTS: {
        "schema": {"type": "string"},
        "example": 'event: sources\ndata: {"answer_id": "a_0f3c", "sources": []}\n\n',
    }
}


@router.post(
    "/ask",
    summary="Trả lời một câu hỏi, kèm đoạn văn bản và trích dẫn",
    description=(
        "Trả về JSON; với `Accept: text/event-stream` thì trả lần lượt các sự kiện `sources` (nguồn, gửi ngay khi tìm "
        "xong; gửi lại nếu câu trả lời dùng nguồn khác), `statement` (từng câu trích) và `answer` (toàn bộ câu trả "
        "lời). Ngắt kết nối thì việc trả lời dừng lại; gửi lại cùng "
        "`Idempotency-Key` thì câu hỏi không bị hỏi hai lần."
    ),
    response_model=AnswerOut,
    responses={200: {"content": _STREAM}},
)
async def ask(
    body: QuestionIn,
    state: StateDep,
    principal: AskerDep,
    http: HttpRequest,
    idempotency_key: Annotated[
        str | None,
        Header(
            max_length=200,
            description="Khóa do bên gọi đặt; cùng khóa và cùng câu hỏi chỉ được trả lời một lần",
            examples=["3f1c9a52"],
        ),
    ] = None,
) -> AnswerOut | StreamingResponse:
    question = _clean_question(body.question, state.settings)
    if state.settings.audit_questions:
        await asyncio.to_thread(state.audit.record_question, question, principal, http)
    request = AskRequest(
        question=question,
        conversation_id=body.conversation_id,
        filters=_visible_filters(body, principal),
        limit=body.limit,
        key=idempotency_key,
        owner=principal.owner,
        neighbours=body.neighbours,
        signs_in=principal.signs_in,
    )
    if EVENTS not in http.headers.get("accept", ""):
        return await while_connected(http, state.ask_queue.answer(request))
    with contextlib.ExitStack() as leaving:
        asked = leaving.enter_context(state.ask_queue.pending(request))
        first = await while_connected(http, asked.early_sources())
        # A proxy that gathers the stream before passing it on would take away what it is for.
        events = _answer_events(asked, first, leaving.pop_all())
        return StreamingResponse(events, media_type=EVENTS, headers={"X-Accel-Buffering": "no"})


@router.post("/search", summary="Tìm các đoạn văn bản", response_model=SearchOut)
async def search(body: SearchIn, state: StateDep, principal: CitedDep, http: HttpRequest) -> Response:
    if state.neighbours is None or not body.neighbours:
        found = await state.ask_queue.search(partial(_searched, serialise.search_json, body, state, principal, http))
        return Response(found, media_type="application/json")
    own = await state.ask_queue.search(partial(_searched, serialise.search_out, body, state, principal, http))
    asker = Asker(principal.labels, principal.signs_in)
    widened = await while_connected(http, state.neighbours.widen_search(own, body, asker))
    return Response(widened.model_dump_json(), media_type="application/json")


def _searched(
    form: Callable[[SearchResult, serialise.Statuses], Result],
    body: SearchIn,
    state: ServiceState,
    principal: Principal,
    http: HttpRequest,
) -> Result:
    """The result of a search, in the form wanted."""
    question = _clean_question(body.question, state.settings)
    state.audit.record_question(question, principal, http)
    filters = _visible_filters(body, principal)
    result = state.assistant.search(question, filters, body.limit, explain=body.explain)
    if body.relevant_only:
        result = replace(result, hits=result.hits[: result.relevant])
    library = state.assistant.library.visible_to(principal.labels)
    return form(result, serialise.statuses(library, [hit.document for hit in result.hits], body.as_of))


def _visible_filters(body: QuestionIn | SearchIn, principal: Principal) -> Filters:
    """The filters of a request, restricted to the labels that the caller may see."""
    given = body.filters.to_filters(body.as_of) if body.filters else Filters(as_of=body.as_of)
    return replace(given, access=principal.labels)


async def _answer_events(
    asked: PendingAnswer, first: FoundOut | None, leaving: contextlib.ExitStack
) -> AsyncIterator[str]:
    """The events of an answer, each as early as possible: the probable sources, the statements, the whole answer."""
    with leaving:
        if first is not None:
            yield _event_text("sources", first)
        answer = await asked.answer()
        if first is None or first.sources != answer.sources:
            yield _event_text("sources", FoundOut(answer_id=answer.id, status=answer.status, sources=answer.sources))
        for statement in answer.statements:
            yield _event_text("statement", statement)
        yield _event_text("answer", answer)


async def while_connected(http: HttpRequest, work: Coroutine[Any, Any, Result]) -> Result:
    """The result of the work; 503 as soon as the caller disconnects."""
    answering = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_wait_for_disconnect(http))
    try:
        await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            raise ProblemError(503, "abandoned", "Đã dừng trả lời", "Bên hỏi đã ngắt kết nối.")
        return answering.result()
    finally:
        answering.cancel()
        leaving.cancel()


async def _wait_for_disconnect(http: HttpRequest) -> None:
    while (await http.receive())["type"] != "http.disconnect":
        pass


def _event_text(name: str, data: BaseModel) -> str:
    # JSON has no line breaks, so one data line is enough.
    return f"event: {name}\ndata: {data.model_dump_json()}\n\n"


def _clean_question(text: str, settings: Settings) -> str:
    try:
        return clean_question(text, settings.max_question_chars)
    except QuestionError as error:
        raise ProblemError(422, error.code, "Câu hỏi không hợp lệ", str(error)) from None
