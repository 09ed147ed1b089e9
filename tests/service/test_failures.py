"""Failures of disk and database: every command ends in one Vietnamese sentence, no traceback."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from index.library.library import Library
from service.commands import failures

COMMANDS = (
    ("status",), ("documents",), ("ask", "Ai chủ trì?"), ("keys", "list"), ("keys", "create", "a"), ("verify",),
    ("audit", "verify"), ("review",), ("jobs", "list"), ("sites", "list"), ("tasks",),
)  # fmt: skip


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(OSError(errno.ENOSPC, "x"), failures.FULL), (OSError(errno.EROFS, "x"), failures.READ_ONLY),
     (sqlite3.OperationalError("database or disk is full"), failures.FULL),
     (sqlite3.OperationalError("attempt to write a readonly database"), failures.READ_ONLY),
     (sqlite3.OperationalError("database is locked"), failures.LOCKED),
     (sqlite3.DatabaseError("database disk image is malformed"), failures.MALFORMED),
     (OperationalError("SELECT", {}, sqlite3.DatabaseError("file is not a database")), failures.MALFORMED),
     (OperationalError("SELECT", {}, Exception("connection refused")), failures.AWAY),
     (ValueError("database is locked"), None), (OSError(errno.EPIPE, "x"), None)],
)  # fmt: skip
def test_each_failure_has_its_sentence(error: Exception, sentence: str | None) -> None:
    assert failures.sentence_of(error) == sentence


def run(home: Path, command: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "service.cli", *command], env={**os.environ, "HOIVANBAN_HOME": str(home)},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


@pytest.mark.parametrize("command", [COMMANDS[0], COMMANDS[4]], ids=" ".join)
def test_a_malformed_database_is_one_sentence(tmp_path: Path, command: tuple[str, ...]) -> None:
    with Library.open(tmp_path / "kho"):
        pass
    path = tmp_path / "kho" / "library.sqlite"
    path.write_bytes(b"SQLite format 3\0" + os.urandom(len(path.read_bytes()) - 16))
    for rest in tmp_path.glob("kho/library.sqlite-*"):
        rest.unlink()
    done = run(tmp_path / "kho", command)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().splitlines()[-1] == failures.MALFORMED
