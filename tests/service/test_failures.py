"""Failures of disk and database: every command ends in one Vietnamese sentence, no traceback."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from index.library.library import Library
from index.store import database
from service.commands import failures
from service.server.server import prepare_service
from service.settings import load_settings

COMMANDS = (
    ("status",), ("documents",), ("ask", "Ai chủ trì?"), ("keys", "list"), ("keys", "create", "a"), ("verify",),
    ("audit", "verify"), ("review",), ("jobs",), ("sites", "list"), ("tasks",), ("summary", "1/KH-UBND"),
    ("compare", "1/KH-UBND", "2/KH-UBND"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(OSError(errno.ENOSPC, "x"), failures.FULL), (OSError(errno.EROFS, "x"), failures.READ_ONLY),
     (sqlite3.OperationalError("database or disk is full"), failures.FULL),
     (sqlite3.OperationalError("disk I/O error"), failures.DISK),
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


@pytest.mark.parametrize("command", [COMMANDS[0], COMMANDS[4], *COMMANDS[-3:]], ids=" ".join)
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


@pytest.mark.parametrize("command", [COMMANDS[0], COMMANDS[3], COMMANDS[4], ("ingest", "a.txt")], ids=" ".join)
@pytest.mark.parametrize("form", ["empty", "gone"])
def test_a_lost_database_is_no_new_library(tmp_path: Path, command: tuple[str, ...], form: str) -> None:
    """Beside original files an empty database is a loss: keys, reviews and documents must not seem never made."""
    (tmp_path / "a.txt").write_text("UBND TỈNH X\nSố: 1/QĐ-UBND\nQUYẾT ĐỊNH\nĐiều 1. Nội dung.", encoding="utf-8")
    home = tmp_path / "kho"
    with Library.open(home) as library:
        library.files.store(tmp_path / "a.txt")
    path = home / "library.sqlite"
    for rest in home.glob("library.sqlite-*"):
        rest.unlink()
    path.write_bytes(b"") if form == "empty" else path.unlink()
    done = run(home, tuple(str(tmp_path / word) if word == "a.txt" else word for word in command))
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    said = done.stderr.strip().splitlines()[-1]
    assert said == failures.MALFORMED or (form == "gone" and said.startswith("Chưa có kho"))
    assert not path.is_file() or path.stat().st_size == 0


def test_an_empty_home_or_one_with_folders_only_begins_a_library(tmp_path: Path) -> None:
    (tmp_path / "kho" / "files" / "ab").mkdir(parents=True)
    (tmp_path / "kho" / "library.sqlite").touch()
    with Library.open(tmp_path / "kho") as library:
        assert library.model() is None


def test_serve_says_that_the_library_is_held_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 200)
    with Library.open(tmp_path / "kho"):
        pass
    holder = sqlite3.connect(tmp_path / "kho" / "library.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError) as caught:
        prepare_service(load_settings(home=tmp_path / "kho", processes=1))
    assert failures.sentence_of(caught.value) == failures.LOCKED
    holder.execute("ROLLBACK")
    holder.close()
    prepare_service(load_settings(home=tmp_path / "kho", processes=1))


@pytest.mark.parametrize("command", [COMMANDS[0], COMMANDS[4], ("documents",)], ids=" ".join)
def test_a_full_disk_is_not_called_a_damaged_database(tmp_path: Path, command: tuple[str, ...]) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("mounting a small file system needs root")
    try:
        with Library.open(disk / "kho"):
            pass
        with (disk / "đầy").open("wb", buffering=0) as filling, contextlib.suppress(OSError):
            while True:
                filling.write(b"x" * 4096)
        done = run(disk / "kho", command)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)
    assert (done.returncode, done.stderr.strip()) == (1, failures.FULL)


@pytest.mark.parametrize(
    "command", [("withdraw", "d_1"), ("restore", "d_1"), ("access", "d_1", "noi_bo")], ids=" ".join
)
def test_a_library_without_documents_says_so(tmp_path: Path, command: tuple[str, ...]) -> None:
    """Also one that no document was ever ingested into: it has no model either."""
    with Library.open(tmp_path / "kho"):
        pass
    done = run(tmp_path / "kho", command)
    assert done.returncode == 2
    assert re.fullmatch(r"Không có văn bản (d_1\.|với mã 'd_1' trong kho\.)", done.stderr.strip())
