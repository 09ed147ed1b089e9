"""The wire models of documents that may be one, and of those that were merged."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.schemas.common import Wire


class OtherDocumentOut(Wire):
    """A document beside the one at hand."""

    document_id: str = Field(description="Mã văn bản", examples=["d_77aa01b2c3"])
    name: str = Field(description="Tên gọi của văn bản", examples=["Kế hoạch số 516/KH-UBND"])
    file_name: str = Field(description="Tên tệp khi nạp", examples=["ban-quet.pdf"])
    is_scan: bool = Field(description="Chữ nhận dạng từ ảnh quét", examples=[True])
    page_count: int = Field(description="Số trang; 0 khi tệp không chia trang", examples=[4])
    access_label: str = Field(description="Ai được thấy, bằng lời", examples=["Công khai"])


class DuplicateOut(OtherDocumentOut):
    """A document that may be the same as the one at hand."""

    reason: Literal["number", "text"] = Field(
        description="`number`: cùng số, cơ quan, ngày; `text`: chữ gần như nhau", examples=["number"]
    )
    likeness: float = Field(description="Phần chữ giống nhau, 0 tới 1; 0 khi chưa biết", examples=[0.96])


class DuplicatesOut(Wire):
    """What is known of a document's doubles."""

    merged_into: OtherDocumentOut | None = Field(description="Văn bản trả lời thay; rỗng khi chưa gộp")
    files: tuple[OtherDocumentOut, ...] = Field(description="Các tệp khác của văn bản này, đã được gộp vào")
    candidates: tuple[DuplicateOut, ...] = Field(description="Văn bản có thể là một với văn bản này")
    different: tuple[OtherDocumentOut, ...] = Field(description="Văn bản văn thư đã xác định là khác")
