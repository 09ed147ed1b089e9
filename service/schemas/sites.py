"""The wire models of the sites that embed the widget, and of the widget's tokens."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from service.schemas.common import Identifier, Wire, Word

Origin = Annotated[str, StringConstraints(min_length=8, max_length=300)]


class SiteIn(Wire):
    """A site to be registered."""

    name: Word = Field(description="Tên để nhận ra trang", examples=["Cổng nội bộ Sở Nội vụ"])
    origins: tuple[Origin, ...] = Field(
        min_length=1, max_length=50, description="Địa chỉ của trang, không có đường dẫn",
        examples=[["https://cong.tinh.gov.vn"]],
    )  # fmt: skip
    labels: tuple[Word, ...] = Field(
        (), max_length=50, examples=[["noi_bo"]],
        description="Nhãn được xem ngoài công khai; chỉ có trong mã do máy chủ của trang lấy bằng mật khẩu",
    )  # fmt: skip
    per_minute: int | None = Field(
        None, ge=1, le=100_000, description="Số yêu cầu nhiều nhất mỗi phút của cả trang; rỗng thì theo cài đặt",
        examples=[300],
    )  # fmt: skip


class SiteOut(Wire):
    """A registered site."""

    id: str = Field(description="Mã trang, đặt trong thuộc tính `site` của khung", examples=["s_1f0a9c33d2e4"])
    name: str = Field(description="Tên của trang", examples=["Cổng nội bộ Sở Nội vụ"])
    origins: tuple[str, ...] = Field(
        description="Các địa chỉ được nhúng khung hỏi đáp", examples=[["https://cong.tinh.gov.vn"]]
    )
    labels: tuple[str, ...] = Field(description="Các nhãn ngoài công khai", examples=[["noi_bo"]])
    per_minute: int | None = Field(description="Số yêu cầu nhiều nhất mỗi phút; rỗng thì theo cài đặt", examples=[300])
    made_at: str = Field(description="Lúc đăng ký (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    revoked_at: str | None = Field(description="Lúc thu hồi; rỗng khi còn dùng", examples=["2026-12-01T00:00:00+00:00"])


class SitesOut(Wire):
    """All sites."""

    sites: tuple[SiteOut, ...] = Field(description="Các trang, cũ trước, cả trang đã thu hồi")


class NewSiteOut(Wire):
    """A site that was just registered."""

    site: SiteOut = Field(description="Trang vừa đăng ký")
    secret: str = Field(
        description="Mật khẩu cho máy chủ của trang, chỉ hiện một lần này", examples=["hvs_1f0a9c33d2e4_q1w2e3r4"]
    )


class WidgetTokenIn(Wire):
    """Which site wants a token."""

    site: Identifier = Field(description="Mã trang", examples=["s_1f0a9c33d2e4"])
    origin: Origin | None = Field(
        None, description="Trang sẽ dùng mã; máy chủ của trang phải nêu, trình duyệt tự gửi trong tiêu đề Origin",
        examples=["https://cong.tinh.gov.vn"],
    )  # fmt: skip


class WidgetTokenOut(Wire):
    """A token of the widget."""

    token: str = Field(description="Mã ngắn hạn, gửi trong `Authorization: Bearer`", examples=["hvt_q1w2e3r4t5"])
    expires_in: int = Field(description="Số giây mã còn dùng được", examples=[600])
    site: str = Field(description="Mã trang", examples=["s_1f0a9c33d2e4"])
    origin: str = Field(description="Trang được dùng mã này", examples=["https://cong.tinh.gov.vn"])
