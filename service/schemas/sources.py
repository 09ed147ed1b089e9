"""The wire models of the sources of documents."""

from __future__ import annotations

from pydantic import Field

from service.schemas.common import Wire


class IntakeSourceOut(Wire):
    """A source that is followed, and how its last round went."""

    name: str = Field(description="Tên nguồn", examples=["hop-thu-van-thu"])
    kind: str = Field(description="Loại: imap, s3, webdav, folder, feed", examples=["imap"])
    address: str = Field(description="Địa chỉ, không có tài khoản", examples=["imaps://thu.example.vn/INBOX"])
    access: str = Field(description="Nhãn truy cập của văn bản từ nguồn này", examples=["noi_bo"])
    every_minutes: float = Field(description="Số phút giữa hai lần lấy", examples=[15])
    withdraws: bool = Field(description="Tệp bị xóa ở nguồn thì văn bản thôi được trả lời", examples=[False])
    tried_at: str | None = Field(description="Lần lấy gần nhất (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    succeeded_at: str | None = Field(
        description="Lần lấy thành công gần nhất (UTC)", examples=["2026-11-22T08:30:00+00:00"]
    )
    next_at: str | None = Field(
        description="Lần lấy sau; rỗng là lấy ngay khi được", examples=["2026-11-22T08:45:00+00:00"]
    )
    error: str | None = Field(description="Vì sao lần lấy gần nhất không thành; rỗng khi thành", examples=[None])
    files: int = Field(description="Số tệp đang có từ nguồn", examples=[128])
    fetched: int = Field(description="Số tệp mới hoặc đã đổi ở lần lấy gần nhất", examples=[3])
    gone: int = Field(description="Số tệp đã rời nguồn ở lần lấy gần nhất", examples=[0])
    problems: dict[str, str] = Field(
        description="Tệp chưa lấy được và vì sao; nhiều nhất 50 tệp",
        examples=[{"a.pdf": "Tệp lớn hơn giới hạn 200 MB."}],
    )


class IntakeSourcesOut(Wire):
    """All sources."""

    sources: tuple[IntakeSourceOut, ...] = Field(description="Các nguồn, theo thứ tự trong tệp cài đặt")
