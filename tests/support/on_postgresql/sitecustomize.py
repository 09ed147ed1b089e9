"""Every library of the tests on PostgreSQL (``pytest --postgresql``), in this process and in those it starts.

A home folder's SQLite file is exchanged for a schema of the test server, one for each folder; nothing else differs.
Python imports a module of this name by itself at its start, wherever it is on the path.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

SERVER = os.environ.get("HOIVANBAN_TEST_POSTGRESQL")
#: How a real SQLite file begins: tests that bring one along keep it.
SQLITE_MAGIC = b"SQLite format 3\0"


DATABASE = "index.store.database"


def redirect(database: ModuleType, server: str) -> None:
    """Let home folders keep their rows on ``server``."""
    original = database.sqlite_url

    def url_of(path: Path) -> str:
        import psycopg

        path = Path(path)
        if path.name != database.FILE_NAME or (path.is_file() and path.read_bytes()[:16] == SQLITE_MAGIC):
            return original(path)
        schema = "h" + hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:20]
        with psycopg.connect(server.replace("+psycopg", "") + "postgres", autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        url = f"{server}postgres?options=-csearch_path%3D"
        copied = path.read_text(encoding="ascii") if path.is_file() else ""
        # The command line looks whether there is a library.
        path.write_text(schema, encoding="ascii")
        if copied not in ("", schema):
            _copy(database, url + copied, url + schema)
        return url + schema

    database.sqlite_url = url_of


def _copy(database: ModuleType, source: str, target: str) -> None:
    """A test that copies a home folder copies the library with it."""
    from index.upkeep.database_transfer import transfer

    engines = database.open_engine(source), database.open_engine(target)
    transfer(*engines)
    for engine in engines:
        engine.dispose()


class Redirecting(MetaPathFinder, Loader):
    """Redirects the module when it is imported: a program that needs no database must not load one for this."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._found: ModuleSpec | None = None

    def find_spec(self, name: str, path: Any = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != DATABASE:
            return None
        self._found = PathFinder.find_spec(name, path)
        return None if self._found is None else importlib.util.spec_from_loader(name, self, origin=self._found.origin)

    def exec_module(self, module: ModuleType) -> None:
        assert self._found is not None
        assert self._found.loader is not None
        module.__file__ = self._found.origin
        self._found.loader.exec_module(module)
        redirect(module, self._server)


if SERVER:
    sys.meta_path.insert(0, Redirecting(SERVER))
    if DATABASE in sys.modules:
        redirect(sys.modules[DATABASE], SERVER)
