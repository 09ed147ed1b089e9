"""Safety checks: keys and rights, the clock, the audit log, the last backup. Faults here are usually found too late."""

from __future__ import annotations

import stat
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from service.doctor.check_result import CheckResult
from service.doctor.network_checks import check_accounts
from service.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

#: Vietnam's time zone, in which validity changes at midnight; there is no summer time.
VIETNAM = timedelta(hours=7)
#: If the library was written this long in the future, the clock is slow now.
CLOCK_SLACK = 300.0
BACKUP_DAYS = 7


def check_clock(settings: Settings) -> Iterator[CheckResult]:
    """The time zone is Vietnam's, and the clock is not behind the last write of the library."""
    offset = datetime.now().astimezone().utcoffset() or timedelta()
    database = settings.home / "library.sqlite"
    if database.is_file() and database.stat().st_mtime > time.time() + CLOCK_SLACK:
        state = "Đồng hồ của máy chậm hơn lần ghi cuối của kho."
        yield CheckResult("đồng hồ", "bad", state, "Chỉnh lại giờ (timedatectl set-ntp true) trước khi chạy dịch vụ.")
    elif offset != VIETNAM:
        state = f"Múi giờ của máy là UTC{offset.total_seconds() / 3600:+.0f}: hiệu lực văn bản đổi ngày không đúng lúc."
        yield CheckResult("đồng hồ", "warn", state, "Đặt TZ=Asia/Ho_Chi_Minh cho dịch vụ.")
    else:
        yield CheckResult("đồng hồ", "ok", "Giờ Việt Nam.")


def check_folder_rights(settings: Settings) -> Iterator[CheckResult]:
    """Other accounts of this machine cannot read the library, which has signing secrets and held back documents."""
    if settings.home.is_dir() and settings.home.stat().st_mode & (stat.S_IROTH | stat.S_IXOTH):
        state = "Mọi tài khoản trên máy đọc được kho, kể cả văn bản nội bộ."
        yield CheckResult("quyền đọc kho", "warn", state, f"Chạy: chmod o-rwx {settings.home}")


def check_library_contents(settings: Settings, engine: Engine) -> Iterator[CheckResult]:
    """Keys, reader version, audit log and backups of the library, whose schema must be the current one."""
    from index.accounts.audit_log import AuditLog

    yield from _check_keys(settings, engine)
    yield from check_accounts(settings, engine)
    yield from _check_reader_version(engine)
    trail = AuditLog(engine)
    checked = trail.check_chain()
    if checked.faults:
        state = f"Chuỗi băm đứt ở dòng {checked.faults[0].seq}: {checked.faults[0].reason}"
        remedy = "Giữ nguyên kho làm bằng chứng, đối chiếu bản sao lưu; xem: hoivanban audit verify"
        yield CheckResult("nhật ký quản trị", "bad", state, remedy)
    else:
        yield CheckResult("nhật ký quản trị", "ok", f"Nguyên vẹn, {checked.events} dòng.")
    if engine.dialect.name != "sqlite":
        yield CheckResult("sao lưu", "ok", "Kho PostgreSQL: do pg_dump của máy chủ dữ liệu đảm nhiệm.")
        return
    backups = trail.events_page(1, act="library.backup.done")
    if not backups:
        yield CheckResult("sao lưu", "warn", "Chưa sao lưu lần nào.", "Chạy: hoivanban backup TỆP")
        return
    days = (datetime.now(UTC) - datetime.fromisoformat(backups[0].at)).days
    state = f"Lần cuối {backups[0].at[:10]}, {days} ngày trước."
    if days > BACKUP_DAYS:
        yield CheckResult("sao lưu", "warn", state, "Chạy: hoivanban backup TỆP, và đặt lịch hằng ngày.")
    else:
        yield CheckResult("sao lưu", "ok", state)


def _check_reader_version(engine: Engine) -> Iterator[CheckResult]:
    """Files read by an earlier version of the reader. An upgrade does not read them anew: the operator chooses when."""
    from index.store.source_files import Sources
    from ingest.run import reader_version

    name = "bộ đọc văn bản"
    if earlier := Sources(engine).count_outdated(reader_version()):
        state = f"{earlier} tệp được đọc bằng bản trước của bộ đọc; vẫn trả lời bình thường."
        yield CheckResult(name, "warn", state, "Khi tiện, chạy: hoivanban ingest --again THƯ_MỤC")
    else:
        yield CheckResult(name, "ok", "Mọi tệp được đọc bằng bản hiện tại.")


def _check_keys(settings: Settings, engine: Engine) -> Iterator[CheckResult]:
    from index.accounts.keys_and_sessions import AccountStore
    from index.store.database import now
    from service.server.server import is_loopback

    name, moment = "khóa", now()
    keys = AccountStore(engine).all_keys()
    valid = [key for key in keys if key.is_valid_at(moment)]
    if not keys and settings.oidc_issuer is None:
        if is_loopback(settings.host):
            yield CheckResult(name, "ok", "Chưa có khóa: chỉ máy này dùng được dịch vụ, với mọi quyền.")
        else:
            state = f"Chưa có khóa nên dịch vụ chỉ lắng nghe tại 127.0.0.1, không phải {settings.host}."
            yield CheckResult(name, "warn", state, "Chạy: hoivanban keys create TÊN --scope admin, rồi khởi động lại.")
        return
    if not any("admin" in key.scopes for key in valid) and settings.oidc_issuer is None:
        state = "Không còn khóa quản trị nào dùng được."
        yield CheckResult(name, "bad", state, "Chạy: hoivanban keys create TÊN --scope admin")
    else:
        yield CheckResult(name, "ok", f"{len(valid)} khóa dùng được trong {len(keys)} khóa.")
    soon = (datetime.now(UTC) + timedelta(days=30)).isoformat(timespec="seconds")
    for key in valid:
        if not key.is_valid_at(soon):
            state = f"Khóa {key.id} ({key.name}) hết hạn ngày {(key.ends_at or '')[:10]}."
            yield CheckResult(name, "warn", state, "Tạo khóa mới và đổi ở nơi đang dùng trước ngày đó.")
    if settings.anonymous == "ask":
        yield CheckResult(name, "ok", "Người không có khóa được hỏi trên các văn bản công khai (HOIVANBAN_ANONYMOUS).")
    if not is_loopback(settings.host) and not settings.trusted_proxies:
        state = (
            f"Dịch vụ mở tại {settings.host} mà không có máy trung gian TLS nào được khai báo: khóa đi không mã hóa."
        )
        yield CheckResult(
            "TLS", "warn", state, "Đặt nginx phía trước (deploy/nginx.conf) và HOIVANBAN_TRUSTED_PROXIES."
        )
