"""A source: a place from which documents are fetched on a schedule, and what a connection to it must be able to do."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

Kind = Literal["imap", "s3", "webdav", "folder", "feed"]


class SourceError(Exception):
    """A source that cannot be used now; the message is one Vietnamese sentence or two."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Name and secret of an account. The secret stands in a file or an environment variable, and is read when used."""

    user: str = ""
    secret_file: Path | None = None
    secret_variable: str | None = None

    def secret(self) -> str:
        """The secret as it is now; empty where none is set.

        :raises SourceError: if the file cannot be read or the variable is missing.
        """
        if self.secret_file is not None:
            try:
                return self.secret_file.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                raise SourceError(
                    f"Không đọc được tệp mật khẩu {self.secret_file}; hãy xem lại đường dẫn và quyền đọc của tệp."
                ) from None
        if self.secret_variable is not None:
            if self.secret_variable not in os.environ:
                raise SourceError(f"Chưa đặt biến môi trường {self.secret_variable} chứa mật khẩu của nguồn này.")
            return os.environ[self.secret_variable]
        return ""


@dataclass(frozen=True, slots=True)
class IntakeSource:
    """A source as the operator describes it.

    ``access`` is the label of its documents; ``withdraws``: what is deleted there stops answering here; ``empty_ok``:
    also when everything is gone at once.
    """

    name: str
    kind: Kind
    address: str
    access: str
    minutes: float
    withdraws: bool = False
    empty_ok: bool = False
    credentials: Credentials = field(default_factory=Credentials)
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file at a source. ``name`` may have folders in it (``2026/516.pdf``); ``version`` changes with its content."""

    name: str
    version: str
    size: int | None = None
    #: The name by which the source itself knows the file.
    key: str = ""


class Connection(Protocol):
    """An open source."""

    def items(self) -> Iterator[RemoteFile]:
        """All files that are there.

        :raises SourceError: if the list is not complete.
        """

    def fetch(self, item: RemoteFile, path: Path, most: int) -> None:
        """Write a file's bytes to a path.

        :raises SourceError: if they cannot be had, or a server sends more than ``most``.
        """


#: Opens a source, and closes it at the end of the block.
Opening = AbstractContextManager[Connection]
