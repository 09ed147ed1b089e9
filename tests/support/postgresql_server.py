"""A real PostgreSQL for the tests, on loopback, in a folder of its own, stopped and removed at the end.

``pytest --postgresql`` keeps every library of the whole suite there (``tests/support/on_postgresql``); tests that are
about the
SQLite file itself carry the mark ``sqlite`` and are then skipped.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
REDIRECT = Path(__file__).parent / "on_postgresql"
_running = pytest.StashKey[ExitStack]()


def _as_postgres(*command: str) -> list[str]:
    """The server refuses to run as root."""
    # Not every PATH of root holds the folder of system programs.
    runuser = shutil.which("runuser") or "/usr/sbin/runuser"
    return [runuser, "-u", "postgres", "--", *command] if os.getuid() == 0 else list(command)


@contextmanager
def _server() -> Iterator[str]:
    programs = PROGRAMS[-1]
    folder = Path(tempfile.mkdtemp(prefix="hoivanban-pg-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = str(folder / "data")
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c fsync=off -c max_connections=400"
    initdb = [str(programs / "initdb"), "-D", data, "-U", "hvb", "-A", "trust", "--encoding=UTF8", "--locale=C"]
    subprocess.run(_as_postgres(*initdb), check=True, capture_output=True, cwd=folder)
    start = [str(programs / "pg_ctl"), "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start"]
    subprocess.run(_as_postgres(*start), check=True, stdout=subprocess.DEVNULL, cwd=folder)
    try:
        yield f"postgresql+psycopg://hvb@127.0.0.1:{port}/"
    finally:
        stop = [str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop"]
        subprocess.run(_as_postgres(*stop), check=True, stdout=subprocess.DEVNULL, cwd=folder)
        shutil.rmtree(folder)


def _missing() -> bool:
    return not PROGRAMS or importlib.util.find_spec("psycopg") is None


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a running server, without a database's name."""
    if _missing():
        pytest.skip("PostgreSQL (Debian: postgresql) or psycopg is not installed")
    with _server() as url:
        yield url


@pytest.fixture
def url(postgresql: str) -> str:
    """The URL of a new, empty database of its own."""
    from sqlalchemy import create_engine, text

    name = f"t{secrets.token_hex(8)}"
    engine = create_engine(postgresql + "postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return postgresql + name


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgresql", action="store_true", help="keep every library of the tests on PostgreSQL")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sqlite: about the SQLite file itself; skipped with --postgresql")
    if not config.getoption("--postgresql"):
        return
    if _missing():
        raise pytest.UsageError("--postgresql needs PostgreSQL (Debian: postgresql) and psycopg")
    stack = config.stash[_running] = ExitStack()
    os.environ["HOIVANBAN_TEST_POSTGRESQL"] = stack.enter_context(_server())
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(REDIRECT), os.environ.get("PYTHONPATH"))))
    # Libraries that a test leaves to the garbage collector are no fault of SQLite's; psycopg warns of each.
    config.addinivalue_line("filterwarnings", "ignore:.*was deleted while still open:ResourceWarning")
    config.addinivalue_line("filterwarnings", "ignore::pytest.PytestUnraisableExceptionWarning")
    # Programs started with this process's own path meet the redirection too.
    sys.path.insert(0, str(REDIRECT))
    spec = importlib.util.spec_from_file_location("on_postgresql", REDIRECT / "sitecustomize.py")
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(importlib.util.module_from_spec(spec))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--postgresql"):
        about = pytest.mark.skip(reason="about the SQLite file itself")
        for item in items:
            if item.get_closest_marker("sqlite"):
                item.add_marker(about)


def pytest_unconfigure(config: pytest.Config) -> None:
    stack = config.stash.get(_running, None)
    if stack is not None:
        stack.close()
