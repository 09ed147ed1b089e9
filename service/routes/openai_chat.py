"""``/v1``: the part of OpenAI's interface that chat front ends use."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path
from fastapi import Request as HttpRequest
from fastapi.responses import StreamingResponse

from index.records import Filters
from service.ask_queue import AskRequest
from service.bridges import openai_chat
from service.http.problems import ProblemError
from service.http.public_address import public_address
from service.routes.dependencies import AskerDep
from service.routes.questions import EVENTS, while_connected
from service.schemas.openai import (
    MODEL,
    ChatIn,
    ChatOut,
    ChoiceOut,
    MessageOut,
    ModelOut,
    ModelsOut,
    OpenAIErrorOut,
    UsageOut,
)
from service.schemas.questions import AnswerOut
from service.state import StateDep

router = APIRouter(
    prefix="/v1",
    tags=["Giao diện kiểu OpenAI"],
    responses={status: {"model": OpenAIErrorOut} for status in (404, 422)},
)

#: Most sources of an answer: as many as the chat page shows.
SOURCES = 5


@router.get("/models", summary="Các mô hình: chỉ có `hoivanban`")
def models(_: AskerDep) -> ModelsOut:
    return ModelsOut(data=(ModelOut(),))


@router.get("/models/{model}", summary="Một mô hình")
def one_model(
    _: AskerDep, model: Annotated[str, Path(max_length=200, description="Mã mô hình", examples=[MODEL])]
) -> ModelOut:
    _require_model(model)
    return ModelOut()


@router.post(
    "/chat/completions",
    summary="Trả lời câu hỏi cuối của một hội thoại, kèm trích dẫn",
    description=(
        "Câu hỏi là tin nhắn `user` cuối; các câu `user` trước cho biết đang nói về văn bản nào. Tin nhắn `system` "
        "không được dùng. Tham số điều khiển mô hình ngôn ngữ (`temperature`, `max_tokens`, `tools`...) không có tác "
        "dụng; `n` khác 1, `logprobs`, `response_format` khác `text`, bắt gọi công cụ thì bị từ chối. Trích dẫn nằm "
        "trong nội dung và trong `annotations`."
    ),
    response_model=ChatOut,
    responses={200: {"content": {EVENTS: {"schema": {"type": "string"}, "example": "data: {}\n\ndata: [DONE]\n\n"}}}},
)
async def complete(
    chat: ChatIn,
    state: StateDep,
    principal: AskerDep,
    http: HttpRequest,
    idempotency_key: Annotated[
        str | None,
        Header(max_length=200, description="Cùng khóa và cùng câu hỏi chỉ được trả lời một lần", examples=["3f1c9a52"]),
    ] = None,
) -> ChatOut | StreamingResponse:
    _require_model(chat.model)
    openai_chat.refuse_unsupported(chat)
    asked = openai_chat.chat_questions(chat, state.settings.max_question_chars)
    if state.settings.audit_questions:
        await asyncio.to_thread(state.audit.record_question, asked[-1], principal, http)
    conversation_id = await asyncio.to_thread(state.chat_threads.find_conversation_id, asked[:-1], principal)
    request = AskRequest(
        question=asked[-1],
        conversation_id=conversation_id,
        filters=Filters(access=principal.labels),
        limit=SOURCES,
        key=idempotency_key,
        owner=principal.owner,
        signs_in=principal.signs_in,
    )
    answer = await while_connected(http, state.ask_queue.answer(request))
    state.chat_threads.remember(asked, principal, answer.conversation_id)
    page = await asyncio.to_thread(state.permalinks.answer_path, answer.id) if state.recorder.is_recording else ""
    text = openai_chat.render_answer(answer, f"{public_address(state.settings.public_url, http)}/", page)
    counted = _usage(openai_chat.chat_word_count(chat), openai_chat.word_count(text.text))
    if chat.stream:
        with_usage = chat.stream_options is not None and chat.stream_options.include_usage
        events = _stream_chunks(answer, text, counted if with_usage else None)
        return StreamingResponse(events, media_type=EVENTS, headers={"X-Accel-Buffering": "no"})
    message = MessageOut(content=text.text, annotations=text.annotations)
    return ChatOut(
        id=f"chatcmpl-{answer.id}",
        created=int(time.time()),
        choices=(ChoiceOut(message=message),),
        usage=counted,
        answer_id=answer.id,
        conversation_id=answer.conversation_id,
    )


def _stream_chunks(answer: AnswerOut, text: openai_chat.RenderedAnswer, usage: UsageOut | None) -> Iterator[str]:
    """The answer as the chunks of an OpenAI stream; the last one has the citations."""
    head = {
        "id": f"chatcmpl-{answer.id}", "object": "chat.completion.chunk", "created": int(time.time()), "model": MODEL,
        "answer_id": answer.id, "conversation_id": answer.conversation_id,
    }  # fmt: skip

    def chunk(delta: dict[str, Any], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _event_text({**head, "choices": [choice], **({"usage": None} if usage else {})})

    yield chunk({"role": "assistant", "content": ""})
    for part in text.parts:
        yield chunk({"content": part})
    yield chunk({"annotations": [annotation.model_dump() for annotation in text.annotations]}, "stop")
    if usage is not None:
        yield _event_text({**head, "choices": [], "usage": usage.model_dump()})
    yield "data: [DONE]\n\n"


def _event_text(body: dict[str, Any]) -> str:
    return f"data: {json.dumps(body, ensure_ascii=False)}\n\n"


def _usage(prompt: int, completion: int) -> UsageOut:
    return UsageOut(prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion)


def _require_model(model: str) -> None:
    if model != MODEL:
        raise ProblemError(
            404, "model_not_found", "Không có mô hình này", f"Không có mô hình {model!r}; hãy dùng {MODEL!r}.",
            more={"param": "model"},
        )  # fmt: skip
