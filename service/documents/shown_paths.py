"""Files of jobs as people see them: by the folder that they chose, never by where they lie on the server."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from index.store.source_files import container_key, shown_name

#: A path of the server within a sentence.
_SERVER_PATH = re.compile(r"(?<![^\s“(])/(?:[^/;,]+/)+")


def shown_path(key: str, uploads: Path, folders: Sequence[Path]) -> str:
    """A file as it is shown: below the upload's folder, or below a watched folder with that folder's name.

    >>> shown_path("/kho/uploads/9f/hồ sơ/1.zip//a.docx", Path("/kho/uploads"), ())
    'hồ sơ/1.zip/a.docx'
    >>> shown_path("/srv/van-ban/2025/1.pdf", Path("/kho/uploads"), [Path("/srv/van-ban")])
    'van-ban/2025/1.pdf'
    """
    plain = key.replace("//", "/")
    path = Path(plain)
    if path.is_relative_to(uploads):
        return "/".join(path.relative_to(uploads).parts[1:]) or path.name
    for folder in folders:
        if path.is_relative_to(folder):
            return "/".join((folder.name, *path.relative_to(folder).parts))
    return shown_name(key) if plain.startswith("/") else plain


def container_of(key: str) -> str | None:
    """The path of the file that holds this one; None for a file of its own."""
    container = container_key(key)
    return container if container != key else None


def without_server_paths(sentence: str | None) -> str | None:
    """A sentence whose files are named without their folders on the server.

    >>> without_server_paths("trùng nội dung với /srv/van-ban/2025/1.pdf")
    'trùng nội dung với 1.pdf'
    """
    return None if sentence is None else _SERVER_PATH.sub("", sentence)
