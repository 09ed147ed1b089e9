"""Every library of the tests on PostgreSQL (``pytest --postgresql``), in this process and in those it starts.

A home folder's SQLite file is exchanged for a schema of the test server, one for each folder; nothing else differs.
Python imports a module of this name by itself at its start, wherever it is on the path.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

SERVER = os.environ.get("HOIVANBAN_TEST_POSTGRESQL")
#: How a real SQLite file begins: tests that bring one along keep it.
SQLITE_MAGIC = b"SQLite format 3\0"


def redirect(server: str) -> None:
    """Let home folders keep their rows on ``server``."""
    import psycopg

    from index import database

    original = database.sqlite_url

    def url_of(path: Path) -> str:
        path = Path(path)
        if path.name != database.FILE_NAME or (path.is_file() and path.read_bytes()[:16] == SQLITE_MAGIC):
            return original(path)
        schema = "h" + hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:20]
        with psycopg.connect(server.replace("+psycopg", "") + "postgres", autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        # The command line looks whether there is a library.
        path.touch()
        return f"{server}postgres?options=-csearch_path%3D{schema}"

    database.sqlite_url = url_of


if SERVER:
    redirect(SERVER)
