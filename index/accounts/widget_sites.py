"""Sites that may embed the widget, as the library keeps them: origins, labels, rate, the digest of their secret."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, insert, select, update

from index.store import tables
from index.store.database import mark_unchanged, now, read_transaction, write_transaction

_site = tables.widget_sites.c


@dataclass(frozen=True, slots=True)
class WidgetSite:
    """A site. ``digest`` is the SHA-256 of its secret; ``labels`` are those besides the public one."""

    id: str
    name: str
    origins: tuple[str, ...]
    digest: str
    labels: tuple[str, ...]
    per_minute: int | None
    made_at: str
    revoked_at: str | None = None


class WidgetSiteStore:
    """The sites of one library."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, site: WidgetSite) -> None:
        row = {
            "id": site.id, "name": site.name, "origins": " ".join(site.origins), "secret": site.digest,
            "labels": ",".join(site.labels), "per_minute": site.per_minute, "made_at": site.made_at,
            "revoked_at": site.revoked_at,
        }  # fmt: skip
        with write_transaction(self._engine) as connection:
            connection.execute(insert(tables.widget_sites), [row])

    def all_sites(self) -> tuple[WidgetSite, ...]:
        """Every site ever registered, oldest first."""
        query = select(tables.widget_sites).order_by(_site.made_at, _site.id)
        with read_transaction(self._engine) as connection:
            return tuple(
                WidgetSite(
                    row.id, row.name, tuple(row.origins.split()), row.secret,
                    tuple(part for part in row.labels.split(",") if part), row.per_minute, row.made_at, row.revoked_at,
                )
                for row in connection.execute(query)
            )  # fmt: skip

    def revoke(self, site_id: str) -> bool:
        """End a site; False when it is unknown or revoked already."""
        query = update(tables.widget_sites).where(_site.id == site_id, _site.revoked_at.is_(None))
        with write_transaction(self._engine) as connection:
            done = connection.execute(query.values(revoked_at=now())).rowcount > 0
            if not done:
                mark_unchanged()
            return done
