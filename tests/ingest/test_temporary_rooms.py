"""Rooms for parts of files: gone with their process, also a killed one; of nobody else is anything removed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from ingest.read.context import ReadingContext
from ingest.records import Document
from ingest.run import read_files
from ingest.temporary_rooms import PREFIX, keep_sockets_in_room, remove_left_rooms, temporary_room

_HOLD = (
    "import sys, time; from ingest.temporary_rooms import temporary_room\n"
    "with temporary_room('members') as room:\n"
    "    (room / 'mật.txt').write_text('x'); print(room, flush=True); sys.stdin.read()"
)


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_sockets_in_room()  # that of this process lasts longer than a test
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)


def test_a_room_is_private_and_goes_at_the_end(tmp_path: Path) -> None:
    with temporary_room("word") as room, temporary_room("word") as other:
        assert room != other
        assert room.parent == tmp_path
        assert room.stat().st_mode & 0o777 == 0o700
        (room / "inner").mkdir()
        (room / "inner" / "a").write_text("x")
        assert remove_left_rooms() == 0  # held, also by this very process
        assert (room / "inner" / "a").exists()
    assert list(tmp_path.iterdir()) == []


def test_a_room_that_another_process_takes_before_it_is_held_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A purge elsewhere removes rooms that nobody holds: between the folder and its lock nobody holds it."""
    made = tempfile.mkdtemp
    taken: list[str] = []

    def taken_once(**given: Any) -> str:
        folder: str = made(**given)
        if not taken:
            taken.append(folder)
            os.rmdir(folder)
        return folder

    monkeypatch.setattr("ingest.temporary_rooms.tempfile.mkdtemp", taken_once)
    with temporary_room("thử", tmp_path) as room:
        assert room.is_dir()
        assert str(room) not in taken


def test_a_killed_process_leaves_no_room(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as one:
        assert one.stdout is not None
        room = Path(one.stdout.readline().strip())
        assert remove_left_rooms() == 0
        assert (room / "mật.txt").exists()
        one.kill()
        one.wait()
        assert room.exists()
        mine = [tmp_path / name for name in ("hoivanban-src", "hoivanban-0.1.0", "khác")]
        for folder in mine:
            folder.mkdir()
            os.utime(folder, (0, 0))
        (tmp_path / f"{PREFIX}link").symlink_to(mine[0])
        (tmp_path / f"{PREFIX}file").write_text("x")
        assert remove_left_rooms() == 1
        assert not room.exists()
        assert all(folder.exists() for folder in mine)


_READ = (
    "import sys; from ingest.run import preload_readers, read_one\n"
    "preload_readers(read_one); print('there', flush=True); sys.stdin.read()"
)


@pytest.mark.parametrize("killed", [True, False])
def test_sockets_of_reading_processes_are_in_a_room(killed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a service that was killed a hundred times nothing is left in the temporary folder."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))  # nosec B108 - a socket's name must be short
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    with subprocess.Popen(
        [sys.executable, "-c", _READ], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as one:
        assert one.stdout is not None
        assert one.stdin is not None
        one.stdout.readline()
        assert [path.name.startswith(PREFIX) for path in folder.iterdir()] == [True]
        if killed:
            one.kill()
        one.stdin.close()
        one.wait()
    assert remove_left_rooms() == int(killed)
    folder.rmdir()


def hang_in_a_room(path: Path, context: ReadingContext) -> Document:
    """A reader that never ends, or dies, with a member of a container taken out."""
    with temporary_room("members") as room:
        (room / "a.docx").write_text("x")
        while path.name == "hang":
            pass
        os._exit(1)


@pytest.mark.parametrize("name", ["hang", "die"])
def test_a_reader_that_is_given_up_leaves_nothing(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("x")
    (outcome,) = read_files([path], workers=1, seconds=0.5, reader=hang_in_a_room)
    assert outcome.document is None
    assert not list(tmp_path.glob(f"{PREFIX}*"))
