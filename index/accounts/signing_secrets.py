"""Secrets that sign tokens and login attempts: each a file of its own that only the service's account reads.

In the database a secret would be in every backup, dump and transfer of it. A secret that is lost is made anew: it signs
what lives for minutes.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
from pathlib import Path

#: Folder of the secrets in the library's home; bytes of one.
FOLDER, _BYTES = "secrets", 32


class SigningSecrets:
    """The secrets of one home, the same for all its processes; without a home they live as long as this object."""

    def __init__(self, home: Path | None) -> None:
        self._folder = None if home is None else home / FOLDER
        self._known: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def secret(self, name: str) -> bytes:
        """The secret of this name, made when it is first asked for."""
        with self._lock:
            if name not in self._known:
                self._known[name] = secrets.token_bytes(_BYTES) if self._folder is None else _kept(self._folder / name)
            return self._known[name]


def _kept(path: Path) -> bytes:
    """The secret in a file; the first of several processes that want it makes it."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        found = path.read_bytes()
        if len(found) == _BYTES:
            return found
        path.unlink()  # cut off by a full disk
    temporary = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(temporary)  # whole, and never over another's
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return path.read_bytes()
