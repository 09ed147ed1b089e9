"""The wire models of neighbours: where a passage comes from, and how each service that was asked fared."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.schemas.common import Wire

NeighbourState = Literal["answered", "nothing", "slow", "unreachable", "refused", "invalid", "resting"]


class ServiceOut(Wire):
    """Another service of this kind that a passage comes from."""

    name: str = Field(description="Tên ngắn của dịch vụ", examples=["xa-ia-pet"])
    title: str = Field(description="Tên để hiển thị", examples=["UBND xã Ia Pết"])
    page: str = Field(
        description="Trang của đoạn ở dịch vụ ấy, cho người đọc",
        examples=["https://hoivanban.iapet.example.vn/van-ban/d_1f0a9c33d2?doan=12#doan-12"],
    )


class AskedServiceOut(Wire):
    """A service that was asked beside one's own library."""

    name: str = Field(description="Tên ngắn của dịch vụ", examples=["xa-ia-pet"])
    title: str = Field(description="Tên để hiển thị", examples=["UBND xã Ia Pết"])
    state: NeighbourState = Field(
        description=(
            "`answered`: có câu trả lời; `nothing`: không có gì phù hợp; `slow`: không kịp; `unreachable`: không nối "
            "được; `refused`: từ chối khóa; `invalid`: trả lời sai, đã bỏ; `resting`: đang tạm nghỉ vì lỗi nhiều lần"
        ),
        examples=["answered"],
    )
    took_ms: float = Field(description="Thời gian chờ, mili giây", examples=[84.2])


class KnownServiceOut(Wire):
    """A service that is asked, and how it fared when this process last asked it."""

    name: str = Field(description="Tên ngắn của dịch vụ", examples=["xa-ia-pet"])
    title: str = Field(description="Tên để hiển thị", examples=["UBND xã Ia Pết"])
    state: NeighbourState | None = Field(description="Lần hỏi gần nhất; rỗng khi chưa hỏi", examples=["answered"])
    asked_at: str | None = Field(
        None, description="Lúc hỏi gần nhất (UTC); rỗng khi chưa hỏi", examples=["2026-11-22T08:30:00+00:00"]
    )


class NeighbourOut(Wire):
    """A neighbour as the operator set it, and how it fared when it was last asked."""

    name: str = Field(description="Tên ngắn của dịch vụ", examples=["xa-ia-pet"])
    title: str = Field(description="Tên để hiển thị", examples=["UBND xã Ia Pết"])
    address: str = Field(description="Địa chỉ", examples=["https://hoivanban.iapet.example.vn"])
    access: str = Field(description="Nhãn của người được nhận câu trả lời từ đó", examples=["cong_khai"])
    internal_questions: bool = Field(
        description="Câu hỏi của người xem được văn bản nội bộ cũng được gửi đi", examples=[False]
    )
    has_key: bool = Field(description="Có dùng khóa để hỏi", examples=[True])
    state: NeighbourState | None = Field(description="Lần hỏi gần nhất; rỗng khi chưa hỏi", examples=["answered"])
    described: str = Field(description="Tình trạng bằng lời; rỗng khi chưa hỏi", examples=["đã trả lời"])
    reason: str = Field(description="Vì sao không thành; rỗng khi không có gì thêm", examples=[""])
    asked_at: str | None = Field(description="Lúc hỏi gần nhất (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    answered_at: str | None = Field(
        description="Lúc trả lời được gần nhất (UTC)", examples=["2026-11-22T08:30:00+00:00"]
    )
    took_ms: float = Field(description="Thời gian chờ ở lần gần nhất, mili giây", examples=[84.2])
    failures: int = Field(description="Số lần lỗi liền nhau ở tiến trình hỏi sau cùng", examples=[0])


class NeighboursOut(Wire):
    """All neighbours."""

    neighbours: tuple[NeighbourOut, ...] = Field(description="Các dịch vụ láng giềng, theo thứ tự trong tệp cài đặt")
