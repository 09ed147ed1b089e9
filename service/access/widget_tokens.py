"""Tokens of the embedded widget: ``hvt_...``, signed, ten minutes long, bound to one site and one origin.

A page holds no lasting secret. A page of an allowed origin is given a token for public documents: whoever is no browser
can name any origin, so that says no more than that the page is open to everybody anyway. The site's labels come only
with a token that the host's own server fetched with the site's secret.
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

from index.accounts.keys_and_sessions import AccountStore
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
    """Mints tokens, and reads them for the gate."""

    def __init__(
        self, access: AccountStore, sites: Sites, gate: Authenticator, clock: Callable[[], float] = time.time
    ) -> None:
        self._access = access
        self._sites = sites
        self._gate = gate
        self._clock = clock
        gate.add_token_reader(PREFIX, self._principal)

    @cached_property
    def _secret(self) -> bytes:
        return self._access.signing_secret("widget")

    def mint(self, site: WidgetSite, origin: str, *, by_server: bool) -> str:
        """A token for the pages of one origin of a site. Reads the library's secret the first time."""
        ends = int(self._clock()) + TOKEN_SECONDS
        said = "\n".join((site.id, str(ends), _SERVER if by_server else _PAGE, origin)).encode()
        return PREFIX + base64.urlsafe_b64encode(self._mac(said) + said).decode().rstrip("=")

    async def _principal(self, token: str, request: HTTPConnection) -> Principal | None:
        """Who sends a token; None when it is forged, over, revoked, or comes from a page of another origin."""
        if "_secret" not in self.__dict__ or self._sites.is_stale:
            await asyncio.to_thread(self._ready)
        read = self._parse(token)
        if read is None:
            return None
        site_id, origin, minted_by = read
        site = self._sites.active_site(site_id)
        sent_from = request.headers.get("origin")
        if site is None or origin not in site.origins or sent_from not in (None, origin):
            return None
        labels = await self._gate.expand_labels(site.labels if minted_by == _SERVER else ())
        return Principal(f"site:{site.id}", site.name, "site", with_included_scopes(("ask",)), labels, site.per_minute)

    def _ready(self) -> None:
        self._sites.refresh()
        _ = self._secret

    def _parse(self, token: str) -> tuple[str, str, str] | None:
        """Site, origin and who minted it, of a token that was made here and is not over."""
        if len(token) > LONGEST:
            return None
        text = token.removeprefix(PREFIX)
        try:
            whole = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        mac, said = whole[:_MAC], whole[_MAC:]
        if not hmac.compare_digest(mac, self._mac(said)):
            return None
        site_id, ends, minted_by, origin = said.decode().split("\n")
        return (site_id, origin, minted_by) if self._clock() < int(ends) else None

    def _mac(self, said: bytes) -> bytes:
        return hmac.digest(self._secret, said, hashlib.sha256)
