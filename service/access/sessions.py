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
#: Time after which the use of a session is noted again.
NOTED_EVERY = timedelta(seconds=20)
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


@dataclass(frozen=True, slots=True)
class IdleLimits:
    """The longest time without a request, in minutes, for sessions and for those that may administer; 0 is none."""

    minutes: int = 0
    admin_minutes: int = 0

    def minutes_for(self, scopes: Iterable[str]) -> int:
        return self.admin_minutes or self.minutes if "admin" in scopes else self.minutes


class Sessions:
    """Opens, finds and ends sessions. One that is not used for the time of ``idle`` is over."""

    def __init__(self, access: AccountStore, keys: Keys, idle: IdleLimits | None = None) -> None:
        self._access = access
        self._keys = keys
        self._idle = idle or IdleLimits()

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
        made = datetime.now(UTC)
        session = Session(
            digest=_digest(token),
            who=who[:200],
            name=name[:200],
            scopes=scopes,
            labels=labels,
            csrf=secrets.token_urlsafe(24),
            made_at=now(),
            ends_at=self._end(made, made, scopes, ends_at),
        )
        self._access.add_session(session)
        return token, session

    def find(self, token: str) -> LoggedIn | None:
        """The session of a cookie; None if it is unknown or has ended, or if its key is no longer valid."""
        session = self._access.session(_digest(token))
        if session is None:
            return None
        if session.who.startswith(OIDC):
            self._note_use(session, session.scopes, None)
            return LoggedIn(session, session.scopes, session.labels, None)
        key = self._keys.active_key(session.who)
        if key is None:
            return None
        self._note_use(session, key.scopes, key.ends_at)
        return LoggedIn(session, key.scopes, key.labels, key.per_minute)

    def _note_use(self, session: Session, scopes: tuple[str, ...], key_ends_at: str | None) -> None:
        """Move the session's end to the idle time from now; not for every request, because each is a write."""
        end = self._end(datetime.fromisoformat(session.made_at), datetime.now(UTC), scopes, key_ends_at)
        if abs(datetime.fromisoformat(end) - datetime.fromisoformat(session.ends_at)) >= NOTED_EVERY:
            self._access.end_session_at(session.digest, end)

    def _end(self, made: datetime, used: datetime, scopes: tuple[str, ...], key_ends_at: str | None) -> str:
        """When a session ends that is not used again: a working day after it was opened at the latest."""
        ends = [made + timedelta(hours=SESSION_HOURS)]
        if minutes := self._idle.minutes_for(scopes):
            ends.append(used + timedelta(minutes=minutes))
        if key_ends_at is not None:
            ends.append(datetime.fromisoformat(key_ends_at))
        return min(ends).isoformat(timespec="seconds")

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
