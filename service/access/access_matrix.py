"""Access matrix: every key and site, what it may do, what it may see, when it was used last, whether it still works.

For the yearly review of rights. Accounts of an identity provider stand in the provider; a row says how they get rights.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from index.access_labels import label_name
from index.accounts.key_uses import KeyUseStore
from index.accounts.keys_and_sessions import AccountStore, ApiKey
from index.accounts.widget_sites import WidgetSiteStore
from index.records import PUBLIC
from index.store.database import now
from service.access.principal import SCOPES, with_included_scopes

if TYPE_CHECKING:
    from sqlalchemy import Engine

#: What each scope lets do, as the matrix names it.
_DOES = {"ask": "Hỏi", "read": "Đọc kho", "write": "Nạp, rút", "review": "Duyệt, sửa", "admin": "Quản trị"}
COLUMNS = (
    "Loại", "Mã", "Tên", *_DOES.values(), "Được thấy", "Tạo ngày", "Hết hạn", "Dùng lần cuối", "Tình trạng",
)  # fmt: skip
WIDTHS = (14, 16, 30, 8, 10, 10, 10, 10, 30, 12, 12, 14, 28)
Row = tuple[str, ...]


def access_matrix(engine: Engine, idle_days: int) -> list[Row]:
    """The rows of the matrix, keys first, oldest first."""
    uses, moment = KeyUseStore(engine).all(), datetime.now(UTC)
    rows = []
    for key in AccountStore(engine).all_keys():
        idle = uses.is_idle(key, idle_days, moment)
        rows.append(
            ("Khóa", key.id, key.name, *_may(key.scopes), _sees(key.labels), key.made_at[:10], (key.ends_at or "")[:10],
             uses.last.get(key.id, "")[:10], _state(key, idle=idle))
        )  # fmt: skip
    for site in WidgetSiteStore(engine).all_sites():
        state = "Đã thu hồi" if site.revoked_at else "Đang dùng"
        rows.append(
            ("Trang nhúng", site.id, site.name, *_may(("ask",)), _sees(site.labels), site.made_at[:10], "", "", state)
        )
    return rows


def _may(scopes: tuple[str, ...]) -> tuple[str, ...]:
    allowed = with_included_scopes(scopes)
    return tuple("có" if scope in allowed else "" for scope in SCOPES)


def _sees(labels: tuple[str, ...]) -> str:
    return ", ".join("Mọi nhãn" if label == "tat_ca" else label_name(label) for label in (PUBLIC, *labels))


def _state(key: ApiKey, *, idle: bool) -> str:
    if key.revoked_at:
        return "Đã thu hồi"
    if not key.is_valid_at(now()):
        return "Hết hạn"
    return "Tạm dừng vì lâu không dùng" if idle else "Đang dùng"
