"""Settings that a government network asks for: idle time, life of keys, log server, encrypted backups."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, NoDecode


class NetworkSettings(BaseSettings):
    """The part of :class:`service.settings.Settings` that ``docs/an-toan.md`` refers to."""

    idle_minutes: int = Field(
        15, ge=0, le=1440, description="Số phút không thao tác thì phiên đăng nhập kết thúc; 0 là không hạn"
    )
    admin_idle_minutes: int = Field(
        5, ge=0, le=1440, description="Như trên, với phiên có quyền admin; 0 là theo HOIVANBAN_IDLE_MINUTES"
    )
    idle_key_days: int = Field(
        45, ge=0, le=3650, description="Số ngày không dùng thì khóa bị tạm dừng; 0 là không. Mở lại: keys enable"
    )
    admin_key_days: int = Field(
        60, ge=0, le=3650, description="Số ngày nhiều nhất của một khóa có quyền admin; 0 là không hạn"
    )
    sign_in_tries: int = Field(
        5, ge=0, le=1000, description="Số lần nhập sai một khóa ở trang đăng nhập, từ một địa chỉ hay trình duyệt, "
        "trước khi khóa đó bị chặn 15 phút tại đó; 0 là không chặn"
    )  # fmt: skip
    syslog: str | None = Field(
        None,
        pattern=r"^(tls|tcp)://[\w.\-\[\]:]+$",
        description="Máy chủ nhật ký nhận nhật ký quản trị theo RFC 5424 (tls://may:6514, hoặc tcp:// trong máy này); "
        "bỏ trống thì không gửi",
    )
    syslog_ca: Path | None = Field(
        None, description="Tệp chứng thư (PEM) của nơi cấp cho máy chủ nhật ký; bỏ trống thì dùng của hệ điều hành"
    )
    backup_recipients: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Khóa công khai (age1...) mà bản sao lưu được mã hóa cho, cách nhau bằng dấu phẩy; bỏ trống thì "
        "không mã hóa. Khóa bí mật giữ ngoài máy này",
    )
