"""The wire models of the audit log."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from service.schemas.common import Wire


class AuditEventOut(Wire):
    """One row of the audit log."""

    seq: int = Field(description="Số thứ tự, không có chỗ trống", examples=[12])
    at: str = Field(description="Lúc làm (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    actor: str = Field(
        description="Ai làm: khóa, tài khoản hoặc người dùng máy chủ", examples=["key:0f3c5d7e9a1b (Văn thư)"]
    )
    address: str = Field(description="Địa chỉ gửi yêu cầu; rỗng khi làm bằng dòng lệnh", examples=["10.0.0.9"])
    request_id: str = Field(description="Mã yêu cầu; rỗng khi làm bằng dòng lệnh", examples=["5d41402abc4b2a76"])
    act: str = Field(description="Việc gì", examples=["document.withdraw"])
    object: str = Field(description="Với cái gì", examples=["d_1f0a9c33d2"])
    detail: dict[str, Any] = Field(description="Chi tiết của việc", examples=[{"reason": "đăng nhầm"}])
    digest: str = Field(description="Mã băm nối dòng này với dòng trước (SHA-256)", examples=["9f86d081884c7d65"])


class AuditOut(Wire):
    """A page of the audit log."""

    events: tuple[AuditEventOut, ...] = Field(description="Các dòng, mới trước")
    following: str | None = Field(description="Con trỏ của trang sau; rỗng khi hết", examples=["319"])


class AuditFaultOut(Wire):
    """What is wrong at one row."""

    seq: int = Field(description="Số thứ tự của dòng", examples=[7])
    reason: str = Field(description="Sai thế nào", examples=["Dòng 7 đã bị sửa: nội dung không khớp mã băm."])


class AuditCheckOut(Wire):
    """What a check of the whole chain found."""

    intact: bool = Field(description="Không dòng nào bị sửa, bị xóa hay đổi chỗ", examples=[True])
    events: int = Field(description="Số dòng", examples=[1204])
    head: str = Field(description="Mã băm của dòng cuối, để ghi lại nơi khác", examples=["9f86d081884c7d65"])
    cut: int = Field(description="Các dòng đến số này đã được xóa vì quá hạn lưu; 0 là chưa xóa dòng nào", examples=[0])
    problems: tuple[AuditFaultOut, ...] = Field(description="Từng chỗ sai")
