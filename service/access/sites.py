"""The sites that may embed the widget: registered by an administrator, each with the origins of its pages."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Engine

from index.accounts.widget_sites import WidgetSite, WidgetSiteStore
from index.store.database import now

PREFIX = "hvs_"
_SECRET = re.compile(r"hvs_([0-9a-f]{12})_([\w-]{16,200})", re.ASCII)
#: An origin as browsers send it: scheme, host, port; small letters, no path, no wildcard.
_ORIGIN = re.compile(r"(https?)://((?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\]))(?::(\d{1,5}))?")
_DEFAULT_PORTS = {"http": "80", "https": "443"}
MOST_ORIGINS = 50
#: Age at which the table of sites is read again; a revoked site works for no longer than that.
FRESH_SECONDS = 1.0


class BadOrigin(ValueError):
    """Not an origin; the message is a Vietnamese sentence."""


@dataclass(frozen=True, slots=True)
class _SiteTable:
    sites: dict[str, WidgetSite]
    origins: frozenset[str]
    read_at: float


class Sites:
    """Registers, finds and revokes the sites of one library. Safe to use from several threads."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.monotonic) -> None:
        self._rows = WidgetSiteStore(engine)
        self._clock = clock
        self._reading = threading.Lock()
        self._table: _SiteTable | None = None

    def create(
        self, name: str, origins: Iterable[str], labels: Iterable[str] = (), per_minute: int | None = None
    ) -> tuple[WidgetSite, str]:
        """A new site: its row, and its secret for the host's server, which can never be shown again.

        :raises BadOrigin: if an origin is none, or there is none.
        """
        site, secret = self.generate(name, origins, labels, per_minute)
        self.add(site)
        return site, secret

    def generate(
        self, name: str, origins: Iterable[str], labels: Iterable[str] = (), per_minute: int | None = None
    ) -> tuple[WidgetSite, str]:
        """A new site that may embed nothing before :meth:`add`: its row, and its secret.

        :raises BadOrigin: if an origin is none, or there is none.
        """
        site_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        listed = tuple(dict.fromkeys(normalized_origin(origin) for origin in origins))
        if not 0 < len(listed) <= MOST_ORIGINS:
            raise BadOrigin(f"Trang nhúng cần từ 1 đến {MOST_ORIGINS} địa chỉ dạng https://cong.tinh.gov.vn.")
        # 256 random bits: a plain hash cannot be reversed, and costs nothing to check.
        site = WidgetSite(f"s_{site_id}", name, listed, _digest(secret), tuple(labels), per_minute, now())
        return site, f"{PREFIX}{site_id}_{secret}"

    def add(self, site: WidgetSite) -> None:
        """Store a generated site: it may embed the widget from now on."""
        self._rows.add(site)
        self._table = None

    def revoke(self, site_id: str) -> bool:
        """Revoke a site; False if it is unknown or revoked already."""
        done = self._rows.revoke(site_id)
        self._table = None
        return done

    def all(self) -> tuple[WidgetSite, ...]:
        """Every site ever registered, oldest first."""
        return tuple(self._read_table().sites.values())

    def active_site(self, site_id: str) -> WidgetSite | None:
        """The site with this id if it is not revoked."""
        site = self._read_table().sites.get(site_id)
        return site if site is not None and site.revoked_at is None else None

    def by_secret(self, given: str) -> WidgetSite | None:
        """The site with this secret, if it is not revoked."""
        found = _SECRET.fullmatch(given)
        site = self.active_site(f"s_{found[1]}") if found else None
        if found is None or site is None:
            return None
        return site if hmac.compare_digest(_digest(found[2]), site.digest) else None

    @property
    def origins(self) -> frozenset[str]:
        """The origins of all sites that are not revoked."""
        return self._read_table().origins

    @property
    def is_stale(self) -> bool:
        """True if the next look-up reads the table from the database, which does not belong on the event loop."""
        return self._table is None or self._clock() - self._table.read_at > FRESH_SECONDS

    def refresh(self) -> None:
        """Read the table again if it is stale."""
        self._read_table()

    def _read_table(self) -> _SiteTable:
        table = self._table
        if table is not None and self._clock() - table.read_at <= FRESH_SECONDS:
            return table
        with self._reading:
            table = self._table
            if table is None or self._clock() - table.read_at > FRESH_SECONDS:
                read_at = self._clock()
                sites = {site.id: site for site in self._rows.all_sites()}
                live = (site for site in sites.values() if site.revoked_at is None)
                origins = frozenset(origin for site in live for origin in site.origins)
                if self._table is not None and self._table.origins == origins:
                    origins = self._table.origins  # the same object, so that unchanged origins are seen by identity
                table = _SiteTable(sites, origins, read_at)
                self._table = table
            return table


def normalized_origin(text: str) -> str:
    """The origin in the form in which browsers send it.

    >>> normalized_origin("HTTPS://Cong.Tinh.gov.vn:443/"), normalized_origin("http://10.0.0.5:8080")
    ('https://cong.tinh.gov.vn', 'http://10.0.0.5:8080')

    :raises BadOrigin: if it is none: a path, a wildcard, a name without a scheme.
    """
    found = _ORIGIN.fullmatch(text.strip().lower().removesuffix("/"))
    if found is None or (found[3] is not None and not 0 < int(found[3]) < 65536):
        raise BadOrigin(f"Địa chỉ {text!r} không dùng được: cần dạng https://cong.tinh.gov.vn, không có đường dẫn.")
    scheme, host, port = found.groups()
    return f"{scheme}://{host}" if port in (None, _DEFAULT_PORTS[scheme]) else f"{scheme}://{host}:{int(port)}"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
