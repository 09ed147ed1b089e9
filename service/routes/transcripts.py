"""Transcripts of the caller: an answer as it was given, feedback on it, a whole conversation and its export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from index.store.database import now
from index.touched.records import Touch
from index.touched.touch_pages import TouchPage, touched_page, touches_of
from index.transcripts.transcript_store import Exchange, FeedbackVerdict, text_digest
from service.access.principal import Principal
from service.http import problems
from service.http.paging import After, cursor_number
from service.http.public_address import public_address
from service.middleware.idempotency import IdempotentRoute
from service.routes.dependencies import AskerDep
from service.schemas.common import Identifier
from service.schemas.questions import AnswerOut
from service.schemas.transcripts import (
    ConversationOut,
    EvidenceOut,
    FeedbackIn,
    FeedbackOut,
    RephrasedSentenceOut,
    RephrasingOut,
    ReplayOut,
    TouchedAnswerOut,
    TouchedAnswersOut,
    TouchOut,
)
from service.state import ServiceState, StateDep
from service.transcripts import export
from service.transcripts.recorder import own_exchanges, without_hidden
from service.transcripts.touched_feed import ATOM, touched_atom

router = APIRouter(
    prefix="/api/v1",
    tags=["Lịch sử hỏi đáp"],
    route_class=IdempotentRoute,
    responses=problems.openapi_responses(404, 422),
)

AnswerId = Annotated[Identifier, Path(description="Mã câu trả lời", examples=["a_0f3c5d7e9a1b2c4d"])]
Limit = Annotated[int, Query(ge=1, le=500, description="Số mục của một trang", examples=[50])]
ConversationId = Annotated[Identifier, Path(description="Mã hội thoại", examples=["c_4fK2mQ9xW1aB7cDe"])]


@router.get("/answers/touched", summary="Câu trả lời của tôi mà văn bản được trích đã thay đổi, mới trước")
def touched(state: StateDep, principal: AskerDep, limit: Limit = 50, after: After = None) -> TouchedAnswersOut:
    return touched_answers_out(_own_touches(state, principal, limit, after))


@router.get(
    "/answers/touched.atom",
    summary="Cùng danh sách đó dạng nguồn tin Atom",
    response_class=Response,
    responses={200: {"content": {ATOM: {}}, "description": "Nguồn tin Atom"}},
)
def touched_feed(state: StateDep, principal: AskerDep, request: Request) -> Response:
    page = _own_touches(state, principal, 50, None)
    return Response(touched_atom(page.items, f"{public_address(state.settings.public_url, request)}/"), media_type=ATOM)


@router.get("/answers/{answer_id}", summary="Câu trả lời đã đưa ra, nguyên như lúc trả lời, kèm chứng cứ")
def replay(
    answer_id: AnswerId,
    state: StateDep,
    principal: AskerDep,
    code: Annotated[
        str,
        Query(alias="ma", max_length=64, description="Mã trong địa chỉ trang của câu trả lời", examples=["Zm9vYmFy"]),
    ] = "",
) -> ReplayOut:
    if code and state.permalinks.is_right(answer_id, code):
        exchange = state.recorder.exchange(answer_id)
        if exchange is None or not without_hidden([exchange], principal, state.assistant.library):
            raise problems.not_found("câu trả lời", answer_id)
    else:
        exchange = require_exchange(answer_id, state, principal)
    return _replay_outs([exchange], state, principal)[0]


@router.post("/answers/{answer_id}/rephrase", summary="Diễn đạt lại câu trả lời bằng mô hình ngôn ngữ của đơn vị")
def rephrase(answer_id: AnswerId, state: StateDep, principal: AskerDep) -> RephrasingOut:
    if state.rephraser is None:
        raise problems.not_found("mô hình ngôn ngữ", "HOIVANBAN_LLM_URL")
    exchange = require_exchange(answer_id, state, principal)
    found = state.rephraser.rephrase(AnswerOut.model_validate_json(exchange.body))
    sentences = tuple(RephrasedSentenceOut(**asdict(sentence)) for sentence in found.sentences)
    return RephrasingOut(sentences=sentences, dropped=found.dropped, note=found.note)


@router.post("/answers/{answer_id}/feedback", summary="Nhận xét một câu trả lời: có ích hay chưa, vì sao")
def judge(answer_id: AnswerId, body: FeedbackIn, state: StateDep, principal: AskerDep) -> FeedbackOut:
    require_exchange(answer_id, state, principal)
    seen = state.assistant.library.visible_to(principal.labels)
    if body.document_id is not None and seen.document(body.document_id) is None:
        raise problems.not_found("văn bản", body.document_id)
    verdict = FeedbackVerdict(
        useful=body.useful,
        at=now(),
        reason=body.reason,
        comment=body.comment.strip(),
        document_id=body.document_id,
        document_named=body.document.strip(),
    )
    if not state.recorder.judge(answer_id, verdict):
        raise problems.not_found("câu trả lời", answer_id)
    return feedback_out(verdict)


@router.get("/conversations/{conversation_id}", summary="Các câu hỏi và câu trả lời của một hội thoại")
def conversation(conversation_id: ConversationId, state: StateDep, principal: AskerDep) -> ConversationOut:
    exchanges = _require_exchanges(conversation_id, state, principal)
    return ConversationOut(id=conversation_id, answers=_replay_outs(exchanges, state, principal))


@router.get(
    "/conversations/{conversation_id}/export",
    summary="Tải hội thoại về, kèm trích dẫn đầy đủ: Markdown hoặc DOCX",
    response_class=Response,
    responses={200: {"content": {medium: {} for medium in export.MEDIA_TYPES.values()}, "description": "Tệp tải về"}},
)
def download(
    conversation_id: ConversationId,
    state: StateDep,
    principal: AskerDep,
    form: Annotated[
        export.Form, Query(alias="format", description="Dạng tệp: `md` hoặc `docx`", examples=["md"])
    ] = "md",
) -> Response:
    exchanges = _require_exchanges(conversation_id, state, principal)
    answers = [(item.asked_at, AnswerOut.model_validate_json(item.body)) for item in exchanges]
    name = f"hoi-van-ban-{answers[0][0][:10]}.{form}"
    return Response(
        export.render_conversation(answers, form),
        media_type=export.MEDIA_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.delete("/conversations/{conversation_id}", status_code=204, summary="Xóa hội thoại và mọi thứ đã lưu của nó")
def forget(conversation_id: ConversationId, state: StateDep, principal: AskerDep) -> None:
    dropped = state.conversations.drop(conversation_id, principal.owner)
    if not (state.recorder.forget(conversation_id, principal.owner) or dropped):
        raise problems.not_found("hội thoại", conversation_id)


def require_exchange(answer_id: str, state: ServiceState, principal: Principal) -> Exchange:
    exchange = state.recorder.exchange(answer_id)
    if exchange is None or not own_exchanges([exchange], principal, state.assistant.library):
        raise problems.not_found("câu trả lời", answer_id)
    return exchange


def _require_exchanges(conversation_id: str, state: ServiceState, principal: Principal) -> list[Exchange]:
    found = own_exchanges(state.recorder.exchanges_of(conversation_id), principal, state.assistant.library)
    if not found:
        raise problems.not_found("hội thoại", conversation_id)
    return found


def _own_touches(state: ServiceState, principal: Principal, limit: int, after: str | None) -> TouchPage:
    below = cursor_number(after, 0) or None
    return touched_page(state.assistant.library.engine, limit, below, principal.labels, principal.owner)


def touched_answers_out(page: TouchPage) -> TouchedAnswersOut:
    """The wire model of a page of touched answers."""
    answers = tuple(
        TouchedAnswerOut(
            **_touch_fields(item.touch), answer_id=item.touch.answer_id, question=item.question, asked_at=item.asked_at
        )
        for item in page.items
    )
    return TouchedAnswersOut(answers=answers, following=None if page.following is None else str(page.following))


def _touch_fields(touch: Touch) -> dict[str, Any]:
    return {
        "kind": touch.kind, "reason": touch.reason, "document_id": touch.document_id, "by_id": touch.by_id or None,
        "effective": touch.effective, "at": touch.at,
    }  # fmt: skip


def _replay_outs(exchanges: Sequence[Exchange], state: ServiceState, principal: Principal) -> tuple[ReplayOut, ...]:
    """Answers as they were given, each with what has happened to its evidence since."""
    engine = state.assistant.library.engine
    touches = touches_of(engine, [exchange.id for exchange in exchanges], principal.labels)
    return tuple(
        _replay_out(exchange, touches.get(exchange.id, ()), state, own=exchange.owner == principal.owner)
        for exchange in exchanges
    )


def _replay_out(exchange: Exchange, touches: Sequence[Touch], state: ServiceState, *, own: bool) -> ReplayOut:
    documents = state.assistant.library.documents_by_id({passage.document_id for passage in exchange.evidence})
    evidence = []
    for passage in exchange.evidence:
        document = documents.get(passage.document_id)
        evidence.append(
            EvidenceOut(
                passage_id=passage.passage_id,
                document_id=passage.document_id,
                page_from=passage.page_from,
                page_to=passage.page_to,
                citation=passage.citation,
                text=passage.text,
                digest=passage.digest,
                intact=text_digest(passage.text) == passage.digest,
                current=document is not None
                and document.state == "active"
                and document.version_id == passage.version_id,
            )
        )
    return ReplayOut(
        asked_at=exchange.asked_at,
        answer=AnswerOut.model_validate_json(exchange.body),
        evidence=tuple(evidence),
        change_now=state.assistant.library.change,
        feedback=None if exchange.verdict is None or not own else feedback_out(exchange.verdict),
        touched=tuple(TouchOut(**_touch_fields(touch)) for touch in touches),
        page_url="/" + state.permalinks.answer_path(exchange.id),
        own=own,
    )


def feedback_out(verdict: FeedbackVerdict) -> FeedbackOut:
    """The wire model of a reader's feedback."""
    return FeedbackOut(
        useful=verdict.useful,
        reason=verdict.reason,
        comment=verdict.comment,
        document_id=verdict.document_id,
        document=verdict.document_named,
        at=verdict.at,
    )
