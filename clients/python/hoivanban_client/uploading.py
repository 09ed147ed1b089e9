"""Uploads of the client: files that report their progress."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

#: Called with the bytes sent and the size of the file.
Progress = Callable[[int, int], None]


class ProgressFile(io.RawIOBase):
    """A file that reports how much of it was read."""

    def __init__(self, file: BinaryIO, size: int, progress: Progress | None) -> None:
        super().__init__()
        self._file = file
        self._size = size
        self._progress = progress

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        if chunk and self._progress is not None:
            self._progress(self._file.tell(), self._size)
        return chunk

    def close(self) -> None:
        self._file.close()
        super().close()


def opener_with_progress(source: Path | bytes, progress: Progress | None) -> ProgressFile:
    """A file or bytes opened for one try, reporting its progress."""
    if isinstance(source, bytes):
        return ProgressFile(io.BytesIO(source), len(source), progress)
    return ProgressFile(source.open("rb"), source.stat().st_size, progress)
