"""Uses of keys: when each was used last, and wrong secrets given for it at the login page.

Kept as facts of the library, one row a key, so that every process and the command line see the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, delete, select

from index.accounts.keys_and_sessions import ApiKey
from index.store import tables
from index.store.database import mark_unchanged, now, read_transaction, write_transaction
from index.store.facts import read_fact, write_fact

#: Names of the facts: since when uses are noted; a key's last use; its wrong secrets by place, ``count;first``.
_SINCE, _USED, _WRONG = "key_uses_since", "key_used:", "key_wrong:"
#: Places for which wrong secrets of one key are kept; past that the oldest gives way, so that no key fills the table.
_MOST_PLACES = 200
#: A use is noted again after this time: the day matters, and a write for each request would cost more than the request.
_NOTED_EVERY = timedelta(hours=1)

_fact = tables.facts.c


@dataclass(frozen=True, slots=True)
class KeyUses:
    """Last uses by key. ``since`` is when noting began: before an upgrade no key was noted, so none is idle by that."""

    since: str
    last: Mapping[str, str]

    def is_idle(self, key: ApiKey, days: int, moment: datetime) -> bool:
        """True if a key was neither made nor used in the last ``days`` days (0: no limit)."""
        latest = max(key.made_at, self.since, self.last.get(key.id, ""))
        return days > 0 and latest < (moment - timedelta(days=days)).isoformat(timespec="seconds")


class KeyUseStore:
    """Reads and notes the uses of one library's keys."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self) -> None:
        """Begin to note uses, if that was not done before."""
        with read_transaction(self._engine) as connection:
            known = read_fact(connection, _SINCE)
        if known is None:
            with write_transaction(self._engine) as connection:
                if read_fact(connection, _SINCE) is None:
                    write_fact(connection, _SINCE, now())
                mark_unchanged()

    def all(self) -> KeyUses:
        """The last uses of all keys."""
        query = select(_fact.name, _fact.value).where(_fact.name.startswith(_USED) | (_fact.name == _SINCE))
        with read_transaction(self._engine) as connection:
            found = {str(name): str(value) for name, value in connection.execute(query)}
        # Where noting has not begun, nothing is known of any key.
        since = found.pop(_SINCE, now())
        return KeyUses(since, {name.removeprefix(_USED): value for name, value in found.items()})

    def note(self, key_id: str, *, at_once: bool = False) -> None:
        """Note that a key is used now, at most once an hour unless ``at_once``."""
        name = _USED + key_id
        with read_transaction(self._engine) as connection:
            last = connection.execute(select(_fact.value).where(_fact.name == name)).scalar()
        early = (datetime.now(UTC) - _NOTED_EVERY).isoformat(timespec="seconds")
        if last is None or at_once or last < early:
            with write_transaction(self._engine) as connection:
                write_fact(connection, name, now())
                mark_unchanged()

    def add_wrong(self, key_id: str, place: str, within: timedelta) -> int:
        """Count a wrong secret for a key at a place; what lies longer back than ``within`` no longer counts."""
        name = _wrong_name(key_id, place)
        with write_transaction(self._engine) as connection:
            found = _wrongs(connection, key_id)
            early = _since(within)
            ended = {other for other, (_, first) in found.items() if first < early}
            going = sorted((first, other) for other, (_, first) in found.items() if other not in ended | {name})
            ended.update(other for _, other in going[: max(0, len(going) + 1 - _MOST_PLACES)])
            count, first = (0, now()) if name in ended or name not in found else found[name]
            if ended - {name}:
                connection.execute(delete(tables.facts).where(_fact.name.in_(ended - {name})))
            write_fact(connection, name, f"{count + 1};{first}")
            mark_unchanged()
        return count + 1

    def wrong(self, key_id: str, place: str, within: timedelta) -> int:
        """How many wrong secrets were given for a key at a place in the last ``within``."""
        name = _wrong_name(key_id, place)
        with read_transaction(self._engine) as connection:
            value = connection.execute(select(_fact.value).where(_fact.name == name)).scalar()
        count, first = _counted(value)
        return 0 if first < _since(within) else count

    def forget_wrong(self, key_id: str, place: str | None = None) -> None:
        """Begin to count anew, at one place or at all of them."""
        with read_transaction(self._engine) as connection:
            names = set(_wrongs(connection, key_id))
        ended = names if place is None else names & {_wrong_name(key_id, place)}
        if ended:
            with write_transaction(self._engine) as connection:
                connection.execute(delete(tables.facts).where(_fact.name.in_(ended)))
                mark_unchanged()


def _wrong_name(key_id: str, place: str) -> str:
    return f"{_WRONG}{key_id}:{place}"


def _wrongs(connection: Connection, key_id: str) -> dict[str, tuple[int, str]]:
    """The wrong secrets of a key by the name of their fact."""
    rows = connection.execute(select(_fact.name, _fact.value).where(_fact.name.startswith(_WRONG + key_id)))
    return {str(name): _counted(value) for name, value in rows}


def _counted(value: str | None) -> tuple[int, str]:
    count, _, first = (value or "0;").partition(";")
    return int(count), first


def _since(within: timedelta) -> str:
    return (datetime.now(UTC) - within).isoformat(timespec="seconds")
