"""Ask and search."""

from __future__ import annotations

from fastapi import APIRouter

from index.records import Filters
from service import wire
from service.desk import QuestionError, clean_question
from service.problems import ProblemError
from service.schemas import AnswerOut, ProblemOut, QuestionIn, SearchIn, SearchOut
from service.settings import Settings
from service.state import StateDep

router = APIRouter(
    prefix="/api/v1",
    tags=["Hỏi và tìm"],
    responses={status: {"model": ProblemOut} for status in (400, 413, 422)},
)


@router.post("/ask", summary="Trả lời một câu hỏi, kèm đoạn văn bản và trích dẫn")
def ask(body: QuestionIn, state: StateDep) -> AnswerOut:
    question = _question(body.question, state.settings)
    filters = body.filters.record(body.as_of) if body.filters else Filters(as_of=body.as_of)
    conversation = state.conversations.get(body.conversation_id)
    reply = state.desk.ask(question, conversation, filters, body.limit)
    state.conversations.keep(reply.conversation)
    return wire.answer_out(reply.answer)


@router.post("/search", summary="Tìm các đoạn văn bản")
def search(body: SearchIn, state: StateDep) -> SearchOut:
    question = _question(body.question, state.settings)
    filters = body.filters.record(body.as_of) if body.filters else Filters(as_of=body.as_of)
    return wire.search_out(state.desk.search(question, filters, body.limit))


def _question(text: str, settings: Settings) -> str:
    try:
        return clean_question(text, settings.max_question_chars)
    except QuestionError as error:
        raise ProblemError(422, error.code, "Câu hỏi không hợp lệ", str(error)) from None
