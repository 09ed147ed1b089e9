"""The one set of settings, read at the edge (command line, application factory) and handed down from there."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "HOIVANBAN_"
#: Never shown, not even when it is refused.
_SECRET = PREFIX + "ADMIN_TOKEN"
#: An origin as browsers send it: scheme, host, port; no path, no wildcard.
_ORIGIN = re.compile(r"https?://(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::\d{1,5})?")


class SettingsError(ValueError):
    """A setting that cannot be used; the message is Vietnamese, one line for each setting."""


class Settings(BaseSettings):
    """Settings of the service, each from the environment variable ``HOIVANBAN_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, env_ignore_empty=True)

    home: Path = Field(Path("var"), description="Thư mục chứa kho văn bản và chỉ mục")
    model: str | None = Field(None, description="Tên hoặc đường dẫn mô hình nhúng; bỏ trống thì dùng mô hình kèm theo")
    host: str = Field("127.0.0.1", min_length=1, description="Địa chỉ mà dịch vụ lắng nghe")
    port: int = Field(8000, ge=1, le=65535, description="Cổng mà dịch vụ lắng nghe")
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=256, description="Số tiến trình đọc tệp khi nạp văn bản"
    )
    ocr: bool = Field(True, description="Nhận dạng chữ trong bản quét khi nạp văn bản")
    max_file_mb: int = Field(200, ge=1, le=4096, description="Dung lượng lớn nhất của một tệp được nạp, tính bằng MB")
    max_question_chars: int = Field(2000, ge=10, le=100_000, description="Số ký tự nhiều nhất của một câu hỏi")
    max_body_kb: int = Field(256, ge=16, le=65536, description="Kích thước lớn nhất của một yêu cầu, tính bằng KB")
    refresh_ms: int = Field(
        300, ge=50, le=60_000, description="Chu kỳ xem kho có thay đổi từ tiến trình khác, tính bằng mili giây"
    )
    conversations: int = Field(10_000, ge=1, description="Số hội thoại gần nhất được giữ trong bộ nhớ")
    keep_days: int = Field(
        30, ge=0, le=36_500, description="Số ngày lưu câu hỏi và câu trả lời trong kho; 0 là không lưu gì"
    )
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Các trang được nhúng khung hỏi đáp (https://noibo.tinh.gov.vn), cách nhau bằng dấu phẩy"
    )

    watch: Annotated[tuple[Path, ...], NoDecode] = Field(
        (), description="Các thư mục mà dịch vụ tự theo dõi và nạp, cách nhau bằng dấu phẩy"
    )
    admin_token: SecretStr | None = Field(
        None,
        min_length=16,
        description="Mã bí mật (từ 16 ký tự) để nạp, rút, khôi phục văn bản qua HTTP; bỏ trống thì không ai ghi được",
    )

    @field_validator("watch", mode="before")
    @classmethod
    def _folders(cls, value: object) -> object:
        """Take a list as it is written in the environment; a folder's name may hold blanks."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("origins", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """Take a list as it is written in the environment; anything but plain origins is refused."""
        given = [part for part in re.split(r"[,\s]+", value) if part] if isinstance(value, str) else value
        if isinstance(given, (list, tuple)):
            for origin in given:
                if not _ORIGIN.fullmatch(str(origin)):
                    raise PydanticCustomError("origin", "not an origin")
            return tuple(given)
        return given


def load_settings(**overrides: Any) -> Settings:
    """Read the settings from the environment; ``overrides`` that are None are left to the environment.

    :raises SettingsError: if a value cannot be used.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(item) for item in error.errors())) from None


#: What pydantic's error types mean, said to an operator.
_EXPLANATIONS = {
    "int_parsing": "cần một số nguyên",
    "bool_parsing": "cần true hoặc false",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "không được quá {le}",
    "string_too_short": "không được để trống",
    "too_short": "cần ít nhất {min_length} ký tự",
    "path_type": "cần một đường dẫn",
    "origin": "cần các địa chỉ dạng https://ten-may hoặc https://ten-may:cong, không có đường dẫn",
}


def _explain(item: Any) -> str:
    name = PREFIX + "_".join(str(part) for part in item["loc"]).upper()
    reason = _EXPLANATIONS.get(item["type"], "không dùng được").format(**(item.get("ctx") or {}))
    if name == _SECRET:
        return f"Cài đặt {name} không hợp lệ: {reason}."
    return f"Cài đặt {name} có giá trị {item['input']!r} không hợp lệ: {reason}."
