"""Sessions of the pages: a random cookie, given for a valid key or by a login at the identity provider."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from index.accounts.keys_and_sessions import AccountStore, ApiKey, Session
from index.store.database import now
from service.access.keys import Keys
from service.access.principal import Kind, Principal, with_included_scopes

COOKIE = "hvb_session"
CSRF_HEADER = "X-CSRF-Token"
#: A working day; the cookie also ends with the browser.
SESSION_HOURS = 12
#: Methods that change nothing, and so need no token against forged requests.
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
#: Prefix of ``who`` in a session that the identity provider opened.
OIDC = "oidc:"


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A session found by its cookie, with the scopes and labels that its key has now."""

    session: Session
    scopes: tuple[str, ...]
    labels: tuple[str, ...]
    per_minute: int | None

    @property
    def kind(self) -> Kind:
        return "oidc" if self.session.who.startswith(OIDC) else "session"

    def principal(self, labels: tuple[str, ...]) -> Principal:
        """The session's principal; ``labels`` as expanded by the authenticator."""
        who = self.session.who
        return Principal(who, self.session.name, self.kind, with_included_scopes(self.scopes), labels, self.per_minute)

    def has_csrf_token(self, csrf: str) -> bool:
        """True if ``csrf`` is the session's token, which only our own pages know."""
        return hmac.compare_digest(self.session.csrf.encode(), csrf.encode("latin-1", "replace"))


class Sessions:
    """Opens, finds and ends sessions."""

    def __init__(self, access: AccountStore, keys: Keys) -> None:
        self._access = access
        self._keys = keys

    def open_with_key(self, key: ApiKey) -> tuple[str, Session]:
        """A new session for a valid key: the cookie's value, and the row."""
        return self._open(key.id, key.name, key.scopes, key.labels, key.ends_at)

    def open_for_account(
        self, subject: str, name: str, scopes: Iterable[str], labels: Iterable[str]
    ) -> tuple[str, Session]:
        """A new session for an account of the identity provider: the cookie's value, and the row."""
        return self._open(OIDC + subject, name, tuple(scopes), tuple(labels), None)

    def _open(
        self, who: str, name: str, scopes: tuple[str, ...], labels: tuple[str, ...], ends_at: str | None
    ) -> tuple[str, Session]:
        token = secrets.token_urlsafe(32)
        end = (datetime.now(UTC) + timedelta(hours=SESSION_HOURS)).isoformat(timespec="seconds")
        session = Session(
            digest=_digest(token),
            who=who[:200],
            name=name[:200],
            scopes=scopes,
            labels=labels,
            csrf=secrets.token_urlsafe(24),
            made_at=now(),
            ends_at=min(end, ends_at) if ends_at is not None else end,
        )
        self._access.add_session(session)
        return token, session

    def find(self, token: str) -> LoggedIn | None:
        """The session of a cookie; None if it is unknown or has ended, or if its key is no longer valid."""
        session = self._access.session(_digest(token))
        if session is None:
            return None
        if session.who.startswith(OIDC):
            return LoggedIn(session, session.scopes, session.labels, None)
        key = self._keys.active_key(session.who)
        return None if key is None else LoggedIn(session, key.scopes, key.labels, key.per_minute)

    def end(self, token: str) -> None:
        self._access.drop_session(_digest(token))

    def end_all_of(self, token: str) -> None:
        """End every session of whoever this one belongs to, in other browsers too."""
        session = self._access.session(_digest(token))
        if session is not None:
            self._access.drop_sessions_of(session.who)


def _digest(token: str) -> str:
    # The token is long and random, so a plain hash of it cannot be reversed.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
