"""Settings of what the service speaks to elsewhere: sources of documents, a language model, a web hook, traces."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class RemoteSettings(BaseSettings):
    """The part of :class:`service.settings.Settings` that names other servers; each is off until it is set."""

    sources: Path | None = Field(
        None, description="Tệp TOML mô tả các nguồn văn bản (hộp thư, S3, WebDAV, thư mục gói tin, dịch vụ khác)"
    )

    neighbours: Path | None = Field(
        None,
        description="Tệp TOML mô tả các dịch vụ láng giềng (tỉnh, xã) được hỏi cùng lúc; bỏ trống thì chỉ hỏi kho này",
    )
    neighbour_seconds: float = Field(
        1.0, gt=0, le=30, description="Số giây chờ các dịch vụ láng giềng; dịch vụ nào không kịp thì lần đó bỏ qua"
    )

    llm_url: str | None = Field(
        None,
        pattern=r"^https?://\S+$",
        description="Địa chỉ máy chủ mô hình ngôn ngữ trong mạng của đơn vị (giao diện OpenAI, kết thúc bằng /v1); "
        "bỏ trống thì không dùng. Mô hình chỉ được sắp xếp, rút gọn câu trích, từng câu được đối chiếu",
    )
    llm_model: str = Field("default", min_length=1, description="Tên mô hình trên máy chủ đó")
    llm_key: SecretStr | None = Field(None, description="Khóa của máy chủ đó, nếu cần")
    llm_seconds: float = Field(
        20.0, gt=0, le=600, description="Số giây chờ máy chủ đó; câu trả lời trích nguyên văn không phải chờ"
    )

    webhook: str | None = Field(
        None,
        pattern=r"^https?://\S+$",
        description="Địa chỉ nhận tin báo câu trả lời cần xem lại (http hoặc https); bỏ trống thì không gửi",
    )
    webhook_secret: SecretStr | None = Field(None, description="Khóa ký tin báo đó (HMAC-SHA256)")

    otel: str | None = Field(
        None, pattern=r"^https?://\S+$", description="Địa chỉ OTLP/HTTP nhận vết OpenTelemetry; bỏ trống thì không gửi"
    )
