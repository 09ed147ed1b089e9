"""The wire models of the interface that follows OpenAI's chat completions, as far as this service has use for it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MODEL = "hoivanban"


class TextPartIn(BaseModel):
    """A part of a message. Only text is understood."""

    model_config = ConfigDict(extra="ignore")
    type: str = Field(max_length=40, description="Loại phần; chỉ nhận `text`", examples=["text"])
    text: str | None = Field(default=None, description="Nội dung", examples=["Kinh phí là bao nhiêu?"])


class MessageIn(BaseModel):
    """A message of the conversation so far."""

    model_config = ConfigDict(extra="ignore")
    role: Literal["system", "developer", "user", "assistant", "tool", "function"] = Field(
        description="Ai nói; chỉ các câu của `user` được dùng làm câu hỏi", examples=["user"]
    )
    content: str | tuple[TextPartIn, ...] | None = Field(
        None, max_length=100_000, description="Nội dung", examples=["Kế hoạch 516/KH-UBND do cơ quan nào chủ trì?"]
    )


class StreamOptionsIn(BaseModel):
    """What a stream carries besides the text."""

    model_config = ConfigDict(extra="ignore")
    include_usage: bool = Field(default=False, description="Gửi số liệu sử dụng trong phần cuối", examples=[True])


class ChatIn(BaseModel):
    """A chat completion to make. Parameters that steer a language model change nothing here and are passed over."""

    model_config = ConfigDict(extra="ignore")
    model: str = Field(max_length=200, description="Mô hình; chỉ có `hoivanban`", examples=[MODEL])
    messages: tuple[MessageIn, ...] = Field(
        min_length=1, max_length=1000, description="Hội thoại đến nay; câu hỏi là câu cuối của `user`"
    )
    stream: bool | None = Field(default=None, description="Trả lời từng phần (text/event-stream)", examples=[False])
    stream_options: StreamOptionsIn | None = Field(default=None, description="Tùy chọn khi trả lời từng phần")
    n: int | None = Field(default=None, description="Số câu trả lời; chỉ nhận 1", examples=[1])
    logprobs: bool | None = Field(default=None, description="Không hỗ trợ: chỉ nhận false", examples=[False])
    modalities: tuple[str, ...] | None = Field(default=None, description="Chỉ nhận `text`", examples=[["text"]])
    response_format: dict[str, Any] | None = Field(
        None, description="Chỉ nhận dạng `text`", examples=[{"type": "text"}]
    )
    tool_choice: str | dict[str, Any] | None = Field(
        None, description="Không bắt gọi công cụ được: chỉ nhận `auto`, `none`", examples=["auto"]
    )


class UrlCitationOut(BaseModel):
    """Where a mark in the text leads."""

    start_index: int = Field(description="Vị trí đầu của dấu [1] trong nội dung", examples=[58])
    end_index: int = Field(description="Vị trí sau dấu ấy", examples=[61])
    title: str = Field(description="Trích dẫn đầy đủ", examples=["Mục III Kế hoạch số 516/KH-UBND ngày 09/3/2023"])
    url: str = Field(description="Nơi xem nguồn", examples=["https://hoi.example/api/v1/documents/d_1f/passages/40"])


class AnnotationOut(BaseModel):
    """A citation in the text."""

    type: Literal["url_citation"] = Field(
        default="url_citation", description="Luôn là trích dẫn", examples=["url_citation"]
    )
    url_citation: UrlCitationOut = Field(description="Trích dẫn")


class MessageOut(BaseModel):
    """The answer as a message."""

    role: Literal["assistant"] = Field(default="assistant", description="Bên trả lời", examples=["assistant"])
    content: str = Field(description="Câu trả lời, kèm các câu trích và danh sách nguồn", examples=["Theo Kế hoạch..."])
    refusal: str | None = Field(default=None, description="Luôn rỗng: lời từ chối nằm trong `content`", examples=[None])
    annotations: tuple[AnnotationOut, ...] = Field(default=(), description="Các trích dẫn trong nội dung")


class ChoiceOut(BaseModel):
    """The one answer."""

    index: int = Field(default=0, description="Luôn là 0", examples=[0])
    message: MessageOut = Field(description="Câu trả lời")
    finish_reason: Literal["stop"] = Field(default="stop", description="Luôn là `stop`", examples=["stop"])
    logprobs: None = Field(default=None, description="Luôn rỗng", examples=[None])


class UsageOut(BaseModel):
    """Sizes, in words: nothing is generated, so there are no tokens to count."""

    prompt_tokens: int = Field(description="Số tiếng của các câu gửi lên", examples=[12])
    completion_tokens: int = Field(description="Số tiếng của câu trả lời", examples=[140])
    total_tokens: int = Field(description="Tổng hai số trên", examples=[152])


class ChatOut(BaseModel):
    """A chat completion. ``answer_id`` and ``conversation_id`` lead to the whole answer in ``/api/v1``."""

    id: str = Field(description="Mã của câu trả lời, dạng của OpenAI", examples=["chatcmpl-a_0f3c5d7e9a1b2c4d"])
    object: Literal["chat.completion"] = Field(
        default="chat.completion", description="Loại đối tượng", examples=["chat.completion"]
    )
    created: int = Field(description="Lúc trả lời (giây Unix)", examples=[1795336200])
    model: str = Field(default=MODEL, description="Mô hình", examples=[MODEL])
    choices: tuple[ChoiceOut, ...] = Field(description="Một câu trả lời")
    usage: UsageOut = Field(description="Số liệu sử dụng")
    answer_id: str = Field(description="Mã câu trả lời trong /api/v1", examples=["a_0f3c5d7e9a1b2c4d"])
    conversation_id: str | None = Field(description="Mã hội thoại trong /api/v1", examples=["c_4fK2mQ9xW1aB7cDe"])


class ModelOut(BaseModel):
    """A model of this service."""

    id: str = Field(default=MODEL, description="Mã mô hình", examples=[MODEL])
    object: Literal["model"] = Field(default="model", description="Loại đối tượng", examples=["model"])
    created: int = Field(default=0, description="Lúc tạo (giây Unix)", examples=[0])
    owned_by: str = Field(default=MODEL, description="Chủ của mô hình", examples=[MODEL])


class ModelsOut(BaseModel):
    """All models."""

    object: Literal["list"] = Field(default="list", description="Loại đối tượng", examples=["list"])
    data: tuple[ModelOut, ...] = Field(description="Các mô hình")


class OpenAIErrorDetailOut(BaseModel):
    """An error as clients of OpenAI's interface read it."""

    message: str = Field(description="Lỗi là gì và cần làm gì", examples=["Không có mô hình 'gpt-5'."])
    type: str = Field(description="Loại lỗi", examples=["invalid_request_error"])
    param: str | None = Field(description="Tham số sai; rỗng khi không rõ", examples=["model"])
    code: str | None = Field(description="Mã lỗi cho máy", examples=["model_not_found"])


class OpenAIErrorOut(BaseModel):
    """The body of an error."""

    error: OpenAIErrorDetailOut = Field(description="Lỗi")
