"""The lock of the one who writes to the engine: of all services at one database, one process at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from index.library.library import Library

#: The number of the lock in PostgreSQL, which its server frees when whoever held it is gone.
_LOCK = 5162118
LOCK_FILE = "engine.lock"


@contextmanager
def writing_lock(library: Library) -> Iterator[bool]:
    """True inside if nobody else writes; nobody waits."""
    if library.engine.dialect.name == "postgresql":
        with library.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            taken = bool(connection.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": _LOCK}).scalar())
            try:
                yield taken
            finally:
                if taken:
                    connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": _LOCK})
        return
    handle = os.open(library.home / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        taken = True
    except BlockingIOError:
        taken = False
    try:
        yield taken
    finally:
        os.close(handle)
