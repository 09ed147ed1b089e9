"""The wire models of API keys."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from service.records import Scope
from service.schemas.common import Wire, Word

#: A key's life unless another is asked for.
DAYS = 365
KeyName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class KeyIn(Wire):
    """A key to be made."""

    name: KeyName = Field(description="Tên để nhận ra khóa", examples=["Phần mềm quản lý văn bản"])
    scopes: tuple[Scope, ...] = Field(
        min_length=1,
        max_length=5,
        description="Quyền: ask (hỏi), read (đọc kho), write (nạp, rút), review (duyệt, sửa), admin (mọi việc)",
        examples=[["ask", "read"]],
    )
    labels: tuple[Word, ...] = Field(
        (),
        max_length=50,
        description="Nhãn được xem ngoài công khai; tat_ca là mọi nhãn",
        examples=[["noi_bo"]],
    )
    per_minute: int | None = Field(
        None, ge=1, le=100_000, description="Số yêu cầu nhiều nhất mỗi phút; rỗng thì theo cài đặt", examples=[300]
    )
    days: int = Field(
        DAYS,
        ge=0,
        le=3650,
        description="Số ngày dùng được; 0 là không hết hạn. Khóa có quyền admin ngắn hơn, theo cài đặt",
        examples=[365],
    )


class KeyOut(Wire):
    """A key, without its secret."""

    id: str = Field(description="Mã của khóa", examples=["0f3c5d7e9a1b"])
    name: str = Field(description="Tên của khóa", examples=["Phần mềm quản lý văn bản"])
    scopes: tuple[str, ...] = Field(description="Các quyền đã cấp", examples=[["ask", "read"]])
    labels: tuple[str, ...] = Field(description="Các nhãn ngoài công khai", examples=[["noi_bo"]])
    per_minute: int | None = Field(description="Số yêu cầu nhiều nhất mỗi phút; rỗng thì theo cài đặt", examples=[300])
    made_at: str = Field(description="Lúc tạo (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    ends_at: str | None = Field(
        description="Lúc hết hạn (UTC); rỗng khi không hết hạn", examples=["2027-11-22T08:30:00+00:00"]
    )
    revoked_at: str | None = Field(description="Lúc thu hồi; rỗng khi chưa", examples=["2026-12-01T00:00:00+00:00"])
    state: Literal["active", "over", "revoked"] = Field(
        description="`active`: đang dùng; `over`: hết hạn; `revoked`: đã thu hồi", examples=["active"]
    )
    used_at: str | None = Field(
        description="Lúc dùng gần nhất, đúng đến giờ; rỗng khi chưa ghi nhận", examples=["2026-11-30T06:00:00+00:00"]
    )
    idle: bool = Field(description="Tạm dừng vì lâu không dùng; mở lại bằng “hoivanban keys enable”", examples=[False])


class KeysOut(Wire):
    """All keys."""

    keys: tuple[KeyOut, ...] = Field(description="Các khóa, cũ trước, cả khóa đã hết hạn hoặc thu hồi")


class NewKeyOut(Wire):
    """A key that was just made."""

    key: KeyOut = Field(description="Khóa vừa tạo")
    secret: str = Field(
        description="Khóa đầy đủ, chỉ hiện một lần; rỗng khi yêu cầu được gửi lại cùng Idempotency-Key",
        examples=["hvb_0f3c5d7e9a1b_q1w2e3r4t5y6u7i8"],
    )
