"""Sessions of the pages: a random cookie, given for a valid key or by a login at the identity provider."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from index.accounts.keys_and_sessions import AccountStore, ApiKey, Session
from index.store.database import now
from service.access.claims import Account
from service.access.keys import Keys
from service.access.logout_token import LogoutOrder
from service.access.principal import Kind, Principal, with_included_scopes

COOKIE = "hvb_session"
CSRF_HEADER = "X-CSRF-Token"
#: Header of requests that a page sends by itself: they do not count as use.
BACKGROUND_HEADER = "X-Hoivanban-Background"
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
    #: The longest time without use, in minutes; 0 for none.
    idle_minutes: int = 0

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
class SignInPlace:
    """Where a session is opened from: the address, and the browser in words."""

    address: str
    browser: str


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

    def open_with_key(self, key: ApiKey, place: SignInPlace | None = None) -> tuple[str, Session]:
        """A new session for a valid key: the cookie's value, and the row."""
        return self._open(key.id, key.name, key.scopes, key.labels, key.ends_at, place)

    def open_for_account(self, account: Account, place: SignInPlace | None = None) -> tuple[str, Session]:
        """A new session for an account of the identity provider: the cookie's value, and the row."""
        who, at_provider = OIDC + account.subject, account.provider_session
        return self._open(who, account.name, account.scopes, account.labels, None, place, at_provider)

    def _open(
        self, who: str, name: str, scopes: tuple[str, ...], labels: tuple[str, ...], ends_at: str | None,
        place: SignInPlace | None, provider_session: str = "",
    ) -> tuple[str, Session]:  # fmt: skip
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
            used_at=now(),
            address=place.address[:64] if place else "",
            browser=place.browser[:100] if place else "",
            provider_session=provider_session[:200],
        )
        self._access.add_session(session)
        return token, session

    def find(self, token: str, *, used: bool = True) -> LoggedIn | None:
        """The session of a cookie; None if it is unknown or has ended, or if its key is no longer valid.

        ``used`` is False for what a page asks by itself: a person who is away does not stay signed in by that.
        """
        session = self._access.session(_digest(token))
        if session is None:
            return None
        key = None
        if not session.who.startswith(OIDC):
            key = self._keys.active_key(session.who)
            if key is None:
                return None
        scopes, labels = (session.scopes, session.labels) if key is None else (key.scopes, key.labels)
        if used:
            session = self._noted(session, scopes, None if key is None else key.ends_at)
        per_minute = None if key is None else key.per_minute
        return LoggedIn(session, scopes, labels, per_minute, self._idle.minutes_for(scopes))

    def _noted(self, session: Session, scopes: tuple[str, ...], key_ends_at: str | None) -> Session:
        """The session, its use noted and its end moved to the idle time from now; not for every request, because each
        is a write."""
        moment = datetime.now(UTC)
        end = self._end(datetime.fromisoformat(session.made_at), moment, scopes, key_ends_at)
        moved = abs(datetime.fromisoformat(end) - datetime.fromisoformat(session.ends_at)) >= NOTED_EVERY
        if not moved and session.used_at >= (moment - NOTED_EVERY).isoformat(timespec="seconds"):
            return session
        used = moment.isoformat(timespec="seconds")
        self._access.note_session_use(session.digest, used, end)
        return replace(session, used_at=used, ends_at=end)

    def _end(self, made: datetime, used: datetime, scopes: tuple[str, ...], key_ends_at: str | None) -> str:
        """When a session ends that is not used again: a working day after it was opened at the latest."""
        ends = [made + timedelta(hours=SESSION_HOURS)]
        if minutes := self._idle.minutes_for(scopes):
            ends.append(used + timedelta(minutes=minutes))
        if key_ends_at is not None:
            ends.append(datetime.fromisoformat(key_ends_at))
        return min(ends).isoformat(timespec="seconds")

    def all(self, who: str | None = None) -> tuple[Session, ...]:
        """The open sessions of a key or account, or of everybody."""
        return self._access.open_sessions(who)

    def end(self, session: Session) -> None:
        self._access.drop_session(session.digest)

    def end_all(self, who: str) -> int:
        """End every session of a key or account, in other browsers too: how many there were."""
        return self._access.drop_sessions_of(who)

    def end_by_provider(self, order: LogoutOrder) -> int | None:
        """End the sessions that the identity provider names: how many; None for an order carried out before."""
        who = (OIDC + order.subject)[:200] if order.subject else ""
        named = order.provider_session[:200]
        return self._access.drop_sessions_by_order(who, named, order.digest, order.ends_at)


def _digest(token: str) -> str:
    # The token is long and random, so a plain hash of it cannot be reversed.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
