"""Checks of a network: the source of time, keys that age or lie idle, encrypted backups, an engine elsewhere."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError

from index.records import VectorModel
from index.store.database import LibraryTooNew
from service.doctor.check_result import CheckResult
from service.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

#: What adjtimex(2) returns where nothing keeps the clock in step.
_UNSYNCHRONISED = 5
#: Bytes that hold the kernel's record on every machine (struct timex has 208 on 64 bits).
_RECORD_BYTES = 512


def clock_is_synchronised() -> bool | None:
    """Whether the kernel's clock is kept in step with a time server; None where the system does not say."""
    name = ctypes.util.find_library("c")
    try:
        state = ctypes.CDLL(name or "libc.so.6").adjtimex(ctypes.create_string_buffer(_RECORD_BYTES))
    except (OSError, AttributeError):
        return None
    return None if state < 0 else state != _UNSYNCHRONISED


def check_time_source(_: Settings) -> Iterator[CheckResult]:
    """The clock follows a time server, whichever program does it: the audit log and validity need the right time."""
    name = "nguồn thời gian"
    kept = clock_is_synchronised()
    if kept is None:
        yield CheckResult(
            name, "warn", "Hệ điều hành không cho biết đồng hồ có được đồng bộ không.", "Xem: timedatectl"
        )
    elif kept:
        yield CheckResult(name, "ok", "Đồng hồ được đồng bộ với máy chủ thời gian.")
    else:
        remedy = "Bật systemd-timesyncd hoặc chrony với máy chủ thời gian của đơn vị."
        yield CheckResult(name, "warn", "Đồng hồ không được đồng bộ: giờ trong nhật ký có thể sai.", remedy)


def check_engine(settings: Settings) -> Iterator[CheckResult]:
    """The engine answers, holds what the library has, and its key does not travel in clear."""
    if settings.engine_url is None:
        return
    from index.engine.opening import engine_beside
    from index.library.library import Library

    name, address = "cụm tìm kiếm", settings.engine_address
    plain = settings.engine_url.startswith("http://") and not _is_this_machine(settings.engine_url)
    if plain and address is not None and address.key:
        state = f"Khóa của cụm đi không mã hóa tới {settings.engine_url}."
        yield CheckResult(name, "warn", state, "Bật TLS cho Qdrant và dùng địa chỉ https://.")
    try:
        with Library.open(settings.home, settings.library_url) as library:
            model = library.model()
            if address is None or model is None:
                return
            change = library.change
            health = engine_beside(address, library, VectorModel(model.name, model.dimension)).health(change)
    except (SQLAlchemyError, LibraryTooNew):
        return  # the check of the library says so
    if health.state == "away":
        remedy = "Xem máy chủ Qdrant, HOIVANBAN_ENGINE_URL, khóa và chứng thư."
        yield CheckResult(name, "warn", health.sentence(change), remedy)
    elif health.state == "behind":
        remedy = "Bình thường khi dịch vụ vừa chạy hoặc đang nạp; nếu không, chạy: hoivanban engine rebuild"
        yield CheckResult(name, "warn", health.sentence(change), remedy)
    else:
        yield CheckResult(name, "ok", health.sentence(change))


def _is_this_machine(url: str) -> bool:
    return urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")


def check_accounts(settings: Settings, engine: Engine) -> Iterator[CheckResult]:
    """Keys that may administer and live too long, and keys disabled because nobody uses them."""
    from index.accounts.key_uses import KeyUseStore
    from index.accounts.keys_and_sessions import AccountStore
    from index.store.database import now

    name, moment = "tuổi khóa", datetime.now(UTC)
    keys = [key for key in AccountStore(engine).all_keys() if key.is_valid_at(now())]
    uses = KeyUseStore(engine).all()
    latest = (moment + timedelta(days=settings.admin_key_days)).isoformat(timespec="seconds")
    for key in keys:
        if "admin" in key.scopes and settings.admin_key_days and (key.ends_at is None or key.ends_at > latest):
            state = f"Khóa quản trị {key.id} ({key.name}) dùng được quá {settings.admin_key_days} ngày."
            yield CheckResult(name, "warn", state, "Tạo khóa mới rồi thu hồi khóa này.")
        if uses.is_idle(key, settings.idle_key_days, moment):
            state = f"Khóa {key.id} ({key.name}) tạm dừng: {settings.idle_key_days} ngày không dùng."
            yield CheckResult(name, "warn", state, f"Thu hồi, hoặc: hoivanban keys enable {key.id}")
    if keys and engine.dialect.name == "sqlite" and not settings.backup_recipients:
        state = "Bản sao lưu không được mã hóa, trong khi dịch vụ mở cho người khác."
        remedy = "Tạo khóa ở máy khác (hoivanban backup-key), đặt HOIVANBAN_BACKUP_RECIPIENTS."
        yield CheckResult("mã hóa sao lưu", "warn", state, remedy)
