"""What the derived indexes hold, in one small file beside them: whose they are, how far they got, and checksums."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

MANIFEST_FILE = "manifest.json"
BLOCK_BYTES = 1 << 22


@dataclass(frozen=True, slots=True)
class Manifest:
    """``base`` holds vectors and columns as of ``change``; ``files`` maps a path inside it to (size, CRC-32).

    ``generation`` is the folder of the base and of the terms, which tell for themselves how far they got.
    """

    format: int
    library: str
    model: str
    dimension: int
    change: int
    generation: str
    base: str
    files: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest, or None when there is none that can be read."""
    try:
        fields = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        fields["files"] = {name: (size, crc) for name, (size, crc) in fields["files"].items()}
        return Manifest(**fields)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Swap a new manifest in: after a crash there is the old one or the new one."""
    temporary = folder / f"{MANIFEST_FILE}.{os.getpid()}.tmp"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, folder / MANIFEST_FILE)


def file_checksums(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and checksum of every file of a base."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, _crc(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def find_damage(folder: Path, files: Mapping[str, tuple[int, int]]) -> str | None:
    """The first file that is missing or not as it was written; None when all are whole."""
    for name, (size, crc) in files.items():
        path = folder / name
        if not path.is_file():
            return f"thiếu tệp {name}"
        if path.stat().st_size != size or _crc(path) != crc:
            return f"tệp {name} bị hỏng"
    return None


def _crc(path: Path) -> int:
    value = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            value = zlib.crc32(block, value)
    return value


@contextmanager
def exclusive_lock(folder: Path) -> Iterator[None]:
    """One process at a time writes or opens the derived indexes; the system frees the lock of a killed one."""
    import fcntl

    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
