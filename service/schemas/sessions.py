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
    ends_in: int | None = Field(
        None, description="Số giây còn lại của phiên nếu không thao tác; rỗng khi không có phiên", examples=[900]
    )
    idle_minutes: int | None = Field(
        None, description="Số phút không thao tác thì phiên kết thúc; rỗng khi không hạn", examples=[15]
    )
    account: bool = Field(False, description="Là tài khoản của máy chủ đăng nhập cơ quan", examples=[False])
    sign_in: bool = Field(
        False, description="Chưa đăng nhập: đăng nhập thì có thể thấy thêm văn bản, làm thêm việc", examples=[False]
    )


class SessionRowOut(Wire):
    """A session in a list."""

    id: str = Field(description="Mã của phiên", examples=["9f2c5d7e9a1b0c3d"])
    who: str = Field(description="Mã của khóa, hoặc oidc: và mã của tài khoản", examples=["oidc:u-17"])
    name: str = Field(description="Tên của khóa hoặc tài khoản", examples=["Lê Thị Văn Thư"])
    kind: Literal["session", "oidc"] = Field(
        description="`session`: đăng nhập bằng khóa; `oidc`: bằng tài khoản cơ quan", examples=["oidc"]
    )
    made_at: str = Field(description="Lúc đăng nhập (UTC)", examples=["2026-11-30T01:00:00+00:00"])
    used_at: str | None = Field(
        description="Lúc dùng gần nhất (UTC); rỗng khi chưa ghi nhận", examples=["2026-11-30T02:00:00+00:00"]
    )
    ends_at: str = Field(description="Lúc kết thúc nếu không dùng nữa (UTC)", examples=["2026-11-30T02:15:00+00:00"])
    address: str = Field(description="Địa chỉ đã đăng nhập từ đó", examples=["10.0.0.5"])
    browser: str = Field(description="Trình duyệt, bằng lời", examples=["Edge trên Windows"])
    current: bool = Field(description="Chính là phiên của yêu cầu này", examples=[True])


class SessionsOut(Wire):
    """Open sessions."""

    sessions: tuple[SessionRowOut, ...] = Field(description="Các phiên đang mở, mới dùng trước")


class EndedSessionsOut(Wire):
    """Sessions that were ended."""

    ended: int = Field(description="Số phiên đã kết thúc", examples=[1])
