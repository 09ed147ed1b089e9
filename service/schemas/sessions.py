"""The wire model of a session."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.schemas.common import Wire


class SessionOut(Wire):
    """Who the caller is, and what a page of ours needs to send changes."""

    kind: Literal["local", "key", "session", "oidc", "site", "anonymous"] = Field(
        description="Cách xác thực", examples=["session"]
    )
    name: str = Field(description="Tên của khóa hoặc tài khoản", examples=["Văn thư tỉnh"])
    scopes: tuple[str, ...] = Field(description="Các quyền, kể cả quyền được bao hàm", examples=[["ask", "read"]])
    labels: tuple[str, ...] = Field(description="Các nhãn truy cập được xem", examples=[["cong_khai", "noi_bo"]])
    rephrases: bool = Field(
        False, description="Dịch vụ có mô hình ngôn ngữ để diễn đạt lại câu trả lời", examples=[False]
    )
    csrf: str = Field(
        description="Mã gửi lại trong X-CSRF-Token khi dùng phiên đăng nhập; rỗng khi không cần", examples=["q1w2e3"]
    )
