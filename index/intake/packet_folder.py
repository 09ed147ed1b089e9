"""A folder of this machine, as a system of exchange leaves its packets (edXML) there. Nothing is deleted in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.intake.source import IntakeSource, RemoteFile, SourceError


class PacketFolder:
    """The files of a folder and of those below it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def items(self) -> Iterator[RemoteFile]:
        def refuse(error: OSError) -> None:
            raise _unreadable(self._folder, error)

        for parent, folders, names in os.walk(self._folder, onerror=refuse):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                path = Path(parent) / name
                # A link could lead to any file that the service may read.
                if not name.startswith(".") and path.is_file() and not path.is_symlink():
                    stamp = path.stat()
                    version = f"{stamp.st_size}:{stamp.st_mtime_ns}"
                    yield RemoteFile(path.relative_to(self._folder).as_posix(), version, stamp.st_size, str(path))

    def fetch(self, item: RemoteFile, path: Path, most: int) -> None:
        try:
            shutil.copyfile(item.key, path, follow_symlinks=False)
        except OSError as error:
            raise SourceError(f"Không đọc được tệp: {error.strerror or error}.") from None


@contextmanager
def open_packet_folder(source: IntakeSource) -> Iterator[PacketFolder]:
    """The folder that the address names.

    :raises SourceError: if it is not there.
    """
    folder = Path(source.address)
    if not folder.is_dir():
        raise SourceError(f"Không có thư mục {folder}; có thể ổ đĩa mạng chưa được gắn. Không có gì bị rút.")
    yield PacketFolder(folder)


def _unreadable(folder: Path, error: OSError) -> SourceError:
    return SourceError(f"Không đọc được thư mục {folder}: {error.strerror or error}. Không có gì bị rút.")
