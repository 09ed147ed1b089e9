"""Original files, byte for byte, under their SHA-256: ``files/ab/<sha256>``. Never changed once written."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import time
from pathlib import Path

BLOCK = 1 << 20
#: A file changed less than this before it was hashed may change again without its times showing it.
_SETTLED_SECONDS = 2.0


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_stamp(path: Path) -> str:
    """Size and times of a regular file. The change time cannot be set by hand: equal stamps mean equal bytes."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise OSError(f"{path} is not a regular file")
    return f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}"


def is_settled(stamp: str) -> bool:
    """True if a file was left alone long enough for its times to prove that its bytes are the same."""
    changed = max(int(part) for part in stamp.split(":")[1:]) / 1e9
    return time.time() - changed > _SETTLED_SECONDS


class OriginalFiles:
    """The originals in the library's home, by SHA-256."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """The path of an original, present or not."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError(f"not a SHA-256: {sha256!r}")
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def store(self, source: Path) -> str:
        """Copy a file in and return its SHA-256. The copy has this hash even if ``source`` changes meanwhile."""
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
            temporary.chmod(0o400)  # nobody writes it, and only the service reads it
            os.replace(temporary, final)
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(final.parent)
        return digest.hexdigest()

    def remove(self, sha256: str) -> bool:
        """Remove an original (only a purge does this). Returns whether it was there."""
        path = self.path(sha256)
        present = path.is_file()
        path.unlink(missing_ok=True)
        return present

    def damaged_hashes(self) -> list[str]:
        """The SHA-256 of each original whose bytes no longer have it."""
        return [path.name for path in sorted(self.folder.glob("??/*")) if sha256_of(path) != path.name]


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
