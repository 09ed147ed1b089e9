"""The wire models of a document's fields at the clerk's desk: read, given by the clerk, and what else may be right."""

from __future__ import annotations

from pydantic import Field

from index.store.clerk_values import ClerkField
from service.schemas.common import Wire
from service.schemas.documents import CandidateOut
from service.schemas.review import NoteIn


class FieldIn(NoteIn):
    """The value that one field of a document should have."""

    field: ClerkField = Field(description="Mục được sửa", examples=["number"])
    value: str | None = Field(
        max_length=2000,
        description="Giá trị đúng; ngày viết 05/02/2024 hoặc 2024-02-05; rỗng nghĩa là văn bản không có",
        examples=["12/KH-SYT"],
    )


class UndoIn(NoteIn):
    """The field whose last correction is taken back."""

    field: ClerkField = Field(description="Mục cần trả lại", examples=["number"])


class DocumentFieldOut(Wire):
    """One field: its value, and where that comes from."""

    field: ClerkField = Field(description="Mục", examples=["number"])
    label: str = Field(description="Tên mục", examples=["Số, ký hiệu"])
    value: str | None = Field(description="Giá trị đang dùng; ngày dạng yyyy-mm-dd", examples=["12/KH-SYT"])
    read: str | None = Field(description="Giá trị đọc từ tệp", examples=["13/KH-SYT"])
    source: str | None = Field(description="Giá trị được đọc từ đâu; `clerk` là văn thư đặt", examples=["ocr"])
    who: str | None = Field(description="Người đặt giá trị; rỗng khi chưa ai đặt", examples=["Văn thư"])
    at: str | None = Field(description="Lúc đặt (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    note: str = Field(description="Căn cứ của người đặt", examples=["Theo bản giấy"])
    doubt: str | None = Field(description="Vì sao cần đối chiếu", examples=["số hiệu nhận dạng từ bản quét"])
    candidates: tuple[CandidateOut, ...] = Field(description="Các giá trị có thể đúng, đáng tin nhất đứng trước")
    page: int | None = Field(description="Trang có mục này; rỗng khi tệp không chia trang", examples=[1])


class DocumentFieldsOut(Wire):
    """The fields of a document that a clerk may correct."""

    document_id: str = Field(description="Mã văn bản", examples=["d_1f0a9c33d2"])
    name: str = Field(description="Tên gọi của văn bản với các giá trị này", examples=["Kế hoạch số 516/KH-UBND"])
    canonical_key: str | None = Field(description="Khóa của số, ký hiệu; rỗng khi không có", examples=["516||KH|UBND"])
    fields: tuple[DocumentFieldOut, ...] = Field(description="Các mục")
