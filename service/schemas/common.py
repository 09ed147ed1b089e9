"""What all wire models of the HTTP interface share; inside, the service uses the dataclasses of the records."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Identifier = Annotated[str, StringConstraints(max_length=80, pattern=r"^[\w.:-]+$")]
Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Wire(BaseModel):
    """Base of all wire models: unknown fields are refused, so that a misspelt filter is never silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldErrorOut(BaseModel):
    """What is wrong with one field of a request."""

    field: str = Field(description="Trường, viết bằng dấu chấm", examples=["filters.year"])
    reason: str = Field(description="Vì sao không dùng được", examples=["cần một số nguyên"])


class ProblemOut(BaseModel):
    """An error (RFC 9457)."""

    type: str = Field(description="Nơi mô tả mã lỗi", examples=["/api/v1/problems/invalid_field"])
    title: str = Field(description="Tên lỗi", examples=["Dữ liệu gửi lên không hợp lệ"])
    status: int = Field(description="Mã trạng thái HTTP", examples=[422])
    detail: str = Field(description="Lỗi là gì và cần làm gì", examples=["question: thiếu trường này."])
    code: str = Field(description="Mã lỗi cho máy, không đổi trong v1", examples=["invalid_field"])
    instance: str | None = Field(None, description="Địa chỉ đã gọi", examples=["/api/v1/ask"])
    errors: tuple[FieldErrorOut, ...] | None = Field(None, description="Từng trường sai, khi lỗi là `invalid_field`")


class AliveOut(BaseModel):
    """The process runs."""

    status: str = Field(default="ok", description="Luôn là `ok`", examples=["ok"])


class HealthOut(Wire):
    """Whether the service runs, and on what."""

    status: str = Field(examples=["ok"], description="Luôn là `ok`")
    documents: int = Field(description="Số văn bản", examples=[128])
    passages: int = Field(description="Số đoạn", examples=[4096])
    change: int = Field(description="Thay đổi mới nhất của kho", examples=[321])
    index_change: int = Field(description="Chỉ mục theo đến thay đổi này", examples=[321])
    lag: int = Field(0, description="Số thay đổi mà chỉ mục còn chậm", examples=[0])
    model: str = Field(description="Mô hình nhúng", examples=["hoivanban-vi-256"])
    deep: int | None = Field(
        None, description="Số đoạn đã có véc-tơ nghĩa; rỗng khi không dùng véc-tơ nghĩa", examples=[4000]
    )
    engine: Literal["ok", "behind", "away"] | None = Field(
        None,
        description="Cụm tìm kiếm chung: `ok` theo kịp, `behind` đang được nạp, `away` không trả lời (hai trường hợp "
        "sau thì máy này tự tìm, vẫn trả lời đủ); rỗng khi không dùng",
        examples=["ok"],
    )
    restarts: int = Field(
        0, description="Số lần việc nạp văn bản phải bắt đầu lại vì lỗi từ khi tiến trình chạy", examples=[0]
    )
    restarted_at: str | None = Field(None, description="Lần bắt đầu lại gần nhất (UTC)", examples=[None])
