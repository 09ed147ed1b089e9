"""Settings: read once at the edge (command line, application factory) and passed down from there."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import TomlConfigSettingsSource as TomlFile

from service.network_settings import NetworkSettings
from service.remote_settings import RemoteSettings
from service.settings_checks import EXPLANATIONS, MOST_PROCESSES, checked_accent, checked_emblem, usable_cores
from service.sign_in_settings import SignInSettings

PREFIX = "HOIVANBAN_"
#: Environment variable that names a TOML file with settings; the environment takes precedence over the file.
CONFIG = PREFIX + "CONFIG"
#: Settings whose values are never shown, not even in an error.
_SECRETS = tuple(
    PREFIX + name for name in ("OIDC_CLIENT_SECRET", "DATABASE_URL", "WEBHOOK_SECRET", "LLM_KEY", "ENGINE_KEY")
)
#: Scheme of the one PostgreSQL driver that is tested.
POSTGRESQL = "postgresql+psycopg://"
#: An origin as browsers send it: scheme, host, port; no path, no wildcard.
_ORIGIN = re.compile(r"https?://(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::\d{1,5})?")


class SettingsError(ValueError):
    """Invalid settings; the message is Vietnamese, one line for each setting."""


class Settings(SignInSettings, NetworkSettings, RemoteSettings):
    """Settings of the service, each from the environment variable ``HOIVANBAN_<NAME>``, else from the TOML file.

    The file is the one that ``HOIVANBAN_CONFIG`` names; in it a setting has its small-letter name (``port = 8000``).
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    home: Path = Field(Path("var"), description="Thư mục chứa kho văn bản và chỉ mục")
    model: str | None = Field(
        None,
        description="Tên hoặc đường dẫn mô hình nhúng; bỏ trống thì dùng hai mô hình kèm theo (tĩnh và véc-tơ nghĩa); "
        "static thì chỉ dùng mô hình tĩnh, cho máy yếu",
    )
    reranker: str | None = Field(
        None, description="Tên hoặc đường dẫn mô hình xếp lại (CrossEncoder); bỏ trống thì không dùng"
    )
    home_unit: str | None = Field(
        None, description="Đơn vị sử dụng (ví dụ: tỉnh Gia Lai): hiểu “tỉnh ta”, “Sở Nội vụ” theo đơn vị này"
    )
    host: str = Field("127.0.0.1", min_length=1, description="Địa chỉ mà dịch vụ lắng nghe")
    port: int = Field(8000, ge=1, le=65535, description="Cổng mà dịch vụ lắng nghe")
    processes: int = Field(
        default_factory=usable_cores,
        ge=1,
        le=MOST_PROCESSES,
        description="Số tiến trình cùng trả lời; bỏ trống thì mỗi nhân một tiến trình",
    )
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=256, description="Số tiến trình đọc tệp khi nạp văn bản"
    )
    ocr: bool = Field(True, description="Nhận dạng chữ trong bản quét khi nạp văn bản")
    ocr_at_once: int | None = Field(
        None,
        ge=1,
        le=256,
        description="Số trang được nhận dạng chữ cùng lúc; bỏ trống thì dịch vụ chừa một nhân để trả lời, "
        "còn lệnh ingest dùng mọi tiến trình đọc",
    )
    max_file_mb: int = Field(200, ge=1, le=4096, description="Dung lượng lớn nhất của một tệp được nạp, tính bằng MB")
    max_question_chars: int = Field(2000, ge=10, le=100_000, description="Số ký tự nhiều nhất của một câu hỏi")
    max_body_kb: int = Field(256, ge=16, le=65536, description="Kích thước lớn nhất của một yêu cầu, tính bằng KB")
    refresh_ms: int = Field(
        100, ge=50, le=60_000, description="Chu kỳ xem kho có thay đổi từ tiến trình khác, tính bằng mili giây"
    )
    conversations: int = Field(10_000, ge=1, description="Số hội thoại gần nhất được giữ trong bộ nhớ")
    keep_days: int = Field(
        30, ge=0, le=36_500, description="Số ngày lưu câu hỏi và câu trả lời trong kho; 0 là không lưu gì"
    )
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Các trang được nhúng khung hỏi đáp (https://noibo.tinh.gov.vn), cách nhau bằng dấu phẩy"
    )

    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Địa chỉ các máy trung gian được tin khi báo địa chỉ người hỏi, cách nhau bằng dấu phẩy"
    )
    watch: Annotated[tuple[Path, ...], NoDecode] = Field(
        (), description="Các thư mục mà dịch vụ tự theo dõi và nạp, cách nhau bằng dấu phẩy"
    )
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/]+$",
        description="Địa chỉ công khai của dịch vụ (https://hoi.tinh.gov.vn): mọi liên kết đi theo địa chỉ này",
    )

    key_per_minute: int = Field(
        600,
        ge=0,
        le=1_000_000,
        description="Số yêu cầu mỗi phút của một khóa, trừ khi khóa có số riêng; 0 là không hạn",
    )
    site_per_minute: int = Field(
        600,
        ge=0,
        le=1_000_000,
        description="Số yêu cầu mỗi phút của một trang nhúng, trừ khi có số riêng; 0 là không hạn",
    )
    address_per_minute: int = Field(
        1200, ge=0, le=1_000_000, description="Số yêu cầu mỗi phút từ một địa chỉ khi đã có khóa; 0 là không hạn"
    )
    max_waiting: int = Field(
        64,
        ge=1,
        le=10_000,
        description="Số câu hỏi nhiều nhất đang làm hoặc đang chờ; nhiều hơn thì từ chối ngay (503)",
    )
    request_seconds: float = Field(
        30.0,
        gt=0,
        le=3600,
        description="Số giây nhiều nhất cho một yêu cầu; với tệp tải lên là giữa hai lần nhận được dữ liệu",
    )
    log: Literal["text", "json"] = Field(
        "text", description="Dạng nhật ký của tiến trình: text hoặc json, mỗi việc một dòng"
    )
    audit_days: int = Field(3650, ge=0, le=36_500, description="Số ngày giữ nhật ký quản trị; 0 là giữ mãi")
    audit_questions: bool = Field(False, description="Ghi cả câu hỏi vào nhật ký quản trị: ai hỏi gì, lúc nào, từ đâu")

    unit_name: str = Field(
        "",
        max_length=120,
        description="Tên đơn vị hiện trên các trang (ví dụ: UBND tỉnh Gia Lai); bỏ trống thì không hiện",
    )
    emblem: Annotated[Path | None, AfterValidator(checked_emblem)] = Field(
        None, description="Tệp biểu trưng hiện trên các trang (svg, png, jpg, webp); bỏ trống thì không hiện"
    )
    accent: Annotated[str, AfterValidator(checked_accent)] = Field(
        "#164a84",
        pattern=r"^#[0-9a-fA-F]{6}$",
        description="Màu chủ đạo của các trang (#rrggbb), đủ đậm trên nền trắng",
    )
    ai_notice: bool = Field(True, description="Hiện lưu ý về việc dùng trí tuệ nhân tạo dưới ô hỏi")
    ai_notice_text: str = Field(
        "Phần mềm dùng trí tuệ nhân tạo để tìm và trích nguyên văn văn bản; hãy đối chiếu bản gốc trước khi sử dụng.",
        max_length=400,
        description="Lời của lưu ý đó",
    )
    voice: bool = Field(
        False,
        description="Cho hỏi bằng giọng nói ở trình duyệt có chức năng này; trình duyệt có thể gửi âm thanh "
        "tới máy chủ của hãng, nên mặc định tắt",
    )

    database_url: SecretStr | None = Field(
        None, description="Địa chỉ PostgreSQL (postgresql+psycopg://...) thay cho SQLite trong thư mục kho"
    )

    @property
    def library_url(self) -> str | None:
        """The URL of the library's database; None for the SQLite file in ``home``."""
        return None if self.database_url is None else self.database_url.get_secret_value()

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(POSTGRESQL):
            raise PydanticCustomError("database_url", "not PostgreSQL")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The sources in order of precedence: command line, environment, file."""
        return init_settings, env_settings, TomlFile(settings_cls, os.environ.get(CONFIG) or None)

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _check_proxies(cls, value: object) -> object:
        """Addresses or networks. ``*`` is refused: it would let anybody forge where a request came from."""
        addresses = [part for part in re.split(r"[,\s]+", value) if part] if isinstance(value, str) else value
        for address in addresses if isinstance(addresses, (list, tuple)) else ():
            try:
                everybody = ip_network(str(address), strict=False).prefixlen == 0
            except ValueError:
                raise PydanticCustomError("proxy", "not an address") from None
            if everybody:
                raise PydanticCustomError("proxy", "not an address")
        return addresses

    @field_validator("backup_recipients", mode="before")
    @classmethod
    def _split_recipients(cls, value: object) -> object:
        return tuple(re.split(r"[,\s]+", value.strip())) if isinstance(value, str) else value

    @field_validator("watch", mode="before")
    @classmethod
    def _split_folders(cls, value: object) -> object:
        """The folders of a comma-separated list; a folder's name may contain spaces."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("origins", mode="before")
    @classmethod
    def _check_origins(cls, value: object) -> object:
        """The origins of a list separated by commas or spaces; anything but plain origins is refused."""
        origins = [part for part in re.split(r"[,\s]+", value) if part] if isinstance(value, str) else value
        if isinstance(origins, (list, tuple)):
            for origin in origins:
                if not _ORIGIN.fullmatch(str(origin)):
                    raise PydanticCustomError("origin", "not an origin")
            return tuple(origins)
        return origins


def load_settings(**overrides: Any) -> Settings:
    """The settings of environment and file; ``overrides`` that are not None take precedence.

    :raises SettingsError: if the file or a value cannot be used.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    config = os.environ.get(CONFIG)
    if config and not Path(config).is_file():
        raise SettingsError(f"Không có tệp cài đặt {config}. Hãy sửa {CONFIG} hoặc bỏ biến này.")
    try:
        return Settings(**given)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"Tệp cài đặt {config} không đúng dạng TOML: {error}.") from None
    except OSError:
        raise SettingsError(f"Không đọc được tệp cài đặt {config}. Hãy xem lại quyền của tệp.") from None
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(item) for item in error.errors())) from None


def misspelt_variables(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Environment variables with the prefix of settings that name none; otherwise a typo would never be noticed."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {CONFIG}
    return tuple(sorted(name for name in environment if name.startswith(PREFIX) and name not in known))


def _explain(item: Any) -> str:
    if item["type"] == "extra_forbidden":
        return f"Không có cài đặt tên {item['loc'][0]!r}; hãy xem bảng cài đặt trong docs/settings.md."
    name = PREFIX + "_".join(str(part) for part in item["loc"]).upper()
    reason = EXPLANATIONS.get(item["type"], "không dùng được").format(**(item.get("ctx") or {}))
    if name in _SECRETS:
        return f"Cài đặt {name} không hợp lệ: {reason}."
    return f"Cài đặt {name} có giá trị {item['input']!r} không hợp lệ: {reason}."
