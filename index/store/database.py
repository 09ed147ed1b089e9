"""The library's database: SQLite in the home folder, or PostgreSQL by URL; transactions, and the schema's upgrade."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select, text

from index.store.tables import counters, facts

#: The newest migration in ``index/store/migrations/versions``; a test compares the two. Named here so that a normal
#: start need not import Alembic (0.2 s).
SCHEMA = "0017"
#: The SQLite database inside a home folder.
FILE_NAME = "library.sqlite"
#: The folder of original files inside a home folder.
ORIGINALS = "files"
#: A writer waits this long for another process's transaction before it gives up.
BUSY_MS = 30_000
COUNTERS = ("change", "version", "passage")
#: Databases limit the variables of one statement; this is under every limit.
MOST_VARIABLES = 1000

Value = TypeVar("Value")


@dataclass(slots=True)
class AttachedWrite:
    """Rows that the first write transaction of a block takes with it: both are committed, or neither."""

    engine: Engine
    write: Callable[[Connection], object]
    committed: bool = False
    #: The present transaction changes nothing: the next one takes the rows.
    waits: bool = False

    def due(self, engine: Engine) -> bool:
        """True if the transaction that is about to end takes the rows with it."""
        waits, self.waits = self.waits, False
        return not (self.committed or waits) and self.engine is engine


#: The rows that the next write transaction of this context takes with it (:func:`in_next_transaction`).
_attached: ContextVar[AttachedWrite | None] = ContextVar("attached", default=None)


class LibraryTooNew(Exception):
    """A database made by a newer release: this one does not know its schema."""


class LibraryLost(sqlite3.DatabaseError):
    """The database is gone or empty although the library's original files are there."""


def refuse_lost(home: Path) -> None:
    """Refuse to begin an empty library where there was one: its documents, keys and reviews would seem never made.

    :raises LibraryLost: the database file is missing or empty, and originals lie beside it.
    """
    file = home / FILE_NAME
    if file.is_file() and file.stat().st_size > 0:
        return
    originals = home / ORIGINALS
    if originals.is_dir() and any(one.is_file() for one in originals.rglob("*")):
        raise LibraryLost(f"{file} is not a database: it is missing or empty, and original files are there")


def open_engine(url: str) -> Engine:
    """The engine for a URL, with the settings that keep SQLite safe and concurrent."""
    if not url.startswith("sqlite"):
        # Readers must see one state for the whole of a transaction, as they do in SQLite.
        engine = create_engine(url, isolation_level="REPEATABLE READ", pool_pre_ping=True)
        event.listen(engine, "before_cursor_execute", _strip_nul_parameters, retval=True)
        return engine
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # Otherwise the driver decides when a transaction starts; _begin_sqlite does.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        # FULL: a committed transaction is on the disk before it is acknowledged.
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
        "temp_store=MEMORY",
        # Purged rows are overwritten, not only unlinked.
        "secure_delete=ON",
        "cache_size=-32000",
        "mmap_size=268435456",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("writing", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # Waits for nobody and cannot fail: bare, where a statement of the engine costs 40 us more.
        driver_connection(connection).execute("BEGIN")


def driver_connection(connection: Connection) -> sqlite3.Connection:
    """SQLite's own connection under one of the engine's, for a bare statement."""
    found = connection.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Connection]:
    """One write transaction; writers take turns. Committed at the end, rolled back on any error.

    The rows that :func:`in_next_transaction` attached in this context are written at its end.
    """
    options: dict[str, Any] = {"writing": True}
    if engine.dialect.name != "sqlite":
        # A writer that waited for another's row lock must see what that one wrote.
        options["isolation_level"] = "READ COMMITTED"
    with engine.connect().execution_options(**options) as connection, connection.begin():
        if engine.dialect.name != "sqlite":
            connection.execute(select(counters.c.value).where(counters.c.name == "change").with_for_update())
        yield connection
        attached = _attached.get()
        due = attached is not None and attached.due(engine)
        if attached is not None and due:
            attached.write(connection)
    if attached is not None and due:
        attached.committed = True


@contextmanager
def in_next_transaction(engine: Engine, write: Callable[[Connection], object]) -> Iterator[AttachedWrite]:
    """Run ``write`` inside the next write transaction of this block, so that an act and its audit row commit together.

    A block without a write transaction gets one for ``write`` at its end; one that raises gets none.

    The rows travel in a context variable, not as an argument: they are attached to some twenty different acts of the
    library, its reviews, jobs, accounts and widget sites, and none of these knows the audit log. As an argument, each
    of their methods would have to carry it, also where it finds nothing to change. The ``with`` around an act shows
    that it has an audit row, and the variable ends with that block.
    """
    attached = AttachedWrite(engine, write)
    token = _attached.set(attached)
    try:
        yield attached
    finally:
        _attached.reset(token)
    if not attached.committed:
        with write_transaction(engine) as connection:
            write(connection)


def mark_unchanged() -> None:
    """Leave attached rows to the next write transaction, because the present one found nothing to change."""
    attached = _attached.get()
    if attached is not None:
        attached.waits = True


def _strip_nul_parameters(
    _connection: Connection, _cursor: object, statement: str, parameters: Any, _context: object, _many: bool
) -> tuple[str, Any]:
    """Parameters without NUL characters: PostgreSQL keeps none in a text and would refuse the whole statement."""
    return statement, _strip_nul(parameters)


def _strip_nul(given: Any) -> Any:
    if isinstance(given, str):
        return given.replace("\0", "") if "\0" in given else given
    if isinstance(given, dict):
        return {name: _strip_nul(value) for name, value in given.items()}
    if isinstance(given, (list, tuple)):
        return type(given)(_strip_nul(value) for value in given)
    return given


@contextmanager
def read_transaction(engine: Engine) -> Iterator[Connection]:
    """One read transaction: everything read inside belongs to one state of the library."""
    with engine.connect() as connection, connection.begin():
        yield connection


def chunked(values: Iterable[Value]) -> Iterator[list[Value]]:
    """The values in parts that the variables of one statement can hold.

    >>> [len(part) for part in chunked(range(2500))]
    [1000, 1000, 500]
    """
    remaining = iter(values)
    while part := list(islice(remaining, MOST_VARIABLES)):
        yield part


def next_numbers(connection: Connection, name: str, count: int) -> int:
    """The first of ``count`` fresh consecutive numbers. Only inside a write transaction."""
    last = int(connection.execute(select(counters.c.value).where(counters.c.name == name)).scalar_one())
    connection.execute(counters.update().where(counters.c.name == name).values(value=last + count))
    return last + 1


def now() -> str:
    """The present moment as the library writes it: ISO, UTC, to the microsecond.

    Lists are ordered by it; to the second, two questions asked within one came out in the order of their random ids.
    """
    return datetime.now(UTC).isoformat(timespec="microseconds")


def upgrade(engine: Engine) -> None:
    """Bring the schema to :data:`SCHEMA`.

    :raises LibraryTooNew: if a newer release made the database.
    """
    found = schema_version(engine)
    if found == SCHEMA:
        return
    if found is not None and found > SCHEMA:
        raise LibraryTooNew(
            f"Kho văn bản do bản phần mềm mới hơn tạo (lược đồ {found}, bản này biết {SCHEMA}). Hãy nâng cấp phần mềm."
        )
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with schema_transaction(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _insert_first_rows(connection)


@contextmanager
def schema_transaction(engine: Engine) -> Iterator[Connection]:
    """A write transaction for migrations, when there may be no tables yet; a second process waits for the first."""
    options: dict[str, Any] = {"writing": True}
    if engine.dialect.name != "sqlite":
        # A process that waited for the first must see the tables that one made, not the state when it began to wait.
        options["isolation_level"] = "READ COMMITTED"
    with engine.connect().execution_options(**options) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(5162026)"))
        yield connection


def schema_version(engine: Engine) -> str | None:
    """The last migration that was applied to a database; None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _insert_first_rows(connection: Connection) -> None:
    if connection.execute(select(facts.c.value).where(facts.c.name == "library_id")).scalar() is not None:
        return
    connection.execute(
        insert(facts),
        [{"name": "library_id", "value": secrets.token_hex(8)}, {"name": "made_at", "value": now()}],
    )
    connection.execute(insert(counters), [{"name": name, "value": 0} for name in COUNTERS])
