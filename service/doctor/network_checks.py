"""Checks of what a government network asks for: the source of time, keys that age or lie idle, encrypted backups."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

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
