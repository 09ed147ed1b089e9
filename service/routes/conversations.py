"""The caller's own conversations: listed, searched, given a title; and what may be asked after an answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from index.transcripts.conversation_list import OwnConversation, conversations_of, rename_conversation
from service.http import problems
from service.http.paging import After, cursor_number
from service.middleware.idempotency import IdempotentRoute
from service.routes.dependencies import AskerDep
from service.routes.transcripts import AnswerId, ConversationId, require_exchange
from service.schemas.questions import AnswerOut, NextQuestionsOut
from service.schemas.transcripts import ConversationRowOut, OwnConversationsOut, TitleIn
from service.state import StateDep

router = APIRouter(
    prefix="/api/v1",
    tags=["Lịch sử hỏi đáp"],
    route_class=IdempotentRoute,
    responses=problems.openapi_responses(404, 422),
)


@router.get("/history", summary="Các cuộc hỏi của chính tôi, mới trước")
def own_conversations(
    state: StateDep,
    principal: AskerDep,
    q: Annotated[
        str,
        Query(
            max_length=200, description="Chữ trong tên hoặc câu hỏi; có dấu hay không đều được", examples=["báo cáo"]
        ),
    ] = "",
    limit: Annotated[int, Query(ge=1, le=200, description="Số cuộc hỏi của một trang", examples=[30])] = 30,
    after: After = None,
) -> OwnConversationsOut:
    start = max(0, cursor_number(after, 0))
    state.recorder.flush()
    found = conversations_of(state.assistant.library.engine, principal.owner)
    chosen = [item for item in found if item.holds(q)]
    return OwnConversationsOut(
        conversations=tuple(_row(item) for item in chosen[start : start + limit]),
        total=len(chosen),
        following=str(start + limit) if start + limit < len(chosen) else None,
        kept_days=state.settings.keep_days,
    )


@router.post("/conversations/{conversation_id}/rename", status_code=204, summary="Đặt tên cho một cuộc hỏi của tôi")
def rename(conversation_id: ConversationId, body: TitleIn, state: StateDep, principal: AskerDep) -> None:
    state.recorder.flush()
    title = " ".join(body.title.split())
    if not rename_conversation(state.assistant.library.engine, conversation_id, principal.owner, title):
        raise problems.not_found("hội thoại", conversation_id)


@router.get("/answers/{answer_id}/next", summary="Câu hỏi tiếp về văn bản mà câu trả lời này trích")
async def next_after(answer_id: AnswerId, state: StateDep, principal: AskerDep) -> NextQuestionsOut:
    def find() -> tuple[str, ...]:
        exchange = require_exchange(answer_id, state, principal)
        answer = AnswerOut.model_validate_json(exchange.body)
        cited = [answer.sources[statement.source].document.id for statement in answer.statements]
        library = state.assistant.library.visible_to(principal.labels)
        document = library.document(cited[0]) if cited else None
        if document is None or document.state != "active":
            return ()
        return state.examples.after(document, answer.question, answer.intent, principal.labels)

    # On the threads of questions: each question tried is one.
    return NextQuestionsOut(questions=await state.ask_queue.search(find))


def _row(item: OwnConversation) -> ConversationRowOut:
    return ConversationRowOut(
        id=item.id,
        title=item.title or item.questions[0][:200],
        questions=len(item.questions),
        started_at=item.started_at,
        last_at=item.last_at,
    )
