"""A provider's order to end sessions (OpenID Connect Back-Channel Logout 1.0): the claims of its logout token.

The provider sends it from server to server when somebody signs out elsewhere, or when an administrator ends a session
or locks an account. Signature, issuer and audience are checked as those of an ID token (:mod:`service.access.oidc`).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

#: The member of ``events`` that makes a token a logout token.
EVENT = "http://schemas.openid.net/event/backchannel-logout"
#: A token that is older is refused; for so long its ``jti`` is remembered.
FRESH_SECONDS = 600


class LogoutTokenError(Exception):
    """A logout token that orders nothing; the message is one Vietnamese sentence."""


@dataclass(frozen=True, slots=True)
class LogoutOrder:
    """The account, the provider's session (either may be empty), and what names the token, to be kept until a day."""

    subject: str
    provider_session: str
    digest: str
    ends_at: str


def logout_order(claims: Mapping[str, Any], leeway: int) -> LogoutOrder:
    """The order in verified claims (section 2.6 of the specification, from its third step on).

    :raises LogoutTokenError: if a claim is missing, or if the token is of another kind or too old.
    """
    events = claims.get("events")
    if not isinstance(events, Mapping) or not isinstance(events.get(EVENT), Mapping):
        raise LogoutTokenError("Mã này không phải lệnh đăng xuất.")
    if "nonce" in claims:
        raise LogoutTokenError("Lệnh đăng xuất không được có nonce: có thể là mã nhận dạng bị gửi nhầm.")
    subject, session, name = (claims.get(claim, "") for claim in ("sub", "sid", "jti"))
    if not all(isinstance(one, str) for one in (subject, session, name)) or not name:
        raise LogoutTokenError("Lệnh đăng xuất thiếu jti, hoặc sub, sid không phải chuỗi chữ.")
    if not subject and not session:
        raise LogoutTokenError("Lệnh đăng xuất không nêu tài khoản (sub) hay phiên (sid).")
    ends = int(claims["iat"]) + FRESH_SECONDS + leeway
    if ends < time.time():
        raise LogoutTokenError("Lệnh đăng xuất đã quá cũ; kiểm tra đồng hồ của hai máy.")
    digest = hashlib.sha256(f"{claims['iss']}\n{name}".encode()).hexdigest()
    return LogoutOrder(subject, session, digest, datetime.fromtimestamp(ends, UTC).isoformat(timespec="seconds"))
