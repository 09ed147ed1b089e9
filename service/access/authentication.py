"""Authentication: the principal behind a request, by key, session, widget token, or as this machine's own user."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from index.access_labels import is_held_back
from index.accounts.keys_and_sessions import AccountStore, ApiKey, sorted_labels
from index.accounts.signing_secrets import SigningSecrets
from index.records import INTERNAL, PUBLIC
from service.access.keys import Keys
from service.access.principal import SCOPES, Principal, with_included_scopes
from service.access.sessions import BACKGROUND_HEADER, COOKIE, CSRF_HEADER, SAFE_METHODS, IdleLimits, Sessions
from service.access.sign_in_locks import SignInLocks
from service.access.visitors import visitor_digest
from service.http.problems import ProblemError
from service.settings import Settings

if TYPE_CHECKING:
    from service.access.oidc import IdentityProvider

#: Older keys checked at once: each check takes 64 MB and some 40 ms. Other keys do not wait here.
CHECKED_AT_ONCE = 2
#: The label of a key that may see every label there is.
EVERY_LABEL = "tat_ca"
#: How long the list of labels in use is cached.
LABELS_SECONDS = 1.0

#: Headers that a proxy adds. A forwarded request is never local: the proxy itself may run on this machine.
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")

#: Kinds of principals that stand for several people.
_SHARED = ("local", "anonymous", "site")

#: Reads one kind of bearer token: its principal, or None when the token is not valid.
TokenReader = Callable[[str, HTTPConnection], Awaitable[Principal | None]]


class Authenticator:
    """Finds the principal behind a request. One for each process; asked once for each request."""

    def __init__(self, settings: Settings, access: AccountStore, keys: Keys | None = None) -> None:
        self.access = access
        self.keys = keys or Keys(access)
        self.sessions = Sessions(access, self.keys, IdleLimits(settings.idle_minutes, settings.admin_idle_minutes))
        self.sign_in_locks = SignInLocks(self.keys, settings.sign_in_tries)
        self.signing = SigningSecrets(settings.home)
        self._settings = settings
        self._checking = ThreadPoolExecutor(CHECKED_AT_ONCE, thread_name_prefix="hoivanban-key")
        self._readers: dict[str, TokenReader] = {}
        self._labels: tuple[float, tuple[str, ...]] = (-LABELS_SECONDS, ())

    @cached_property
    def provider(self) -> IdentityProvider | None:
        """The identity provider of the settings; None where there is none."""
        if self._settings.oidc_issuer is None:
            return None
        from service.access.oidc import IdentityProvider

        return IdentityProvider(self._settings)

    def add_token_reader(self, prefix: str, reader: TokenReader) -> None:
        """Accept another kind of bearer token: ``reader`` reads those that begin with ``prefix``."""
        self._readers[prefix] = reader

    def close(self) -> None:
        self._checking.shutdown(wait=False, cancel_futures=True)

    @property
    def is_open(self) -> bool:
        """True if no authentication is needed: no key was ever made and no identity provider is set."""
        return self._settings.oidc_issuer is None and not self.keys.needed

    async def principal(self, request: HTTPConnection) -> Principal:
        """The principal behind a request; kept in its state, so that middleware and routes may all ask.

        :raises ProblemError: 401 if credentials are missing or wrong, 403 for a page's request without its CSRF token.
        """
        known: Principal | None = getattr(request.state, "principal", None)
        refused: ProblemError | None = getattr(request.state, "refused", None)
        if refused is not None:
            raise refused
        if known is None:
            known = await self._identify(request)
            if known.kind in _SHARED:
                known = replace(known, visitor=visitor_digest(request))
            request.state.principal = known
        return known

    async def _identify(self, request: HTTPConnection) -> Principal:
        if self.keys.is_stale:
            await asyncio.to_thread(self.keys.refresh)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme:
            found = await self._bearer_principal(token.strip(), request) if scheme.lower() == "bearer" else None
            if found is None:
                raise unauthenticated_problem(
                    "Khóa trong tiêu đề Authorization không đúng, đã hết hạn hoặc đã bị thu hồi."
                )
            return found
        if (cookie := request.cookies.get(COOKIE)) and (
            found := await self._session_principal(cookie, request)
        ) is not None:
            return found
        if self.is_open:
            return await self._local_principal(request)
        if cookie and CSRF_HEADER in request.headers:
            # A page that believes itself signed in does not become a guest's unnoticed: it would find less.
            raise unauthenticated_problem("Phiên đăng nhập đã kết thúc; hãy tải lại trang để đăng nhập lại.")
        if self._settings.anonymous == "ask":
            return Principal("anonymous", "Khách", "anonymous", with_included_scopes(("ask",)))
        raise unauthenticated_problem(
            "Yêu cầu này cần khóa trong tiêu đề Authorization: Bearer, hoặc đăng nhập tại /login."
        )

    async def _bearer_principal(self, token: str, request: HTTPConnection) -> Principal | None:
        for prefix, reader in self._readers.items():
            if token.startswith(prefix):
                return await reader(token, request)
        key = await self.check_key(token)
        return None if key is None else await self.key_principal(key)

    async def check_key(self, given: str) -> ApiKey | None:
        """The presented key if it is valid, else None."""
        remembered = self.keys.recently_checked(given)
        if remembered is not None:
            return remembered
        threads = self._checking if self.keys.is_slow(given) else None
        return await asyncio.get_running_loop().run_in_executor(threads, self.keys.check, given)

    async def key_principal(self, key: ApiKey) -> Principal:
        """The principal that a key stands for."""
        return Principal(
            key.id,
            key.name,
            "key",
            with_included_scopes(key.scopes),
            await self.expand_labels(key.labels),
            key.per_minute,
        )

    async def expand_labels(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        """All labels that may be seen: the public one added, "every label" written out, none of them held back."""
        seen = {PUBLIC, *labels}
        if EVERY_LABEL in seen:
            seen = (seen - {EVERY_LABEL}) | {INTERNAL, *await self._labels_in_use()}
        return sorted_labels(label for label in seen if not is_held_back(label))

    async def _labels_in_use(self) -> tuple[str, ...]:
        read_at, borne = self._labels
        if time.monotonic() - read_at > LABELS_SECONDS:
            borne = await asyncio.to_thread(self.access.document_labels)
            self._labels = (time.monotonic(), borne)
        return borne

    async def _session_principal(self, cookie: str, request: HTTPConnection) -> Principal | None:
        found = await asyncio.to_thread(self.sessions.find, cookie, used=is_use(request))
        if found is None:
            return None
        if request.scope.get("method") not in SAFE_METHODS and not found.has_csrf_token(
            request.headers.get(CSRF_HEADER, "")
        ):
            raise ProblemError(
                403, "csrf", "Yêu cầu không được nhận", "Phiên làm việc đã đổi; hãy tải lại trang rồi thử lại."
            )
        return found.principal(await self.expand_labels(found.labels))

    async def _local_principal(self, request: HTTPConnection) -> Principal:
        """The local user, who may do everything as long as there is no key; pages of other origins may only ask."""
        if not is_from_this_machine(request):
            raise unauthenticated_problem(
                "Dịch vụ chưa có khóa nên chỉ nhận yêu cầu từ chính máy này; hãy tạo khóa bằng “hoivanban keys create”."
            )
        origin = request.headers.get("origin")
        if origin is not None and not _is_same_origin(origin, request.headers):
            if origin not in self._settings.origins:
                raise ProblemError(
                    403, "origin_not_allowed", "Trang này không được phép", "Trang gửi yêu cầu không được cho phép."
                )
            return Principal("local", "Trang nhúng", "anonymous", with_included_scopes(("ask",)))
        return Principal("local", "Máy này", "local", frozenset(SCOPES), await self.expand_labels((EVERY_LABEL,)))


def is_use(request: HTTPConnection) -> bool:
    """False for what a page asks by itself while nobody may sit before it: its checks, and streams that it follows."""
    follows = request.scope.get("method") == "GET" and "text/event-stream" in request.headers.get("accept", "")
    return not follows and BACKGROUND_HEADER not in request.headers


def unauthenticated_problem(detail: str) -> ProblemError:
    """The 401 problem of a caller who is not authenticated."""
    headers = {"WWW-Authenticate": 'Bearer realm="hoivanban"'}
    return ProblemError(401, "unauthorized", "Chưa xác thực", detail, headers=headers)


def is_from_this_machine(request: HTTPConnection) -> bool:
    """True if a request comes from this machine and its ``Host`` names this machine.

    A host name with a dot may be a foreign one that resolves to 127.0.0.1 for a moment (DNS rebinding), so it does not
    count. Neither does a request that a proxy forwards.
    """
    if any(name in request.headers for name in _PASSED_ON):
        return False
    client = request.client
    if client is not None and _is_other_machine(client.host):
        return False
    name = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    return "." not in name or name.endswith(".localhost") or not _is_other_machine(name, unknown=True)


def _is_other_machine(host: str, *, unknown: bool = False) -> bool:
    """True if an address is another machine's; ``unknown`` is returned for a name (of a socket, or in a test)."""
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return unknown


def _is_same_origin(origin: str, headers: Headers) -> bool:
    return urlsplit(origin).netloc == headers.get("host")
