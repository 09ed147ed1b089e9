"""The wire models of what the service tells of itself."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.schemas.common import Wire
from service.schemas.neighbours import KnownServiceOut


class LimitsOut(Wire):
    """What a request may be at most."""

    question_chars: int = Field(description="Số ký tự nhiều nhất của một câu hỏi", examples=[2000])
    body_kb: int = Field(description="Kích thước lớn nhất của một yêu cầu (KB)", examples=[256])
    file_mb: int = Field(description="Dung lượng lớn nhất của một tệp tải lên (MB)", examples=[200])
    keep_days: int = Field(description="Số ngày lưu câu hỏi và câu trả lời; 0 là không lưu", examples=[30])


class StatusOut(Wire):
    """The service, its library and how far its indexes are."""

    version: str = Field(description="Phiên bản phần mềm", examples=["0.1.0"])
    documents: int = Field(description="Số văn bản công khai đang trả lời", examples=[128])
    passages: int = Field(description="Số đoạn đang trả lời", examples=[4096])
    change: int = Field(description="Thay đổi mới nhất của kho", examples=[321])
    index_change: int = Field(description="Chỉ mục theo đến thay đổi này", examples=[320])
    lag: int = Field(description="Số thay đổi mà chỉ mục chưa theo kịp", examples=[1])
    model: str = Field(description="Mô hình nhúng", examples=["hoivanban-vi-256"])
    engine: Literal["ok", "behind", "away"] | None = Field(
        None,
        description="Cụm tìm kiếm chung: `ok`, `behind` (đang được nạp), `away` (không trả lời); rỗng khi không dùng",
        examples=["ok"],
    )
    limits: LimitsOut = Field(description="Các giới hạn của một yêu cầu")
    services: tuple[KnownServiceOut, ...] = Field((), description="Các dịch vụ láng giềng được hỏi cùng, nếu có")


class AppearanceOut(Wire):
    """What the pages show of the unit that runs the service, and what they must know before anybody asks."""

    unit: str = Field(description="Tên đơn vị; rỗng khi không đặt", examples=["UBND tỉnh Gia Lai"])
    emblem_url: str | None = Field(description="Địa chỉ biểu trưng; rỗng khi không đặt", examples=["/emblem"])
    accent: str = Field(description="Màu chủ đạo", examples=["#164a84"])
    ai_notice: str | None = Field(
        description="Lưu ý về việc dùng trí tuệ nhân tạo; rỗng khi tắt", examples=["Văn bản do phần mềm tìm."]
    )
    voice: bool = Field(description="Cho hỏi bằng giọng nói", examples=[False])
    question_chars: int = Field(description="Số ký tự nhiều nhất của một câu hỏi", examples=[2000])
    keep_days: int = Field(description="Số ngày lưu câu hỏi và câu trả lời; 0 là không lưu", examples=[30])


class ProblemCodeOut(Wire):
    """A code of an error."""

    code: str = Field(description="Mã lỗi", examples=["invalid_field"])
    status: int = Field(description="Mã trạng thái HTTP đi cùng", examples=[422])
    description: str = Field(description="Khi nào có lỗi này", examples=["Một trường thiếu hoặc sai."])


class ProblemCodesOut(Wire):
    """All codes."""

    problems: tuple[ProblemCodeOut, ...] = Field(description="Các mã, theo thứ tự chữ cái")
