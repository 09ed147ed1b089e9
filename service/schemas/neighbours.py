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
