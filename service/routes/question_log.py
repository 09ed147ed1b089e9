"""The question log for administrators: conversations, feedback, unanswered questions, the export of both."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from index.store.transcript_tables import UNANSWERED
from index.touched.touch_pages import touched_page
from index.transcripts.transcript_pages import (
    QuestionPage,
    conversations_page,
    judged_answers_page,
    open_questions_page,
)
from index.transcripts.transcript_store import Exchange
from index.transcripts.usage import LogConditions, logged_ids
from service.access.principal import Principal
from service.http import problems
from service.http.paging import After, cursor_number
from service.http.usage import OUTCOMES, logged_out, utc_text
from service.routes.dependencies import Admin, AdminDep, AuditDep
from service.routes.transcripts import Limit, feedback_out, touched_answers_out
from service.schemas.dashboard import QuestionLogIn, QuestionLogOut
from service.schemas.transcripts import (
    AskedListOut,
    AskedOut,
    ConversationsOut,
    HeldConversationOut,
    TouchedAnswersOut,
)
from service.state import ServiceState, StateDep
from service.transcripts import feedback as review
from service.transcripts.recorder import without_hidden

router = APIRouter(
    prefix="/api/v1",
    tags=["Câu hỏi đã nhận"],
    dependencies=[Admin],
    responses=problems.openapi_responses(422),
)

LINES = "application/x-ndjson"


@router.get("/conversations", summary="Các hội thoại đã lưu, mới dùng trước")
def conversations(state: StateDep, limit: Limit = 50, after: After = None) -> ConversationsOut:
    state.recorder.flush()
    page = conversations_page(state.assistant.library.engine, limit, after)
    return ConversationsOut(
        conversations=tuple(
            HeldConversationOut(
                id=conversation.id,
                started_at=conversation.started_at,
                last_at=conversation.last_at,
                answers=conversation.answers,
            )
            for conversation in page.items
        ),
        following=page.following,
    )


@router.get("/feedback", summary="Các câu trả lời đã được nhận xét, mới trước")
def feedback(state: StateDep, principal: AdminDep, limit: Limit = 50, after: After = None) -> AskedListOut:
    state.recorder.flush()
    return asked_list(judged_answers_page(state.assistant.library.engine, limit, after), state, principal)


@router.get("/unanswered", summary="Câu hỏi chưa trả lời được hoặc bị người hỏi chê, mới trước")
def unanswered(state: StateDep, principal: AdminDep, limit: Limit = 50, after: After = None) -> AskedListOut:
    state.recorder.flush()
    return asked_list(open_questions_page(state.assistant.library.engine, limit, after), state, principal)


@router.get("/touched-answers", summary="Câu trả lời đã đưa ra mà văn bản được trích đã thay đổi, mới trước")
def touched(state: StateDep, principal: AdminDep, limit: Limit = 50, after: After = None) -> TouchedAnswersOut:
    below = cursor_number(after, 0) or None
    return touched_answers_out(touched_page(state.assistant.library.engine, limit, below, principal.labels))


@router.get(
    "/evaluation/questions",
    summary="Bộ câu hỏi để đo chất lượng: câu chưa trả lời được và câu đã nhận xét, mỗi dòng một JSON",
    response_class=Response,
    responses={
        200: {
            "content": {LINES: {"schema": {"type": "string"}, "example": '{"id": "a_0f3c", "question": "..."}\n'}},
            "description": "Tệp JSONL cho “hoivanban evaluate documents”",
        }
    },
)
def evaluation(state: StateDep, principal: AdminDep, audit: AuditDep) -> Response:
    state.recorder.flush()
    lines = "".join(review.evaluation_lines(state.assistant.library, principal))
    audit("feedback.export", "evaluation/questions", questions=lines.count("\n"))
    headers = {"Content-Disposition": 'attachment; filename="cau-hoi.jsonl"'}
    return Response(lines, media_type=LINES, headers=headers)


@router.get("/question-log", summary="Mọi câu hỏi đã lưu, mới trước; lời của câu hỏi chỉ có ở câu cần xem lại")
def log(state: StateDep, principal: AdminDep, given: Annotated[QuestionLogIn, Query()]) -> QuestionLogOut:
    state.recorder.flush()
    ids, following = logged_ids(
        state.assistant.library.engine, _conditions(given), principal.labels, given.limit, given.after
    )
    exchanges = [exchange for answer_id in ids if (exchange := state.recorder.exchange(answer_id)) is not None]
    shown = without_hidden(exchanges, principal, state.assistant.library)
    cited = {passage.document_id for exchange in shown for passage in exchange.evidence}
    documents = state.assistant.library.visible_to(principal.labels).documents_by_id(cited)
    return QuestionLogOut(
        questions=tuple(
            logged_out(exchange, documents, with_words=_may_be_read(exchange, principal)) for exchange in shown
        ),
        following=following,
    )


def _conditions(given: QuestionLogIn) -> LogConditions:
    return LogConditions(
        since=None if given.since is None else utc_text(given.since),
        before=None if given.before is None else utc_text(given.before),
        statuses=() if given.outcome is None else OUTCOMES[given.outcome],
        intent=given.intent,
        document_id=given.document_id,
        slower_ms=given.slower_ms,
    )


def _may_be_read(exchange: Exchange, principal: Principal) -> bool:
    """True if an administrator may read a question's words: his own, and those that need somebody to look at them."""
    judged = exchange.verdict is not None
    return judged or exchange.status in UNANSWERED or exchange.owner == principal.owner


def asked_list(page: QuestionPage, state: ServiceState, principal: Principal) -> AskedListOut:
    """A page of questions, without those whose answers cite documents that the caller may not see."""
    exchanges = [
        exchange for question in page.items if (exchange := state.recorder.exchange(question.answer_id)) is not None
    ]
    visible = {question.id for question in without_hidden(exchanges, principal, state.assistant.library)}
    return AskedListOut(
        questions=tuple(
            AskedOut(
                answer_id=question.answer_id,
                conversation_id=question.conversation_id,
                asked_at=question.asked_at,
                question=question.question,
                status=question.status,
                feedback=None if question.verdict is None else feedback_out(question.verdict),
            )
            for question in page.items
            if question.answer_id in visible
        ),
        following=page.following,
    )
