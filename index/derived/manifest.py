"""The manifest, one small file beside the derived indexes: their library and model, last change, and checksums."""

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
    """Facts about the derived indexes on disk.

    The folder ``generation`` holds the terms, which record their own last change, and the folder ``base``, with
    vectors and columns as of ``change``; ``files`` maps a path inside the base to (size, CRC-32).
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
    """The manifest of a folder; None when it is missing or cannot be read."""
    try:
        fields = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        fields["files"] = {name: (size, crc) for name, (size, crc) in fields["files"].items()}
        found = Manifest(**fields)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return found if _is_sound(found) else None


def _is_sound(manifest: Manifest) -> bool:
    """True if the fields are of their types, and the names are those of this folder."""
    numbers = [manifest.format, manifest.dimension, manifest.change]
    numbers += [number for pair in manifest.files.values() for number in pair]
    names = (manifest.generation, manifest.base, *manifest.files)
    texts = (manifest.library, manifest.model, *names)
    return (
        all(type(number) is int for number in numbers)
        and all(isinstance(text, str) for text in texts)
        and not any(name.startswith("/") or ".." in name.split("/") for name in names)
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest at once: after a crash there is the old one or the new one."""
    temporary = folder / f"{MANIFEST_FILE}.{os.getpid()}.tmp"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, folder / MANIFEST_FILE)


def file_checksums(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and CRC-32 of every file of a base."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, _crc(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def find_damage(folder: Path, files: Mapping[str, tuple[int, int]]) -> str | None:
    """What is wrong with the first missing or damaged file, in Vietnamese; None when all are intact."""
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
    """A lock between processes: one at a time writes or opens the derived indexes. The system frees a killed one's."""
    import fcntl

    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
