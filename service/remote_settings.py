"""Settings of what the service speaks to elsewhere: sources, a language model, a web hook, traces, an engine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings

from index.engine.address import EngineAddress
from service.settings_checks import checked_engine, checked_file


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

    engine_url: Annotated[str | None, AfterValidator(checked_engine)] = Field(
        None,
        pattern=r"^https?://[^\s/@]+$",
        description="Địa chỉ cụm Qdrant (https://may:6333) giữ chỉ mục từ và véc-tơ chung cho nhiều máy; "
        "bỏ trống thì mỗi máy tìm trong chỉ mục của mình",
    )
    engine_key: SecretStr | None = Field(None, description="Khóa API của cụm đó")
    engine_key_file: Annotated[Path | None, AfterValidator(checked_file)] = Field(
        None, description="Tệp chứa khóa đó, thay cho HOIVANBAN_ENGINE_KEY"
    )
    engine_ca: Annotated[Path | None, AfterValidator(checked_file)] = Field(
        None, description="Tệp chứng thư (PEM) của nơi cấp cho cụm đó; bỏ trống thì dùng của hệ điều hành"
    )
    engine_seconds: int = Field(
        2, ge=1, le=60, description="Số giây chờ cụm đó trả lời một câu hỏi; quá thì tìm trong chỉ mục của máy này"
    )
    engine_shards: int = Field(1, ge=1, le=1024, description="Số phần (shard) của bộ sưu tập trên cụm đó")
    engine_replicas: int = Field(1, ge=1, le=16, description="Số bản của mỗi phần trên cụm đó")

    @property
    def engine_address(self) -> EngineAddress | None:
        """Where the engine is; None where none is used."""
        if self.engine_url is None:
            return None
        key = self.engine_key.get_secret_value() if self.engine_key is not None else None
        if self.engine_key_file is not None:
            key = self.engine_key_file.read_text(encoding="utf-8").strip()
        return EngineAddress(
            self.engine_url, key, self.engine_ca, self.engine_seconds, self.engine_shards, self.engine_replicas
        )
