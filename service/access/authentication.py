"""The gate: tells who sends a request, by key, session, widget token, or because it comes from this machine."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from index.access_labels import is_held_back
from index.accounts.keys_and_sessions import Access, Key, ordered
from index.records import INTERNAL, PUBLIC
from service.access.keys import Keys
from service.access.principal import SCOPES, Principal, with_included
from service.access.sessions import COOKIE, CSRF_HEADER, SAFE, Sessions
from service.http.problems import ProblemError
from service.settings import Settings

if TYPE_CHECKING:
    from service.access.oidc import Provider

#: Keys checked at once: each takes 64 MB and some 40 ms, and whoever has been checked does not wait here.
CHECKED_AT_ONCE = 2
#: A label of a key that stands for every label there is.
EVERY_LABEL = "tat_ca"
#: How long the labels that the documents bear are remembered.
LABELS_SECONDS = 1.0

#: What a proxy adds. Its own address says nothing of who asks, and it may sit on this machine.
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")

#: Reads one kind of bearer token: the principal, or None when the token is not good.
TokenReader = Callable[[str, HTTPConnection], Awaitable[Principal | None]]


class Gate:
    """Tells who sends a request. One for each process; asked once for each request."""

    def __init__(self, settings: Settings, access: Access) -> None:
        self.access = access
        self.keys = Keys(access)
        self.sessions = Sessions(access, self.keys)
        self._settings = settings
        self._checking = ThreadPoolExecutor(CHECKED_AT_ONCE, thread_name_prefix="hoivanban-key")
        self._readers: dict[str, TokenReader] = {}
        self._labels: tuple[float, tuple[str, ...]] = (-LABELS_SECONDS, ())

    @cached_property
    def provider(self) -> Provider | None:
        """The identity provider of the settings; None where there is none."""
        if self._settings.oidc_issuer is None:
            return None
        from service.access.oidc import Provider

        return Provider(self._settings)

    def read_tokens(self, prefix: str, reader: TokenReader) -> None:
        """Let another kind of bearer token in: those that begin with ``prefix`` are given to ``reader``."""
        self._readers[prefix] = reader

    def close(self) -> None:
        self._checking.shutdown(wait=False, cancel_futures=True)

    @property
    def open(self) -> bool:
        """Whether nobody has to say who he is: no key was ever made and no identity provider is set."""
        return self._settings.oidc_issuer is None and not self.keys.needed

    async def principal(self, request: HTTPConnection) -> Principal:
        """Who sends a request; remembered with it, so that middleware and routes may all ask.

        :raises ProblemError: 401 when nobody is let in with what was shown, 403 for a page's request without its token.
        """
        known: Principal | None = getattr(request.state, "principal", None)
        refused: ProblemError | None = getattr(request.state, "refused", None)
        if refused is not None:
            raise refused
        if known is None:
            known = request.state.principal = await self._find(request)
        return known

    async def _find(self, request: HTTPConnection) -> Principal:
        if self.keys.stale:
            await asyncio.to_thread(self.keys.refresh)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme:
            found = await self._bearer(token.strip(), request) if scheme.lower() == "bearer" else None
            if found is None:
                raise refusal("Khóa trong tiêu đề Authorization không đúng, đã hết hạn hoặc đã bị thu hồi.")
            return found
        if (cookie := request.cookies.get(COOKIE)) and (found := await self._session(cookie, request)) is not None:
            return found
        if self.open:
            return await self._local(request)
        if self._settings.anonymous == "ask":
            return Principal("anonymous", "Khách", "anonymous", with_included(("ask",)))
        raise refusal("Yêu cầu này cần khóa trong tiêu đề Authorization: Bearer, hoặc đăng nhập tại /login.")

    async def _bearer(self, token: str, request: HTTPConnection) -> Principal | None:
        for prefix, reader in self._readers.items():
            if token.startswith(prefix):
                return await reader(token, request)
        key = await self.key(token)
        return None if key is None else await self.holder(key)

    async def key(self, given: str) -> Key | None:
        """The key that was presented, if it is good."""
        remembered = self.keys.remembered(given)
        if remembered is not None:
            return remembered
        return await asyncio.get_running_loop().run_in_executor(self._checking, self.keys.check, given)

    async def holder(self, key: Key) -> Principal:
        """Who holds a key."""
        return Principal(
            key.id, key.name, "key", with_included(key.scopes), await self.spelt_out(key.labels), key.per_minute
        )

    async def spelt_out(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        """The labels that somebody may see, the public one among them, none of them held back."""
        seen = {PUBLIC, *labels}
        if EVERY_LABEL in seen:
            seen = (seen - {EVERY_LABEL}) | {INTERNAL, *await self._borne()}
        return ordered(label for label in seen if not is_held_back(label))

    async def _borne(self) -> tuple[str, ...]:
        read_at, borne = self._labels
        if time.monotonic() - read_at > LABELS_SECONDS:
            borne = await asyncio.to_thread(self.access.labels)
            self._labels = (time.monotonic(), borne)
        return borne

    async def _session(self, cookie: str, request: HTTPConnection) -> Principal | None:
        found = await asyncio.to_thread(self.sessions.find, cookie)
        if found is None:
            return None
        if request.scope.get("method") not in SAFE and not found.meant(request.headers.get(CSRF_HEADER, "")):
            raise ProblemError(
                403, "csrf", "Yêu cầu không được nhận", "Phiên làm việc đã đổi; hãy tải lại trang rồi thử lại."
            )
        return found.principal(await self.spelt_out(found.labels))

    async def _local(self, request: HTTPConnection) -> Principal:
        """Whoever uses this machine may do everything as long as there is no key; pages of others may only ask."""
        if not from_here(request):
            raise refusal(
                "Dịch vụ chưa có khóa nên chỉ nhận yêu cầu từ chính máy này; hãy tạo khóa bằng “hoivanban keys create”."
            )
        origin = request.headers.get("origin")
        if origin is not None and not _same(origin, request.headers):
            if origin not in self._settings.origins:
                raise ProblemError(
                    403, "origin_not_allowed", "Trang này không được phép", "Trang gửi yêu cầu không được cho phép."
                )
            return Principal("local", "Trang nhúng", "anonymous", with_included(("ask",)))
        return Principal("local", "Máy này", "local", frozenset(SCOPES), await self.spelt_out((EVERY_LABEL,)))


def refusal(detail: str) -> ProblemError:
    """The problem of whoever is not known."""
    headers = {"WWW-Authenticate": 'Bearer realm="hoivanban"'}
    return ProblemError(401, "unauthorized", "Chưa xác thực", detail, headers=headers)


def from_here(request: HTTPConnection) -> bool:
    """Whether a request comes from this machine and names it.

    A name with a dot may be anybody's that leads to 127.0.0.1 for a moment (DNS rebinding): it is no name of this
    machine. What a proxy passes on comes from whoever it serves.
    """
    if any(name in request.headers for name in _PASSED_ON):
        return False
    client = request.client
    if client is not None and _is_foreign(client.host):
        return False
    name = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    return "." not in name or name.endswith(".localhost") or not _is_foreign(name, unknown=True)


def _is_foreign(host: str, *, unknown: bool = False) -> bool:
    """Whether an address is another machine's; ``unknown`` for what is no address (a socket's or a test's name)."""
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return unknown


def _same(origin: str, headers: Headers) -> bool:
    return urlsplit(origin).netloc == headers.get("host")
