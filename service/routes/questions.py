"""Ask and search."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Header
from fastapi import Request as HttpRequest
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from index.records import Filters
from service import wire
from service.asking import Request
from service.desk import QuestionError, clean_question
from service.problems import ProblemError
from service.schemas import AnswerOut, FoundOut, ProblemOut, QuestionIn, SearchIn, SearchOut
from service.settings import Settings
from service.state import StateDep

router = APIRouter(
    prefix="/api/v1",
    tags=["Hỏi và tìm"],
    responses={status: {"model": ProblemOut} for status in (400, 413, 422)},
)

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
        "Trả về JSON; với `Accept: text/event-stream` thì trả lần lượt các sự kiện `sources` (nguồn), `statement` "
        "(từng câu trích) và `answer` (toàn bộ câu trả lời). Ngắt kết nối thì việc trả lời dừng lại; gửi lại cùng "
        "`Idempotency-Key` thì câu hỏi không bị hỏi hai lần."
    ),
    response_model=AnswerOut,
    responses={200: {"content": _STREAM}},
)
async def ask(
    body: QuestionIn,
    state: StateDep,
    http: HttpRequest,
    idempotency_key: Annotated[
        str | None,
        Header(max_length=200, description="Khóa do bên gọi đặt; cùng khóa và cùng câu hỏi chỉ được trả lời một lần"),
    ] = None,
) -> AnswerOut | StreamingResponse:
    request = Request(
        question=_question(body.question, state.settings),
        conversation_id=body.conversation_id,
        filters=body.filters.record(body.as_of) if body.filters else Filters(as_of=body.as_of),
        limit=body.limit,
        key=idempotency_key,
    )
    answer = await _while_connected(http, state.asking.answer(request))
    if EVENTS in http.headers.get("accept", ""):
        # A proxy that gathers the stream before passing it on would take away what it is for.
        return StreamingResponse(_events(answer), media_type=EVENTS, headers={"X-Accel-Buffering": "no"})
    return answer


@router.post("/search", summary="Tìm các đoạn văn bản")
def search(body: SearchIn, state: StateDep) -> SearchOut:
    question = _question(body.question, state.settings)
    filters = body.filters.record(body.as_of) if body.filters else Filters(as_of=body.as_of)
    result = state.desk.search(question, filters, body.limit)
    return wire.search_out(result, wire.statuses(state.desk.library, [hit.document for hit in result.hits], body.as_of))


async def _events(answer: AnswerOut) -> AsyncIterator[str]:
    """The answer in the order in which a reader needs it: where it stands, what it says, then all of it."""
    yield _event("sources", FoundOut(answer_id=answer.id, status=answer.status, sources=answer.sources))
    for statement in answer.statements:
        yield _event("statement", statement)
    yield _event("answer", answer)


async def _while_connected(http: HttpRequest, work: Coroutine[Any, Any, AnswerOut]) -> AnswerOut:
    """Wait for the work, but no longer than the caller does."""
    answering = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_disconnected(http))
    try:
        await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            raise ProblemError(503, "abandoned", "Đã dừng trả lời", "Bên hỏi đã ngắt kết nối.")
        return answering.result()
    finally:
        answering.cancel()
        leaving.cancel()


async def _disconnected(http: HttpRequest) -> None:
    while (await http.receive())["type"] != "http.disconnect":
        pass


def _event(name: str, data: BaseModel) -> str:
    # JSON holds no line breaks, so one data line is enough.
    return f"event: {name}\ndata: {data.model_dump_json()}\n\n"


def _question(text: str, settings: Settings) -> str:
    try:
        return clean_question(text, settings.max_question_chars)
    except QuestionError as error:
        raise ProblemError(422, error.code, "Câu hỏi không hợp lệ", str(error)) from None
