"""Facts of a library: single values by their names, such as its id or the key of a digest."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from index.store import tables

_fact = tables.facts.c


def read_fact(connection: Connection, name: str) -> str | None:
    """A fact's value; None for one that was never written."""
    value: str | None = connection.execute(select(_fact.value).where(_fact.name == name)).scalar()
    return value


def write_fact(connection: Connection, name: str, value: str) -> None:
    """Write a fact, in place of what it was."""
    if not connection.execute(update(tables.facts).where(_fact.name == name).values(value=value)).rowcount:
        connection.execute(insert(tables.facts), [{"name": name, "value": value}])
