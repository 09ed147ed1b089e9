"""Original files, byte for byte, under their SHA-256: ``files/ab/<sha256>``. Never changed once written."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import time
from pathlib import Path

BLOCK = 1 << 20
#: A file touched less than this before it was hashed may change again within the clock's grain.
_SETTLED_SECONDS = 2.0


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_stamp(path: Path) -> str:
    """Size and times of a regular file. The change time can't be set by hand: the same stamp, the same bytes."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise OSError(f"{path} is not a regular file")
    return f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}"


def is_settled(stamp: str) -> bool:
    """Whether a file was left alone long enough for its times to prove that it is the same."""
    changed = max(int(part) for part in stamp.split(":")[1:]) / 1e9
    return time.time() - changed > _SETTLED_SECONDS


class OriginalFiles:
    """The store of originals inside the library's home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the original lies (whether or not it is there)."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError(f"not a SHA-256: {sha256!r}")
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def store(self, source: Path) -> str:
        """Copy a file in and return its SHA-256. What is stored is what was hashed, even if ``source`` changes."""
        self.folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        handle, name = tempfile.mkstemp(prefix=".incoming-", dir=self.folder)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as out, source.open("rb") as file:
                while block := file.read(BLOCK):
                    digest.update(block)
                    out.write(block)
                out.flush()
                os.fsync(out.fileno())
            final = self.path(digest.hexdigest())
            final.parent.mkdir(exist_ok=True)
            temporary.chmod(0o444)
            os.replace(temporary, final)
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(final.parent)
        return digest.hexdigest()

    def remove(self, sha256: str) -> bool:
        """Remove an original (only a purge does this). Says whether it was there."""
        path = self.path(sha256)
        present = path.is_file()
        path.unlink(missing_ok=True)
        return present

    def damaged_hashes(self) -> list[str]:
        """Names of stored files whose bytes no longer have the hash that they are stored under."""
        return [path.name for path in sorted(self.folder.glob("??/*")) if sha256_of(path) != path.name]


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
