"""API keys and sessions of the pages, as the library keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import Engine, RowMapping, delete, insert, select, update

from index.access_labels import is_held_back
from index.store import tables
from index.store.database import mark_unchanged, now, read_transaction, write_transaction


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key. ``digest`` is that of its secret part (``sha256:...``, of an older key an Argon2 hash);
    ``labels`` are those besides the public one."""

    id: str
    name: str
    digest: str
    scopes: tuple[str, ...]
    labels: tuple[str, ...]
    per_minute: int | None
    made_at: str
    ends_at: str | None = None
    revoked_at: str | None = None

    def is_valid_at(self, moment: str) -> bool:
        """True if the key is good at a moment, written as :func:`index.store.database.now` writes it."""
        return self.revoked_at is None and (self.ends_at is None or moment < self.ends_at)


#: Letters of a session's id.
ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Session:
    """A login. ``digest`` is the SHA-256 of the cookie's token; ``who`` a key's id or an OIDC subject."""

    digest: str
    who: str
    name: str
    scopes: tuple[str, ...]
    labels: tuple[str, ...]
    csrf: str
    made_at: str
    ends_at: str
    #: When it was used last (as far as noted), and from where it was opened; empty in sessions of an earlier release.
    used_at: str = ""
    address: str = ""
    browser: str = ""
    #: The session at the identity provider in which this one was opened (``sid``); empty where it names none.
    provider_session: str = ""

    @property
    def id(self) -> str:
        """What names the session in lists: a part of the digest, from which no cookie can be made."""
        return self.digest[:ID_LENGTH]


class AccountStore:
    """Keys and sessions of one library."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_key(self, key: ApiKey) -> None:
        with write_transaction(self._engine) as connection:
            connection.execute(insert(tables.api_keys), [_row_values(key)])

    def all_keys(self) -> tuple[ApiKey, ...]:
        """All keys that were ever made, revoked and expired ones too, oldest first."""
        column = tables.api_keys.c
        with read_transaction(self._engine) as connection:
            rows = connection.execute(select(*column).order_by(column.made_at, column.id)).mappings()
            return tuple(
                ApiKey(**{**row, "scopes": _split_list(row["scopes"]), "labels": _split_list(row["labels"])})
                for row in rows
            )

    def replace_digest(self, key_id: str, digest: str) -> None:
        """Keep another digest of the same secret."""
        with write_transaction(self._engine) as connection:
            connection.execute(update(tables.api_keys).where(tables.api_keys.c.id == key_id).values(digest=digest))

    def revoke_key(self, key_id: str) -> bool:
        """End a key and the sessions that it opened; False when it is unknown or revoked already."""
        column = tables.api_keys.c
        with write_transaction(self._engine) as connection:
            done = connection.execute(
                update(tables.api_keys).where(column.id == key_id, column.revoked_at.is_(None)).values(revoked_at=now())
            )
            connection.execute(delete(tables.sessions).where(tables.sessions.c.who == key_id))
            if not done.rowcount:
                mark_unchanged()
            return done.rowcount > 0

    def add_session(self, session: Session) -> None:
        """Keep a session; those that are over are deleted on the way."""
        with write_transaction(self._engine) as connection:
            connection.execute(delete(tables.sessions).where(tables.sessions.c.ends_at <= session.made_at))
            connection.execute(insert(tables.sessions), [_row_values(session)])

    def session(self, digest: str) -> Session | None:
        """The session of a cookie's digest, unless it is over."""
        column = tables.sessions.c
        with read_transaction(self._engine) as connection:
            query = select(*column).where(column.digest == digest, column.ends_at > now())
            row = connection.execute(query).mappings().first()
        return None if row is None else _session_of(row)

    def open_sessions(self, who: str | None = None) -> tuple[Session, ...]:
        """The sessions that are not over, of one key or account or of all; last used first."""
        column = tables.sessions.c
        query = select(*column).where(column.ends_at > now())
        if who is not None:
            query = query.where(column.who == who)
        with read_transaction(self._engine) as connection:
            rows = connection.execute(query.order_by(column.used_at.desc(), column.made_at.desc(), column.digest))
            return tuple(_session_of(row) for row in rows.mappings())

    def note_session_use(self, digest: str, used_at: str, ends_at: str) -> None:
        """Note a use, and move the end: later when it is used, earlier when its time without use became shorter."""
        with write_transaction(self._engine) as connection:
            mine = tables.sessions.c.digest == digest
            connection.execute(update(tables.sessions).where(mine).values(used_at=used_at, ends_at=ends_at))
            mark_unchanged()

    def drop_session(self, digest: str) -> bool:
        with write_transaction(self._engine) as connection:
            done = connection.execute(delete(tables.sessions).where(tables.sessions.c.digest == digest))
            return done.rowcount > 0

    def drop_sessions_of(self, who: str) -> int:
        """End every session of a key or an account: how many there were."""
        with write_transaction(self._engine) as connection:
            return connection.execute(delete(tables.sessions).where(tables.sessions.c.who == who)).rowcount

    def drop_sessions_by_order(self, who: str, provider_session: str, order: str, until: str) -> int | None:
        """End the sessions that an order of the identity provider names: how many; None if it was carried out before.

        Sessions of ``who`` that know no session of the provider cannot be told apart, and are ended too. ``order`` is
        remembered ``until`` then.
        """
        column, spent = tables.sessions.c, tables.spent_tokens
        named = [] if not who else [column.who == who]
        if provider_session:
            same = column.provider_session == provider_session
            named.append(same | (column.provider_session == "") if who else same)
        with write_transaction(self._engine) as connection:
            connection.execute(delete(spent).where(spent.c.ends_at <= now()))
            if connection.execute(select(spent.c.digest).where(spent.c.digest == order)).first() is not None:
                mark_unchanged()
                return None
            connection.execute(insert(spent), [{"digest": order, "ends_at": until}])
            return connection.execute(delete(tables.sessions).where(*named)).rowcount

    def document_labels(self) -> tuple[str, ...]:
        """The access labels of the library's documents, without those of documents held back."""
        with read_transaction(self._engine) as connection:
            borne = connection.execute(select(tables.documents.c.access).distinct()).scalars()
            return tuple(sorted(label for label in borne if not is_held_back(label)))

    def drop_stored_secrets(self) -> None:
        """Delete the secrets that signed tokens in an earlier release: a row is in every backup and dump."""
        stored = tables.facts.c.name.like("secret:%")
        with read_transaction(self._engine) as connection:
            known = connection.execute(select(tables.facts.c.name).where(stored)).first()
        if known is not None:
            with write_transaction(self._engine) as connection:
                connection.execute(delete(tables.facts).where(stored))


def _session_of(row: RowMapping) -> Session:
    return Session(**{**row, "scopes": _split_list(row["scopes"]), "labels": _split_list(row["labels"])})


def _row_values(record: ApiKey | Session) -> dict[str, object]:
    return {**asdict(record), "scopes": ",".join(record.scopes), "labels": ",".join(record.labels)}


def _split_list(joined: str) -> tuple[str, ...]:
    return tuple(part for part in joined.split(",") if part)


def sorted_labels(labels: Iterable[str]) -> tuple[str, ...]:
    """The labels, each once, in the order in which they are compared and kept."""
    return tuple(sorted(set(labels)))
