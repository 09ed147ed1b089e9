"""Tokens of the embedded widget: ``hvt_...``, signed, ten minutes long, bound to one site and one origin.

A page holds no lasting secret. A page of an allowed origin gets a token for public documents only: a program that is no
browser can claim any origin. The site's own labels come only with a token that the host's server fetched with the
site's secret.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Callable
from functools import cached_property

from starlette.requests import HTTPConnection

from index.accounts.widget_sites import WidgetSite
from service.access.authentication import Authenticator
from service.access.principal import Principal, with_included_scopes
from service.access.sites import Sites

PREFIX = "hvt_"
TOKEN_SECONDS = 600
#: The longest token that is looked at: an origin is at most some 300 characters.
LONGEST = 1000
#: Bytes of the signature.
_MAC = 32
_PAGE, _SERVER = "page", "server"


class WidgetTokens:
    """Mints tokens, and reads them for the authenticator."""

    def __init__(self, sites: Sites, authenticator: Authenticator, clock: Callable[[], float] = time.time) -> None:
        self._sites = sites
        self._authenticator = authenticator
        self._clock = clock
        authenticator.add_token_reader(PREFIX, self._principal)

    @cached_property
    def _secret(self) -> bytes:
        return self._authenticator.signing.secret("widget")

    def mint(self, site: WidgetSite, origin: str, *, by_server: bool) -> str:
        """A new token for the pages of one origin of a site. Reads the library's secret the first time."""
        ends = int(self._clock()) + TOKEN_SECONDS
        content = "\n".join((site.id, str(ends), _SERVER if by_server else _PAGE, origin)).encode()
        return PREFIX + base64.urlsafe_b64encode(self._mac(content) + content).decode().rstrip("=")

    async def _principal(self, token: str, request: HTTPConnection) -> Principal | None:
        """The principal of a token; None if it is forged, expired, revoked, or sent by a page of another origin."""
        if "_secret" not in self.__dict__ or self._sites.is_stale:
            await asyncio.to_thread(self._ready)
        parsed = self._parse(token)
        if parsed is None:
            return None
        site_id, origin, minted_by = parsed
        site = self._sites.active_site(site_id)
        sent_from = request.headers.get("origin")
        if site is None or origin not in site.origins or sent_from not in (None, origin):
            return None
        labels = await self._authenticator.expand_labels(site.labels if minted_by == _SERVER else ())
        return Principal(f"site:{site.id}", site.name, "site", with_included_scopes(("ask",)), labels, site.per_minute)

    def _ready(self) -> None:
        self._sites.refresh()
        _ = self._secret

    def _parse(self, token: str) -> tuple[str, str, str] | None:
        """Site, origin and minter of a token that this service signed and that has not expired."""
        if len(token) > LONGEST:
            return None
        text = token.removeprefix(PREFIX)
        try:
            whole = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        mac, content = whole[:_MAC], whole[_MAC:]
        if not hmac.compare_digest(mac, self._mac(content)):
            return None
        site_id, ends, minted_by, origin = content.decode().split("\n")
        return (site_id, origin, minted_by) if self._clock() < int(ends) else None

    def _mac(self, content: bytes) -> bytes:
        return hmac.digest(self._secret, content, hashlib.sha256)
