"""Temporary rooms: folders for parts of a file while it is read, which do not outlive the process that holds them.

What lies in them may be secret, or purged from the library. A process that is killed removes nothing itself; so each
room is held by a lock of its process, which the system drops with it, and whoever comes next removes the rooms that
nobody holds.
"""

from __future__ import annotations

import contextlib
import fcntl
import multiprocessing
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.util import Finalize
from pathlib import Path

#: Beginning of every room's name. Nothing else may begin with it: what does and is held by nobody is removed.
PREFIX = "hoivanban-room-"
#: A socket's name has 107 bytes at most; so many are left for the temporary folder.
_LONGEST_FOLDER = 107 - len(f"/{PREFIX}sockets-12345678/listener-12345678")


@contextmanager
def temporary_room(purpose: str, within: Path | None = None) -> Iterator[Path]:
    """An empty folder of this process alone, in the system's temporary folder or ``within`` another one.

    It is removed at the end with everything in it.
    """
    folder, lock = _held_folder(purpose, within)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def lasting_room(purpose: str) -> Path:
    """A room for as long as this process and those forked from it last; its lock is never given back."""
    return _held_folder(purpose, None)[0]


def keep_sockets_in_room() -> None:
    """Have ``multiprocessing`` put the sockets of this process's servers into a room.

    Left to itself it makes a folder that nobody removes when the process is killed. Its own place for the folder's name
    is used, the one that it fills when it is first asked: there is no public one.
    """
    settings: dict[str, object] = getattr(multiprocessing.current_process(), "_config")  # noqa: B009 - not typed
    # Where the temporary folder has a long name, a socket in a room of it would have too long a one.
    is_short = len(os.fsencode(tempfile.gettempdir())) <= _LONGEST_FOLDER
    if settings.get("tempdir") is None and is_short:
        room = lasting_room("sockets")
        settings["tempdir"] = str(room)
        Finalize(None, shutil.rmtree, args=(room,), kwargs={"ignore_errors": True}, exitpriority=-100)


def remove_left_rooms(within: Path | None = None) -> int:
    """Remove the rooms of processes that are gone, of this account only; returns how many there were."""
    found = 0
    for folder in (within or Path(tempfile.gettempdir())).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            status = folder.lstat()
            if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
                continue
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder)
                found += 1
            finally:
                os.close(lock)
    return found


def _held_folder(purpose: str, within: Path | None) -> tuple[Path, int]:
    """A new folder and the lock that holds it."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{purpose}-", dir=within))
        # Before it is held, and between the two steps, another process may take it for one that nobody holds.
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue
        with contextlib.suppress(OSError):  # a network share may know no locks; there a room is never taken for left
            fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():
            return folder, lock
        os.close(lock)
