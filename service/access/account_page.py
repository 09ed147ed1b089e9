"""The page of somebody who is signed in: who, what for, and every session of his, each with the way to end it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from index.access_labels import label_name
from index.accounts.keys_and_sessions import Session
from ingest.text.dates import format_date
from service.access.login_page import UnitLook, whole_page
from service.access.principal import SCOPES, with_included_scopes
from service.access.sessions import LoggedIn

#: What each scope lets do, in words.
DOES = {
    "ask": "hỏi",
    "read": "xem danh sách văn bản",
    "write": "nạp, rút, đổi nhãn văn bản",
    "review": "duyệt, sửa, gộp văn bản",
    "admin": "quản trị",
}


def account_page(
    look: UnitLook, found: LoggedIn, labels: Sequence[str], sessions: Sequence[Session], following: str
) -> str:
    """The page; ``labels`` are those that the account sees, ``sessions`` all of its own."""
    scopes = with_included_scopes(found.scopes)
    does = ", ".join(DOES[scope] for scope in SCOPES if scope in scopes)
    way = "Tài khoản cơ quan" if found.kind == "oidc" else "Khóa truy cập"
    facts = {
        "Tên": found.session.name,
        "Đăng nhập bằng": way,
        "Được làm": does,
        "Được xem": ", ".join(label_name(label) for label in labels),
    }
    rows = "\n".join(f"        <div><dt>{name}</dt><dd>{escape(said)}</dd></div>" for name, said in facts.items())
    csrf = f'<input type="hidden" name="csrf" value="{escape(found.session.csrf)}">'
    idle = (
        f"      <p>Không thao tác {found.idle_minutes} phút thì phiên kết thúc; trang báo trước một phút.</p>\n"
        if found.idle_minutes
        else ""
    )
    items = "\n".join(_session_item(one, csrf, here=one.id == found.session.id) for one in sessions)
    return whole_page(
        look,
        "Tài khoản của tôi",
        f"      <dl>\n{rows}\n      </dl>\n"
        f'      <p><a class="button" href="{escape(following)}">Tiếp tục</a></p>\n'
        f'      <form method="post" action="/logout">\n        {csrf}\n'
        '        <button type="submit">Đăng xuất</button>\n'
        '        <button type="submit" class="plain" name="everywhere" value="1">Đăng xuất mọi nơi</button>\n'
        f"      </form>\n      <h2>Phiên đăng nhập của tôi</h2>\n{idle}"
        f'      <ul class="sessions">\n{items}\n      </ul>',
    )


def _session_item(one: Session, csrf: str, *, here: bool) -> str:
    name = escape(one.browser or "Trình duyệt không rõ")
    mark = " <strong>(phiên này)</strong>" if here else ""
    told = [f"Bắt đầu {moment(one.made_at)}", f"dùng lần cuối {moment(one.used_at)}" if one.used_at else ""]
    told += [f"từ {escape(one.address)}" if one.address else ""]
    button = (
        ""
        if here
        else f'<form method="post" action="/logout">{csrf}<input type="hidden" name="session" value="{one.id}">'
        f'<button type="submit" class="plain" aria-label="Kết thúc phiên {name}, bắt đầu {moment(one.made_at)}">'
        "Kết thúc phiên này</button></form>"
    )
    return f"        <li><p>{name}{mark}</p><p>{', '.join(part for part in told if part)}</p>{button}</li>"


def moment(utc: str) -> str:
    """A moment as the server's people write it.

    >>> moment("2026-03-09T06:00:00+00:00")[:9]
    '09/3/2026'
    """
    at = datetime.fromisoformat(utc).astimezone()
    return f"{format_date(at.date())} {at:%H:%M}"
